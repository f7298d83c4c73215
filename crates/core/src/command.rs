//! What one provider alone has, for people at a command line.

use crate::error::{Error, Result};
use serde::Serialize;

/// A command that only this provider has. A driver lists its own; programs use the native client instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NativeCommand {
    /// Its words, e.g. `groups create`. `exec` alone is for what runs a command somewhere, `exec WHERE COMMAND...`: a
    /// command line passes on what stands after the first argument as it is, hyphens included.
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

#[cfg(test)]
mod tests {
    use super::NativeCommand;

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
}
