//! Operations: references, killed creates, resume and undo, damaged entries.

use crate::lab::{Lab, ended, fed, quick, text};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A lab whose images take so long that a process can be stopped in the middle of one.
fn slow() -> Lab {
    Lab::with(quick().imaging_takes(Duration::from_secs(3)))
}

/// Begins to make the server `web` and returns in the middle of imaging: the process and the operation's id.
fn imaging(lab: &Lab, more: &str) -> (Child, String) {
    let image = text(&lab.json("images list")[0]["id"]);
    let words =
        format!("servers create web --image {image} --cpu-mhz 1000 --memory-mib 512 --drive-size 10G{more}");
    let mut command = heard(lab.command(&words));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.as_mut().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let id = first.strip_prefix("operation ").unwrap().to_owned();
    assert!(lines.any(|line| line.starts_with("waiting: ")));
    (child, id)
}

/// Whoever runs the tests may have hangups ignored, as `nohup` has; the command starts as from a terminal.
#[cfg(target_os = "linux")]
fn heard(plain: Command) -> Command {
    through("env", &["--default-signal=HUP"], &plain)
}

#[cfg(not(target_os = "linux"))]
fn heard(plain: Command) -> Command {
    plain
}

#[cfg(target_os = "linux")]
fn through(program: &str, arguments: &[&str], plain: &Command) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg(plain.get_program()).args(plain.get_args());
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_killed_create_is_resumed() {
    let lab = slow();
    let (child, id) = imaging(&lab, "");
    kill(child);
    assert_eq!((lab.simulator.inner().drives(), lab.simulator.inner().servers()), (1, 0));
    let open = lab.json("operations list");
    assert_eq!((&open[0]["state"], &open[0]["kind"]), (&json!("open"), &json!("create_server")), "{open}");
    assert_eq!((&open[0]["cloud"], &open[0]["made"][0]["kind"]), (&json!("sim"), &json!("drive")), "{open}");
    let table = lab.run("operations list");
    assert!(table.stdout.contains(&id) && table.stdout.contains("drive "), "{table:?}");
    // Another default cloud does not matter: the operation knows its own.
    lab.write(
        "config.toml",
        &format!("{}{}", lab.cloud("another", "x"), lab.cloud("sim", crate::lab::CANARY)),
    );
    let resumed = lab.json(&format!("operations resume {id}"));
    assert_eq!((&resumed["state"], &resumed["id"]), (&json!("done"), &json!(id)), "{resumed}");
    assert_eq!((lab.simulator.inner().drives(), lab.simulator.inner().servers()), (1, 1));
    lab.fails(&format!("operations undo {id}"), 5, "finished");
    lab.fails(&format!("operations resume {id}"), 5, "finished");
    assert_eq!(lab.json(&format!("operations show {id}"))["state"], json!("done"));
}

#[test]
fn a_killed_create_is_undone() {
    let lab = slow();
    let (child, id) = imaging(&lab, "");
    kill(child);
    assert_eq!(lab.json(&format!("operations undo {id} --yes"))["state"], json!("undone"));
    assert_eq!((lab.simulator.inner().drives(), lab.simulator.inner().servers()), (0, 0));
    assert_eq!(lab.json("operations list --open"), json!([]));
}

#[test]
fn a_console_password_is_asked_for_again() {
    let lab = slow();
    let password = lab.write("password", "vncpw123").display().to_string();
    let (child, id) = imaging(&lab, &format!(" --console-password-file {password}"));
    kill(child);
    let journal: String =
        walk(&lab.path("state")).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    assert!(journal.contains("console_password") && !journal.contains("vncpw123"), "{journal}");
    let refused = lab.fails(&format!("operations resume {id}"), 2, "console_password");
    assert!(
        refused.stderr.contains("hint: it is given again with --console-password-file FILE"),
        "{refused:?}"
    );
    lab.fails(&format!("operations resume {id} --env A=b"), 2, "had no environment.A");
    lab.json(&format!("operations resume {id} --console-password-file {password}"));
    lab.soon("servers console web --show-secret", |console| console["password"] == json!("vncpw123"));
}

/// The server is gone and its drive is not: the way on is to finish it, and nothing says otherwise.
#[test]
fn a_half_done_destroy_is_finished() {
    let lab = Lab::new();
    lab.server("web");
    lab.fault(r#"{"on": "POST /drives/*/destroy", "fault": {"refused": {"code": "billing"}}}"#);
    let refused = lab.fails("servers destroy web --destroy-drives --yes", 5, "billing");
    let id = refused.stderr.lines().next().unwrap().strip_prefix("operation ").unwrap().to_owned();
    assert!(refused.stderr.contains(&format!("anycloud operations resume {id}")), "{refused:?}");
    assert!(!refused.stderr.contains("operations undo"), "{refused:?}");
    assert_eq!((lab.simulator.inner().servers(), lab.simulator.inner().drives()), (0, 1));
    lab.fails(&format!("operations undo {id} --yes"), 5, "cannot be taken back");
    assert_eq!(lab.json(&format!("operations resume {id}"))["state"], json!("done"));
    assert_eq!(lab.simulator.inner().drives(), 0);
}

#[test]
fn what_another_process_runs_is_left_alone() {
    let lab = slow();
    let (child, id) = imaging(&lab, "");
    for verb in ["resume", "undo --yes"] {
        lab.fails(&format!("operations {verb} {id}"), 5, "another process is running operation");
    }
    let made = ended(&child.wait_with_output().unwrap());
    assert_eq!(made.code, Some(0), "{made:?}");
    assert_eq!((lab.simulator.inner().drives(), lab.simulator.inner().servers()), (1, 1));
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_stops_at_once() {
    let lab = Lab::new();
    lab.fault(r#"{"on": "POST /drives/create", "fault": "stall"}"#);
    let mut command = lab.command("drives create d --size 1G");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().starts_with("operation "));
    // The handler is there before the first request leaves.
    while lab.simulator.fired() != [1] {
        std::thread::sleep(Duration::from_millis(10));
    }
    interrupt(&child);
    assert!(lines.next().unwrap().starts_with("stopping after the current request"));
    interrupt(&child); // part of the same wish
    std::thread::sleep(Duration::from_millis(700));
    assert!(child.try_wait().unwrap().is_none());
    let asked = Instant::now();
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(7));
    assert!(asked.elapsed() < Duration::from_secs(20), "it waited for the request, which ends after 60 s");
    assert_eq!(lab.json("operations list --open").as_array().unwrap().len(), 1);
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    send("-INT", child);
}

#[cfg(unix)]
fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_between_two_requests() {
    stops_between_two_requests("-INT");
}

#[cfg(unix)]
#[test]
fn service_managers_stop_between_two_requests() {
    stops_between_two_requests("-TERM");
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_closes_stops_between_two_requests() {
    stops_between_two_requests("-HUP");
}

#[cfg(unix)]
fn stops_between_two_requests(signal: &str) {
    let lab = slow();
    let (child, id) = imaging(&lab, "");
    send(signal, &child);
    let stopped = ended(&child.wait_with_output().unwrap());
    assert_eq!((stopped.code, stopped.stdout.as_str()), (Some(7), ""), "{stopped:?}");
    assert!(stopped.stderr.contains(&format!("anycloud operations resume {id}")), "{stopped:?}");
    assert_eq!(lab.json(&format!("operations undo {id} --yes"))["state"], json!("undone"));
    assert_eq!(lab.simulator.inner().drives(), 0);
}

/// `timeout` asks the process, and then its group: that is one wish.
#[cfg(unix)]
#[test]
fn who_asks_twice_at_once_means_it_once() {
    let lab = Lab::new();
    lab.fault(r#"{"on": "POST /drives/create", "fault": {"delay": {"ms": 1500}}}"#);
    let mut command = lab.command("drives create d --size 1G");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while lab.simulator.fired() != [1] {
        std::thread::sleep(Duration::from_millis(10));
    }
    send("-TERM", &child);
    std::thread::sleep(Duration::from_millis(100));
    send("-TERM", &child);
    let stopped = ended(&child.wait_with_output().unwrap());
    // The answer was waited for, and is not lost.
    assert_eq!(stopped.code, Some(0), "{stopped:?}");
    assert_eq!(lab.json("operations list --open").as_array().unwrap().len(), 0);
}

/// The wish to stop is about the command, also while it makes the drive that it is about to fill.
#[cfg(unix)]
#[test]
fn an_upload_that_makes_its_drive_stops_before_a_byte_is_sent() {
    let lab = Lab::new();
    let image = lab.write("disk.img", &"x".repeat(3 << 20));
    lab.fault(
        r#"{"on": "POST /drives/create", "fault": {"delay": {"ms": 1500}}},
        {"on": "POST /drives/*/write/*", "fault": {"delay": {"ms": 1}}}"#,
    );
    let mut command = lab.command(&format!("drives upload {} --name new", image.display()));
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while lab.simulator.fired() != [1, 0] {
        std::thread::sleep(Duration::from_millis(10));
    }
    send("-TERM", &child);
    let stopped = ended(&child.wait_with_output().unwrap());
    assert_eq!(stopped.code, Some(7), "{stopped:?}");
    assert_eq!(stopped.stderr.matches("stopping after the current request").count(), 1, "{stopped:?}");
    assert_eq!(lab.simulator.fired(), [1, 0], "a byte was sent");
}

#[cfg(target_os = "linux")]
#[test]
fn what_nohup_starts_outlives_the_terminal() {
    let lab = Lab::new();
    lab.fault(r#"{"on": "POST /drives/create", "fault": {"delay": {"ms": 400}}}"#);
    let plain = lab.command("drives create d --size 1G");
    let mut command = through("nohup", &[], &plain);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while lab.simulator.fired() != [1] {
        std::thread::sleep(Duration::from_millis(10));
    }
    send("-HUP", &child);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(lab.simulator.inner().drives(), 1);
}

#[test]
fn what_is_not_waited_for_is_waited_for_later() {
    let lab = Lab::new();
    let (id, _) = lab.server("web");
    for format in ["", " -o json"] {
        let reference = lab.run(&format!("servers shutdown web --no-wait{format}"));
        assert_eq!(reference.code, Some(0), "{reference:?}");
        let parsed: Value = serde_json::from_str(&reference.stdout).unwrap();
        assert_eq!((&parsed["target"]["id"], &parsed["goal"]), (&json!(id), &json!("stopped")), "{parsed}");
        let path = lab.write("reference.json", &reference.stdout).display().to_string();
        let waited = lab.json(&format!("operations wait {path}"));
        assert_eq!((&waited["id"], &waited["state"]), (&json!(id), &json!("stopped")), "{waited}");
        lab.json("servers start web");
    }
    let reference = lab.run("servers shutdown web --no-wait").stdout;
    let waited = fed(lab.command("operations wait -o json"), reference.as_bytes());
    assert_eq!(waited.code, Some(0), "{waited:?}");
    assert!(waited.stdout.contains("\"state\":\"stopped\""), "{waited:?}");
    // It runs again, and nobody stops it any more: that is said, and when the time is over, too.
    lab.json("servers start web");
    let waited = fed(lab.command("operations wait --timeout 1s"), reference.as_bytes());
    assert_eq!(waited.code, Some(7), "{waited:?}");
    assert!(waited.stderr.contains(&format!("waiting: server {id} (running)\n")), "{waited:?}");
    assert!(waited.stderr.contains("not finished after 1s; it is running"), "{waited:?}");
    let refused = fed(lab.command("operations wait"), b"{}");
    assert_eq!(refused.code, Some(2), "{refused:?}");
    lab.write("config.toml", &lab.cloud("other", crate::lab::CANARY));
    let refused = fed(lab.command("operations wait"), reference.as_bytes());
    assert_eq!(refused.code, Some(2), "{refused:?}");
}

#[test]
fn a_damaged_entry_hides_nothing() {
    let lab = Lab::new();
    let made = lab.run("drives create d --size 1G -o json");
    let id = made.stderr.trim().strip_prefix("operation ").unwrap().to_owned();
    let damaged = "00000000000000000000000000000bad";
    fs::create_dir_all(lab.path("state").join(damaged)).unwrap();
    fs::write(lab.path("state").join(damaged).join("00000001.json"), "{ \"half\": ").unwrap();
    let rows = lab.json("operations list");
    let states: Vec<(&Value, &Value)> =
        rows.as_array().unwrap().iter().map(|r| (&r["id"], &r["state"])).collect();
    assert_eq!(states.len(), 2, "{rows}");
    assert!(states.contains(&(&json!(damaged), &json!("damaged"))), "{rows}");
    assert!(states.contains(&(&json!(id), &json!("done"))), "{rows}");
    assert!(lab.run("operations list").stdout.contains("damaged"));
    lab.fails(&format!("operations undo {damaged}"), 6, "does not read");
    lab.json("drives create e --size 1G");
    lab.fails(&format!("operations forget {damaged}"), 2, "--yes");
    let forgotten = lab.json(&format!("operations forget {damaged} --yes"));
    assert_eq!(forgotten, json!({"id": damaged, "forgotten": true}));
    lab.fails(&format!("operations forget {damaged} --yes"), 3, "has no operation");
}

#[cfg(unix)]
#[test]
fn the_journal_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let lab = Lab::new();
    lab.json("drives create d --size 1G");
    let files = walk(&lab.path("state"));
    assert!(!files.is_empty());
    for file in files {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "{}", file.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
