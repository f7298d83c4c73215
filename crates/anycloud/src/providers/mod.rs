//! The providers that this version has a driver for: the table, and a file for each that makes its driver.

mod cloudsigma;
mod docker;
mod ec2;
mod elastichosts;
mod mist;

use crate::config::CloudConfig;
use anycloud_core::{Cloud, Result};
use std::fmt;

/// Whether or not its driver is compiled in.
static PROVIDERS: [Provider; 5] =
    [cloudsigma::PROVIDER, docker::PROVIDER, ec2::PROVIDER, elastichosts::PROVIDER, mist::PROVIDER];

/// A provider, as configurations name it.
pub(crate) struct Provider {
    /// What `provider` says.
    pub(crate) name: &'static str,
    /// The keys that it takes beside those that all take. A key is of one kind, whoever takes it.
    pub(crate) options: &'static [(&'static str, OptionKind)],
    /// Makes the driver; nothing if it is not compiled in.
    pub(crate) open: Option<fn(&CloudConfig) -> Result<Cloud>>,
}

/// What the value of an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OptionKind {
    Flag,
    Secret,
    Text,
    Words,
}

impl fmt::Display for OptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "true or false",
            Self::Secret => "a secret or where it is found",
            Self::Text => "text",
            Self::Words => "an array of text",
        })
    }
}

/// The provider of this name.
pub(crate) fn named(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.name == name)
}

/// All names, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PROVIDERS.iter().map(|provider| provider.name)
}

/// The options of all of them.
pub(crate) fn options() -> impl Iterator<Item = (&'static str, OptionKind)> {
    PROVIDERS.iter().flat_map(|provider| provider.options).copied()
}

/// What the option is, if any provider takes it.
pub(crate) fn option_kind(key: &str) -> Option<OptionKind> {
    options().find(|(known, _)| *known == key).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::{names, option_kind, options};

    #[test]
    fn a_key_is_of_one_kind() {
        for (key, kind) in options() {
            assert_eq!(option_kind(key), Some(kind), "{key}");
        }
        assert!(names().is_sorted());
    }

    #[test]
    fn the_sample_of_a_file_shows_every_option() {
        let sample = include_str!("../config/file.rs");
        for (key, _) in options() {
            assert!(
                sample.contains(&format!("/// {key} = ")) || sample.contains(&format!("/// # {key} = ")),
                "{key}"
            );
        }
    }
}
