//! Secrets at rest: AES-256-GCM, each with a nonce of its own, bound to its place.

use anycloud::{Error, ErrorKind, Result, Secret};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;
use zeroize::Zeroizing;

/// The key that secrets are sealed with (AES-256-GCM): 32 bytes, for [`Settings::key`](crate::Settings::key). It cannot
/// be changed later, and what it sealed is lost with it. `Debug` shows none of it.
#[derive(Clone)]
pub struct SealingKey(Zeroizing<[u8; 32]>);

impl SealingKey {
    /// A key as 64 hexadecimal digits or as base64, e.g. from `openssl rand -base64 32`.
    ///
    /// # Errors
    /// `InvalidConfig` for anything else; the text is not repeated.
    pub fn from_text(text: &Secret) -> Result<Self> {
        let text = text.expose().trim();
        let bytes = Zeroizing::new(match text.len() {
            64 => hex(text).unwrap_or_default(),
            _ => STANDARD.decode(text).unwrap_or_default(),
        });
        let key = <[u8; 32]>::try_from(bytes.as_slice());
        let key =
            key.map_err(|_| Error::config("the key must be 32 bytes: 64 hexadecimal digits, or base64"))?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// A key from a file that nobody else can read (mode 600 on Unix), in the form of [`from_text`](Self::from_text).
    ///
    /// # Errors
    /// `InvalidConfig` if it cannot be read, if others can read it, or if it holds no key.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = private_text("key", path)?;
        Self::from_text(&text).map_err(|e| Error::config(format!("{}: {}", path.display(), e.message())))
    }
}

/// What the file of a secret holds, if nobody else can read it.
///
/// # Errors
/// `InvalidConfig` if others can, or if it cannot be read.
pub(crate) fn private_text(what: &str, path: &Path) -> Result<Secret> {
    let name = path.display();
    let unread = |e| Error::config(format!("the {what} file {name} cannot be read: {e}"));
    private(path)
        .map_err(unread)?
        .ok_or_else(|| Error::config(format!("others can read the {what} file {name}: chmod 600 {name}")))?;
    std::fs::read_to_string(path).map(Secret::new).map_err(unread)
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(***)")
    }
}

/// A secret that only the key opens: the nonce, then what is sealed, in base64.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Sealed(String);

/// The key, ready.
pub(crate) struct Seal(RandomizedNonceKey);

impl Seal {
    pub(crate) fn new(key: &SealingKey) -> Result<Self> {
        let ready = RandomizedNonceKey::new(&AES_256_GCM, key.0.as_slice());
        ready.map(Self).map_err(|_| Error::config("the key cannot be used"))
    }

    pub(crate) fn seal(&self, place: &str, secret: &Secret) -> Result<Sealed> {
        let mut bytes = Zeroizing::new(secret.expose().as_bytes().to_vec());
        let nonce = self.0.seal_in_place_append_tag(Aad::from(place), &mut *bytes);
        let nonce = nonce.map_err(|_| Error::new(ErrorKind::Journal, "the secret cannot be sealed"))?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.extend_from_slice(&bytes);
        Ok(Sealed(STANDARD.encode(sealed)))
    }

    pub(crate) fn open(&self, place: &str, sealed: &Sealed) -> Result<Secret> {
        let bad =
            || Error::new(ErrorKind::Journal, format!("the secret of {place} does not open with this key"));
        let bytes = STANDARD.decode(&sealed.0).map_err(|_| bad())?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).ok_or_else(bad)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| bad())?;
        let mut rest = Zeroizing::new(rest.to_vec());
        let plain = self.0.open_in_place(nonce, Aad::from(place), &mut rest).map_err(|_| bad())?;
        std::str::from_utf8(plain).map(Secret::new).map_err(|_| bad())
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(***)")
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|n| u8::try_from(n).ok());
    text.as_bytes().chunks(2).map(|two| Some(digit(two[0])? << 4 | digit(*two.get(1)?)?)).collect()
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<Option<()>> {
    use std::os::unix::fs::PermissionsExt;
    Ok((std::fs::metadata(path)?.permissions().mode() & 0o077 == 0).then_some(()))
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<Option<()>> {
    std::fs::metadata(path).map(|_| Some(()))
}

#[cfg(test)]
mod tests {
    use super::{Seal, Sealed, SealingKey};
    use anycloud::Secret;

    #[test]
    fn keys_are_hex_or_base64_of_32_bytes() {
        let hex = SealingKey::from_text(&"00ff".repeat(16).into()).unwrap();
        let base64 = SealingKey::from_text(&"AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8=\n".into()).unwrap();
        assert_eq!(*hex.0, *base64.0);
        for bad in ["", "short", "zz".repeat(32).as_str(), "AP8A/wD/AP8A/wD/AP8A/wD/"] {
            let error = SealingKey::from_text(&Secret::new(bad)).unwrap_err();
            assert!(bad.is_empty() || !error.to_string().contains(bad));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "ab".repeat(32)).unwrap();
        for (mode, good) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(SealingKey::from_file(file.path()).is_ok(), good, "{mode:o}");
        }
    }

    #[test]
    fn what_is_changed_does_not_open() {
        let seal = Seal::new(&SealingKey::from_text(&"42".repeat(32).into()).unwrap()).unwrap();
        let (one, two) =
            (seal.seal("a", &"secret".into()).unwrap(), seal.seal("a", &"secret".into()).unwrap());
        assert_ne!(one.0, two.0, "each has a nonce of its own");
        assert_eq!(seal.open("a", &one).unwrap().expose(), "secret");
        assert!(seal.open("b", &one).is_err());
        let mut other = one.0.clone().into_bytes();
        other[20] ^= 1;
        for bad in [String::from_utf8(other).unwrap(), String::new(), "AAAA".to_owned()] {
            assert!(seal.open("a", &Sealed(bad)).is_err());
        }
    }
}
