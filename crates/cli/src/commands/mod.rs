//! What the commands do, by resource.

mod addresses;
mod amounts;
mod billing;
mod capabilities;
mod catalog;
mod clouds;
mod container;
mod create_servers;
mod drive_bytes;
mod drives;
mod find;
mod firewalls;
mod gateway;
mod key_pairs;
mod kv;
mod native;
mod networks;
mod operations;
mod servers;
mod show;
mod simulate;
mod snapshots;
mod subscriptions;
mod transfer;

use crate::args::{Cli, Command};
use crate::context::Context;
use anycloud::Result;
use clap::CommandFactory;
use std::process::ExitCode;

/// Runs one command. One that ran another somewhere ends with that one's code.
pub(crate) async fn run(context: &Context, command: Command) -> Result<ExitCode> {
    let done = match command {
        Command::Native { provider, words } => return native::run(context, provider, &words).await,
        Command::Clouds { command } => clouds::run(context, command).await,
        Command::Capabilities => capabilities::run(context).await,
        Command::Servers(command) => servers::run(context, command).await,
        Command::Drives(command) => drives::run(context, command).await,
        Command::Snapshots(command) => snapshots::run(context, command).await,
        Command::Images(_) => catalog::images(context).await,
        Command::Sizes(_) => catalog::sizes(context).await,
        Command::Locations(_) => catalog::locations(context).await,
        Command::Networks(command) => networks::run(context, command).await,
        Command::Addresses(command) => addresses::run(context, command).await,
        Command::Firewalls(command) => firewalls::run(context, command).await,
        Command::KeyPairs(command) => key_pairs::run(context, command).await,
        Command::Billing(command) => billing::run(context, command).await,
        Command::Operations(command) => operations::run(context, command).await,
        Command::Simulate(command) => simulate::run(context, command).await,
        Command::Gateway(args) => gateway::run(context, &args).await,
        Command::Kv(command) => kv::run(context, &command),
        Command::Completions { shell } => completions(context, shell),
    };
    done.map(|()| ExitCode::SUCCESS)
}

fn completions(context: &Context, shell: clap_complete::Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "anycloud", &mut script);
    context.out.bytes(&script)
}
