//! Drives: the calls of the document, imaging, contents, standard drives.

use anycloud_core::{ByteSize, Cloud, DriveId, DriveState, ErrorKind, ServerId};
use anycloud_elastichosts::wire::{Claim, ClaimType, Imaging, IoCounters, Readers};
use anycloud_elastichosts::{CHUNK_MAX, Client, Conversion, DriveConfig};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use std::io::Read;
use std::time::Duration;

const DEBIAN: &str = "980cf63c-f21e-4382-997b-6541d5809629";
const INSTALL_CD: &str = "f89af28e-ff00-4fc9-a7ed-22e7fa5a88db";

/// One of the made-up drives of the files.
pub(crate) fn drive(n: u8) -> DriveId {
    DriveId::new(format!("d1000000-0000-4000-8000-00000000000{n}"))
}

fn server(n: u8) -> ServerId {
    super::servers::server(n)
}

fn gzipped(bytes: &[u8]) -> Bytes {
    let mut zipped = Vec::new();
    GzEncoder::new(bytes, Compression::default()).read_to_end(&mut zipped).unwrap();
    zipped.into()
}

fn claimed(n: u8) -> Claim {
    Claim::Server { id: server(n), device: None }
}

pub(crate) async fn document(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    assert_eq!(client.drives_list().await.unwrap(), [drive(1), drive(2), drive(3)]);

    let all = client.drives_info().await.unwrap();
    assert_eq!(all.iter().map(|info| info.id()).collect::<Vec<_>>(), [drive(1), drive(2), drive(3)]);
    assert_eq!((all[0].claimed(), all[0].claim_type()), (vec![claimed(1)], ClaimType::Exclusive));
    assert_eq!((all[1].claimed(), all[1].claim_type()), (vec![claimed(1), claimed(2)], ClaimType::Shared));
    assert_eq!((all[2].claimed(), all[2].status().as_deref()), (vec![], Some("inactive")));
    let states: Vec<_> = all.iter().map(|info| info.to_drive().state).collect();
    assert_eq!(
        states,
        [DriveState::Attached, DriveState::Attached, DriveState::Unrecognized("inactive".into())]
    );

    let info = client.drive_info(&drive(1)).await.unwrap();
    assert_eq!((&*info.name(), info.size()), ("root of web", Some(ByteSize::gib(10))));
    assert_eq!((info.readers(), info.imaging()), (Readers::Everyone, None));
    assert_eq!(info.tags(), ["web", "prod"]);
    let keys = info.user_keys();
    let keys: Vec<(&str, &str)> = keys.iter().map(|(key, value)| (&**key, &**value)).collect();
    assert_eq!(keys, [("owner", "Ann and Bob"), ("cost:centre", "12")]);
    assert_eq!(info.cipher().as_deref(), Some("aes-xts-plain"));
    assert_eq!(info.user().as_deref(), Some("0e000000-0000-4000-8000-000000000001"));
    let IoCounters { read_bytes, read_requests, write_bytes, write_requests, .. } = info.io();
    assert_eq!((read_bytes, read_requests), (Some(299_696_128), Some(73_168)));
    assert_eq!((write_bytes, write_requests), (Some(8_650_752), Some(2112)));

    let users = ["0e000000-0000-4000-8000-000000000002", "0e000000-0000-4000-8000-000000000003"];
    let users = Readers::Users(users.map(Into::into).to_vec());
    let config = DriveConfig::new()
        .name("data of web")
        .size(ByteSize::gib(2))
        .claim_type(ClaimType::Shared)
        .readers(&users)
        .tags(["web"])
        .user("owner", "Ann and Bob")
        .avoid(&[drive(1)])
        .encrypted(false);
    let made = client.drive_create(&config).await.unwrap();
    assert_eq!((made.id(), made.size()), (drive(4), Some(ByteSize::gib(2))));
    assert_eq!((made.claim_type(), made.readers()), (ClaimType::Shared, users));
    assert_eq!((made.avoid(), made.cipher().as_deref()), (vec![drive(1)], Some("none")));
    assert_eq!((made.io().read_requests, made.io().write_bytes), (Some(1), Some(4096)));

    let config = DriveConfig::new()
        .name("larger data")
        .unset("tags")
        .size(ByteSize::gib(4))
        .claim_type(ClaimType::Exclusive)
        .readers(&Readers::Everyone)
        .user("owner", "Bob");
    let set = client.drive_set(&made.id(), &config).await.unwrap();
    assert_eq!((&*set.name(), set.size()), ("larger data", Some(ByteSize::gib(4))));
    assert_eq!((set.claim_type(), set.readers()), (ClaimType::Exclusive, Readers::Everyone));
    assert!(set.tags().is_empty());

    client.drive_destroy(&made.id()).await.unwrap();
}

pub(crate) async fn imaging(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    client.drive_image(&drive(1), &DriveId::new(DEBIAN), Conversion::Gunzip).await.unwrap();
    for (told, percent) in [
        (Some(Imaging::Queued), Some(0)),
        (Some(Imaging::Running(Some(0))), Some(0)),
        (Some(Imaging::Running(Some(57))), Some(57)),
        (Some(Imaging::Running(Some(99))), Some(99)),
        (Some(Imaging::Running(None)), Some(0)),
        (None, None),
        (None, None),
    ] {
        let info = client.drive_info(&drive(1)).await.unwrap();
        let state = if told.is_some() { DriveState::Pending } else { DriveState::Available };
        assert_eq!((info.imaging(), info.to_drive().progress, info.to_drive().state), (told, percent, state));
    }
    client.drive_image(&drive(2), &drive(1), Conversion::None).await.unwrap();
    client.drive_image(&drive(3), &drive(1), Conversion::Gzip).await.unwrap();
    let busy = client.drive_image(&drive(1), &drive(3), Conversion::Gunzip).await.unwrap_err();
    assert_eq!(busy.kind(), ErrorKind::Busy);
}

pub(crate) async fn contents(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let sector = [&(0..32).collect::<Vec<u8>>()[..], b"\r\n\r\n\0\xff\xfe\x80made up\x55\xaa"].concat();
    let (d, sector) = (drive(1), Bytes::from(sector));
    assert_eq!(client.drive_read(&d, 512, sector.len() as u64).await.unwrap(), sector);
    assert_eq!(client.drive_read(&d, 0, 17).await.unwrap(), "<html>\n\nname none");
    assert_eq!(client.drive_read(&d, 4096, 4096).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(client.drive_read(&d, 0, CHUNK_MAX + 1).await.unwrap_err().kind(), ErrorKind::InvalidRequest);

    client.drive_write(&d, 512, sector).await.unwrap();
    client.drive_write_gzip(&d, 1024, gzipped(b"ELF")).await.unwrap();
    client.drive_write(&d, 2048, Bytes::from_static(b"tiny")).await.unwrap();
    client.drive_write_gzip(&d, 3072, gzipped(&[b'A'; 64])).await.unwrap();

    // What the file has for gzip is gzip, whoever wrote it.
    let gzipped = super::tape::load("contents").exchanges.into_iter().filter(|exchange| {
        exchange.request.headers.iter().any(|header| header == &("Content-Encoding".into(), "gzip".into()))
    });
    let unzipped = gzipped.map(|exchange| {
        let mut bytes = Vec::new();
        GzDecoder::new(&*exchange.request.body).read_to_end(&mut bytes).unwrap();
        bytes
    });
    assert_eq!(unzipped.collect::<Vec<_>>(), [b"ELF".to_vec(), vec![b'A'; 64]]);
}

/// Ends when the drive does not say any more that it is being written.
async fn imaged(client: &Client, id: &DriveId) -> usize {
    let mut seen = 0;
    while let Some(imaging) = client.drive_info(id).await.unwrap().imaging() {
        assert!(matches!(imaging, Imaging::Queued | Imaging::Running(Some(_))), "{imaging:?}");
        seen += 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    seen
}

pub(crate) async fn every_call(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let before = client.drives_list().await.unwrap();
    let config = DriveConfig::new()
        .name("two\nlines")
        .size(ByteSize::gib(1))
        .tags(["a", "b"])
        .readers(&Readers::Everyone)
        .user("k", "v w")
        .avoid(&before[..1]);
    let made = client.drive_create(&config).await;
    assert_eq!(made.unwrap_err().kind(), ErrorKind::InvalidRequest, "nothing is sent");
    let made = client.drive_create(&config.name("data \"q\" \\ \u{e9}")).await.unwrap();
    let id = made.id();
    assert_eq!((&*made.name(), made.size()), ("data \"q\" \\ \u{e9}", Some(ByteSize::gib(1))));
    assert_eq!((made.tags().len(), made.readers(), made.io().read_bytes), (2, Readers::Everyone, Some(4096)));
    assert_eq!(client.drives_list().await.unwrap().len(), before.len() + 1);
    assert!(client.drives_info().await.unwrap().contains(&client.drive_info(&id).await.unwrap()));

    let set = DriveConfig::new().name("renamed").unset("tags").size(ByteSize::gib(2));
    let set = client.drive_set(&id, &set).await.unwrap();
    assert_eq!((&*set.name(), set.size(), set.tags().len()), ("renamed", Some(ByteSize::gib(2)), 0));

    client.drive_image(&id, &DriveId::new(DEBIAN), Conversion::Gunzip).await.unwrap();
    assert!(imaged(client, &id).await >= 1);
    let start = client.drive_read(&id, 0, 16).await.unwrap();
    let copy = client.drive_create(&DriveConfig::new().name("copy").size(ByteSize::gib(2))).await.unwrap();
    client.drive_image(&copy.id(), &id, Conversion::None).await.unwrap();
    imaged(client, &copy.id()).await;
    assert_eq!(client.drive_read(&copy.id(), 0, 16).await.unwrap(), start);
    client.drive_image(&copy.id(), &id, Conversion::Gzip).await.unwrap();
    imaged(client, &copy.id()).await;
    assert_eq!(client.drive_read(&copy.id(), 0, 2).await.unwrap(), &b"\x1f\x8b"[..]);

    client.drive_write(&id, 512, Bytes::from_static(b"\0raw\xff")).await.unwrap();
    client.drive_write_gzip(&id, 1024, gzipped(b"ELF")).await.unwrap();
    client.drive_write(&id, 2048, Bytes::from_static(b"tiny")).await.unwrap();
    assert_eq!(client.drive_read(&id, 512, 5).await.unwrap(), &b"\0raw\xff"[..]);
    assert_eq!(client.drive_read(&id, 1024, 3).await.unwrap(), "ELF");
    let full = client.drive_write(&id, 2 << 30, Bytes::from_static(b"beyond")).await.unwrap_err();
    assert_eq!(full.kind(), ErrorKind::StorageFull);
    for id in [id, copy.id()] {
        client.drive_destroy(&id).await.unwrap();
        assert_eq!(client.drive_info(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
    assert_eq!(client.drives_list().await.unwrap(), before);
}

/// The document has these drives, and no call that lists them.
pub(crate) async fn standard_list(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let list = client.standard_drives_list().await.unwrap();
    assert!(list.contains(&DriveId::new(DEBIAN)) && list.contains(&DriveId::new(INSTALL_CD)));
    assert!(client.drives_list().await.unwrap().is_empty(), "they are not the account's");
    let debian = client.drive_info(&DriveId::new(DEBIAN)).await.unwrap();
    assert_eq!((debian.is_gzip(), debian.raw_size()), (true, Some(ByteSize::gib(1))));
    assert_eq!(debian.to_image().size, Some(ByteSize::gib(1)));
}

pub(crate) async fn standard(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let all = client.standard_drives_info().await.unwrap();
    let find = |id: &str| all.iter().find(|info| info.id().as_str() == id).unwrap();
    let debian = find(DEBIAN);
    assert_eq!((debian.is_gzip(), debian.raw_size()), (true, Some(ByteSize::gib(1))));
    assert_eq!((debian.media().as_deref(), debian.readers()), (Some("disk"), Readers::Everyone));
    let cd = find(INSTALL_CD);
    assert_eq!((cd.is_gzip(), cd.media().as_deref()), (false, Some("cdrom")));
    assert!(cd.name().contains("Install CD") && cd.user().is_none());
    assert!(all.iter().all(|info| info.size().is_some() && info.claim_type() == ClaimType::Shared));
}
