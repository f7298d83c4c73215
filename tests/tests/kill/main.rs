//! A real process, really killed: at every moment of a create, of an undo and of a destroy, over real HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod service;

use crate::service::Ec2;
use anycloud_simulators::cloudsigma::CloudSigma;
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::{Server, Simulator};
use anycloud_tests::Victim;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// What the account holds before anything is made.
const BEFORE: usize = 3;

/// A simulated account, whoever's.
#[derive(Clone)]
enum Account {
    CloudSigma(Arc<CloudSigma>),
    Ec2(Arc<Ec2>),
    ElasticHosts(Arc<ElasticHosts>),
}

/// The same question to either.
macro_rules! ask {
    ($account:expr, $it:ident => $question:expr) => {
        match $account {
            Account::CloudSigma($it) => $question,
            Account::Ec2($it) => $question,
            Account::ElasticHosts($it) => $question,
        }
    };
}

impl Account {
    fn cloudsigma() -> Self {
        let builder = CloudSigma::builder().filled(BEFORE).boot_takes(Duration::ZERO);
        Self::CloudSigma(Arc::new(builder.imaging_takes(Duration::from_millis(30)).build().unwrap()))
    }

    fn ec2() -> Self {
        Self::Ec2(Arc::new(Ec2::filled(BEFORE)))
    }

    fn elastichosts() -> Self {
        let builder = ElasticHosts::builder().filled(BEFORE).boot_takes(Duration::ZERO);
        Self::ElasticHosts(Arc::new(builder.imaging_takes(Duration::from_millis(30)).build().unwrap()))
    }

    /// What the victim needs to find it.
    fn names(&self) -> [&str; 3] {
        match self {
            Self::CloudSigma(it) => ["cloudsigma", it.user(), it.password()],
            Self::Ec2(_) => ["ec2", "AKIDEXAMPLE", "made-up"],
            Self::ElasticHosts(it) => ["elastichosts", it.user(), it.secret()],
        }
    }

    /// The commands by which the boot drive is made, and the server.
    fn makers(&self) -> [&'static str; 2] {
        match self {
            Self::CloudSigma(_) => ["drives/DRIVE/clone", "servers/create"],
            Self::Ec2(_) => ["RunInstances", "RunInstances"],
            Self::ElasticHosts(_) => ["drives/create", "servers/create"],
        }
    }
}

/// A service with a few servers and drives of its own, and a journal.
struct Lab {
    account: Account,
    victim: Victim,
    _server: Server,
    _journal: TempDir,
}

impl Lab {
    async fn new(account: fn() -> Account) -> Self {
        let account = account();
        let simulator: Arc<dyn Simulator> = ask!(&account, it => it.clone());
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::start(address, simulator).await.unwrap();
        let journal = tempfile::tempdir().unwrap();
        let [provider, user, secret] = account.names();
        let cloud = [provider, server.url(), user, secret];
        let victim = Victim::new(env!("CARGO_BIN_EXE_victim"), cloud, journal.path());
        Self { account, victim, _server: server, _journal: journal }
    }

    /// Servers and drives that were not there before.
    fn made(&self) -> (usize, usize) {
        let (servers, drives) = ask!(&self.account, it => (it.servers(), it.drives()));
        (servers - BEFORE, drives - BEFORE)
    }

    fn calls(&self, command: &str) -> u64 {
        ask!(&self.account, it => it.calls(command))
    }

    fn succeeded(&self, command: &str) -> u64 {
        ask!(&self.account, it => it.succeeded(command))
    }
}

/// Every case on every cloud.
macro_rules! cases {
    ($($account:ident: $($case:ident),*;)*) => { $(
        mod $account {
            use super::Account;

            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $case() {
                    super::$case(Account::$account).await;
                }
            )*
        }
    )* };
}

cases! {
    cloudsigma: a_create_killed_at_every_moment_is_resumed, a_create_killed_at_every_moment_is_undone, an_undo_killed_at_every_moment_is_undone_again, a_destroy_killed_at_every_moment_takes_the_drives_too, two_that_resume_at_once_make_one_server;
    ec2: a_create_killed_at_every_moment_is_resumed, a_create_killed_at_every_moment_is_undone, an_undo_killed_at_every_moment_is_undone_again, a_destroy_killed_at_every_moment_takes_the_drives_too, two_that_resume_at_once_make_one_server;
    elastichosts: a_create_killed_at_every_moment_is_resumed, a_create_killed_at_every_moment_is_undone, an_undo_killed_at_every_moment_is_undone_again, a_destroy_killed_at_every_moment_takes_the_drives_too, two_that_resume_at_once_make_one_server;
}

async fn a_create_killed_at_every_moment_is_resumed(account: fn() -> Account) {
    let mut kills = 0;
    for moment in 1.. {
        let lab = Lab::new(account).await;
        if !lab.victim.killed("create", moment, "").await {
            break;
        }
        kills += 1;
        let [drive, server] = lab.account.makers();
        let posted = lab.calls(drive) > 0;
        lab.victim.whole("resume", "").await;
        let begun = posted || lab.calls(drive) > 0;
        assert_eq!(lab.made(), if begun { (1, 1) } else { (0, 0) }, "killed at {moment}");
        assert!(lab.succeeded(drive) <= 1, "killed at {moment}: two drives");
        assert!(lab.succeeded(server) <= 1, "killed at {moment}: two servers");
    }
    assert!(kills >= 16, "its requests and their journal: {kills} moments");
}

async fn a_create_killed_at_every_moment_is_undone(account: fn() -> Account) {
    for moment in 1.. {
        let lab = Lab::new(account).await;
        if !lab.victim.killed("create", moment, "").await {
            break;
        }
        lab.victim.whole("undo", "").await;
        // Killed after its last word was written, the create is finished, and undo rightly leaves it.
        let finished = lab.made() == (1, 1) && lab.victim.whole("undo", "").await.is_empty();
        assert!(lab.made() == (0, 0) || finished && moment >= 14, "killed at {moment}: {:?}", lab.made());
    }
}

async fn an_undo_killed_at_every_moment_is_undone_again(account: fn() -> Account) {
    for moment in 1.. {
        let lab = Lab::new(account).await;
        assert!(lab.victim.killed("create", 11, "").await, "in the middle: the drive is there and imaged");
        let killed = lab.victim.killed("undo", moment, "").await;
        lab.victim.whole("undo", "").await;
        assert_eq!(lab.made(), (0, 0), "undo killed at {moment}");
        if !killed {
            break;
        }
    }
}

async fn a_destroy_killed_at_every_moment_takes_the_drives_too(account: fn() -> Account) {
    for moment in 1.. {
        let lab = Lab::new(account).await;
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

async fn two_that_resume_at_once_make_one_server(account: fn() -> Account) {
    let lab = Lab::new(account).await;
    let [_, server] = lab.account.makers();
    assert!(lab.victim.killed("create", 11, "").await);
    let (one, two) = tokio::join!(
        lab.victim.run("resume", Victim::NEVER, ""),
        lab.victim.run("resume", Victim::NEVER, "")
    );
    assert!(one.status.success() || two.status.success());
    assert_eq!((lab.made(), lab.calls(server)), ((1, 1), 1));
}
