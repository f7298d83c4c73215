//! The whole life of a server while moto checks every signature and every right, by a user who may do what a life takes and
//! nothing else.

use crate::auth::{CALLS, READER, user};
use crate::server::Moto;
use anycloud_core::{
    AttachDrive, Boot, ByteSize, Cloud, CloudId, CreateDrive, CreateServer, Delivery, DestroyDrive,
    DestroyServer, DetachDrive, DriveId, DrivesFate, ErrorKind, Gone, PowerAction, ServerId, ServerQuery,
    ServerState, Tags, UpdateServer,
};
use anycloud_ec2::{Client, Credentials, Ec2, Query};
use std::collections::BTreeMap;

/// What a server's life takes, with a drive of its own.
const OPERATOR: &str = r#"["ec2:Describe*","ec2:RunInstances","ec2:StartInstances","ec2:StopInstances",
    "ec2:RebootInstances","ec2:ModifyInstanceAttribute","ec2:TerminateInstances","ec2:CreateTags","ec2:DeleteTags",
    "ec2:CreateVolume","ec2:AttachVolume","ec2:DetachVolume","ec2:DeleteVolume"]"#;

const ZONE: &str = "us-east-1a";

async fn states(cloud: &Cloud) -> BTreeMap<ServerId, ServerState> {
    let servers = cloud.servers(&ServerQuery::new()).all().await.unwrap();
    servers.into_iter().map(|server| (server.id, server.state)).collect()
}

/// The ids of all drives, those of images too.
async fn drives(cloud: &Cloud) -> Vec<DriveId> {
    let mut ids: Vec<_> = cloud.drives().all().await.unwrap().into_iter().map(|drive| drive.id).collect();
    ids.sort();
    ids
}

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn the_life_of_a_server_of_which_every_call_is_checked() {
    let moto = Moto::checking(2 * CALLS).await;
    let (operator, reader) = (user(&moto, "operator", OPERATOR).await, user(&moto, "reader", READER).await);
    let open = |(id, secret): &(String, String)| {
        let config = moto.config_of(Credentials::new(id, secret.as_str()));
        Cloud::new(Ec2::new(CloudId::new("moto"), config).unwrap())
    };
    let (cloud, reader) = (open(&operator), open(&reader));

    let (mut servers, mut data) = (Vec::new(), Vec::new());
    for name in ["a", "b", "c"] {
        let server = CreateServer::new(name, Boot::image("ami-03cf127a")).size("t3.micro").location(ZONE);
        servers.push(cloud.create_server(&server.tag("role", "db")).done().await.unwrap());
        let drive = CreateDrive::new(format!("data-{name}")).size(ByteSize::gib(1)).location(ZONE);
        data.push(cloud.create_drive(&drive).done().await.unwrap());
    }
    let [first, middle, last] = &servers[..] else { panic!("{servers:?}") };
    let all = |state: ServerState| {
        let states = [(first, ServerState::Running), (middle, state), (last, ServerState::Running)];
        BTreeMap::from(states.map(|(id, state)| (id.clone(), state)))
    };
    assert_eq!(states(&cloud).await, all(ServerState::Running));
    assert_eq!(drives(&cloud).await.len(), 6, "three of images, three of ours");

    cloud.set_power(middle.clone(), PowerAction::Shutdown).done().await.unwrap();
    assert_eq!(states(&cloud).await, all(ServerState::Stopped));
    let tags = Tags::from([("role".into(), "web".into())]);
    let update = UpdateServer::new(middle.clone()).name("web").size("t3.small").tags(tags.clone());
    cloud.update_server(&update).done().await.unwrap();
    cloud.set_power(middle.clone(), PowerAction::Start).done().await.unwrap();
    cloud.set_power(middle.clone(), PowerAction::PowerOff).done().await.unwrap();
    assert_eq!(states(&cloud).await, all(ServerState::Stopped));
    cloud.set_power(middle.clone(), PowerAction::Start).done().await.unwrap();
    let _ = cloud.set_power(middle.clone(), PowerAction::Reboot).await.unwrap();
    assert_eq!(states(&cloud).await, all(ServerState::Running));
    let now = cloud.server(middle).await.unwrap();
    assert_eq!((now.name.as_str(), &now.tags), ("web", &tags));
    assert_eq!(now.size, Some("t3.small".into()));
    for (other, name) in [(first, "a"), (last, "c")] {
        let other = cloud.server(other).await.unwrap();
        assert_eq!((other.name.as_str(), other.tags["role"].as_str()), (name, "db"));
    }

    let (drive, server) = (&data[1], middle);
    cloud.attach_drive(&AttachDrive::new(drive.clone(), server.clone())).done().await.unwrap();
    cloud.detach_drive(&DetachDrive::new(drive.clone(), server.clone())).done().await.unwrap();
    assert_eq!(cloud.drive(drive).await.unwrap().used_by, []);
    cloud.attach_drive(&AttachDrive::new(drive.clone(), server.clone())).done().await.unwrap();
    let used = cloud.server(middle).await.unwrap().drives;
    assert_eq!(used.len(), 2, "{used:?}");

    let destroy = DestroyServer::new(middle.clone(), DrivesFate::DestroyAll);
    let refused = reader.destroy_server(&destroy).await.unwrap_err();
    assert_eq!((refused.kind(), refused.delivery()), (ErrorKind::Forbidden, Delivery::Refused), "{refused}");
    assert_eq!(states(&cloud).await, all(ServerState::Running));

    assert_eq!(cloud.destroy_server(&destroy).done().await.unwrap(), Gone::Destroyed);
    let mut left = all(ServerState::Running);
    left.remove(middle);
    assert_eq!(states(&cloud).await, left);
    let kept = drives(&cloud).await;
    assert!(kept.len() == 4 && used.iter().all(|gone| !kept.contains(gone)), "{kept:?} and not {used:?}");

    for id in [first, last] {
        let destroy = DestroyServer::new(id.clone(), DrivesFate::DestroyAll);
        assert_eq!(cloud.destroy_server(&destroy).done().await.unwrap(), Gone::Destroyed);
    }
    for id in [&data[0], &data[2]] {
        assert_eq!(
            cloud.destroy_drive(&DestroyDrive::new(id.clone())).done().await.unwrap(),
            Gone::Destroyed
        );
    }
    let client = cloud.native::<Client>().unwrap();
    let ended = client.describe_instances(&Query::all()).all().await.unwrap();
    assert_eq!(ended.iter().filter(|server| server.state() != "terminated").count(), 0, "{ended:?}");
    assert_eq!(client.describe_volumes(&Query::all()).all().await.unwrap().len(), 0);
    assert_eq!(client.describe_addresses(&Query::all()).all().await.unwrap().len(), 0);
    for cloud in [&cloud, &reader] {
        assert_eq!(cloud.operations().await.unwrap(), [], "no operation is open");
    }
}
