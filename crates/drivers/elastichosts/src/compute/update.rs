//! Changes of a server: name, sizing, tags, console password.

use super::create::check_password;
use crate::provider::ElasticHosts;
use crate::request::normal;
use crate::settings::ServerConfig;
use crate::tags::{retagged, tag_keys};
use crate::wire::ServerInfo;
use anycloud_core::run::Run;
use anycloud_core::{Result, ServerId, Started, UpdateServer};
use anycloud_elastic_family::requests;

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
    requests::stopped_where_needed(&info, &config, WHILE_ACTIVE)?;
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
    if let Some(tags) = &request.tags {
        let present = info.user_keys();
        for (key, value) in retagged(tags, present.iter().map(|(key, value)| (key.as_str(), value.as_str())))?
        {
            config = config.key(&key, &value);
        }
    }
    requests::update(config, request, info)
}

/// docs: ElasticHosts API, "Set server configuration": the keys of a running server that can be set.
pub(crate) const WHILE_ACTIVE: &[&str] = &["cpu", "name", "persistent", "tags", "vnc:password"];
