//! A real process, really killed: at every moment of a create, of an undo and of a destroy, over real HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod service;

use crate::service::Ec2;
use anycloud_simulators::cloudsigma::CloudSigma;
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::{Server, Simulator};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// What the account holds before anything is made.
const BEFORE: usize = 3;
/// As a moment: none.
const NEVER: u32 = u32::MAX;

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
    _server: Server,
    url: String,
    journal: TempDir,
}

impl Lab {
    async fn new(account: fn() -> Account) -> Self {
        let account = account();
        let simulator: Arc<dyn Simulator> = ask!(&account, it => it.clone());
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::start(address, simulator).await.unwrap();
        let url = server.url().to_owned();
        Self { account, _server: server, url, journal: tempfile::tempdir().unwrap() }
    }

    fn command(&self, what: &str, moment: u32, id: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_victim"));
        let [provider, user, secret] = self.account.names();
        command
            .args([what, provider, &self.url, user, secret])
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
        if !lab.killed("create", moment, "").await {
            break;
        }
        kills += 1;
        let [drive, server] = lab.account.makers();
        let posted = lab.calls(drive) > 0;
        lab.whole("resume", "").await;
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
        if !lab.killed("create", moment, "").await {
            break;
        }
        lab.whole("undo", "").await;
        // Killed after its last word was written, the create is finished, and undo rightly leaves it.
        let finished = lab.made() == (1, 1) && lab.whole("undo", "").await.is_empty();
        assert!(lab.made() == (0, 0) || finished && moment >= 14, "killed at {moment}: {:?}", lab.made());
    }
}

async fn an_undo_killed_at_every_moment_is_undone_again(account: fn() -> Account) {
    for moment in 1.. {
        let lab = Lab::new(account).await;
        assert!(lab.killed("create", 11, "").await, "in the middle: the drive is there and imaged");
        let killed = lab.killed("undo", moment, "").await;
        lab.whole("undo", "").await;
        assert_eq!(lab.made(), (0, 0), "undo killed at {moment}");
        if !killed {
            break;
        }
    }
}

async fn a_destroy_killed_at_every_moment_takes_the_drives_too(account: fn() -> Account) {
    for moment in 1.. {
        let lab = Lab::new(account).await;
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

async fn two_that_resume_at_once_make_one_server(account: fn() -> Account) {
    let lab = Lab::new(account).await;
    let [_, server] = lab.account.makers();
    assert!(lab.killed("create", 11, "").await);
    let (one, two) = tokio::join!(lab.run("resume", NEVER, ""), lab.run("resume", NEVER, ""));
    assert!(one.status.success() || two.status.success());
    assert_eq!((lab.made(), lab.calls(server)), ((1, 1), 1));
}
