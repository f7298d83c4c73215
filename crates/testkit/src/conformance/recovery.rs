//! Whatever gets lost, refused or cancelled: a create makes one server, or nothing.

use super::case::{
    CREATE, Case, DESTROY, DRIVE_CREATE, Labs, Outcome, POWER_OFF, STAMPS, STOPPED, THREE_DRIVES,
    THREE_SERVERS, case, skip,
};
use super::fixture::{At, Fault, Lab};
use super::look::{Counts, attempt, refused};
use super::notebook::Notebook;
use anycloud_core::run::{Cancel, Event, OperationId, OperationState, Step};
use anycloud_core::{
    CreateDrive, CreateServer, Delivery, DestroyServer, DrivesFate, Error, ErrorKind, Gone, PowerAction,
    ResourceKind,
};

pub(super) const CASES: &[Case] = &[
    case!(one a_create_whose_reply_is_lost_makes_one_server, CREATE, DESTROY),
    case!(one a_stopped_create_whose_reply_is_lost_makes_one_server, CREATE, DESTROY, STOPPED),
    case!(one a_create_whose_reply_is_cut_off_makes_one_server, CREATE, DESTROY),
    case!(one a_create_whose_request_is_lost_makes_at_most_one_server, CREATE, DESTROY),
    case!(one a_create_without_an_answer_makes_at_most_one_server, CREATE, DESTROY),
    case!(one a_drive_whose_reply_is_lost_is_made_once, DRIVE_CREATE),
    case!(one a_boot_drive_whose_reply_is_lost_is_made_once, CREATE, DESTROY),
    case!(one a_create_refused_at_the_boot_drive_leaves_nothing, CREATE),
    case!(one a_create_refused_while_imaging_leaves_nothing, CREATE),
    case!(one a_create_refused_at_the_server_leaves_nothing, CREATE),
    case!(many a_create_cancelled_at_any_step_is_undone, CREATE),
    case!(many a_create_cancelled_at_any_step_is_resumed, CREATE, DESTROY),
    case!(one a_cancelled_undo_goes_on, CREATE),
    case!(one what_is_finished_is_not_undone, CREATE),
    case!(one undo_destroys_only_what_carries_the_stamp, CREATE, STAMPS, THREE_DRIVES),
    case!(one busy_is_reported_as_busy, POWER_OFF, THREE_SERVERS),
    case!(one a_destroy_whose_reply_is_lost_can_be_repeated, DESTROY, THREE_SERVERS),
    case!(one a_destroy_refused_at_a_drive_goes_on, CREATE, DESTROY),
];

async fn a_create_whose_reply_is_lost_makes_one_server(lab: Lab) -> Outcome {
    one_in_the_end(&lab, lab.new_server("once"), At::CreateServer, Fault::LoseReply).await
}

/// A running server may hold its drive so that a second create fails by itself; a stopped one holds nothing.
async fn a_stopped_create_whose_reply_is_lost_makes_one_server(lab: Lab) -> Outcome {
    one_in_the_end(&lab, lab.new_server("once").stopped(), At::CreateServer, Fault::LoseReply).await
}

async fn a_create_whose_reply_is_cut_off_makes_one_server(lab: Lab) -> Outcome {
    one_in_the_end(&lab, lab.new_server("once"), At::CreateServer, Fault::Truncate).await
}

async fn a_create_whose_request_is_lost_makes_at_most_one_server(lab: Lab) -> Outcome {
    one_in_the_end(&lab, lab.new_server("once"), At::CreateServer, Fault::LoseRequest).await
}

async fn a_create_without_an_answer_makes_at_most_one_server(lab: Lab) -> Outcome {
    one_in_the_end(&lab, lab.new_server("once"), At::CreateServer, Fault::Stall).await
}

async fn a_boot_drive_whose_reply_is_lost_is_made_once(lab: Lab) -> Outcome {
    one_in_the_end(&lab, lab.new_server("once"), At::CreateDrive, Fault::LoseReply).await
}

async fn a_drive_whose_reply_is_lost_is_made_once(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.counts().await, Notebook::default());
    lab.inject(At::CreateDrive, Fault::LoseReply)?;
    let mut request = CreateDrive::new("once");
    request.size = lab.drive_size();
    let cloud = lab.cloud.with_journal(notebook.clone());
    if let Err(error) = attempt(&cloud, &request).await
        && let Err(error) = resume_unknown(&lab, &notebook, &error).await
    {
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
    }
    assert_eq!(lab.counts().await.drives, before.drives + 1, "one drive was asked for");
    Ok(())
}

/// Ok at once, or Unknown and Ok after a resume: in both cases exactly one, as without the fault.
async fn one_in_the_end(lab: &Lab, request: CreateServer, at: At, fault: Fault) -> Outcome {
    let usual = usual(lab).await;
    let (before, notebook) = (lab.counts().await, Notebook::default());
    lab.inject(at, fault)?;
    let cloud = lab.cloud.with_journal(notebook.clone());
    let outcome = cloud.create_server(&request).done().await;
    assert!(lab.counts().await.servers <= before.servers + 1, "a second one was made by {outcome:?}");
    let outcome = match outcome {
        Ok(_) => Ok(()),
        Err(error) => resume_unknown(lab, &notebook, &error).await,
    };
    match outcome {
        Ok(()) => usual.assert_one_more(&before, &lab.counts().await),
        // A cloud without stamps and keys cannot know; it must say so, and make no second one.
        Err(error) => {
            assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
            assert!(lab.counts().await.servers <= before.servers + 1, "a second one was made");
        }
    }
    Ok(())
}

pub(super) async fn resume_unknown(lab: &Lab, notebook: &Notebook, error: &Error) -> Result<(), Error> {
    assert_eq!(error.delivery(), Delivery::Unknown, "it may have acted, and this says otherwise: {error}");
    let id = error.operation().expect("the error names the operation, to resume or undo it");
    lab.reopen(notebook.revived()).resume(id).done().await.map(|_| ())
}

async fn a_create_refused_at_the_boot_drive_leaves_nothing(lab: Lab) -> Outcome {
    refused_leaves_nothing(&lab, At::CreateDrive).await
}

async fn a_create_refused_while_imaging_leaves_nothing(lab: Lab) -> Outcome {
    refused_leaves_nothing(&lab, At::ImageDrive).await
}

async fn a_create_refused_at_the_server_leaves_nothing(lab: Lab) -> Outcome {
    refused_leaves_nothing(&lab, At::CreateServer).await
}

async fn refused_leaves_nothing(lab: &Lab, at: At) -> Outcome {
    let (before, looks) = (lab.counts().await, lab.looks().await);
    lab.inject(at, Fault::Refuse)?;
    match lab.cloud.create_server(&lab.new_server("refused")).done().await {
        Ok(id) => skip(format!("the create of {id} sends no such request")),
        Err(error) => {
            assert_eq!(error.delivery(), Delivery::Refused, "{error}");
            assert!(error.leftovers().is_empty(), "{error}");
            assert_eq!(lab.counts().await, before, "after {error}");
            looks.assert_only(&lab.looks().await, &[]);
            Ok(())
        }
    }
}

async fn a_create_cancelled_at_any_step_is_undone(labs: Labs) -> Outcome {
    for n in 1.. {
        let (lab, notebook) = (labs.lab().await, Notebook::default());
        let before = lab.counts().await;
        let Some(id) = cancelled(&lab, &notebook, nth(n)).await else { return enough(n) };
        let cloud = lab.reopen(notebook.revived());
        for _ in 0..2 {
            let undone = cloud.undo(id).await.expect("it is undone, and a second time is fine");
            assert_eq!(undone.state(), OperationState::Undone);
            assert_eq!(lab.counts().await, before, "cancelled after step {n}, then undone");
        }
        let error = refused("resuming what was undone", async { cloud.resume(id).await }).await;
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    }
    Ok(())
}

async fn a_create_cancelled_at_any_step_is_resumed(labs: Labs) -> Outcome {
    let usual = usual(&labs.lab().await).await;
    for n in 1.. {
        let (lab, notebook) = (labs.lab().await, Notebook::default());
        let before = lab.counts().await;
        let Some(id) = cancelled(&lab, &notebook, nth(n)).await else { return enough(n) };
        let operation = lab.reopen(notebook.revived()).resume(id).done().await.expect("it goes on");
        assert_eq!(operation.state(), OperationState::Done);
        usual.assert_one_more(&before, &lab.counts().await);
    }
    Ok(())
}

async fn a_cancelled_undo_goes_on(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.counts().await, Notebook::default());
    let Some(id) = cancelled(&lab, &notebook, |step| !step.made.is_empty()).await else {
        return skip("a create makes one thing, and last");
    };
    let (cloud, cancel) = (lab.reopen(notebook.revived()), Cancel::new());
    cancel.cancel();
    let error = refused("a cancelled undo", cloud.undo(id).cancel(&cancel)).await;
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    cloud.undo(id).await.expect("it goes on");
    assert_eq!(lab.counts().await, before);
    Ok(())
}

/// Cancels a create after the first step that is meant; `None` if it was finished all the same.
pub(super) async fn cancelled(
    lab: &Lab,
    notebook: &Notebook,
    mut meant: impl FnMut(&Step) -> bool + Send + 'static,
) -> Option<OperationId> {
    let (cancel, cloud) = (Cancel::new(), lab.cloud.with_journal(notebook.clone()));
    let stop = cancel.clone();
    let watch = move |event: Event<'_>| {
        if matches!(event, Event::Step(step) if meant(step)) {
            stop.cancel();
        }
    };
    let request = lab.new_server("cancelled");
    let error = cloud.create_server(&request).cancel(&cancel).observe(watch).await.err()?;
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    let id = error.operation().expect("the error names the operation, to resume or undo it");
    let kept = cloud.operation(id).await.expect("the operation is kept");
    assert_eq!(kept.state(), OperationState::Open);
    Some(id)
}

fn nth(n: usize) -> impl FnMut(&Step) -> bool {
    let mut seen = 0;
    move |_| {
        seen += 1;
        seen == n
    }
}

fn makes_a_drive(step: &Step) -> bool {
    step.made.iter().any(|made| made.kind == ResourceKind::Drive)
}

/// After the last step there is nothing left to cancel.
fn enough(n: usize) -> Outcome {
    if n > 1 { Ok(()) } else { skip("a create is one step here") }
}

async fn what_is_finished_is_not_undone(lab: Lab) -> Outcome {
    let notebook = Notebook::default();
    let cloud = lab.cloud.with_journal(notebook.clone());
    cloud.create_server(&lab.new_server("finished")).done().await.expect("it is made");
    let before = lab.looks().await;
    let ids = cloud.operations().await.expect("the journal reads");
    let [id] = ids[..] else { panic!("one create wrote {ids:?}") };
    let error = refused("undoing what is finished", cloud.undo(id)).await;
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

/// An id can be somebody else's by now, or the journal be wrong.
async fn undo_destroys_only_what_carries_the_stamp(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.looks().await, Notebook::default());
    let Some(id) = cancelled(&lab, &notebook, makes_a_drive).await else {
        return skip("a create makes no drive before its server");
    };
    let cloud = lab.reopen(notebook.revived());
    let operation = cloud.operation(id).await.expect("the journal reads");
    let Some(made) = operation.made().find(|made| made.kind == ResourceKind::Drive).cloned() else {
        return skip("a create makes no drive before its server");
    };
    let innocent = lab.drives[1].resource();
    notebook.doctor(&made.id, &innocent.id);
    let error = refused("undoing what another made", cloud.undo(id)).await;
    assert_eq!((error.kind(), error.leftovers()), (ErrorKind::Conflict, &[innocent][..]), "{error}");
    before.assert_only(&lab.looks().await, &[made.to_string()]);
    Ok(())
}

async fn busy_is_reported_as_busy(lab: Lab) -> Outcome {
    let before = lab.looks().await;
    lab.inject(At::PowerOff, Fault::Busy)?;
    let change = lab.cloud.set_power(lab.servers[1].clone(), PowerAction::PowerOff);
    let error = refused("switching a busy server off", change.done()).await;
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Busy, Delivery::Refused), "{error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn a_destroy_whose_reply_is_lost_can_be_repeated(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.servers[1].clone());
    let meant = lab.with_drives(&target).await;
    lab.inject(At::DestroyServer, Fault::LoseReply)?;
    let destroy = DestroyServer::new(target, DrivesFate::Keep);
    if let Err(error) = attempt(&lab.cloud, &destroy).await {
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
    }
    assert_eq!(attempt(&lab.cloud, &destroy).await.expect("again is fine"), Gone::Already);
    before.assert_only(&lab.looks().await, &meant);
    Ok(())
}

/// The server is gone, and its drive still costs: only the operation knows of it.
async fn a_destroy_refused_at_a_drive_goes_on(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.counts().await, Notebook::default());
    let id = lab.cloud.create_server(&lab.new_server("doomed")).done().await.expect("it is made");
    if lab.counts().await.drives == before.drives {
        return skip("a create makes no drive");
    }
    lab.inject(At::DestroyDrive, Fault::Refuse)?;
    let destroy = DestroyServer::new(id.clone(), DrivesFate::DestroyAll);
    let cloud = lab.reopen(notebook.clone());
    let error = refused("destroying it with its drive", attempt(&cloud, &destroy)).await;
    let server = refused("reading a destroyed server", cloud.server(&id)).await;
    assert_eq!(server.kind(), ErrorKind::NotFound, "{server}");
    let Some(operation) = error.operation() else {
        panic!("nobody knows of the drive that is left: {error}")
    };
    let cloud = lab.reopen(notebook.revived());
    let state = cloud.operation(operation).await.expect("the journal reads").state();
    assert_eq!(state, OperationState::Open, "{error}");
    cloud.resume(operation).done().await.expect("it goes on");
    assert_eq!(lab.counts().await, before, "the drive is gone, too");
    Ok(())
}

/// What one create usually adds. It is undone again, so that what the fixture has is still free.
pub(super) async fn usual(lab: &Lab) -> Usual {
    let before = lab.counts().await;
    let id = lab.cloud.create_server(&lab.new_server("usual")).done().await.expect("a server is made");
    let after = lab.counts().await;
    let added = after.drives - before.drives;
    let fate = if added == 0 { DrivesFate::Keep } else { DrivesFate::DestroyAll };
    let gone = attempt(&lab.cloud, &DestroyServer::new(id, fate)).await;
    assert_eq!(gone.expect("it is destroyed"), Gone::Destroyed);
    assert_eq!(lab.counts().await, before);
    Usual { drives: added }
}

#[derive(Clone, Copy)]
pub(super) struct Usual {
    pub(super) drives: usize,
}

impl Usual {
    pub(super) fn assert_one_more(self, before: &Counts, now: &Counts) {
        assert_eq!(now.servers, before.servers + 1, "exactly one server was asked for");
        assert_eq!(now.drives, before.drives + self.drives, "exactly its drives come with it");
    }
}
