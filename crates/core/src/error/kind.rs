//! What kind an error is of, and whether the provider may have acted.

use serde::{Deserialize, Serialize};

/// What went wrong, in terms that a caller can act on without knowing the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A thing with this name or key exists already.
    AlreadyExists,
    /// In use right now; the same request may succeed later.
    Busy,
    /// The caller cancelled, between two requests.
    Cancelled,
    /// The provider has no room for this just now; another zone or size may have.
    CapacityUnavailable,
    /// The resource's state, or what it turned out to be, forbids the request; waiting does not help.
    Conflict,
    /// The provider's reply could not be read.
    Decode,
    /// The credentials are good but do not allow this.
    Forbidden,
    /// Balance or subscription does not cover the request.
    InsufficientFunds,
    /// The configuration of the cloud is wrong or incomplete.
    InvalidConfig,
    /// The request is wrong in itself; sending it again cannot help.
    InvalidRequest,
    /// The journal could not be read or written.
    Journal,
    /// A file, disk or pipe of this machine failed while it was read or written.
    LocalIo,
    /// The resource does not exist, or not for these credentials.
    NotFound,
    /// The provider accepted the request and later reported that it failed.
    OperationFailed,
    /// The provider failed or broke its own protocol.
    Provider,
    /// A limit of the account is reached.
    QuotaExceeded,
    /// Too many requests; see [`Error::retry_after`](crate::Error::retry_after).
    RateLimited,
    /// A drive or other storage is full.
    StorageFull,
    /// No answer: connection, TLS, timeout.
    Transport,
    /// The credentials are missing or wrong.
    Unauthenticated,
    /// The cloud cannot do this. Mostly known before any request is sent.
    Unsupported,
    /// The goal was not reached in the time given; the provider may still be working.
    WaitTimedOut,
}

impl ErrorKind {
    /// The kind as the snake-case word that JSON uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyExists => "already_exists",
            Self::Busy => "busy",
            Self::Cancelled => "cancelled",
            Self::CapacityUnavailable => "capacity_unavailable",
            Self::Conflict => "conflict",
            Self::Decode => "decode",
            Self::Forbidden => "forbidden",
            Self::InsufficientFunds => "insufficient_funds",
            Self::InvalidConfig => "invalid_config",
            Self::InvalidRequest => "invalid_request",
            Self::Journal => "journal",
            Self::LocalIo => "local_io",
            Self::NotFound => "not_found",
            Self::OperationFailed => "operation_failed",
            Self::Provider => "provider",
            Self::QuotaExceeded => "quota_exceeded",
            Self::RateLimited => "rate_limited",
            Self::StorageFull => "storage_full",
            Self::Transport => "transport",
            Self::Unauthenticated => "unauthenticated",
            Self::Unsupported => "unsupported",
            Self::WaitTimedOut => "wait_timed_out",
        }
    }
}

/// May the provider have acted on the request that failed?
///
/// Set by the two places that can know: the transport, and a driver's `error.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums)] // a caller must be able to match all three, now and later
pub enum Delivery {
    /// The request never left, or provably was not processed.
    NotSent,
    /// The provider answered and did not act.
    Refused,
    /// Timeout, reset, an unlisted 5xx, or a reply that cannot be read: it may have acted.
    Unknown,
}
