use super::{BackendSettings, FILE, NEW, SealingKey, State, Store, StoredKey, place_of_key};
use anycloud::{Error, ErrorKind, Secret};
#[cfg(unix)]
use {
    std::{fs::File, io::Read, process::Command, sync::Arc, sync::mpsc::channel, time::Duration},
    tokio::{
        task::spawn_blocking,
        time::{sleep, timeout},
    },
};

fn key(byte: u8) -> SealingKey {
    SealingKey::from_text(&Secret::new(format!("{byte:02x}").repeat(32))).unwrap()
}

async fn add_key(store: &Store, id: &str) -> anycloud::Result<()> {
    let private = store.seal(&place_of_key(id), &"the private half".into())?;
    let key = StoredKey { id: id.to_owned(), public: "ssh-rsa AAAA".to_owned(), private, default: false };
    let change = |state: &mut State| {
        state.keys.push(key);
        Ok(())
    };
    store.change(change).await
}

#[tokio::test]
async fn what_was_changed_is_there_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state");
    let store = Store::open(&path, Some(&key(7))).unwrap();
    add_key(&store, "mine").await.unwrap();
    store
        .change(|state| {
            state.stars.entry("b".into()).or_default().insert("image".into());
            state.settings.insert("b".into(), BackendSettings { title: Some("B".into()), disabled: true });
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    let failed = store.change(|state| {
        state.keys.clear();
        Err::<(), _>(Error::invalid("no"))
    });
    assert_eq!(failed.await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    let text = std::fs::read_to_string(path.join(FILE)).unwrap();
    assert!(!text.contains("the private half"), "{text}");
    assert_eq!(Store::open(&path, None).unwrap_err().kind(), ErrorKind::InvalidConfig, "one at a time");
    drop(store);

    let store = Store::open(&path, Some(&key(7))).unwrap();
    let (sealed, starred) = store.read(|s| (s.keys[0].private.clone(), s.stars["b"].contains("image")));
    assert_eq!(store.unseal("key/mine", &sealed).unwrap().expose(), "the private half");
    assert!(starred);
    assert!(store.unseal("key/other", &sealed).is_err(), "it opens in its place only");
    drop(store);

    let wrong = Store::open(&path, Some(&key(8))).unwrap_err();
    assert!(wrong.message().contains("sealed with"), "{wrong}");
    let without = Store::open(&path, None).unwrap();
    assert_eq!(add_key(&without, "second").await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(without.read(|s| s.keys.len()), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state");
    let store = Store::open(&path, Some(&key(1))).unwrap();
    add_key(&store, "mine").await.unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&path.join(FILE))), (0o700, 0o600));
}

/// Nobody but who changes something waits for the disk, here the slowest of all: a pipe opens when it is read.
#[cfg(unix)]
#[tokio::test]
async fn a_slow_disk_holds_up_only_who_writes() {
    let dir = tempfile::tempdir().unwrap();
    let (new, pipe) = (dir.path().join(NEW), dir.path().join("pipe"));
    let store = Arc::new(Store::open(dir.path(), None).unwrap());
    assert!(Command::new("mkfifo").arg(&new).status().unwrap().success());
    std::fs::hard_link(&new, &pipe).unwrap();
    // On this one thread all of the rest runs: held up, it would say nothing before the pipe is read.
    let (say, said) = channel();
    let disk = spawn_blocking(move || {
        let in_time = said.recv_timeout(Duration::from_secs(10)).is_ok();
        std::fs::remove_file(&new).unwrap();
        let mut read = String::new();
        File::open(&pipe).and_then(|mut pipe| pipe.read_to_string(&mut read)).unwrap();
        (in_time, read)
    });
    let star = |image: &'static str| {
        let store = store.clone();
        tokio::spawn(async move {
            let change = |state: &mut State| {
                state.stars.entry("b".into()).or_default().insert(image.into());
                Ok::<_, Error>(())
            };
            store.change(change).await
        })
    };
    let first = star("first");
    sleep(Duration::from_millis(50)).await;
    // Its client leaves. It is being written: the next one waits for it all the same.
    first.abort();
    let mut second = star("second");
    assert!(timeout(Duration::from_millis(50), &mut second).await.is_err(), "one after the other");
    assert!(store.read(|state| state.stars.is_empty()), "what is not on the disk is not shown");
    say.send(()).unwrap();
    let (in_time, read) = disk.await.unwrap();
    assert!(in_time, "the disk held up everybody");
    assert!(read.contains("first") && !read.contains("second"), "{read}");
    second.await.unwrap().unwrap();
    let starred = store.read(|state| state.stars["b"].iter().cloned().collect::<Vec<_>>());
    assert_eq!(starred, ["second"], "a pipe cannot be synced: the first failed, and changed nothing");
}

#[test]
fn what_is_damaged_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    for damaged in ["", "{", r#"{"version":2,"backends":[],"settings":{},"stars":{},"keys":[]}"#] {
        std::fs::write(dir.path().join(FILE), damaged).unwrap();
        assert_eq!(Store::open(dir.path(), None).unwrap_err().kind(), ErrorKind::InvalidConfig);
        assert_eq!(std::fs::read_to_string(dir.path().join(FILE)).unwrap(), damaged);
    }
}
