//! Why a request is refused, in the words of Mist.io: a status and `What happened: detail`.

use anycloud::{Delivery, Error, ErrorKind};
use http::StatusCode;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// A refusal, before it is written down.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// What happened; `exceptions.py` of Mist.io, 2014, has the words.
    pub(crate) what: Cow<'static, str>,
    pub(crate) detail: String,
    pub(crate) retry_after: Option<Duration>,
}

pub(crate) type Result<T, E = Refusal> = std::result::Result<T, E>;

impl Refusal {
    pub(crate) fn new(status: StatusCode, what: &'static str, detail: impl Into<String>) -> Self {
        Self { status, what: what.into(), detail: detail.into(), retry_after: None }
    }

    pub(crate) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Bad request", detail)
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Required parameter not provided", parameter)
    }

    pub(crate) fn no_backend(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Backend not found", id)
    }

    pub(crate) fn no_machine(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Machine not found", id)
    }

    pub(crate) fn no_key(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Keypair not found", id)
    }

    pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Backend unavailable", detail)
    }

    pub(crate) fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// What a cloud's error is to a client.
    ///
    /// A 4xx says that nothing was done, a 5xx that it may have been: what was done decides before the error's kind.
    pub(crate) fn of(error: &Error) -> Self {
        // On one line, with what is left behind and the operation that is kept: `anycloud operations` shows it.
        let detail = error.to_string();
        if may_have_acted(error) {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "Backend unavailable", detail);
        }
        let (status, what) = match error.kind() {
            ErrorKind::InvalidRequest | ErrorKind::InvalidConfig => (StatusCode::BAD_REQUEST, "Bad request"),
            ErrorKind::Unauthenticated => (StatusCode::UNAUTHORIZED, "Invalid backend credentials"),
            ErrorKind::InsufficientFunds => (StatusCode::PAYMENT_REQUIRED, "Payment required"),
            ErrorKind::Forbidden => (StatusCode::FORBIDDEN, "Forbidden"),
            ErrorKind::QuotaExceeded => (StatusCode::FORBIDDEN, "Quota exceeded"),
            ErrorKind::NotFound => (StatusCode::NOT_FOUND, "Not found"),
            ErrorKind::Unsupported => (StatusCode::METHOD_NOT_ALLOWED, "Method not allowed"),
            ErrorKind::AlreadyExists | ErrorKind::Conflict => (StatusCode::CONFLICT, "Conflict"),
            ErrorKind::Busy => (StatusCode::CONFLICT, "Busy"),
            ErrorKind::CapacityUnavailable | ErrorKind::StorageFull => {
                (StatusCode::CONFLICT, "Capacity unavailable")
            }
            ErrorKind::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
            _ => (StatusCode::SERVICE_UNAVAILABLE, "Backend unavailable"),
        };
        Self { retry_after: error.retry_after(), ..Self::new(status, what, detail) }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::of(&error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.detail)
    }
}

/// Whether something was done or may have been: a refused step is not all there is to a change.
pub(crate) fn may_have_acted(error: &Error) -> bool {
    error.delivery() == Delivery::Unknown || error.operation().is_some() || !error.leftovers().is_empty()
}

#[cfg(test)]
mod tests {
    use super::Refusal;
    use anycloud::run::OperationId;
    use anycloud::{Delivery, Error, ErrorKind, ResourceKind, ResourceRef};

    #[test]
    fn what_may_have_acted_is_a_5xx_and_what_did_not_is_a_4xx() {
        let of = |kind: ErrorKind, delivery: Delivery| {
            Refusal::of(&Error::new(kind, "words").delivered(delivery)).status.as_u16()
        };
        let refused = [
            (ErrorKind::AlreadyExists, 409),
            (ErrorKind::Busy, 409),
            (ErrorKind::Conflict, 409),
            (ErrorKind::Forbidden, 403),
            (ErrorKind::InsufficientFunds, 402),
            (ErrorKind::InvalidRequest, 400),
            (ErrorKind::NotFound, 404),
            (ErrorKind::Provider, 503),
            (ErrorKind::QuotaExceeded, 403),
            (ErrorKind::RateLimited, 429),
            (ErrorKind::StorageFull, 409),
            (ErrorKind::Transport, 503),
            (ErrorKind::Unauthenticated, 401),
            (ErrorKind::Unsupported, 405),
        ];
        for (kind, status) in refused {
            assert_eq!(of(kind, Delivery::Refused), status, "{kind:?}");
            assert_eq!(of(kind, Delivery::Unknown), 503, "{kind:?}");
        }
    }

    #[test]
    fn what_is_left_of_a_refused_change_is_a_5xx_and_named() {
        let refused = || Error::new(ErrorKind::QuotaExceeded, "no more").delivered(Delivery::Refused);
        let drive = ResourceRef::new(ResourceKind::Drive, "d1");
        let left = Refusal::of(&refused().with_leftovers(vec![drive]));
        assert_eq!(left.status, 503);
        assert!(left.detail.contains("left behind: ") && left.detail.contains("d1"), "{}", left.detail);
        let id: OperationId = "01890a5dac96774bbcceb302099a8057".parse().unwrap();
        let open = Refusal::of(&refused().with_operation(id));
        assert_eq!((open.status.as_u16(), open.detail), (503, format!("no more; operation {id} is kept")));
    }
}
