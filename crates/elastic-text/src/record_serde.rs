//! A record in other formats, such as JSON: an object of texts, a repeated key an array of its values.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::de::ALL_VALUES;
use crate::group;
use crate::record::Record;

/// Keys come in the order in which each stands first.
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pairs: Vec<(&str, &str)> = self.iter().collect();
        let mut links = Vec::new();
        group::link(&pairs, |pair| pair.0, &mut links);
        let mut map = serializer.serialize_map(None)?;
        for (at, (key, value)) in pairs.iter().enumerate().filter(|(at, _)| !group::of(&links, *at).repeats) {
            if group::of(&links, at).next.is_none() {
                map.serialize_entry(key, value)?;
                continue;
            }
            let chain = std::iter::successors(Some(at), |&at| group::of(&links, at).next);
            let values: Vec<&str> = chain.map(|at| pairs[at].1).collect();
            map.serialize_entry(key, &values)?;
        }
        map.end()
    }
}

/// Numbers and booleans become text, `null` an empty value, an array several pairs with one key.
impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs)
    }
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of keys and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::new();
        while let Some(key) = map.next_key::<String>()? {
            let Values(values) = map.next_value()?;
            for value in values {
                record.push(&key, value);
            }
        }
        Ok(record)
    }
}

struct Values(Vec<String>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(ALL_VALUES, Texts { list: true }).map(Values)
    }
}

/// One value, read as the text that the format has for it.
struct Value(String);

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut texts = deserializer.deserialize_any(Texts { list: false })?;
        texts.pop().map(Value).ok_or_else(|| D::Error::custom("no value"))
    }
}

struct Texts {
    list: bool,
}

macro_rules! shown {
    ($($method:ident $type:ty)*) => {$(
        fn $method<E>(self, value: $type) -> Result<Vec<String>, E> {
            Ok(vec![value.to_string()])
        }
    )*};
}

impl<'de> Visitor<'de> for Texts {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.list { "a text, a number, a boolean or an array of them" } else { "a text" })
    }

    shown! { visit_bool bool visit_i64 i64 visit_u64 u64 visit_str &str }

    /// JSON readers give integers beyond 64 bits as floats, which hold only some of them.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Vec<String>, E> {
        if value.abs() >= (1_u64 << f64::MANTISSA_DIGITS) as f64 {
            return Err(E::custom("a number too large to be exact: write it as a text"));
        }
        Ok(vec![value.to_string()])
    }

    fn visit_string<E>(self, value: String) -> Result<Vec<String>, E> {
        Ok(vec![value])
    }

    fn visit_unit<E>(self) -> Result<Vec<String>, E> {
        Ok(vec![String::new()])
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<String>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
        if !self.list {
            return Err(A::Error::custom("an array inside an array"));
        }
        let mut values = Vec::new();
        while let Some(Value(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(values)
    }
}
