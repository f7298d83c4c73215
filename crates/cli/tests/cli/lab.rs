//! A simulated account, a configuration for it, and the command.

use anycloud_simulators::cloudsigma::{self, CloudSigma};
use anycloud_simulators::elastichosts::{Builder, ElasticHosts};
use anycloud_simulators::faults::FaultScript;
use anycloud_simulators::mist::Mist;
use anycloud_simulators::{Faulty, Server, Simulator};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The account's key: it must never be seen on stdout or stderr.
pub(crate) const CANARY: &str = "canary-7f3a9c-secret-api-key";

/// A simulated account of its own, so that tests run side by side.
pub(crate) struct Lab<S = ElasticHosts> {
    folder: TempDir,
    pub(crate) simulator: Arc<Faulty<S>>,
    provider: &'static str,
    user: String,
    server: Server,
    _runtime: Runtime,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Lab {
    /// An account in which nothing takes long.
    pub(crate) fn new() -> Self {
        Self::with(quick())
    }

    pub(crate) fn with(builder: Builder) -> Self {
        let simulator = builder.secret(CANARY).build().unwrap();
        let user = simulator.user().to_owned();
        Self::of("elastichosts", simulator, user)
    }
}

impl Lab<CloudSigma> {
    /// The same at CloudSigma.
    pub(crate) fn sigma(builder: cloudsigma::Builder) -> Self {
        let soon = Duration::from_millis(50);
        let builder = builder.imaging_takes(soon).boot_takes(soon).shutdown_takes(soon);
        let simulator = builder.password(CANARY).build().unwrap();
        let user = simulator.user().to_owned();
        Self::of("cloudsigma", simulator, user)
    }
}

impl Lab<Mist> {
    /// A Mist.io account with its clouds, each with machines.
    pub(crate) fn mist() -> Self {
        let soon = Duration::from_millis(50);
        let simulator = Mist::builder().token(CANARY).boot_takes(soon).build().unwrap();
        let user = simulator.email().to_owned();
        Self::of("mist", simulator, user)
    }
}

impl<S: Simulator> Lab<S> {
    fn of(provider: &'static str, simulator: S, user: String) -> Self {
        let simulator = Arc::new(Faulty::new(simulator, FaultScript::default()));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(Server::start(([127, 0, 0, 1], 0).into(), simulator.clone())).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let lab = Self { folder, simulator, provider, user, server, _runtime: runtime };
        lab.write("config.toml", &lab.cloud("sim", CANARY));
        lab
    }

    /// Where the account is.
    pub(crate) fn url(&self) -> &str {
        self.server.url()
    }

    /// A cloud's part of a configuration file.
    pub(crate) fn cloud(&self, name: &str, secret: &str) -> String {
        let (url, user, provider) = (self.server.url(), &self.user, self.provider);
        format!(
            "[clouds.{name}]\nprovider = \"{provider}\"\nendpoint = \"{url}\"\nuser = \"{user}\"\n\
             secret = \"{secret}\"\n"
        )
    }

    /// A private file of the lab.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Adds a fault, e.g. `{"on": "POST /servers/create", "fault": "busy"}`.
    pub(crate) fn fault(&self, rule: &str) {
        self.simulator.arm(FaultScript::from_json(&format!("{{\"rules\": [{rule}]}}")).unwrap());
    }

    /// The command, its words split at spaces.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = bare(self.folder.path());
        command.env("ANYCLOUD_CONFIG", self.path("config.toml"));
        command.env("ANYCLOUD_STATE_DIR", self.path("state"));
        command.args(words.split(' '));
        command
    }

    pub(crate) fn run(&self, words: &str) -> Ended {
        ended(&self.command(words).output().unwrap())
    }

    /// Ends well, with exactly one JSON document on stdout.
    pub(crate) fn json(&self, words: &str) -> Value {
        let ended = self.run(&format!("{words} -o json"));
        assert_eq!(ended.code, Some(0), "{words}: {ended:?}");
        serde_json::from_str(&ended.stdout).unwrap_or_else(|e| panic!("{words}: {e}: {ended:?}"))
    }

    /// The same of something that a booting server shows a little later.
    pub(crate) fn soon(&self, words: &str, good: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..100 {
            let ended = self.run(&format!("{words} -o json"));
            match serde_json::from_str(&ended.stdout) {
                Ok(value) if ended.code == Some(0) && good(&value) => return value,
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
        panic!("{words}: {:?}", self.run(words));
    }

    /// Ends with this code, says this on one line of stderr, and nothing on stdout.
    pub(crate) fn fails(&self, words: &str, code: i32, says: &str) -> Ended {
        let ended = self.run(words);
        assert_eq!(ended.code, Some(code), "{words}: {ended:?}");
        let line = ended.stderr.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
        assert!(line.contains(says), "{words}: {says:?} is not in {ended:?}");
        assert_eq!(ended.stdout, "", "{words}");
        ended
    }

    /// A running server named `name` with one drive of the same name; its id and the drive's.
    pub(crate) fn server(&self, name: &str) -> (String, String) {
        let image = self.json("images list")[0]["id"].as_str().unwrap().to_owned();
        let words =
            format!("servers create {name} --image {image} --cpu-mhz 1000 --memory-mib 512 --drive-size 10G");
        let server = self.json(&words);
        (text(&server["id"]), text(&server["drives"][0]))
    }
}

/// An account in which nothing takes long.
pub(crate) fn quick() -> Builder {
    let soon = Duration::from_millis(50);
    ElasticHosts::builder().imaging_takes(soon).boot_takes(soon).shutdown_takes(soon)
}

/// The command without configuration, away from the user's own.
pub(crate) fn bare(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anycloud"));
    for name in ["ANYCLOUD_CONFIG", "ANYCLOUD_STATE_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
        command.env_remove(name);
    }
    command.env("HOME", home).stdin(Stdio::null());
    command
}

/// What a command printed, after a look for secrets.
pub(crate) fn ended(output: &Output) -> Ended {
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (shown(&output.stdout), shown(&output.stderr));
    assert!(!stdout.contains(CANARY) && !stderr.contains(CANARY), "{stdout}\n{stderr}");
    Ended { code: output.status.code(), stdout, stderr }
}

/// Runs it with this on stdin.
pub(crate) fn fed(mut command: Command, input: &[u8]) -> Ended {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that refuses early does not read all of it.
    let _ = child.stdin.take().unwrap().write_all(input);
    ended(&child.wait_with_output().unwrap())
}

/// A JSON text.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not text: {value}")).to_owned()
}
