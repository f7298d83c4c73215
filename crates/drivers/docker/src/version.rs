//! Versions of the Engine API, and which one is spoken.

use crate::config::PROVIDER;
use crate::error::invalid;
use anycloud_core::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// A version of the Engine API, e.g. 1.41.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion {
    major: u16,
    minor: u16,
}

impl ApiVersion {
    /// The oldest that this driver speaks: Docker 20.10 of 2020.
    pub const OLDEST: Self = Self::new(1, 41);

    /// The newest that this driver was checked against. Source: moby's `api/docs/CHANGELOG.md`.
    pub const NEWEST: Self = Self::new(1, 56);

    /// A version by its two numbers, e.g. 1 and 41.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// What to speak with an engine whose newest version this is: its own, or ours if that is older.
    pub(crate) fn agreed(engine: Self) -> Result<Self> {
        if engine < Self::OLDEST {
            let text =
                format!("the engine is too old: it speaks API {engine}, and {} is needed", Self::OLDEST);
            return Err(Error::unsupported(text).with_provider(PROVIDER));
        }
        Ok(engine.min(Self::NEWEST))
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for ApiVersion {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts = text.trim().trim_start_matches('v').split_once('.');
        let version =
            parts.and_then(|(major, minor)| Some(Self::new(major.parse().ok()?, minor.parse().ok()?)));
        version.ok_or_else(|| invalid(format!("{text:?} is no version of the Engine API, such as 1.41")))
    }
}

#[cfg(test)]
mod tests {
    use super::ApiVersion;
    use anycloud_core::{Delivery, ErrorKind};

    #[test]
    fn the_newest_that_both_know_is_spoken() {
        let agreed =
            |text: &str| ApiVersion::agreed(text.parse().unwrap()).map(|version| version.to_string());
        assert_eq!(agreed("1.41").unwrap(), "1.41");
        assert_eq!(agreed("v1.44").unwrap(), "1.44");
        assert_eq!(agreed("1.99").unwrap(), ApiVersion::NEWEST.to_string());
        assert_eq!(agreed("2.0").unwrap(), ApiVersion::NEWEST.to_string());
        let error = agreed("1.40").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(error.delivery(), Delivery::NotSent);
        assert_eq!(
            error.to_string(),
            "docker: the engine is too old: it speaks API 1.40, and 1.41 is needed"
        );
        for bad in ["", "1", "1.", "one.two", "1.4.1"] {
            assert_eq!(bad.parse::<ApiVersion>().unwrap_err().kind(), ErrorKind::InvalidRequest, "{bad}");
        }
    }
}
