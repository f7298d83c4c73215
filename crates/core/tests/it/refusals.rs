//! What an error says of itself: whose it is, and what can be done.

use crate::lab::{Kept, Lab, request};
use anycloud_core::run::{Cancel, Event};
use anycloud_core::{Cloud, Error, ErrorKind, Goal, OnFailure, PageToken, PowerAction, Result, ServerQuery};

fn refused<T>(outcome: Result<T>) -> Error {
    outcome.err().unwrap()
}

#[tokio::test(start_paused = true)]
async fn every_error_of_a_handle_says_whose_it_is() {
    let cloud = Cloud::new(Lab::new());
    let mut servers = Vec::new();
    for _ in 0..2 {
        servers.push(cloud.create_server(&request()).done().await.unwrap());
    }
    let from = ServerQuery::new().from(PageToken::new("2"));
    let several = format!(
        "lab: several have the name \"web\", say one of these ids: server {}, {}",
        servers[0], servers[1]
    );
    let reboot_only = "lab: this cloud cannot start";
    for (error, text) in [
        (refused(cloud.read_only().create_server(&request()).await), "lab: this handle only reads"),
        (
            refused(cloud.create_server(&request().size("s")).await),
            "lab: this cloud cannot make servers of named sizes",
        ),
        (refused(cloud.set_power(servers[0].clone(), PowerAction::Start).await), reboot_only),
        (refused(cloud.drives().all().await), "lab: this cloud has no drives"),
        (refused(cloud.drive(&"d".into()).await), "lab: this cloud has no drives"),
        (refused(cloud.images().map(|image| image.name).all().await), "lab: this cloud lists no images"),
        (refused(cloud.find_server("web").await), &several),
        (refused(cloud.find_server("mail").await), "lab: no server has the id or name \"mail\""),
        (refused(cloud.server(&"mail".into()).await), "lab: no such server"),
        (
            refused(cloud.servers(&from).all().await),
            "lab: this cloud lists all servers at once: there is no page to go on from",
        ),
    ] {
        assert_eq!((error.to_string().as_str(), error.provider()), (text, Some("lab")));
    }
    let error = refused(cloud.operation("0123456789abcdef0123456789abcdef".parse().unwrap()).await);
    assert_eq!((error.kind(), error.provider()), (ErrorKind::NotFound, None), "that is the journal's");
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_is_named_and_a_resume_says_what_it_made() {
    let lab = Lab::new();
    let cloud = Cloud::new(lab.clone()).with_journal(Kept::default());
    lab.world.lock().unwrap().refuse.insert("server");
    let error = refused(cloud.create_server(&request()).on_failure(OnFailure::Keep).await);
    let id = error.operation().unwrap();
    assert_eq!(error.to_string(), format!("lab: not covered; operation {id} is kept"));
    let open = cloud.operation(id).await.unwrap();
    assert_eq!((open.server(), open.drive()), (None, Some("drive-1".into())));
    lab.world.lock().unwrap().refuse.clear();
    assert_eq!(cloud.resume(id).done().await.unwrap().server(), Some("server-2".into()));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_ended_early_can_be_gone_on_with() {
    let cloud = Cloud::new(Lab::new());
    let cancel = Cancel::new();
    let stop = cancel.clone();
    let server = cloud.create_server(&request()).done().await.unwrap();
    let target = cloud.info().watch(server.resource(), Goal::Gone);
    let wait = cloud.wait(&target).cancel(&cancel).observe(move |event| {
        if matches!(event, Event::Waiting { .. }) {
            stop.cancel();
        }
    });
    let error = refused(wait.await);
    assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}");
    assert_eq!(
        error.to_string(),
        format!("lab: server {server}: no longer waited for; it can be waited for again")
    );
}
