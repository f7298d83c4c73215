//! What acts by GET, and what carries no stamp: never sent twice.
use crate::common::{Over, build, builder, on, plain};
use anycloud_core::{AddressId, CreateAddress, Delivery, DestroyAddress, ErrorKind, Gone, ServerId};
use anycloud_simulators::faults::Fault;
use tempfile::TempDir;

/// An address carries no stamp: a person looks, and nothing is sent twice.
#[tokio::test(start_paused = true)]
async fn an_address_whose_answer_is_lost_is_never_asked_for_again() {
    for fault in [Fault::DropAfter, Fault::DropBefore] {
        let (world, journal) = (plain().await, TempDir::new().unwrap());
        let cloud = world.reopen(journal.path());
        world.faults([on("POST /resources/ip/create", fault.clone())]);
        let error = cloud.create_address(&CreateAddress::new("front")).await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown);
        let id = error.operation().unwrap();
        for _ in 0..2 {
            let again = world.reopen(journal.path()).resume(id).done().await.unwrap_err();
            assert_eq!((again.kind(), again.delivery()), (ErrorKind::Conflict, Delivery::Unknown));
        }
        assert!(world.reopen(journal.path()).undo(id).await.is_err(), "there is nothing to find it by");
        assert_eq!(world.sim.fired(), [1], "{fault:?}");
        assert!(world.sim.inner().calls("resources/ip/create") <= 1);
    }
}

/// Giving an address back goes by GET and acts each time: sent once, then looked up.
#[tokio::test(start_paused = true)]
async fn an_address_is_given_back_once() {
    for (fault, resumed) in [(Fault::DropAfter, false), (Fault::DropBefore, true)] {
        let (world, journal) = (plain().await, TempDir::new().unwrap());
        let cloud = world.reopen(journal.path());
        let id: AddressId = cloud.addresses().all().await.unwrap().remove(1).id;
        let before = world.sim.inner().resources();
        world.faults([on("GET /resources/ip/*/destroy", fault)]);
        match cloud.destroy_address(&DestroyAddress::new(id.clone())).done().await {
            Ok(gone) => assert_eq!((gone, resumed), (Gone::Destroyed, false)),
            Err(error) => {
                assert_eq!((error.delivery(), resumed), (Delivery::Unknown, true));
                assert_eq!(world.sim.inner().calls("resources/ip/IP/destroy"), 0, "not sent again by itself");
                world.reopen(journal.path()).resume(error.operation().unwrap()).done().await.unwrap();
            }
        }
        assert_eq!(world.sim.inner().succeeded("resources/ip/IP/destroy"), 1);
        assert_eq!(world.sim.inner().resources(), before - 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_acts_by_get_is_sent_once() {
    let world = build(builder(), Over::Process, true).await;
    let (client, servers) = (world.driver.client(), world.sim.inner().server_ids());
    let group = client.group_create("all", None).await.unwrap().id.unwrap();
    let ids: Vec<ServerId> = servers.into_iter().map(ServerId::from).collect();
    client.group_add(&group, &ids).await.unwrap();
    world.faults([
        on("GET /servergroups/*/stop", Fault::DropBefore),
        on("GET /servergroups/*/start", Fault::DropAfter),
        on("GET /guests/*/stop", Fault::DropBefore),
        on("GET /guests/*/destroy", Fault::DropBefore),
    ]);
    for error in [
        client.group_stop(&group).await.unwrap_err(),
        client.group_start(&group).await.unwrap_err(),
        client.server_stop(&ids[0]).await.unwrap_err(),
        client.server_destroy(&ids[0]).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, Delivery::Unknown));
    }
    assert_eq!(world.sim.fired(), [1, 1, 1, 1]);
    assert_eq!(world.sim.inner().calls("servergroups/GROUP/start"), 1);
    assert_eq!(world.sim.inner().calls("servers/SERVER/stop"), 0);
}

/// What is not found a second time was destroyed by the first; a second removal from a group would be refused.
#[tokio::test(start_paused = true)]
async fn commands_whose_answer_is_lost() {
    let world = plain().await;
    let (cloud, client, sim) = (&world.cloud, world.driver.client(), world.sim.inner());
    let ids: Vec<ServerId> = sim.server_ids().into_iter().map(ServerId::from).collect();
    let run = async |name: &str, arguments: &[&str]| {
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        cloud.native_command(name, &arguments).await
    };
    let group = client.group_create("all", None).await.unwrap().id.unwrap();
    client.group_add(&group, &ids).await.unwrap();
    world.faults([
        on("POST /servergroups/*/remove", Fault::DropAfter),
        on("POST /servergroups/*/destroy", Fault::DropAfter),
        on("POST /servergroups/*/add", Fault::DropAfter),
    ]);
    let error = client.group_remove(&group, &ids[..1]).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, Delivery::Unknown), "{error}");
    assert_eq!(client.group_add(&group, &ids[..1]).await.unwrap().len(), ids.len());
    assert_eq!(run("groups destroy", &[&group]).await.unwrap(), serde_json::json!({"done": true}));
    assert_eq!((world.sim.fired(), sim.groups()), (vec![1, 1, 1], 0));
    let gone = run("groups destroy", &[&group]).await.unwrap();
    assert_eq!(gone, serde_json::json!({"done": true, "already_gone": true}));
    // Of several servers those that are gone are left out.
    let dead = "00000000-0000-4000-8000-00000000DEAD";
    let one = ids[0].as_str();
    run("servers stop-many", &[one]).await.unwrap();
    let done = run("servers destroy-many", &[dead, one]).await.unwrap();
    assert_eq!(done["already_gone"], serde_json::json!([dead.to_ascii_lowercase()]));
    assert_eq!(sim.servers(), ids.len() - 1);
    let done = run("servers destroy-many", &[one]).await.unwrap();
    assert_eq!(done, serde_json::json!({"destroyed": [], "already_gone": [one]}));
    let error = run("servers stop-many", &[one]).await.unwrap_err();
    assert!(error.kind() == ErrorKind::NotFound && error.to_string().contains(one), "{error}");
    let running = run("servers destroy-many", &[ids[1].as_str()]).await.unwrap_err();
    assert_eq!(running.kind(), ErrorKind::Conflict);
}
