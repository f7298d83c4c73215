//! What a server's first boot runs: it arrives as it was given, and shows nowhere.

use super::case::{CREATE, CREATE_USER_DATA, Case, Outcome, case};
use super::fixture::Lab;
use super::look::{attempt, refused, to_json};
use super::notebook::{Dies, Notebook};
use anycloud_core::{Delivery, ErrorKind, Goal};

pub(super) const CASES: &[Case] = &[
    case!(one user_data_arrives_and_stays_secret, CREATE, CREATE_USER_DATA),
    case!(one user_data_is_asked_for_again, CREATE, CREATE_USER_DATA),
];

/// A script for the first boot, with a password in it and everything that a careless encoder breaks.
const USER_DATA: &str = "#!/bin/sh\n# \u{1f680} a=1&b=2 \"c\" <d>\necho Kq7canary-user-data\n";

async fn user_data_arrives_and_stays_secret(lab: Lab) -> Outcome {
    let notebook = Notebook::default();
    let cloud = lab.cloud.with_journal(notebook.clone());
    let request = lab.new_server("user data").user_data(USER_DATA);
    let server = cloud.create_server(&request).until(Goal::Running).await.expect("it is made");
    let arrived = lab.service.has_user_data(&server.id, USER_DATA);
    assert!(arrived.unwrap_or(true), "the server was not given its user data as it is");
    let mut nameless = request.clone();
    nameless.name = " ".into();
    let error = refused("a server without a name", attempt(&cloud, &nameless)).await;
    let shown = format!("{server:?} {cloud:?} {request:?} {error:?} {error} {}", notebook.text());
    let shown = format!("{shown} {} {}", to_json(&server), to_json(&request));
    assert!(!shown.contains("Kq7canary"), "the user data shows:\n{shown}");
    Ok(())
}

async fn user_data_is_asked_for_again(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.counts().await, Notebook::default());
    let dying = notebook.dying(Dies::After(0));
    let (cloud, request) = (lab.reopen(dying.clone()), lab.new_server("again").user_data(USER_DATA));
    assert!(dying.or_death(attempt(&cloud, &request)).await.is_none(), "a create writes something down");
    let cloud = lab.reopen(notebook.revived());
    let ids = cloud.operations().await.expect("the journal reads");
    let [id] = ids[..] else { panic!("one create wrote {ids:?}") };
    let resume = async { cloud.resume(id).done().await };
    lab.unsent("resuming without the user data", ErrorKind::InvalidRequest, resume).await;
    let resumed = match cloud.resume(id).give("user_data", USER_DATA).done().await {
        Ok(resumed) => resumed,
        // A cloud without stamps and keys cannot know whether it was sent; it must say so, and make no second one.
        Err(error) => {
            assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
            assert!(lab.counts().await.servers <= before.servers + 1, "a second one was made");
            return Ok(());
        }
    };
    assert_eq!(lab.counts().await.servers, before.servers + 1, "exactly one server was asked for");
    let made = resumed.server().expect("it names the server");
    let arrived = lab.service.has_user_data(&made, USER_DATA);
    assert!(arrived.unwrap_or(true), "the server was not given its user data as it is");
    Ok(())
}
