//! SHA-256 of pieces, and of all pieces together.

use super::pieces::Piece;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The SHA-256 of some bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Digest([u8; 32]);

impl Digest {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of digests: pieces are hashed side by side and in any order.
    pub(super) fn of_all<'a>(digests: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Sha256::new();
        for digest in digests {
            all.update(digest.0);
        }
        Self(all.finalize().into())
    }

    /// Of a set of pieces, when one more comes: at once, however many there are, and in any order.
    pub(super) fn joined(mut self, piece: Piece, digest: Self) -> Self {
        let one: [u8; 32] =
            Sha256::new().chain_update(piece.index.to_le_bytes()).chain_update(digest.0).finalize().into();
        self.0.iter_mut().zip(one).for_each(|(mine, its)| *mine ^= its);
        self
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let mut bytes = [0; 32];
        let good = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
            let pair = text.get(at..at + 2).filter(|_| good);
            let pair = pair.ok_or_else(|| de::Error::custom("a digest is 64 hexadecimal digits"))?;
            *byte = u8::from_str_radix(pair, 16).map_err(de::Error::custom)?;
        }
        Ok(Self(bytes))
    }
}

/// The digests of an image's pieces, as far as they are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Digests(Vec<Option<Digest>>);

impl Digests {
    pub(super) fn set(&mut self, piece: Piece, digest: Digest) {
        let index = piece.index as usize;
        if self.0.len() <= index {
            self.0.resize(index + 1, None);
        }
        self.0[index] = Some(digest);
    }

    pub(super) fn of(&self, piece: Piece) -> Option<Digest> {
        self.0.get(piece.index as usize).copied().flatten()
    }

    /// Of the pieces that are known, in their order.
    pub(super) fn together(&self) -> Digest {
        Digest::of_all(self.0.iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn is_sha_256_in_hexadecimal() {
        let abc = Digest::of(b"abc");
        let shown = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(abc.to_string(), shown);
        assert_eq!(serde_json::from_str::<Digest>(&format!("\"{shown}\"")).unwrap(), abc);
        for bad in ["", "ba78", &shown.replace('b', "x"), &"é".repeat(32)] {
            assert!(serde_json::from_value::<Digest>(bad.into()).is_err(), "{bad}");
        }
    }
}
