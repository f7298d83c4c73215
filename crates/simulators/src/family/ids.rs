//! UUIDs: those of the service's objects, made one after the other from a seed.

use std::fmt;

/// A UUID; it is written in lower case whatever case it was read in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Uuid(u128);

impl Uuid {
    pub(crate) const fn new(bits: u128) -> Self {
        Self(bits)
    }

    pub(crate) const fn bits(self) -> u128 {
        self.0
    }

    /// Reads the form of 8-4-4-4-12 hexadecimal digits, and no other.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 36 {
            return None;
        }
        let mut bits = 0;
        for (position, byte) in bytes.iter().enumerate() {
            if matches!(position, 8 | 13 | 18 | 23) {
                if *byte != b'-' {
                    return None;
                }
                continue;
            }
            bits = bits << 4 | u128::from(char::from(*byte).to_digit(16)?);
        }
        Some(Self(bits))
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:032x}", self.0);
        let (a, rest) = digits.split_at(8);
        let (b, rest) = rest.split_at(4);
        let (c, rest) = rest.split_at(4);
        let (d, e) = rest.split_at(4);
        write!(f, "{a}-{b}-{c}-{d}-{e}")
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A source of UUIDs that look random (version 4) and are the same in every run with the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    seed: u64,
    made: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, made: 0 }
    }

    pub(crate) fn make(&mut self) -> Uuid {
        self.made += 1;
        let counter = self.made.wrapping_mul(2);
        let high = mix(self.seed.wrapping_add(counter.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let low = mix(self.seed.wrapping_add((counter + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let bits = u128::from(high) << 64 | u128::from(low);
        let version = bits & !(0xf << 76) | 0x4 << 76;
        Uuid(version & !(0x3 << 62) | 0x2 << 62)
    }
}

/// The finaliser of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Ids, Uuid};

    #[test]
    fn made_ids_are_well_formed_distinct_and_repeatable() {
        let (mut ids, mut again) = (Ids::new(7), Ids::new(7));
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..1000 {
            let id = ids.make();
            assert_eq!(id, again.make());
            let text = id.to_string();
            assert_eq!(Uuid::parse(&text), Some(id));
            assert_eq!(&text[14..15], "4");
            assert!("89ab".contains(&text[19..20]), "{text}");
            assert!(seen.insert(id));
        }
        assert_ne!(Ids::new(8).make(), Ids::new(7).make());
    }

    #[test]
    fn only_one_form_is_a_uuid() {
        assert!(Uuid::parse("38DF0986-4d85-4b76-b502-3878ffc80161").is_some());
        for text in
            ["", "38df0986", "38df09864d854b76b5023878ffc80161", "g8df0986-4d85-4b76-b502-3878ffc80161"]
        {
            assert_eq!(Uuid::parse(text), None, "{text}");
        }
    }
}
