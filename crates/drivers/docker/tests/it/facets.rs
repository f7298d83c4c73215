//! What the facets make of an engine that is not there, not for this user, too old, or babbles. What a good engine
//! refuses is tried on real ones.

use crate::fake::{Engine, Reply};
use crate::unreached::Denied;
use anycloud_core::{
    Boot, Cloud, CloudId, Container, ContainerPort, CreateDrive, CreateServer, Delivery, DestroyServer,
    DrivesFate, Error, ErrorKind, PowerAction, ServerQuery,
};
use anycloud_docker::{Config, Docker, Publish};
use anycloud_http::{HttpConfig, RetryPolicy};
use std::sync::Arc;

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn cloud(config: Config) -> Cloud {
    cloud_over(config, HttpConfig::default())
}

fn cloud_over(config: Config, http: HttpConfig) -> Cloud {
    let config = config.http(http.retry(RetryPolicy::never()));
    Cloud::new(Docker::new(CloudId::new("lab"), config).unwrap())
}

/// A look and a change of each facet.
async fn all(cloud: &Cloud) -> [Error; 7] {
    let create = CreateServer::new("web", Boot::image("busybox:1"));
    [
        cloud.verify().await.unwrap_err(),
        cloud.servers(&ServerQuery::new()).all().await.unwrap_err(),
        cloud.networks().all().await.unwrap_err(),
        cloud.create_server(&create).done().await.unwrap_err(),
        cloud.create_drive(&CreateDrive::new("data")).done().await.unwrap_err(),
        cloud.set_power(ID, PowerAction::Start).done().await.unwrap_err(),
        cloud.destroy_server(&DestroyServer::new(ID, DrivesFate::Keep)).done().await.unwrap_err(),
    ]
}

#[tokio::test]
async fn no_engine() {
    for e in all(&cloud(Config::new("unix:///nowhere/docker.sock"))).await {
        assert_eq!((e.kind(), e.delivery()), (ErrorKind::Transport, Delivery::NotSent), "{e:?}");
        assert!(e.to_string().ends_with("no engine listens at unix:///nowhere/docker.sock"), "{e}");
    }
}

#[tokio::test]
async fn permission_denied() {
    let http = HttpConfig::default().transport(Arc::new(Denied));
    for e in all(&cloud_over(Config::new("unix:///run/docker.sock"), http)).await {
        assert_eq!((e.kind(), e.delivery()), (ErrorKind::Forbidden, Delivery::NotSent), "{e:?}");
        assert!(e.to_string().contains("is it in the group docker?"), "{e}");
    }
}

#[tokio::test]
async fn too_old() {
    let old = Engine::of_version("1.40", |request| panic!("{request}")).await;
    for e in all(&cloud(old.config())).await {
        assert_eq!((e.kind(), e.delivery()), (ErrorKind::Unsupported, Delivery::NotSent), "{e:?}");
        assert!(e.to_string().contains("speaks API 1.40, and 1.41 is needed"), "{e}");
    }
}

/// What a pull says that a create waits for: nothing is made of it, and whether the image came nobody knows.
#[tokio::test]
async fn a_malformed_line_in_the_stream_of_a_pull() {
    let engine = Engine::start(|request| match request {
        r if r.starts_with("GET /v1.41/images/busybox:1/json ") => {
            Reply::status("404 Not Found", r#"{"message":"No such image: busybox:1"}"#)
        }
        r if r.starts_with("POST /v1.41/images/create?") => Reply::pieces(vec![
            b"{\"status\":\"Pulling\"}\r\n".to_vec(),
            b"{\"status\": hunter2\r\n".to_vec(),
        ]),
        other => panic!("{other}"),
    })
    .await;
    let create = CreateServer::new("web", Boot::image("busybox:1"));
    let e = cloud(engine.config()).create_server(&create).done().await.unwrap_err();
    assert_eq!((e.kind(), e.call()), (ErrorKind::Decode, Some("image pull")), "{e:?}");
    assert!(!format!("{e} {e:?}").contains("hunter2"), "{e}");
}

/// A port of more than 16 bits is no port, at whatever end it is said.
#[tokio::test]
async fn a_port_88888() {
    for (port, at) in [("88888/tcp", "80"), ("80/tcp", "88888"), ("80/tcp", "127.0.0.1:88888")] {
        let e = Publish::parse(port, at).unwrap_err();
        assert_eq!((e.kind(), e.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent), "{e}");
        assert!(e.to_string().contains("88888"), "{e}");
    }
    assert!(serde_json::from_str::<ContainerPort>(r#"{"port": 88888, "protocol": "tcp"}"#).is_err());
    let create = CreateServer::new("web", Boot::image("busybox:1"));
    let create = create.container(Container::new().port(ContainerPort::tcp(0)));
    let e =
        cloud(Config::new("unix:///nowhere/docker.sock")).create_server(&create).done().await.unwrap_err();
    assert_eq!((e.kind(), e.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent), "{e}");
}

/// A name is not known to have been of anything; an id is.
#[tokio::test]
async fn a_name_that_nothing_has_is_not_found() {
    let engine = Engine::start(|request| {
        assert!(!request.starts_with("POST "), "{request}");
        if request.contains("/containers/json") || request.starts_with("GET /v1.41/networks ") {
            return Reply::json("[]");
        }
        let what =
            if request.contains("/networks/") { "network web not found" } else { "No such container: web" };
        Reply::status("404 Not Found", &format!(r#"{{"message":"{what}"}}"#))
    })
    .await;
    let cloud = cloud(engine.config());
    let server = |id: &str| DestroyServer::new(id, DrivesFate::DestroyAll);
    let e = cloud.destroy_server(&server("web")).done().await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::NotFound, "{e:?}");
    assert_eq!(cloud.destroy_server(&server(ID)).done().await.unwrap(), anycloud_core::Gone::Already);
    let network = anycloud_core::DestroyNetwork::new;
    let e = cloud.destroy_network(&network("web")).done().await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::NotFound, "{e:?}");
    assert_eq!(cloud.destroy_network(&network(ID)).done().await.unwrap(), anycloud_core::Gone::Already);
}
