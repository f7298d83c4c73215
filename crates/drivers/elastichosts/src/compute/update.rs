//! Changes of a server: name, sizing, tags, console password.

use super::create::check_password;
use crate::provider::{ElasticHosts, refused};
use crate::request::normal;
use crate::settings::ServerConfig;
use crate::wire::{ServerInfo, Status, reserved, tag_keys};
use anycloud_core::run::Run;
use anycloud_core::{Cpu, Error, ErrorKind, Result, ServerId, Started, Tags, UpdateServer};
use anycloud_elastic_family::sizing::whole_mib;

pub(super) async fn update(
    cloud: &ElasticHosts,
    request: &UpdateServer,
    run: &mut Run,
) -> Result<Started<()>> {
    let id = check(request)?;
    if run.has_answer("set") {
        return Ok(Started::done(()));
    }
    let info = cloud.client.server_info(&id).await?;
    let config = config(request, &info)?;
    cloud.client.check_server(&config)?;
    stopped_where_needed(&info, &config)?;
    run.step("set", async || cloud.client.server_set(&id, &config).await.map(drop)).await?;
    Ok(Started::done(()))
}

/// What is wrong whatever the server is. Otherwise, which it is.
fn check(request: &UpdateServer) -> Result<ServerId> {
    let id = normal(&request.id)?;
    if let Some(password) = request.console_password.as_ref().filter(|p| !p.expose().is_empty()) {
        check_password(password)?;
    }
    request.tags.as_ref().map_or(Ok(()), |tags| tag_keys(tags).map(drop))?;
    Ok(id)
}

fn config(request: &UpdateServer, info: &ServerInfo) -> Result<ServerConfig> {
    let mut config = ServerConfig::new();
    if let Some(name) = &request.name {
        config = config.name(name);
    }
    match request.cpu {
        None => {}
        Some(Cpu::Mhz(mhz)) => config = config.cpu(mhz),
        Some(_) => return Err(Error::unsupported("this cloud sells MHz")),
    }
    if let Some(memory) = request.memory {
        config = config.mem(whole_mib(memory)?);
    }
    if let Some(tags) = &request.tags {
        let present = info.user_keys();
        for (key, value) in retagged(tags, present.iter().map(|(key, value)| (key.as_str(), value.as_str())))?
        {
            config = config.key(&key, &value);
        }
    }
    if let Some(password) = &request.console_password {
        // A console needs an address to be asked for; an empty password turns it off.
        if info.vnc().asked.is_none() && !password.expose().is_empty() {
            config = config.vnc_auto();
        }
        config = config.vnc_password(password);
    }
    Ok(config)
}

/// The keys that make these all tags: what is there besides is unset, what is there already is left alone.
pub(crate) fn retagged<'a>(
    tags: &Tags,
    present: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Result<Vec<(String, String)>> {
    let (labels, keys) = tag_keys(tags)?;
    let mut changes = vec![("tags".to_owned(), labels.join(" "))];
    for (name, _) in present.clone().filter(|(name, _)| !reserved(name)) {
        let key = format!("user:{name}");
        if !keys.iter().any(|(wanted, _)| *wanted == key) {
            changes.push((key, String::new()));
        }
    }
    for (key, value) in keys {
        let there =
            present.clone().any(|(name, old)| key.strip_prefix("user:") == Some(name) && old == value);
        if !there {
            changes.push((key, value.to_owned()));
        }
    }
    Ok(changes)
}

/// docs: ElasticHosts API, "Set server configuration": the keys of a running server that can be set.
const WHILE_ACTIVE: [&str; 5] = ["cpu", "name", "persistent", "tags", "vnc:password"];

/// Says before sending that a change needs a stopped server: the service would say "busy", and waiting would not
/// help.
pub(crate) fn stopped_where_needed(info: &ServerInfo, config: &ServerConfig) -> Result<()> {
    if info.status() == Status::Stopped {
        return Ok(());
    }
    match config.iter().find(|(key, _)| !WHILE_ACTIVE.contains(key)) {
        None => Ok(()),
        Some((key, _)) => {
            let text = format!("the server must be stopped to change {key}");
            Err(refused(ErrorKind::Conflict, text).with_resource(info.id().resource()))
        }
    }
}
