//! A process that dies before or after any write of its journal: the next one finishes or undoes what it began.

use super::case::{CREATE, Case, DESTROY, Labs, Outcome, case, skip};
use super::fixture::Lab;
use super::look::{Counts, attempt};
use super::notebook::{Dies, Notebook};
use super::recovery::{cancelled, usual};
use anycloud_core::run::OperationState;
use anycloud_core::{Cloud, Delivery, DestroyServer, Error, Gone, ServerId};

pub(super) const CASES: &[Case] = &[
    case!(many a_create_killed_anywhere_resumes_to_one, CREATE, DESTROY),
    case!(many a_create_killed_anywhere_is_undone_to_nothing, CREATE),
    case!(many an_undo_killed_anywhere_goes_on, CREATE),
    case!(many a_destroy_killed_anywhere_is_finished, CREATE, DESTROY),
];

async fn a_create_killed_anywhere_resumes_to_one(labs: Labs) -> Outcome {
    let usual = usual(&labs.lab().await).await;
    for at in points() {
        let Some(Killed { lab, notebook, before }) = killed(labs, at, create).await else { return Ok(()) };
        let cloud = lab.reopen(notebook.revived());
        match cloud.operations().await.expect("the journal reads")[..] {
            [] => assert_eq!(lab.counts().await, before, "killed {at:?} before anything was sent"),
            [id] => {
                let operation = cloud.operation(id).await.expect("the journal reads");
                if operation.state() != OperationState::Done {
                    match cloud.resume(id).done().await {
                        Err(error) if lab.cannot_know(&error) => {
                            assert_at_most_one_more(&before, &lab.counts().await);
                            continue;
                        }
                        went_on => went_on
                            .map(drop)
                            .unwrap_or_else(|error| panic!("killed {at:?}, then resumed: {error}")),
                    }
                }
                usual.assert_one_more(&before, &lab.counts().await);
            }
            ref several => panic!("one create wrote {several:?}"),
        }
    }
    Ok(())
}

async fn a_create_killed_anywhere_is_undone_to_nothing(labs: Labs) -> Outcome {
    'points: for at in points() {
        let Some(Killed { lab, notebook, before }) = killed(labs, at, create).await else { return Ok(()) };
        let cloud = lab.reopen(notebook.revived());
        for id in cloud.operations().await.expect("the journal reads") {
            let operation = cloud.operation(id).await.expect("the journal reads");
            if operation.state() == OperationState::Done {
                return Ok(());
            }
            match cloud.undo(id).await {
                Err(error) if lab.cannot_know(&error) => {
                    assert_at_most_one_more(&before, &lab.counts().await);
                    continue 'points;
                }
                undone => {
                    undone.map(drop).unwrap_or_else(|error| panic!("killed {at:?}, then undone: {error}"))
                }
            }
        }
        assert_eq!(lab.counts().await, before, "killed {at:?}, then undone");
    }
    Ok(())
}

async fn an_undo_killed_anywhere_goes_on(labs: Labs) -> Outcome {
    for at in points() {
        let (lab, notebook) = (labs.lab().await, Notebook::default());
        let before = lab.counts().await;
        let Some(id) = cancelled(&lab, &notebook, |step| !step.made.is_empty()).await else {
            return skip("a create makes one thing, and last");
        };
        let dying = notebook.revived().dying(at.shifted(notebook.writes()));
        let undoing = lab.reopen(dying.clone());
        if dying.or_death(undoing.undo(id)).await.is_some() {
            return Ok(());
        }
        let undone = lab.reopen(notebook.revived()).undo(id).await;
        undone.unwrap_or_else(|error| panic!("killed {at:?}, then undone again: {error}"));
        assert_eq!(lab.counts().await, before, "killed {at:?} while undoing");
    }
    Ok(())
}

async fn a_destroy_killed_anywhere_is_finished(labs: Labs) -> Outcome {
    for at in points() {
        let lab = labs.lab().await;
        let before = lab.counts().await;
        let id = lab.cloud.create_server(&lab.new_server("doomed")).done().await.expect("it is made");
        let (notebook, fate) = (Notebook::default(), lab.everything());
        let dying = notebook.dying(at);
        let (cloud, destroy) = (lab.reopen(dying.clone()), DestroyServer::new(id, fate));
        let ended = dying.or_death(attempt(&cloud, &destroy)).await;
        if let Some(outcome) = &ended {
            assert_eq!(*outcome.as_ref().expect("it is destroyed"), Gone::Destroyed);
        }
        let cloud = lab.reopen(notebook.revived());
        for id in cloud.operations().await.expect("the journal reads") {
            if cloud.operation(id).await.expect("the journal reads").state() != OperationState::Done {
                let went_on = cloud.resume(id).done().await;
                went_on.unwrap_or_else(|error| panic!("killed {at:?}, then resumed: {error}"));
            }
        }
        if cloud.operations().await.expect("the journal reads").is_empty() {
            attempt(&cloud, &destroy).await.expect("nothing was sent, so it is asked again");
        }
        assert_eq!(lab.counts().await, before, "killed {at:?}: the drives of the server stay behind");
        if ended.is_some() {
            return Ok(());
        }
    }
    Ok(())
}

impl Lab {
    /// A cloud without stamps cannot know what a process that died had made: it must say so.
    fn cannot_know(&self, error: &Error) -> bool {
        !self.stamps && error.delivery() == Delivery::Unknown
    }
}

fn assert_at_most_one_more(before: &Counts, now: &Counts) {
    assert!(now.servers <= before.servers + 1, "a second one was made");
}

/// What a process that died left behind.
struct Killed {
    lab: Lab,
    notebook: Notebook,
    before: Counts,
}

/// Runs a change in a process that dies there; `None` if it is finished before.
async fn killed(
    labs: Labs,
    at: Dies,
    change: impl AsyncFnOnce(&Lab, &Cloud) -> Result<ServerId, Error>,
) -> Option<Killed> {
    let (lab, notebook) = (labs.lab().await, Notebook::default());
    let before = lab.counts().await;
    let dying = notebook.dying(at);
    let cloud = lab.reopen(dying.clone());
    match dying.or_death(change(&lab, &cloud)).await {
        None => Some(Killed { lab, notebook, before }),
        Some(outcome) => {
            outcome.unwrap_or_else(|error| panic!("it was not killed {at:?}, and failed: {error}"));
            None
        }
    }
}

async fn create(lab: &Lab, cloud: &Cloud) -> Result<ServerId, Error> {
    cloud.create_server(&lab.new_server("killed")).done().await
}

/// Every place in turn; a case ends at the first that is behind its end.
fn points() -> impl Iterator<Item = Dies> {
    (0..100).flat_map(|n| [Dies::Before(n), Dies::After(n)])
}
