//! The pipeline, over real sockets and on a virtual clock.

#![allow(clippy::unwrap_used)] // all of this is a test, its helpers too

mod clock;
mod fake;
mod listings;
mod raw;
mod sockets;
mod streams;
mod table;
mod tls;

use anycloud_core::run::Stamp;
use anycloud_core::{Delivery, Error};
use anycloud_http::{Call, Class, judge_by_status};
use bytes::Bytes;
use http::Method;
use http::response::Parts;

const CLASSES: [Class; 4] = [Class::Safe, Class::Idempotent, Class::Keyed, Class::Unsafe];

/// A call of each class, as a driver would make it.
fn call(class: Class) -> Call {
    let request = |method| {
        let body = if method == Method::GET { Bytes::new() } else { Bytes::from_static(b"name web") };
        http::Request::builder().method(method).uri("/things?all=1").body(body).unwrap()
    };
    match class {
        Class::Safe => Call::safe("things list", request(Method::GET)),
        Class::Idempotent => Call::idempotent("things set", request(Method::PUT)),
        Class::Keyed => Call::keyed("things create", &stamp(), |stamp| {
            let mut request = request(Method::POST);
            request.headers_mut().insert("idempotency-key", stamp.text().parse().unwrap());
            request
        }),
        Class::Unsafe => Call::once("things create", request(Method::POST)),
    }
}

fn stamp() -> Stamp {
    Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), "thing")
}

/// By status, with two words of a provider's own: a code, and "this was not processed".
fn judge(parts: &Parts, body: &[u8]) -> Option<Error> {
    let mut error = judge_by_status(parts, body)?;
    if let Some(code) = parts.headers.get("x-code") {
        error = error.with_code(code.to_str().unwrap());
    }
    if parts.headers.contains_key("x-not-processed") {
        error = error.delivered(Delivery::NotSent);
    }
    Some(error)
}
