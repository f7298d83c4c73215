//! Success or not: the driver's word.

use anycloud_core::{Error, ErrorKind};
use http::StatusCode;
use http::response::Parts;

/// A driver's reading of replies: `None` lets the reply pass, `Some` is what went wrong. It is the one place
/// that knows the provider's codes.
///
/// It sets kind, code, message and, where the provider's manual says so, delivery:
/// - [`Delivery::NotSent`](anycloud_core::Delivery::NotSent) means *this answer proves that nothing was done*.
///   It lets even an [`Unsafe`](crate::Class::Unsafe) call be sent again after a 429 or a 503 with `Retry-After`.
/// - [`Delivery::Refused`](anycloud_core::Delivery::Refused), what `Error::new` says, is believed for a 4xx, and
///   for a 5xx that the judge recognised (it set a code, or a kind other than `Provider`). A 502, a 504 and any
///   other 5xx become [`Delivery::Unknown`](anycloud_core::Delivery::Unknown).
///
/// Status, `Retry-After`, `X-Request-Id`, provider and operation are filled in where it leaves them out.
/// A redirect (301, 302, 303, 307, 308 with a `Location`) is dealt with before it is asked.
/// A body that is not a success may have been cut off, or cut at 1 MiB. For a streamed reply that is a success
/// the body is empty here.
pub type Judge = fn(&Parts, &[u8]) -> Option<Error>;

/// A judge that goes by the status alone: what passes is 2xx. For services without codes of their own, and for
/// the answers that a driver's own judge does not know.
pub fn judge_by_status(parts: &Parts, _body: &[u8]) -> Option<Error> {
    let (kind, message) = match parts.status {
        status if status.is_success() => return None,
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            (ErrorKind::InvalidRequest, "the request is not valid")
        }
        StatusCode::UNAUTHORIZED => (ErrorKind::Unauthenticated, "the credentials are missing or wrong"),
        StatusCode::PAYMENT_REQUIRED => (ErrorKind::InsufficientFunds, "the account cannot pay for this"),
        StatusCode::FORBIDDEN => (ErrorKind::Forbidden, "the credentials do not allow this"),
        StatusCode::NOT_FOUND | StatusCode::GONE => (ErrorKind::NotFound, "there is no such resource"),
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => {
            (ErrorKind::Unsupported, "the service does not know this call")
        }
        StatusCode::CONFLICT => (ErrorKind::Busy, "the resource is busy"),
        StatusCode::TOO_MANY_REQUESTS => (ErrorKind::RateLimited, "too many requests"),
        StatusCode::INSUFFICIENT_STORAGE => (ErrorKind::StorageFull, "the storage is full"),
        status if status.is_server_error() => (ErrorKind::Provider, "the service failed"),
        _ => (ErrorKind::Provider, "the service gave an unexpected answer"),
    };
    Some(Error::new(kind, message))
}
