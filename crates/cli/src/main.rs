//! The command `anycloud`.

mod args;
mod commands;
mod context;
mod exit;
mod meter;
mod output;
mod progress;
mod stop;

use anycloud::run::Operation;
use anycloud::{Error, ErrorKind};
use args::{Cli, Command, is_exec, said};
use context::Context;
use output::Output;
use std::process::ExitCode;
use tokio::runtime::Builder;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    let Cli { global, command } = said();
    log(global.verbose, matches!(command, Command::Gateway(_)));
    let context = Context::new(global);
    let exec = is_exec(&command);
    let mut builder = match command {
        // It answers many at once.
        Command::Gateway(_) => Builder::new_multi_thread(),
        _ => Builder::new_current_thread(),
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return fail(&Error::new(ErrorKind::Transport, e.to_string()), None, exec, context.out),
    };
    let code = match runtime.block_on(commands::run(&context, command)) {
        Ok(code) => code,
        Err(error) => {
            let operation = runtime.block_on(context.operation_of(&error));
            fail(&error, operation.as_ref(), exec, context.out)
        }
    };
    // A read of stdin that nobody waits for any more cannot be ended.
    runtime.shutdown_background();
    code
}

/// `exec`: our own codes would be taken for those of what should have run.
fn fail(error: &Error, operation: Option<&Operation>, exec: bool, out: Output) -> ExitCode {
    exit::report(error, operation, out);
    ExitCode::from(if exec { exit::NOT_RUN } else { exit::code(error.kind(), error.delivery()) })
}

/// Our own crates only: others may log headers. A service says what its operator must know.
fn log(verbose: u8, service: bool) {
    let level = match verbose {
        0 if service => LevelFilter::INFO,
        0 => return,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let stderr = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).without_time();
    tracing_subscriber::registry().with(stderr).with(Targets::new().with_target("anycloud", level)).init();
}
