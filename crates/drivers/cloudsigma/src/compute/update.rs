//! Changes of a server: name, sizing, console password.

use crate::provider::{CloudSigma, refused};
use crate::request::normal;
use crate::wire::{ServerInfo, good_name, restamped};
use anycloud_core::run::Run;
use anycloud_core::{ErrorKind, Result, Started, UpdateServer};
use anycloud_elastic_family::{ServerConfig, Status, requests};

pub(super) async fn update(cloud: &CloudSigma, request: &UpdateServer, run: &mut Run) -> Result<Started<()>> {
    let id = normal(&request.id)?;
    if let Some(name) = &request.name {
        good_name(name)?;
    }
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

fn config(request: &UpdateServer, info: &ServerInfo) -> Result<ServerConfig> {
    let mut config = ServerConfig::new();
    if let Some(name) = &request.name {
        config = config.name(&restamped(name, &info.name()));
    }
    requests::update(config, request, info)
}

/// What a running server lets change: not in the manual, and asked for with care.
const WHILE_ACTIVE: [&str; 4] = ["name", "nic:0:block", "nic:1:block", "vnc:password"];

/// Says before sending that a change needs a stopped server.
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
