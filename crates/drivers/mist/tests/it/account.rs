//! An account is many clouds.
use crate::common::{DIALECTS, World, answer, builder, servers};
use anycloud_core::{ErrorKind, KeyPairId, Secret, Support};
use anycloud_http::HttpConfig;
use anycloud_mist::{AddBackend, Client, CreateMachine, Dialect, KeyPlace, Mist, MistBackend};
use anycloud_simulators::faults::Fault;
use anycloud_simulators::mist::Dialect as Spoken;

#[tokio::test(start_paused = true)]
async fn each_enabled_backend_is_a_cloud() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let account = world.account();
        account.verify().await.unwrap();
        let clouds = account.clouds().all().await.unwrap();
        assert_eq!(clouds.len(), 8);
        let docker = world.backend_id("docker");
        world.client().backend_disable(&docker).await.unwrap();
        let left = account.clouds().all().await.unwrap();
        let name = format!("mist/{docker}");
        assert!(left.len() == 7 && left.iter().all(|cloud| cloud.id().as_str() != name), "{dialect:?}");
        world.client().backend_enable(&docker).await.unwrap();
        let cloud = account.find_cloud(docker.as_str()).await.unwrap();
        assert_eq!(cloud.id().as_str(), name);
        assert_eq!(cloud.info().title.as_deref(), Some("Docker (docker)"));
        assert_eq!(cloud.info().realm.scope.as_deref(), Some(docker.as_str()));
        assert_eq!(cloud.info().realm.account.as_deref(), Some(world.sim.inner().email()));
        cloud.verify().await.unwrap();
        let listed: Vec<_> = servers(&cloud).await.into_iter().map(|server| server.id).collect();
        assert_eq!(listed, world.machines("docker"));
    }
}

/// A service that does not say whether a backend is enabled has it enabled; one without a provider has its title.
#[tokio::test(start_paused = true)]
async fn a_backend_of_few_words_is_a_cloud() {
    let world = World::new(Dialect::V2);
    let list = r#"[{"id": "b", "title": "Own"}, {"id": "c", "provider": "gce", "enabled": false}]"#;
    world.fault("GET /backends", answer(200, list));
    let clouds = world.account().clouds().all().await.unwrap();
    assert_eq!(clouds.len(), 1);
    assert_eq!((clouds[0].id().as_str(), clouds[0].info().title.as_deref()), ("mist/b", Some("Own")));
}

#[tokio::test(start_paused = true)]
async fn an_inner_cloud_keeps_what_its_account_was_given() {
    let world = World::new(Dialect::May2014);
    let cloud = world.account().read_only().clouds().next().await.unwrap().unwrap();
    let id = servers(&cloud).await[0].id.clone();
    let error = cloud.set_power(id, anycloud_core::PowerAction::Reboot).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert_eq!(world.calls("POST backends/*/machines/*"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_backend_opens_without_a_request() {
    let world = World::new(Dialect::January2014);
    let cloud = world.backend("linode");
    assert_eq!(world.mount.requests(), 0);
    cloud.verify().await.unwrap();
    assert_eq!(world.calls("GET backends"), 1);
    let id = world.backend_id("linode");
    world.client().backend_disable(&id).await.unwrap();
    assert_eq!(cloud.verify().await.unwrap_err().kind(), ErrorKind::Conflict);
    world.client().backend_delete(&id).await.unwrap();
    let error = cloud.verify().await.unwrap_err();
    assert!(error.kind() == ErrorKind::NotFound && error.message().contains(id.as_str()), "{error}");
}

#[test]
fn a_configuration_is_of_an_account_or_of_a_backend() {
    let world = World::new(Dialect::January2014);
    let id = || anycloud_core::CloudId::new("x");
    assert_eq!(Mist::new(id(), world.config().backend("b")).unwrap_err().kind(), ErrorKind::InvalidConfig);
    assert_eq!(MistBackend::new(id(), world.config()).unwrap_err().kind(), ErrorKind::InvalidConfig);
    let account = world.account();
    let can = account.capabilities();
    assert!(can.compute.is_none() && can.key_pairs.as_ref().is_some_and(|keys| keys.create == Support::Yes));
}

#[tokio::test(start_paused = true)]
async fn the_dialect_is_found_out() {
    for (dialect, _) in DIALECTS {
        let world = World::unknown(dialect);
        let client = world.client();
        assert_eq!(client.dialect(), None);
        assert_eq!(client.discover().await.unwrap(), Some(dialect));
        assert_eq!(client.dialect(), Some(dialect));
        let asked = world.mount.requests();
        client.discover().await.unwrap();
        assert_eq!(world.mount.requests(), asked, "once");
    }
}

/// Without backends the keys tell; without either nothing does.
#[tokio::test(start_paused = true)]
async fn an_empty_account_tells_nothing() {
    for (dialect, spoken) in DIALECTS {
        let world = World::of(builder(spoken).empty(), |config| config);
        let client = world.client();
        let told = if dialect == Dialect::V2 { Some(dialect) } else { None };
        assert_eq!(client.discover().await.unwrap(), told);
        let key = client.key_generate().await.unwrap();
        client.key_add("first", &key).await.unwrap();
        assert_eq!(client.discover().await.unwrap(), Some(dialect));
    }
}

#[tokio::test(start_paused = true)]
async fn networks_are_found_out() {
    for (dialect, _) in DIALECTS {
        let world = World::unknown(dialect);
        let cloud = world.backend("openstack");
        let networks = |c: &anycloud_core::Cloud| c.capabilities().networking.as_ref().unwrap().networks;
        assert_eq!(networks(&cloud), Support::Unknown);
        cloud.discover().await.unwrap();
        if dialect == Dialect::V2 {
            assert_eq!(networks(&cloud), Support::Yes);
            assert!(!cloud.networks().all().await.unwrap().is_empty());
        } else {
            assert_eq!(networks(&cloud), Support::No, "{dialect:?}");
            let asked = world.mount.requests();
            assert_eq!(cloud.networks().all().await.unwrap_err().kind(), ErrorKind::Unsupported);
            assert_eq!(world.mount.requests(), asked);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn backends_are_added_renamed_and_deleted() {
    for (dialect, spoken) in DIALECTS {
        let world = World::of(
            builder(spoken)
                .refuses_secret("wrong")
                .unreachable("http://192.0.2.9:5000")
                .unreachable("http://192.0.2.9:5000/v2.0"),
            |config| config.dialect(dialect),
        );
        let client = world.client();
        let ec2 = |secret: &str| AddBackend::ec2("US", "ec2_us_east", "AKIA1", Secret::new(secret));
        let error = client.backend_add(&ec2("wrong")).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Unauthenticated, "Invalid backend credentials")
        );
        let added = client.backend_add(&ec2("right")).await.unwrap();
        let listed = client.backends().await.unwrap();
        let listed = listed.iter().find(|one| one.id() == added.id()).unwrap();
        assert_eq!(
            (listed.title().as_str(), listed.provider().as_str()),
            ("US", "ec2_us_east"),
            "{dialect:?}"
        );
        let again = client.backend_add(&ec2("right")).await.unwrap_err();
        assert_eq!(again.kind(), ErrorKind::AlreadyExists);
        assert!(again.message().starts_with("Backend exists: "), "{again}");
        let own = AddBackend::openstack("Own", "http://192.0.2.9:5000/v2.0", "me", Secret::new("x"), "mist");
        let away = client.backend_add(&own).await.unwrap_err();
        assert_eq!(
            (away.kind(), away.delivery()),
            (ErrorKind::Provider, anycloud_core::Delivery::Refused),
            "{away}"
        );
        let id = added.id();
        client.backend_rename(&id, "Virginia").await.unwrap();
        let titled =
            client.backends().await.unwrap().iter().any(|one| one.title() == "Virginia" && one.id() == id);
        assert!(titled, "{dialect:?}");
        let taken = client.backend_rename(&id, "Docker").await.unwrap_err();
        assert_eq!(taken.kind(), ErrorKind::AlreadyExists, "{taken}");
        client.backend_delete(&id).await.unwrap();
        assert_eq!(client.backends().await.unwrap().len(), 8);
    }
}

/// Every family in both forms, as the service reads them.
#[tokio::test(start_paused = true)]
async fn a_backend_of_every_provider() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let client = world.client();
        let known: Vec<String> =
            client.providers().await.unwrap().iter().map(|p| p.provider().to_string()).collect();
        assert!(known.len() > 10, "{known:?}");
        let secret = || Secret::new("made-up");
        let mut all = vec![
            AddBackend::ec2("a", "ec2_eu_west", "K", secret()),
            AddBackend::openstack("b", "http://192.0.2.1:5000/v2.0", "me", secret(), "mist").region("r1"),
            AddBackend::rackspace("d", "rackspace:lon", "me", secret()),
            AddBackend::digitalocean("e", secret()),
            AddBackend::linode("f", secret()),
            AddBackend::softlayer("g", "me", secret()),
            AddBackend::nephoscale("h", "me", secret()),
            AddBackend::bare_metal("i", "192.0.2.7", KeyPairId::from("Mykey"), "root"),
        ];
        if dialect == Dialect::V2 {
            all.push(AddBackend::hpcloud("c", "hpcloud:region-a.geo-1", "me", secret(), "mist"));
            all.push(AddBackend::azure("j", "sub-1", secret()));
            all.push(AddBackend::docker("k", "http://192.0.2.2").port(2375));
            all.push(AddBackend::gce("l", "p-1", "me@example.com", secret()));
        }
        let mut ids = Vec::new();
        for backend in &all {
            let added =
                client.backend_add(backend).await.unwrap_or_else(|e| panic!("{dialect:?} {backend:?}: {e}"));
            ids.push(added.id());
        }
        let rackspace = client.backends().await.unwrap();
        assert!(ids.iter().all(|id| rackspace.iter().any(|one| one.id() == *id && one.is_enabled())));
        let london = rackspace.iter().find(|one| one.title() == "d").unwrap();
        assert_eq!(
            (london.provider().as_str(), london.region().as_deref()),
            ("rackspace", Some("lon")),
            "{dialect:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_password_becomes_a_token_once() {
    let world = World::new(Dialect::May2014);
    let sim = world.sim.inner();
    let config = |password: &str| {
        anycloud_mist::Config::password(sim.email(), Secret::new(password))
            .endpoint("https://simulated.invalid".parse().unwrap())
            .http(HttpConfig::default().transport(std::sync::Arc::new(world.mount.clone())))
    };
    let open = |password: &str| -> Client {
        Mist::new(anycloud_core::CloudId::new("x"), config(password)).unwrap().client().clone()
    };
    let client = open(sim.password());
    assert_eq!(client.backends().await.unwrap().len(), 8);
    client.keys().await.unwrap();
    assert_eq!(world.calls("POST auth"), 1);
    let token = client.log_in(sim.email(), &Secret::new(sim.password())).await.unwrap();
    assert_eq!(token.expose(), sim.token());
    let error = open("wrong-password").backends().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    assert!(!crate::common::shown(&error).contains("wrong-password"));
}

#[tokio::test(start_paused = true)]
async fn a_service_of_ones_own_asks_for_nothing() {
    let world = World::of(builder(Spoken::January2014).self_hosted(true), |config| config);
    let config = anycloud_mist::Config::open()
        .endpoint("https://simulated.invalid".parse().unwrap())
        .http(HttpConfig::default().transport(std::sync::Arc::new(world.mount.clone())));
    let client = Mist::new(anycloud_core::CloudId::new("x"), config).unwrap().client().clone();
    assert_eq!(client.backends().await.unwrap().len(), 8);
}

#[tokio::test(start_paused = true)]
async fn keys_live_and_let_in() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let client = world.client();
        let private = client.key_generate().await.unwrap();
        let before = client.keys().await.unwrap().len();
        let added = client.key_add("Night Key", &private).await.unwrap();
        assert_eq!((added.name().as_str(), added.is_default()), ("Night Key", false), "{dialect:?}");
        let listed = client.keys().await.unwrap();
        assert_eq!(listed.len(), before + 1);
        let id = listed.iter().find(|key| key.name() == "Night Key").unwrap().id();
        assert_eq!(client.key_private(&id).await.unwrap(), private);
        assert!(client.key_public(&id).await.unwrap().starts_with("ssh-rsa AAAA"));
        let error = client.key_add("Night Key", &private).await.unwrap_err();
        assert!(
            error.kind() == ErrorKind::AlreadyExists && error.message().starts_with("Keypair exists"),
            "{error}"
        );
        let error = client.key_add("bad", &Secret::new("hunter2")).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::InvalidRequest, "Keypair could not be validated")
        );
        client.key_default(&id).await.unwrap();
        assert!(client.keys().await.unwrap().iter().all(|key| key.is_default() == (key.id() == id)));
        client.key_rename(&id, "Day").await.unwrap();
        let (day, machine) = (KeyPairId::from("Day"), world.machines("ec2_ap_northeast")[1].clone());
        let ec2 = world.backend_id("ec2_ap_northeast");
        let place = KeyPlace::new("198.18.0.1").user("root").port(22);
        let places = client.key_associate(&day, &ec2, &machine, &place).await.unwrap();
        assert_eq!((&places[0].backend, &places[0].machine), (&ec2, &machine), "{dialect:?} {places:?}");
        assert_eq!(client.key_disassociate(&day, &ec2, &machine, "198.18.0.1").await.unwrap(), []);
        client.key_delete(&day).await.unwrap();
        let error = client.key_private(&day).await.unwrap_err();
        assert_eq!((error.kind(), error.resource()), (ErrorKind::NotFound, Some(&day.resource())));
    }
}

#[tokio::test(start_paused = true)]
async fn images_are_searched_and_starred_once() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let (client, ec2) = (world.client(), world.backend_id("ec2_ap_northeast"));
        let image = client.images(&ec2).await.unwrap()[0].clone();
        let found = client.images_search(&ec2, &image.id().as_str()[..8]).await.unwrap();
        assert!(found.iter().any(|one| one.id() == image.id()), "{dialect:?} {found:?}");
        assert!(client.images_search(&ec2, "no such thing anywhere").await.unwrap().is_empty());
        let was = image.is_starred();
        assert_eq!(client.image_star(&ec2, &image.id()).await.unwrap(), !was);
        assert_eq!(client.image_star(&ec2, &image.id()).await.unwrap(), was);
        world.fault("POST /backends/*/images/*", Fault::DropAfter);
        let sent = world.calls("POST backends/*/images/*");
        let error = client.image_star(&ec2, &image.id()).await.unwrap_err();
        assert_eq!(error.delivery(), anycloud_core::Delivery::Unknown);
        assert_eq!(world.calls("POST backends/*/images/*"), sent + 1, "a toggle is not sent again");
    }
}

/// A client that was not told the dialect is understood by strict services of all.
#[tokio::test(start_paused = true)]
async fn what_differs_is_said_in_both_spellings() {
    for (dialect, _) in DIALECTS {
        let world = World::unknown(dialect);
        let (client, ec2) = (world.client(), world.backend_id("ec2_ap_northeast"));
        client.backend_disable(&ec2).await.unwrap();
        assert!(client.backends().await.unwrap().iter().all(|one| one.is_enabled() == (one.id() != ec2)));
        client.backend_enable(&ec2).await.unwrap();
        let key = client.key_generate().await.unwrap();
        client.key_add("k", &key).await.unwrap();
        client.key_rename(&"k".into(), "l").await.unwrap();
        assert_eq!(client.key_private(&"l".into()).await.unwrap(), key);
        let images = client.images(&ec2).await.unwrap();
        let size = client.sizes(&ec2).await.unwrap()[0].id();
        let made =
            client.machine_create(&ec2, &CreateMachine::new("both", images[0].id(), size)).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        client.machine_action(&ec2, &made.id(), &anycloud_mist::MachineAction::Stop).await.unwrap();
        let all = client.machines(&ec2).await.unwrap();
        let state = all.iter().find(|one| one.id() == made.id()).unwrap().state();
        assert_eq!(state.as_deref(), Some("stopped"), "{dialect:?}");
        assert_eq!(client.dialect(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn native_commands() {
    let world = World::new(Dialect::May2014);
    let account = world.account();
    let run = async |words: &[&str]| {
        let (name, arguments) = (words[0], &words[1..]);
        let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        account.native_command(name, &arguments).await
    };
    let listed = run(&["backends list"]).await.unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 8);
    assert_eq!(listed[0]["apikey"], "***");
    let docker = world.backend_id("docker").to_string();
    run(&["backends rename", &docker, "Containers"]).await.unwrap();
    run(&["backends disable", &docker]).await.unwrap();
    let listed = run(&["backends list"]).await.unwrap().to_string();
    assert!(listed.contains("Containers") && listed.contains("\"enabled\":false"), "{listed}");
    run(&["backends enable", &docker]).await.unwrap();
    run(&["backends delete", &docker]).await.unwrap();
    run(&["keys rename", "Mykey", "Other"]).await.unwrap();
    run(&["keys default", "Other"]).await.unwrap();
    assert!(run(&["keys public", "Other"]).await.unwrap()["public"].as_str().unwrap().starts_with("ssh-rsa"));
    run(&["keys delete", "Other"]).await.unwrap();
    assert_eq!(run(&["keys list"]).await.unwrap().as_array().unwrap().len(), 2);
    assert!(run(&["providers"]).await.unwrap().to_string().contains("ec2_us_east"));
    assert!(run(&["images star", "x"]).await.is_err(), "a backend's command");
    world.fault("GET /keys", answer(200, "null"));
    assert_eq!(run(&["keys list"]).await.unwrap(), serde_json::json!([]));
    let backend = World::new(Dialect::V2);
    let cloud = backend.backend("ec2_ap_northeast");
    let star = cloud.images().next().await.unwrap().unwrap().id.to_string();
    let starred = cloud.native_command("images star", std::slice::from_ref(&star)).await.unwrap();
    assert!(starred["star"].is_boolean());
    let found = cloud.native_command("images search", &[star]).await.unwrap();
    assert_eq!(found.as_array().unwrap().len(), 1);
    let (machine, size) = (backend.machines("ec2_ap_northeast")[0].to_string(), "m1.medium".to_owned());
    cloud.native_command("machines resize", &[machine.clone(), size]).await.unwrap();
    let server = cloud.server(&machine.into()).await.unwrap();
    assert_eq!(server.size.unwrap().as_str(), "m1.medium");
    for dialect in [Dialect::January2014, Dialect::May2014] {
        for world in [World::new(dialect), World::unknown(dialect)] {
            let cloud = world.backend("ec2_ap_northeast");
            let machine = world.machines("ec2_ap_northeast")[0].to_string();
            let resize = [machine, "m1.medium".to_owned()];
            let error = cloud.native_command("machines resize", &resize).await.unwrap_err();
            let refused = (ErrorKind::Unsupported, anycloud_core::Delivery::NotSent);
            assert_eq!((error.kind(), error.delivery()), refused, "{error}");
            assert_eq!(world.calls("POST backends/*/machines/*"), 0);
        }
    }
}
