//! A create that stops half way is finished, or taken back, by whoever finds it.

use super::lab::{IMAGE, Lab};
use anycloud_core::run::{Cancel, Event};
use anycloud_core::{Boot, CreateServer, ErrorKind, ServerState};
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

#[tokio::test]
#[ignore = "needs an engine"]
async fn between_pull_and_create_it_resumes_to_one_container() {
    Lab::run("pulled", |lab| async move {
        if lab.podman {
            // The registry is the other engine's.
            return;
        }
        let image = "127.0.0.1:5000/lab/busybox:1";
        let _ = lab.engine.image_remove(&image.into(), true).await;
        let mut request = lab.sleeper("web");
        request.boot = Boot::image(image);
        let folder = tempfile::tempdir().unwrap();
        stopped_after(&lab, folder.path(), &request, "pull").await;
        assert_eq!(lab.mine().await.len(), 3, "no container yet");
        let images = lab.cloud.images().all().await.unwrap();
        for wanted in [image, IMAGE] {
            assert!(images.iter().any(|listed| listed.id.as_str() == wanted), "{wanted}");
        }
        let other = lab.journaled(folder.path());
        let open = other.operations().await.unwrap();
        other.resume(open[0]).done().await.unwrap();
        let web = lab.mine().await.into_iter().find(|server| *server.name == lab.name("web")).unwrap();
        assert_eq!((web.state, web.image.unwrap().as_str()), (ServerState::Running, image));
        assert_eq!(lab.mine().await.len(), 4);
    })
    .await;
}
