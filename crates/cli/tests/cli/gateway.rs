//! `gateway`: how it is reached and stopped, and what outlives being killed.

use crate::lab::{CANARY, Lab, bare, quick, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// The gateway's process, which ends with the test.
struct Serving {
    child: Child,
    address: String,
    token: String,
    stderr: PathBuf,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A gateway without clouds.
fn serving(folder: &Path) -> Serving {
    let mut command = bare(folder);
    command.arg("gateway");
    begun(command, folder)
}

/// A gateway over the lab's cloud, which may add another one there.
fn serving_lab(lab: &Lab) -> Serving {
    begun(lab.command("gateway"), &lab.path(""))
}

fn begun(mut command: Command, folder: &Path) -> Serving {
    let key = folder.join("key");
    if !key.exists() {
        fs::write(&key, "5a".repeat(32)).unwrap();
        private(&key);
    }
    command.args(["--listen", "127.0.0.1:0", "-o", "json", "--key-file"]).arg(&key);
    command.args(["--allow-address", "127.0.0.1", "--state-dir"]).arg(folder.join("gateway"));
    let stderr = folder.join("stderr");
    command.stdout(Stdio::piped()).stderr(fs::File::create(&stderr).unwrap());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let reach: Value = serde_json::from_str(&line).unwrap();
    let token = fs::read_to_string(reach["token"].as_str().unwrap()).unwrap().trim_end().to_owned();
    let address = reach["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    Serving { child, address, token, stderr }
}

impl Serving {
    /// An answer that is good.
    fn json(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, text) = self.ask(method, path, body).unwrap();
        assert_eq!(status, 200, "{method} {path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The path of the backend with this title.
    fn backend(&self, title: &str) -> String {
        let all = self.json("GET", "/backends", &Value::Null);
        let found = all.as_array().unwrap().iter().find(|backend| backend["title"] == title);
        format!("/backends/{}", text(&found.unwrap_or_else(|| panic!("no {title}: {all}"))["id"]))
    }

    /// What it has said to its operator.
    fn said(&self) -> String {
        fs::read_to_string(&self.stderr).unwrap()
    }

    /// A line of that with these words, which comes soon.
    fn line(&self, words: &str) -> String {
        for _ in 0..500 {
            if let Some(line) = self.said().lines().find(|line| line.contains(words)) {
                return line.to_owned();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("no {words:?}: {}", self.said());
    }

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
fn its_log_says_who_changed_what_and_who_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = serving(folder.path());
    assert_eq!(serving.ask("GET", "/backends", &Value::Null).unwrap().0, 200);
    let made_up = json!({ "provider": "no such", "apisecret": "hunter2" });
    assert_eq!(serving.ask("POST", "/backends", &made_up).unwrap().0, 400);
    let right = std::mem::replace(&mut serving.token, "hunter2".to_owned());
    assert_eq!(serving.ask("GET", "/backends", &Value::Null).unwrap().0, 401);
    let said = serving.said();
    let line = |words: &[&str]| said.lines().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(line(&["INFO", "127.0.0.1", "POST", "/backends", "400"]), "{said}");
    assert!(line(&["WARN", "127.0.0.1", "the token is wrong"]), "{said}");
    assert!(!said.contains("GET") && !said.contains("hunter2") && !said.contains(&right), "{said}");
}

/// Its client leaves before the provider has answered.
#[test]
fn its_log_has_what_nobody_waits_for() {
    let lab = Lab::with(quick());
    let (id, _) = lab.server("web");
    lab.fault(
        r#"{"on": "POST /servers/*/destroy", "fault": {"delay": {"ms": 1000}}},
        {"on": "POST /drives/*/destroy", "fault": {"refused": {"code": "billing"}}}"#,
    );
    let gateway = begun(lab.command("gateway --destroy-drives"), &lab.path(""));
    let path = format!("{}/machines/{id}", gateway.backend("sim"));
    let mut stream = TcpStream::connect(&gateway.address).unwrap();
    let asked = format!(
        "POST {path}?action=destroy HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        gateway.token
    );
    stream.write_all(asked.as_bytes()).unwrap();
    while lab.simulator.inner().server_ids().contains(&id) {
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(stream);
    let line = gateway.line("the client left");
    assert!(["INFO", "127.0.0.1", "POST", &path].iter().all(|word| line.contains(word)), "{line}");
    // What becomes of it then, nobody else hears.
    let line = gateway.line("a change is not over");
    let operations = lab.json("operations list");
    assert!(line.contains("WARN") && line.contains(&text(&operations[1]["id"])), "{line}");
}

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
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let kept = folder.path().join("gateway").join("token");
        fs::set_permissions(&kept, fs::Permissions::from_mode(0o644)).unwrap();
        let mut command = bare(folder.path());
        command
            .args(["gateway", "--listen", "127.0.0.1:0", "--state-dir"])
            .arg(folder.path().join("gateway"));
        let open = command.output().unwrap();
        assert_eq!(open.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&open.stderr).contains("others can read the token file"));
    }
}

#[test]
fn one_cloud_is_served_alone() {
    let lab = Lab::with(quick());
    lab.write("config.toml", &(lab.cloud("sim", CANARY) + &lab.cloud("other", CANARY)));
    let titles = |gateway: &Serving| {
        let all = gateway.json("GET", "/backends", &Value::Null);
        all.as_array().unwrap().iter().map(|backend| text(&backend["title"])).collect::<Vec<_>>()
    };
    assert_eq!(titles(&serving_lab(&lab)), ["other", "sim"]);
    assert_eq!(titles(&begun(lab.command("gateway --cloud sim"), &lab.path(""))), ["sim"]);
}

#[test]
fn what_is_not_safe_is_refused_before_it_listens() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("open"), "5a".repeat(32)).unwrap();
    fs::write(folder.path().join("short"), "hunter2\n").unwrap();
    private(&folder.path().join("short"));
    let open = folder.path().join("open");
    let short = folder.path().join("short");
    let (open, short) = (open.to_str().unwrap(), short.to_str().unwrap());
    for (arguments, says) in [
        (vec!["--listen", "0.0.0.0:0"], "reached from other machines"),
        (vec!["--listen", "0.0.0.0:0"], "say --listen-anywhere"),
        (vec!["--listen", "127.0.0.1:0", "--token-file", short], "16 or more characters"),
        #[cfg(unix)]
        (vec!["--listen", "127.0.0.1:0", "--key-file", open], "others can read the key file"),
        #[cfg(unix)]
        (vec!["--listen", "127.0.0.1:0", "--token-file", open], "others can read the token file"),
        (vec!["--listen", "127.0.0.1:0", "--cloud", "london"], "london"),
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
#[test]
fn killed_at_any_moment_it_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = serving(folder.path());
    let (_, made) = gateway.ask("POST", "/keys", &Value::Null).unwrap();
    let private = serde_json::from_str::<Value>(&made).unwrap()["priv"].clone();
    drop(gateway);
    let mut answered: Vec<String> = Vec::new();
    for (round, milliseconds) in [0, 3, 11, 23, 37, 53, 71, 97].into_iter().enumerate() {
        let gateway = serving(folder.path());
        let (begun, first) = mpsc::channel();
        let pid = gateway.child.id();
        let killer = std::thread::spawn(move || {
            first.recv().unwrap();
            std::thread::sleep(Duration::from_millis(milliseconds));
            kill(pid);
        });
        for n in 0.. {
            let id = format!("key-{round}-{n}");
            match gateway.ask("PUT", "/keys", &json!({"id": id, "priv": private})) {
                Some((200, _)) => answered.push(id),
                Some((status, body)) => panic!("{status} {body}"),
                None => break,
            }
            let _ = begun.send(());
        }
        killer.join().unwrap();
    }
    let gateway = serving(folder.path());
    let (_, listed) = gateway.ask("GET", "/keys", &Value::Null).unwrap();
    let listed: Vec<Value> = serde_json::from_str(&listed).unwrap();
    let there: Vec<&str> = listed.iter().map(|key| key["id"].as_str().unwrap()).collect();
    assert!(answered.len() >= 8, "each time at least one was answered: {answered:?}");
    let lost: Vec<&String> = answered.iter().filter(|id| !there.contains(&id.as_str())).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
    assert!(there.len() <= answered.len() + 8, "each kill may have hidden one answer");
    for id in [there[0], there[there.len() - 1]] {
        let (status, half) = gateway.ask("GET", &format!("/keys/{id}/private"), &Value::Null).unwrap();
        assert_eq!((status, serde_json::from_str::<Value>(&half).unwrap()), (200, private.clone()));
    }
}

/// Killed with its answer on the wire: a backend, a star and a key.
#[test]
fn killed_right_after_an_answer_it_has_kept_what_that_says() {
    let lab = Lab::with(quick());
    let gateway = serving_lab(&lab);
    let private = gateway.json("POST", "/keys", &Value::Null)["priv"].clone();
    let id = text(&gateway.json("POST", "/backends", &added(&lab))["id"]);
    drop(gateway);

    let gateway = serving_lab(&lab);
    assert_eq!(gateway.backend("Mine"), format!("/backends/{id}"));
    let images = format!("/backends/{id}/images");
    let image = text(&gateway.json("GET", &images, &Value::Null)[2]["id"]);
    assert_eq!(gateway.json("POST", &format!("{images}/{image}"), &Value::Null), true);
    drop(gateway);

    let gateway = serving_lab(&lab);
    let listed = gateway.json("GET", &images, &Value::Null);
    let starred = listed.as_array().unwrap().iter().filter(|image| image["star"] == true);
    assert_eq!(starred.map(|image| text(&image["id"])).collect::<Vec<_>>(), [image]);
    gateway.json("PUT", "/keys", &json!({"name": "k", "priv": private}));
    drop(gateway);

    let gateway = serving_lab(&lab);
    assert_eq!(gateway.json("GET", "/keys/k/private", &Value::Null), private);
    assert!(!gateway.said().contains(CANARY), "{}", gateway.said());
}

#[test]
fn what_was_cut_off_is_told_at_the_next_start_and_resumed() {
    let lab = Lab::with(quick().imaging_takes(Duration::from_secs(2)));
    let gateway = serving_lab(&lab);
    let mine = text(&gateway.json("POST", "/backends", &added(&lab))["id"]);
    let (here, there) =
        (format!("{}/machines", gateway.backend("sim")), format!("/backends/{mine}/machines"));
    let image = text(&gateway.json("GET", &here.replace("machines", "images"), &Value::Null)[0]["id"]);
    let drives = lab.simulator.inner().drives();
    std::thread::scope(|threads| {
        let asking = [("here", &here), ("there", &there)].map(|(name, machines)| {
            let body = json!({"name": name, "image": image, "size": "1000mhz-512mib"});
            let gateway = &gateway;
            threads.spawn(move || gateway.ask("POST", machines, &body))
        });
        while lab.simulator.inner().drives() < drives + 2 {
            std::thread::sleep(Duration::from_millis(5));
        }
        kill(gateway.child.id());
        let answers = asking.map(|asking| asking.join().unwrap());
        assert_eq!(answers, [None, None], "they were not answered");
    });
    drop(gateway);

    let gateway = serving_lab(&lab);
    let said = gateway.said();
    let told = |cloud: &str| {
        let line = said.lines().find(|line| line.contains(&format!("cloud={cloud}")));
        line.unwrap_or_else(|| panic!("{cloud}: {said}"))
    };
    for (cloud, first) in [("sim", String::new()), (&mine, format!(" (first put [clouds.{mine}] into"))] {
        let (_, rest) = told(cloud).split_once("a change was cut off: anycloud operations resume ").unwrap();
        let (id, rest) = rest.split_once(' ').unwrap();
        assert!(format!(" {rest}").starts_with(&first) && rest.contains("create_server"), "{rest}");
        if !first.is_empty() {
            let config = lab.cloud("sim", CANARY) + &lab.cloud(&mine, CANARY);
            lab.write("config.toml", &config);
        }
        assert_eq!(lab.json(&format!("operations resume {id}"))["state"], "done");
    }
    let listed = gateway.json("GET", &here, &Value::Null);
    let names: BTreeSet<String> = listed.as_array().unwrap().iter().map(|one| text(&one["name"])).collect();
    assert_eq!(names, BTreeSet::from(["here".to_owned(), "there".to_owned()]));
    let drive = text(&listed[0]["extra"]["drives"][0]);

    // What it leaves behind when it is destroyed is told, too.
    let machine = format!("{here}/{}?action=destroy", text(&listed[0]["id"]));
    assert_eq!(gateway.json("POST", &machine, &Value::Null).as_array().unwrap().len(), 1);
    let said = gateway.said();
    assert!(said.contains("its drives are kept") && said.contains(&drive), "{said}");
    drop(gateway);
    assert!(!serving_lab(&lab).said().contains("cut off"), "nothing is left of it");
}

/// The lab's cloud once more, as a client adds it.
fn added(lab: &Lab) -> Value {
    json!({"title": "Mine", "provider": "elastichosts", "apikey": lab.simulator.inner().user(), "apisecret": CANARY,
        "apiurl": lab.url()})
}

#[cfg(unix)]
fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-KILL", &pid.to_string()]).status().unwrap().success());
}

#[cfg(not(unix))]
fn kill(pid: u32) {
    assert!(Command::new("taskkill").args(["/F", "/PID", &pid.to_string()]).status().unwrap().success());
}
