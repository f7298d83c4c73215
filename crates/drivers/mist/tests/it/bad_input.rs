//! What is wrong in a request, and what is wrong in an answer.
use crate::common::{DIALECTS, World, answer, servers, shown, wanted};
use anycloud_core::{
    Boot, CreateServer, Delivery, DestroyServer, DrivesFate, ErrorKind, PowerAction, ServerId, ServerQuery,
    ServerState,
};
use anycloud_http::HttpConfig;
use anycloud_mist::{BackendId, CreateMachine, Dialect, MachineAction, Refusal};
use anycloud_simulators::faults::Fault;

#[tokio::test(start_paused = true)]
async fn an_unknown_backend_or_machine_is_named() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let (client, none) = (world.client(), BackendId::from("2tK74hNOSUCH"));
        let error = client.machines(&none).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::NotFound, Delivery::Refused));
        assert_eq!(
            (error.message(), error.resource()),
            ("Backend not found: 2tK74hNOSUCH", Some(&none.resource()))
        );
        for error in [
            client.sizes(&none).await.unwrap_err(),
            client.images(&none).await.unwrap_err(),
            client.backend_rename(&none, "x").await.unwrap_err(),
            client.backend_delete(&none).await.unwrap_err(),
            client.tag_add(&none, &"i-1".into(), "x").await.unwrap_err(),
        ] {
            assert_eq!(
                (error.kind(), error.resource()),
                (ErrorKind::NotFound, Some(&none.resource())),
                "{error}"
            );
        }
        let (ec2, gone) = (world.backend_id("ec2_ap_northeast"), ServerId::from("i-00000000"));
        let error = client.machine_action(&ec2, &gone, &MachineAction::Start).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.resource()),
            (ErrorKind::NotFound, Some(&gone.resource())),
            "{error}"
        );
        assert_eq!(error.message(), "Machine not found: i-00000000");
        let cloud = world.backend("ec2_ap_northeast");
        assert_eq!(cloud.server(&gone).await.unwrap_err().kind(), ErrorKind::NotFound);
        let error = cloud.set_power(gone, PowerAction::Start).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}

/// The original's words say which field.
#[tokio::test(start_paused = true)]
async fn missing_fields_and_unknown_actions() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let (client, ec2) = (world.client(), world.backend_id("ec2_ap_northeast"));
        let machine = CreateMachine::new("web", "ami-2f61fe2e", "");
        let error = client.machine_create(&ec2, &machine).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::Refused));
        assert_eq!(error.message(), "Required parameter not provided: 'size'");
        let refusal = Refusal::of(&error).unwrap();
        assert_eq!(
            (refusal.message(), refusal.detail()),
            ("Required parameter not provided", Some("'size'"))
        );
        let id = world.machines("ec2_ap_northeast")[0].clone();
        let error = client.tag_add(&ec2, &id, "").await.unwrap_err();
        assert_eq!(error.message(), "Required parameter not provided: tag");
        let error = client.machine_action(&ec2, &id, &MachineAction::Shutdown).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidRequest, Some(400)), "{error}");
        let error = client.machine_action(&ec2, &id, &MachineAction::Start).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "it runs: {error}");
        let error = client.tag_remove(&ec2, &id, "none").await.unwrap_err();
        assert_eq!((error.kind(), error.resource()), (ErrorKind::NotFound, None), "{error}");
        let linode = world.backend_id("linode");
        let error = client.tag_add(&linode, &world.machines("linode")[0], "x").await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Unsupported, Some(405)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_bad_token_is_not_shown() {
    let world = World::new(Dialect::May2014);
    let config =
        anycloud_mist::Config::token(world.sim.inner().email(), anycloud_core::Secret::new("hunter2"))
            .endpoint("https://simulated.invalid".parse().unwrap())
            .http(HttpConfig::default().transport(std::sync::Arc::new(world.mount.clone())));
    let driver = anycloud_mist::Mist::new(anycloud_core::CloudId::new("x"), config.clone()).unwrap();
    let error = driver.client().backends().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Unauthenticated, "Not authorized"));
    assert!(!format!("{} {driver:?} {config:?}", shown(&error)).contains("hunter2"));
}

#[tokio::test(start_paused = true)]
async fn ids_that_lead_elsewhere_are_refused_unsent() {
    let world = World::new(Dialect::January2014);
    let cloud = world.backend("ec2_ap_northeast");
    for id in ["", "..", ".", "../../backends", "i-1/metadata", "i\\1", "i\n1"] {
        for error in [
            cloud.server(&id.into()).await.unwrap_err(),
            cloud.set_power(id, PowerAction::Start).await.unwrap_err(),
            cloud.destroy_server(&DestroyServer::new(id, DrivesFate::Keep)).await.unwrap_err(),
            world.client().machines(&id.into()).await.unwrap_err(),
        ] {
            assert_eq!(
                (error.kind(), error.delivery()),
                (ErrorKind::InvalidRequest, Delivery::NotSent),
                "{id:?}"
            );
        }
    }
    assert_eq!(world.mount.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_create_that_cannot_be_is_refused_unsent() {
    let world = World::new(Dialect::May2014);
    let cloud = world.backend("ec2_ap_northeast");
    let image = || Boot::image("ami-2f61fe2e");
    let plain = || CreateServer::new("x", image()).size("t1.micro");
    for (request, kind) in [
        (CreateServer::new("x", image()), ErrorKind::InvalidRequest),
        (CreateServer::new("x", Boot::drive("d")).size("t1.micro"), ErrorKind::Unsupported),
        (plain().tag("a", "b"), ErrorKind::Unsupported),
        (plain().stopped(), ErrorKind::Unsupported),
        (
            plain().with_native("mist", &serde_json::json!({"docker_comand": "sh"})).unwrap(),
            ErrorKind::InvalidRequest,
        ),
    ] {
        let error = cloud.create_server(&request).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (kind, Delivery::NotSent), "{error}");
    }
    let error = cloud.destroy_server(&DestroyServer::new("i-1", DrivesFate::DestroyAll)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(world.mount.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn null_where_a_list_was_documented() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let (cloud, client) = (world.backend("openstack"), world.client());
        for (what, path) in
            ["machines", "images", "sizes", "locations"].map(|what| (what, format!("GET /backends/*/{what}")))
        {
            world.fault(&path, answer(200, "null"));
            let none = match what {
                "machines" => servers(&cloud).await.is_empty(),
                "images" => cloud.images().all().await.unwrap().is_empty(),
                "sizes" => cloud.sizes().all().await.unwrap().is_empty(),
                _ => cloud.locations().all().await.unwrap().is_empty(),
            };
            assert!(none, "{what}");
        }
        world.fault("GET /backends", answer(200, "null"));
        assert!(client.backends().await.unwrap().is_empty());
        world.fault("GET /keys", answer(200, "null"));
        assert!(client.keys().await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_or_rubbish_is_no_list() {
    let world = World::new(Dialect::January2014);
    let cloud = world.backend("openstack");
    let list = async || cloud.servers(&ServerQuery::new()).all().await;
    let page = "<!DOCTYPE html><html>hunter2</html>";
    for code in [200, 400] {
        world.fault("GET /backends/*/machines", answer(code, page));
        let error = list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{code}");
        assert!(error.message().contains("web page") && !shown(&error).contains("hunter2"), "{error}");
    }
    // A call that the service does not know.
    world.fault("GET /backends/*/machines", answer(404, page));
    let error = list().await.unwrap_err();
    assert_eq!((error.kind(), error.resource()), (ErrorKind::NotFound, None));
    assert!(!shown(&error).contains("hunter2"), "{error:?}");
    // A read is asked again after a failure of the service: its page or its silence is survived.
    for code in [500, 502, 503] {
        for body in [page, ""] {
            world.fault("GET /backends/*/machines", answer(code, body));
            assert_eq!(
                list().await.map(|all| all.len()).map_err(|e| e.kind()),
                match body {
                    "" => Ok(3),
                    _ => Err(ErrorKind::Decode),
                },
                "{code} {body:?}"
            );
        }
    }
    for body in ["", "OK", "{}", "[1]", "[{\"name\": \"hunter2\"}]", "[{\"id\": \"hunter2\""] {
        world.fault("GET /backends/*/machines", answer(200, body));
        let error = list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body:?}");
        assert!(!shown(&error).contains("hunter2"), "{error:?}");
    }
    world.fault("GET /backends/*/machines", Fault::Html);
    assert_eq!(list().await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test(start_paused = true)]
async fn states_and_flags_that_nobody_knows() {
    let world = World::new(Dialect::May2014);
    let cloud = world.backend("ec2_ap_northeast");
    let backend = world.backend_id("ec2_ap_northeast");
    let id = world.machines("ec2_ap_northeast")[1].clone();
    world.sim.inner().force_state(backend.as_str(), id.as_str(), "hibernating").unwrap();
    let server = cloud.server(&id).await.unwrap();
    assert_eq!(server.state, ServerState::Unrecognized("hibernating".into()));
    let odd = r#"[{"id": 5, "state": null, "public_ips": ["web.example.com", "192.0.2.4"], "can_reboot": "yes", "can_tag": 1}]"#;
    world.fault("GET /backends/*/machines", answer(200, odd));
    let server = cloud.server(&"5".into()).await.unwrap();
    assert_eq!(server.state, ServerState::Unrecognized("".into()));
    assert_eq!(server.address().unwrap().to_string(), "192.0.2.4");
    assert_eq!(server.actions.iter().map(|a| a.as_str()).collect::<Vec<_>>(), ["tag"]);
}

/// A backend that was deleted says nothing of its machines: they go on, and none of them counts as destroyed.
#[tokio::test(start_paused = true)]
async fn a_backend_that_is_gone_has_destroyed_nothing() {
    let world = World::new(Dialect::May2014);
    let cloud = world.backend("linode");
    let id = world.machines("linode")[0].clone();
    world.client().backend_delete(&world.backend_id("linode")).await.unwrap();
    let destroy = DestroyServer::new(id.clone(), DrivesFate::Keep);
    for error in
        [cloud.server(&id).await.unwrap_err(), cloud.destroy_server(&destroy).done().await.unwrap_err()]
    {
        assert!(
            error.kind() == ErrorKind::Conflict && error.message().contains("Backend not found"),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_refused_leaves_nothing() {
    for (body, code, kind) in [
        ("Payment required", 402, ErrorKind::InsufficientFunds),
        ("Payment required", 500, ErrorKind::InsufficientFunds),
        ("Keypair not found: nokey", 404, ErrorKind::NotFound),
        ("Required parameter not provided: 'disk'", 400, ErrorKind::InvalidRequest),
    ] {
        let world = World::new(Dialect::May2014);
        let cloud = world.backend("openstack");
        let request = wanted(&cloud, "web").await;
        world.fault("POST /backends/*/machines", answer(code, body));
        let error = cloud.create_server(&request).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery(), error.message()), (kind, Delivery::Refused, body));
        assert!(error.operation().is_none() && error.leftovers().is_empty(), "{error:?}");
        assert_eq!(world.machines("openstack").len(), 3);
    }
    let world = World::new(Dialect::May2014);
    let cloud = world.backend("openstack");
    let request = wanted(&cloud, "web").await.key_pair("nokey");
    let error = cloud.create_server(&request).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, "Keypair not found: nokey"));
}
