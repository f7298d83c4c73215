//! Volumes as drives.

use super::lab::{Lab, meant};
use anycloud_core::{
    ByteSize, Container, CreateDrive, Delivery, DestroyDrive, DestroyServer, DriveState, DrivesFate,
    ErrorKind, Gone, Mount,
};
use anycloud_docker::{CreateVolume, Reason};

#[tokio::test]
#[ignore = "needs an engine"]
async fn a_volume_comes_and_goes() {
    Lab::run("volume", |lab| async move {
        let name = lab.name("data");
        let request = CreateDrive::new(name.clone()).tag("stack", "web");
        let id = lab.cloud.create_drive(&request).done().await.unwrap();
        assert_eq!(id.as_str(), name);
        let drive = lab.cloud.drive(&id).await.unwrap();
        assert_eq!((&*drive.name, drive.state.clone(), drive.size), (&*name, DriveState::Available, None));
        assert_eq!(drive.tags.iter().collect::<Vec<_>>(), [(&"stack".into(), &"web".into())]);
        let listed = lab.cloud.drives().all().await.unwrap();
        assert_eq!(listed.iter().filter(|listed| listed.id == id).count(), 1);
        for gone in [Gone::Destroyed, Gone::Already] {
            let destroy = DestroyDrive::new(id.clone());
            assert_eq!(lab.cloud.destroy_drive(&destroy).done().await.unwrap(), gone);
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn a_size_is_refused_before_anything_is_sent() {
    Lab::run("sized", |lab| async move {
        let request = CreateDrive::new(lab.name("data")).size(ByteSize::gib(1));
        let e = lab.cloud.create_drive(&request).done().await.unwrap_err();
        assert_eq!((e.kind(), e.delivery()), (ErrorKind::Unsupported, Delivery::NotSent));
    })
    .await;
}

/// The engine itself would hand out the other's volume.
#[tokio::test]
#[ignore = "needs an engine"]
async fn a_volume_of_another_is_not_taken() {
    Lab::run("taken", |lab| async move {
        let name = lab.name("data");
        lab.engine.volume_create(&CreateVolume::new(name.clone()).label("whose", "another")).await.unwrap();
        let e = lab.cloud.create_drive(&CreateDrive::new(name.clone())).done().await.unwrap_err();
        assert_eq!((e.kind(), e.leftovers()), (ErrorKind::AlreadyExists, &[][..]), "{e}");
        assert_eq!(&*lab.engine.volume(&name.into()).await.unwrap().labels()["whose"], "another");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn a_volume_in_use_stays() {
    Lab::run("in-use", |lab| async move {
        let data = lab.cloud.create_drive(&CreateDrive::new(lab.name("data"))).done().await.unwrap();
        let with = || Container::new().command(["sleep", "100"]).mount(Mount::new(data.clone(), "/srv"));
        let one = lab.made(&lab.containing("one", with()).stopped()).await;
        let two = lab.made(&lab.containing("two", with()).stopped()).await;
        let e = lab.cloud.destroy_drive(&DestroyDrive::new(data.clone())).done().await.unwrap_err();
        assert_eq!(meant(&e), (ErrorKind::Conflict, Some(Reason::VolumeInUse)), "{e}");
        // Nor does it go with one of two servers.
        for fate in [DrivesFate::DestroyAll, DrivesFate::Destroy(vec![data.clone()])] {
            let e =
                lab.cloud.destroy_server(&DestroyServer::new(one.clone(), fate)).done().await.unwrap_err();
            assert_eq!((e.kind(), e.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{e}");
        }
        assert!(lab.cloud.server(&one).await.is_ok() && lab.cloud.server(&two).await.is_ok());
        assert_eq!(lab.cloud.drive(&data).await.unwrap().used_by.len(), 2);
    })
    .await;
}
