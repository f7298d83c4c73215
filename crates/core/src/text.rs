//! Text in outputs: owned, or a slice of the reply that it came with.

use bytestring::ByteString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Deref;

/// Immutable text that is cheap to clone and may share the body of the reply that it was read from.
///
/// A list of ten thousand servers is decoded without copying their names. Text that shares a body keeps the
/// whole body alive: [`detached`](Self::detached) lets go of it.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(ByteString);

impl Text {
    /// Empty text.
    pub const fn new() -> Self {
        Self(ByteString::new())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A part of this text that shares its memory. `part` must be a slice of `self`; anything else is copied.
    pub fn share(&self, part: &str) -> Self {
        let (start, end) = (self.as_ptr() as usize, self.as_ptr() as usize + self.len());
        let at = part.as_ptr() as usize;
        if at >= start && at + part.len() <= end { Self(self.0.slice_ref(part)) } else { Self::from(part) }
    }

    /// The same text in memory of its own.
    pub fn detached(&self) -> Self {
        Self::from(self.as_str())
    }

    /// The body of a reply as text; its parts are then [shared](Self::share).
    ///
    /// # Errors
    /// The body is not UTF-8; the error says where.
    pub fn from_utf8(body: bytes::Bytes) -> Result<Self, std::str::Utf8Error> {
        ByteString::try_from(body).map(Self)
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(ByteString::from(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(ByteString::from(text))
    }
}

impl From<Box<str>> for Text {
    fn from(text: Box<str>) -> Self {
        Self(ByteString::from(String::from(text)))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl std::borrow::Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn shares_its_own_parts_and_copies_others() {
        let body = Text::from("name web\n");
        let part = body.share(&body[5..8]);
        assert_eq!((part.as_str(), part.as_ptr()), ("web", body[5..].as_ptr()));
        let stranger = String::from("web");
        assert_ne!(body.share(&stranger).as_ptr(), stranger.as_ptr());
        assert_ne!(part.detached().as_ptr(), part.as_ptr());
    }

    #[test]
    fn refuses_what_is_not_utf8() {
        assert_eq!(Text::from_utf8(bytes::Bytes::from_static(b"ab\xff")).unwrap_err().valid_up_to(), 2);
    }
}
