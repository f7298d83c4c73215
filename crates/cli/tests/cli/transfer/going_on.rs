//! What was begun and not finished: it is gone on with, or it is said why it cannot be.

use super::{AGAIN, Account, hints, image};
use crate::lab::{Lab, ended, fed, text};
use serde_json::json;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

#[test]
fn a_new_drive_is_made_once_and_gone_on_with() {
    let lab = Lab::new();
    let from = lab.path("disk.img");
    let bytes = image(&from, 3);
    lab.fault(r#"{"on": "POST /drives/*/write/8388608", "fault": {"refused": {"code": "full"}}}"#);
    let words = format!("drives upload {} --name new", from.display());
    let failed = lab.fails(&words, 5, "4194304 bytes at 8388608");
    let id = text(&lab.json("drives show new")["id"]);
    let remove = format!("hint: the drive {id} is kept; to remove it: anycloud drives destroy {id}");
    assert_eq!(hints(&failed), [AGAIN, &remove]);
    let other =
        lab.fails(&words.replace("--name new", "--name other"), 5, "is of an upload to another drive");
    assert!(other.stderr.contains(&id), "{other:?}");
    let done = lab.json(&words);
    assert_eq!((&done["drive"], done["resumed"].as_u64() > Some(0)), (&json!(id), true), "{done}");
    assert_eq!((lab.sim().drives(), lab.sim().drive(&id, bytes.len()) == bytes), (1, true));
    let drive = lab.json("drives show new");
    assert_eq!(drive["size_bytes"], json!(bytes.len()), "as large as the image");

    fs::write(lab.path("tiny"), b"x").unwrap();
    lab.json(&format!("drives upload {} --name tiny", lab.path("tiny").display()));
    assert_eq!(lab.json("drives show tiny")["size_bytes"], json!(1 << 20), "no drive is smaller");
}

#[test]
fn a_busy_drive_and_a_changed_image() {
    let lab = Lab::new();
    let from = lab.path("disk.img");
    let bytes = image(&from, 3);
    let id = lab.made("16M");
    lab.fault(r#"{"on": "POST /drives/*/write/4194304", "times": "always", "fault": "busy"}"#);
    let words = format!("drives upload {} --drive disk --retry-for 300ms --jobs 1", from.display());
    let busy = lab.fails(&words, 5, "4194304 bytes at 4194304");
    assert!(busy.stderr.contains("trying again: 4194304 bytes at 4194304"), "{busy:?}");
    assert_eq!(hints(&busy), [AGAIN]);
    lab.simulator.disarm();
    let mut writes = lab.writes();
    File::options().write(true).open(&from).unwrap().write_all_at(b"!", 9 << 20).unwrap();
    let changed = lab.fails(&words, 5, "has changed since the upload began");
    assert!(hints(&changed).is_empty(), "the same again would be refused again: {changed:?}");
    assert_eq!(lab.writes(), writes, "nothing was sent");
    fs::write(&from, &bytes).unwrap();

    // Somebody else writes to what was sent already.
    assert_eq!(fed(lab.command("drives write disk --offset 7"), b"?").code, Some(0));
    writes += 1;
    lab.fails(
        &words,
        5,
        "the drive holds other bytes at 0 than were sent: to verify sends again what differs",
    );
    assert_eq!(lab.writes(), writes, "nothing was sent");
    lab.fails(&format!("{words} --verify"), 5, "1 of 4 pieces do not read back, the first at 0");
    let again = lab.run(&format!("{words} --verify"));
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(lab.sim().drive(&id, bytes.len()) == bytes);
}

#[test]
fn a_drive_that_was_being_made_when_it_was_killed_is_gone_on_with() {
    let lab = Lab::new();
    let from = lab.path("disk.img");
    let bytes = image(&from, 1);
    let words = format!("drives upload {} --name new -o json", from.display());
    // Made, and nobody hears of it.
    lab.fault(r#"{"on": "POST /drives/create", "fault": {"delay": {"ms": 60000}}}"#);
    let mut child = lab.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while lab.sim().drives() == 0 {
        assert!(child.try_wait().unwrap().is_none());
        sleep(Duration::from_millis(2));
    }
    let busy =
        lab.fails(&words.replace("--name new", "--name other"), 5, "another transfer keeps its state in");
    assert!(hints(&busy).is_empty(), "{busy:?}");
    assert_eq!(lab.sim().drives(), 1, "nor made the second one");
    child.kill().unwrap();
    child.wait().unwrap();
    lab.fails(&words.replace("--name new", "--name other"), 5, "is of another upload");
    lab.fails(&words.replace("--name new", "--drive new"), 5, "is of an upload to a new drive, new");
    let sent = lab.json(words.trim_end_matches(" -o json"));
    assert_eq!((&sent["drive"], lab.sim().drives()), (&lab.json("drives show new")["id"], 1));
    assert!(lab.sim().drive(&text(&sent["drive"]), bytes.len()) == bytes);
    assert!(!lab.path("disk.img.anycloud").exists() && !lab.path("disk.img.anycloud.lock").exists());
}

#[test]
fn a_drive_that_is_gone_is_named_with_the_way_out() {
    let lab = Lab::new();
    let from = lab.path("disk.img");
    image(&from, 2);
    lab.fault(r#"{"on": "POST /drives/*/write/8388608", "fault": {"refused": {"code": "full"}}}"#);
    let words = format!("drives upload {} --name new", from.display());
    lab.fails(&words, 5, "at 8388608");
    let id = text(&lab.json("drives show new")["id"]);
    lab.json(&format!("drives destroy {id} --yes"));
    let path = lab.path("disk.img.anycloud");
    let kept = path.display();
    let says = format!("the drive {id}, which {kept} is of, is gone: remove {kept} to make a new one");
    lab.fails(&words, 5, &says);
    fs::remove_file(&path).unwrap();
    lab.json(&words);
}

#[test]
fn ctrl_c_stops_between_pieces() {
    let lab = Lab::new();
    let from = lab.path("disk.img");
    let bytes = image(&from, 8);
    let id = lab.made("40M");
    lab.fault(r#"{"on": "POST /drives/*/*", "times": "always", "fault": {"delay": {"ms": 60}}}"#);
    let words = format!("drives upload {} --drive disk --jobs 1", from.display());
    let child = lab.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while lab.writes() < 2 {
        sleep(Duration::from_millis(2));
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let stopped = ended(&child.wait_with_output().unwrap());
    assert_eq!(stopped.code, Some(7), "{stopped:?}");
    assert!(
        stopped.stderr.contains("error: stopped between two pieces") && hints(&stopped) == [AGAIN],
        "{stopped:?}"
    );
    let writes = lab.writes();
    assert!((2..9).contains(&writes), "{writes}");
    let done = lab.json(&words);
    assert_eq!((done["resumed"].as_u64(), lab.writes()), (Some(writes), 9));
    assert!(lab.sim().drive(&id, bytes.len()) == bytes);
}
