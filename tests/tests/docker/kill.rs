//! A real process, really killed: at every moment of a create, of an undo and of a destroy, over real HTTP.

use crate::base::Base;
use crate::simulated::Simulated;
use anycloud_docker::{Client, Config};
use anycloud_simulators::Server;
use anycloud_tests::Victim;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tempfile::TempDir;

/// What the engine holds before anything is made: three with a volume each, and three.
const BEFORE: (usize, usize) = (3, 6);
/// As a moment of a create: the container is there, and nobody has written its id down.
const MADE: u32 = 8;

/// An engine that holds something, and a journal.
struct Lab {
    engine: Arc<Simulated>,
    victim: Victim,
    _server: Server,
    _journal: TempDir,
}

impl Lab {
    async fn new() -> Self {
        let engine = Arc::new(Simulated::default());
        let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), engine.clone()).await.unwrap();
        Base::default().restored(&Client::new(Config::new(server.url())).unwrap()).await;
        let journal = tempfile::tempdir().unwrap();
        let cloud = ["docker", server.url(), "", ""];
        let victim = Victim::new(env!("CARGO_BIN_EXE_victim"), cloud, journal.path());
        Self { engine, victim, _server: server, _journal: journal }
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
        if !lab.victim.killed("create", moment, "").await {
            break;
        }
        kills += 1;
        lab.victim.whole("resume", "").await;
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
        if !lab.victim.killed("create", moment, "").await {
            break;
        }
        lab.victim.whole("undo", "").await;
        // Killed after its last word was written, the create is finished, and undo rightly leaves it.
        let finished = lab.made() == (1, 1) && lab.victim_runs();
        assert!(lab.made() == (0, 0) || finished && moment >= 12, "killed at {moment}: {:?}", lab.made());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_killed_at_every_moment_is_undone_again() {
    for moment in 1.. {
        let lab = Lab::new().await;
        assert!(lab.victim.killed("create", MADE, "").await);
        assert_eq!(lab.made(), (1, 1), "in the middle");
        let killed = lab.victim.killed("undo", moment, "").await;
        lab.victim.whole("undo", "").await;
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
        let id = lab.victim.whole("create", "").await;
        assert_eq!(lab.made(), (1, 1));
        let killed = lab.victim.killed("destroy", moment, &id).await;
        if killed {
            lab.victim.whole("resume", "").await;
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
    assert!(lab.victim.killed("create", MADE, "").await);
    let (one, two) = tokio::join!(
        lab.victim.run("resume", Victim::NEVER, ""),
        lab.victim.run("resume", Victim::NEVER, "")
    );
    assert!(one.status.success() || two.status.success());
    assert_eq!((lab.made(), lab.creates()), ((1, 1), 1));
}
