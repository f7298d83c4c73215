//! Images to a drive and back: by the real command, over TCP, through faults, and killed.

use crate::lab::{Ended, Lab, fed, quick, text};
use anycloud_simulators::Simulator;
use anycloud_simulators::cloudsigma::CloudSigma;
use anycloud_simulators::elastichosts::ElasticHosts;
use serde_json::{Value, json};
use std::fs;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

const PIECE: usize = 4 << 20;

/// What the tests ask either simulator.
pub(crate) trait Account: Simulator + Sized {
    fn lab() -> Lab<Self>;
    fn drive(&self, id: &str, length: usize) -> Vec<u8>;
    /// How many requests of this sort were answered well.
    fn good(&self, call: &str) -> u64;
}

impl Account for ElasticHosts {
    fn lab() -> Lab<Self> {
        Lab::with(quick())
    }

    fn drive(&self, id: &str, length: usize) -> Vec<u8> {
        self.drive_contents(id, 0, length).unwrap()
    }

    fn good(&self, call: &str) -> u64 {
        self.succeeded(call)
    }
}

impl Account for CloudSigma {
    fn lab() -> Lab<Self> {
        Lab::sigma(Self::builder())
    }

    fn drive(&self, id: &str, length: usize) -> Vec<u8> {
        self.drive_contents(id, 0, length).unwrap()
    }

    fn good(&self, call: &str) -> u64 {
        self.succeeded(call)
    }
}

impl<S: Account> Lab<S> {
    fn sim(&self) -> &S {
        self.simulator.inner()
    }

    fn writes(&self) -> u64 {
        self.sim().good("drives/DRIVE/write") + self.sim().good("drives/DRIVE/write/OFFSET")
    }

    fn reads(&self) -> u64 {
        self.sim().good("drives/DRIVE/read/OFFSET/SIZE")
    }

    fn made(&self, size: &str) -> String {
        text(&self.json(&format!("drives create disk --size {size}"))["id"])
    }
}

/// A sparse image: noise, text, holes, and an end that fits no block.
fn image(path: &Path, pieces: usize) -> Vec<u8> {
    let file = File::create(path).unwrap();
    file.set_len((pieces * PIECE + 777) as u64).unwrap();
    let mut state = 88_172_645_463_325_252_u64;
    for n in (0..pieces).filter(|n| n % 3 != 1) {
        let mut bytes = vec![b'x'; PIECE / 8];
        for chunk in bytes[..PIECE / 16].chunks_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            chunk.copy_from_slice(&state.to_le_bytes());
        }
        file.write_all_at(&bytes, (n * PIECE + n) as u64).unwrap();
    }
    file.write_all_at(b"the end", (pieces * PIECE + 770) as u64).unwrap();
    fs::read(path).unwrap()
}

fn there_and_back_through_faults<S: Account>() {
    let lab = S::lab();
    let (from, to) = (lab.path("disk.img"), lab.path("copy.img"));
    let bytes = image(&from, 12);
    let id = lab.made("64M");
    let rate = r#"{"rate_limited": {"retry_after": 0}}"#;
    let page = r#"{"status": {"code": 502}}"#;
    for fault in [
        "\"busy\"",
        "\"drop_before\"",
        "\"drop_after\"",
        "\"html\"",
        r#"{"truncate": {"bytes": 1}}"#,
        rate,
        page,
    ] {
        lab.fault(&format!(r#"{{"on": "POST /drives/*/*", "fault": {fault}}}"#));
        lab.fault(&format!(r#"{{"on": "GET /drives/*/read/*", "fault": {fault}}}"#));
    }
    let up = lab.json(&format!("drives upload {} --drive disk --jobs 3 --verify", from.display()));
    assert_eq!((&up["drive"], &up["bytes"], &up["pieces"]), (&json!(id), &json!(bytes.len()), &json!(13)));
    assert_eq!((&up["verified"], &up["skipped"]), (&json!(true), &json!(0)));
    assert!(up["sent_bytes"].as_u64().unwrap() < bytes.len() as u64 / 4, "{up}: gzipped");
    assert!(lab.sim().drive(&id, bytes.len()) == bytes);
    let down = lab.json(&format!("drives download disk {} --length {}", to.display(), bytes.len()));
    assert_eq!((&down["digest"], &down["bytes"]), (&up["digest"], &json!(bytes.len())));
    assert!(fs::read(&to).unwrap() == bytes);
    assert!(lab.simulator.fired().iter().all(|n| *n == 1), "{:?}", lab.simulator.fired());
    for name in ["disk.img.anycloud", "copy.img.anycloud", "copy.img.part"] {
        assert!(!lab.path(name).exists(), "{name}");
    }
}

/// Killed again and again, at moments that differ, until it comes to its end by itself.
fn killed_until_done<S: Account>() {
    let lab = S::lab();
    let (from, to) = (lab.path("disk.img"), lab.path("copy.img"));
    let bytes = image(&from, 15);
    let id = lab.made("64M");
    // Not in an instant: the commands are to be killed in the middle.
    for on in ["POST /drives/*/*", "GET /drives/*/read/*"] {
        lab.fault(&format!(r#"{{"on": "{on}", "times": "always", "fault": {{"delay": {{"ms": 40}}}}}}"#));
    }
    let words = format!("drives upload {} --drive {id} --jobs 2 -o json", from.display());
    let (kills, sum) = until_done(&lab, &words, || lab.writes());
    assert!(kills >= 3 && sum["resumed"].as_u64().unwrap() > 0, "{kills} kills: {sum}");
    // What had travelled did not travel again, but for what was on its way or about to be written down.
    assert!(lab.writes() <= 16 + 3 * kills, "{} writes, {kills} kills", lab.writes());
    assert!(lab.sim().drive(&id, bytes.len()) == bytes, "after {kills} kills");

    let words = format!("drives download {id} {} --length {} --jobs 2 -o json", to.display(), bytes.len());
    // Uploads that were gone on with have read, too.
    let before = lab.reads();
    let (kills, back) = until_done(&lab, &words, || lab.reads());
    assert!(kills >= 3 && back["resumed"].as_u64().unwrap() > 0, "{kills} kills: {back}");
    let reads = lab.reads() - before;
    assert!(reads <= 16 + 3 * kills, "{reads} reads, {kills} kills");
    assert!(fs::read(&to).unwrap() == bytes, "after {kills} kills");
    assert_eq!(back["digest"], sum["digest"]);
}

/// How often it was killed, and its summary.
fn until_done<S: Account>(lab: &Lab<S>, words: &str, moved: impl Fn() -> u64) -> (u64, Value) {
    let began = Instant::now();
    for kills in 0.. {
        assert!(began.elapsed() < Duration::from_secs(120), "{words}: it does not come on");
        let before = moved();
        let mut child = lab.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut runs = || child.try_wait().unwrap().is_none();
        // After none to three pieces, which takes as long as it takes; and then a little later each time, so that it ends.
        while moved() < before + kills % 4 && runs() {
            sleep(Duration::from_millis(1));
        }
        let (moment, more) = (Instant::now(), Duration::from_millis(kills * 10));
        while moment.elapsed() < more && runs() {
            sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            // It may have been killed between its last act and its end.
            None => {
                if let Ok(copy) = fs::read(lab.path("copy.img")) {
                    assert!(copy == fs::read(lab.path("disk.img")).unwrap(), "half a file looks finished");
                }
            }
            Some(code) => {
                assert_eq!(code, 0, "{}", String::from_utf8_lossy(&output.stderr));
                return (kills, serde_json::from_slice(&output.stdout).unwrap());
            }
        }
    }
    unreachable!("the loop ends");
}

mod elastichosts {
    use anycloud_simulators::elastichosts::ElasticHosts;

    #[test]
    fn there_and_back_through_faults() {
        super::there_and_back_through_faults::<ElasticHosts>();
    }

    #[test]
    fn killed_until_done() {
        super::killed_until_done::<ElasticHosts>();
    }
}

mod cloudsigma {
    use anycloud_simulators::cloudsigma::CloudSigma;

    #[test]
    fn there_and_back_through_faults() {
        super::there_and_back_through_faults::<CloudSigma>();
    }

    #[test]
    fn killed_until_done() {
        super::killed_until_done::<CloudSigma>();
    }
}

fn hints(ended: &Ended) -> Vec<&str> {
    ended.stderr.lines().filter(|line| line.starts_with("hint: ")).collect()
}

const AGAIN: &str = "hint: to go on, say the same again: only what is missing travels";

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
    let interrupted =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let stopped = crate::lab::ended(&child.wait_with_output().unwrap());
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
