//! Web pages that come in a service's stead, from proxies and login pages.

use anycloud_core::{Delivery, Error, ErrorKind};
use http::header::CONTENT_TYPE;
use http::response::Parts;

/// Whether a reply says that it is HTML.
pub fn says_html(parts: &Parts) -> bool {
    let media = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media.to_ascii_lowercase().starts_with("text/html")
}

/// Whether the first character of a body, after white space, is `<`, whatever its `Content-Type`. So is that of XML:
/// only for services that never answer with it.
pub fn begins_as_page(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

/// The error of a web page where a reply should be. Nobody knows what became of the request; the page's text is not shown.
pub fn web_page() -> Error {
    let what = "a web page came instead of the service's reply: is a proxy or a login page between?";
    Error::new(ErrorKind::Decode, what).delivered(Delivery::Unknown)
}

/// Words of a service as one line for people, cut after so many characters. What controls a terminal becomes a blank.
pub fn one_line(words: &str, characters: usize) -> String {
    let shown = words.trim().chars().map(|c| if c.is_control() { ' ' } else { c });
    shown.take(characters).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{begins_as_page, one_line, says_html};
    use http::Response;

    #[test]
    fn pages_are_known_by_either() {
        let parts =
            |media: &str| Response::builder().header("content-type", media).body(()).unwrap().into_parts().0;
        assert!(says_html(&parts("Text/HTML; charset=utf-8")));
        assert!(!says_html(&parts("text/plain")));
        assert!(begins_as_page(b" \n<!doctype html>") && !begins_as_page(b"{\"a\": \"<\"}"));
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(one_line(" no\u{1b}[31m such\nthing \n", 300), "no [31m such thing");
        assert_eq!(one_line("größer", 3), "grö");
    }
}
