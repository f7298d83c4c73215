//! What every command needs: the configuration, a cloud, the journal, and the person to ask.

use crate::args::{Following, Global, Pace};
use crate::output::Output;
use crate::progress::Progress;
use crate::stop::Signals;
use anycloud::journal::{FileJournal, Journal};
use anycloud::run::{Cancel, Operation};
use anycloud::{Cloud, CloudConfig, Config, Error, ErrorKind, Mutation, Remaining, Result, Secret, open};
use etcetera::BaseStrategy;
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// Operations that are over are kept this long.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// What every command needs.
pub(crate) struct Context {
    global: Global,
    pub(crate) out: Output,
    /// One for all that the command does: a wish to stop is about the command.
    cancel: OnceLock<Cancel>,
}

impl Context {
    pub(crate) fn new(global: Global) -> Self {
        let out = Output::new(global.output);
        Self { global, out, cancel: OnceLock::new() }
    }

    /// The configuration, or none if it was not said where it is and the usual file is not there.
    pub(crate) fn config_if_any(&self) -> Result<Config> {
        if self.said_config().is_none() && !self.config_path()?.exists() {
            return Ok(Config::default());
        }
        self.config()
    }

    /// The configuration. What a careful person would change in it goes to stderr.
    pub(crate) fn config(&self) -> Result<Config> {
        let path = self.config_path()?;
        if self.said_config().is_none() && !path.exists() {
            return Err(Error::config(format!(
                "{} is not there: write it, or say --config FILE; `anycloud simulate elastichosts` prints one to try",
                path.display()
            )));
        }
        let config = Config::load(path)?;
        for warning in config.warnings() {
            self.out.note(&format!("warning: {warning}"));
        }
        Ok(config)
    }

    /// The cloud of `--cloud`, for reading.
    pub(crate) async fn cloud(&self) -> Result<Cloud> {
        self.opened(None).await
    }

    /// The cloud of `--cloud`, for changes: with the journal that outlives this process.
    pub(crate) async fn changing(&self) -> Result<Cloud> {
        Ok(self.opened(None).await?.with_journal(self.journal().await?))
    }

    /// The same for a change that was begun before: in its own cloud, unless `--cloud` says otherwise.
    pub(crate) async fn changing_as(&self, name: &str) -> Result<Cloud> {
        Ok(self.opened(Some(name)).await?.with_journal(self.journal().await?))
    }

    /// The cloud of `--cloud`, else the one of this name, for reading.
    pub(crate) async fn cloud_of(&self, name: &str) -> Result<Cloud> {
        self.opened(Some(name)).await
    }

    /// `--cloud`, if it was said.
    pub(crate) fn chosen(&self) -> Option<&str> {
        self.global.cloud.as_deref()
    }

    /// The journal of all clouds, without what has been over for a week.
    pub(crate) async fn journal(&self) -> Result<FileJournal> {
        let journal = FileJournal::open(state_dir()?)?;
        if let Err(e) = journal.prune(KEPT).await {
            // Old entries do no harm; the command they would stop might.
            tracing::warn!(error = %e, "old operations stay in the journal");
        }
        Ok(journal)
    }

    /// The operation that an error is about, as the journal has it now.
    pub(crate) async fn operation_of(&self, error: &Error) -> Option<Operation> {
        let journal = FileJournal::open(state_dir().ok()?).ok()?;
        journal.read(error.operation()?).await.ok()?
    }

    /// Makes a change as the flags say, and shows what came of it: with `--no-wait` the reference, if the
    /// provider still works and shows it.
    pub(crate) async fn change<M, F>(
        &self,
        cloud: &Cloud,
        request: &M,
        how: &Following,
        show: F,
    ) -> Result<()>
    where
        M: Mutation,
        F: AsyncFnOnce(M::Value) -> Result<()>,
    {
        let mut progress = Progress::new(self.out);
        let change =
            cloud.change(request).cancel(&self.cancel()).observe(move |event| progress.observe(&event));
        let change = timed(how.timeout, change, |change, limit| change.timeout(limit));
        let value = if how.waits() {
            change.done().await?
        } else {
            let started = change.await?;
            match started.remaining {
                Remaining::Watch(reference) => return self.out.document(&reference),
                Remaining::Unobservable => {
                    self.out.note("note: the provider does not show when it is finished")
                }
                Remaining::Nothing => {}
            }
            started.value
        };
        show(value)
            .await
            .inspect_err(|_| self.out.note("note: the change is made; only reading it back failed"))
    }

    /// Cancels at the first Ctrl-C, or what else asks to stop, between two requests; the second ends the process.
    pub(crate) fn cancel(&self) -> Cancel {
        self.cancel.get_or_init(|| stopped_by(Signals::listen(), self.out)).clone()
    }

    /// Refuses when nobody can be asked. Before any request.
    pub(crate) fn can_ask(&self, asking: Asking) -> Result<()> {
        if self.global.yes || stdin().is_terminal() {
            return Ok(());
        }
        let (doing, ..) = asking.words();
        Err(Error::invalid(format!("{doing} asks first, and stdin is not a terminal: say --yes")))
    }

    /// Asks, unless `--yes` answers.
    pub(crate) fn confirm(&self, asking: Asking, what: &str) -> Result<()> {
        let (_, verb, done) = asking.words();
        if self.global.yes || self.out.ask(&format!("{verb} {what}?")) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Forbidden, format!("declined: nothing is {done}")))
    }

    pub(crate) fn no_cloud(&self) -> Error {
        let path = self.config_path().map(|path| path.display().to_string()).unwrap_or_default();
        Error::config(format!("no cloud is configured in {path}"))
    }

    async fn opened(&self, name: Option<&str>) -> Result<Cloud> {
        let config = self.config()?;
        match self.chosen().or(name) {
            Some(name) => named(&config, name).await,
            None => open(self.only(&config)?),
        }
    }

    /// The cloud of a configuration that has no other.
    fn only<'a>(&self, config: &'a Config) -> Result<&'a CloudConfig> {
        let names: Vec<&str> = config.names().collect();
        match names.as_slice() {
            [only] => config.cloud(only),
            [] => Err(self.no_cloud()),
            several => Err(Error::config(format!(
                "several clouds are configured, say which with --cloud NAME: {}",
                several.join(", ")
            ))),
        }
    }

    fn config_path(&self) -> Result<PathBuf> {
        self.said_config().map_or_else(Config::default_path, Ok)
    }

    /// Where somebody said that it is. An empty variable is as none.
    fn said_config(&self) -> Option<PathBuf> {
        self.global.config.clone().or_else(|| path_of("ANYCLOUD_CONFIG"))
    }
}

/// Cancelled when a signal asks for it.
fn stopped_by(mut signals: Signals, out: Output) -> Cancel {
    let cancel = Cancel::new();
    let ours = cancel.clone();
    tokio::spawn(async move {
        signals.first().await;
        out.note("stopping after the current request; again to stop at once");
        ours.cancel();
        signals.again().await;
        // In the middle of a request.
        out.note("error: stopped at once: what became of the last request is not known");
        std::process::exit(7);
    });
    cancel
}

/// A cloud of the configuration; one inside of it is `OUTER/INNER`, and the outer one is asked for it.
pub(crate) async fn named(config: &Config, name: &str) -> Result<Cloud> {
    match name.split_once('/') {
        Some((outer, inner)) => {
            let found = open(config.cloud(outer)?)?.find_cloud(inner).await;
            found.map_err(|e| match e.kind() {
                // What was said wrong is the cloud, as with a name that is not configured.
                ErrorKind::NotFound => Error::config(e.message().to_owned()).with_source(e),
                _ => e,
            })
        }
        None => open(config.cloud(name)?),
    }
}

/// What a person is asked about first.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asking {
    Buying,
    Destroying,
    Forgetting,
    TakingOff,
    Undoing,
}

impl Asking {
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Buying => ("buying", "Buy", "bought"),
            Self::Destroying => ("destroying", "Destroy", "destroyed"),
            Self::Forgetting => ("forgetting", "Forget", "forgotten"),
            Self::TakingOff => ("taking rules off", "Take off", "changed"),
            Self::Undoing => ("undoing", "Remove", "removed"),
        }
    }
}

/// The secret that a file holds, without the line end that editors add.
pub(crate) fn secret_file(path: &Path) -> Result<Secret> {
    Ok(Secret::new(whole_file(path)?.expose().trim_end_matches(['\r', '\n'])))
}

/// What a file holds, to the last line end. It may hold secrets.
pub(crate) fn whole_file(path: &Path) -> Result<Secret> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::invalid(format!("{} cannot be read: {e}", path.display())))?;
    Ok(Secret::new(text))
}

/// Applies a limit of time, if there is one.
pub(crate) fn timed<T>(limit: Option<Pace>, to: T, apply: impl FnOnce(T, Duration) -> T) -> T {
    match limit {
        Some(Pace(limit)) => apply(to, limit),
        None => to,
    }
}

/// Where operations are written down.
pub(crate) fn state_dir() -> Result<PathBuf> {
    if let Some(dir) = path_of("ANYCLOUD_STATE_DIR") {
        return Ok(dir);
    }
    let base = etcetera::choose_base_strategy()
        .map_err(|e| Error::config("the home folder is not known: set ANYCLOUD_STATE_DIR").with_source(e))?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    Ok(state.join("anycloud").join("operations"))
}

/// The path that a variable of the environment says; an empty one says none.
fn path_of(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(Into::into)
}
