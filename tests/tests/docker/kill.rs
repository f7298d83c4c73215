//! A real process, really killed: at every moment of a create, of an undo and of a destroy, over real HTTP.

use crate::base::Base;
use crate::simulated::Simulated;
use anycloud_docker::{Client, Config};
use anycloud_simulators::Server;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

/// What the engine holds before anything is made: three with a volume each, and three.
const BEFORE: (usize, usize) = (3, 6);
/// As a moment: none.
const NEVER: u32 = u32::MAX;
/// As a moment of a create: the container is there, and nobody has written its id down.
const MADE: u32 = 8;

/// An engine that holds something, and a journal.
struct Lab {
    engine: Arc<Simulated>,
    server: Server,
    journal: TempDir,
}

impl Lab {
    async fn new() -> Self {
        let engine = Arc::new(Simulated::default());
        let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), engine.clone()).await.unwrap();
        Base::default().restored(&Client::new(Config::new(server.url())).unwrap()).await;
        Self { engine, server, journal: tempfile::tempdir().unwrap() }
    }

    async fn run(&self, what: &str, moment: u32, id: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_victim"));
        command
            .args([what, "docker", self.server.url(), "", ""])
            .arg(self.journal.path())
            .args([&moment.to_string(), id])
            .stdin(Stdio::null());
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

    /// Containers and volumes that were not there before.
    fn made(&self) -> (usize, usize) {
        (self.engine.containers().len() - BEFORE.0, self.engine.volumes() - BEFORE.1)
    }

    fn victim_runs(&self) -> bool {
        self.engine.containers().contains(&("victim".to_owned(), true))
    }

    /// How often a container was made, or tried to be, beside those that were there before.
    fn creates(&self) -> usize {
        self.engine.calls("POST containers/create") - BEFORE.0
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
        lab.whole("resume", "").await;
        // Killed before its first word was written, it never began.
        let begun = moment > 1;
        let expected = if begun { (1, 1) } else { (0, 0) };
        assert_eq!((lab.made(), lab.victim_runs()), (expected, begun), "killed at {moment}");
        assert_eq!(lab.creates(), usize::from(begun), "killed at {moment}: it is not sent twice");
    }
    assert!(kills >= 12, "two requests and their journal: {kills} moments");
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
        let finished = lab.made() == (1, 1) && lab.victim_runs();
        assert!(lab.made() == (0, 0) || finished && moment >= 12, "killed at {moment}: {:?}", lab.made());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_killed_at_every_moment_is_undone_again() {
    for moment in 1.. {
        let lab = Lab::new().await;
        assert!(lab.killed("create", MADE, "").await);
        assert_eq!(lab.made(), (1, 1), "in the middle");
        let killed = lab.killed("undo", moment, "").await;
        lab.whole("undo", "").await;
        assert_eq!(lab.made(), (0, 0), "undo killed at {moment}");
        if !killed {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroy_killed_at_every_moment_takes_the_volumes_too() {
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
async fn two_that_resume_at_once_make_one_container() {
    let lab = Lab::new().await;
    assert!(lab.killed("create", MADE, "").await);
    let (one, two) = tokio::join!(lab.run("resume", NEVER, ""), lab.run("resume", NEVER, ""));
    assert!(one.status.success() || two.status.success());
    assert_eq!((lab.made(), lab.creates()), ((1, 1), 1));
}
