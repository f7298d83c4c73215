//! "Already gone" is said of what is gone, and of nothing else.

use crate::fake::{Engine, Reply};
use anycloud_core::{
    Cloud, CloudId, DestroyDrive, DestroyNetwork, DestroyServer, DrivesFate, Error, ErrorKind,
};
use anycloud_docker::Docker;

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn cloud(engine: &Engine) -> Cloud {
    Cloud::new(Docker::new(CloudId::new("lab"), engine.config()).unwrap())
}

async fn all(cloud: &Cloud) -> [Error; 3] {
    [
        cloud.destroy_server(&DestroyServer::new(ID, DrivesFate::Keep)).done().await.unwrap_err(),
        cloud.destroy_network(&DestroyNetwork::new(ID)).done().await.unwrap_err(),
        cloud.destroy_drive(&DestroyDrive::new("data")).done().await.unwrap_err(),
    ]
}

#[tokio::test]
async fn a_page_of_a_proxy_is_no_absence() {
    for page in ["<html>404 Not Found</html>", r#"{"message":"no Route matched"}"#, "no such container"] {
        let engine = Engine::start(move |_| Reply::status("404 Not Found", page)).await;
        for e in all(&cloud(&engine)).await {
            assert_eq!(e.kind(), ErrorKind::Provider, "{page}: {e:?}");
        }
    }
}

#[tokio::test]
async fn what_is_listed_is_there() {
    let engine = Engine::start(|request| {
        let line = request.lines().next().unwrap();
        if line.contains("/containers/json") {
            return Reply::json(&format!(r#"[{{"Id":"{ID}","Names":["/web"],"State":"running"}}]"#));
        }
        if line.starts_with("GET /v1.41/networks ") {
            return Reply::json(&format!(r#"[{{"Id":"{ID}","Name":"inner"}}]"#));
        }
        if line.starts_with("GET /v1.41/volumes ") {
            return Reply::json(r#"{"Volumes":[{"Name":"data"}]}"#);
        }
        let what = match line {
            _ if line.contains("/networks/") => "network 0123 not found",
            _ if line.contains("/volumes/") => "get data: no such volume",
            _ => "No such container: 0123",
        };
        Reply::status("404 Not Found", &format!(r#"{{"message":"{what}"}}"#))
    })
    .await;
    for e in all(&cloud(&engine)).await {
        assert_eq!(e.kind(), ErrorKind::Busy, "{e:?}");
        assert!(e.to_string().contains("and lists it"), "{e}");
    }
}
