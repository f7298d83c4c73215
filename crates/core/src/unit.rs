//! Amounts that carry their unit.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::RangeInclusive;

/// A number of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[allow(clippy::exhaustive_structs)] // a number with a name
pub struct ByteSize(pub u64);

impl ByteSize {
    /// So many KiB of 1024 bytes. What is too large to count is the largest number.
    pub const fn kib(n: u64) -> Self {
        Self(n.saturating_mul(1 << 10))
    }

    /// So many MiB of 1024² bytes. What is too large to count is the largest number.
    pub const fn mib(n: u64) -> Self {
        Self(n.saturating_mul(1 << 20))
    }

    /// So many GiB of 1024³ bytes. What is too large to count is the largest number.
    pub const fn gib(n: u64) -> Self {
        Self(n.saturating_mul(1 << 30))
    }

    /// Whole MiB, rounded down.
    pub const fn as_mib(self) -> u64 {
        self.0 >> 20
    }
}

impl fmt::Display for ByteSize {
    /// The largest binary unit in which the number is whole: `512 MiB`, `10 GiB`, `1000 B`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, unit) = match self.0 {
            0 => (0, "B"),
            n if n % (1 << 40) == 0 => (n >> 40, "TiB"),
            n if n % (1 << 30) == 0 => (n >> 30, "GiB"),
            n if n % (1 << 20) == 0 => (n >> 20, "MiB"),
            n if n % (1 << 10) == 0 => (n >> 10, "KiB"),
            n => (n, "B"),
        };
        f.pad(&format!("{n} {unit}"))
    }
}

/// How much processor. Clouds sell cores, parts of cores, or megahertz; none is converted into another silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cpu {
    /// Megahertz over all cores (ElasticHosts, CloudSigma).
    Mhz(u32),
    /// Thousandths of a core: Amazon EC2 sells whole ones, a container engine limits to any part of one.
    MilliCores(u32),
}

impl Cpu {
    /// Whole cores.
    pub const fn cores(n: u32) -> Self {
        Self::MilliCores(n.saturating_mul(1000))
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mhz(n) => f.pad(&format!("{n} MHz")),
            Self::MilliCores(1000) => f.pad("1 core"),
            Self::MilliCores(n) if n % 1000 == 0 => f.pad(&format!("{} cores", n / 1000)),
            Self::MilliCores(n) => f.pad(&format!("{}.{:03} cores", n / 1000, n % 1000)),
        }
    }
}

/// Inclusive limits of an amount, as the provider documents them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limits {
    /// The least.
    pub min: u64,
    /// The most.
    pub max: u64,
}

impl Limits {
    /// Limits from a range.
    pub const fn new(range: RangeInclusive<u64>) -> Self {
        Self { min: *range.start(), max: *range.end() }
    }

    /// Whether the amount is within.
    pub fn allow(&self, amount: u64) -> bool {
        (self.min..=self.max).contains(&amount)
    }
}

#[cfg(test)]
mod tests {
    use super::{ByteSize, Cpu};

    #[test]
    fn what_is_too_large_does_not_wrap() {
        assert_eq!(ByteSize::gib((1 << 34) + 1), ByteSize(u64::MAX));
        assert_eq!(Cpu::cores(u32::MAX), Cpu::MilliCores(u32::MAX));
    }

    #[test]
    fn amounts_read_well() {
        let shown =
            [ByteSize::gib(10), ByteSize::mib(512), ByteSize(1000), ByteSize(0)].map(|b| b.to_string());
        assert_eq!(shown, ["10 GiB", "512 MiB", "1000 B", "0 B"]);
        let shown = [Cpu::Mhz(2000), Cpu::cores(2), Cpu::MilliCores(250)].map(|c| c.to_string());
        assert_eq!(shown, ["2000 MHz", "2 cores", "0.250 cores"]);
    }
}
