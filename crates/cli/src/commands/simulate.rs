use crate::args::{SimulateCommand, SimulatedDialect};
use crate::context::Context;
use anycloud::{Error, ErrorKind, Result};
use anycloud_simulators::elastichosts::{Dialect, ElasticHosts, SeedState};
use anycloud_simulators::faults::FaultScript;
use anycloud_simulators::{Faulty, Server};
use serde::Serialize;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

/// How to reach the simulator. Its secret is made up, and no secret.
#[derive(Serialize)]
struct Reach<'a> {
    url: &'a str,
    user: &'a str,
    secret: &'a str,
}

pub(super) async fn run(context: &Context, command: SimulateCommand) -> Result<()> {
    let SimulateCommand::Elastichosts { listen, dialect, seed_state, faults } = command;
    let (word, dialect) = match dialect {
        SimulatedDialect::One => ("1.0", Dialect::One),
        SimulatedDialect::Two => ("2.0", Dialect::Two),
    };
    let mut builder = ElasticHosts::builder().dialect(dialect);
    if let Some(path) = seed_state {
        builder = builder.seed(parsed(&path, SeedState::from_json)?);
    }
    let script = faults.map(|path| parsed(&path, FaultScript::from_json)).transpose()?.unwrap_or_default();
    let simulator = builder.build().map_err(|e| Error::invalid(format!("the seed state: {e}")))?;
    let (user, secret) = (simulator.user().to_owned(), simulator.secret().to_owned());
    let server = Server::start(listen, Arc::new(Faulty::new(simulator, script)))
        .await
        .map_err(|e| Error::invalid(format!("cannot listen on {listen}: {e}")))?;
    let reach = Reach { url: server.url(), user: &user, secret: &secret };
    if context.out.is_json() {
        context.out.document(&reach)?;
    } else {
        context.out.text(&greeting(&reach, word))?;
    }
    server
        .run_forever()
        .await
        .map_err(|e| Error::new(ErrorKind::Transport, format!("the simulator ended: {e}")))
}

fn greeting(reach: &Reach<'_>, dialect: &str) -> String {
    let Reach { url, user, secret } = reach;
    format!(
        "Simulating ElasticHosts {dialect} at {url} until it is stopped.\n\nTo use it, put this into a file and \
         say --config FILE:\n\n[clouds.simulated]\nprovider = \"elastichosts\"\nendpoint = \"{url}\"\n\
         dialect = \"{dialect}\"\nuser = \"{user}\"\nsecret = \"{secret}\"\n"
    )
}

fn parsed<T, E: Display>(path: &Path, parse: impl FnOnce(&str) -> std::result::Result<T, E>) -> Result<T> {
    let name = path.display();
    let text =
        std::fs::read_to_string(path).map_err(|e| Error::invalid(format!("{name} cannot be read: {e}")))?;
    parse(&text).map_err(|e| Error::invalid(format!("{name}: {e}")))
}
