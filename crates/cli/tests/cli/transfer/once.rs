//! One upload or download: what it refuses, sends again and says.

use super::{Account, image};
use crate::lab::{Lab, fed};
use serde_json::json;
use std::fs;

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    let lab = Lab::new();
    let (from, empty) = (lab.path("disk.img"), lab.path("empty"));
    image(&from, 1);
    fs::write(&empty, []).unwrap();
    lab.made("2M");
    let (from, empty) = (from.display(), empty.display());
    lab.fails(&format!("drives upload {from} --drive disk"), 5, "the image has 4195081 bytes");
    lab.fails(&format!("drives upload {empty} --drive disk"), 2, "the image is empty");
    lab.fails(&format!("drives upload {empty} --name new"), 2, "the image is empty");
    lab.fails(&format!("drives upload {from} --drive nothing"), 3, "no drive has the id or name");
    lab.fails("drives upload - --name new", 2, "make the drive first, and say --drive");
    lab.fails("drives upload nothing.img --name new", 2, "nothing.img");
    lab.fails("drives download disk - -o json", 2, "say a FILE");
    lab.fails("drives download disk x --length 3M", 2, "the drive has only 2097152 bytes there");
    assert_eq!(lab.run(&format!("drives upload {from}")).code, Some(2), "where to?");
    assert_eq!(lab.run(&format!("drives upload {from} --drive disk --name new")).code, Some(2));
    assert_eq!((lab.writes(), lab.sim().drives()), (0, 1));
    assert!(!lab.path("disk.img.anycloud").exists());
}

#[test]
fn no_drive_is_made_where_nothing_can_be_written_down() {
    let lab = Lab::new();
    let from = lab.path("disk.img");
    image(&from, 1);
    let words = format!("drives upload {} --name new", from.display());
    lab.fails(&format!("{words} --resume-file {}", lab.path("no/kept").display()), 2, "cannot be written");
    // Locked, but not written.
    fs::create_dir(lab.path("disk.img.anycloud.tmp")).unwrap();
    lab.fails(&words, 2, "cannot be written");
    assert_eq!(lab.sim().drives(), 0);
}

#[test]
fn only_one_layer_sends_again() {
    let lab = Lab::new();
    let from = lab.path("disk.img");
    image(&from, 1);
    lab.made("16M");
    let page = r#"{"status": {"code": 502}}"#;
    lab.fault(&format!(r#"{{"on": "POST /drives/*/write/4194304", "times": 2, "fault": {page}}}"#));
    let words = format!("drives upload {} --drive disk --jobs 1", from.display());
    assert_eq!(lab.json(&words)["retried"], json!(2), "each is seen");
    for fault in [page, "\"drop_after\""] {
        lab.simulator.disarm();
        lab.fault(&format!(
            r#"{{"on": "POST /drives/*/write/4194304", "times": "always", "fault": {fault}}}"#
        ));
        let failed = lab.fails(&format!("{words} --retry-for 400ms"), 6, "777 bytes at 4194304");
        let again = failed.stderr.lines().filter(|line| line.starts_with("trying again: ")).count() as u64;
        assert_eq!(lab.simulator.fired(), [again + 1], "{failed:?}");
        let error = failed.stderr.lines().find(|line| line.starts_with("error: ")).unwrap();
        assert!(!error.contains("it is not known"), "{error}");
    }
}

#[test]
fn lines_without_a_terminal_and_nothing_beside_json() {
    let lab = Lab::new();
    let from = lab.path("disk.img");
    image(&from, 2);
    lab.made("16M");
    let said = lab.run(&format!("drives upload {} --drive disk --verify", from.display()));
    let heads = ["looking at: ", "moving: ", "comparing: "];
    for head in heads {
        let last = said.stderr.lines().rfind(|line| line.starts_with(head)).unwrap();
        assert!(last.contains("8.00 MiB of 8.00 MiB (100 %)"), "{last}");
    }
    assert!(said.stdout.lines().any(|line| line.starts_with("digest ")), "{said:?}");
    let silent = lab.run(&format!("drives upload {} --drive disk --verify -o json", from.display()));
    assert_eq!((silent.code, &*silent.stderr), (Some(0), ""));
}

#[test]
fn through_pipes() {
    let lab = Lab::new();
    let bytes = image(&lab.path("disk.img"), 2);
    let id = lab.made("16M");
    let up = fed(lab.command("drives upload - --drive disk --verify -o json"), &bytes);
    assert_eq!((up.code, &*up.stderr), (Some(0), ""), "{up:?}");
    assert!(lab.sim().drive(&id, bytes.len()) == bytes);
    let down = lab.command(&format!("drives download disk - --length {}", bytes.len())).output().unwrap();
    assert!(down.status.success() && down.stdout == bytes);
    let nowhere = lab.json("drives download disk /dev/null --length 9");
    assert_eq!(nowhere["received_bytes"], json!(9), "a device that has nothing to sync");
    let full = fed(lab.command("drives upload - --drive disk --offset 10M"), &bytes);
    assert_eq!(full.code, Some(5), "{full:?}");
    assert!(full.stderr.contains("the drive ends at byte 16777216, and the image goes on"), "{full:?}");
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let lab = Lab::new();
    lab.made("2M");
    let keep = lab.write("keep.txt", "precious");
    let requests = lab.sim().requests();
    for words in [
        format!("drives download disk {}", keep.display()),
        format!("drives read disk --length 9 --to {}", keep.display()),
    ] {
        lab.fails(&words, 5, "keep.txt is there already: --force replaces it");
        assert_eq!(fs::read_to_string(&keep).unwrap(), "precious");
    }
    assert_eq!(lab.sim().requests(), requests, "refused before any request");
    assert!(!lab.path("keep.txt.anycloud").exists());
    // What is replaced stays until there is something to replace it with.
    lab.fails(
        &format!("drives read disk --offset 3M --length 9 --force --to {}", keep.display()),
        2,
        "not all on the drive",
    );
    assert_eq!(fs::read_to_string(&keep).unwrap(), "precious");
    lab.json(&format!("drives read disk --length 9 --force --to {}", keep.display()));
    assert_eq!(fs::read(&keep).unwrap(), [0; 9]);
    lab.json(&format!("drives download disk {} --force", keep.display()));
    assert_eq!(fs::metadata(&keep).unwrap().len(), 2 << 20);
    lab.json(&format!("drives read disk --length 0 --force --to {}", keep.display()));
    assert_eq!(fs::read(&keep).unwrap(), [0; 0]);
}

/// What an earlier download left behind does not make a file its own.
#[test]
fn a_download_that_goes_on_replaces_no_file_of_another() {
    let lab = Lab::new();
    lab.made("2M");
    let (kept, keep) = (lab.path("kept"), lab.path("keep.txt"));
    lab.fault(r#"{"on": "/drives/*/read/*", "fault": {"status": {"code": 401}}}"#);
    let words = |file: &str| format!("drives download disk {file} --resume-file {}", kept.display());
    lab.fails(&words(&lab.path("a.img").display().to_string()), 4, "");
    fs::write(&keep, "precious").unwrap();
    let words = words(&keep.display().to_string());
    let refused = lab.fails(&words, 5, "keep.txt is there already");
    assert!(refused.stderr.contains("hint: --force replaces it"), "{refused:?}");
    assert!(!refused.stderr.contains("say the same again"), "{refused:?}");
    assert_eq!(fs::read_to_string(&keep).unwrap(), "precious");
    lab.json(&format!("{words} --force"));
    assert_eq!(fs::metadata(&keep).unwrap().len(), 2 << 20);
}
