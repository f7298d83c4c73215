//! The life of a server, from nothing to nothing.
//!
//! ```text
//! cargo run --example tour                   on a simulator of ElasticHosts: no account, real HTTP on loopback
//! cargo run --example tour -- --cloud NAME   on a cloud of your configuration: this costs a little money; it is the
//!                                            file in the usual place, or that of --config FILE
//! ```

use anycloud::journal::FileJournal;
use anycloud::run::{Event, WaitPolicy};
use anycloud::{
    AttachDrive, Boot, ByteSize, Cloud, CloudConfig, Config, Cpu, CreateDrive, CreateServer, DestroyDrive,
    DestroyServer, DriveId, DrivesFate, Error, Goal, PowerAction, Result, Server, ServerId, ServerQuery,
    UpdateDrive, UpdateServer,
};
use anycloud_simulators::Server as Service;
use anycloud_simulators::elastichosts::ElasticHosts;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

const NAME: &str = "anycloud-tour";

#[tokio::main]
async fn main() -> Result<()> {
    match anycloud_examples::yours()? {
        Some(config) => on_a_real_cloud(&config).await,
        None => on_a_simulator().await,
    }
}

async fn on_a_real_cloud(config: &Config) -> Result<()> {
    let mut clouds = config.clouds();
    let (Some(cloud), None) = (clouds.next(), clouds.next()) else {
        return Err(Error::invalid("the tour is of one cloud: say --cloud NAME"));
    };
    // On disk: should this program die, `anycloud operations` (with ANYCLOUD_STATE_DIR) knows what it had begun.
    let journal = std::env::temp_dir().join("anycloud-tour");
    println!("What is begun is written down in {}", journal.display());
    tour(&anycloud::open(cloud)?.with_journal(FileJournal::open(journal)?)).await
}

async fn on_a_simulator() -> Result<()> {
    let account = ElasticHosts::builder()
        .filled(3) // somebody lives here already: the tour must leave them alone
        .imaging_takes(Duration::from_secs(2))
        .boot_takes(Duration::from_millis(300))
        .build()
        .map_err(|e| Error::invalid("the simulator does not start").with_source(e))?;
    let account = Arc::new(account);
    let service = Service::start(([127, 0, 0, 1], 0).into(), account.clone())
        .await
        .map_err(|e| Error::invalid("the simulator has no port").with_source(e))?;
    println!("An account of ElasticHosts, simulated at {}", service.url());
    let config = CloudConfig::new("simulated", "elastichosts")
        .endpoint(service.url().parse().map_err(|_| Error::invalid("the simulator's URL"))?)
        .user(account.user())
        .secret(account.secret());
    let quick = WaitPolicy::new(Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(60));
    tour(&anycloud::open(&config)?.with_policy(quick)).await
}

async fn tour(cloud: &Cloud) -> Result<()> {
    let before = everything(cloud).await?;
    println!("It holds {} servers and drives. Let us add one of each.\n", before.len());

    let outcome = life(cloud).await;
    if outcome.is_err() {
        println!("That went wrong; what the tour made goes now.");
        clear(cloud, &before).await?;
    }
    outcome?;

    let after = everything(cloud).await?;
    if after != before {
        return Err(Error::invalid(format!("the tour left something: {:?}", after.difference(&before))));
    }
    println!("\nThe account holds what it held before: nothing is left, and nothing else is gone.");
    Ok(())
}

async fn life(cloud: &Cloud) -> Result<()> {
    let image = find_image(cloud).await?;
    let request = CreateServer::new(NAME, Boot::image(image))
        .needs(Cpu::Mhz(1000), ByteSize::mib(512))
        .drive_size(ByteSize::gib(2));
    // A drive is made, the image copied onto it, the server made and started. Each step is written down first; a
    // failure on the way removes what was made.
    let server = cloud.create_server(&request).observe(tell).until(Goal::Address).await?;
    describe("created", &server);
    let id = server.id;

    cloud.set_power(id.clone(), PowerAction::Reboot).done().await?;
    describe("rebooted", &cloud.server(&id).await?);

    cloud.set_power(id.clone(), PowerAction::PowerOff).done().await?;
    describe("stopped", &cloud.server(&id).await?);

    let data = attach_a_drive(cloud, &id).await?;
    describe("attached", &cloud.server(&id).await?);

    cloud.update_drive(&UpdateDrive::new(data).size(ByteSize::gib(2))).done().await?;
    cloud
        .update_server(&UpdateServer::new(id.clone()).cpu(Cpu::Mhz(2000)).memory(ByteSize::gib(1)))
        .done()
        .await?;
    describe("resized", &cloud.server(&id).await?);

    cloud.set_power(id.clone(), PowerAction::Start).done().await?;
    describe("started", &cloud.until(&id, Goal::Address).await?);

    cloud.set_power(id.clone(), PowerAction::PowerOff).done().await?;
    describe("stopped", &cloud.server(&id).await?);

    // What happens to the drives must be said, and the name is read again before anything goes.
    let destroy = DestroyServer::new(id, DrivesFate::DestroyAll).expect_name(NAME);
    let gone = cloud.destroy_server(&destroy).done().await?;
    println!("  destroyed with both drives: {gone:?}");
    Ok(())
}

async fn attach_a_drive(cloud: &Cloud, server: &ServerId) -> Result<DriveId> {
    let data = cloud.create_drive(&CreateDrive::new(NAME).size(ByteSize::gib(1))).done().await?;
    cloud.write_drive(&data, 4096, "kept through everything".into()).await?;
    cloud.attach_drive(&AttachDrive::new(data.clone(), server.clone())).done().await?;
    let read = cloud.read_drive(&data, 4096, 23).await?;
    println!("  drive {data} holds {:?}", String::from_utf8_lossy(&read));
    Ok(data)
}

async fn find_image(cloud: &Cloud) -> Result<anycloud::ImageId> {
    let images = cloud.images().all().await?;
    let small =
        |i: &&anycloud::Image| i.name.contains("Ubuntu") && i.size.is_some_and(|s| s <= ByteSize::gib(2));
    let image =
        images.iter().find(small).ok_or_else(|| Error::invalid("no small Ubuntu among the images"))?;
    println!("  image: {} ({})", image.name, image.id);
    Ok(image.id.clone())
}

/// The ids of all servers and drives.
async fn everything(cloud: &Cloud) -> Result<BTreeSet<String>> {
    let servers = cloud.servers(&ServerQuery::new()).all().await?;
    let drives = cloud.drives().all().await?;
    let ids = servers.iter().map(|s| s.id.to_string()).chain(drives.iter().map(|d| d.id.to_string()));
    Ok(ids.collect())
}

/// Removes what was not there before and carries the tour's name.
async fn clear(cloud: &Cloud, before: &BTreeSet<String>) -> Result<()> {
    for server in cloud.servers(&ServerQuery::new().name(NAME)).all().await? {
        if !before.contains(server.id.as_str()) {
            cloud.destroy_server(&DestroyServer::new(server.id, DrivesFate::DestroyAll)).done().await?;
        }
    }
    for drive in cloud.drives().all().await? {
        if drive.name == NAME && !before.contains(drive.id.as_str()) {
            cloud.destroy_drive(&DestroyDrive::new(drive.id)).done().await?;
        }
    }
    Ok(())
}

fn tell(event: Event<'_>) {
    match event {
        Event::Begun(id) => println!("  operation {id} begins"),
        Event::Step(step) => println!("  step {:?} is done", step.name),
        Event::Waiting { what, progress: Some(p), .. } => println!("  {what}: {} of {}", p.done, p.total),
        _ => {}
    }
}

fn describe(what: &str, server: &Server) {
    let cpu = server.cpu.map(|c| c.to_string()).unwrap_or_default();
    let memory = server.memory.map(|m| m.to_string()).unwrap_or_default();
    let address = server.address().map_or("no address".into(), |ip| ip.to_string());
    let drives = server.drives.len();
    println!("{what:>10}: {} is {}, {cpu}, {memory}, {address}, {drives} drives", server.name, server.state);
}
