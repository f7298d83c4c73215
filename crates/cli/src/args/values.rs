//! Values with a form of their own.

use anycloud::{ByteSize, Cpu, Quantity, Timestamp};
use std::str::FromStr;
use std::time::Duration;

/// A number of bytes: `10G`, `512MiB`, `1048576`. Units are binary, as the clouds sell them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount(pub(crate) ByteSize);

impl FromStr for Amount {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("{text:?} is not a size: a whole number and K, M, G or T, e.g. 10G");
        let (number, unit) = split(text).ok_or_else(refuse)?;
        let shift = match unit.to_ascii_uppercase().as_str() {
            "" | "B" => 0,
            "K" | "KIB" => 10,
            "M" | "MIB" => 20,
            "G" | "GIB" => 30,
            "T" | "TIB" => 40,
            _ => return Err(refuse()),
        };
        number.checked_mul(1 << shift).map(|bytes| Self(ByteSize(bytes))).ok_or_else(refuse)
    }
}

/// So many cores: `2`, or parts of one to the thousandth, `0.25`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cores(pub(crate) Cpu);

impl FromStr for Cores {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse =
            || format!("{text:?} is not a number of cores: more than none, to the thousandth, e.g. 0.25");
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 3 {
            return Err(refuse());
        }
        let thousandths: u32 = format!("{part:0<3}").parse().map_err(|_| refuse())?;
        let whole: u32 = whole.parse().map_err(|_| refuse())?;
        let all = whole.checked_mul(1000).and_then(|all| all.checked_add(thousandths)).filter(|all| *all > 0);
        all.map(|all| Self(Cpu::MilliCores(all))).ok_or_else(refuse)
    }
}

/// A length of time: `90s`, `10m`, `1h`, `500ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace(pub(crate) Duration);

impl FromStr for Pace {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("{text:?} is not a time: a whole number and ms, s, m or h, e.g. 10m");
        let (number, unit) = split(text).ok_or_else(refuse)?;
        let time = match unit {
            "ms" => Some(Duration::from_millis(number)),
            "" | "s" => Some(Duration::from_secs(number)),
            "m" => number.checked_mul(60).map(Duration::from_secs),
            "h" => number.checked_mul(3600).map(Duration::from_secs),
            _ => None,
        };
        time.map(Self).ok_or_else(refuse)
    }
}

/// A length of the past: `12h`, `30d`, `4w`. Days have 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

impl FromStr for Span {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("{text:?} is not a time: a whole number and m, h, d or w, e.g. 30d");
        let (number, unit) = split(text).ok_or_else(refuse)?;
        let seconds = match unit {
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            "w" => 7 * 86_400,
            _ => return Err(refuse()),
        };
        let span = number.checked_mul(seconds).map(Duration::from_secs).map(Self);
        span.filter(|Self(span)| !span.is_zero()).ok_or_else(refuse)
    }
}

/// A moment: RFC 3339, or the beginning of a day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When(pub(crate) Timestamp);

impl FromStr for When {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let day = || format!("{text}T00:00:00Z").parse();
        text.parse().or_else(|_| day()).map(Self).map_err(|_: anycloud::Error| {
            format!("{text:?} is not a time: e.g. 2010-03-01 (in UTC) or 2010-03-01T12:00:00Z")
        })
    }
}

/// So much of a resource: `cpu=2000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) resource: String,
    pub(crate) quantity: Quantity,
}

impl FromStr for Share {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("{text:?} is not a resource and how much of it, e.g. cpu=2000");
        let (resource, quantity) =
            text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(refuse)?;
        let quantity = quantity.parse().map_err(|_| refuse())?;
        Ok(Self { resource: resource.to_owned(), quantity })
    }
}

/// A tag: `name=value`, or `name` for a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl FromStr for Tag {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        if name.is_empty() {
            return Err(format!("{text:?} is not a tag: name=value, or name for a label"));
        }
        Ok(Self { name: name.to_owned(), value: value.to_owned() })
    }
}

/// The number in front and the unit behind it.
fn split(text: &str) -> Option<(u64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    Some((number.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use super::{Amount, Cores, Pace, Share, Span, Tag, When};
    use anycloud::{ByteSize, Cpu};
    use std::time::Duration;

    #[test]
    fn sizes() {
        let good = [
            ("0", 0),
            ("1048576", 1 << 20),
            ("10G", 10 << 30),
            ("512MiB", 512 << 20),
            ("2t", 2 << 40),
            ("1k", 1024),
        ];
        for (text, bytes) in good {
            assert_eq!(text.parse(), Ok(Amount(ByteSize(bytes))), "{text}");
        }
        for text in ["", "G", "-1G", "1.5G", "10 G", "10X", "10GB", "99999999999T"] {
            assert!(text.parse::<Amount>().unwrap_err().contains("e.g. 10G"), "{text}");
        }
    }

    #[test]
    fn cores() {
        for (text, thousandths) in [("2", 2000), ("0.25", 250), ("1.5", 1500), ("0.001", 1), ("96", 96_000)] {
            assert_eq!(text.parse(), Ok(Cores(Cpu::MilliCores(thousandths))), "{text}");
        }
        for text in ["", "0", "0.000", ".5", "1.", "0.0001", "-1", "+1", "1e3", "1,5", "two", "4294968"] {
            assert!(text.parse::<Cores>().unwrap_err().contains("e.g. 0.25"), "{text}");
        }
    }

    #[test]
    fn times() {
        for (text, ms) in
            [("500ms", 500), ("90s", 90_000), ("90", 90_000), ("10m", 600_000), ("1h", 3_600_000)]
        {
            assert_eq!(text.parse(), Ok(Pace(Duration::from_millis(ms))), "{text}");
        }
        for text in ["", "m", "1d", "1.5h", "-3s"] {
            assert!(text.parse::<Pace>().is_err(), "{text}");
        }
    }

    #[test]
    fn spans_of_the_past() {
        for (text, hours) in [("12h", 12), ("30d", 720), ("4w", 672), ("120m", 2)] {
            assert_eq!(text.parse(), Ok(Span(Duration::from_secs(hours * 3600))), "{text}");
        }
        for text in ["", "d", "0d", "30", "1.5d", "-3d", "1y", "99999999999999999999d", "999999999999999999w"]
        {
            assert!(text.parse::<Span>().unwrap_err().contains("e.g. 30d"), "{text}");
        }
    }

    #[test]
    fn moments() {
        let noon = When("2010-03-01T12:00:00Z".parse().unwrap());
        assert_eq!("2010-03-01T12:00:00Z".parse(), Ok(noon));
        assert_eq!("2010-03-01T13:00:00+01:00".parse(), Ok(noon));
        assert_eq!("2010-03-01".parse(), Ok(When("2010-03-01T00:00:00Z".parse().unwrap())));
        for text in ["", "2010-02-30", "2010-03-01 12:00", "2010-03-01T12:00:00", "yesterday", "30d"] {
            assert!(text.parse::<When>().unwrap_err().contains("e.g. 2010-03-01"), "{text}");
        }
    }

    #[test]
    fn shares() {
        let share = |resource: &str, quantity: &str| {
            Ok(Share { resource: resource.to_owned(), quantity: quantity.parse().unwrap() })
        };
        assert_eq!("cpu=2000".parse(), share("cpu", "2000"));
        assert_eq!("xfer=0.5".parse(), share("xfer", "0.5"));
        for text in ["", "cpu", "=2000", "cpu=", "cpu=2,000", "cpu=1e3", "cpu = 5"] {
            assert!(text.parse::<Share>().unwrap_err().contains("e.g. cpu=2000"), "{text}");
        }
    }

    #[test]
    fn tags() {
        let tag = |name: &str, value: &str| Ok(Tag { name: name.into(), value: value.into() });
        assert_eq!("role=web=1".parse(), tag("role", "web=1"));
        assert_eq!("web".parse(), tag("web", ""));
        assert!("=web".parse::<Tag>().is_err());
    }
}
