//! From status and body to an error: the only place that knows how an engine refuses.
//!
//! A refusal is a status and `{"message": "…"}`. There are no codes, and the statuses are shared by many reasons: what
//! matters is told by the words. Those of Docker are from 20.10 and later, those of Podman from 4.3.

use crate::config::PROVIDER;
use anycloud_core::{Delivery, Error, ErrorKind, ResourceKind, ResourceRef, Text};
use anycloud_http::one_line;
use http::StatusCode;
use http::response::Parts;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// Why the engine refused: its own words. It is the [source](std::error::Error::source) of every error that had some.
///
/// ```
/// # fn shown(error: &anycloud_core::Error) {
/// use anycloud_docker::{Reason, Refusal};
/// if let Some(Reason::PortTaken) = Refusal::of(error).and_then(Refusal::reason) {
///     eprintln!("choose another port");
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    status: Option<u16>,
    message: Text,
    /// Whether it came as the engine sends it, and not as bare text.
    json: bool,
}

/// How engines say that something is not there, other than an image or a network.
const ABSENT: &[&str] = &[
    "no such container",
    "no container with",
    "no such volume",
    "no such exec",
    "no such file",
    "could not find the file",
    "could not be found on container",
];

/// What the words of a refusal mean, where that is known: an engine has no codes. The kind of error that each becomes
/// is in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The address in a network, or a network's range of addresses, is another's (`Conflict`).
    AddressTaken,
    /// The engine does not speak the version of the API that was asked for (`Unsupported`).
    ApiVersion,
    /// The command of a container or exec cannot be run in it: there is no such program, or it is for another processor
    /// (`InvalidRequest`).
    Command,
    /// The container is in the network already, or another's place in it has its name (`AlreadyExists`).
    Connected,
    /// The image is in use by a container, or by another image (`Conflict`).
    ImageInUse,
    /// There is no such image, here or in the registry; or the registry does not show it to these credentials
    /// (`NotFound`).
    ImageMissing,
    /// The name is taken (`AlreadyExists`).
    NameTaken,
    /// The network is in use by a container (`Conflict`).
    NetworkInUse,
    /// The container does not run (`Conflict`).
    NotRunning,
    /// The container is paused and must not be, or is not and must be (`Conflict`).
    Paused,
    /// The port of the host is in use, by a container or by another program (`Conflict`).
    PortTaken,
    /// The container is being removed already (`Busy`).
    Removing,
    /// The container is being started again by its restart policy (`Busy`).
    Restarting,
    /// The container runs, and must not (`Conflict`).
    Running,
    /// The engine's disk is full (`StorageFull`).
    StorageFull,
    /// The volume is in use by a container, running or not (`Conflict`).
    VolumeInUse,
}

impl Reason {
    /// The kind of error, and what the words say.
    const WORDS: &[(Self, ErrorKind, &[&str])] = &[
        (Self::ApiVersion, ErrorKind::Unsupported, &["client version", "minimum supported api version"]),
        (Self::StorageFull, ErrorKind::StorageFull, &["no space left on device"]),
        (
            Self::PortTaken,
            ErrorKind::Conflict,
            &["port is already allocated", "bind: address already in use", "ports are not available"],
        ),
        (Self::AddressTaken, ErrorKind::Conflict, &["address already in use", "pool overlaps"]),
        (Self::VolumeInUse, ErrorKind::Conflict, &["volume is in use", "volume is being used"]),
        (Self::NetworkInUse, ErrorKind::Conflict, &["has active endpoints", "network is being used"]),
        (
            Self::ImageInUse,
            ErrorKind::Conflict,
            &[
                "is using its referenced image",
                "image is being used",
                "image is in use",
                "has dependent child images",
                "image used by",
            ],
        ),
        (Self::Removing, ErrorKind::Busy, &["is already in progress"]),
        (Self::Restarting, ErrorKind::Busy, &["is restarting, wait"]),
        (
            Self::Running,
            ErrorKind::Conflict,
            &[
                "running container",
                "container is running",
                "as it is running",
                "running or paused containers cannot be removed",
            ],
        ),
        (
            Self::Connected,
            ErrorKind::AlreadyExists,
            &["endpoint with name", "network is already connected", "is already connected to network"],
        ),
        (
            Self::NameTaken,
            ErrorKind::AlreadyExists,
            &["already in use by", "already exists", "name already used", "name is already in use"],
        ),
        (
            Self::Paused,
            ErrorKind::Conflict,
            &["is paused", "is not paused", "already paused", "cannot start a paused"],
        ),
        (
            Self::NotRunning,
            ErrorKind::Conflict,
            &["is not running", "can only kill running", "container state improper"],
        ),
        (
            Self::ImageMissing,
            ErrorKind::NotFound,
            &[
                "no such image",
                "image not known",
                "pull access denied",
                "manifest unknown",
                "repository does not exist",
            ],
        ),
        (
            Self::Command,
            ErrorKind::InvalidRequest,
            &[
                "executable file not found",
                "exec format error",
                "oci runtime",
                "oci permission denied",
                "oci runtime exec failed",
            ],
        ),
    ];
}

impl Refusal {
    /// The refusal behind an error; `None` if the engine gave no reason, or was not asked.
    pub fn of(error: &Error) -> Option<&Self> {
        error.find_source()
    }

    /// The HTTP status; `None` for what failed while a reply was under way, such as a pull.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The engine's words, on one line, at most 300 characters of them.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What they mean, if they are known. The kind of the error is chosen by it.
    pub fn reason(&self) -> Option<Reason> {
        self.known().map(|(reason, ..)| *reason)
    }

    fn known(&self) -> Option<&'static (Reason, ErrorKind, &'static [&'static str])> {
        let said = self.message.to_ascii_lowercase();
        Reason::WORDS.iter().find(|(_, _, words)| words.iter().any(|words| said.contains(words)))
    }

    /// Whether the engine says that something is not there. What stands before it may answer 404, too.
    fn is_absence(&self) -> bool {
        self.json
            && (ABSENT.iter().any(|words| self.says(words)) || self.says("network") && self.says("not found"))
    }

    /// Whether it is the call that is not there, in Docker's words and in Podman's.
    fn is_of_the_call(&self) -> bool {
        self.says("page not found") || &*self.message == "Not Found"
    }

    fn says(&self, words: &str) -> bool {
        self.message.to_ascii_lowercase().contains(words)
    }

    /// The kind of what is missing.
    fn missing(&self) -> Option<ResourceKind> {
        let kinds = [
            ("no such container", ResourceKind::Server),
            ("no container with", ResourceKind::Server),
            ("no such volume", ResourceKind::Drive),
            ("no such exec", ResourceKind::Native("exec".into())),
            ("network", ResourceKind::Network),
        ];
        if self.reason() == Some(Reason::ImageMissing) {
            return Some(ResourceKind::Image);
        }
        kinds.into_iter().find(|(words, _)| self.says(words)).map(|(_, kind)| kind)
    }

    /// The words, without what could break a line, cut at 300 characters.
    fn new(status: Option<u16>, message: &str) -> Option<Self> {
        let line = one_line(message, 300);
        (!line.is_empty()).then(|| Self { status, message: line.into(), json: true })
    }

    fn read(status: u16, body: &[u8]) -> Option<Self> {
        if let Ok(json) = serde_json::from_slice::<Value>(body) {
            return Self::new(Some(status), json.get("message")?.as_str()?);
        }
        let text = String::from_utf8_lossy(body);
        // A page of a proxy says nothing that an engine would.
        if text.trim_start().starts_with('<') {
            return None;
        }
        Self::new(Some(status), text.lines().next()?).map(|refusal| Self { json: false, ..refusal })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "status {status}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Refusal {}

/// What a reply says. 304 is no refusal: the container is so already.
pub(crate) fn judge(parts: &Parts, body: &[u8]) -> Option<Error> {
    if parts.status.is_success() || parts.status == StatusCode::NOT_MODIFIED {
        return None;
    }
    let status = parts.status.as_u16();
    let Some(refusal) = Refusal::read(status, body) else {
        let (kind, what) = meaning(status);
        let delivery = if status == 404 { Delivery::Unknown } else { delivery(status, false) };
        return Some(Error::new(kind, what).with_status(status).delivered(delivery));
    };
    let known = refusal.known();
    let kind = match known {
        // Not the words of an engine, unless as one sends them.
        Some((Reason::ImageMissing, ..)) if status == 404 && !refusal.json => ErrorKind::Provider,
        Some((_, kind, _)) => *kind,
        None if status == 404 && refusal.is_of_the_call() => ErrorKind::Unsupported,
        None if refusal.says("pre-defined network") => ErrorKind::Unsupported,
        None if refusal.says("not a swarm manager") || refusal.says("not part of a swarm") => {
            ErrorKind::Unsupported
        }
        None if status == 404 && refusal.is_absence() => ErrorKind::NotFound,
        // The driver that a volume or network was to have.
        None if status == 404 && refusal.json && refusal.says("plugin") && refusal.says("not found") => {
            ErrorKind::InvalidRequest
        }
        None => meaning(status).0,
    };
    let delivery = match (status, kind) {
        (404, ErrorKind::Provider) => Delivery::Unknown,
        _ => delivery(status, known.is_some()),
    };
    let words = match refusal.is_of_the_call() {
        true if kind == ErrorKind::Unsupported => {
            format!("the engine does not have this call: {}", refusal.message())
        }
        _ => refusal.message.to_string(),
    };
    Some(Error::new(kind, words).with_status(status).delivered(delivery).with_source(refusal))
}

/// An error that came in the middle of a good reply, such as a pull that the registry refuses.
pub(crate) fn told(message: &str) -> Error {
    let Some(refusal) = Refusal::new(None, message) else {
        return Error::new(ErrorKind::OperationFailed, "the engine failed, and does not say why")
            .with_provider(PROVIDER);
    };
    let kind = match refusal.known() {
        Some((_, kind, _)) => *kind,
        None if refusal.says("not found") => ErrorKind::NotFound,
        None if refusal.says("unauthorized") || refusal.says("authentication required") => {
            ErrorKind::Unauthenticated
        }
        None => ErrorKind::OperationFailed,
    };
    Error::new(kind, refusal.message.to_string()).with_provider(PROVIDER).with_source(refusal)
}

/// The error as one about these things, the last of them the one that was meant: a "not found" says which is missing.
pub(crate) fn about(error: Error, asked: &[ResourceRef]) -> Error {
    if error.resource().is_some() {
        return error;
    }
    let found = match (error.kind(), Refusal::of(&error).and_then(Refusal::missing)) {
        (ErrorKind::NotFound, Some(kind)) => asked.iter().find(|resource| resource.kind == kind),
        _ => asked.last(),
    };
    match found {
        Some(resource) => error.with_resource(resource.clone()),
        None => error,
    }
}

/// The error of a call that found no engine, with what can be done about it.
pub(crate) fn unreached(error: Error, host: impl fmt::Display) -> Error {
    if error.kind() != ErrorKind::Transport || error.delivery() == Delivery::Unknown {
        return error;
    }
    let (kind, text) = match io_kind(&error) {
        Some(std::io::ErrorKind::PermissionDenied) => (
            ErrorKind::Forbidden,
            format!("this user may not use the engine's socket {host}: is it in the group docker?"),
        ),
        Some(std::io::ErrorKind::NotFound | std::io::ErrorKind::ConnectionRefused) => {
            (ErrorKind::Transport, format!("no engine listens at {host}"))
        }
        _ => return error,
    };
    error.reworded(kind, text)
}

/// What the operating system said.
fn io_kind(error: &Error) -> Option<std::io::ErrorKind> {
    let mut source = std::error::Error::source(error);
    let mut found = None;
    while let Some(e) = source {
        // The innermost: outer ones say `Other`.
        found = e.downcast_ref::<std::io::Error>().map(std::io::Error::kind).or(found);
        source = e.source();
    }
    found
}

/// May the engine have acted? It refuses with a 4xx before it does; some of what it refuses comes as a 500.
fn delivery(status: u16, known: bool) -> Delivery {
    if (400..500).contains(&status) || (status == 500 && known) {
        Delivery::Refused
    } else {
        Delivery::Unknown
    }
}

/// The kind, and words for it where the engine has none.
fn meaning(status: u16) -> (ErrorKind, &'static str) {
    match status {
        400 => (ErrorKind::InvalidRequest, "the engine calls the request invalid"),
        401 => (ErrorKind::Unauthenticated, "the credentials are missing or wrong"),
        403 => (ErrorKind::Forbidden, "the engine does not allow this"),
        404 => (ErrorKind::Provider, "what answers says 404 in words that are not an engine's"),
        405 | 501 => (ErrorKind::Unsupported, "the engine cannot do this"),
        409 => (ErrorKind::Conflict, "the state of the thing does not allow this"),
        429 => (ErrorKind::RateLimited, "too many requests"),
        n if n >= 500 => (ErrorKind::Provider, "the engine failed"),
        _ => (ErrorKind::Provider, "the engine gave an unexpected answer"),
    }
}

/// A request that is wrong in itself; nothing was sent.
pub(crate) fn invalid(what: impl Into<Cow<'static, str>>) -> Error {
    Error::invalid(what).with_provider(PROVIDER)
}

/// A reply that cannot be read.
pub(crate) fn unread(what: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, what).with_provider(PROVIDER).delivered(Delivery::Unknown)
}

#[cfg(test)]
mod tests;
