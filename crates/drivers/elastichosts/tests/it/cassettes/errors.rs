//! The document's table of statuses, row by row.

use super::drives::drive;
use super::servers::server;
use anycloud_core::{ByteSize, Cloud, Delivery, Error, ErrorKind};
use anycloud_elastichosts::{Client, DriveConfig, ResourceConfig, ServerConfig};
use bytes::Bytes;

pub(crate) async fn table(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    assert!(client.servers_list().await.unwrap().is_empty(), "200 with nothing in it");
    client.server_reset(&server(1)).await.unwrap();

    let small = DriveConfig::new().name("data").size(ByteSize(1));
    let web = ServerConfig::new().name("web").cpu(2000).mem(ByteSize::mib(512));
    let beyond = Bytes::from_static(b"beyond the end");
    let told: Vec<Error> = vec![
        client.drive_create(&small).await.unwrap_err(),
        client.drives_list().await.unwrap_err(),
        client.server_create(&web).await.unwrap_err(),
        client.server_info(&server(1)).await.unwrap_err(),
        client.server_start(&server(1)).await.unwrap_err(),
        client.drive_destroy(&drive(1)).await.unwrap_err(),
        client.server_start(&server(2)).await.unwrap_err(),
        client.resource_create("vlan", &ResourceConfig::new().name("back")).await.unwrap_err(),
        client.drive_write(&drive(1), 1 << 20, beyond).await.unwrap_err(),
    ];
    use Delivery::{Refused, Unknown};
    let rows = [
        (400, "usage", ErrorKind::InvalidRequest, Refused, "drive create", None),
        (401, "auth", ErrorKind::Unauthenticated, Refused, "drives list", None),
        (402, "billing", ErrorKind::InsufficientFunds, Refused, "server create", None),
        (404, "missing", ErrorKind::NotFound, Refused, "server info", Some(server(1).resource())),
        (405, "method", ErrorKind::Unsupported, Refused, "server start", Some(server(1).resource())),
        (409, "busy", ErrorKind::Busy, Refused, "drive destroy", Some(drive(1).resource())),
        (500, "failed", ErrorKind::Provider, Refused, "server start", Some(server(2).resource())),
        (500, "system", ErrorKind::Provider, Unknown, "resource create", None),
        (507, "full", ErrorKind::StorageFull, Refused, "drive write", Some(drive(1).resource())),
    ];
    assert_eq!(told.len(), rows.len());
    for (error, (status, code, kind, delivery, call, resource)) in told.iter().zip(rows) {
        assert_eq!((error.status(), error.code(), error.kind()), (Some(status), Some(code), kind));
        assert_eq!((error.delivery(), error.call()), (delivery, Some(call)), "{status} {code}");
        assert_eq!(error.resource(), resource.as_ref(), "{status} {code}");
    }
}
