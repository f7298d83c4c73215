//! `gateway`: how it is reached and stopped, and what outlives being killed.

use crate::lab::bare;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The gateway's process, which ends with the test.
struct Serving {
    child: Child,
    address: String,
    token: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A gateway without clouds.
fn serving(folder: &Path) -> Serving {
    let key = folder.join("key");
    if !key.exists() {
        fs::write(&key, "5a".repeat(32)).unwrap();
        private(&key);
    }
    let mut command = bare(folder);
    command.args(["gateway", "--listen", "127.0.0.1:0", "-o", "json", "--key-file"]).arg(&key);
    command.arg("--state-dir").arg(folder.join("gateway"));
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let reach: Value = serde_json::from_str(&line).unwrap();
    let token = fs::read_to_string(reach["token"].as_str().unwrap()).unwrap().trim_end().to_owned();
    let address = reach["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    Serving { child, address, token }
}

impl Serving {
    /// Status and body; nothing if the gateway is not there any more.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Option<(u16, String)> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.token,
            body.len(),
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut back = String::new();
        stream.read_to_string(&mut back).ok()?;
        let (head, body) = back.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }
}

#[cfg(unix)]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn private(_path: &Path) {}

#[test]
fn its_token_is_made_once_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let first = serving(folder.path());
    assert!(first.token.len() >= 43, "32 bytes in base64");
    assert_eq!(first.ask("GET", "/backends", &Value::Null), Some((200, "[]".to_owned())));
    let second = bare(folder.path())
        .args(["gateway", "--listen", "127.0.0.1:0", "--state-dir"])
        .arg(folder.path().join("gateway"))
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another gateway uses"), "one at a time");
    let token = first.token.clone();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let dir = folder.path().join("gateway");
        assert_eq!((mode(&dir), mode(&dir.join("token"))), (0o700, 0o600));
    }
    drop(first);
    assert_eq!(serving(folder.path()).token, token);
}

#[test]
fn what_is_not_safe_is_refused_before_it_listens() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("open"), "5a".repeat(32)).unwrap();
    fs::write(folder.path().join("short"), "hunter2\n").unwrap();
    let open = folder.path().join("open");
    let short = folder.path().join("short");
    let (open, short) = (open.to_str().unwrap(), short.to_str().unwrap());
    for (arguments, says) in [
        (vec!["--listen", "0.0.0.0:0"], "reached from other machines"),
        (vec!["--listen", "127.0.0.1:0", "--token-file", short], "16 or more characters"),
        #[cfg(unix)]
        (vec!["--listen", "127.0.0.1:0", "--key-file", open], "others can read the key file"),
        (vec!["--listen", "127.0.0.1:0", "--allow-address", "everywhere"], "is no range of addresses"),
    ] {
        let mut command = bare(folder.path());
        command.args(["gateway", "--state-dir"]).arg(folder.path().join("state"));
        let ended = command.args(&arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(says) && !stderr.contains("hunter2"), "{arguments:?}: {stderr}");
    }
}

/// The word of service managers: what was begun is answered, and the exit is good.
#[cfg(unix)]
#[test]
fn it_stops_when_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = serving(folder.path());
    let told = Command::new("kill").arg(gateway.child.id().to_string()).status().unwrap();
    assert!(told.success());
    assert_eq!(gateway.child.wait().unwrap().code(), Some(0));
}

/// Killed while keys are added: all that was answered is there, and nothing is half there.
#[cfg(unix)]
#[test]
fn killed_at_any_moment_it_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = serving(folder.path());
    let (_, made) = gateway.ask("POST", "/keys", &Value::Null).unwrap();
    let private = serde_json::from_str::<Value>(&made).unwrap()["priv"].clone();
    drop(gateway);
    let mut answered: Vec<String> = Vec::new();
    for (round, milliseconds) in [3, 11, 23, 37, 53, 71, 97, 131].into_iter().enumerate() {
        let gateway = serving(folder.path());
        let pid = gateway.child.id().to_string();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(milliseconds));
            assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
        });
        for n in 0.. {
            let id = format!("key-{round}-{n}");
            match gateway.ask("PUT", "/keys", &json!({"id": id, "priv": private})) {
                Some((200, _)) => answered.push(id),
                Some((status, body)) => panic!("{status} {body}"),
                None => break,
            }
        }
        killer.join().unwrap();
    }
    let gateway = serving(folder.path());
    let (_, listed) = gateway.ask("GET", "/keys", &Value::Null).unwrap();
    let listed: Vec<Value> = serde_json::from_str(&listed).unwrap();
    let there: Vec<&str> = listed.iter().map(|key| key["id"].as_str().unwrap()).collect();
    assert!(answered.len() > 8, "some were answered: {answered:?}");
    let lost: Vec<&String> = answered.iter().filter(|id| !there.contains(&id.as_str())).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
    assert!(there.len() <= answered.len() + 8, "each kill may have hidden one answer");
    for id in [there[0], there[there.len() - 1]] {
        let (status, half) = gateway.ask("GET", &format!("/keys/{id}/private"), &Value::Null).unwrap();
        assert_eq!((status, serde_json::from_str::<Value>(&half).unwrap()), (200, private.clone()));
    }
}
