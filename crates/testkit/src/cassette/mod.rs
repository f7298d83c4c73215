//! Exchanges on file: recorded from a real service, or written down from its manual.
//!
//! The [crate page](crate#cassettes) has the format.

mod diff;
mod format;
mod recorder;
mod redact;
mod replay;

pub use format::CassetteError;
pub use recorder::Recorder;
pub use replay::{Leftovers, Replay};

use bytes::Bytes;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// Exchanges in order, and where they come from. Its `Display` is the file, its `FromStr` reads it.
///
/// ```
/// use anycloud_testkit::cassette::Cassette;
/// let cassette: Cassette = "\
/// anycloud cassette 1
/// origin: transcribed from the manual of Example Cloud, 2011
///
/// > GET /drives/list
///
/// < 200
/// < Content-Type: text/plain
/// <
/// < 7d4cd0e2-2a7b-4d8e-8f0c-5f5b6b0c4a01
/// ".parse()?;
/// assert_eq!(cassette.exchanges.len(), 1);
/// assert_eq!(cassette.exchanges[0].response.body, "7d4cd0e2-2a7b-4d8e-8f0c-5f5b6b0c4a01\n");
/// # Ok::<_, anycloud_testkit::cassette::CassetteError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cassette {
    /// Where the exchanges come from. A file that does not say so does not load.
    pub origin: Origin,
    /// In which order they may come.
    pub mode: Mode,
    /// Remarks, e.g. what was mended in a sample of a manual.
    pub notes: Vec<String>,
    /// The exchanges.
    pub exchanges: Vec<Exchange>,
}

impl Cassette {
    /// A cassette without exchanges.
    pub fn new(origin: Origin) -> Self {
        Self { origin, mode: Mode::default(), notes: Vec::new(), exchanges: Vec::new() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, or is not a cassette; the error says at which line.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, CassetteError> {
        let text =
            std::fs::read_to_string(path.as_ref()).map_err(|e| CassetteError::file(path.as_ref(), &e))?;
        text.parse().map_err(|e: CassetteError| e.of(path.as_ref()))
    }

    /// Writes a file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), CassetteError> {
        std::fs::write(path.as_ref(), self.to_string()).map_err(|e| CassetteError::file(path.as_ref(), &e))
    }

    /// The service of this cassette, as a transport.
    pub fn replay(self) -> Replay {
        Replay::new(self)
    }
}

impl FromStr for Cassette {
    type Err = CassetteError;

    fn from_str(text: &str) -> Result<Self, CassetteError> {
        format::read(text)
    }
}

impl fmt::Display for Cassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        format::write(self, f)
    }
}

/// Where exchanges come from: what they prove depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // a third origin would be a made-up one
pub enum Origin {
    /// A server of this version really said so.
    Recorded(String),
    /// This document says so.
    Transcribed(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded(server) => write!(f, "recorded from {server}"),
            Self::Transcribed(document) => write!(f, "transcribed from {document}"),
        }
    }
}

/// In which order exchanges may come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Those of one method and path in the order of the file.
    #[default]
    Sequential,
    /// In any order.
    Unordered,
}

/// One request and its response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// What must be asked.
    pub request: Asked,
    /// What is answered.
    pub response: Answered,
}

/// The request of an exchange. `***` in a header or in the body stands for any text within a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asked {
    /// The method.
    pub method: http::Method,
    /// Path and query, without the origin.
    pub path: String,
    /// Headers that must be there; others may be, too.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Bytes,
}

/// The response of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answered {
    /// The status.
    pub status: http::StatusCode,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Bytes,
}
