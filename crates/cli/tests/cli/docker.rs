//! A Docker engine at the command line. Without an engine here; the rest needs one.
//!
//! `cargo test -p anycloud-cli --test cli docker -- --ignored` with an engine's address in `ANYCLOUD_DOCKER_HOST`.

use crate::lab::{Lab, ended};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

/// The configuration of a lab with an engine in it instead.
pub(crate) fn engine(host: &str) -> Lab {
    let lab = Lab::new();
    lab.write("config.toml", &format!("[clouds.engine]\nprovider = \"docker\"\nendpoint = \"{host}\"\n"));
    lab
}

#[test]
fn no_engine_is_6_and_what_it_cannot_do_is_5() {
    let lab = engine("unix:///nowhere/docker.sock");
    lab.fails("servers list", 6, "no engine listens at unix:///nowhere/docker.sock");
    lab.fails("drives create data --size 1G", 5, "drives of a chosen size");
    lab.fails("networks rename a b", 6, "no engine listens");
    lab.fails("sizes list", 5, "no named sizes");
    lab.fails("servers create web --image a --publish 88888:80", 2, "e.g. 8080:80");
    lab.fails("servers create web --image a --mount data", 2, "e.g. data:/srv");
    lab.fails("servers create web --image a --restart sometimes", 2, "--restart");
}

/// An engine on a socket, played: it says of which version it is, and this to whatever it is asked.
fn played(socket: &Path, version: &'static str, says: &'static str) {
    answering(socket, version, |_| says.as_bytes().to_vec());
}

/// The same with a body for each request.
pub(crate) fn answering(
    socket: &Path,
    version: &'static str,
    says: impl Fn(&str) -> Vec<u8> + Send + 'static,
) {
    replying(socket, version, move |request| (200, says(request), 0));
}

/// The same with a status and a body, and how many bytes of the body never come.
pub(crate) fn replying(
    socket: &Path,
    version: &'static str,
    says: impl Fn(&str) -> (u16, Vec<u8>, usize) + Send + 'static,
) {
    let listener = UnixListener::bind(socket).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            while let Ok(n @ 1..) = stream.read(&mut request) {
                let (status, body, missing) = says(&String::from_utf8_lossy(&request[..n]));
                let length = body.len() + missing;
                let head = format!(
                    "HTTP/1.1 {status} .\r\nApi-Version: {version}\r\nContent-Length: {length}\r\n\r\n"
                );
                if stream.write_all(&[head.into_bytes(), body].concat()).is_err() || missing > 0 {
                    break;
                }
            }
        }
    });
}

/// A folder as the `docker` command keeps it, with the context `lab`; the rest is said by the variables.
#[test]
fn the_engine_is_the_one_that_the_docker_command_would_talk_to() {
    let lab = Lab::new();
    let (socket, docker) = (lab.path("played.sock"), lab.path("docker"));
    played(&socket, "1.41", "[]");
    let there = format!("unix://{}", socket.display());
    let folder = |path: &str| {
        let folder = docker.join(path);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    };
    let meta = folder("contexts/meta/1111").join("meta.json");
    let endpoint = |host: &str, skip: bool| {
        let engine = json!({"Host": host, "SkipTLSVerify": skip});
        let text = json!({"Name": "lab", "Metadata": {}, "Endpoints": {"docker": engine}}).to_string();
        std::fs::write(&meta, text).unwrap();
    };
    let current = |text: &str| std::fs::write(docker.join("config.json"), text).unwrap();
    let list = |config: &str, vars: &[(&str, &str)]| {
        lab.write("config.toml", &format!("[clouds.engine]\nprovider = \"docker\"\n{config}"));
        let mut command = lab.command("servers list");
        for name in
            ["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_API_VERSION"]
        {
            command.env_remove(name);
        }
        command.env("DOCKER_CONFIG", &docker).envs(vars.iter().copied());
        let ended = ended(&command.output().unwrap());
        (ended.code, ended.stderr)
    };
    let reached = |(code, said): (Option<i32>, String)| assert_eq!(code, Some(0), "{said}");
    let refused = |(code, said): (Option<i32>, String), wanted: i32, says: &str| {
        assert_eq!(code, Some(wanted), "{said}");
        assert!(said.contains(says), "{says:?} is not in {said}");
        assert!(!said.contains("hunter2"), "{said}");
    };

    endpoint(&there, false);
    current(r#"{"currentContext": "lab"}"#);
    reached(list("", &[]));
    current(r#"{"currentContext": "gone"}"#);
    refused(list("", &[]), 2, "there is no Docker context \"gone\"");
    reached(list("", &[("DOCKER_CONTEXT", "lab")]));
    reached(list("context = \"lab\"\n", &[]));
    reached(list("", &[("DOCKER_HOST", &there)]));
    refused(
        list("", &[("DOCKER_HOST", "unix:///nowhere/x.sock"), ("DOCKER_CONTEXT", "lab")]),
        6,
        "no engine listens",
    );
    current(r#"{"auths": {"x": {"auth": "hunter2"}}, "#);
    refused(list("", &[]), 2, "config.json is not JSON");

    let lab_context = [("DOCKER_CONTEXT", "lab")];
    endpoint("tcp://127.0.0.1:9", true);
    refused(list("", &lab_context), 2, "a certificate that is not verified");
    endpoint("ssh://me@127.0.0.1", false);
    refused(list("", &lab_context), 2, "ssh");
    endpoint("tcp://127.0.0.1:9", false);
    let certificates = folder("contexts/tls/1111/docker");
    std::fs::write(certificates.join("cert.pem"), "hunter2").unwrap();
    refused(list("", &lab_context), 2, "go together");
    std::fs::write(certificates.join("key.pem"), "hunter2").unwrap();
    refused(list("", &lab_context), 2, "cert.pem");
    std::fs::write(&meta, r#"{"Name": "lab", "Endpoints": {"#).unwrap();
    refused(list("", &lab_context), 2, "meta.json is not JSON");
}

#[test]
fn its_own_commands_are_refused_before_any_request() {
    let lab = engine("unix:///nowhere/docker.sock");
    assert!(lab.run("native").stdout.contains("containers logs CONTAINER [LINES]"));
    lab.fails("native cloudsigma info", 2, "is of the provider docker, not cloudsigma");
    lab.fails("native docker dance", 5, "docker has no command \"dance\" of its own");
    lab.fails("native docker containers logs web many", 2, "no number of lines");
    lab.fails("native docker prune containers", 2, "destroying asks first");
    lab.fails("native docker images remove busybox", 2, "destroying asks first");
    lab.fails("native docker prune everything --yes", 2, "cannot be pruned");
    lab.fails("native docker version", 6, "no engine listens");
}

#[test]
fn an_engine_that_is_too_old_or_babbles() {
    let sockets = tempfile::tempdir().unwrap();
    let engine = |version: &'static str, says: &'static str| {
        let socket = sockets.path().join(version);
        played(&socket, version, says);
        engine(&format!("unix://{}", socket.display()))
    };
    engine("1.40", "[]").fails("servers list", 5, "speaks API 1.40, and 1.41 is needed");
    let babbles = engine("1.41", "{\"status\":\"Pulling\"}\r\n{\"status\": hunter2\r\n");
    babbles.fails("servers list", 6, "");
    let pull = babbles.fails("native docker images pull busybox:1", 7, "is not JSON");
    assert!(!pull.stderr.contains("hunter2"), "{pull:?}");
}

fn real() -> (String, Lab) {
    let host = std::env::var("ANYCLOUD_DOCKER_HOST").expect("ANYCLOUD_DOCKER_HOST");
    (host.clone(), engine(&host))
}

fn is_podman(lab: &Lab) -> bool {
    lab.json("native docker version").to_string().contains("Podman")
}

#[test]
#[ignore = "needs an engine"]
fn containers_from_first_to_last() {
    let (_, lab) = real();
    let image = "localhost/lab/busybox:1";
    let name = |what: &str| format!("cli-{}-{what}", std::process::id());
    let (web, data, job) = (name("web"), name("data"), name("job"));
    let port = 41_000 + std::process::id() % 10_000;
    lab.json(&format!("drives create {data}"));
    let create = format!(
        "servers create {web} --image {image} --env PASSWORD=hunter2 --publish {port}:80 --mount {data}:/srv:ro \
         --restart unless-stopped --cpus 0.5 --memory 64M --command httpd -f -p 80"
    );
    let made = lab.run(&format!("-o json {create}"));
    let made: Value = serde_json::from_str(&made.stdout).unwrap();
    assert_eq!(made["state"], "running", "{made}");
    assert_eq!((&made["drives"][0], &made["memory_bytes"]), (&data.clone().into(), &(64 << 20).into()));
    assert!(!lab.json(&format!("servers show {web}")).to_string().contains("hunter2"));
    lab.fails(&format!("servers create {web} --image {image} --command sleep 9"), 5, "already in use");
    let taken = format!("servers create {job} --image {image} --publish {port}:80 --command sleep 9");
    lab.fails(&taken, 5, "");
    let ends = format!("servers create {job} --image {image} --command false");
    let ended = lab.fails(&ends, 6, "ended at once, with code 1; it is kept");
    assert!(ended.stderr.contains("; it is kept, and `containers logs "), "{ended:?}");
    assert!(ended.stderr.contains(": anycloud servers destroy "), "{ended:?}");
    let resize = format!("servers update {web} --cpus 0.25 --memory 128M");
    if is_podman(&lab) {
        // Podman 4.3 has no such call.
        lab.fails(&resize, 5, "the engine does not have this call");
    } else {
        let resized = lab.json(&resize);
        assert_eq!(
            (&resized["cpu"], &resized["memory_bytes"]),
            (&json!({"milli_cores": 250}), &json!(128 << 20))
        );
    }
    let nowhere = "localhost:9/lab/nothing:1";
    lab.fails(&format!("servers create {name} --image {nowhere}", name = name("no-image")), 6, "image pull");
    lab.fails(&format!("servers show {}", name("no-image")), 3, "no server");
    lab.fails(&format!("native docker images show {nowhere}"), 3, "");
    lab.fails(&format!("drives destroy {data} --yes"), 5, "");
    for gone in [format!("{job} --keep-drives"), format!("{web} --destroy-drives")] {
        lab.json(&format!("servers destroy {gone} --yes"));
    }
    lab.fails(&format!("drives show {data}"), 3, "no drive");
}

#[test]
#[ignore = "needs an engine"]
fn its_own_commands() {
    let (_, lab) = real();
    let web = format!("cli-{}-native", std::process::id());
    let (image, more) = ("localhost/lab/sleeper:1", format!("localhost/lab/more:{}", std::process::id()));
    lab.json(&format!("servers create {web} --image {image}"));
    assert_eq!(lab.json("native docker version")["ApiVersion"], "1.41");
    assert!(lab.json("native docker info")["Containers"].as_u64().unwrap() > 0);
    assert_eq!(lab.json(&format!("native docker containers show {web}"))["Name"], format!("/{web}"));
    let exec = |words: &str| {
        let ended = lab.run(&format!("native docker -o json exec {web} {words}"));
        serde_json::from_str::<Value>(&ended.stdout).unwrap_or_else(|e| panic!("{e}: {ended:?}"))
    };
    let passwd = "root:x:0:0:root:/root:/bin/sh\n";
    assert_eq!(exec("cat /etc/passwd"), json!({"stdout": passwd, "stderr": "", "exit_code": 0}));
    assert_eq!(exec("head -n 1 /etc/passwd")["stdout"], passwd, "hyphens are not ours");
    assert_eq!(exec("-- head -n 1 /etc/passwd")["stdout"], passwd);
    assert_eq!(exec("echo -- --yes -o json")["stdout"], "-- --yes -o json\n");
    assert_eq!(exec("false")["exit_code"], 1);
    let run = |words: &str| {
        let ended = lab.run(&format!("native docker exec {words}"));
        (ended.code, ended.stdout, ended.stderr)
    };
    assert_eq!(run(&format!("{web} false")), (Some(1), String::new(), String::new()));
    assert_eq!(run(&format!("{web} cat /etc/passwd")), (Some(0), passwd.to_owned(), String::new()));
    assert!(matches!(run(&format!("{web} nosuchprogram")).0, Some(126 | 127)));
    assert_eq!(run("nosuchcontainer true").0, Some(125));
    assert_eq!(lab.json(&format!("native docker containers logs {web} 5"))["stdout"], "");
    assert!(lab.json(&format!("native docker containers top {web}"))["Processes"].is_array());
    assert!(lab.json(&format!("native docker containers stats {web}"))["memory_stats"].is_object());
    lab.json(&format!("native docker containers pause {web}"));
    assert_eq!(lab.json(&format!("servers show {web}"))["state"], "paused");
    lab.json(&format!("native docker containers unpause {web}"));
    lab.json(&format!("native docker images tag {image} {more}"));
    assert_eq!(lab.json(&format!("native docker images show {more}"))["Config"]["Cmd"][0], "sh");
    lab.json(&format!("native docker images remove {more} --yes"));
    lab.fails(&format!("native docker images show {more}"), 3, "");
    lab.json(&format!("servers destroy {web} --destroy-drives --yes"));
    let happened = lab.json("native docker events 2020-01-01T00:00:00Z");
    assert!(happened.as_array().unwrap().iter().any(|event| event["Actor"]["Attributes"]["name"] == *web));
    // A name that nothing has, and an id that nothing has any more.
    lab.fails(&format!("servers destroy {web} --keep-drives --yes"), 3, "");
    let gone = lab.run(&format!("servers destroy {} --keep-drives --yes", "0".repeat(64)));
    assert_eq!(gone.code, Some(0), "{gone:?}");
}

/// The socket is root's, and the command is run by nobody.
#[test]
#[ignore = "needs an engine, and root"]
fn a_socket_that_this_user_may_not_use() {
    let (host, _) = real();
    // Nobody may look into the folders of whoever runs the tests.
    let home = tempfile::tempdir_in("/tmp").unwrap();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let program = home.path().join("anycloud");
    std::fs::copy(env!("CARGO_BIN_EXE_anycloud"), &program).unwrap();
    let config = home.path().join("config.toml");
    std::fs::write(&config, format!("[clouds.engine]\nprovider = \"docker\"\nendpoint = \"{host}\"\n"))
        .unwrap();
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(&program)
        .args(["servers", "list"]);
    let ended = ended(&command.env("HOME", home.path()).env("ANYCLOUD_CONFIG", &config).output().unwrap());
    assert_eq!(ended.code, Some(5), "{ended:?}");
    assert!(ended.stderr.contains("this user may not use the engine's socket"), "{ended:?}");
}
