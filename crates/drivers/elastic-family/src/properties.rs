//! One record of a reply, read when somebody asks.

use crate::id::written;
use anycloud_core::{ByteSize, Secret, Text};
use anycloud_elastic_text::{parse_size, unescape, words};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// The keys and values of one record, in the service's own words.
///
/// It is a stretch of the reply that it came with, and shares its memory: [`detach`](Self::detach) lets go of the rest.
/// [`get`](Self::get), [`iter`](Self::iter), [`to_json`](Self::to_json), `Debug` and serde hide passwords, which
/// [`secret`](Self::secret) gives. What reads the wire as it is (`pairs`, `raw`, `some` and those made of it) hides
/// nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Properties(Text);

impl Properties {
    /// Lines that were checked already, as [`records`](crate::records) gives them.
    pub fn new(lines: Text) -> Self {
        Self(lines)
    }

    /// The value of a key, without the wire's escapes; the last one if it is repeated, `None` for a secret.
    pub fn get(&self, key: &str) -> Option<Text> {
        if is_secret(key) { None } else { self.raw(key).map(|raw| self.text(raw)) }
    }

    /// The value of a key that holds a secret, as [`is_secret`] says; `None` for any other, and for an empty one.
    pub fn secret(&self, key: &str) -> Option<Secret> {
        let raw = self.raw(key).filter(|raw| !raw.is_empty() && is_secret(key))?;
        Some(Secret::new(unescape(raw)))
    }

    /// The keys with their values, without the wire's escapes, in the service's order; secrets are `***`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.pairs()
            .map(|(key, raw)| (key, if is_secret(key) { Cow::Borrowed("***") } else { unescape(raw) }))
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detached())
    }

    /// Keys with values as they are on the wire, secrets too.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.0.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        lines.filter(|line| !line.is_empty()).map(|line| line.split_once(' ').unwrap_or((line, "")))
    }

    /// The last value of a key as it is on the wire, secret or not.
    pub fn raw(&self, key: &str) -> Option<&str> {
        self.pairs().filter(|(found, _)| *found == key).map(|(_, raw)| raw).last()
    }

    /// The value of a key as it is on the wire, secret or not, unless it is absent or empty, which mean the same.
    pub fn some(&self, key: &str) -> Option<&str> {
        self.raw(key).filter(|raw| !raw.is_empty())
    }

    /// The same without the wire's escapes, as text that shares this record's memory.
    pub fn text_of(&self, key: &str) -> Option<Text> {
        self.some(key).map(|raw| self.text(raw))
    }

    /// A part of this record as text that shares its memory.
    pub fn share(&self, part: &str) -> Text {
        self.0.share(part)
    }

    /// A value of this record, without the wire's escapes, as text that shares its memory where it had none.
    pub fn text(&self, raw: &str) -> Text {
        match unescape(raw) {
            Cow::Borrowed(plain) => self.0.share(plain),
            Cow::Owned(plain) => plain.into(),
        }
    }

    /// A value that is an id, in lower case if it is a UUID.
    pub fn id(&self, raw: &str) -> Text {
        written(self.text(raw))
    }

    /// The id that is a key's value.
    pub fn id_of(&self, key: &str) -> Option<Text> {
        self.some(key).map(|raw| self.id(raw))
    }

    /// The words of a value, which are ids.
    pub fn ids(&self, key: &str) -> Vec<Text> {
        self.words(key).map(|word| self.id(word)).collect()
    }

    /// A whole number; `None` also for what is none.
    pub fn number(&self, key: &str) -> Option<u64> {
        self.some(key)?.parse().ok()
    }

    /// A number of bytes, or of KiB, MiB, GiB or TiB if `k`, `m`, `g` or `t` follows, in either case; `None` also for
    /// what is none.
    pub fn size(&self, key: &str) -> Option<ByteSize> {
        parse_size(self.some(key)?).ok().map(ByteSize)
    }

    /// The words of a value, as they are on the wire.
    pub fn words(&self, key: &str) -> impl Iterator<Item = &str> {
        words::split(self.some(key).unwrap_or_default())
    }

    /// The words of a value, without the wire's escapes.
    pub fn texts(&self, key: &str) -> Vec<Text> {
        self.words(key).map(|word| self.text(word)).collect()
    }

    /// `true` or `on`; the document uses both.
    pub fn is_on(&self, key: &str) -> bool {
        matches!(self.some(key), Some("true" | "on"))
    }

    /// The keys under `user:`, without that prefix.
    pub fn user_keys(&self) -> impl Iterator<Item = (Text, Text)> {
        self.pairs()
            .filter_map(|(key, raw)| Some((key.strip_prefix("user:")?, raw)))
            .map(|(key, raw)| (self.0.share(key), self.text(raw)))
    }

    /// All of it, secrets replaced. Values are strings, whatever format they came in.
    pub fn to_json(&self) -> Value {
        let pairs = self.iter().map(|(key, value)| (key.to_owned(), Value::String(value.into_owned())));
        Value::Object(pairs.collect::<Map<_, _>>())
    }
}

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(s)
    }
}

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Whether the value of a key must not be shown: of `encryption:key`, and where `password`, `secret` or `secret_key` is
/// the key or what follows its last colon. Nothing under `user:` is secret: that is the user's to name.
pub fn is_secret(key: &str) -> bool {
    let last = key.rsplit(':').next().unwrap_or(key);
    !key.starts_with("user:")
        && (matches!(last, "password" | "secret" | "secret_key") || key == "encryption:key")
}

#[cfg(test)]
mod tests {
    use super::{Properties, is_secret};

    fn sample() -> Properties {
        Properties::new("name web\\nserver\r\nvnc:password s3cr3t\nmem 512\nsize 1G\nempty \nbare\ntags a  b\nname last\n".into())
    }

    #[test]
    fn values() {
        let p = sample();
        assert_eq!(p.get("name").unwrap(), "last");
        assert_eq!(p.iter().next().unwrap().1, "web\nserver");
        assert_eq!((p.number("mem"), p.number("empty"), p.number("bare")), (Some(512), None, None));
        assert_eq!(p.get("empty").unwrap(), "");
        assert_eq!(p.size("size").unwrap().0, 1 << 30);
        assert_eq!(p.words("tags").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(p.detach(), p);
    }

    #[test]
    fn shares_the_memory_of_its_reply() {
        let body = anycloud_core::Text::from("name web\n");
        let p = Properties::new(body.share(&body));
        assert_eq!(p.get("name").unwrap().as_ptr(), body[5..].as_ptr());
        assert_ne!(p.detach().get("name").unwrap().as_ptr(), body[5..].as_ptr());
    }

    #[test]
    fn secrets_are_reached_by_one_method_only() {
        let p = sample();
        assert_eq!(p.get("vnc:password"), None);
        assert!(!format!("{p:?} {}", p.to_json()).contains("s3cr3t"));
        assert_eq!(p.to_json()["vnc:password"], "***");
        assert_eq!(p.secret("vnc:password").unwrap().expose(), "s3cr3t");
        assert_eq!(p.secret("name"), None);
        for (key, secret) in
            [("password", true), ("encryption:key", true), ("user:password", false), ("boot", false)]
        {
            assert_eq!(is_secret(key), secret, "{key}");
        }
    }
}
