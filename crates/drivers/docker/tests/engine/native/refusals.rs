//! What an engine refuses, and how that is told.

use super::lab::{Lab, is_podman};
use anycloud_core::{Delivery, Error, ErrorKind, ResourceKind, ServerId};
use anycloud_docker::{CreateContainer, Exec, Port, Publish, Reason, Refusal};

fn reason(error: &Error) -> Option<Reason> {
    Refusal::of(error).and_then(Refusal::reason)
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn each_is_typed_and_did_nothing() {
    Lab::run("refused", |lab| async move {
        let engine = &lab.engine;
        let id = lab.started(&lab.sleeper("taken")).await;

        let error = engine.container_create(&lab.sleeper("taken")).await.unwrap_err();
        assert_eq!(
            (error.kind(), reason(&error)),
            (ErrorKind::AlreadyExists, Some(Reason::NameTaken)),
            "{error:?}"
        );
        assert_eq!(error.delivery(), Delivery::Refused);

        let error =
            engine.container_create(&CreateContainer::new("localhost/lab/nowhere:1")).await.unwrap_err();
        assert_eq!(
            (error.kind(), reason(&error)),
            (ErrorKind::NotFound, Some(Reason::ImageMissing)),
            "{error:?}"
        );
        assert_eq!(error.resource().unwrap().kind, ResourceKind::Image);

        let error = engine.container_remove(&id, false, false).await.unwrap_err();
        assert_eq!((error.kind(), reason(&error)), (ErrorKind::Conflict, Some(Reason::Running)), "{error:?}");
        assert_eq!(error.resource().unwrap().id.as_ref(), id.as_str());

        let gone = ServerId::new("f".repeat(64));
        for error in [
            engine.container(&gone).await.unwrap_err(),
            engine.container_start(&gone).await.unwrap_err(),
            engine.container_remove(&gone, true, true).await.unwrap_err(),
            engine.exec(&gone, &Exec::new(["true"])).await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::NotFound, "{error:?}");
            assert_eq!(error.resource(), Some(&gone.resource()));
        }

        let program = CreateContainer::new(super::lab::IMAGE)
            .name(lab.name("program"))
            .command(["/no/such/program"])
            .label("test", lab.test.clone());
        let program = engine.container_create(&program).await.unwrap();
        let error = engine.container_start(&program).await.unwrap_err();
        assert_eq!(
            (error.kind(), reason(&error)),
            (ErrorKind::InvalidRequest, Some(Reason::Command)),
            "{error:?}"
        );
    })
    .await;
}

/// Docker's words; Podman 4.3 has others.
#[tokio::test]
#[ignore = "needs an engine"]
async fn what_is_paused_is_not_started() {
    Lab::run("words", |lab| async move {
        let engine = &lab.engine;
        if is_podman(engine).await {
            return;
        }
        let id = lab.started(&lab.sleeper("paused")).await;
        engine.container_pause(&id).await.unwrap();
        for error in
            [engine.container_start(&id).await.unwrap_err(), engine.container_pause(&id).await.unwrap_err()]
        {
            assert_eq!(
                (error.kind(), reason(&error)),
                (ErrorKind::Conflict, Some(Reason::Paused)),
                "{error:?}"
            );
        }
        let same = engine.container_rename(&id, &lab.name("paused")).await.unwrap_err();
        assert_eq!(same.kind(), ErrorKind::InvalidRequest, "{same:?}");
    })
    .await;
}

/// The beginning of an id, which the engine would take, is refused before it is sent; and the engine would.
#[tokio::test]
#[ignore = "needs an engine"]
async fn the_beginning_of_an_id_hits_nobody() {
    Lab::run("short", |lab| async move {
        let engine = &lab.engine;
        let id = lab.started(&lab.sleeper("victim")).await;
        let short = ServerId::new(&id.as_str()[..12]);
        let error = engine.container_kill(&short, None).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
        let bollard = super::differential::bollard();
        bollard.inspect_container(short.as_str(), None).await.expect("the engine itself takes it");
        assert_eq!(engine.container(&id).await.unwrap().id(), id);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn a_port_that_is_taken() {
    Lab::run("port", |lab| async move {
        let engine = &lab.engine;
        let on = |name: &str| lab.sleeper(name).publish(Publish::new(Port::tcp(80)).on(18_080));
        lab.started(&on("first")).await;
        let second = engine.container_create(&on("second")).await.unwrap();
        let error = engine.container_start(&second).await.unwrap_err();
        assert_eq!(
            (error.kind(), reason(&error)),
            (ErrorKind::Conflict, Some(Reason::PortTaken)),
            "{error:?}"
        );
        assert_eq!(error.delivery(), Delivery::Refused);
        let state = engine.container(&second).await.unwrap().state();
        assert_eq!(state.pid, None);
        if !is_podman(engine).await {
            assert!(state.error.unwrap().contains("port is already allocated"));
        }
    })
    .await;
}
