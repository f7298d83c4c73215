//! What may be shown: allow-lists, because a list of what to hide is never complete.

use http::{HeaderMap, Uri};
use std::fmt;
use url::Url;

/// Names of headers whose values may be logged, beside the harmless usual ones. Compared without case.
pub(crate) type Shown = &'static [&'static str];

/// Headers that never carry credentials or contents.
const HEADERS: [&str; 9] = [
    "accept",
    "connection",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "server",
    "user-agent",
    "x-request-id",
];

/// Headers as `name: value`, with `***` for the value of each that is not known to be harmless.
pub(crate) struct Headers<'a>(pub(crate) &'a HeaderMap, pub(crate) Shown);

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |name: &str| {
            HEADERS.contains(&name) || self.1.iter().any(|shown| shown.eq_ignore_ascii_case(name))
        };
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            if known(name.as_str()) && !value.is_sensitive() {
                map.entry(&name, value);
            } else {
                map.entry(&name, &format_args!("***"));
            }
        }
        map.finish()
    }
}

/// Origin and path, and how many parameters a query has.
pub(crate) struct Place<'a>(pub(crate) &'a Url);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0.origin().ascii_serialization(), self.0.path())?;
        let Some(query) = self.0.query() else { return Ok(()) };
        let mut separator = '?';
        for _ in query.split('&') {
            write!(f, "{separator}***")?;
            separator = '&';
        }
        Ok(())
    }
}

/// The path of a URI without query and authority.
pub(crate) fn bare_path(uri: &Uri) -> &str {
    uri.path()
}

/// Text from a header that goes into errors: short, printable.
pub(crate) fn token(text: &str) -> Option<&str> {
    let good = !text.is_empty() && text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic());
    good.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{Headers, Place, Shown};
    use http::{HeaderMap, HeaderValue};
    use url::Url;

    #[test]
    fn only_listed_names_show_their_value() {
        let shown: Shown = &["X-Elastic-Error"];
        let mut headers = HeaderMap::new();
        for (name, value) in [("x-elastic-error", "busy"), ("authorization", "s3"), ("date", "now")] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let mut accept = HeaderValue::from_static("s3");
        accept.set_sensitive(true);
        headers.insert("accept", accept);
        let text = format!("{:?}", Headers(&headers, shown));
        assert!(text.contains("busy") && text.contains("now") && !text.contains("s3"), "{text}");
        let url = Url::parse("https://api.example/x?page=2&token=s3&s3").unwrap();
        assert_eq!(Place(&url).to_string(), "https://api.example/x?***&***&***");
    }
}
