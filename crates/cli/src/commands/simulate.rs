use crate::args::{SimulateCommand, SimulatedDialect, SimulatedMist, Stage};
use crate::context::Context;
use anycloud::{Error, ErrorKind, Result};
use anycloud_simulators::cloudsigma::{self, CloudSigma};
use anycloud_simulators::elastichosts::{self, Dialect, ElasticHosts};
use anycloud_simulators::faults::FaultScript;
use anycloud_simulators::mist::{self, Mist};
use anycloud_simulators::{Faulty, Server, Simulator};
use serde::Serialize;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

/// How to reach the simulator. Its secret is made up, and no secret.
#[derive(Serialize)]
struct Reach<'a> {
    url: &'a str,
    user: &'a str,
    secret: &'a str,
}

/// What the greeting says of it.
struct Act {
    title: String,
    /// Lines of the configuration besides those that every cloud has.
    lines: String,
    user: String,
    secret: String,
}

pub(super) async fn run(context: &Context, command: SimulateCommand) -> Result<()> {
    match command {
        SimulateCommand::Cloudsigma(stage) => cloudsigma(context, &stage).await,
        SimulateCommand::Elastichosts { stage, dialect } => elastichosts(context, &stage, dialect).await,
        SimulateCommand::Mist { stage, dialect } => mist(context, &stage, dialect).await,
    }
}

/// Its clock is the machine's: what it charges is then in the window of a runway.
async fn cloudsigma(context: &Context, stage: &Stage) -> Result<()> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let mut builder = CloudSigma::builder().epoch(now.as_secs());
    if let Some(path) = &stage.seed_state {
        builder = builder.seed(parsed(path, cloudsigma::SeedState::from_json)?);
    }
    let simulator = builder.build().map_err(unseeded)?;
    let act = Act {
        title: "CloudSigma 1.0".to_owned(),
        lines: "provider = \"cloudsigma\"\n".to_owned(),
        user: simulator.user().to_owned(),
        secret: simulator.password().to_owned(),
    };
    serve(context, stage, simulator, &act).await
}

async fn elastichosts(context: &Context, stage: &Stage, dialect: SimulatedDialect) -> Result<()> {
    let (word, dialect) = match dialect {
        SimulatedDialect::One => ("1.0", Dialect::One),
        SimulatedDialect::Two => ("2.0", Dialect::Two),
    };
    let mut builder = ElasticHosts::builder().dialect(dialect);
    if let Some(path) = &stage.seed_state {
        builder = builder.seed(parsed(path, elastichosts::SeedState::from_json)?);
    }
    let simulator = builder.build().map_err(unseeded)?;
    let act = Act {
        title: format!("ElasticHosts {word}"),
        lines: format!("provider = \"elastichosts\"\ndialect = \"{word}\"\n"),
        user: simulator.user().to_owned(),
        secret: simulator.secret().to_owned(),
    };
    serve(context, stage, simulator, &act).await
}

/// The secret is the token that a login would give.
async fn mist(context: &Context, stage: &Stage, dialect: SimulatedMist) -> Result<()> {
    let (word, dialect) = match dialect {
        SimulatedMist::January2014 => ("2014-01", mist::Dialect::January2014),
        SimulatedMist::May2014 => ("2014-05", mist::Dialect::May2014),
        SimulatedMist::Version2 => ("2", mist::Dialect::Version2),
    };
    let mut builder = Mist::builder().dialect(dialect);
    if let Some(path) = &stage.seed_state {
        builder = builder.seed(parsed(path, mist::SeedState::from_json)?);
    }
    let simulator = builder.build().map_err(unseeded)?;
    let act = Act {
        title: format!("Mist.io {word}"),
        lines: format!("provider = \"mist\"\ndialect = \"{word}\"\n"),
        user: simulator.email().to_owned(),
        secret: simulator.token().to_owned(),
    };
    serve(context, stage, simulator, &act).await
}

async fn serve(context: &Context, stage: &Stage, simulator: impl Simulator, act: &Act) -> Result<()> {
    let script = stage
        .faults
        .as_ref()
        .map(|path| parsed(path, FaultScript::from_json))
        .transpose()?
        .unwrap_or_default();
    let listen = stage.listen;
    let server = Server::start(listen, Arc::new(Faulty::new(simulator, script)))
        .await
        .map_err(|e| Error::invalid(format!("cannot listen on {listen}: {e}")))?;
    let reach = Reach { url: server.url(), user: &act.user, secret: &act.secret };
    if context.out.is_json() {
        context.out.document(&reach)?;
    } else {
        context.out.text(&greeting(&reach, act))?;
    }
    server
        .run_forever()
        .await
        .map_err(|e| Error::new(ErrorKind::Transport, format!("the simulator ended: {e}")))
}

fn greeting(reach: &Reach<'_>, act: &Act) -> String {
    let Reach { url, user, secret } = reach;
    let Act { title, lines, .. } = act;
    format!(
        "Simulating {title} at {url} until it is stopped.\n\nTo use it, put this into a file and say --config \
         FILE:\n\n[clouds.simulated]\n{lines}endpoint = \"{url}\"\nuser = \"{user}\"\nsecret = \"{secret}\"\n"
    )
}

fn unseeded(why: impl Display) -> Error {
    Error::invalid(format!("the seed state: {why}"))
}

fn parsed<T, E: Display>(path: &Path, parse: impl FnOnce(&str) -> std::result::Result<T, E>) -> Result<T> {
    let name = path.display();
    let text =
        std::fs::read_to_string(path).map_err(|e| Error::invalid(format!("{name} cannot be read: {e}")))?;
    parse(&text).map_err(|e| Error::invalid(format!("{name}: {e}")))
}
