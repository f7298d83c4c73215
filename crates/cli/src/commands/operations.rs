use super::container::environment;
use super::show::{destroyed, drive as show_drive, joined, server as show_server, snapshot as show_snapshot};
use crate::args::{OperationsCommand, Pace};
use crate::context::{Asking, Context, secret_file, timed, whole_file};
use crate::progress::Progress;
use anycloud::journal::Journal;
use anycloud::run::{Operation, OperationId, OperationState};
use anycloud::{
    DriveId, Error, ErrorKind, Failure, Goal, Gone, OperationRef, ResourceKind, ResourceRef, Result, Secret,
    ServerId, SnapshotId, Timestamp,
};
use serde::Serialize;
use std::io::{Read, stdin};
use std::path::Path;
use std::time::Duration;

pub(super) async fn run(context: &Context, command: OperationsCommand) -> Result<()> {
    match command {
        OperationsCommand::List { open } => list(context, open).await,
        OperationsCommand::Show { id } => {
            let operation = read(context, id.parse()?).await?;
            context.out.one(&operation)
        }
        OperationsCommand::Resume {
            id,
            console_password_file,
            user_data,
            variables,
            variable_files,
            timeout,
        } => {
            let password = console_password_file.as_deref().map(secret_file).transpose()?;
            let user_data = user_data.as_deref().map(whole_file).transpose()?;
            let mut secrets: Vec<(String, Secret)> = environment(&variables, &variable_files)?
                .into_iter()
                .map(|(name, value)| (format!("{ENVIRONMENT}{name}"), value))
                .collect();
            secrets.extend(password.map(|secret| ("console_password".to_owned(), secret)));
            secrets.extend(user_data.map(|secret| ("user_data".to_owned(), secret)));
            resume(context, id.parse()?, secrets, timeout).await
        }
        OperationsCommand::Undo { id, timeout } => undo(context, id.parse()?, timeout).await,
        OperationsCommand::Forget { id } => forget(context, id.parse()?).await,
        OperationsCommand::Wait { reference, timeout } => wait(context, reference.as_deref(), timeout).await,
    }
}

/// What the names of withheld variables of an environment begin with.
const ENVIRONMENT: &str = "environment.";

/// An operation in a list: what a person needs to decide.
#[derive(Serialize)]
struct Row {
    id: OperationId,
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cloud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<Timestamp>,
    made: Vec<ResourceRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

impl Row {
    fn new(operation: &Operation) -> Self {
        let over = operation.state() == OperationState::Done;
        Self {
            id: operation.id(),
            state: state(operation.state()).to_owned(),
            kind: Some(operation.kind().to_owned()),
            cloud: Some(operation.cloud().to_string()),
            started: Some(operation.started()),
            made: operation.made().cloned().collect(),
            error: operation.last_error().filter(|_| !over).cloned(),
        }
    }

    /// One that does not read hides nothing, neither itself nor the others.
    fn damaged(id: OperationId, error: &Error) -> Self {
        let (state, error) = ("damaged".to_owned(), Some(error.to_failure()));
        Self { id, state, kind: None, cloud: None, started: None, made: Vec::new(), error }
    }
}

/// What a person knows how it ended.
#[derive(Serialize)]
struct Forgotten {
    id: OperationId,
    forgotten: bool,
}

async fn list(context: &Context, open: bool) -> Result<()> {
    let journal = context.journal().await?;
    let mut rows = Vec::new();
    for id in journal.list().await? {
        match journal.read(id).await {
            Ok(Some(operation)) if open && operation.is_over() => {}
            Ok(Some(operation)) => rows.push(Row::new(&operation)),
            // Forgotten between the two looks.
            Ok(None) => {}
            Err(e) => rows.push(Row::damaged(id, &e)),
        }
    }
    rows.sort_by_key(|row| row.started);
    context.out.list(
        &rows,
        &[
            ("ID", |r| r.id.to_string()),
            ("AGE", |r| r.started.map_or_else(|| "-".to_owned(), |started| age(started.elapsed()))),
            ("KIND", |r| r.kind.clone().unwrap_or_else(|| "-".to_owned())),
            ("CLOUD", |r| r.cloud.clone().unwrap_or_else(|| "-".to_owned())),
            ("STATE", |r| r.state.clone()),
            ("MADE", |r| joined(&r.made)),
            ("ERROR", |r| r.error.as_ref().map(|error| error.message.to_string()).unwrap_or_default()),
        ],
    )
}

async fn resume(
    context: &Context,
    id: OperationId,
    secrets: Vec<(String, Secret)>,
    timeout: Option<Pace>,
) -> Result<()> {
    let before = read(context, id).await?;
    for missing in before.withheld().filter(|name| !secrets.iter().any(|(given, _)| given == name)) {
        context.out.note(&format!("hint: it is given again with {}", option(missing)));
    }
    let cloud = context.changing_as(before.cloud().as_str()).await?;
    let mut progress = Progress::new(context.out);
    let mut resume =
        cloud.resume(id).cancel(&context.cancel()).observe(move |event| progress.observe(&event));
    for (name, secret) in secrets {
        if !before.withheld().any(|withheld| withheld == name) {
            return Err(Error::invalid(format!("operation {id} had no {name}")));
        }
        resume = resume.give(name, secret);
    }
    let resume = timed(timeout, resume, |resume, limit| resume.timeout(limit));
    context.out.one(&Row::new(&resume.done().await?))
}

/// The option that gives what was not written down.
fn option(withheld: &str) -> String {
    match (withheld, withheld.strip_prefix(ENVIRONMENT)) {
        ("console_password", _) => "--console-password-file FILE".to_owned(),
        ("user_data", _) => "--user-data FILE".to_owned(),
        (_, Some(variable)) => format!("--env {variable}"),
        (other, None) => other.to_owned(),
    }
}

async fn undo(context: &Context, id: OperationId, timeout: Option<Pace>) -> Result<()> {
    let before = read(context, id).await?;
    if !before.is_over() {
        context.can_ask(Asking::Undoing)?;
        let made = joined(before.made());
        context.confirm(Asking::Undoing, &format!("what operation {id} made ({made}, and what it finds)"))?;
    }
    let cloud = context.changing_as(before.cloud().as_str()).await?;
    let mut progress = Progress::new(context.out);
    let undo = cloud.undo(id).cancel(&context.cancel()).observe(move |event| progress.observe(&event));
    context.out.one(&Row::new(&timed(timeout, undo, |undo, limit| undo.timeout(limit)).await?))
}

async fn forget(context: &Context, id: OperationId) -> Result<()> {
    context.can_ask(Asking::Forgetting)?;
    context.confirm(Asking::Forgetting, &format!("operation {id}, and leave what it made"))?;
    context.journal().await?.forget(id).await?;
    context.out.one(&Forgotten { id, forgotten: true })
}

async fn wait(context: &Context, from: Option<&Path>, timeout: Option<Pace>) -> Result<()> {
    let reference = reference(from)?;
    let cloud = context.cloud_of(reference.cloud.as_str()).await?;
    let mut progress = Progress::new(context.out);
    let wait =
        cloud.wait(&reference).cancel(&context.cancel()).observe(move |event| progress.observe(&event));
    timed(timeout, wait, |wait, limit| wait.timeout(limit)).await?;
    let id = &*reference.target.id;
    match reference.target.kind {
        _ if reference.goal == Goal::Gone => destroyed(context, id, Gone::Destroyed),
        ResourceKind::Server => show_server(context, &cloud, &ServerId::new(id)).await,
        ResourceKind::Drive => show_drive(context, &cloud, &DriveId::new(id)).await,
        ResourceKind::Snapshot => show_snapshot(context, &cloud, &SnapshotId::new(id)).await,
        _ => context.out.one(&reference.target),
    }
}

async fn read(context: &Context, id: OperationId) -> Result<Operation> {
    let found = context.journal().await?.read(id).await?;
    found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("the journal has no operation {id}")))
}

fn reference(from: Option<&Path>) -> Result<OperationRef> {
    let stdin_is_meant = from.is_none_or(|path| path == Path::new("-"));
    let mut text = String::new();
    let read = match from {
        Some(path) if !stdin_is_meant => std::fs::read_to_string(path).map(|read| text = read),
        _ => stdin().read_to_string(&mut text).map(drop),
    };
    read.map_err(|e| Error::invalid(format!("the reference cannot be read: {e}")))?;
    serde_json::from_str(&text)
        .map_err(|e| Error::invalid(format!("that is not a reference that --no-wait printed: {e}")))
}

fn state(state: OperationState) -> &'static str {
    match state {
        OperationState::Done => "done",
        OperationState::Open => "open",
        OperationState::Undoing => "undoing",
        OperationState::Undone => "undone",
        _ => "unknown",
    }
}

/// The two largest units are enough to tell yesterday's from last week's.
fn age(age: Duration) -> String {
    let seconds = age.as_secs();
    match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0, s) => format!("{s}s"),
        (0, 0, m, s) => format!("{m}m{s}s"),
        (0, h, m, _) => format!("{h}h{m}m"),
        (d, h, ..) => format!("{d}d{h}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::{age, option};
    use std::time::Duration;

    #[test]
    fn what_was_not_written_down_has_an_option() {
        let options = ["console_password", "user_data", "environment.DB_PASSWORD"].map(option);
        assert_eq!(options, ["--console-password-file FILE", "--user-data FILE", "--env DB_PASSWORD"]);
    }

    #[test]
    fn ages_are_short() {
        let ages = [5, 65, 3725, 90_000].map(|s| age(Duration::from_secs(s)));
        assert_eq!(ages, ["5s", "1m5s", "1h2m", "1d1h"]);
    }
}
