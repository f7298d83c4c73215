//! A create that stops half way is finished, or taken back, by whoever finds it.

use crate::lab::Lab;
use anycloud_core::run::{Cancel, Event};
use anycloud_core::{CreateServer, ErrorKind, ServerState};
use std::path::Path;

/// Stops a create after this step.
async fn stopped_after(lab: &Lab, journal: &Path, request: &CreateServer, last: &'static str) {
    let (cancel, stop) = (Cancel::new(), Cancel::new());
    let observed = stop.clone();
    let create = lab.journaled(journal).create_server(request).cancel(&cancel).observe({
        let cancel = cancel.clone();
        move |event| {
            if let Event::Step(step) = event
                && &*step.name == last
            {
                observed.cancel();
                cancel.cancel();
            }
        }
    });
    let e = create.done().await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::Cancelled, "{e}");
    assert!(stop.is_cancelled());
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn between_create_and_start_it_resumes_to_one_container() {
    Lab::run("resumed", |lab| async move {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path();
        stopped_after(&lab, journal, &lab.sleeper("web"), "container").await;
        let half = lab.mine().await;
        assert_eq!(half.iter().filter(|server| server.state == ServerState::Stopped).count(), 1);
        let other = lab.journaled(journal);
        let open = other.operations().await.unwrap();
        assert_eq!(open.len(), 1);
        other.resume(open[0]).done().await.unwrap();
        let after = lab.mine().await;
        assert_eq!(after.len(), 4);
        assert!(after.iter().all(|server| server.state == ServerState::Running));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn between_create_and_start_it_can_be_undone() {
    Lab::run("undone", |lab| async move {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path();
        stopped_after(&lab, journal, &lab.sleeper("web"), "container").await;
        let other = lab.journaled(journal);
        let open = other.operations().await.unwrap();
        other.undo(open[0]).await.unwrap();
        assert_eq!(lab.mine().await.len(), 3);
    })
    .await;
}
