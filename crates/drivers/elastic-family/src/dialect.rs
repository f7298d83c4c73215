//! The two spellings of the family's keys.

use anycloud_core::{Error, Result};
use std::str::FromStr;

/// The two spellings of the API. Replies are understood in either; requests are written in one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// 1.0: `vnc:ip auto` asks for a console, and an assigned address overwrites `nic:0:dhcp`.
    One,
    /// 2.0: `vnc auto` asks for a console, and an assigned address appears as `nic:0:dhcp:ip`.
    #[default]
    Two,
}

impl Dialect {
    /// `1.0` or `2.0`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::One => "1.0",
            Self::Two => "2.0",
        }
    }
}

impl FromStr for Dialect {
    type Err = Error;

    /// Reads `1.0` or `2.0`; anything else is `InvalidConfig`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "1.0" => Ok(Self::One),
            "2.0" => Ok(Self::Two),
            _ => Err(Error::config(format!("not a dialect: {text:?} (there are 1.0 and 2.0)"))),
        }
    }
}
