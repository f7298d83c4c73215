//! A container is on a network when it says so itself.

use crate::fake::{Engine, Reply};
use anycloud_core::{AttachNetwork, Boot, Cloud, CloudId, CreateServer, ErrorKind};
use anycloud_docker::Docker;

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// An engine that refuses to connect, for the name is taken; and whether the container is on the network.
async fn engine(is_on: bool) -> Engine {
    let networks = if is_on {
        r#"{"inner":{"NetworkID":"1111111111111111111111111111111111111111111111111111111111111111"}}"#
    } else {
        r#"{"first":{"NetworkID":"n0"}}"#
    };
    let inspect = format!(
        r#"{{"Id":"{ID}","Name":"/web","State":{{"Status":"running","StartedAt":"2026-01-02T03:04:05Z"}},
            "NetworkSettings":{{"Networks":{networks}}}}}"#
    );
    Engine::start(move |request| {
        let line = request.lines().next().unwrap().trim_end_matches(" HTTP/1.1");
        match line.split_once("/v1.41/").unwrap().1 {
            "containers/create?name=web" => Reply::status("201 Created", &format!(r#"{{"Id":"{ID}"}}"#)),
            other if other.ends_with("/connect") => Reply::status(
                "403 Forbidden",
                r#"{"message":"endpoint with name web already exists in network inner"}"#,
            ),
            other if other == format!("networks/{}", "1".repeat(64)) => {
                Reply::json(&format!(r#"{{"Id":"{}","Name":"inner"}}"#, "1".repeat(64)))
            }
            "networks/first" => Reply::json(r#"{"Id":"n0","Name":"first"}"#),
            "networks/inner" => Reply::json(
                r#"{"Id":"1111111111111111111111111111111111111111111111111111111111111111","Name":"inner"}"#,
            ),
            other if other.starts_with("networks") => Reply::json("[]"),
            "images/busybox:1/json" => Reply::json(r#"{"Id":"sha256:00"}"#),
            other if other.starts_with("containers/json") => Reply::json("[]"),
            other if line.starts_with("DELETE ") && other.starts_with("containers/") => {
                Reply::status("204 No Content", "")
            }
            other if other.starts_with("containers/") => Reply::json(&inspect),
            other => panic!("{other}"),
        }
    })
    .await
}

#[tokio::test]
async fn an_endpoint_that_was_left_behind_is_no_place() {
    for is_on in [true, false] {
        let engine = engine(is_on).await;
        let cloud = Cloud::new(Docker::new(CloudId::new("lab"), engine.config()).unwrap());
        let expected = (!is_on).then_some(ErrorKind::AlreadyExists);
        let attached = cloud.attach_network(&AttachNetwork::new("inner", ID)).done().await;
        assert_eq!(attached.err().map(|e| e.kind()), expected);
        let mut create = CreateServer::new("web", Boot::image("busybox:1"));
        create.networks = vec!["first".into(), "inner".into()];
        create.stopped = true;
        assert_eq!(cloud.create_server(&create).done().await.err().map(|e| e.kind()), expected);
    }
}
