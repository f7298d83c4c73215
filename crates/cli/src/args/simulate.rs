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
    /// Mist.io; serves until it is stopped
    Mist {
        #[command(flatten)]
        stage: Stage,
        /// The version of the API
        #[arg(long, value_enum, default_value_t = SimulatedMist::January2014)]
        dialect: SimulatedMist,
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

/// The version of Mist.io's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimulatedMist {
    /// Of January 2014.
    #[value(name = "2014-01")]
    January2014,
    /// Of May 2014.
    #[value(name = "2014-05")]
    May2014,
    /// Of 2015, with `Api-Version: 2`.
    #[value(name = "2")]
    Version2,
}
