//! Whole images, at either provider: through every fault, and killed until they are through.

use super::{Account, image};
use crate::lab::Lab;
use serde_json::{Value, json};
use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

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
