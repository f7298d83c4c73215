//! Replies that the document does not promise, and that were seen.

use super::drives::drive;
use super::servers::server;
use anycloud_core::{Cloud, Delivery, DriveState, ErrorKind};
use anycloud_elastichosts::wire::{Claim, ClaimType, Readers, Status};
use anycloud_elastichosts::{Client, Conversion};

pub(crate) async fn odd(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    values(client).await;
    claims(client).await;

    let all = client.drives_info().await.unwrap();
    assert_eq!(all.iter().map(|info| info.id()).collect::<Vec<_>>(), [drive(1), drive(2)]);
    assert_eq!(
        (all[0].to_drive().state, all[1].to_drive().state),
        (DriveState::Available, DriveState::Pending)
    );
    assert!(client.drives_info().await.unwrap().is_empty());
    assert!(client.drives_list().await.unwrap().is_empty());

    let list = client.servers_list().await.unwrap();
    assert_eq!(list.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>(), [1, 2, 3].map(server));
    assert!(list.iter().all(|entry| entry.cpu.is_none() && entry.mem.is_none()));

    unknown_keys(client).await;

    client.server_start(&server(1)).await.unwrap();
    client.drive_image(&drive(1), &drive(2), Conversion::None).await.unwrap();

    let error = client.drive_info(&drive(9)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::NotFound, Some(400)));
    let error = client.drive_info(&drive(9)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "the text is about another drive");
    let error = client.drive_destroy(&drive(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown));
    assert!(!format!("{error} {error:?}").contains("log in."));
}

/// Empty ones, escapes, what looks like markup.
async fn values(client: &Client) {
    let info = client.drive_info(&drive(1)).await.unwrap();
    assert_eq!(info.name(), "Windows &quot;Web&quot; R2  (x64)");
    let given: Vec<_> = ["tags", "readers", "claimed"].map(|key| info.properties().get(key)).into();
    assert_eq!(given, [Some("".into()), Some("".into()), None]);
    assert_eq!((info.tags().len(), info.readers()), (0, Readers::Users(Vec::new())));
    let keys = info.user_keys();
    let keys: Vec<(&str, &str)> = keys.iter().map(|(key, value)| (&**key, &**value)).collect();
    let expected =
        [("notes", "first line\nsecond line\n"), ("account", r"NT AUTHORITY\SERVICE in C:\Data\100")];
    assert_eq!(keys, expected);
    assert_eq!(info.status().as_deref(), Some("active"));
}

async fn claims(client: &Client) {
    let info = client.drive_info(&drive(2)).await.unwrap();
    let at = |n, device: Option<&str>| Claim::Server { id: server(n), device: device.map(Into::into) };
    let other = Claim::Other("40500000-0000-4000-8000-000000000002:imaging".into());
    assert_eq!(
        info.claimed(),
        [at(1, None), at(2, Some("ide:0:1")), at(3, Some("block:0")), at(4, None), other]
    );
    assert_eq!(info.claim_type(), ClaimType::Shared);
    let drive = info.to_drive();
    assert_eq!((drive.state, drive.used_by.len()), (DriveState::Attached, 4));
}

async fn unknown_keys(client: &Client) {
    let info = client.server_info(&server(1)).await.unwrap();
    assert_eq!(info.name(), "second", "the last counts");
    assert_eq!(info.status(), Status::Unrecognized("hibernating".into()));
    let nic = &info.nics()[0];
    assert_eq!((nic.dhcp.len(), nic.block.len(), nic.firewall.accept.len()), (2, 3, 2));
    assert_eq!(nic.firewall.policy.as_deref(), Some("reject"));
    assert_eq!((info.traffic().rx, info.traffic().tx), (Some(4096), None));
    assert_eq!(info.properties().get("type").as_deref(), Some("vm"), "kept, though nobody knows it");
}
