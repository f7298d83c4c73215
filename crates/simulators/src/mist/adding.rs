//! Adding a backend, in the form of 2014 and in that of `Api-Version: 2`.

use super::{
    backends::POLL_INTERVAL,
    digest::{base58, sha1},
    machines::Machine,
    power::Phase,
    problem::Problem,
    providers::Family,
    state::{Backend, State},
    wire::{Fields, required, text},
};
use crate::family::Secret;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Where HP's cloud logs in, whatever is said.
const HP_URL: &str = "https://region-a.geo-1.identity.hpcloudsvc.com:35357/v2.0/";

/// What a backend is made from.
#[derive(Default)]
pub(super) struct Credentials {
    pub(super) title: String,
    /// Without its region.
    pub(super) provider: String,
    pub(super) region: String,
    pub(super) apikey: String,
    pub(super) apisecret: String,
    pub(super) apiurl: String,
    pub(super) tenant_name: String,
    /// Of a bare-metal server: its address.
    pub(super) host: String,
    /// Of a bare-metal server: the name of the key that opens it.
    pub(super) machine_key: String,
}

impl State {
    /// `POST /backends`.
    pub(super) fn add_backend(&mut self, fields: &Fields) -> Result<Value, Problem> {
        let id = self.join(Credentials::read(fields)?)?;
        let backend = self.backend(&id)?;
        Ok(json!({
            "index": self.backends.len() - 1,
            "id": backend.id,
            "apikey": backend.apikey,
            "apiurl": backend.apiurl,
            "tenant_name": backend.tenant_name,
            "title": backend.title,
            "provider": backend.provider,
            "poll_interval": POLL_INTERVAL,
            "region": backend.region,
            "status": "off",
            "enabled": backend.enabled,
        }))
    }

    /// The same with `Api-Version: 2`.
    pub(super) fn add_backend_version_2(&mut self, fields: &Fields) -> Result<Value, Problem> {
        let credentials = Credentials::read_version_2(fields)?;
        let bare_metal = credentials.provider == "bare_metal";
        let id = self.join(credentials)?;
        Ok(if bare_metal { json!({"backend_id": id, "monitoring": {}}) } else { json!({"backend_id": id}) })
    }

    /// Adds a backend whose provider answers; says its id.
    fn join(&mut self, credentials: Credentials) -> Result<String, Problem> {
        if credentials.provider == "bare_metal" {
            let key = self.key(&credentials.machine_key)?.name.clone();
            let host = credentials.host.clone();
            if self.settings.unreachable.contains(&host) {
                return Err(Problem::BackendUnauthorized);
            }
            let id = self.insert_backend(credentials)?;
            if let Some(machine) = self.backend(&id)?.machines.first().map(|machine| machine.id.clone()) {
                self.associate(&key, &id, &machine, None)?;
            }
            return Ok(id);
        }
        let backend = self.made(credentials)?;
        self.reach(&backend)?;
        Ok(self.push_backend(backend))
    }

    /// Adds a backend, whether or not its provider answers; says its id.
    pub(super) fn insert_backend(&mut self, credentials: Credentials) -> Result<String, Problem> {
        let backend = self.made(credentials)?;
        Ok(self.push_backend(backend))
    }

    fn push_backend(&mut self, mut backend: Backend) -> String {
        if let Some(machines) = self.parked.remove(&backend.id) {
            backend.machines = machines;
        }
        let id = backend.id.clone();
        self.backends.push(backend);
        id
    }

    /// The backend, not yet there.
    fn made(&self, mut wanted: Credentials) -> Result<Backend, Problem> {
        let family = Family::of(&wanted.provider);
        let family = family.ok_or_else(|| Problem::BadRequest("Provider unknown.".to_owned()))?;
        if wanted.apisecret == "getsecretfromdb"
            && let Some(known) = self.backends.iter().find(|backend| backend.apikey == wanted.apikey)
        {
            wanted.apisecret.clone_from(&known.apisecret.0);
        }
        if wanted.apiurl.contains("hpcloudsvc") {
            HP_URL.clone_into(&mut wanted.apiurl);
        } else if wanted.provider == "openstack" {
            let url = wanted.apiurl.trim_end_matches('/');
            wanted.apiurl = url.strip_suffix("v2.0").unwrap_or(url).trim_end_matches('/').to_owned();
        }
        let id = wanted.id();
        if self.backends.iter().any(|backend| backend.id == id) {
            return Err(Problem::BackendExists(id));
        }
        let machines = if family == Family::BareMetal { vec![self.server(&wanted)] } else { Vec::new() };
        Ok(Backend {
            id,
            title: wanted.title,
            provider: wanted.provider,
            family,
            region: wanted.region,
            apikey: wanted.apikey,
            apisecret: Secret(wanted.apisecret),
            apiurl: wanted.apiurl,
            tenant_name: wanted.tenant_name,
            enabled: true,
            starred: BTreeSet::new(),
            unstarred: BTreeSet::new(),
            machines,
        })
    }

    /// The machine of a bare-metal backend.
    fn server(&self, wanted: &Credentials) -> Machine {
        Machine {
            id: wanted.title.replace(['.', ' '], ""),
            name: wanted.title.clone(),
            phase: Phase::steady("running"),
            image: None,
            size: None,
            location: None,
            public_ip: wanted.host.clone(),
            private_ip: String::new(),
            tags: Vec::new(),
            key: None,
            container: Default::default(),
            created: self.unix(),
        }
    }
}

impl Credentials {
    /// The form of 2014.
    pub(super) fn read(fields: &Fields) -> Result<Self, Problem> {
        let any = |key: &str| text(fields, key).unwrap_or_default();
        let mut wanted = Self {
            title: any("title"),
            provider: required(fields, "provider")?,
            region: any("region"),
            apikey: any("apikey"),
            apisecret: any("apisecret"),
            apiurl: any("apiurl"),
            tenant_name: any("tenant_name"),
            ..Self::default()
        };
        if wanted.provider == "bare_metal" {
            // Three names for one thing: in the document, in the code of January 2014, and in its errors.
            let host = ["machine_ip", "machine_ip_address", "machine_hostname"];
            let host = host.iter().find_map(|key| text(fields, key));
            wanted.host = host.ok_or_else(|| Problem::Missing("machine_hostname".to_owned()))?;
            wanted.machine_key = required(fields, "machine_key")?;
            wanted.title.clone_from(&wanted.host);
            return Ok(wanted);
        }
        wanted.split_region();
        if wanted.provider == "docker" {
            required(fields, "apiurl")?;
            return Ok(wanted);
        }
        required(fields, "apikey")?;
        required(fields, "apisecret")?;
        Ok(wanted)
    }

    /// The form of 2015: each provider has its own fields.
    fn read_version_2(fields: &Fields) -> Result<Self, Problem> {
        let any = |key: &str| text(fields, key).unwrap_or_default();
        let need = |key: &str| required(fields, key);
        let mut wanted = Self { title: any("title"), provider: need("provider")?, ..Self::default() };
        match wanted.provider.as_str() {
            "azure" => (wanted.apikey, wanted.apisecret) = (need("subscription_id")?, need("certificate")?),
            "bare_metal" => {
                wanted.host = need("machine_ip")?;
                wanted.machine_key = need("machine_key")?;
                if wanted.title.is_empty() {
                    wanted.title.clone_from(&wanted.host);
                }
            }
            "digitalocean" => {
                wanted.apikey = need("token")?;
                wanted.apisecret.clone_from(&wanted.apikey);
            }
            "docker" => {
                let port = text(fields, "docker_port").unwrap_or_else(|| "4243".to_owned());
                wanted.apiurl = format!("{}:{port}", need("docker_host")?);
                (wanted.apikey, wanted.apisecret) = (any("auth_user"), any("auth_password"));
            }
            "ec2" => {
                (wanted.apikey, wanted.apisecret) = (need("api_key")?, need("api_secret")?);
                wanted.provider = need("region")?;
            }
            "gce" => {
                (wanted.apikey, wanted.apisecret) = (any("email"), need("private_key")?);
                wanted.tenant_name = need("project_id")?;
            }
            "hpcloud" => {
                (wanted.apikey, wanted.apisecret) = (need("username")?, need("password")?);
                (wanted.tenant_name, wanted.region) = (need("tenant_name")?, need("region")?);
                wanted.apiurl = HP_URL.to_owned();
            }
            "linode" => {
                wanted.apikey = need("api_key")?;
                wanted.apisecret.clone_from(&wanted.apikey);
            }
            "nephoscale" => (wanted.apikey, wanted.apisecret) = (need("username")?, need("password")?),
            "openstack" => {
                (wanted.apikey, wanted.apisecret) = (need("username")?, need("password")?);
                (wanted.apiurl, wanted.tenant_name) = (need("auth_url")?, need("tenant_name")?);
                wanted.region = any("region");
            }
            "rackspace" => {
                (wanted.apikey, wanted.apisecret) = (need("username")?, need("api_key")?);
                wanted.region = need("region")?;
                if wanted.region.contains(':') {
                    wanted.provider = std::mem::take(&mut wanted.region);
                    wanted.split_region();
                }
            }
            "softlayer" => (wanted.apikey, wanted.apisecret) = (need("username")?, need("api_key")?),
            _ => return Err(Problem::BadRequest("Provider unknown.".to_owned())),
        }
        Ok(wanted)
    }

    /// `rackspace:dfw` is provider `rackspace` in region `dfw`.
    fn split_region(&mut self) {
        if let Some((provider, region)) = self.provider.split_once(':') {
            (self.provider, self.region) = (provider.to_owned(), region.to_owned());
        }
    }

    /// The original's formula: two backends with the same id are the same account. Docker hosts need no account, so
    /// there the address counts.
    fn id(&self) -> String {
        let name = match self.provider.as_str() {
            "bare_metal" => format!("{}{}", self.provider, self.title),
            "docker" => format!("{}{}{}", self.provider, self.apiurl, self.apikey),
            _ => format!("{}{}{}", self.provider, self.region, self.apikey),
        };
        base58(&sha1(name.as_bytes()))
    }
}
