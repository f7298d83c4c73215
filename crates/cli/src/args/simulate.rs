use clap::{Args, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Providers that can be simulated.
#[derive(Debug, Subcommand)]
pub(crate) enum SimulateCommand {
    /// CloudSigma, API 1.0; serves until it is stopped
    Cloudsigma(Stage),
    /// ElasticHosts; serves until it is stopped
    Elastichosts {
        #[command(flatten)]
        stage: Stage,
        /// The version of the protocol
        #[arg(long, value_enum, default_value_t = SimulatedDialect::Two)]
        dialect: SimulatedDialect,
    },
}

/// Where it is served, and what is found and goes wrong there.
#[derive(Args, Debug)]
pub(crate) struct Stage {
    /// Where to listen; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
    /// What is there from the beginning (JSON; see the README of anycloud-simulators)
    #[arg(long, value_name = "FILE")]
    pub(crate) seed_state: Option<PathBuf>,
    /// What goes wrong, and when (JSON; see the README of anycloud-simulators)
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
}

/// The version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimulatedDialect {
    /// Of the recordings of 2013.
    #[value(name = "1.0")]
    One,
    /// Of the document.
    #[value(name = "2.0")]
    Two,
}
