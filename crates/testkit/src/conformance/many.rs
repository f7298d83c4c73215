//! Several servers at once: each has an outcome of its own, and there are exactly as many as were asked for.

use super::case::{Case, DESTROY, FROM_IMAGE, Outcome, case};
use super::fixture::{At, Fault, Lab};
use super::look::Counts;
use super::notebook::Notebook;
use super::recovery::{Usual, usual};
use anycloud_core::{Created, Delivery, ErrorKind};

pub(super) const CASES: &[Case] = &[
    case!(one several_servers_are_made_at_once, FROM_IMAGE, DESTROY),
    case!(one a_server_that_fails_takes_no_other_with_it, FROM_IMAGE, DESTROY),
    case!(one a_lost_reply_among_several_makes_no_server_twice, FROM_IMAGE, DESTROY),
    case!(one several_servers_of_one_name_are_refused_unsent, FROM_IMAGE),
];

const NAMES: [&str; 4] = ["many-1", "many-2", "many-3", "many-4"];

async fn several_servers_are_made_at_once(lab: Lab) -> Outcome {
    let (usual, before) = (usual(&lab).await, lab.counts().await);
    let made = several(&lab, &Notebook::default()).await;
    for created in &made {
        let id = created.outcome.as_ref().unwrap_or_else(|error| panic!("{}: {error}", created.name));
        assert_eq!(lab.server(id).await.name, created.name, "the answers are in the order of the names");
        lab.assert_runs(id).await;
    }
    assert_more(&lab, &before, usual, NAMES.len()).await;
    Ok(())
}

async fn a_server_that_fails_takes_no_other_with_it(lab: Lab) -> Outcome {
    let (usual, before) = (usual(&lab).await, lab.counts().await);
    lab.inject(At::CreateServer, Fault::Refuse)?;
    let made = several(&lab, &Notebook::default()).await;
    let failed: Vec<_> = made.iter().filter_map(|created| created.outcome.as_ref().err()).collect();
    let [error] = failed[..] else { panic!("one request was refused: {made:?}") };
    assert_eq!((error.delivery(), error.leftovers()), (Delivery::Refused, &[][..]), "{error}");
    for id in made.iter().filter_map(|created| created.outcome.as_ref().ok()) {
        lab.assert_runs(id).await;
    }
    assert_more(&lab, &before, usual, NAMES.len() - 1).await;
    Ok(())
}

async fn a_lost_reply_among_several_makes_no_server_twice(lab: Lab) -> Outcome {
    let (usual, before, notebook) = (usual(&lab).await, lab.counts().await, Notebook::default());
    lab.inject(At::CreateServer, Fault::LoseReply)?;
    let made = several(&lab, &notebook).await;
    let failed: Vec<_> = made.iter().filter_map(|created| created.outcome.as_ref().err()).collect();
    assert!(failed.len() <= 1, "one reply was lost: {made:?}");
    for error in failed {
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
        let id = error.operation().expect("the error names the operation, to resume it");
        if let Err(error) = lab.reopen(notebook.revived()).resume(id).done().await {
            // A cloud without stamps and keys cannot know; it must say so, and make no second one.
            assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
            let now = lab.counts().await.servers;
            assert!(now <= before.servers + NAMES.len(), "{now} servers were {}", before.servers);
            return Ok(());
        }
    }
    assert_more(&lab, &before, usual, NAMES.len()).await;
    Ok(())
}

async fn several_servers_of_one_name_are_refused_unsent(lab: Lab) -> Outcome {
    for names in [&["twin", "other", "twin"][..], &[]] {
        let create = lab.cloud.create_servers(&lab.new_server(""), names.iter().copied());
        lab.unsent("making them", ErrorKind::InvalidRequest, create.done()).await;
    }
    Ok(())
}

async fn several(lab: &Lab, notebook: &Notebook) -> Vec<Created> {
    let cloud = lab.cloud.with_journal(notebook.clone());
    let made = cloud.create_servers(&lab.new_server(""), NAMES).done().await;
    let made = made.expect("each has an outcome of its own");
    let names: Vec<&str> = made.iter().map(|created| &*created.name).collect();
    assert_eq!(names, NAMES);
    made
}

async fn assert_more(lab: &Lab, before: &Counts, usual: Usual, servers: usize) {
    let now = lab.counts().await;
    assert_eq!(now.servers, before.servers + servers, "exactly {servers} servers are to be there");
    assert_eq!(now.drives, before.drives + servers * usual.drives, "exactly their drives come with them");
}
