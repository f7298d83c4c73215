//! The command line, by resource.

mod billing;
mod clouds;
mod container;
mod drives;
mod firewalls;
mod gateway;
mod key_pairs;
mod kv;
mod native;
mod networks;
mod operations;
mod rule;
mod servers;
mod simulate;
mod snapshots;
mod values;

pub(crate) use billing::{BillingCommand, OrderArgs, QuoteArgs, SubscriptionsCommand};
pub(crate) use clouds::CloudsCommand;
pub(crate) use container::ContainerArgs;
pub(crate) use drives::{DownloadArgs, DrivesCommand, Moving, UploadArgs};
pub(crate) use firewalls::FirewallsCommand;
pub(crate) use gateway::GatewayArgs;
pub(crate) use key_pairs::{KeyPairsCommand, PrivateHalf};
pub(crate) use kv::{KvCommand, Shape};
pub(crate) use native::{is_exec, said};
pub(crate) use networks::{AddressesCommand, NetworksCommand};
pub(crate) use operations::OperationsCommand;
pub(crate) use rule::Rule;
pub(crate) use servers::{CreateServerArgs, Fate, ServersCommand, UpdateServerArgs};
pub(crate) use simulate::{SimulateCommand, SimulatedDialect, SimulatedMist, Stage};
pub(crate) use snapshots::SnapshotsCommand;
pub(crate) use values::{Amount, Cores, Pace, Share, Span, Tag, When};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// One tool over many clouds.
///
/// Exit codes: 0 done; 2 usage or configuration; 3 not found; 4 credentials; 5 refused, unsupported or declined; 6 the
/// provider, the network, the journal or a file of this machine failed; 7 the outcome is not known. `native PROVIDER
/// exec` ends with the code of what it runs, or with 125.
#[derive(Debug, Parser)]
#[command(name = "anycloud", version, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// The configuration file [default: ANYCLOUD_CONFIG, else anycloud/config.toml in the platform's folder for
    /// configuration]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Which of the configured clouds, needed if there are several; NAME/INNER for a cloud inside it
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) cloud: Option<String>,
    /// What stdout holds
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT", default_value_t = Format::Table)]
    pub(crate) output: Format,
    /// Say on stderr what is sent and answered; twice for the headers, too
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Destroy, buy and take rules of firewalls off without asking
    #[arg(long, global = true)]
    pub(crate) yes: bool,
}

/// What stdout holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people.
    Table,
    /// Exactly one JSON document.
    Json,
}

/// How long a change is followed.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Following {
    /// Wait until the provider has finished; the default
    #[arg(long, overrides_with = "no_wait")]
    wait: bool,
    /// Return when the provider has accepted the last request, and print a reference for `operations wait`. What comes
    /// before is waited for: a new server's drive is imaged before the server is asked for
    #[arg(long, overrides_with = "wait")]
    no_wait: bool,
    /// Wait at most so long for each thing that the provider does, e.g. 90s, 10m, 1h
    #[arg(long, value_name = "TIME")]
    pub(crate) timeout: Option<Pace>,
}

impl Following {
    /// Whether to wait for the provider.
    pub(crate) fn waits(&self) -> bool {
        self.wait || !self.no_wait
    }
}

/// All commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The configured clouds; alone, verifies the credentials of all
    Clouds {
        #[command(subcommand)]
        command: Option<CloudsCommand>,
    },
    /// What the cloud can do
    Capabilities,
    /// Servers
    #[command(subcommand)]
    Servers(ServersCommand),
    /// Drives
    #[command(subcommand)]
    Drives(DrivesCommand),
    /// Snapshots of drives
    #[command(subcommand)]
    Snapshots(SnapshotsCommand),
    /// Images that drives and servers can be made from
    #[command(subcommand)]
    Images(ListCommand),
    /// Named sizes
    #[command(subcommand)]
    Sizes(ListCommand),
    /// Places where servers can be made
    #[command(subcommand)]
    Locations(ListCommand),
    /// Networks
    #[command(subcommand)]
    Networks(NetworksCommand),
    /// Static addresses
    #[command(subcommand)]
    Addresses(AddressesCommand),
    /// Firewalls: what reaches servers, and what they reach
    #[command(subcommand)]
    Firewalls(FirewallsCommand),
    /// Key pairs: who is let into new servers
    #[command(subcommand)]
    KeyPairs(KeyPairsCommand),
    /// Money: what is there, what is used, what it costs
    #[command(subcommand)]
    Billing(BillingCommand),
    /// What this provider alone has; without words, lists it
    ///
    /// Options may stand anywhere among the words, but not after the first argument of `exec`: what it runs in
    /// there, `native docker exec web ls -la`, is passed on as it is. Before arguments that begin with a hyphen, other
    /// commands need `--`.
    ///
    /// `exec` ends with the exit code of what it runs, usually 126 or 127 for a program that cannot be run; with 125 if
    /// nothing was run, its code is not known, or what it said cannot be written.
    Native {
        /// The provider, so that a command never meets another one than it was written for
        provider: Option<String>,
        /// The command and its arguments
        #[arg(requires = "provider")]
        words: Vec<String>,
    },
    /// Changes that were begun here
    #[command(subcommand)]
    Operations(OperationsCommand),
    /// Serve a simulated provider
    #[command(subcommand)]
    Simulate(SimulateCommand),
    /// Serve the API of Mist.io over all configured clouds, until it is stopped
    Gateway(GatewayArgs),
    /// The KEY VALUE text of ElasticHosts and CloudSigma 1.0
    #[command(subcommand)]
    Kv(KvCommand),
    /// Completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// What can only be listed.
#[derive(Debug, Subcommand)]
pub(crate) enum ListCommand {
    /// All of them
    List,
}
