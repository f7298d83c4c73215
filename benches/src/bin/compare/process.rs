//! The processes that a measurement starts: itself in another part, or somebody else's program.

use crate::Outcome;
use serde::de::DeserializeOwned;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// This program in one of its other parts.
pub(crate) fn ourselves(arguments: &[&str]) -> Outcome<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments);
    Ok(command)
}

/// What a command prints as JSON.
pub(crate) fn answer<T: DeserializeOwned>(command: &mut Command) -> Outcome<T> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{command:?} failed: {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// A server in a process of its own, which ends when this value is dropped.
pub(crate) struct Serving<T> {
    child: Child,
    /// What it said when it was ready.
    pub(crate) ready: T,
}

impl<T: DeserializeOwned> Serving<T> {
    /// Starts a server and waits for the line of JSON that it prints when it is ready.
    pub(crate) fn start(arguments: &[&str]) -> Outcome<Self> {
        let mut command = ourselves(&[&["serve"], arguments].concat())?;
        // It ends with its standard input, and so also when this process dies.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        match serde_json::from_str(&line) {
            Ok(ready) => Ok(Self { child, ready }),
            Err(e) => {
                let _ = child.kill();
                Err(format!("{command:?} did not get ready: {e}").into())
            }
        }
    }
}

impl<T> Drop for Serving<T> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), ".."].iter().collect()
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command) -> Outcome {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} failed: {status}").into()) }
}
