//! What a change promises: at most one create, nothing left after a refusal, resume and undo after any death.

use crate::lab::{Kept, Lab, SETTLE, request};
use anycloud_core::run::{Cancel, Event, OperationState, Recover};
use anycloud_core::{
    Action, Cloud, Delivery, DestroyServer, DrivesFate, ErrorKind, Goal, OnFailure, OperationRef,
    PowerAction, Remaining, ResourceKind, SetPower,
};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_create_is_one_drive_and_one_server() {
    let (lab, journal) = (Lab::new(), Kept::default());
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let started = cloud.create_server(&request()).await.unwrap();
    assert!(matches!(started.remaining, Remaining::Watch(_)));
    assert_eq!(lab.counts(), (1, 1));
    let [id] = cloud.operations().await.unwrap()[..] else { panic!("one operation") };
    let operation = cloud.operation(id).await.unwrap();
    assert_eq!((operation.state(), operation.made().count()), (OperationState::Done, 2));
    assert_eq!(cloud.create_server(&request()).until(Goal::Running).await.unwrap().name, "web");
}

#[tokio::test(start_paused = true)]
async fn a_refused_step_leaves_nothing() {
    let lab = Lab::new();
    lab.world.lock().unwrap().refuse.insert("server");
    let error = Cloud::new(lab.clone()).create_server(&request()).await.unwrap_err();
    assert_eq!((error.kind(), error.leftovers().len()), (ErrorKind::InsufficientFunds, 0));
    assert_eq!(lab.counts(), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_removed_is_named_and_can_be_undone_later() {
    let (lab, journal) = (Lab::new(), Kept::default());
    lab.world.lock().unwrap().refuse.extend(["server", "discard"]);
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let error = cloud.create_server(&request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InsufficientFunds, "the first failure, not that of the clearing up");
    assert_eq!(error.leftovers()[0].kind, ResourceKind::Drive);
    assert!(error.to_string().contains("left behind: drive drive-1"), "{error}");
    lab.world.lock().unwrap().refuse.clear();
    cloud.undo(error.operation().unwrap()).await.unwrap();
    assert_eq!(lab.counts(), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn keeping_is_a_choice() {
    let lab = Lab::new();
    lab.world.lock().unwrap().refuse.insert("server");
    let cloud = Cloud::new(lab.clone());
    let error = cloud.create_server(&request()).on_failure(OnFailure::Keep).await.unwrap_err();
    assert_eq!(lab.counts(), (0, 1));
    lab.world.lock().unwrap().refuse.clear();
    let done = cloud.resume(error.operation().unwrap()).done().await.unwrap();
    assert_eq!(done.state(), OperationState::Done);
    assert_eq!(lab.counts(), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_lost_reply_is_looked_up_and_never_sent_twice() {
    let lab = Lab::new();
    lab.world.lock().unwrap().lose.insert("server", true);
    Cloud::new(lab.clone()).create_server(&request()).done().await.unwrap();
    assert_eq!((lab.counts(), lab.sent("server")), ((1, 1), 1));
}

#[tokio::test(start_paused = true)]
async fn a_lost_request_is_unknown_until_resumed() {
    let (lab, journal) = (Lab::new(), Kept::default());
    lab.world.lock().unwrap().lose.insert("server", false);
    let cloud = Cloud::new(lab.clone()).with_journal(journal.clone());
    let error = cloud.create_server(&request()).await.unwrap_err();
    assert_eq!((error.delivery(), lab.sent("server"), lab.counts()), (Delivery::Unknown, 1, (0, 1)));
    let again = Cloud::new(lab.clone()).with_journal(journal);
    let operation = again.resume(error.operation().unwrap()).done().await.unwrap();
    assert_eq!((operation.state(), lab.sent("server"), lab.counts()), (OperationState::Done, 2, (1, 1)));
}

#[tokio::test(start_paused = true)]
async fn without_a_stamp_a_person_decides() {
    let (lab, journal) = (Lab::new().recover(Recover::Stop), Kept::default());
    lab.world.lock().unwrap().lose.insert("drive", true);
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let error = cloud.create_server(&request()).await.unwrap_err();
    let id = error.operation().unwrap();
    assert_eq!(cloud.resume(id).await.unwrap_err().delivery(), Delivery::Unknown);
    assert_eq!(lab.sent("drive"), 1, "never sent again");
    let undone = cloud.undo(id).await.unwrap_err();
    assert_eq!((undone.kind(), undone.delivery()), (ErrorKind::Conflict, Delivery::Unknown));
    let operation = cloud.operation(id).await.unwrap();
    assert_eq!(operation.state(), OperationState::Open, "an undo that cannot know leaves it as it was");
    assert_eq!(&*operation.needs_a_person().unwrap().name, "drive");
}

#[tokio::test(start_paused = true)]
async fn a_key_is_sent_again_while_the_provider_remembers_it() {
    let (lab, journal) = (Lab::new().recover(Recover::Resend { within: Duration::MAX }), Kept::default());
    lab.world.lock().unwrap().lose.insert("drive", false);
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let id = cloud.create_server(&request()).await.unwrap_err().operation().unwrap();
    cloud.resume(id).done().await.unwrap();
    assert_eq!((lab.sent("drive"), lab.counts()), (2, (1, 1)));

    let expired = lab.clone().recover(Recover::Resend { within: Duration::ZERO });
    lab.world.lock().unwrap().lose.insert("drive", true);
    let cloud = Cloud::new(expired).with_journal(Kept::default());
    let id = cloud.create_server(&request()).await.unwrap_err().operation().unwrap();
    cloud.resume(id).done().await.unwrap();
    assert_eq!(
        (lab.sent("drive"), lab.counts()),
        (3, (2, 2)),
        "the key is too old: it is looked for instead"
    );
}

/// Every write of the journal is a moment at which a process can die, with the request before it acted on or not.
#[tokio::test(start_paused = true)]
async fn death_at_every_write_then_resume_or_undo() {
    for undo in [false, true] {
        let mut deaths = 0;
        for at in 1.. {
            let (lab, journal) = (Lab::new(), Kept::default());
            journal.die_at.store(at, Ordering::SeqCst);
            let cloud = Cloud::new(lab.clone()).with_journal(journal.clone());
            let request = request();
            let life = tokio::time::timeout(SETTLE * 10, cloud.create_server(&request));
            if life.await.is_ok() {
                break;
            }
            deaths += 1;
            journal.die_at.store(0, Ordering::SeqCst);
            let next = Cloud::new(lab.clone()).with_journal(journal);
            let Some(id) = next.operations().await.unwrap().pop() else {
                assert_eq!(lab.requests(), 0, "nothing was written, so nothing was sent");
                continue;
            };
            if undo {
                next.undo(id).await.unwrap();
                assert_eq!(lab.counts(), (0, 0), "undo after death at write {at}");
                next.undo(id).await.unwrap();
            } else {
                next.resume(id).done().await.unwrap();
                assert_eq!(
                    (lab.counts(), lab.sent("server")),
                    ((1, 1), 1),
                    "resume after death at write {at}"
                );
            }
        }
        assert_eq!(deaths, 7, "three steps, each written before and after, and the end");
    }
}

#[tokio::test(start_paused = true)]
async fn cancelling_keeps_everything_between_two_requests() {
    let (lab, journal) = (Lab::new(), Kept::default());
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let cancel = Cancel::new();
    let (seen, stop) = (Arc::new(Mutex::new(Vec::new())), cancel.clone());
    let log = Arc::clone(&seen);
    let change = cloud.create_server(&request()).cancel(&cancel).observe(move |event| match event {
        Event::Begun(id) => log.lock().unwrap().push(id.to_string()),
        Event::Step(step) => {
            log.lock().unwrap().push(step.name.to_string());
            stop.cancel();
        }
        _ => {}
    });
    let error = change.await.unwrap_err();
    let id = error.operation().unwrap();
    assert_eq!((error.kind(), lab.counts()), (ErrorKind::Cancelled, (0, 1)));
    assert_eq!(
        *seen.lock().unwrap(),
        [id.to_string(), "drive".into()],
        "the id is told before the first step"
    );
    cloud.undo(id).await.unwrap();
    assert_eq!(lab.counts(), (0, 0));
    assert_eq!(cloud.resume(id).await.unwrap_err().kind(), ErrorKind::Conflict, "undone is undone");
}

#[tokio::test(start_paused = true)]
async fn undo_takes_nothing_that_does_not_carry_its_stamp() {
    let (lab, journal) = (Lab::new(), Kept::default());
    lab.world.lock().unwrap().lose.insert("server", false);
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let id = cloud.create_server(&request()).await.unwrap_err().operation().unwrap();
    for stamp in lab.world.lock().unwrap().drives.values_mut() {
        *stamp = "somebody else's".into();
    }
    let error = cloud.undo(id).await.unwrap_err();
    assert_eq!((error.kind(), error.leftovers().len(), lab.counts()), (ErrorKind::Conflict, 1, (0, 1)));
    assert_eq!((error.delivery(), error.resource()), (Delivery::NotSent, error.leftovers().first()));
}

#[tokio::test(start_paused = true)]
async fn secrets_are_not_journaled_and_must_be_given_again() {
    let (lab, journal) = (Lab::new(), Kept::default());
    lab.world.lock().unwrap().lose.insert("drive", false);
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let create = request().console_password("hunter22");
    let id = cloud.create_server(&create).await.unwrap_err().operation().unwrap();
    let saved = serde_json::to_string(&cloud.operation(id).await.unwrap()).unwrap();
    assert!(!saved.contains("hunter22") && saved.contains("console_password"), "{saved}");
    assert_eq!(cloud.resume(id).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    let wrong = cloud.resume(id).give("console_password", "hunter22").give("shoe_size", "46");
    assert!(wrong.await.unwrap_err().to_string().contains("shoe_size"));
    cloud.resume(id).give("console_password", "hunter22").done().await.unwrap();
    assert_eq!(lab.counts(), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn another_account_or_driver_version_does_not_go_on() {
    let (lab, journal) = (Lab::new(), Kept::default());
    lab.world.lock().unwrap().lose.insert("drive", false);
    let cloud = Cloud::new(lab.clone()).with_journal(journal.clone());
    let id = cloud.create_server(&request()).await.unwrap_err().operation().unwrap();
    let other = Cloud::new(lab.clone().account("you")).with_journal(journal.clone());
    assert_eq!(other.resume(id).await.unwrap_err().kind(), ErrorKind::InvalidConfig);
    assert_eq!(other.undo(id).await.unwrap_err().kind(), ErrorKind::InvalidConfig);
    let newer = Cloud::new(lab.clone().recipe(2)).with_journal(journal);
    let error = newer.resume(id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("undo it instead"), "{error}");
    newer.undo(id).await.unwrap();
    assert_eq!(lab.counts(), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_another_driver_version_cannot_undo_is_to_be_forgotten() {
    let (lab, journal) = (Lab::new().recover(Recover::Stop), Kept::default());
    let cloud = Cloud::new(lab.clone()).with_journal(journal.clone());
    let server = cloud.create_server(&request()).await.unwrap().value;
    lab.world.lock().unwrap().refuse.insert("destroy_drives");
    let half = cloud.destroy_server(&DestroyServer::new(server, DrivesFate::Keep)).await.unwrap_err();
    lab.world.lock().unwrap().lose.insert("drive", false);
    let unseen = cloud.create_server(&request()).await.unwrap_err();
    let newer = Cloud::new(lab.recipe(2)).with_journal(journal);
    for id in [half, unseen].map(|error| error.operation().unwrap()) {
        let error = newer.resume(id).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("look, and forget it"), "{error}");
        assert_eq!(newer.undo(id).await.unwrap_err().kind(), ErrorKind::Conflict);
        newer.forget(id).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_reference_is_watched_by_another_process() {
    let lab = Lab::new();
    let cloud = Cloud::new(lab.clone());
    let Remaining::Watch(watch) = cloud.create_server(&request()).await.unwrap().remaining else { panic!() };
    let saved = serde_json::to_string(&watch).unwrap();
    let read: OperationRef = serde_json::from_str(&saved).unwrap();
    Cloud::new(lab.clone()).wait(&read).await.unwrap();
    let elsewhere = Cloud::new(lab.clone().account("you"));
    assert_eq!(elsewhere.wait(&read).await.unwrap_err().kind(), ErrorKind::InvalidConfig);
    lab.world.lock().unwrap().servers.clear();
    let error = cloud.wait(&read).await.unwrap_err();
    assert_eq!((error.kind(), error.operation_ref()), (ErrorKind::NotFound, None), "it is over");
}

#[tokio::test(start_paused = true)]
async fn the_gate_refuses_before_any_request() {
    let lab = Lab::new();
    let cloud = Cloud::new(lab.clone());
    let refused = [
        (cloud.read_only().create_server(&request()).await.unwrap_err(), ErrorKind::Forbidden),
        (cloud.create_server(&request().stopped()).await.unwrap_err(), ErrorKind::Unsupported),
        (cloud.create_server(&request().tag("a", "b")).await.unwrap_err(), ErrorKind::Unsupported),
    ];
    for (error, kind) in refused {
        assert_eq!((error.kind(), error.delivery()), (kind, Delivery::NotSent), "{error}");
    }
    let mut odd = request();
    odd.name = "web\nmem 9".into();
    assert_eq!(cloud.create_server(&odd).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    let power = cloud.set_power("s", PowerAction::Shutdown).await.unwrap_err();
    assert_eq!(power.kind(), ErrorKind::Unsupported);
    assert_eq!(cloud.balance().await.unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(cloud.drives().all().await.unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!((lab.requests(), cloud.operations().await.unwrap().len()), (0, 0));
    let reboot = cloud.change(&SetPower::new("s", PowerAction::Reboot)).await.unwrap();
    assert_eq!(reboot.remaining, Remaining::Unobservable);
}

#[tokio::test(start_paused = true)]
async fn what_the_server_does_not_allow_now_is_refused_unsent() {
    let lab = Lab::new();
    let cloud = Cloud::new(lab.clone());
    let id = cloud.create_server(&request()).await.unwrap().value;
    lab.world.lock().unwrap().allowed = [Action::Start].into();
    let destroy = DestroyServer::new(id.clone(), DrivesFate::Keep);
    for (asked, error) in [
        ("reboot", cloud.set_power(id.clone(), PowerAction::Reboot).await.unwrap_err()),
        ("destroy", cloud.destroy_server(&destroy).await.unwrap_err()),
    ] {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{error}");
        let text = format!("the server is running: it allows start, but not {asked}");
        assert!(error.to_string().contains(&text), "{error}");
    }
    assert_eq!((lab.counts(), lab.sent("destroy")), ((1, 1), 0));
    assert_eq!(cloud.operations().await.unwrap().len(), 0, "nothing was done, nothing is left");
}

/// The server is gone and its drives are not: that can be finished, and must not be forgotten.
#[tokio::test(start_paused = true)]
async fn a_half_done_destroy_stays_open() {
    let (lab, journal) = (Lab::new(), Kept::default());
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let server = cloud.create_server(&request()).done().await.unwrap();
    lab.world.lock().unwrap().refuse.insert("destroy_drives");
    let error = cloud.destroy_server(&DestroyServer::new(server, DrivesFate::Keep)).await.unwrap_err();
    assert_eq!((error.kind(), lab.counts()), (ErrorKind::InsufficientFunds, (0, 1)));
    let id = error.operation().expect("it is kept");
    let operation = cloud.operation(id).await.unwrap();
    assert_eq!((operation.state(), operation.is_undoable()), (OperationState::Open, false));
    assert_eq!(
        cloud.undo(id).await.unwrap_err().kind(),
        ErrorKind::Conflict,
        "nothing brings the server back"
    );
    lab.world.lock().unwrap().refuse.clear();
    let done = cloud.resume(id).done().await.unwrap();
    assert_eq!((done.state(), lab.counts()), (OperationState::Done, (0, 0)));
}

/// A reply that cannot be read says nothing about the copy that is under way.
#[tokio::test(start_paused = true)]
async fn a_failed_look_undoes_nothing() {
    let (lab, journal) = (Lab::new(), Kept::default());
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    lab.world.lock().unwrap().refuse.insert("look");
    let error = cloud.create_server(&request()).await.unwrap_err();
    assert_eq!((error.kind(), lab.counts()), (ErrorKind::Decode, (0, 1)), "the drive is kept");
    cloud.resume(error.operation().unwrap()).done().await.unwrap();
    assert_eq!((lab.counts(), lab.sent("drive")), ((1, 1), 1));
}

#[tokio::test(start_paused = true)]
async fn undoing_can_be_cancelled_and_gone_on_with() {
    let (lab, journal) = (Lab::new(), Kept::default());
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    lab.world.lock().unwrap().refuse.extend(["server", "busy"]);
    let cancel = Cancel::new();
    let stop = cancel.clone();
    let change = cloud.create_server(&request()).cancel(&cancel).observe(move |event| {
        if matches!(event, Event::Undoing(_)) {
            stop.cancel();
        }
    });
    let error = change.await.unwrap_err();
    assert_eq!(
        (error.kind(), error.leftovers().len()),
        (ErrorKind::InsufficientFunds, 1),
        "why it was undone"
    );
    let id = error.operation().unwrap();
    let operation = cloud.operation(id).await.unwrap();
    assert_eq!(operation.state(), OperationState::Undoing);
    assert_eq!(operation.last_error().unwrap().kind, ErrorKind::InsufficientFunds);
    lab.world.lock().unwrap().refuse.clear();
    cloud.undo(id).await.unwrap();
    assert_eq!(lab.counts(), (0, 0));
}

/// What only reads leaves no trace when it is refused; what was refused before it did anything is over.
#[tokio::test(start_paused = true)]
async fn what_did_nothing_is_not_left_open() {
    let (lab, journal) = (Lab::new(), Kept::default());
    let cloud = Cloud::new(lab.clone()).with_journal(journal);
    let server = cloud.create_server(&request()).done().await.unwrap();
    let before = cloud.operations().await.unwrap().len();
    let destroy = DestroyServer::new(server, DrivesFate::Keep).expect_name("db");
    assert_eq!(cloud.destroy_server(&destroy).await.unwrap_err().operation(), None);
    assert_eq!(cloud.operations().await.unwrap().len(), before);
}
