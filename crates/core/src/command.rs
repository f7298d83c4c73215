//! What one provider alone has, for people at a command line.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A command that only this provider has. A driver lists its own; programs use the native client instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NativeCommand {
    /// Its words, e.g. `groups create`. `exec` alone is for what runs a command somewhere, `exec WHERE COMMAND...`: a
    /// command line passes on what stands after the first argument as it is, hyphens included, and ends with the
    /// [`exit_code`](NativeOutput::exit_code) that it answers, or with 125 if there is none.
    pub name: &'static str,
    /// One line for people.
    pub about: &'static str,
    /// Its arguments by name, e.g. `NAME`. One in brackets, `[DESCRIPTION]`, may be left out; the last may end in
    /// `...` and stand for one or more.
    pub arguments: &'static [&'static str],
    /// Whether it changes something: then a read-only handle refuses it.
    pub changes: bool,
    /// Whether it destroys something: then a command line asks first.
    pub destroys: bool,
}

impl NativeCommand {
    /// A command that only reads.
    pub const fn reads(name: &'static str, arguments: &'static [&'static str], about: &'static str) -> Self {
        Self { name, about, arguments, changes: false, destroys: false }
    }

    /// A command that changes something.
    pub const fn changes(
        name: &'static str,
        arguments: &'static [&'static str],
        about: &'static str,
    ) -> Self {
        Self { name, about, arguments, changes: true, destroys: false }
    }

    /// A command that destroys something.
    pub const fn destroys(
        name: &'static str,
        arguments: &'static [&'static str],
        about: &'static str,
    ) -> Self {
        Self { name, about, arguments, changes: true, destroys: true }
    }

    /// Refuses too few or too many arguments.
    pub(crate) fn check(&self, given: usize) -> Result<()> {
        let needed = self.arguments.iter().filter(|a| !a.starts_with('[')).count();
        let endless = self.arguments.last().is_some_and(|a| a.ends_with("..."));
        if given >= needed && (endless || given <= self.arguments.len()) {
            return Ok(());
        }
        Err(Error::invalid(format!("usage: {} {}", self.name, self.arguments.join(" "))))
    }
}

/// What a program said, where a [`NativeCommand`] answers that. A command line passes it on as it is.
///
/// Its record is `{"stdout": "…", "stderr": "…"}` with, perhaps, `exit_code`, `error` and `left_out_bytes`; no other
/// command's answer may have that form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NativeOutput {
    /// As text: bytes that are not UTF-8 are replaced.
    pub stdout: String,
    /// The same of the errors.
    pub stderr: String,
    /// The code that it ended with; `None` if it is not over, or not asked for.
    #[serde(default)]
    pub exit_code: Option<i64>,
    /// Why its end is not known, on one line: the connection was lost, say, after it had said this.
    #[serde(default)]
    pub error: Option<String>,
    /// How many bytes of its beginning were dropped, because it said too much.
    #[serde(default)]
    pub left_out_bytes: u64,
}

impl NativeOutput {
    /// All that was said.
    pub fn new(stdout: &[u8], stderr: &[u8]) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { stdout: text(stdout), stderr: text(stderr), ..Self::default() }
    }

    /// The end of it: so many bytes were dropped.
    pub fn left_out(mut self, bytes: u64) -> Self {
        self.left_out_bytes = bytes;
        self
    }

    /// It ended with this code.
    pub fn ended(mut self, code: i64) -> Self {
        self.exit_code = Some(code);
        self
    }

    /// How it ended is not known, because of this error.
    pub fn cut_off(mut self, error: &Error) -> Self {
        self.error = Some(error.to_string());
        self
    }

    /// As the command answers it.
    pub fn to_record(&self) -> Value {
        let mut record = json!({"stdout": self.stdout, "stderr": self.stderr});
        if self.left_out_bytes > 0 {
            record["left_out_bytes"] = self.left_out_bytes.into();
        }
        if let Some(code) = self.exit_code {
            record["exit_code"] = code.into();
        }
        if let Some(error) = &self.error {
            record["error"] = error.as_str().into();
        }
        record
    }

    /// What such an answer holds; `None` if it is of another form.
    pub fn of(answer: &Value) -> Option<Self> {
        // A derived reader takes an array, too.
        answer.as_object().and_then(|record| Self::deserialize(record).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::{NativeCommand, NativeOutput};
    use crate::error::{Error, ErrorKind};
    use serde_json::json;

    #[test]
    fn counts_arguments() {
        let create = NativeCommand::changes("groups create", &["NAME", "[DESCRIPTION]"], "");
        assert!(create.check(1).is_ok() && create.check(2).is_ok());
        assert!(create.check(0).is_err());
        assert!(create.check(3).unwrap_err().to_string().contains("groups create NAME [DESCRIPTION]"));
        let add = NativeCommand::changes("groups add", &["GROUP", "SERVER..."], "");
        assert!(add.check(1).is_err() && add.check(2).is_ok() && add.check(9).is_ok());
        assert!(NativeCommand::reads("groups list", &[], "").check(0).is_ok());
    }

    #[test]
    fn what_a_program_said_has_a_form_of_its_own() {
        let said = NativeOutput::new(b"out\n", b"\xff");
        assert_eq!(said.to_record(), json!({"stdout": "out\n", "stderr": "\u{fffd}"}));
        let ended = said.clone().left_out(7).ended(-1);
        assert_eq!(
            ended.to_record(),
            json!({"stdout": "out\n", "stderr": "\u{fffd}", "left_out_bytes": 7, "exit_code": -1})
        );
        let cut_off = said.clone().cut_off(&Error::new(ErrorKind::Transport, "reset"));
        assert_eq!(cut_off.to_record(), json!({"stdout": "out\n", "stderr": "\u{fffd}", "error": "reset"}));
        for said in [said, ended, cut_off] {
            assert_eq!(NativeOutput::of(&said.to_record()), Some(said));
        }
        for other in [
            json!({"stdout": ""}),
            json!({"stdout": "", "stderr": "", "job": 1}),
            json!(["", ""]),
            json!(null),
        ] {
            assert_eq!(NativeOutput::of(&other), None, "{other}");
        }
    }
}
