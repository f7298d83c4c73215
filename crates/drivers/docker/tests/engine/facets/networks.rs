//! Networks, and who is on them.

use super::lab::Lab;
use anycloud_core::{
    AttachNetwork, CreateNetwork, DestroyNetwork, DetachNetwork, ErrorKind, Gone, RenameNetwork,
};

#[tokio::test]
#[ignore = "needs an engine"]
async fn containers_come_and_go_on_networks() {
    Lab::run("networks", |lab| async move {
        let cloud = &lab.cloud;
        let mut made = Vec::new();
        for name in ["front", "back"] {
            made.push(cloud.create_network(&CreateNetwork::new(lab.name(name))).done().await.unwrap());
        }
        let [front, back] = &made[..] else { unreachable!() };
        let request = lab.sleeper("web").network(front.clone()).network(back.clone());
        let id = lab.made(&request).await;
        let sorted = |mut ids: Vec<_>| {
            ids.sort();
            ids
        };
        let server = lab.server(&id).await;
        assert_eq!(sorted(server.networks), sorted(made.clone()), "on these, and on no other");
        assert_eq!(server.addresses.len(), 2);
        let detach = DetachNetwork::new(back.clone(), id.clone());
        for _ in 0..2 {
            cloud.detach_network(&detach).done().await.unwrap();
            assert_eq!(lab.server(&id).await.networks, std::slice::from_ref(front));
        }
        let attach = AttachNetwork::new(back.clone(), id.clone());
        for _ in 0..2 {
            cloud.attach_network(&attach).done().await.unwrap();
            assert_eq!(lab.server(&id).await.networks.len(), 2);
        }
        let e = cloud.destroy_network(&DestroyNetwork::new(back.clone())).done().await.unwrap_err();
        assert_eq!(e.kind(), ErrorKind::Conflict, "{e}");
        cloud.detach_network(&detach).done().await.unwrap();
        for gone in [Gone::Destroyed, Gone::Already] {
            let destroy = DestroyNetwork::new(back.clone());
            assert_eq!(cloud.destroy_network(&destroy).done().await.unwrap(), gone);
        }
        let e = cloud.rename_network(&RenameNetwork::new(front.clone(), "x")).done().await.unwrap_err();
        assert_eq!(e.kind(), ErrorKind::Unsupported);
        let e = cloud.create_network(&CreateNetwork::new(lab.name("front"))).done().await.unwrap_err();
        assert_eq!(e.kind(), ErrorKind::AlreadyExists, "{e}");
    })
    .await;
}
