use super::backend::{Origin, POLL};
use super::set::free_title;
use super::{Backend, Backends, bounded};
use crate::answer::{Answer, document};
use crate::asked::Fields;
use crate::gateway::Gateway;
use crate::guard::Guard;
use crate::refusal::{Refusal, Result};
use crate::store::{AddedBackend, State, Store, place_of_backend};
use anycloud::{Cloud, CloudConfig, ErrorKind, HttpConfig, MistBackendConfig, Secret};
use http::StatusCode;
use serde_json::json;
use std::sync::Arc;
use tokio::time::timeout;
use url::Url;

/// More backends are no account's any longer; each is asked for every list.
const BACKENDS_MAX: usize = 200;

/// What no provider that is served has a use for. Said and without effect, it would mislead.
const UNSERVED: [&str; 9] = [
    "ca_cert_file",
    "cert_file",
    "compute_endpoint",
    "key_file",
    "machine_ip",
    "machine_ip_address",
    "machine_key",
    "machine_user",
    "tenant_name",
];

impl Gateway {
    /// `POST /backends`. The cloud is asked once whether it takes the credentials; only then they are kept. One that is
    /// there already is given another secret, if it is added with the title that it has.
    ///
    /// # Errors
    /// 400 for what is missing or no provider, 401 for wrong credentials, 403 for an `apiurl` that leads inside or without
    /// a key to seal secrets with, 409 if it or its title is there, 503 if the cloud does not
    /// answer.
    pub(crate) async fn add_backend(&self, fields: &Fields) -> Result<Answer> {
        let mut kept = asked_for(fields)?;
        let secret = fields.text("apisecret")?.map(|secret| bounded("apisecret", secret)).transpose()?;
        let secret = secret.map(Secret::new);
        let guard = self.guard();
        let described = checked(&mut kept, secret.as_ref(), fields, &guard).await?;
        let all = self.backends().seen();
        self.store().read(|state| self.may_be_added(state, &all, &kept, secret.as_ref()))?;
        if let Some(secret) = &secret {
            kept.apisecret = Some(self.store().seal(&place_of_backend(&kept.id), secret)?);
        }
        let config = described.to_config(&kept.id)?;
        let cloud = opened(&config, &guard).map_err(|e| Refusal::bad(e.message()))?;
        self.accepted(&cloud).await?;
        let backend = backend(&kept, Ok(self.backends().journaled(&cloud)));
        let this = self.clone();
        let add = |state: &mut State| {
            self.may_be_added(state, &all, &kept, secret.as_ref())?;
            Ok::<_, Refusal>(put(state, &mut kept))
        };
        let index = self.store().change_with(add, move || this.backends().serve(backend)).await?;
        Ok(added(&kept, self.backends().configured.len() + index))
    }

    /// Whether there is room for it under its title; or it is there, is not called otherwise, and has another secret: a
    /// secret that clouds no longer take is renewed so. Mist.io had no call for that, and refused it.
    ///
    /// # Errors
    /// 400 if there is no room, 409.
    fn may_be_added(
        &self,
        state: &State,
        all: &[Arc<Backend>],
        new: &AddedBackend,
        secret: Option<&Secret>,
    ) -> Result<()> {
        let Some(there) = state.backends.iter().find(|there| there.id == new.id) else {
            if state.backends.len() >= BACKENDS_MAX {
                return Err(Refusal::bad(format!("at most {BACKENDS_MAX} backends can be added")));
            }
            return free_title(state, all, &new.title, &new.id);
        };
        let sealed = there.apisecret.as_ref();
        let kept =
            sealed.map(|sealed| self.store().unseal(&place_of_backend(&there.id), sealed)).transpose()?;
        let hint = match (kept.as_ref() == secret, there.title == new.title) {
            (true, _) => "",
            (false, true) => return Ok(()),
            (false, false) => "; to give it another secret, add it with the title that it has",
        };
        Err(Refusal::new(StatusCode::CONFLICT, "Backend exists", format!("{}{hint}", there.id)))
    }

    /// Whether the cloud takes the credentials.
    async fn accepted(&self, cloud: &Cloud) -> Result<()> {
        match timeout(self.deadline(), cloud.verify()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(e)) if matches!(e.kind(), ErrorKind::Unauthenticated | ErrorKind::Forbidden) => {
                let what = "Invalid backend credentials";
                Err(Refusal::new(StatusCode::UNAUTHORIZED, what, e.to_string()))
            }
            Ok(Err(e)) => Err(Refusal::unavailable(e.to_string())),
            Err(_) => {
                Err(Refusal::unavailable(format!("no answer within {} s", self.deadline().as_secs_f32())))
            }
        }
    }
}

/// What the fields say, each within its bounds; without id and secret.
fn asked_for(fields: &Fields) -> Result<AddedBackend> {
    let mut kept = AddedBackend {
        id: String::new(),
        title: bounded("title", fields.needed("title")?)?,
        provider: fields.needed("provider")?,
        region: bounded("region", fields.text("region")?.unwrap_or_default())?,
        apikey: bounded("apikey", fields.text("apikey")?.unwrap_or_default())?,
        apisecret: None,
        apiurl: bounded("apiurl", fields.text("apiurl")?.unwrap_or_default())?,
        docker_port: docker_port(fields)?,
        enabled: true,
    };
    if let Some(port) = forgotten_port(&kept) {
        if kept.docker_port.is_some_and(|other| other != port) {
            return Err(Refusal::bad("apiurl and docker_port name two ports"));
        }
        kept.docker_port = Some(port);
    }
    Ok(kept)
}

/// Refuses what the provider cannot do anything with, before the cloud or anybody else is asked. What is good gets its id.
async fn checked(
    kept: &mut AddedBackend,
    secret: Option<&Secret>,
    fields: &Fields,
    guard: &Guard,
) -> Result<MistBackendConfig> {
    // First whether there is a driver at all, so that nobody mends fields for nothing.
    MistBackendConfig::new(&kept.provider).to_config(&kept.title).map_err(|e| Refusal::bad(e.message()))?;
    if let Some(name) = UNSERVED.iter().find(|name| fields.said(name).is_some()) {
        return Err(Refusal::bad(format!("{name} is nothing that the provider {} takes", kept.provider)));
    }
    let apiurl = match kept.apiurl.as_str() {
        "" => None,
        url => Some(guard.check(url).await?),
    };
    let described = described(kept, secret, apiurl.clone());
    if let Some(name) = described.missing() {
        return Err(Refusal::missing(name));
    }
    described.to_config(&kept.title)?;
    kept.id = super::hashed(&identity(kept, apiurl.as_ref()), 14);
    Ok(described)
}

/// Puts it among the others, or in the place of the one that it is; answers with the place.
fn put(state: &mut State, kept: &mut AddedBackend) -> usize {
    match state.backends.iter().position(|there| there.id == kept.id) {
        Some(index) => {
            kept.enabled = state.backends[index].enabled;
            state.backends[index] = kept.clone();
            index
        }
        None => {
            state.backends.push(kept.clone());
            state.backends.len() - 1
        }
    }
}

fn added(kept: &AddedBackend, index: usize) -> Answer {
    document(&json!({
        "status": "off",
        "tenant_name": "",
        "id": kept.id,
        "index": index,
        "apikey": kept.apikey,
        "title": kept.title,
        "region": kept.region,
        "poll_interval": POLL.as_millis() as u64,
        "apiurl": kept.apiurl,
        "provider": kept.provider,
        "enabled": kept.enabled,
    }))
}

/// One that was added before the gateway was started.
pub(super) fn reopened(kept: &AddedBackend, store: &Store, guard: &Guard, all: &Backends) -> Backend {
    let open = || {
        let sealed = kept.apisecret.as_ref();
        let secret = sealed.map(|sealed| store.unseal(&place_of_backend(&kept.id), sealed)).transpose()?;
        let apiurl = Some(kept.apiurl.as_str()).filter(|url| !url.is_empty());
        let apiurl = apiurl.map(Url::parse).transpose();
        let apiurl = apiurl.map_err(|_| anycloud::Error::config("its apiurl is no URL"))?;
        let config = described(kept, secret.as_ref(), apiurl).to_config(&kept.id)?;
        opened(&config, guard)
    };
    let cloud = open().map(|cloud| all.journaled(&cloud));
    backend(kept, cloud.map_err(|e: anycloud::Error| e.to_string()))
}

fn backend(kept: &AddedBackend, cloud: std::result::Result<Cloud, String>) -> Backend {
    let mut backend = Backend::new(String::new(), kept.title.clone(), Origin::Added, cloud);
    backend.id = kept.id.clone();
    backend.provider = kept.provider.clone();
    backend.region = kept.region.clone();
    backend.apikey = kept.apikey.clone();
    backend.apiurl = kept.apiurl.clone();
    backend
}

fn docker_port(fields: &Fields) -> Result<Option<u16>> {
    let port = fields.text("docker_port")?.map(|port| port.parse()).transpose();
    port.map_err(|_| Refusal::bad("docker_port is no port: there are 1 to 65535"))
}

/// The port of an engine's address that `Url` forgets, for it is the scheme's own, and not an engine's usual one.
fn forgotten_port(kept: &AddedBackend) -> Option<u16> {
    let is_engine = MistBackendConfig::new(&kept.provider).docker_port(1).surplus().is_none();
    let port = kept.apiurl.parse::<http::Uri>().ok()?.port_u16()?;
    let forgets = Url::parse(&kept.apiurl).is_ok_and(|url| url.port().is_none());
    (is_engine && forgets).then_some(port)
}

/// Two backends with the same of these are one, however the URL is written.
fn identity(kept: &AddedBackend, apiurl: Option<&Url>) -> String {
    let apiurl = apiurl.map(Url::as_str).unwrap_or_default();
    let port = kept.docker_port.map(|port| format!("\0{port}")).unwrap_or_default();
    format!("added/{}\0{}\0{}\0{apiurl}{port}", kept.provider, kept.region, kept.apikey)
}

fn described(kept: &AddedBackend, secret: Option<&Secret>, apiurl: Option<Url>) -> MistBackendConfig {
    let described = MistBackendConfig::new(&kept.provider);
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let described = said(&kept.region).into_iter().fold(described, MistBackendConfig::region);
    let described = said(&kept.apikey).into_iter().fold(described, MistBackendConfig::apikey);
    let described = secret.cloned().into_iter().fold(described, MistBackendConfig::apisecret);
    let described = kept.docker_port.into_iter().fold(described, MistBackendConfig::docker_port);
    apiurl.into_iter().fold(described, MistBackendConfig::apiurl)
}

/// The driver, which connects only where the guard lets it.
fn opened(config: &CloudConfig, guard: &Guard) -> anycloud::Result<Cloud> {
    let guard = guard.clone();
    let http = HttpConfig::default().only_addresses(move |ip| guard.allows(ip));
    anycloud::open(&config.clone().http(http))
}
