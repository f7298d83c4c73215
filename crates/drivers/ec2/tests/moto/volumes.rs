//! Volumes, snapshots and tags.

use crate::server::{Moto, code, stamp, three_servers};
use anycloud_core::ErrorKind;
use anycloud_ec2::{Client, CopySnapshot, CreateVolume, ModifyVolume, Query, Volume};

async fn volume(client: &Client, id: &str) -> Volume {
    client.describe_volumes(&Query::ids([id])).all().await.unwrap().pop().unwrap()
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn volumes_and_snapshots() {
    let moto = Moto::open().await;
    let client = moto.client();
    let servers = three_servers(&client).await;
    let mut volumes = Vec::new();
    for (number, name) in [(10, "a"), (11, "b"), (12, "c")] {
        let request = CreateVolume::new("us-east-1a", number)
            .volume_type("gp3")
            .iops(4000)
            .throughput(250)
            .encrypted(true)
            .tags([("Name", name)]);
        volumes.push(client.create_volume(&request, &stamp(name)).await.unwrap().id());
    }
    let middle = volume(&client, &volumes[1]).await;
    assert_eq!(
        (middle.size_gib(), middle.state().as_str(), middle.encrypted()),
        (Some(11), "available", Some(true))
    );
    assert_eq!((middle.iops(), middle.throughput()), (Some(4000), Some(250)));

    let attached = client.attach_volume(&volumes[1], &servers[1], "/dev/sdf").await.unwrap();
    assert_eq!(
        (attached.instance_id(), attached.device()),
        (Some(servers[1].clone()), Some("/dev/sdf".into()))
    );
    let now = volume(&client, &volumes[1]).await;
    assert_eq!(
        (now.state().as_str(), now.attachments()[0].instance_id()),
        ("in-use", Some(servers[1].clone()))
    );
    for other in [&volumes[0], &volumes[2]] {
        assert_eq!(volume(&client, other).await.state(), "available");
    }
    let refused = client.delete_volume(&volumes[1]).await.unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (ErrorKind::Conflict, Some("VolumeInUse")));

    let changed = client.modify_volume(&ModifyVolume::new(&volumes[1]).size_gib(20)).await.unwrap();
    assert_eq!((changed.original_size_gib(), changed.target_size_gib()), (Some(11), Some(20)));
    let changes =
        client.describe_volumes_modifications(&Query::ids([volumes[1].as_str()])).all().await.unwrap();
    assert_eq!(changes[0].volume_id(), volumes[1]);
    assert_eq!(volume(&client, &volumes[1]).await.size_gib(), Some(20));

    let mut snapshots = Vec::new();
    for id in &volumes {
        snapshots.push(client.create_snapshot(id, "before", &[("of", id)]).await.unwrap().id());
    }
    let copy = client.copy_snapshot(&CopySnapshot::new("us-east-1", &snapshots[1])).await.unwrap();
    client.delete_snapshot(&snapshots[1]).await.unwrap();
    let mine = client.describe_snapshots(&Query::all().set("Owner.1", "self")).all().await.unwrap();
    let ids: Vec<_> = mine.iter().map(|snapshot| snapshot.id()).collect();
    assert!([&snapshots[0], &snapshots[2], &copy].iter().all(|id| ids.contains(id)), "{ids:?}");
    assert!(!ids.contains(&snapshots[1]));
    let restored = CreateVolume::from_snapshot("us-east-1a", &snapshots[2]);
    let restored = client.create_volume(&restored, &stamp("restored")).await.unwrap();
    assert_eq!((restored.size_gib(), restored.snapshot_id()), (Some(12), Some(snapshots[2].clone())));

    client.detach_volume(&volumes[1], Some(&servers[1]), false).await.unwrap();
    client.delete_volume(&volumes[1]).await.unwrap();
    assert_eq!(code(client.delete_volume(&volumes[1]).await), "InvalidVolume.NotFound");
    assert_eq!(volume(&client, &volumes[0]).await.size_gib(), Some(10));
    assert_eq!(volume(&client, &volumes[2]).await.size_gib(), Some(12));
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn tags_of_some_and_not_of_others() {
    let moto = Moto::open().await;
    let client = moto.client();
    let servers = three_servers(&client).await;
    client.create_tags(&[&servers[0], &servers[1]], &[("role", "db"), ("empty", "")]).await.unwrap();
    client.delete_tags(&[&servers[1]], &[("role", Some("other")), ("empty", None)]).await.unwrap();
    let tags = async |id: &str| {
        let query = Query::all().filter("resource-id", [id]).filter("key", ["role", "empty"]);
        let mut tags = client.describe_tags(&query).all().await.unwrap();
        tags.sort_by_key(|tag| tag.key());
        tags.iter().map(|tag| format!("{}={}", tag.key(), tag.value())).collect::<Vec<_>>()
    };
    assert_eq!(tags(&servers[0]).await, ["empty=", "role=db"]);
    assert_eq!(tags(&servers[1]).await, ["role=db"], "only a tag with that value is removed");
    assert_eq!(tags(&servers[2]).await, [""; 0]);
    let all = client.delete_tags(&[&servers[0]], &[]).await.unwrap_err();
    assert_eq!(all.kind(), ErrorKind::InvalidRequest);
}
