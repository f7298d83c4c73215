use super::SecretSource;
use crate::providers::OptionKind;

/// The value of an [option](super::CloudConfig::option): text, true or false, several texts, or a secret's source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum OptionValue {
    /// True or false.
    Flag(bool),
    /// A secret, or where it is found.
    Secret(SecretSource),
    /// Text.
    Text(String),
    /// Several texts.
    Words(Vec<String>),
}

impl OptionValue {
    pub(super) fn is(&self, kind: OptionKind) -> bool {
        matches!(
            (self, kind),
            (Self::Flag(_), OptionKind::Flag)
                | (Self::Secret(_), OptionKind::Secret)
                | (Self::Text(_), OptionKind::Text)
                | (Self::Words(_), OptionKind::Words)
        )
    }
}

impl From<bool> for OptionValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&str> for OptionValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for OptionValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for OptionValue {
    fn from(words: Vec<String>) -> Self {
        Self::Words(words)
    }
}

impl<const N: usize> From<[&str; N]> for OptionValue {
    fn from(words: [&str; N]) -> Self {
        Self::Words(words.map(str::to_owned).to_vec())
    }
}

impl From<SecretSource> for OptionValue {
    fn from(secret: SecretSource) -> Self {
        Self::Secret(secret)
    }
}
