//! Answers: JSON, `OK`, and refusals.

use crate::refusal::Refusal;
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{Response, StatusCode};
use serde::Serialize;
use serde_json::json;

pub(crate) type Answer = Response<Bytes>;

/// A JSON document.
pub(crate) fn document(value: &impl Serialize) -> Answer {
    match serde_json::to_vec(value) {
        Ok(body) => json_bytes(StatusCode::OK, body),
        // Strings and numbers do not fail; a map with odd keys would.
        Err(_) => refused(
            &Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error", "the answer is no JSON"),
            false,
        ),
    }
}

/// JSON that is written already.
pub(crate) fn json_bytes(status: StatusCode, body: Vec<u8>) -> Answer {
    answer(status, "application/json; charset=UTF-8", body)
}

/// What Mist.io says of a change that has no more to tell.
pub(crate) fn ok() -> Answer {
    answer(StatusCode::OK, "text/plain; charset=UTF-8", "OK\n")
}

/// One line of text, or JSON for those who take nothing else.
pub(crate) fn refused(refusal: &Refusal, as_json: bool) -> Answer {
    let mut answer = if as_json {
        let body = json!({"error": refusal.what, "detail": refusal.detail});
        json_bytes(refusal.status, body.to_string().into_bytes())
    } else {
        // A provider's words may hold anything; the line stays one.
        let line: String =
            refusal.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).chain(['\n']).collect();
        self::answer(refusal.status, "text/plain; charset=UTF-8", line)
    };
    if let Some(wait) = refusal.retry_after {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs_f64().ceil() as u64));
    }
    if refusal.what == UNAUTHORIZED {
        answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    answer
}

/// The gateway's own 401; a cloud's has other words.
pub(crate) const UNAUTHORIZED: &str = "Unauthorized";

fn answer(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

#[cfg(test)]
mod tests {
    use super::refused;
    use crate::refusal::Refusal;

    #[test]
    fn a_refusal_is_one_line_or_json() {
        let refusal = Refusal::no_machine("a\r\nX-Evil: 1");
        assert_eq!(refused(&refusal, false).body(), "Machine not found: a  X-Evil: 1\n");
        assert_eq!(
            refused(&refusal, true).body(),
            r#"{"detail":"a\r\nX-Evil: 1","error":"Machine not found"}"#
        );
        assert_eq!(refused(&refusal, true).status(), 404);
    }
}
