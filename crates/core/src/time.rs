//! Points in time.

use crate::error::{Error, ErrorKind};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

/// A moment in UTC. Text and JSON are RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The present, to the millisecond.
    pub fn now() -> Self {
        let now = jiff::Timestamp::now();
        Self(jiff::Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] outside of the years -9999 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self, Error> {
        jiff::Timestamp::from_second(seconds)
            .map(Self)
            .map_err(|e| Error::new(ErrorKind::Decode, "not a point in time").with_source(e))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn as_unix(self) -> i64 {
        self.0.as_second()
    }

    /// How long ago it was; zero for the future.
    pub fn elapsed(self) -> Duration {
        Duration::try_from(jiff::Timestamp::now().duration_since(self.0)).unwrap_or_default()
    }
}

impl From<SystemTime> for Timestamp {
    fn from(t: SystemTime) -> Self {
        Self(jiff::Timestamp::try_from(t).unwrap_or(jiff::Timestamp::MAX))
    }
}

impl From<Timestamp> for SystemTime {
    fn from(t: Timestamp) -> Self {
        t.0.into()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl FromStr for Timestamp {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self, Error> {
        s.parse()
            .map(Self)
            .map_err(|e: jiff::Error| Error::new(ErrorKind::Decode, "not an RFC 3339 time").with_source(e))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(|_| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;
    use std::time::Duration;

    #[test]
    fn is_rfc_3339() {
        let t = Timestamp::from_unix(1_291_380_000).unwrap();
        assert_eq!(t.to_string(), "2010-12-03T12:40:00Z");
        assert_eq!("2010-12-03T12:40:00Z".parse::<Timestamp>().unwrap(), t);
        assert!(Timestamp::from_unix(i64::MAX).is_err());
        assert!(Timestamp::now().elapsed() < Duration::from_secs(60));
        assert_eq!(Timestamp::from_unix(99_999_999_999).unwrap().elapsed(), Duration::ZERO);
    }
}
