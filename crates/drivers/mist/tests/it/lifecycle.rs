//! Machines, made, changed and destroyed through the facets, in every dialect.
use crate::common::{DIALECTS, World, builder, servers, wanted};
use anycloud_core::{
    Action, Container, ContainerPort, Delivery, DestroyServer, DrivesFate, ErrorKind, Goal, Gone,
    PowerAction, Remaining, ServerState, Support, Tags, UpdateServer,
};
use anycloud_mist::{Dialect, MachineOptions, wire::MachineInfo};
use anycloud_simulators::mist::Dialect as Spoken;

#[tokio::test(start_paused = true)]
async fn made_and_destroyed_with_neighbours() {
    for (dialect, _) in DIALECTS {
        for provider in
            ["ec2_ap_northeast", "rackspace", "openstack", "digitalocean", "linode", "gce", "azure", "docker"]
        {
            let world = World::new(dialect);
            let cloud = world.backend(provider);
            let place = format!("{dialect:?} {provider}");
            let before = world.machines(provider);
            let request = wanted(&cloud, "web").await;
            let server = cloud
                .create_server(&request)
                .until(Goal::Address)
                .await
                .unwrap_or_else(|e| panic!("{place}: {e}"));
            assert_eq!((server.name.as_str(), &server.state), ("web", &ServerState::Running), "{place}");
            assert_eq!(server.image.as_ref().unwrap().as_str(), image_of(&request), "{place}");
            assert!(server.native::<MachineInfo>().unwrap().extra().is_some(), "{place}");
            assert_eq!(world.machines(provider).len(), before.len() + 1);
            let destroy = DestroyServer::new(server.id.clone(), DrivesFate::Keep).expect_name("web");
            assert_eq!(cloud.destroy_server(&destroy).done().await.unwrap(), Gone::Destroyed, "{place}");
            let left: Vec<_> = servers(&cloud)
                .await
                .into_iter()
                .filter(|s| s.state != ServerState::Deleted)
                .map(|s| s.id)
                .collect();
            assert_eq!(left, before, "{place}");
            let again = DestroyServer::new(server.id, DrivesFate::Keep);
            assert_eq!(cloud.destroy_server(&again).done().await.unwrap(), Gone::Already, "{place}");
        }
    }
}

fn image_of(request: &anycloud_core::CreateServer) -> &str {
    match &request.boot {
        anycloud_core::Boot::Image(id) => id.as_str(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_container_with_its_options() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let cloud = world.backend("docker");
        let container = Container::new()
            .env("SOMEVAR", "hunter2")
            .command(["/bin/bash", "-l"])
            .port(ContainerPort::tcp(8888).published(8889));
        let request = wanted(&cloud, "box").await.container(container.clone());
        let server = cloud.create_server(&request).until(Goal::Running).await.unwrap();
        let extra = server.native::<MachineInfo>().unwrap().extra().unwrap().clone();
        let text = serde_json::Value::Object(extra).to_string();
        assert!(text.contains("8889") && text.contains("/bin/bash -l"), "{text}");
        assert!(text.contains("SOMEVAR=hunter2"), "it arrived: {text}");
        let shown = format!("{server:?} {}", serde_json::to_string(&server).unwrap());
        assert!(shown.contains("SOMEVAR=***") && !shown.contains("hunter2"), "{shown}");
        let other = World::new(dialect);
        let machines = other.backend("linode");
        let request = wanted(&machines, "box").await.container(container);
        let error = machines.create_server(&request).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unsupported, Delivery::NotSent), "{error}");
        assert_eq!(other.calls("POST backends/*/machines"), 0);
        machines.discover().await.unwrap();
        assert_eq!(machines.capabilities().compute.as_ref().unwrap().create.container, Support::No);
    }
    let world = World::new(Dialect::V2);
    let (cloud, options) = (world.backend("docker"), MachineOptions::new().monitoring(false));
    let other = wanted(&cloud, "box").await.with_native("docker", &options).unwrap();
    assert_eq!(cloud.create_server(&other).await.unwrap_err().kind(), ErrorKind::Unsupported);
    let own = wanted(&cloud, "box").await.with_native("mist", &options).unwrap();
    cloud.create_server(&own).until(Goal::Running).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_key_a_place_and_a_script_go_along() {
    let world = World::new(Dialect::May2014);
    let cloud = world.backend("ec2_ap_northeast");
    let zone = cloud.locations().all().await.unwrap().pop().unwrap();
    let request =
        wanted(&cloud, "web").await.location(zone.id.clone()).key_pair("MyKey2").user_data("echo hunter2");
    assert!(!format!("{request:?} {}", serde_json::to_string(&request).unwrap()).contains("hunter2"));
    let server = cloud.create_server(&request).until(Goal::Running).await.unwrap();
    let extra = server.native::<MachineInfo>().unwrap().extra().unwrap();
    assert_eq!((&extra["keyname"], &extra["availability"]), (&"MyKey2".into(), &zone.name.as_str().into()));
    let keys = world.client().keys().await.unwrap();
    let key = keys.iter().find(|key| key.name() == "MyKey2").unwrap();
    assert!(key.machines().iter().any(|at| at.machine == server.id), "{:?}", key.machines());
}

#[tokio::test(start_paused = true)]
async fn power_where_the_provider_has_it() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let cloud = world.backend("ec2_ap_northeast");
        let id = world.machines("ec2_ap_northeast")[1].clone();
        cloud.set_power(id.clone(), PowerAction::PowerOff).done().await.unwrap();
        let off = cloud.server(&id).await.unwrap();
        assert_eq!(off.state, ServerState::Stopped);
        assert_eq!(
            off.actions,
            [Action::Start, Action::Destroy, Action::Tag].into_iter().chain(renames(dialect)).collect()
        );
        let error = cloud.set_power(id.clone(), PowerAction::Reboot).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Conflict && error.message().contains("stopped"), "{error}");
        cloud.set_power(id.clone(), PowerAction::Start).done().await.unwrap();
        assert_eq!(cloud.server(&id).await.unwrap().state, ServerState::Running);
        let started = cloud.set_power(id.clone(), PowerAction::Reboot).await.unwrap();
        assert_eq!(started.remaining, Remaining::Unobservable);
        for power in [PowerAction::Shutdown, PowerAction::Reset] {
            assert_eq!(cloud.set_power(id.clone(), power).await.unwrap_err().kind(), ErrorKind::Unsupported);
        }
        let states: Vec<_> =
            servers(&cloud).await.into_iter().filter(|s| s.id != id).map(|s| s.state).collect();
        assert_eq!(states, [ServerState::Running, ServerState::Running], "the neighbours");
    }
}

fn renames(dialect: Dialect) -> Option<Action> {
    (dialect == Dialect::V2).then_some(Action::Rename)
}

#[tokio::test(start_paused = true)]
async fn a_soft_shutdown_where_the_service_takes_it() {
    let world = World::of(builder(Spoken::May2014).takes_shutdown(true), |config| {
        config.dialect(Dialect::May2014).shutdown(true)
    });
    let cloud = world.backend("ec2_ap_northeast");
    let id = world.machines("ec2_ap_northeast")[0].clone();
    let server = cloud.server(&id).await.unwrap();
    assert!(server.actions.contains(Action::Shutdown) && server.actions.contains(Action::PowerOff));
    cloud.set_power(id.clone(), PowerAction::Shutdown).done().await.unwrap();
    assert_eq!(cloud.server(&id).await.unwrap().state, ServerState::Stopped);
}

#[tokio::test(start_paused = true)]
async fn labels_are_changed_one_by_one() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let cloud = world.backend("ec2_ap_northeast");
        let id = world.machines("ec2_ap_northeast")[1].clone();
        let tags = |pairs: &[(&str, &str)]| -> Tags {
            pairs.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect()
        };
        for wanted in [
            tags(&[("Backup Machine", ""), ("tier", "2")]),
            tags(&[("tier", "3"), ("Backup Machine", "")]),
            tags(&[]),
        ] {
            let update = UpdateServer::new(id.clone()).tags(wanted.clone());
            cloud.update_server(&update).done().await.unwrap();
            assert_eq!(cloud.server(&id).await.unwrap().tags, wanted, "{dialect:?}");
        }
        assert_eq!(world.calls("POST backends/*/machines/*/metadata"), 3, "what stays is not sent again");
        assert_eq!(world.calls("DELETE backends/*/machines/*/metadata"), 3);
        // A label of one's own with the text that the service adds.
        let zone = cloud.server(&id).await.unwrap().native::<MachineInfo>().unwrap().extra().unwrap()["availability"]
            .as_str()
            .unwrap()
            .to_owned();
        for wanted in [tags(&[(&zone, ""), ("tier", "2")]), tags(&[])] {
            let update = UpdateServer::new(id.clone()).tags(wanted.clone());
            cloud.update_server(&update).done().await.unwrap();
            assert_eq!(cloud.server(&id).await.unwrap().tags, wanted, "{dialect:?}");
        }
        let odd = UpdateServer::new(id.clone()).tags(tags(&[("a=b", "c")]));
        assert_eq!(cloud.update_server(&odd).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
        assert!(servers(&cloud).await.iter().all(|server| server.tags.is_empty()));
    }
    let world = World::new(Dialect::May2014);
    for (provider, tags) in [("linode", Support::No), ("docker", Support::No), ("rackspace", Support::Yes)] {
        let cloud = world.backend(provider);
        assert_eq!(cloud.capabilities().compute.as_ref().unwrap().update.tags, Support::Unknown);
        cloud.discover().await.unwrap();
        assert_eq!(cloud.capabilities().compute.as_ref().unwrap().update.tags, tags, "{provider}");
    }
    let (cloud, id) = (world.backend("linode"), world.machines("linode")[0].clone());
    let update = UpdateServer::new(id).tags(Tags::from([("a".into(), "".into())]));
    assert_eq!(
        cloud.update_server(&update).await.unwrap_err().kind(),
        ErrorKind::Conflict,
        "its machines allow no tags"
    );
}

#[tokio::test(start_paused = true)]
async fn machines_are_renamed_with_version_2() {
    let world = World::new(Dialect::V2);
    let (cloud, id) = (world.backend("openstack"), world.machines("openstack")[1].clone());
    cloud.update_server(&UpdateServer::new(id.clone()).name("renamed & more")).done().await.unwrap();
    let names: Vec<String> = servers(&cloud).await.iter().map(|server| server.name.to_string()).collect();
    assert_eq!(names, ["machine-0", "renamed & more", "machine-2"]);
    let old = World::new(Dialect::May2014);
    let (cloud, id) = (old.backend("openstack"), old.machines("openstack")[1].clone());
    let error = cloud.update_server(&UpdateServer::new(id).name("x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[tokio::test(start_paused = true)]
async fn networks_of_a_create_with_version_2() {
    let world = World::new(Dialect::V2);
    let cloud = world.backend("openstack");
    assert_eq!(cloud.capabilities().compute.as_ref().unwrap().create.networks, Support::Yes);
    let network = cloud.networks().next().await.unwrap().unwrap();
    let request = wanted(&cloud, "web").await.network(network.id);
    cloud.create_server(&request).until(Goal::Running).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_a_backend_offers() {
    let world = World::new(Dialect::January2014);
    let cloud = world.backend("ec2_ap_northeast");
    let sizes = cloud.sizes().all().await.unwrap();
    let micro = sizes.iter().find(|size| size.id.as_str() == "t1.micro").unwrap();
    assert_eq!(micro.memory.unwrap().as_mib(), 613);
    let linux = micro.prices.iter().find(|price| price.system.as_deref() == Some("linux")).unwrap();
    assert_eq!(linux.price.currency(), "USD");
    let json = serde_json::to_value(micro).unwrap();
    assert_eq!(
        (&json["disk_bytes"], &json["native"]["kind"]),
        (&16_106_127_360_u64.into(), &"mist.size".into())
    );
    let places = cloud.locations().all().await.unwrap();
    assert!(
        places.len() >= 2 && places.iter().all(|place| place.region.as_deref() == Some("JP")),
        "{places:?}"
    );
    assert!(servers(&world.backend("linode")).await.iter().all(|server| server.tags.is_empty()));
    assert!(!cloud.images().all().await.unwrap().is_empty());
    for provider in ["linode", "gce", "docker", "azure", "digitalocean", "rackspace", "openstack"] {
        let cloud = world.backend(provider);
        assert!(!cloud.sizes().all().await.unwrap().is_empty(), "{provider}");
        cloud.locations().all().await.unwrap();
        assert!(!cloud.images().all().await.unwrap().is_empty(), "{provider}");
    }
}
