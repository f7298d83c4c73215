//! Three systems deep: the driver of Mist.io's API speaks to the gateway, which serves that API over a simulated ElasticHosts.
//!
//! ```text
//! cargo run --example through_the_gateway        no account: everything is in this process, over real HTTP on loopback
//! ```

use anycloud::run::WaitPolicy;
use anycloud::{
    Boot, Cloud, CloudConfig, CreateServer, DestroyServer, DrivesFate, Error, Goal, PowerAction, Result,
    ServerQuery, Tags, UpdateServer,
};
use anycloud_gateway::{Gateway, Settings};
use anycloud_simulators::Server as Service;
use anycloud_simulators::elastichosts::ElasticHosts;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

const NAME: &str = "three-systems-deep";

#[tokio::main]
async fn main() -> Result<()> {
    // The third system: somebody's account, in which somebody lives already.
    let account = ElasticHosts::builder().filled(3).imaging_takes(Duration::from_millis(500)).build();
    let account = Arc::new(account.map_err(failed)?);
    let service = Service::start(([127, 0, 0, 1], 0).into(), account.clone()).await.map_err(failed)?;
    println!("ElasticHosts, simulated at {}", service.url());

    // The second: the gateway, with that account as the cloud "london".
    let state = tempfile::tempdir().map_err(failed)?;
    let token = Settings::new_token()?;
    let london = CloudConfig::new("london", "elastichosts")
        .endpoint(service.url().parse().map_err(failed)?)
        .user(account.user())
        .secret(account.secret());
    let gateway = Gateway::builder(Settings::new(token.clone(), state.path())?.destroys_drives(true))?
        .configured(&london)?
        .build();
    let listening = gateway.listen(([127, 0, 0, 1], 0).into()).await?;
    let url = format!("http://{}", listening.address());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(listening.until(async {
        let _ = stopped.await;
    }));
    println!("The gateway, at {url}");

    // The first: the driver of Mist.io's API, which knows neither of them.
    let mist = CloudConfig::new("mist", "mist")
        .endpoint(url.parse().map_err(failed)?)
        .user("me@example.com")
        .secret(token);
    let quick = WaitPolicy::new(Duration::from_millis(100), Duration::from_secs(1), Duration::from_secs(60));
    let mist = anycloud::open(&mist)?.with_policy(quick);
    let backends = mist.clouds().all().await?;
    let [london] = backends.as_slice() else {
        return Err(Error::invalid(format!("one backend was expected: {backends:?}")));
    };
    println!("It shows the cloud {}\n", london.id());

    let before = (machines(london).await?, account.drive_ids());
    life(london).await?;
    let after = (machines(london).await?, account.drive_ids());
    if after != before {
        return Err(Error::invalid(format!("something was left or lost: {before:?}, then {after:?}")));
    }
    println!("\nThe account holds what it held before, {} servers and their drives.", before.0.len());
    let _ = stop.send(());
    serving.await.map(drop).map_err(failed)
}

async fn life(cloud: &Cloud) -> Result<()> {
    // Memory and cpu are sold freely behind, and this API knows named sizes only: their ids say what they have.
    let size = cloud.sizes().all().await?.into_iter().find(|size| size.id.as_str() == "1000mhz-1024mib");
    let size = size.ok_or_else(|| Error::invalid("the size is not offered"))?;
    let image = cloud.images().all().await?.into_iter().find(|image| image.name.contains("Debian"));
    let image = image.ok_or_else(|| Error::invalid("no Debian is offered"))?;
    println!("  of the size {:?}, from the image {:?}", size.name, image.name);

    let request = CreateServer::new(NAME, Boot::image(image.id)).size(size.id);
    let server = cloud.create_server(&request).until(Goal::Address).await?;
    println!(
        "   created: {} at {}",
        server.id,
        server.address().map_or("no address".into(), |ip| ip.to_string())
    );
    let id = server.id;
    cloud.set_power(id.clone(), PowerAction::Reboot).done().await?;
    println!("  rebooted: {}", cloud.server(&id).await?.state);
    let tags = Tags::from([("backup".into(), "".into())]);
    cloud.update_server(&UpdateServer::new(id.clone()).tags(tags)).done().await?;
    println!("    tagged: {:?}", cloud.server(&id).await?.tags);
    cloud.set_power(id.clone(), PowerAction::PowerOff).done().await?;
    println!("   stopped: {}", cloud.until(&id, Goal::Stopped).await?.state);
    // The machine's entry says what it allows now, all the way through: no action is sent.
    let refused = cloud.set_power(id.clone(), PowerAction::Reboot).done().await;
    println!("   refused: {}", refused.err().map_or_else(|| "nothing".to_owned(), |e| e.to_string()));
    let destroy = DestroyServer::new(id, DrivesFate::Keep).expect_name(NAME);
    println!(" destroyed: {:?}", cloud.destroy_server(&destroy).done().await?);
    Ok(())
}

async fn machines(cloud: &Cloud) -> Result<BTreeSet<String>> {
    let all = cloud.servers(&ServerQuery::new()).all().await?;
    Ok(all.iter().map(|server| server.id.to_string()).collect())
}

fn failed(why: impl Display) -> Error {
    Error::invalid(why.to_string())
}
