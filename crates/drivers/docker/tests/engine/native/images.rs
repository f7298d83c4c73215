//! Images: imported, named, pulled, removed.

use super::lab::{IMAGE, Lab, is_podman};
use anycloud_core::{ErrorKind, ImageId};
use anycloud_docker::{CreateContainer, Filters, Reason, Refusal};
use std::time::Duration;

#[tokio::test]
#[ignore = "needs an engine"]
async fn names_and_their_image() {
    Lab::run("images", |lab| async move {
        let engine = &lab.engine;
        // An archive of nothing is a file system of nothing.
        let name = ImageId::new(format!("localhost/lab/{}:1", lab.test));
        let mut archive = vec![0u8; 10_240];
        archive[..512].copy_from_slice(&empty_folder());
        let id = engine.image_import(&name, archive).await.unwrap();
        let info = engine.image(&id).await.unwrap();
        assert_eq!(info.id(), id);
        assert_eq!(info.tags(), [name.as_str()]);
        assert_eq!(info.os().unwrap(), "linux");
        let listed = engine.images(false, &Filters::new().with("reference", name.as_str())).await.unwrap();
        assert_eq!(listed.len(), 1, "{listed:?}");

        let other = ImageId::new(format!("localhost/lab/{}:other", lab.test));
        engine.image_tag(&id, &other).await.unwrap();
        assert_eq!(engine.image(&other).await.unwrap().id(), id);
        let removed = engine.image_remove(&other, false).await.unwrap();
        assert_eq!(removed, [other.as_str()], "only the name");
        assert_eq!(engine.image(&name).await.unwrap().id(), id);

        let mut user = CreateContainer::new(id.clone()).command(["/x"]).label("test", lab.test.clone());
        user.name = Some(lab.name("user"));
        let user = engine.container_create(&user).await.unwrap();
        let error = engine.image_remove(&id, false).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error:?}");
        assert_eq!(Refusal::of(&error).unwrap().reason(), Some(Reason::ImageInUse));
        engine.container_remove(&user, false, false).await.unwrap();
        engine.image_remove(&name, false).await.unwrap();
        assert_eq!(engine.image(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
    })
    .await;
}

/// From the registry that the script starts beside the engine.
#[tokio::test]
#[ignore = "needs an engine"]
async fn pulls() {
    Lab::run("pulls", |lab| async move {
        let engine = &lab.engine;
        if is_podman(engine).await {
            return; // It has no registry beside it.
        }
        let image = ImageId::new("127.0.0.1:5000/lab/busybox:1");
        let mut pull = engine.image_pull(&image, None, None).await.unwrap();
        let mut words = Vec::new();
        while let Some(progress) = pull.next().await.unwrap() {
            words.extend(progress.status());
        }
        assert!(words.iter().any(|word| word.starts_with("Digest: sha256:")), "{words:?}");
        assert_eq!(
            engine.image(&image).await.unwrap().id(),
            engine.image(&ImageId::new(IMAGE)).await.unwrap().id()
        );
        engine.image_pull(&image, None, None).await.unwrap().finish().await.unwrap();
        engine.image_remove(&image, false).await.unwrap();

        let outcome = async |reference: &str| {
            let pull = engine.image_pull(&ImageId::new(reference), None, None).await?;
            tokio::time::timeout(Duration::from_secs(60), pull.finish()).await.unwrap()
        };
        for missing in ["127.0.0.1:5000/lab/nowhere:1", "127.0.0.1:5000/lab/busybox:99"] {
            let error = outcome(missing).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotFound, "{error:?}");
            assert_eq!(error.call(), Some("image pull"));
        }
    })
    .await;
}

/// The header of a tar archive with the folder `srv`.
fn empty_folder() -> [u8; 512] {
    let mut header = [0u8; 512];
    header[..4].copy_from_slice(b"srv/");
    header[100..108].copy_from_slice(b"0000755\0");
    header[108..116].copy_from_slice(b"0000000\0");
    header[116..124].copy_from_slice(b"0000000\0");
    header[124..136].copy_from_slice(b"00000000000\0");
    header[136..148].copy_from_slice(b"00000000000\0");
    header[148..156].fill(b' ');
    header[156] = b'5';
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}
