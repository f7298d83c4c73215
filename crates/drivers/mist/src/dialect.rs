//! The versions of the API, and how they are told apart.

use crate::wire::{BackendInfo, KeyInfo, ProviderInfo};
use anycloud_core::{Error, Result};
use std::str::FromStr;

/// A version of Mist.io's API. What differs is spelling, and what is served.
///
/// A client that was not told sends what differs in both spellings until
/// [`Client::discover`](crate::Client::discover) has found it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// January 2014: actions are form fields; `newState`, `newName`, `default_key`; a new machine needs `image_extra`
    /// and `disk`, if empty.
    January2014,
    /// May 2014: everything is JSON, `new_state`, `new_id`, `isDefault`, states `online` and `offline`.
    May2014,
    /// 2015, for those who send `Api-Version: 2`: as May 2014, with a body of its own for each provider of a new
    /// backend, a path for each half of a key, networks, and renaming and resizing of machines.
    V2,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::January2014, Self::May2014, Self::V2];

    /// The word of configuration files: `2014-01`, `2014-05` or `2`. [`FromStr`] reads it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::January2014 => "2014-01",
            Self::May2014 => "2014-05",
            Self::V2 => "2",
        }
    }
}

impl FromStr for Dialect {
    type Err = Error;

    /// # Errors
    /// `InvalidConfig` for any other word, with those that are known.
    fn from_str(word: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.as_str() == word).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Error::config(format!("unknown dialect {word:?}; known are {known}"))
        })
    }
}

/// Asked with `Api-Version: 2`, a service that knows the header lists regions inside of each provider; others ignore
/// it. Source: `views.list_supported_providers` of Mist.io, June 2015.
pub(crate) fn of_providers(providers: &[ProviderInfo]) -> Option<Dialect> {
    providers.iter().any(ProviderInfo::has_regions).then_some(Dialect::V2)
}

/// The states of backends tell: `wait` in January, `online` and `offline` from May on.
pub(crate) fn of_backends(backends: &[BackendInfo]) -> Option<Dialect> {
    backends.iter().find_map(|backend| match backend.state()?.as_str() {
        "online" | "offline" => Some(Dialect::May2014),
        "wait" => Some(Dialect::January2014),
        _ => None,
    })
}

/// So do the names of keys' fields: `default_key` in January, `isDefault` from May on.
pub(crate) fn of_keys(keys: &[KeyInfo]) -> Option<Dialect> {
    keys.iter().find_map(|key| match (key.get("isDefault"), key.get("default_key")) {
        (Some(_), _) => Some(Dialect::May2014),
        (None, Some(_)) => Some(Dialect::January2014),
        (None, None) => None,
    })
}
