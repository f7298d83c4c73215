use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::block::{RecordRef, Records};
#[cfg(doc)]
use crate::error::ErrorKind;
use crate::error::{Error, Result};
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
    Fields::new(record.pairs().collect(), false).read()
}

pub(crate) fn from_pairs<'de, T: Deserialize<'de>>(pairs: impl Iterator<Item = Pair<'de>>) -> Result<T> {
    Fields::new(pairs.collect(), true).read()
}

/// The keys of one record with their values brought together.
struct Fields<'de> {
    pairs: Vec<Pair<'de>>,
    links: Vec<Link>,
    /// Newlines of the values are still as on the wire.
    escaped: bool,
}

impl<'de> Fields<'de> {
    fn new(pairs: Vec<Pair<'de>>, escaped: bool) -> Self {
        let mut links = Vec::new();
        group::link(&pairs, |pair| pair.key, &mut links);
        Self { pairs, links, escaped }
    }

    #[inline]
    fn scalar(&self, at: usize) -> Scalar<'de> {
        Scalar { text: self.pairs[at].raw, escaped: self.escaped }
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
        self.records.next_pairs(|pair| pairs.push(pair))?;
        self.records.refuse_another()?;
        Ok(Fields::new(pairs, true))
    }
}

impl<'de> Deserializer<'de> for Body<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let fields = self.object()?;
        Object { fields: &fields, next: 0 }.deserialize_any(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_seq(Objects { records: self.records, fields: Fields::new(Vec::new(), true) })
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

/// The records of a body as types, each with where it stands: see [`Records::typed`].
pub struct Typed<'de, T> {
    objects: Objects<'de>,
    target: PhantomData<fn() -> T>,
}

impl<'de, T> Typed<'de, T> {
    pub(crate) fn over(records: Records<'de>) -> Self {
        Self { objects: Objects { records, fields: Fields::new(Vec::new(), true) }, target: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>> Iterator for Typed<'de, T> {
    type Item = Result<(RecordRef<'de>, T)>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.objects.advance() {
            Ok(Some(record)) => Some(self.objects.fields.read().map(|object| (record, object))),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

impl<T> fmt::Debug for Typed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Typed").field(&self.objects.records).finish()
    }
}

struct Objects<'de> {
    records: Records<'de>,
    fields: Fields<'de>,
}

impl<'de> Objects<'de> {
    fn advance(&mut self) -> Result<Option<RecordRef<'de>>> {
        let Fields { pairs, links, .. } = &mut self.fields;
        pairs.clear();
        let record = self.records.next_pairs(|pair| pairs.push(pair))?;
        group::link(pairs, |pair| pair.key, links);
        Ok(record)
    }
}

impl<'de> SeqAccess<'de> for Objects<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.advance()?.is_none() {
            return Ok(None);
        }
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
        let start = self.fields.pairs.first().and_then(Pair::position);
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
        let Fields { pairs, links, .. } = self.fields;
        while group::of(links, self.next).repeats {
            self.next += 1;
        }
        let Some(pair) = pairs.get(self.next) else { return Ok(None) };
        let key = Scalar { text: pair.key, escaped: false };
        // Not named: a key that the type does not know may be the rest of a value with a bare newline.
        seed.deserialize(key).map(Some).map_err(|error| error.or_position(pair.position()))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let values = Values { fields: self.fields, at: self.next };
        let Some(pair) = self.fields.pairs.get(self.next) else {
            return Err(Error::shape("a value without a key"));
        };
        self.next += 1;
        seed.deserialize(values).map_err(|error| {
            let last = &self.fields.pairs[values.last()];
            error.or_key(pair.key).or_position(last.position())
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
    #[inline]
    fn last(&self) -> usize {
        let mut at = self.at;
        while let Some(next) = group::of(&self.fields.links, at).next {
            at = next;
        }
        at
    }

    #[inline]
    fn scalar(&self) -> Scalar<'de> {
        self.fields.scalar(self.last())
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
        if self.scalar().text.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
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
        self.next = group::of(&self.fields.links, at).next;
        let place = |error: Error| error.or_position(self.fields.pairs[at].position());
        seed.deserialize(self.fields.scalar(at)).map(Some).map_err(place)
    }
}
