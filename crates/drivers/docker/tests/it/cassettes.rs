//! What a real engine said, without it: the native client and the facets, answered from `fixtures/docker`.
//!
//! To record them anew: `ANYCLOUD_DOCKER_HOST=$(tests/third-party/docker-engine.sh | tail -n 1) cargo test -p
//! anycloud-docker --test it record -- --ignored`.

use anycloud_core::{
    Boot, Cloud, CloudId, Container, ContainerPort, CreateServer, Delivery, DestroyDrive, DestroyServer,
    DrivesFate, Error, ErrorKind, Mount, PowerAction, Secret, ServerQuery, ServerState,
};
use anycloud_docker::wire::Status;
use anycloud_docker::{
    Client, Config, CreateContainer, CreateVolume, Docker, Exec, Filters, LogsQuery, OutputSource, Publish,
    Reason, Refusal, WaitFor,
};
use anycloud_http::{HttpConfig, ReqwestTransport, Transport};
use anycloud_testkit::cassette::{Cassette, Recorder};
use std::path::PathBuf;
use std::sync::Arc;

const IMAGE: &str = "localhost/lab/busybox:1";
/// Says something in both ways, and ends with this code when it is told to.
const SCRIPT: &str = "echo out; echo err >&2; trap 'exit 7' TERM; while true; do sleep 0.1; done";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../../fixtures/docker/{name}.cassette"))
}

/// An engine behind a transport: where it listens does not matter.
fn behind(transport: Arc<dyn Transport>) -> Config {
    Config::new("unix:///tape.sock").http(HttpConfig::default().transport(transport))
}

fn cloud(transport: Arc<dyn Transport>) -> Cloud {
    Cloud::new(Docker::new(CloudId::new("tape"), behind(transport)).unwrap())
}

#[tokio::test(start_paused = true)]
async fn native() {
    let tape = Cassette::load(file("native")).unwrap().replay();
    native_life(&Client::new(behind(Arc::new(tape.clone()))).unwrap()).await;
    tape.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn facets() {
    let tape = Cassette::load(file("facets")).unwrap().replay();
    facets_life(&cloud(Arc::new(tape.clone()))).await;
    tape.finish().unwrap();
}

#[tokio::test]
#[ignore = "writes fixtures; needs a Docker engine, named by ANYCLOUD_DOCKER_HOST"]
async fn record() {
    let recorder = recorder().await;
    native_life(&Client::new(behind(Arc::new(recorder.clone()))).unwrap()).await;
    recorder.cassette().save(file("native")).unwrap();
    let recorder = self::recorder().await;
    facets_life(&cloud(Arc::new(recorder.clone()))).await;
    recorder.cassette().save(file("facets")).unwrap();
}

/// Whose folders and host they were is nobody's business, and the stamp of an operation is new each time.
async fn recorder() -> Recorder {
    let host = std::env::var("ANYCLOUD_DOCKER_HOST").expect("ANYCLOUD_DOCKER_HOST");
    let socket = PathBuf::from(host.strip_prefix("unix://").unwrap());
    let engine = Client::new(Config::new(&host)).unwrap();
    let info = engine.info().await.unwrap();
    let inner = ReqwestTransport::new(&HttpConfig::default().unix_socket(&socket)).unwrap();
    let server = format!("dockerd {}", info.version().unwrap());
    let mut recorder =
        Recorder::new(Arc::new(inner), server).secret_field("anycloud.stamp").secret_field("KernelVersion");
    for mine in [socket.parent().unwrap().to_str().unwrap(), &*info.name().unwrap(), &*info.id().unwrap()] {
        recorder = recorder.secret(&Secret::new(mine));
    }
    ["api-version", "ostype", "server"]
        .into_iter()
        .fold(recorder, |recorder, name| recorder.keep_header(name))
}

fn reason(error: &Error) -> (ErrorKind, Option<Reason>, Delivery) {
    (error.kind(), Refusal::of(error).and_then(Refusal::reason), error.delivery())
}

/// A container and a volume from first to last, with what an engine refuses.
async fn native_life(engine: &Client) {
    assert_eq!(engine.api_version().await.unwrap().to_string(), "1.41");
    assert!(engine.ping().await.unwrap().engine.unwrap().starts_with("Docker/20.10"));
    let version = engine.version().await.unwrap();
    assert_eq!(version.oldest_api_version().unwrap().to_string(), "1.12");
    assert_eq!(version.components()[0], "Engine");

    let missing = CreateContainer::new("localhost/lab/nothing:1");
    let error = engine.container_create(&missing).await.unwrap_err();
    assert_eq!(reason(&error), (ErrorKind::NotFound, Some(Reason::ImageMissing), Delivery::Refused));
    let new = CreateContainer::new(IMAGE)
        .name("tape-web")
        .command(["/bin/sh", "-c", SCRIPT])
        .env("PASSWORD", "made-up")
        .label("stack", "tape")
        .publish(Publish::parse("80/tcp", "8080").unwrap().at([127, 0, 0, 1].into()))
        .mount(anycloud_docker::Mount::volume("tape-data", "/srv").read_only());
    let id = engine.container_create(&new).await.unwrap();
    let error = engine.container_create(&new).await.unwrap_err();
    assert_eq!(reason(&error), (ErrorKind::AlreadyExists, Some(Reason::NameTaken), Delivery::Refused));

    assert!(engine.container_start(&id).await.unwrap());
    assert!(!engine.container_start(&id).await.unwrap(), "it runs already");
    let info = engine.container(&id).await.unwrap();
    assert_eq!((info.id(), &*info.name(), info.state().status), (id.clone(), "tape-web", Status::Running));
    assert_eq!(info.labels()["stack"], "tape");
    let published = info.published()[0];
    assert_eq!((published.host_port, published.host_address), (8080, Some([127, 0, 0, 1].into())));
    assert_eq!((&*info.mounts()[0].target, info.mounts()[0].read_only), ("/srv", true));
    assert!(!format!("{info:?}").contains("made-up"));
    let mine = Filters::new().with("label", "stack=tape");
    let listed = engine.containers(false, &mine).await.unwrap();
    assert_eq!((listed.len(), listed[0].id(), listed[0].published()), (1, id.clone(), info.published()));

    let mut ran = engine.exec(&id, &Exec::new(["sh", "-c", "echo $PASSWORD; exit 3"])).await.unwrap();
    assert_eq!(&ran.next().await.unwrap().unwrap().bytes[..], b"made-up\n");
    assert_eq!(ran.exit_code().await.unwrap(), 3);
    let error = engine.container_remove(&id, false, false).await.unwrap_err();
    assert_eq!(reason(&error), (ErrorKind::Conflict, Some(Reason::Running), Delivery::Refused));
    let error = engine.volume_remove(&"tape-data".into(), false).await.unwrap_err();
    assert_eq!(reason(&error), (ErrorKind::Conflict, Some(Reason::VolumeInUse), Delivery::Refused));

    assert!(engine.container_stop(&id, None).await.unwrap());
    assert!(!engine.container_stop(&id, None).await.unwrap(), "it has ended");
    assert_eq!(engine.container_wait(&id, WaitFor::NotRunning).await.unwrap().code(), 7);
    let error = engine.exec(&id, &Exec::new(["true"])).await.unwrap_err();
    assert_eq!(reason(&error), (ErrorKind::Conflict, Some(Reason::NotRunning), Delivery::Refused));
    let mut log = engine.container_logs(&id, &LogsQuery::new()).await.unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    while let Some(said) = log.next().await.unwrap() {
        if said.source == OutputSource::Stderr { &mut err } else { &mut out }.extend_from_slice(&said.bytes);
    }
    assert_eq!((&out[..], &err[..]), (&b"out\n"[..], &b"err\n"[..]));

    engine.container_remove(&id, false, true).await.unwrap();
    let error = engine.container(&id).await.unwrap_err();
    assert_eq!(reason(&error), (ErrorKind::NotFound, None, Delivery::Refused));
    engine.volume_remove(&"tape-data".into(), false).await.unwrap();
    let error = engine.volume(&"tape-data".into()).await.unwrap_err();
    assert_eq!(reason(&error), (ErrorKind::NotFound, None, Delivery::Refused));
}

/// A container with a volume and a port, as a server with a drive.
async fn facets_life(cloud: &Cloud) {
    // Natively, for a facet would look for its stamp on it, which is another each time.
    let engine = cloud.native::<Client>().unwrap();
    let data = engine.volume_create(&CreateVolume::new("tape-data")).await.unwrap().name();
    let container = Container::new()
        .command(["/bin/sh", "-c", SCRIPT])
        .port(ContainerPort::tcp(80).published(8080).at([127, 0, 0, 1].into()))
        .mount(Mount::new(data.clone(), "/srv"));
    let server = CreateServer::new("tape-web", Boot::image(IMAGE)).container(container);
    let server = cloud.create_server(&server).done().await.unwrap();
    let listed = cloud.servers(&ServerQuery::new()).all().await.unwrap();
    assert_eq!((listed.len(), &listed[0].id, listed[0].name.as_str()), (1, &server, "tape-web"));
    assert_eq!((&listed[0].state, &listed[0].drives), (&ServerState::Running, &vec![data.clone()]));
    assert_eq!(listed[0].networks.len(), 1);
    let addresses: Vec<_> = listed[0].addresses.iter().map(|address| address.ip.is_loopback()).collect();
    assert_eq!(addresses, [false], "its own, and not the host's with its port");
    let used_by = cloud.drive(&data).await.unwrap().used_by;
    assert_eq!((&used_by[0].server, used_by[0].device.as_deref()), (&server, Some("/srv")));
    cloud.set_power(server.clone(), PowerAction::Shutdown).done().await.unwrap();
    assert_eq!(cloud.server(&server).await.unwrap().state, ServerState::Stopped);
    cloud.destroy_server(&DestroyServer::new(server.clone(), DrivesFate::Keep)).done().await.unwrap();
    assert_eq!(cloud.server(&server).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(cloud.drive(&data).await.unwrap().used_by, []);
    cloud.destroy_drive(&DestroyDrive::new(data)).done().await.unwrap();
    assert_eq!(cloud.drives().all().await.unwrap().len(), 0);
}
