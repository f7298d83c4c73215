//! Servers: the calls of the document, what can be set, consoles.

use super::drives::drive;
use anycloud_core::{ByteSize, Cloud, DriveId, ErrorKind, NetworkId, Secret, ServerId, ServerState};
use anycloud_elastichosts::wire::{Media, NicModel, Smp, Status};
use anycloud_elastichosts::{Client, Device, Dialect, ServerConfig};
use std::time::Duration;

const CD: &str = "f89af28e-ff00-4fc9-a7ed-22e7fa5a88db";
const VLAN: &str = "f1a00000-0000-4000-8000-000000000001";
const MAC: &str = "12:34:56:78:9a:bc";

/// One of the made-up servers of the files.
pub(crate) fn server(n: u8) -> ServerId {
    ServerId::new(format!("5e000000-0000-4000-8000-00000000000{n}"))
}

fn ide(bus: u8, unit: u8) -> Device {
    Device::ide(bus, unit).unwrap()
}

pub(crate) async fn document(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let list = client.servers_list().await.unwrap();
    let list: Vec<_> = list.into_iter().map(|entry| (entry.id, entry.cpu, entry.mem)).collect();
    let (half, quarter) = (Some(ByteSize::mib(512)), Some(ByteSize::mib(256)));
    assert_eq!(list, [(server(1), Some(2000), half), (server(2), Some(500), quarter)]);

    let all = client.servers_info().await.unwrap();
    assert_eq!(all.iter().map(|info| info.id()).collect::<Vec<_>>(), [1, 2, 3, 4, 5].map(server));
    let status: Vec<_> = all.iter().map(|info| info.status()).collect();
    assert_eq!(status, [Status::Active, Status::Stopped, Status::Paused, Status::Dumped, Status::Dead]);
    assert_eq!((all[0].persistent(), all[1].persistent(), all[2].persistent()), (true, false, false));
    assert_eq!((all[0].smp(), all[1].smp(), all[2].smp()), (Some(Smp::Auto), Some(Smp::Count(1)), None));
    assert_eq!((all[1].started(), all[2].cpu(), all[2].mem()), (None, None, None));
    let states: Vec<_> = all.iter().map(|info| info.to_server(Dialect::Two).state).collect();
    use ServerState::{Failed, Paused, Running, Stopped};
    assert_eq!(states, [Running, Stopped, Paused, Failed, Failed]);

    one(client).await;
    create(client).await;

    client.server_start(&server(7)).await.unwrap();
    client.server_reset(&server(7)).await.unwrap();
    client.server_shutdown(&server(7)).await.unwrap();
    client.server_stop(&server(6)).await.unwrap();
    client.server_destroy(&server(6)).await.unwrap();
}

/// Every key of the tables.
async fn one(client: &Client) {
    let info = client.server_info(&server(1)).await.unwrap();
    assert_eq!((info.status(), &*info.name(), info.persistent()), (Status::Active, "web", true));
    assert_eq!((info.cpu(), info.mem()), (Some(2000), Some(ByteSize::mib(512))));
    assert_eq!((info.smp(), info.smp_cores()), (Some(Smp::Auto), Some(1)));
    let devices: Vec<_> = info.devices().into_iter().map(|a| (a.device, a.drive, a.media)).collect();
    let (scsi, block) = (Device::scsi(7).unwrap(), Device::block(3).unwrap());
    assert_eq!(
        devices,
        [
            (Device::BOOT, drive(1), Media::Disk),
            (ide(1, 0), DriveId::new(CD), Media::Cdrom),
            (scsi, drive(2), Media::Disk),
            (block, drive(3), Media::Disk),
        ]
    );
    assert_eq!(info.boot(), [ide(1, 0), Device::BOOT]);
    let io = |device| (info.io(device).read_bytes, info.io(device).write_requests);
    assert_eq!(io(Device::BOOT), (Some(299_696_128), Some(2112)));
    assert_eq!((io(scsi), io(block), io(ide(1, 0))), ((Some(8192), None), (None, Some(1)), (None, None)));
    let nics = info.nics();
    assert_eq!((nics.len(), nics[0].model.as_deref(), nics[0].dhcp[0].as_str()), (2, Some("e1000"), "auto"));
    assert_eq!(nics[0].dhcp_ip, ["192.0.2.11".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!((nics[1].index, nics[1].vlan.clone()), (1, Some(NetworkId::new(VLAN))));
    assert_eq!(nics[1].mac.as_deref(), Some(MAC));
    assert_eq!((info.vnc().password.unwrap().expose(), info.vnc().tls), ("maDeUp1", true));
    assert_eq!(info.tags(), ["web", "prod"]);
    assert_eq!((&*info.user_keys()[0].0, &*info.user_keys()[0].1), ("owner", "Ann and Bob"));
    assert_eq!((info.avoid_drives(), info.avoid_servers()), (vec![drive(5)], vec![server(2), server(3)]));
    assert_eq!(info.started().unwrap().to_string(), "2010-10-08T20:07:02Z");
    let traffic = info.traffic();
    assert_eq!((traffic.rx, traffic.rx_packets), (Some(760_681), Some(12_662)));
    assert_eq!((traffic.tx, traffic.tx_packets), (Some(320), Some(10)));

    let model = info.to_server(Dialect::Two);
    assert_eq!(model.state, ServerState::Running);
    assert_eq!(model.address().unwrap().to_string(), "192.0.2.11");
    assert_eq!(model.drives, [DriveId::new(CD), drive(1), drive(2), drive(3)], "in the order of booting");
}

async fn create(client: &Client) {
    let config = ServerConfig::new()
        .name("web")
        .cpu(2000)
        .smp(Smp::Auto)
        .mem(ByteSize::mib(512))
        .persistent(true)
        .drive(Device::BOOT, &drive(1))
        .drive(ide(1, 0), &DriveId::new(CD))
        .media(ide(1, 0), Media::Cdrom)
        .boot(&[ide(1, 0), Device::BOOT])
        .nic(0, NicModel::E1000)
        .dhcp_auto(0)
        .nic(1, NicModel::Virtio)
        .vlan(1, &NetworkId::new(VLAN))
        .mac(1, MAC)
        .vnc_auto()
        .vnc_password(&Secret::new("maDeUp1"))
        .vnc_tls(true)
        .tags(["web", "prod"])
        .user("owner", "Ann and Bob")
        .avoid_drives(&[drive(5)])
        .avoid_servers(&[server(2)]);
    let made = client.server_create(&config).await.unwrap();
    assert_eq!((made.id(), made.status()), (server(6), Status::Active));
    assert_eq!(made.devices()[1].media, Media::Cdrom);
    assert!(made.nics().is_empty(), "it says less than it was told");

    let config = ServerConfig::new()
        .name("off")
        .cpu(500)
        .smp(Smp::Count(4))
        .mem(ByteSize::mib(256))
        .drive(Device::scsi(0).unwrap(), &drive(2))
        .boot(&[Device::scsi(0).unwrap()])
        .nic(0, NicModel::Rtl8139)
        .dhcp(0, "192.0.2.40".parse().unwrap())
        .vnc("192.0.2.41".parse().unwrap());
    let made = client.server_create_stopped(&config).await.unwrap();
    assert_eq!((made.id(), made.status(), made.persistent()), (server(7), Status::Stopped, false));
    assert_eq!((made.smp(), &*made.nics()[0].dhcp[0]), (Some(Smp::Count(4)), "192.0.2.40"));
    assert_eq!(made.vnc().ip, Some("192.0.2.41".parse().unwrap()));
}

pub(crate) async fn set(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let config = ServerConfig::new()
        .name("renamed")
        .cpu(3000)
        .persistent(true)
        .tags(["web"])
        .vnc_password(&Secret::new("other1"));
    let set = client.server_set(&server(1), &config).await.unwrap();
    assert_eq!((set.status(), &*set.name(), set.cpu()), (Status::Active, "renamed", Some(3000)));
    assert_eq!((set.tags().len(), set.vnc().password.unwrap().expose()), (1, "other1"));
    let memory = ServerConfig::new().mem(ByteSize::gib(1));
    assert_eq!(client.server_set(&server(1), &memory).await.unwrap_err().kind(), ErrorKind::Busy);

    let block = Device::block(0).unwrap();
    let config = memory
        .no_drive(ide(0, 1))
        .drive(block, &drive(2))
        .boot(&[Device::BOOT, block])
        .dhcp(0, "192.0.2.40".parse().unwrap())
        .nic(1, NicModel::E1000)
        .vlan(1, &NetworkId::new(VLAN))
        .unset("vnc")
        .unset("vnc:password")
        .tags([""; 0])
        .avoid_servers(&[server(1)]);
    let set = client.server_set(&server(2), &config).await.unwrap();
    assert_eq!((set.status(), set.mem()), (Status::Stopped, Some(ByteSize::gib(1))));
    assert_eq!(set.devices().iter().map(|a| a.device).collect::<Vec<_>>(), [Device::BOOT, block]);
    assert_eq!((set.boot(), set.nics().len()), (vec![Device::BOOT, block], 2));
    assert_eq!((set.vnc().asked, set.vnc().password, set.tags().len()), (None, None, 0));
    assert_eq!(set.avoid_servers(), [server(1)]);
}

pub(crate) async fn consoles(cloud: &Cloud) {
    let console = cloud.console(&server(1)).await.unwrap();
    assert_eq!((&*console.protocol, &*console.host, console.port), ("vnc", "192.0.2.11", 5900));
    assert_eq!((console.password.unwrap().expose(), console.tls), ("maDeUp1", true));
    let console = cloud.console(&server(2)).await.unwrap();
    assert_eq!((&*console.host, console.tls), ("192.0.2.41", false));
    assert_eq!(console.password.unwrap().expose(), "maDeUp2");
    for n in [3, 4] {
        let error = cloud.console(&server(n)).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("maDeUp"));
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    }
}

/// On the simulator and on what was recorded of it, so secrets may be `***`.
pub(crate) async fn every_call(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let before = client.servers_list().await.unwrap();
    let config = ServerConfig::new()
        .name("web")
        .cpu(1000)
        .mem(ByteSize::mib(512))
        .smp(Smp::Auto)
        .persistent(true)
        .drive(ide(1, 0), &DriveId::new(CD))
        .media(ide(1, 0), Media::Cdrom)
        .boot(&[ide(1, 0)])
        .nic(0, NicModel::E1000)
        .dhcp_auto(0)
        .vnc_auto()
        .vnc_password(&Secret::new("maDeUp1"))
        .tags(["a", "b"])
        .user("k", "v w");
    let made = client.server_create_stopped(&config).await.unwrap();
    let id = made.id();
    assert_eq!((made.status(), made.persistent(), made.cpu()), (Status::Stopped, true, Some(1000)));
    assert!(made.vnc().password.is_some() && made.vnc().asked.as_deref() == Some("auto"));
    client.server_start(&id).await.unwrap();
    assert_eq!(client.server_start(&id).await.unwrap_err().kind(), ErrorKind::Busy);
    let booting = client.server_info(&id).await.unwrap();
    assert_eq!((booting.status(), booting.vnc().ip), (Status::Active, None));
    assert!(booting.to_server(client.dialect()).address().is_none());
    tokio::time::sleep(Duration::from_secs(1)).await;
    let running = client.server_info(&id).await.unwrap();
    assert!(running.vnc().ip.is_some() && running.traffic().rx.is_some());
    assert!(running.to_server(client.dialect()).address().is_some());
    let one = client.dialect() == Dialect::One;
    assert_eq!(running.nics()[0].dhcp_ip.is_empty(), one, "where the address shows");
    assert_eq!((running.smp() == Some(Smp::Auto), running.smp_cores().is_none()), (!one, one));

    client.server_reset(&id).await.unwrap();
    assert!(client.server_info(&id).await.unwrap().started() > running.started());
    let set = ServerConfig::new().name("renamed").unset("tags").cpu(2000);
    let set = client.server_set(&id, &set).await.unwrap();
    assert_eq!((&*set.name(), set.tags().len(), set.cpu()), ("renamed", 0, Some(2000)));
    client.server_shutdown(&id).await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(client.server_info(&id).await.unwrap().status(), Status::Stopped);

    let second = client.server_create(&config.name("second")).await.unwrap();
    assert_eq!(second.status(), Status::Active);
    client.server_stop(&second.id()).await.unwrap();
    let listed = client.servers_list().await.unwrap();
    assert_eq!(listed.len(), before.len() + 2);
    let all = client.servers_info().await.unwrap();
    assert!(listed.iter().all(|entry| all.iter().any(|info| info.id() == entry.id)));
    for id in [id, second.id()] {
        client.server_destroy(&id).await.unwrap();
        assert_eq!(client.server_info(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
}
