//! `native docker exec`: what runs there is as if it ran here.

use crate::docker::{answering, engine, replying};
use crate::lab::ended;
use serde_json::{Value, json};
use std::sync::mpsc::channel;

#[test]
fn what_exec_runs_is_passed_on_as_it_is() {
    let sockets = tempfile::tempdir().unwrap();
    let socket = sockets.path().join("engine");
    let id = "0".repeat(64);
    let (asked, requests) = channel();
    answering(&socket, "1.41", move |request| match request.lines().next().unwrap_or_default() {
        line if line.contains("/containers/web/exec ") => {
            let body = request.split_once("\r\n\r\n").unwrap().1;
            asked.send(serde_json::from_str::<Value>(body).unwrap()["Cmd"].clone()).unwrap();
            json!({"Id": id}).to_string().into_bytes()
        }
        line if line.contains("/start ") => b"\x01\0\0\0\0\0\0\x04web\n".to_vec(),
        line if line.contains("/json ") => json!({"ID": id, "ExitCode": 3}).to_string().into_bytes(),
        _ => b"OK".to_vec(),
    });
    let lab = engine(&format!("unix://{}", socket.display()));
    let said = json!({"stdout": "web\n", "stderr": "", "exit_code": 3});
    for (words, command) in [
        ("-o json native docker exec web ls -la", json!(["ls", "-la"])),
        ("native docker exec --cloud engine -o json web ls --yes -v", json!(["ls", "--yes", "-v"])),
        (
            "native -o json docker exec web tool -o table --cloud no",
            json!(["tool", "-o", "table", "--cloud", "no"]),
        ),
        ("native docker -o json exec web -- ls -- --help", json!(["ls", "--", "--help"])),
    ] {
        let ended = lab.run(words);
        assert_eq!(ended.code, Some(3), "{words}: the code is the command's: {ended:?}");
        assert_eq!(serde_json::from_str::<Value>(&ended.stdout).unwrap(), said, "{words}");
        assert_eq!(requests.try_recv().unwrap(), command, "{words}");
    }
    lab.fails("native docker exec --cloud no web ls", 125, "no");
    lab.fails("native docker exec web", 125, "usage: exec CONTAINER COMMAND...");
    assert_eq!(
        lab.run("native docker exec -it web sh").code,
        Some(2),
        "`-it` is neither ours nor the container's"
    );
    assert!(requests.try_recv().is_err(), "nothing else was run");
}

/// As if it ran here: what it says where it says it, and its code.
#[test]
fn what_ran_elsewhere_is_heard_as_it_is() {
    let sockets = tempfile::tempdir().unwrap();
    let socket = sockets.path().join("engine");
    let id = "0".repeat(64);
    let frames = || [&b"\x01\0\0\0\0\0\0\x08a\tb\nc\n\x1b["[..], b"\x02\0\0\0\0\0\0\x05why\n!"].concat();
    answering(&socket, "1.41", move |request| match request.lines().next().unwrap_or_default() {
        line if line.contains("/containers/gone/exec ") => b"{}".to_vec(),
        line if line.contains("/containers/win/exec ") => {
            json!({"Id": "1".repeat(64)}).to_string().into_bytes()
        }
        line if line.contains("/containers/web/exec ") => json!({"Id": id}).to_string().into_bytes(),
        line if line.contains("/containers/web/json ") => {
            json!({"Id": id, "Config": {"Tty": false}}).to_string().into_bytes()
        }
        line if line.contains("/start ") || line.contains("/logs?") => frames(),
        line if line.contains(&format!("/exec/{id}/json ")) => {
            json!({"ID": id, "ExitCode": 3}).to_string().into_bytes()
        }
        // No exit code of here: a program under Windows was ended so.
        line if line.contains("/json ") => {
            json!({"ID": "1".repeat(64), "ExitCode": 3_221_225_786_u32}).to_string().into_bytes()
        }
        _ => b"OK".to_vec(),
    });
    let lab = engine(&format!("unix://{}", socket.display()));
    let heard = |words: &str, code: i32| {
        let ended = lab.run(words);
        let seen = (ended.code, ended.stdout.as_str(), ended.stderr.as_str());
        assert_eq!(seen, (Some(code), "a\tb\nc\n\x1b[", "why\n!"), "{words}");
    };
    heard("native docker exec web tool", 3);
    heard("native docker containers logs web", 0);
    heard("native docker exec win tool", 255);
    lab.fails("native docker exec gone tool", 125, "");

    // What does not take its output does not cost its errors.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = ended(&lab.command("native docker exec web tool").stdout(full).output().unwrap());
    assert_eq!(ended.code, Some(125), "{ended:?}");
    assert!(
        ended.stderr.starts_with("why\n!\nnote: it ended with code 3\nerror: stdout cannot be"),
        "{ended:?}"
    );
}

/// The connection goes, or a container that is removed when it ends takes the code with it.
#[test]
fn what_was_said_is_heard_though_its_end_is_lost() {
    let sockets = tempfile::tempdir().unwrap();
    let socket = sockets.path().join("engine");
    let frames = || [&b"\x01\0\0\0\0\0\0\x13migrated 17 tables\n"[..], b"\x02\0\0\0\0\0\0\x03why"].concat();
    let ids = ["cut", "removed", "silent"].map(|name| (name, name.len().to_string().repeat(64)));
    replying(&socket, "1.41", move |request| {
        let line = request.lines().next().unwrap_or_default();
        let of = |(name, id): &&(&str, String)| line.contains(&format!("/{name}/")) || line.contains(&**id);
        let Some((name, id)) = ids.iter().find(of) else { return (200, b"OK".to_vec(), 0) };
        match line {
            _ if line.contains("/containers/") => (201, json!({"Id": id}).to_string().into_bytes(), 0),
            _ if line.contains("/json ") => (404, br#"{"message":"No such exec instance: 7"}"#.to_vec(), 0),
            _ if *name == "silent" => (200, Vec::new(), 0),
            _ => (200, frames(), if *name == "cut" { 1 } else { 0 }),
        }
    });
    let lab = engine(&format!("unix://{}", socket.display()));
    for (name, why) in [("cut", "the reply was cut off"), ("removed", "No such exec instance")] {
        let ended = lab.run(&format!("native docker exec {name} migrate"));
        assert_eq!((ended.code, &*ended.stdout), (Some(125), "migrated 17 tables\n"), "{name}: {ended:?}");
        let (said, error) = ended.stderr.split_once('\n').unwrap();
        assert_eq!(said, "why", "{name}");
        assert!(error.starts_with("error: docker exec ") && error.contains(why), "{name}: {error}");

        let ended = lab.run(&format!("native docker -o json exec {name} migrate"));
        let record: Value = serde_json::from_str(&ended.stdout).unwrap();
        let words = error.trim_end().strip_prefix("error: ").unwrap();
        assert_eq!(record, json!({"stdout": "migrated 17 tables\n", "stderr": "why", "error": words}));
        assert_eq!((ended.code, &*ended.stderr), (Some(125), error), "{name}");
    }
    lab.fails("native docker exec silent migrate", 125, "No such exec instance");
}
