//! Networks.

use crate::lab::Lab;
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
        let there = Endpoint::new(id.clone()).address("10.77.5.20".parse().unwrap()).alias("web");
        let web = lab.started(&lab.sleeper("web").network(there)).await;
        let place = engine.container(&web).await.unwrap().networks().remove(0);
        assert_eq!(place.addresses, ["10.77.5.20".parse::<std::net::IpAddr>().unwrap()]);
        assert_eq!(place.network, Some(id.clone()));

        let other = lab.started(&lab.sleeper("other")).await;
        engine.network_connect(&Endpoint::new(id.clone()), &other).await.unwrap();
        let mut inside = engine.network(&id).await.unwrap().containers();
        inside.sort();
        let mut expected = vec![web.clone(), other.clone()];
        expected.sort();
        assert_eq!(inside, expected);
        let error = engine.network_connect(&Endpoint::new(id.clone()), &other).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error:?}");
        let look_up = Exec::new(["nc", "-w", "1", "web", "1"]);
        assert_ne!(engine.exec(&other, &look_up).await.unwrap().exit_code().await.unwrap(), 0);

        let error = engine.network_remove(&id).await.unwrap_err();
        assert_eq!(Refusal::of(&error).unwrap().reason(), Some(Reason::NetworkInUse));
        assert_eq!(error.kind(), ErrorKind::Conflict);
        engine.network_disconnect(&id, &other, false).await.unwrap();
        assert_eq!(engine.network(&id).await.unwrap().containers(), std::slice::from_ref(&web));
        engine.container_remove(&web, true, true).await.unwrap();
        engine.network_remove(&id).await.unwrap();
        assert_eq!(engine.network(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(engine.network_remove(&"bridge".into()).await.unwrap_err().kind(), ErrorKind::Unsupported);
    })
    .await;
}
