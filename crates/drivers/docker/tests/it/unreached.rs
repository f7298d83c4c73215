//! No engine, one that may not be used, one that is too old, and what is no engine.

use crate::fake::{Engine, Reply};
use anycloud_core::{Delivery, ErrorKind};
use anycloud_docker::{ApiVersion, Client, Config, CreateContainer, Filters, Reason, Refusal};
use anycloud_http::{Body, HttpConfig, RetryPolicy, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::sync::Arc;

fn at(host: &str) -> Client {
    Client::new(Config::new(host).http(HttpConfig::default().retry(RetryPolicy::never()))).unwrap()
}

#[tokio::test]
async fn no_engine() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("none.sock");
    let host = format!("unix://{}", socket.display());
    let error = at(&host).info().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, Delivery::NotSent));
    assert_eq!(error.to_string(), format!("docker ping: no engine listens at {host}"));
    // A socket that is left of an engine that died.
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    let error = at(&host).ping().await.unwrap_err();
    assert_eq!(error.to_string(), format!("docker ping: no engine listens at {host}"));

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = at(&format!("tcp://{free}")).info().await.unwrap_err();
    assert_eq!(error.to_string(), format!("docker ping: no engine listens at http://{free}"));
}

/// Root may use any socket, so that the refusal of the system is played.
#[derive(Debug)]
pub(crate) struct Denied;

#[async_trait]
impl Transport for Denied {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let error = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        Err(TransportError::not_sent("cannot connect: Permission denied").with_source(error))
    }
}

#[tokio::test]
async fn permission_denied() {
    let config = Config::new("unix:///run/docker.sock")
        .http(HttpConfig::default().transport(Arc::new(Denied)).retry(RetryPolicy::never()));
    let error = Client::new(config).unwrap().info().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Forbidden, Delivery::NotSent));
    assert!(error.to_string().contains("is it in the group docker?"), "{error}");
}

/// The same by the system itself, unless root runs the tests.
#[tokio::test]
async fn a_socket_of_somebody_else() {
    let folder = tempfile::tempdir().unwrap();
    if folder.path().metadata().unwrap().uid() == 0 {
        return;
    }
    let socket = folder.path().join("docker.sock");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o000)).unwrap();
    let host = format!("unix://{}", socket.display());
    let error = at(&host).info().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Forbidden, Delivery::NotSent));
    assert!(error.to_string().contains(&host), "{error}");
}

#[tokio::test]
async fn too_old_or_no_engine() {
    let old = Engine::of_version("1.40", |request| panic!("{request}")).await;
    let error = old.client().containers(true, &Filters::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unsupported, Delivery::NotSent));
    assert!(error.to_string().contains("speaks API 1.40, and 1.41 is needed"), "{error}");
    assert_eq!(
        old.client().ping().await.unwrap().api_version,
        Some(ApiVersion::new(1, 40)),
        "a ping is for all"
    );

    let other = Engine::of_version("", |request| panic!("{request}")).await;
    let error = other.client().info().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");

    // Ours is too old for this one.
    let new = Engine::of_version("1.99", |request| {
        assert!(request.starts_with(&format!("GET /v{}/info ", ApiVersion::NEWEST)), "{request}");
        Reply::status(
            "400 Bad Request",
            r#"{"message":"client version 1.56 is too old. Minimum supported API version is 1.90"}"#,
        )
    })
    .await;
    let error = new.client().info().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(Refusal::of(&error).unwrap().reason(), Some(Reason::ApiVersion));
}

/// The version is asked for once, by however many; what is malformed is not even that.
#[tokio::test]
async fn the_version_is_agreed_on_once() {
    let pings = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = Counting { pings: pings.clone() };
    let config =
        Config::new("unix:///run/docker.sock").http(HttpConfig::default().transport(Arc::new(counter)));
    let client = Client::new(config).unwrap();
    let count = || pings.load(std::sync::atomic::Ordering::SeqCst);
    for error in [
        client.container(&"abc".into()).await.unwrap_err(),
        client.container_create(&CreateContainer::new("busybox").name("cafe")).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
    }
    assert_eq!(count(), 0);
    let (all, clone) = (Filters::new(), client.clone());
    let (one, two) = tokio::join!(client.containers(true, &all), clone.info());
    assert_eq!(one.unwrap().len(), 0);
    assert_eq!(two.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(count(), 1);

    let fixed = Counting { pings: pings.clone() };
    let config = Config::new("unix:///run/docker.sock")
        .http(HttpConfig::default().transport(Arc::new(fixed)))
        .api_version(ApiVersion::new(1, 44));
    Client::new(config).unwrap().containers(true, &Filters::new()).await.unwrap();
    assert_eq!(count(), 1, "it was said which one to speak");
}

/// An engine of API 1.44 without containers.
#[derive(Debug)]
struct Counting {
    pings: Arc<std::sync::atomic::AtomicUsize>,
}

#[async_trait]
impl Transport for Counting {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        if request.uri().path() == "/_ping" {
            self.pings.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        } else {
            assert!(request.uri().path().starts_with("/v1.44/"), "{}", request.uri());
        }
        Ok(http::Response::builder().header("Api-Version", "1.44").body(Body::full("[]")).unwrap())
    }
}
