//! What never gets into a file: by allow-list for headers, by name for fields, by value for known secrets.

use super::diff::HIDDEN;
use anycloud_http::path_segment;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// Headers that are kept as they are; all others are left out.
const KEPT: &[&str] = &[
    "accept",
    "accept-encoding",
    "allow",
    "content-encoding",
    "content-range",
    "content-type",
    "etag",
    "if-match",
    "if-none-match",
    "link",
    "location",
    "range",
    "retry-after",
    "x-elastic-error",
];

/// Headers of which the file says only that they were there, whatever is asked for.
const SECRET: &[&str] = &[
    "authorization",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "x-api-key",
    "x-auth-token",
    "x-subject-token",
];

/// What secrets are called. A field is secret if a word of its name is one of these.
const WORDS: &[&str] = &[
    "accesskey",
    "apikey",
    "auth",
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "key",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "secret",
    "session",
    "signature",
    "token",
];

/// What is replaced.
#[derive(Clone, Debug, Default)]
pub(super) struct Redactor {
    kept: Vec<String>,
    fields: Vec<String>,
    values: Vec<Vec<u8>>,
}

impl Redactor {
    pub(super) fn keep_header(&mut self, name: &str) {
        self.kept.push(name.to_ascii_lowercase());
    }

    pub(super) fn field(&mut self, name: &str) {
        self.fields.push(name.to_ascii_lowercase());
    }

    /// A value that must not show, in any of the forms in which it travels.
    pub(super) fn value(&mut self, secret: &str) {
        use base64::Engine;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
        let json = Value::from(secret).to_string();
        let forms = [
            secret.to_owned(),
            path_segment(secret),
            STANDARD.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
            json[1..json.len() - 1].to_owned(),
        ];
        self.values.extend(forms.into_iter().filter(|form| !form.is_empty()).map(String::into_bytes));
        // The longest first, or a part of it would be replaced and the rest would stay.
        self.values.sort_by_key(|form| std::cmp::Reverse(form.len()));
        self.values.dedup();
    }

    pub(super) fn headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        let mut kept = Vec::new();
        for (name, value) in headers {
            let name = name.as_str();
            let text = value.to_str().ok().filter(|_| !value.is_sensitive());
            match text {
                _ if SECRET.contains(&name) => kept.push((name.to_owned(), HIDDEN.to_owned())),
                Some(text) if KEPT.contains(&name) || self.kept.iter().any(|k| k == name) => {
                    kept.push((name.to_owned(), self.path(text)));
                }
                _ => {}
            }
        }
        kept
    }

    /// A path and query, or a header that may hold one.
    pub(super) fn path(&self, text: &str) -> String {
        let text = String::from_utf8_lossy(&self.values(text.as_bytes())).into_owned();
        match text.split_once('?') {
            None => text,
            Some((path, query)) => format!("{path}?{}", self.pairs(query)),
        }
    }

    pub(super) fn body(&self, body: &[u8]) -> Bytes {
        let body = self.values(body);
        let Ok(text) = std::str::from_utf8(&body) else { return body.into() };
        if let Ok(mut json) = serde_json::from_str::<Value>(text)
            && (json.is_object() || json.is_array())
        {
            // Only what has something to hide is written anew: the rest stays byte for byte.
            return if self.json(&mut json) { json.to_string().into() } else { body.into() };
        }
        let lines = text.split_inclusive('\n').map(|line| self.line(line));
        lines.collect::<String>().into()
    }

    fn json(&self, json: &mut Value) -> bool {
        match json {
            Value::Array(items) => items.iter_mut().fold(false, |any, item| self.json(item) | any),
            Value::Object(fields) => fields.iter_mut().fold(false, |any, (name, value)| {
                if !self.secret(name) || value.is_object() || value.is_array() {
                    return self.json(value) | any;
                }
                let hide = !value.is_null();
                if hide {
                    *value = HIDDEN.into();
                }
                hide | any
            }),
            _ => false,
        }
    }

    /// `KEY VALUE`, `key: value`, `<key>value</key>`, or `a=b&c=d`.
    fn line(&self, line: &str) -> String {
        let (text, end) = match line.strip_suffix('\n') {
            Some(text) => (text, "\n"),
            None => (line, ""),
        };
        if let Some((name, rest)) = text.trim_start().strip_prefix('<').and_then(|tag| tag.split_once('>'))
            && self.secret(name)
            && !rest.is_empty()
        {
            return format!("<{name}>{HIDDEN}</{name}>{end}");
        }
        match text.split_once(' ') {
            Some((name, value)) if self.secret(name.trim_end_matches(':')) && !value.is_empty() => {
                format!("{name} {HIDDEN}{end}")
            }
            None if text.contains('=') => format!("{}{end}", self.pairs(text)),
            _ => line.to_owned(),
        }
    }

    fn pairs(&self, query: &str) -> String {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, value)) if self.secret(name) && !value.is_empty() => format!("{name}={HIDDEN}"),
            _ => pair.to_owned(),
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    fn secret(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let word = |word: &str| WORDS.contains(&word);
        self.fields.contains(&name)
            || name.split(|c: char| !c.is_ascii_alphanumeric()).any(word)
            || ["password", "secret", "apikey", "accesskey", "token"].iter().any(|end| name.ends_with(end))
    }

    fn values(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for secret in &self.values {
            let mut at = 0;
            while let Some(found) = bytes[at..].windows(secret.len()).position(|w| w == secret.as_slice()) {
                let start = at + found;
                bytes.splice(start..start + secret.len(), HIDDEN.bytes());
                at = start + HIDDEN.len();
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::Redactor;

    #[test]
    fn secret_fields_are_hidden_in_every_notation() {
        let r = Redactor::default();
        for (given, kept) in [
            ("name web\nvnc:password x y\nmem 512\n", "name web\nvnc:password ***\nmem 512\n"),
            ("password x", "password ***"),
            ("encryption:key abc\nkeyboard en\n", "encryption:key ***\nkeyboard en\n"),
            ("Password: x\n", "Password: ***\n"),
            (r#"{"a":[{"secret_key":"x","n":1}]}"#, r#"{"a":[{"n":1,"secret_key":"***"}]}"#),
            (r#"{ "name" : "x" }"#, r#"{ "name" : "x" }"#),
            ("a=1&api_key=x&b=2", "a=1&api_key=***&b=2"),
            ("<adminPassword>x</adminPassword>\n", "<adminPassword>***</adminPassword>\n"),
            ("key\n", "key\n"),
        ] {
            assert_eq!(r.body(given.as_bytes()), kept, "{given}");
        }
        assert_eq!(r.path("/x?page=2&token=abc"), "/x?page=2&token=***");
    }

    #[test]
    fn known_values_are_hidden_in_every_form() {
        let mut r = Redactor::default();
        r.value("s3/cret\"");
        for text in ["say s3/cret\" now", "x=s3%2Fcret%22", "czMvY3JldCI=", r#"{"a":"s3/cret\""}"#] {
            let kept = r.body(text.as_bytes());
            let kept = std::str::from_utf8(&kept).unwrap();
            assert!(!kept.contains("cret") && !kept.contains("czMv") && kept.contains("***"), "{kept}");
        }
        let binary = [b"\xff\x00".as_slice(), b"s3/cret\"", b"\xfe"].concat();
        assert_eq!(&*r.body(&binary), b"\xff\x00***\xfe");
    }
}
