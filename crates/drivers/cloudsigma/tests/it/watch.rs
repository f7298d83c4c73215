//! Copies of drives that nobody waits for, and somebody watches.
use crate::common::{DEBIAN, Over, build, builder, on};
use anycloud_core::{CloneDrive, DriveState, ErrorKind, Remaining};
use anycloud_simulators::faults::Fault;
use std::time::Duration;
use tokio::time::Instant;

const TAKES: Duration = Duration::from_secs(10);

#[tokio::test(start_paused = true)]
async fn a_copy_is_watched_until_it_is_whole() {
    let world = build(builder().imaging_takes(TAKES), Over::Process, false).await;
    let (cloud, began) = (&world.cloud, Instant::now());
    let started = cloud.clone_drive(&CloneDrive::new(DEBIAN, "copy")).await.unwrap();
    assert!(began.elapsed() < TAKES / 2, "it was waited for");
    assert_eq!(cloud.drive(&started.value).await.unwrap().state, DriveState::Pending);
    let Remaining::Watch(operation) = &started.remaining else { panic!("{:?}", started.remaining) };
    // The first look is too early: nothing shows yet.
    let early = format!("drive {}\nname copy\nstatus active\n", started.value);
    let body = Fault::Status { code: 200, body: early, headers: Default::default(), retry_after: None };
    world.faults([on("GET /drives/*/info", body)]);
    cloud.wait(operation).await.unwrap();
    assert!(began.elapsed() >= TAKES && world.sim.fired() == [1], "{:?}", began.elapsed());
    assert_eq!(cloud.drive(&started.value).await.unwrap().state, DriveState::Available);
    // Again, by another process.
    let text = serde_json::to_string(operation).unwrap();
    cloud.wait(&serde_json::from_str(&text).unwrap()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_destroyed_is_not_waited_for() {
    let world = build(builder().imaging_takes(TAKES), Over::Process, false).await;
    let cloud = &world.cloud;
    let started = cloud.clone_drive(&CloneDrive::new(DEBIAN, "copy")).await.unwrap();
    let Remaining::Watch(operation) = &started.remaining else { panic!("{:?}", started.remaining) };
    tokio::time::sleep(TAKES).await;
    world.driver.client().drive_destroy(&started.value).await.unwrap();
    assert_eq!(cloud.wait(operation).await.unwrap_err().kind(), ErrorKind::NotFound);
}
