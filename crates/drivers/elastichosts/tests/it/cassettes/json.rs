//! JSON as the service wrote it: numbers as numbers or strings, several values as an array or as words.

use super::drives::drive;
use super::servers::server;
use anycloud_core::{ByteSize, Cloud, DriveId, ErrorKind};
use anycloud_elastichosts::wire::{Claim, Imaging, Smp, Status};
use anycloud_elastichosts::{Client, Conversion, Device, DriveConfig, ServerConfig};

const DEBIAN: &str = "980cf63c-f21e-4382-997b-6541d5809629";

pub(crate) async fn replies(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    drives(client).await;
    servers(client).await;

    let list = client.resources_list().await.unwrap();
    let vlan = "f1a00000-0000-4000-8000-000000000001";
    assert_eq!(list, [("ip".into(), "192.0.2.40".into()), ("vlan".into(), vlan.into())]);
    let info = client.resource_info("ip", "192.0.2.40").await.unwrap();
    assert_eq!((info.nameservers().len(), info.gateway()), (2, Some("192.0.2.1".parse().unwrap())));

    let error = client.drive_info(&drive(9)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, Some("missing")));
    assert_eq!(client.resources_info().await.unwrap_err().kind(), ErrorKind::Decode);
}

async fn drives(client: &Client) {
    assert_eq!(client.drives_list().await.unwrap(), [drive(1), drive(2)]);
    let all = client.drives_info().await.unwrap();
    assert_eq!((all[0].size(), all[1].size()), (Some(ByteSize::gib(10)), Some(ByteSize::mib(1))));
    assert_eq!(all[0].claimed(), [Claim::Server { id: server(1), device: Some("ide:0:0".into()) }]);
    assert_eq!((all[0].io().read_bytes, all[0].io().write_requests), (Some(299_696_128), Some(2112)));
    assert_eq!((all[0].tags().len(), all[1].tags().len()), (2, 0));
    assert_eq!((&*all[1].name(), all[1].imaging()), ("line\nend", Some(Imaging::Running(None))));

    let config = DriveConfig::new().name("data").size(ByteSize::gib(2)).tags(["web"]);
    let made = client.drive_create(&config).await.unwrap();
    assert_eq!(
        (made.id(), made.size(), made.io().read_requests),
        (drive(3), Some(ByteSize::gib(2)), Some(1))
    );
    client.drive_image(&made.id(), &DriveId::new(DEBIAN), Conversion::Gunzip).await.unwrap();
}

async fn servers(client: &Client) {
    let list = client.servers_list().await.unwrap();
    assert_eq!((list.len(), list[0].id.clone(), list[0].cpu), (1, server(1), None));
    let info = client.server_info(&server(1)).await.unwrap();
    assert_eq!((info.status(), info.persistent(), info.cpu()), (Status::Active, true, Some(2000)));
    assert_eq!((info.mem(), info.smp()), (Some(ByteSize::mib(512)), Some(Smp::Count(1))));
    assert_eq!(info.started().unwrap().to_string(), "2010-10-08T20:07:02Z");
    assert_eq!(info.boot(), [Device::BOOT, Device::ide(1, 0).unwrap()]);
    assert_eq!(info.io(Device::BOOT).read_requests, Some(73_168));
    let nic = &info.nics()[0];
    assert_eq!((nic.dhcp.len(), nic.dhcp_ip.len(), nic.block.len()), (2, 2, 2));
    assert_eq!(info.vnc().password.unwrap().expose(), "maDeUp1");
    let traffic = info.traffic();
    assert_eq!((traffic.rx, traffic.tx), (Some(760_681), Some(320)));
    assert_eq!((traffic.rx_packets, traffic.tx_packets), (Some(12_662), Some(10)));

    let all = client.servers_info().await.unwrap();
    assert_eq!((all.len(), all[0].persistent(), all[0].cpu()), (1, true, Some(2000)));
    let set = client.server_set(&server(1), &ServerConfig::new().cpu(3000).unset("tags")).await.unwrap();
    assert_eq!(set.cpu(), Some(3000));
    client.server_start(&server(1)).await.unwrap();
}
