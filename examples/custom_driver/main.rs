//! The life of a server on a cloud of one's own: `cargo run --example custom_driver`.

use anycloud_core::{
    Boot, Cloud, CloudId, CreateServer, DestroyServer, DrivesFate, Goal, PowerAction, Result,
};
use anycloud_custom_driver::{Call, Client, Config, Loft, Service, Trouble};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let service = Service::new();
    let cloud = Cloud::new(Loft::new(CloudId::new("upstairs"), Config::new(&service, service.key()))?);

    // The reply to the create gets lost. It is not sent again: the machine is found by the stamp that it carries.
    service.expect(Call::CreateMachine, Trouble::LoseReply);
    let request = CreateServer::new("web", Boot::image("debian")).size("small").tag("team", "attic");
    let web = cloud.create_server(&request).until(Goal::Address).await?;
    println!("created    {} at {:?}; (machines, disks) are {:?}", web.name, web.address(), service.count());

    cloud.set_power(web.id.clone(), PowerAction::Reboot).done().await?;
    println!("rebooted   boot {:?}", cloud.server(&web.id).await?.boot);

    if let Some(client) = cloud.native::<Client>() {
        println!("native     {:?}", client.machine(&web.id).await?.labels);
    }

    let gone = DestroyServer::new(web.id, DrivesFate::DestroyAll).expect_name("web");
    let gone = cloud.destroy_server(&gone).done().await?;
    println!("destroyed  {gone:?}; (machines, disks) are {:?}", service.count());
    Ok(())
}
