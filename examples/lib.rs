//! Programs that a user would start from are the files beside this one:
//!
//! - `tour.rs`: the life of a server, from nothing to nothing.
//! - `inventory.rs`: every server of every configured cloud, and which clouds do not tell.
//! - `cheapest.rs`: what a server of some size costs on each cloud.
//! - `watch.rs`: the servers of all clouds, as their state changes.
//! - `through_the_gateway.rs`: three systems deep.
//! - `custom_driver`: a driver of one's own, as a crate.
//!
//! Here is only what they do without clouds of yours: they look at some that are simulated in the same process.

use anycloud::{CloudConfig, Config, DestroyServer, DrivesFate, PowerAction, ServerQuery, open};
use anycloud_simulators::cloudsigma::CloudSigma;
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::mist::Mist;
use anycloud_simulators::{Server as Service, Simulator};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;
use url::Url;

/// What a program ends with.
pub type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// The cloud in which something happens.
const LIVELY: &str = "simulated-london";

/// The configuration in the file of `--config FILE`; without it, simulated accounts that end with the program. One of
/// them has another key than its configuration says.
///
/// # Errors
/// A file that cannot be read; other arguments.
pub async fn config() -> Result<Config> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [] => simulated().await,
        [option, file] if option == "--config" => Ok(Config::load(file)?),
        _ => Err("the only argument is --config FILE".into()),
    }
}

/// Waits for Ctrl-C or, where the clouds are simulated, until somebody has switched a server off and on and destroyed it.
///
/// # Errors
/// What somebody's doing fails with.
pub async fn meanwhile(config: &Config) -> Result<()> {
    let Ok(lively) = config.cloud(LIVELY) else { return Ok(tokio::signal::ctrl_c().await?) };
    let cloud = open(lively)?;
    let server = cloud.servers(&ServerQuery::new()).next().await?.ok_or("nobody lives here")?;
    let pause = || sleep(Duration::from_millis(700));
    for action in [PowerAction::PowerOff, PowerAction::Start] {
        pause().await;
        cloud.set_power(server.id.clone(), action).done().await?;
    }
    pause().await;
    cloud.destroy_server(&DestroyServer::new(server.id, DrivesFate::DestroyAll)).done().await?;
    pause().await;
    Ok(())
}

async fn simulated() -> Result<Config> {
    let london = Arc::new(ElasticHosts::filled(3));
    let zurich = Arc::new(CloudSigma::filled(2));
    let mist = Arc::new(Mist::filled(1));
    let (at_london, at_zurich, at_mist) =
        (served(london.clone()).await?, served(zurich.clone()).await?, served(mist.clone()).await?);
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
    let service = Service::start(([127, 0, 0, 1], 0).into(), simulator).await?;
    let url = service.url().parse()?;
    tokio::spawn(service.run_forever());
    Ok(url)
}
