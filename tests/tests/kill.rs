//! A real process, really killed: at every moment of a create, of an undo and of a destroy, over real HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use anycloud_simulators::Server;
use anycloud_simulators::elastichosts::ElasticHosts;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// What the account holds before anything is made.
const BEFORE: usize = 3;
/// As a moment: none.
const NEVER: u32 = u32::MAX;

/// A service with a few servers and drives of its own, and a journal.
struct Lab {
    cloud: Arc<ElasticHosts>,
    _server: Server,
    url: String,
    journal: TempDir,
}

impl Lab {
    async fn new() -> Self {
        let cloud = ElasticHosts::builder()
            .filled(BEFORE)
            .imaging_takes(Duration::from_millis(30))
            .boot_takes(Duration::ZERO)
            .build()
            .unwrap();
        let cloud = Arc::new(cloud);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::start(address, cloud.clone()).await.unwrap();
        let url = server.url().to_owned();
        Self { cloud, _server: server, url, journal: tempfile::tempdir().unwrap() }
    }

    fn command(&self, what: &str, moment: u32, id: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_victim"));
        command
            .args([what, &self.url, self.cloud.user(), self.cloud.secret()])
            .arg(self.journal.path())
            .args([&moment.to_string(), id])
            .stdin(Stdio::null());
        command
    }

    async fn run(&self, what: &str, moment: u32, id: &str) -> Output {
        let mut command = self.command(what, moment, id);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// Runs to the end, which must be good; answers with what it printed.
    async fn whole(&self, what: &str, id: &str) -> String {
        let output = self.run(what, NEVER, id).await;
        assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs until it is killed; `false` if it came to its end before that moment.
    async fn killed(&self, what: &str, moment: u32, id: &str) -> bool {
        let output = self.run(what, moment, id).await;
        if output.status.success() {
            return false;
        }
        assert_eq!(output.status.code(), None, "{what} failed: {}", String::from_utf8_lossy(&output.stderr));
        true
    }

    /// Servers and drives that were not there before.
    fn made(&self) -> (usize, usize) {
        (self.cloud.servers() - BEFORE, self.cloud.drives() - BEFORE)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_killed_at_every_moment_is_resumed() {
    let mut kills = 0;
    for moment in 1.. {
        let lab = Lab::new().await;
        if !lab.killed("create", moment, "").await {
            break;
        }
        kills += 1;
        let posted = lab.cloud.calls("POST *") > 0;
        lab.whole("resume", "").await;
        let begun = posted || lab.cloud.calls("POST *") > 0;
        assert_eq!(lab.made(), if begun { (1, 1) } else { (0, 0) }, "killed at {moment}");
        assert!(lab.cloud.succeeded("drives/create") <= 1, "killed at {moment}: two drives");
        assert!(lab.cloud.succeeded("servers/create") <= 1, "killed at {moment}: two servers");
    }
    assert!(kills >= 16, "three requests and their journal: {kills} moments");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_killed_at_every_moment_is_undone() {
    for moment in 1.. {
        let lab = Lab::new().await;
        if !lab.killed("create", moment, "").await {
            break;
        }
        lab.whole("undo", "").await;
        // Killed after its last word was written, the create is finished, and undo rightly leaves it.
        let finished = lab.made() == (1, 1) && lab.whole("undo", "").await.is_empty();
        assert!(lab.made() == (0, 0) || finished && moment >= 14, "killed at {moment}: {:?}", lab.made());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_killed_at_every_moment_is_undone_again() {
    for moment in 1.. {
        let lab = Lab::new().await;
        assert!(lab.killed("create", 11, "").await, "in the middle: the drive is there and imaged");
        let killed = lab.killed("undo", moment, "").await;
        lab.whole("undo", "").await;
        assert_eq!(lab.made(), (0, 0), "undo killed at {moment}");
        if !killed {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroy_killed_at_every_moment_takes_the_drives_too() {
    for moment in 1.. {
        let lab = Lab::new().await;
        let id = lab.whole("create", "").await;
        assert_eq!(lab.made(), (1, 1));
        let killed = lab.killed("destroy", moment, &id).await;
        if killed {
            lab.whole("resume", "").await;
        }
        // Killed before its first word was written, it never began.
        assert!(lab.made() == (0, 0) || killed && moment == 1, "killed at {moment}: {:?}", lab.made());
        if !killed {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_resume_at_once_make_one_server() {
    let lab = Lab::new().await;
    assert!(lab.killed("create", 11, "").await);
    let (one, two) = tokio::join!(lab.run("resume", NEVER, ""), lab.run("resume", NEVER, ""));
    assert!(one.status.success() || two.status.success());
    assert_eq!((lab.made(), lab.cloud.calls("servers/create")), ((1, 1), 1));
}
