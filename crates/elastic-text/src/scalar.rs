//! One value, or one key, as a serde type.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};

use crate::error::{Error, ErrorKind, Result};

#[derive(Clone, Copy)]
pub(crate) struct Scalar<'de> {
    pub(crate) text: &'de str,
    /// Newlines of `text` are still as on the wire.
    pub(crate) escaped: bool,
}

impl<'de> Scalar<'de> {
    #[inline]
    fn value(self) -> Cow<'de, str> {
        if self.escaped { crate::unescape(self.text) } else { Cow::Borrowed(self.text) }
    }

    /// No text that parses as one of these types holds a backslash, so there is nothing to unescape.
    fn parse<T: FromStr>(self, expected: &str) -> Result<T> {
        self.text.parse().map_err(|_| Error::value(expected))
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident $expected:literal)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            visitor.$visit(self.parse($expected)?)
        }
    )*};
}

macro_rules! text {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            match self.value() {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            }
        }
    )*};
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*) $what:literal)*) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $argument,)* _: V) -> Result<V::Value> {
            Err(Error::shape($what))
        }
    )*};
}

impl<'de> Deserializer<'de> for Scalar<'de> {
    type Error = Error;

    parsed! {
        deserialize_bool visit_bool "`true` or `false`"
        deserialize_i8 visit_i8 "a whole number of 8 bits"
        deserialize_i16 visit_i16 "a whole number of 16 bits"
        deserialize_i32 visit_i32 "a whole number of 32 bits"
        deserialize_i64 visit_i64 "a whole number of 64 bits"
        deserialize_i128 visit_i128 "a whole number of 128 bits"
        deserialize_u8 visit_u8 "a whole number of 8 bits, not negative"
        deserialize_u16 visit_u16 "a whole number of 16 bits, not negative"
        deserialize_u32 visit_u32 "a whole number of 32 bits, not negative"
        deserialize_u64 visit_u64 "a whole number of 64 bits, not negative"
        deserialize_u128 visit_u128 "a whole number of 128 bits, not negative"
        deserialize_f32 visit_f32 "a number"
        deserialize_f64 visit_f64 "a number"
    }

    text! { deserialize_any deserialize_str deserialize_string deserialize_identifier }

    refused! {
        deserialize_seq() "a list inside a list"
        deserialize_tuple(usize) "a list inside a list"
        deserialize_tuple_struct(&'static str, usize) "a list inside a list"
        deserialize_map() "an object inside an object"
        deserialize_struct(&'static str, &'static [&'static str]) "an object inside an object"
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let value = self.value();
        let mut characters = value.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => visitor.visit_char(character),
            _ => Err(Error::value("one character")),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.value() {
            Cow::Borrowed(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Cow::Owned(text) => visitor.visit_byte_buf(text.into_bytes()),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.text.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.text.is_empty() { visitor.visit_unit() } else { Err(Error::value("empty")) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(self.value().into_deserializer())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }
}

/// Messages and "unexpected" texts may hold the value, so none is kept.
impl de::Error for Error {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(ErrorKind::Value)
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::value(expected.to_string())
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::value(expected.to_string())
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::value(expected.to_string())
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::value("one of the words that the type knows")
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(ErrorKind::UnknownKey)
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(ErrorKind::MissingKey).or_key(key)
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::value("given under one name only").or_key(key)
    }
}
