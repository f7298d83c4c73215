//! What goes wrong, and what becomes of it: nothing is left behind, and the other containers are not touched.

use super::lab::{Lab, meant};
use anycloud_core::{
    Boot, Container, ContainerPort, CreateServer, Delivery, DestroyServer, DrivesFate, ErrorKind, Mount,
    PowerAction, ServerState,
};
use anycloud_docker::Reason;

#[tokio::test]
#[ignore = "needs an engine"]
async fn an_image_that_nobody_has() {
    Lab::run("no-image", |lab| async move {
        let request = CreateServer::new(lab.name("web"), Boot::image("localhost:9/lab/nothing:1"));
        let e = lab.cloud.create_server(&request).done().await.unwrap_err();
        assert_eq!((e.delivery(), e.operation()), (Delivery::Refused, None), "{e:?}");
        assert_eq!(lab.mine().await.len(), 3);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn a_name_that_is_taken() {
    Lab::run("name", |lab| async move {
        let first = lab.made(&lab.sleeper("web")).await;
        let e = lab.cloud.create_server(&lab.sleeper("web")).done().await.unwrap_err();
        assert_eq!(meant(&e), (ErrorKind::AlreadyExists, Some(Reason::NameTaken)), "{e}");
        assert_eq!(lab.server(&first).await.state, ServerState::Running);
        assert_eq!(lab.mine().await.len(), 4);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn a_port_that_is_taken_leaves_no_container() {
    Lab::run("port", |lab| async move {
        let port = 31_000 + (std::process::id() % 10_000) as u16;
        let serving = || {
            let sleep = Container::new().command(["sleep", "100"]);
            sleep.port(ContainerPort::tcp(80).published(port))
        };
        lab.made(&lab.containing("one", serving())).await;
        let e = lab.cloud.create_server(&lab.containing("two", serving())).done().await.unwrap_err();
        assert_eq!(meant(&e), (ErrorKind::Conflict, Some(Reason::PortTaken)), "{e}");
        assert_eq!((lab.mine().await.len(), e.leftovers().len()), (4, 0), "undone: {e}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn one_that_ends_at_once_fails_with_its_code_and_is_kept() {
    Lab::run("at-once", |lab| async move {
        let e = lab.cloud.create_server(&lab.running("job", "exit 3")).done().await.unwrap_err();
        assert_eq!(e.kind(), ErrorKind::OperationFailed);
        assert!(e.to_string().contains("ended at once, with code 3"), "{e}");
        let kept = lab.mine().await.into_iter().find(|server| *server.name == lab.name("job")).unwrap();
        assert_eq!(kept.state, ServerState::Stopped);
        let e = lab.cloud.set_power(kept.id, PowerAction::Start).done().await.unwrap_err();
        assert!(e.kind() == ErrorKind::OperationFailed && e.to_string().contains("code 3"), "{e}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn a_program_that_is_not_there_leaves_no_container() {
    Lab::run("program", |lab| async move {
        let container = Container::new().command(["/no/such/program"]);
        let e = lab.cloud.create_server(&lab.containing("web", container)).done().await.unwrap_err();
        assert_eq!(meant(&e), (ErrorKind::InvalidRequest, Some(Reason::Command)), "{e}");
        assert_eq!(lab.mine().await.len(), 3);
    })
    .await;
}

/// The engine would make the volume.
#[tokio::test]
#[ignore = "needs an engine"]
async fn a_volume_or_network_that_is_not_there() {
    Lab::run("absent", |lab| async move {
        let container = Container::new().mount(Mount::new(lab.name("nothing"), "/srv"));
        let with_volume = lab.containing("web", container);
        let with_network = lab.sleeper("web").network(lab.name("nothing"));
        for request in [with_volume, with_network] {
            let e = lab.cloud.create_server(&request).done().await.unwrap_err();
            assert_eq!(e.kind(), ErrorKind::NotFound, "{e}");
        }
        assert!(lab.cloud.drive(&lab.name("nothing").into()).await.is_err());
        assert_eq!(lab.mine().await.len(), 3);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn what_could_hit_another_is_not_sent() {
    Lab::run("cut", |lab| async move {
        let whole = lab.made(&lab.sleeper("web")).await;
        let cut = &whole.as_str()[..12];
        let e =
            lab.cloud.destroy_server(&DestroyServer::new(cut, DrivesFate::Keep)).done().await.unwrap_err();
        assert_eq!((e.kind(), e.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent), "{e}");
        assert_eq!(lab.server(&whole).await.state, ServerState::Running);
    })
    .await;
}
