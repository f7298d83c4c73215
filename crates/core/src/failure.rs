//! An error that outlives its process.

use crate::error::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

/// An error as data: what a provider's operation failed with, what the journal remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Failure {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The provider's own code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Box<str>>,
    /// One line for people.
    pub message: Box<str>,
}

impl Failure {
    /// A failure without a provider's code.
    pub fn new(kind: ErrorKind, message: impl Into<Box<str>>) -> Self {
        Self { kind, code: None, message: message.into() }
    }

    /// Adds the provider's code.
    pub fn with_code(mut self, code: impl Into<Box<str>>) -> Self {
        self.code = Some(code.into());
        self
    }
}

impl From<Failure> for Error {
    fn from(f: Failure) -> Self {
        let error = Self::new(f.kind, String::from(f.message));
        match f.code {
            Some(code) => error.with_code(code),
            None => error,
        }
    }
}
