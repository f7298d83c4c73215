//! Changes of a server: name, sizing, console password.

use crate::provider::CloudSigma;
use crate::request::normal;
use crate::wire::{ServerInfo, good_name, restamped};
use anycloud_core::run::Run;
use anycloud_core::{Result, Started, UpdateServer};
use anycloud_elastic_family::{ServerConfig, requests};

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
    requests::stopped_where_needed(&info, &config, WHILE_ACTIVE)?;
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
pub(crate) const WHILE_ACTIVE: &[&str] = &["name", "nic:0:block", "nic:1:block", "vnc:password"];
