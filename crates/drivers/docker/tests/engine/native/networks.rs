//! Networks.

use super::lab::{Lab, is_podman};
use anycloud_core::{ErrorKind, NetworkId};
use anycloud_docker::{CreateNetwork, Endpoint, Exec, Reason, Refusal, Subnet};

#[tokio::test]
#[ignore = "needs an engine"]
async fn containers_meet_in_them() {
    Lab::run("nets", |lab| async move {
        let engine = &lab.engine;
        let name = lab.name("inner");
        let new =
            CreateNetwork::new(&name).subnet(Subnet::new("10.77.5.0/24")).label("test", lab.test.clone());
        let id = engine.network_create(&new).await.unwrap();
        let made = engine.network(&id).await.unwrap();
        assert_eq!((made.name().as_str(), made.subnets()), (&*name, vec!["10.77.5.0/24".into()]));
        assert_eq!(engine.network(&NetworkId::new(name.as_str())).await.unwrap().id(), id, "by name too");
        assert_eq!(engine.networks(&lab.mine()).await.unwrap().len(), 1);
        let error = engine.network_create(&new).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error:?}");
        let there = Endpoint::new(id.clone()).address("10.77.5.20".parse().unwrap()).alias("www");
        let web =
            lab.running("web", "echo from web > /srv/hello; exec httpd -f -p 8000 -h /srv").network(there);
        let web = lab.started(&web).await;
        let place = engine.container(&web).await.unwrap().networks().remove(0);
        assert_eq!(place.addresses, ["10.77.5.20".parse::<std::net::IpAddr>().unwrap()]);
        // Podman says the name.
        assert!(
            [Some(id.clone()), Some(NetworkId::new(name.as_str()))].contains(&place.network),
            "{place:?}"
        );

        let other = lab.started(&lab.sleeper("other")).await;
        engine.network_connect(&Endpoint::new(id.clone()), &other).await.unwrap();
        let mut inside = engine.network(&id).await.unwrap().containers();
        inside.sort();
        let mut expected = vec![web.clone(), other.clone()];
        expected.sort();
        assert_eq!(inside, expected);
        let error = engine.network_connect(&Endpoint::new(id.clone()), &other).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error:?}");
        // Docker knows it by its alias; Podman does if a plugin is there that is another package.
        let host = if is_podman(engine).await { "10.77.5.20" } else { "www" };
        let fetch =
            Exec::new(["/bin/busybox", "wget", "-q", "-O", "-", &format!("http://{host}:8000/hello")]);
        let mut said = Vec::new();
        for _ in 0..50 {
            let mut running = engine.exec(&other, &fetch).await.unwrap();
            while let Some(output) = running.next().await.unwrap() {
                said.extend_from_slice(&output.bytes);
            }
            if running.exit_code().await.unwrap() == 0 {
                break;
            }
            said.clear();
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert_eq!(said, b"from web\n");

        if !is_podman(engine).await {
            // Podman 4.3 removes a network by its id, whoever is in it.
            let error = engine.network_remove(&id).await.unwrap_err();
            assert_eq!(Refusal::of(&error).unwrap().reason(), Some(Reason::NetworkInUse));
            assert_eq!(error.kind(), ErrorKind::Conflict);
        }
        engine.network_disconnect(&id, &other, false).await.unwrap();
        assert_eq!(engine.network(&id).await.unwrap().containers(), std::slice::from_ref(&web));
        engine.container_remove(&web, true, true).await.unwrap();
        engine.network_remove(&id).await.unwrap();
        assert_eq!(engine.network(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
        if !is_podman(engine).await {
            let own = engine.network_remove(&"bridge".into()).await.unwrap_err();
            assert_eq!(own.kind(), ErrorKind::Unsupported);
        }
    })
    .await;
}
