use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::block::Records;
use crate::error::{Error, ErrorKind, Position, Result};
use crate::event::{Events, Pair};
use crate::group::{self, Link};
use crate::record::Record;
use crate::scalar::Scalar;

/// What [`Record`] asks for to get every value of a key.
pub(crate) const ALL_VALUES: &str = "$anycloud_elastic_text::AllValues";

/// Reads a body as a type: a struct or a map from one object, a `Vec` of them from many.
///
/// ```
/// #[derive(Debug, PartialEq, serde::Deserialize)]
/// struct Server<'a> {
///     name: &'a str,
///     cpu: u32,
///     #[serde(default, rename = "nic:0:dhcp")]
///     dhcp: Option<String>,
/// }
///
/// let body = "name web\ncpu 2000\nnic:0:dhcp auto\n\nname db\ncpu 4000\n";
/// let servers: Vec<Server> = anycloud_elastic_text::from_str(body)?;
/// assert_eq!(servers[0], Server { name: "web", cpu: 2000, dhcp: Some("auto".to_owned()) });
/// assert_eq!(servers[1], Server { name: "db", cpu: 4000, dhcp: None });
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
///
/// Of a repeated key a scalar takes the last value, a `Vec` takes all. An empty value is `None` for an
/// `Option`. See the crate's page for all of the rules.
///
/// # Errors
///
/// Those of [`decode_objects`](crate::decode_objects) or [`decode_object`](crate::decode_object), and
/// [`ErrorKind::MissingKey`], [`ErrorKind::Shape`], [`ErrorKind::UnknownKey`], [`ErrorKind::Value`] with the
/// key and its place. The messages of other crates' types are dropped, for they may hold the value.
pub fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T> {
    T::deserialize(Body { records: Records::over(Events::new(text)) })
}

/// Reads a body that should be UTF-8 as a type; as [`from_str`].
///
/// # Errors
///
/// As [`from_str`].
pub fn from_slice<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T> {
    T::deserialize(Body { records: Records::over(Events::from_slice(bytes)) })
}

/// Reads a record as a type; as [`from_str`].
///
/// # Errors
///
/// [`ErrorKind::MissingKey`], [`ErrorKind::Shape`], [`ErrorKind::UnknownKey`], [`ErrorKind::Value`].
pub fn from_record<'de, T: Deserialize<'de>>(record: &'de Record) -> Result<T> {
    let slot = |(key, text, position)| Slot { key, text, escaped: false, position };
    Fields::new(record.placed().map(slot).collect()).read()
}

pub(crate) fn from_pairs<'de, T: Deserialize<'de>>(pairs: impl Iterator<Item = Pair<'de>>) -> Result<T> {
    Fields::new(pairs.map(Slot::from).collect()).read()
}

/// A key with one value.
#[derive(Clone, Copy)]
struct Slot<'de> {
    key: &'de str,
    text: &'de str,
    /// Newlines of `text` are still as on the wire.
    escaped: bool,
    position: Option<Position>,
}

impl<'de> From<Pair<'de>> for Slot<'de> {
    fn from(pair: Pair<'de>) -> Self {
        Self { key: pair.key, text: pair.raw, escaped: true, position: Some(pair.position()) }
    }
}

/// The keys of one record with their values brought together.
#[derive(Default)]
struct Fields<'de> {
    slots: Vec<Slot<'de>>,
    links: Vec<Link>,
}

impl<'de> Fields<'de> {
    fn new(slots: Vec<Slot<'de>>) -> Self {
        let mut links = Vec::new();
        group::link(&slots, |slot| slot.key, &mut links);
        Self { slots, links }
    }

    fn read<T: Deserialize<'de>>(&self) -> Result<T> {
        T::deserialize(Object { fields: self, next: 0 })
    }
}

/// A whole body.
struct Body<'de> {
    records: Records<'de>,
}

impl<'de> Body<'de> {
    fn object(mut self) -> Result<Fields<'de>> {
        let mut pairs = Vec::new();
        self.records.next_pairs(&mut pairs)?;
        let slots = pairs.iter().copied().map(Slot::from).collect();
        if self.records.next_pairs(&mut pairs)? {
            return Err(Error::at(ErrorKind::SeveralRecords, pairs[0].line, pairs[0].byte));
        }
        Ok(Fields::new(slots))
    }
}

impl<'de> Deserializer<'de> for Body<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let fields = self.object()?;
        Object { fields: &fields, next: 0 }.deserialize_any(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_seq(Objects { records: self.records, pairs: Vec::new(), fields: Fields::default() })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value> {
        Err(Error::shape("an enum that is not tagged inside"))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct map struct identifier ignored_any
    }
}

struct Objects<'de> {
    records: Records<'de>,
    pairs: Vec<Pair<'de>>,
    fields: Fields<'de>,
}

impl<'de> SeqAccess<'de> for Objects<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if !self.records.next_pairs(&mut self.pairs)? {
            return Ok(None);
        }
        self.fields.slots.clear();
        self.fields.slots.extend(self.pairs.iter().copied().map(Slot::from));
        group::link(&self.fields.slots, |slot| slot.key, &mut self.fields.links);
        seed.deserialize(Object { fields: &self.fields, next: 0 }).map(Some)
    }
}

/// One record.
struct Object<'a, 'de> {
    fields: &'a Fields<'de>,
    next: usize,
}

impl<'de> Deserializer<'de> for Object<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let start = self.fields.slots.first().and_then(|slot| slot.position);
        visitor.visit_map(self).map_err(|error| error.or_position(start))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value> {
        Err(Error::shape("an enum that is not tagged inside"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Object<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Fields { slots, links } = self.fields;
        while links.get(self.next).is_some_and(|link| link.repeats) {
            self.next += 1;
        }
        let Some(slot) = slots.get(self.next) else { return Ok(None) };
        let key = Scalar { text: slot.key, escaped: false };
        // Not named: a key that the type does not know may be the rest of a value with a bare newline.
        seed.deserialize(key).map(Some).map_err(|error| error.or_position(slot.position))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let values = Values { fields: self.fields, at: self.next };
        let Some(slot) = self.fields.slots.get(self.next) else {
            return Err(Error::shape("a value without a key"));
        };
        self.next += 1;
        seed.deserialize(values).map_err(|error| {
            let position = values.last().position;
            error.or_key(slot.key).or_position(position)
        })
    }
}

/// The values of one key, from the one at `at` on.
#[derive(Clone, Copy)]
struct Values<'a, 'de> {
    fields: &'a Fields<'de>,
    at: usize,
}

impl<'de> Values<'_, 'de> {
    fn last(&self) -> Slot<'de> {
        let mut at = self.at;
        while let Some(next) = self.fields.links[at].next {
            at = next;
        }
        self.fields.slots[at]
    }

    fn scalar(&self) -> Scalar<'de> {
        let Slot { text, escaped, .. } = self.last();
        Scalar { text, escaped }
    }
}

macro_rules! scalar {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            self.scalar().$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Values<'_, 'de> {
    type Error = Error;

    scalar! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string deserialize_bytes
        deserialize_byte_buf deserialize_unit deserialize_identifier deserialize_map
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.last().text.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value> {
        if name == ALL_VALUES { self.deserialize_seq(visitor) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_seq(Chain { fields: self.fields, next: Some(self.at) })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.scalar().deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }
}

struct Chain<'a, 'de> {
    fields: &'a Fields<'de>,
    next: Option<usize>,
}

impl<'de> SeqAccess<'de> for Chain<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(at) = self.next else { return Ok(None) };
        self.next = self.fields.links[at].next;
        let Slot { text, escaped, position, .. } = self.fields.slots[at];
        seed.deserialize(Scalar { text, escaped }).map(Some).map_err(|error| error.or_position(position))
    }
}
