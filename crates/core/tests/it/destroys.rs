//! What a destroy asks of the server before it is sent.

use crate::lab::{Lab, request};
use anycloud_core::{Cloud, Delivery, DestroyServer, DrivesFate, ErrorKind, Gone, Timestamp};

#[tokio::test(start_paused = true)]
async fn destroy_compares_what_it_was_told_to_expect() {
    let lab = Lab::new();
    let cloud = Cloud::new(lab.clone());
    let id = cloud.create_server(&request()).await.unwrap().value;
    let destroy = DestroyServer::new(id, DrivesFate::Keep);
    let error = cloud.destroy_server(&destroy.clone().expect_name("db")).await.unwrap_err();
    assert_eq!((error.kind(), lab.sent("destroy")), (ErrorKind::Conflict, 0));
    assert_eq!(
        cloud.destroy_server(&destroy.clone().expect_name("web")).done().await.unwrap(),
        Gone::Destroyed
    );
    assert_eq!(cloud.destroy_server(&destroy.expect_name("web")).done().await.unwrap(), Gone::Already);
}

/// Another server may have got the id, or the name, of one that is gone.
#[tokio::test(start_paused = true)]
async fn a_server_made_at_another_time_than_expected_is_not_destroyed() {
    let lab = Lab::new();
    let cloud = Cloud::new(lab.clone());
    let id = cloud.create_server(&request()).await.unwrap().value;
    let (then, now) = (Timestamp::from_unix(1).unwrap(), Timestamp::from_unix(2).unwrap());
    let destroy = DestroyServer::new(id.clone(), DrivesFate::Keep);
    let error = cloud.destroy_server(&destroy.clone().expect_created(then)).await.unwrap_err();
    assert_eq!(error.to_string(), "lab: this cloud does not tell when a server was made");
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unsupported, Delivery::NotSent));
    lab.world.lock().unwrap().created = Some(now);
    let error = cloud.destroy_server(&destroy.clone().expect_created(then)).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
    assert_eq!(error.resource(), Some(&id.resource()));
    assert_eq!(error.message(), format!("the server was made {now}, not {then}"));
    assert_eq!((lab.counts(), lab.sent("destroy")), ((1, 1), 0));
    let destroyed = cloud.destroy_server(&destroy.expect_created(now)).done().await.unwrap();
    assert_eq!((destroyed, lab.counts().0), (Gone::Destroyed, 0));
}
