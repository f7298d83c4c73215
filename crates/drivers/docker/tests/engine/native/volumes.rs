//! Volumes.

use super::lab::Lab;
use anycloud_core::{DriveId, ErrorKind};
use anycloud_docker::{CreateVolume, Filters, Mount, Prune, Reason, Refusal, WaitFor};

#[tokio::test]
#[ignore = "needs an engine"]
async fn they_outlive_containers() {
    Lab::run("volumes", |lab| async move {
        let engine = &lab.engine;
        let name = DriveId::new(lab.name("data"));
        let new = CreateVolume::new(name.as_str()).label("test", lab.test.clone());
        let made = engine.volume_create(&new).await.unwrap();
        assert_eq!(made.name(), name);
        assert_eq!(made.driver().unwrap(), "local");
        assert_eq!(engine.volume_create(&new).await.unwrap().name(), name, "the same again");
        assert_eq!(engine.volumes(&lab.mine()).await.unwrap().len(), 1);

        let writer =
            lab.running("writer", "echo kept > /data/file").mount(Mount::volume(name.as_str(), "/data"));
        let writer = lab.started(&writer).await;
        assert_eq!(engine.container_wait(&writer, WaitFor::NotRunning).await.unwrap().code(), 0);
        let mount = engine.container(&writer).await.unwrap().mounts().remove(0);
        assert_eq!(
            (mount.kind.as_str(), mount.name.as_deref(), mount.read_only),
            ("volume", Some(name.as_str()), false)
        );

        let error = engine.volume_remove(&name, false).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
        assert_eq!(Refusal::of(&error).unwrap().reason(), Some(Reason::VolumeInUse));
        engine.container_remove(&writer, false, true).await.unwrap();

        let reader = lab
            .running("reader", "cat /data/file; echo no > /data/file")
            .mount(Mount::volume(name.as_str(), "/data").read_only());
        let reader = lab.started(&reader).await;
        assert_ne!(
            engine.container_wait(&reader, WaitFor::NotRunning).await.unwrap().code(),
            0,
            "it cannot write"
        );
        assert_eq!(lab.said(&reader).await.0, "kept\n");
        engine.container_remove(&reader, false, true).await.unwrap();
        engine.volume_remove(&name, false).await.unwrap();
        assert_eq!(engine.volume_remove(&name, false).await.unwrap_err().kind(), ErrorKind::NotFound);
    })
    .await;
}

/// The beginning of a name is not the name: Podman would take it.
#[tokio::test]
#[ignore = "needs an engine"]
async fn the_beginning_of_a_name_hits_no_other() {
    Lab::run("prefix", |lab| async move {
        let engine = &lab.engine;
        let name = lab.name("data-of-somebody");
        engine.volume_create(&CreateVolume::new(&name).label("test", lab.test.clone())).await.unwrap();
        let cut = DriveId::new(&name[..name.len() - 4]);
        assert_eq!(engine.volume(&cut).await.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(engine.volume_remove(&cut, true).await.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(engine.volume(&DriveId::new(name.as_str())).await.unwrap().name().as_str(), name);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn a_prune_takes_what_it_is_told() {
    Lab::run("prune", |lab| async move {
        let engine = &lab.engine;
        let volume = engine
            .volume_create(&CreateVolume::new(lab.name("v")).label("test", lab.test.clone()))
            .await
            .unwrap();
        if engine.api_version().await.unwrap() < anycloud_docker::ApiVersion::new(1, 42) {
            let error = engine.prune(Prune::Volumes, &lab.mine()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
        }
        let pruned = engine.prune(Prune::Volumes, &lab.mine().with("all", "true")).await.unwrap();
        assert_eq!(pruned.removed(), [volume.name().as_str()]);

        let running = lab.started(&lab.sleeper("running")).await;
        let made = engine.container_create(&lab.sleeper("made")).await.unwrap();
        let pruned = engine.prune(Prune::Containers, &lab.mine()).await.unwrap();
        assert_eq!(pruned.removed(), [made.as_str()]);
        assert_eq!(engine.container(&running).await.unwrap().id(), running);

        let network = engine
            .network_create(
                &anycloud_docker::CreateNetwork::new(lab.name("n")).label("test", lab.test.clone()),
            )
            .await
            .unwrap();
        let pruned = engine.prune(Prune::Networks, &lab.mine()).await.unwrap();
        assert_eq!(pruned.removed(), [lab.name("n").as_str()]);
        assert_eq!(engine.network(&network).await.unwrap_err().kind(), ErrorKind::NotFound);

        // The image that all tests use has a name, and stays.
        let none = Filters::new().with("label", format!("test={}", lab.test));
        assert_eq!(engine.prune(Prune::Images, &none).await.unwrap().removed().len(), 0);
        if !super::lab::is_podman(engine).await {
            assert_eq!(engine.prune(Prune::BuildCache, &Filters::new()).await.unwrap().removed().len(), 0);
        }
    })
    .await;
}
