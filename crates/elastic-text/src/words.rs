//! Several words in one value, separated by spaces: `tags web production`.
//!
//! For serde: `#[serde(default, with = "anycloud_elastic_text::words")]` on a `Vec<String>` or a `Vec` of
//! what can be parsed. Without it a `Vec` takes one element for each time that the key is repeated.
//!
//! ```
//! #[derive(serde::Deserialize, serde::Serialize)]
//! struct Drive {
//!     #[serde(default, with = "anycloud_elastic_text::words")]
//!     tags: Vec<String>,
//! }
//!
//! let drive: Drive = anycloud_elastic_text::from_str("tags web  production\n")?;
//! assert_eq!(drive.tags, ["web", "production"]);
//! assert_eq!(anycloud_elastic_text::to_string(&drive)?, "tags web production\n");
//! # Ok::<(), anycloud_elastic_text::Error>(())
//! ```

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

/// The words of a value; runs of spaces separate them.
pub fn split(value: &str) -> impl Iterator<Item = &str> {
    value.split(' ').filter(|word| !word.is_empty())
}

/// The value that holds these words; `None` if a word is empty or has a space, so that it would not come back.
pub fn join<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Option<String> {
    let mut value = String::new();
    for word in words {
        let word = word.as_ref();
        if word.is_empty() || word.contains(' ') {
            return None;
        }
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(word);
    }
    Some(value)
}

/// Reads the words of one value, each by its own [`FromStr`].
///
/// # Errors
/// A word that does not read; it is not shown.
pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let value = Cow::<'de, str>::deserialize(deserializer)?;
    split(&value).map(|word| word.parse().map_err(|_| D::Error::custom("a word was refused"))).collect()
}

/// Writes words as one value, each by its own [`Display`].
///
/// # Errors
/// A word that is empty or holds a space: it would be read back as another.
pub fn serialize<T: Display, S: Serializer>(words: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    match join(words.iter().map(T::to_string)) {
        Some(value) => serializer.serialize_str(&value),
        None => Err(S::Error::custom("a word is empty or has a space")),
    }
}
