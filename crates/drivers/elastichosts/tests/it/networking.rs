//! Networks and addresses: the facet and the native calls, on the simulator.
use crate::common::{DEBIAN, Over, plain, world};
use anycloud_core::{
    AttachAddress, AttachNetwork, Boot, ByteSize, Cpu, CreateAddress, CreateNetwork, CreateServer, Delivery,
    DestroyAddress, DestroyNetwork, DestroyServer, DetachAddress, DetachNetwork, DrivesFate, ErrorKind, Goal,
    Gone, PowerAction, RenameNetwork,
};
use anycloud_elastichosts::{Dialect, Format, ResourceConfig};

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256))
}

#[tokio::test(start_paused = true)]
async fn life_of_a_network() {
    for dialect in [Dialect::One, Dialect::Two] {
        let world = world(Over::Process, dialect, Format::Text).await;
        let (cloud, sim) = (&world.cloud, world.sim.inner());
        let before = sim.resources();
        let mut networks = Vec::new();
        for name in ["front", "back"] {
            networks.push(cloud.create_network(&CreateNetwork::new(name)).done().await.unwrap());
        }
        let [front, back] = &networks[..] else { unreachable!() };
        cloud.rename_network(&RenameNetwork::new(back.clone(), "rear")).done().await.unwrap();
        let named = cloud.find_network("rear").await.unwrap();
        assert_eq!((&named.id, named.tags.len()), (back, 0), "the driver's stamp is no tag");

        let server = cloud.create_server(&web().network(front.clone()).stopped()).done().await.unwrap();
        assert_eq!(cloud.server(&server).await.unwrap().networks, std::slice::from_ref(front));
        let (attach, detach) = (
            AttachNetwork::new(back.clone(), server.clone()),
            DetachNetwork::new(front.clone(), server.clone()),
        );
        cloud.attach_network(&attach).done().await.unwrap();
        cloud.attach_network(&attach).done().await.unwrap();
        cloud.detach_network(&detach).done().await.unwrap();
        cloud.detach_network(&detach).done().await.unwrap();
        let nics = world.driver.client().server_info(&server).await.unwrap().nics();
        assert_eq!(
            nics.iter().map(|nic| nic.index).collect::<Vec<_>>(),
            [0, 2],
            "the first free one was taken"
        );
        assert_eq!(nics[1].vlan.as_ref(), Some(back));

        cloud.set_power(server.clone(), PowerAction::Start).done().await.unwrap();
        let running =
            cloud.attach_network(&AttachNetwork::new(front.clone(), server.clone())).await.unwrap_err();
        assert_eq!((running.kind(), running.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
        let busy = cloud.destroy_network(&DestroyNetwork::new(back.clone())).await.unwrap_err();
        assert_eq!(busy.kind(), ErrorKind::Busy);

        cloud.destroy_server(&DestroyServer::new(server, DrivesFate::DestroyAll)).done().await.unwrap();
        for network in networks {
            let destroy = DestroyNetwork::new(network);
            assert_eq!(cloud.destroy_network(&destroy).done().await.unwrap(), Gone::Destroyed);
            assert_eq!(cloud.destroy_network(&destroy).done().await.unwrap(), Gone::Already);
        }
        assert_eq!(sim.resources(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn life_of_an_address() {
    for dialect in [Dialect::One, Dialect::Two] {
        let world = world(Over::Process, dialect, Format::Text).await;
        let (cloud, sim) = (&world.cloud, world.sim.inner());
        let before = sim.resources();
        let one = cloud.create_address(&CreateAddress::new("one")).done().await.unwrap();
        let two = cloud.create_address(&CreateAddress::new("two")).done().await.unwrap();
        let listed = cloud.addresses().all().await.unwrap().into_iter().find(|a| a.id == one).unwrap();
        assert_eq!((listed.ip.to_string().as_str(), &*listed.name), (one.as_str(), "one"));
        assert!(listed.gateway.is_some() && listed.netmask.is_some() && listed.nameservers.len() == 2);

        let server = cloud.create_server(&web().address(one.clone())).until(Goal::Address).await.unwrap();
        assert_eq!(server.address().unwrap().to_string(), one.as_str());
        let id = server.id;
        let (attach, detach) =
            (AttachAddress::new(two.clone(), id.clone()), DetachAddress::new(one.clone(), id.clone()));
        assert_eq!(cloud.detach_address(&detach).await.unwrap_err().kind(), ErrorKind::Conflict, "it runs");
        cloud.set_power(id.clone(), PowerAction::PowerOff).done().await.unwrap();
        cloud.detach_address(&detach).done().await.unwrap();
        cloud.detach_address(&detach).done().await.unwrap();
        cloud.attach_address(&attach).done().await.unwrap();
        cloud.attach_address(&attach).done().await.unwrap();
        cloud.attach_address(&AttachAddress::new(one.clone(), id.clone())).done().await.unwrap();
        cloud.set_power(id.clone(), PowerAction::Start).done().await.unwrap();
        let server = cloud.until(&id, Goal::Address).await.unwrap();
        let ips: Vec<String> = server.addresses.iter().map(|a| a.ip.to_string()).collect();
        assert_eq!(ips, [two.as_str(), one.as_str()]);
        assert_eq!(
            cloud.destroy_address(&DestroyAddress::new(two.clone())).await.unwrap_err().kind(),
            ErrorKind::Busy
        );

        cloud.destroy_server(&DestroyServer::new(id, DrivesFate::DestroyAll)).done().await.unwrap();
        for address in [one, two] {
            let destroy = DestroyAddress::new(address);
            assert_eq!(cloud.destroy_address(&destroy).done().await.unwrap(), Gone::Destroyed);
            assert_eq!(cloud.destroy_address(&destroy).done().await.unwrap(), Gone::Already);
        }
        assert_eq!(sim.resources(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_has_four_interfaces() {
    let world = plain().await;
    let cloud = &world.cloud;
    let mut networks = Vec::new();
    for name in ["a", "b", "c", "d"] {
        networks.push(cloud.create_network(&CreateNetwork::new(name)).done().await.unwrap());
    }
    let full =
        networks[..3].iter().fold(web().stopped(), |request, network| request.network(network.clone()));
    let server = cloud.create_server(&full).done().await.unwrap();
    let error = cloud.attach_network(&AttachNetwork::new(networks[3].clone(), server)).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
    let many = cloud.create_server(&full.network(networks[3].clone())).await.unwrap_err();
    assert_eq!((many.kind(), many.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
}

#[tokio::test]
async fn every_native_call_of_resources_over_tcp() {
    for format in [Format::Text, Format::Json] {
        let world = world(Over::Tcp, Dialect::Two, format).await;
        let client = world.driver.client();
        for kind in ["ip", "vlan", "firewall"] {
            let made = client.resource_create(kind, &ResourceConfig::new().name("new")).await.unwrap();
            let id = made.id();
            assert_eq!(made.kind(), kind);
            let listed = client.resources_list_of(kind).await.unwrap();
            assert!(listed.contains(&(kind.into(), id.clone())), "{listed:?}");
            assert!(client.resources_list().await.unwrap().contains(&(kind.into(), id.clone())));
            let config = ResourceConfig::new().name("renamed").tags(["a", "b"]).user("k", "v");
            let set = client.resource_set(kind, &id, &config).await.unwrap();
            assert_eq!((set.name(), set.tags().len(), set.user_keys().len()), ("renamed".into(), 2, 1));
            assert_eq!(client.resource_info(kind, &id).await.unwrap(), set);
            assert!(client.resources_info().await.unwrap().iter().any(|info| info.id() == id));
            client.resource_destroy(kind, &id).await.unwrap();
            let gone = client.resource_info(kind, &id).await.unwrap_err();
            assert_eq!(gone.kind(), ErrorKind::NotFound);
            assert_eq!(&*gone.resource().unwrap().id, &*id);
        }
    }
}
