//! Programs that a user would start from are the files beside this one:
//!
//! - `tour.rs`: the life of a server, from nothing to nothing.
//! - `inventory.rs`: every server of every configured cloud, and which clouds do not tell.
//! - `cheapest.rs`: which size has two cores and 2 GiB on each cloud, and what it costs.
//! - `watch.rs`: the servers of all clouds, as their state changes.
//! - `through_the_gateway.rs`: three systems deep.
//! - `custom_driver`: a driver of one's own, as a crate.
//!
//! Here is only what a program of one's own does not need: the arguments that they have in common, and clouds that are
//! simulated in the same process for those who have none.

use anycloud::{
    Cloud, CloudConfig, Config, DestroyServer, DrivesFate, Error, PowerAction, Result, ServerQuery, open,
};
use anycloud_simulators::cloudsigma::CloudSigma;
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use anycloud_simulators::mist::Mist;
use anycloud_simulators::{Faulty, Server as Service, Simulator};
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;
use url::Url;

/// The cloud in which something happens.
const LIVELY: &str = "simulated-london";

/// What the arguments say, [`yours`]; without any, simulated accounts that end with the program. One of them has another
/// key than its configuration says.
///
/// # Errors
/// As [`yours`].
pub async fn config() -> Result<Config> {
    match yours()? {
        Some(config) => Ok(config),
        None => simulated().await,
    }
}

/// The clouds of `--config FILE` or, with `--cloud NAME`, that one of them; the file is the one in the usual place if none
/// is named. `None` without arguments.
///
/// # Errors
/// Other arguments; a file that cannot be read; a cloud that is not in it.
pub fn yours() -> Result<Option<Config>> {
    let (mut file, mut name) = (None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(option) = arguments.next() {
        let value = match option.as_str() {
            "--cloud" => &mut name,
            "--config" => &mut file,
            _ => return Err(usage()),
        };
        *value = Some(arguments.next().ok_or_else(usage)?);
    }
    let all = match (file, &name) {
        (Some(file), _) => Config::load(file)?,
        (None, Some(_)) => Config::load(Config::default_path()?)?,
        (None, None) => return Ok(None),
    };
    match name {
        Some(name) => Ok(Some(Config::from_iter([all.cloud(&name)?.clone()]))),
        None => Ok(Some(all)),
    }
}

fn usage() -> Error {
    Error::invalid("the arguments are [--config FILE] [--cloud NAME]")
}

/// Until the same may be asked again: ten seconds, to be no burden, but not for a cloud that is simulated here.
pub async fn pause(cloud: &Cloud) {
    let here = cloud.info().realm.origin.starts_with("http://127.0.0.1:");
    sleep(if here { Duration::from_millis(200) } else { Duration::from_secs(10) }).await;
}

/// Waits for Ctrl-C or, where the clouds are simulated, until somebody has switched a server off and on and destroyed it.
///
/// # Errors
/// What somebody's doing fails with.
pub async fn meanwhile(config: &Config) -> Result<()> {
    let Ok(lively) = config.cloud(LIVELY) else { return tokio::signal::ctrl_c().await.map_err(failed) };
    let cloud = open(lively)?;
    let somebodys = cloud.servers(&ServerQuery::new()).next().await?;
    let server = somebodys.ok_or_else(|| failed("nobody lives there"))?.id;
    let pause = || sleep(Duration::from_millis(700));
    for action in [PowerAction::PowerOff, PowerAction::Start] {
        pause().await;
        cloud.set_power(server.clone(), action).done().await?;
    }
    pause().await;
    cloud.destroy_server(&DestroyServer::new(server, DrivesFate::DestroyAll)).done().await?;
    pause().await;
    Ok(())
}

async fn simulated() -> Result<Config> {
    let london = Arc::new(ElasticHosts::filled(3));
    let mist = Arc::new(Mist::filled(1));
    // Who lists its servers more than twice meets a web page once.
    let outage = FaultRule::new("GET /servers/info", Fault::Html).map_err(failed)?.skip(2);
    let zurich = Arc::new(Faulty::new(CloudSigma::filled(2), FaultScript::new([outage])));
    let (at_london, at_mist) = (served(london.clone()).await?, served(mist.clone()).await?);
    let at_zurich = served(zurich.clone()).await?;
    let zurich = zurich.inner();
    let at = |name, provider, url| CloudConfig::new(name, provider).endpoint(url);
    Ok(Config::from_iter([
        at(LIVELY, "elastichosts", at_london.clone()).user(london.user()).secret(london.secret()),
        at("simulated-mist", "mist", at_mist).user(mist.email()).secret(mist.token()),
        at("simulated-paris", "elastichosts", at_london).user(london.user()).secret("last year's key"),
        at("simulated-zurich", "cloudsigma", at_zurich).user(zurich.user()).secret(zurich.password()),
    ]))
}

/// Serves a provider on a free port of loopback until the program ends.
async fn served(simulator: Arc<dyn Simulator>) -> Result<Url> {
    let service = Service::start(([127, 0, 0, 1], 0).into(), simulator).await.map_err(failed)?;
    let url = service.url().parse().map_err(failed)?;
    tokio::spawn(service.run_forever());
    Ok(url)
}

fn failed(why: impl Display) -> Error {
    Error::config(why.to_string())
}
