//! Redirects: followed only where neither a credential nor a change could go astray.

use crate::call::{Call, Class};
use crate::origin::{has_userinfo, origin};
use anycloud_core::{Delivery, Error, ErrorKind};
use http::header::LOCATION;
use http::response::Parts;
use http::{Method, StatusCode};
use url::Url;

/// The most redirects of one attempt.
pub(crate) const MOST: usize = 5;

/// Where the reply sends a call on to; `None` if it is not a redirect.
///
/// Only GET and HEAD calls that are not Unsafe follow, and only on the same origin.
pub(crate) fn redirect(call: &Call, at: &Url, parts: &Parts) -> Option<Result<Url, Error>> {
    let moved = matches!(
        parts.status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let location = parts.headers.get(LOCATION).filter(|_| moved)?;
    let target = location.to_str().ok().and_then(|to| at.join(to).ok());
    let reads = matches!(*call.request.method(), Method::GET | Method::HEAD);
    let refused = match target {
        None => "the service redirects to something that is not a URL".into(),
        Some(to) if to.origin() != at.origin() || has_userinfo(&to) => {
            format!("the service redirects to {}, which is not asked", shown_origin(&to))
        }
        Some(mut to) if reads && call.class != Class::Unsafe => {
            to.set_fragment(None);
            return Some(Ok(to));
        }
        Some(_) => "the service redirects a request that must not be repeated elsewhere".into(),
    };
    // 307 and 308 say "send it there instead"; after the others it may have been acted on ("see there").
    let instead = [StatusCode::TEMPORARY_REDIRECT, StatusCode::PERMANENT_REDIRECT].contains(&parts.status);
    let delivery = if instead { Delivery::Refused } else { Delivery::Unknown };
    Some(Err(Error::new(ErrorKind::Provider, refused).delivered(delivery)))
}

pub(crate) fn too_many() -> Error {
    Error::new(ErrorKind::Provider, "the service redirects without end")
}

fn shown_origin(url: &Url) -> String {
    // Opaque origins (`data:`) have no text of their own, and the rest of such a URL is not shown.
    if url.has_host() { origin(url) } else { format!("a {} URL", url.scheme()) }
}
