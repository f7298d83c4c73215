//! Why a service refuses something.

use super::ids::Uuid;

/// Why a simulated service refuses a request, or a seed state. Each puts it into its own status and words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The value of a key is not of its form.
    #[error("{key}: {value:?} is not {wanted}")]
    BadValue {
        /// The key, or the part of the path.
        key: String,
        /// What was said.
        value: String,
        /// What would do.
        wanted: &'static str,
    },
    /// What is asked for cannot be done at this moment.
    #[error("{0}")]
    Busy(String),
    /// An id is there twice.
    #[error("{0} is there already")]
    Duplicate(String),
    /// The command was understood and did not work.
    #[error("{0}")]
    Failed(String),
    /// Several keys are wrong.
    #[error("{}", fields(.0))]
    Fields(Vec<(String, String)>),
    /// It does not fit.
    #[error("{0}")]
    Full(String),
    /// A key that must be there is not.
    #[error("{0} is required")]
    MissingKey(&'static str),
    /// An object, or a command, that is spoken of is not there.
    #[error("{what} {id} could not be found")]
    NotFound {
        /// What kind of object.
        what: &'static str,
        /// Which one.
        id: String,
    },
    /// A number is outside of the service's limits.
    #[error("{key}: {value} is out of range, {least} to {most}")]
    OutOfRange {
        /// The key.
        key: &'static str,
        /// What was said.
        value: u64,
        /// The least that will do.
        least: u64,
        /// The most that will do.
        most: u64,
    },
    /// The state of the account forbids it, and time alone will not change that.
    #[error("{0}")]
    Refused(String),
    /// A key that the command does not know.
    #[error("{0:?} is not a key of this command")]
    UnknownKey(String),
    /// Anything else that is wrong with the input.
    #[error("{0}")]
    Usage(String),
    /// A command that changes something was sent by another method than POST.
    #[error("this command expects POST")]
    WrongMethod,
}

impl Problem {
    pub(crate) fn bad(key: impl Into<String>, value: impl Into<String>, wanted: &'static str) -> Self {
        let (key, mut value) = (key.into(), value.into());
        if key.ends_with("password") {
            // A refusal ends up in logs.
            value = "(a secret)".to_owned();
        }
        Self::BadValue { key, value, wanted }
    }

    pub(crate) fn no(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }

    pub(crate) fn busy(what: &str, id: Uuid, why: &str) -> Self {
        Self::Busy(format!("{what} {id} {why}"))
    }
}

fn fields(fields: &[(String, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, why)| format!("{key}: {why}")).collect();
    fields.join("; ")
}
