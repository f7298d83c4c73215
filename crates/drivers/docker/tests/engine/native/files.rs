//! Files into a container and out of it.

use super::lab::{Lab, is_podman};
use anycloud_core::ErrorKind;
use tokio::io::AsyncReadExt;

/// A tar archive of one file, in the ustar format.
fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = [0u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[108..116].copy_from_slice(b"0000000\0");
    header[116..124].copy_from_slice(b"0000000\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[136..148].copy_from_slice(b"00000000000\0");
    header[148..156].fill(b' ');
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut out = header.to_vec();
    out.extend(content);
    out.resize(out.len().div_ceil(512) * 512 + 1024, 0);
    out
}

#[tokio::test]
#[ignore = "needs an engine"]
async fn in_and_out() {
    Lab::run("files", |lab| async move {
        let engine = &lab.engine;
        let id = engine.container_create(&lab.sleeper("files")).await.unwrap();
        let content = b"hello from outside\n".repeat(10_000);
        engine.archive_put(&id, "/srv", tar("hello.txt", &content)).await.unwrap();
        let archive = engine.archive(&id, "/srv/hello.txt").await.unwrap();
        let stat = archive.stat().unwrap();
        assert_eq!((stat.name().as_str(), stat.size().unwrap().0), ("hello.txt", content.len() as u64));
        let mut bytes = Vec::new();
        archive.into_reader().read_to_end(&mut bytes).await.unwrap();
        assert_eq!(&bytes[512..512 + content.len()], &content[..]);

        assert_eq!(engine.archive(&id, "/nowhere").await.unwrap_err().kind(), ErrorKind::NotFound);
        let put = engine.archive_put(&id, "/nowhere", tar("x", b"x")).await;
        if is_podman(engine).await {
            put.unwrap(); // It makes the folder.
        } else {
            assert_eq!(put.unwrap_err().kind(), ErrorKind::NotFound);
        }
        let error = engine.archive(&id, "relative").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    })
    .await;
}
