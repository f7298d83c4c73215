//! The values and the keys of an object that is being serialized.

use std::fmt::Display;

use serde::Serialize;
use serde::ser::{Impossible, SerializeSeq, SerializeTuple, SerializeTupleStruct, Serializer};

use crate::error::{Error, Result};
use crate::record::Record;

/// The value of one key: pushes none, one or several pairs.
pub(crate) struct Value<'a> {
    record: &'a mut Record,
    key: &'a str,
    inside: bool,
}

impl<'a> Value<'a> {
    pub(crate) fn new(record: &'a mut Record, key: &'a str) -> Self {
        Self { record, key, inside: false }
    }

    fn push(self, value: impl Display) -> Result<()> {
        self.record.push(self.key, value);
        Ok(())
    }

    fn several(self) -> Result<Self> {
        if self.inside {
            Err(Error::shape("a list inside a list"))
        } else {
            Ok(Self { inside: true, ..self })
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        value.serialize(Value { record: &mut *self.record, key: self.key, inside: true })
    }
}

macro_rules! pushed {
    ($($method:ident $type:ty)*) => {$(
        fn $method(self, value: $type) -> Result<()> {
            self.push(value)
        }
    )*};
}

impl<'a> Serializer for Value<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Value<'a>;
    type SerializeTuple = Value<'a>;
    type SerializeTupleStruct = Value<'a>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    pushed! {
        serialize_bool bool serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64
        serialize_i128 i128 serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
        serialize_u128 u128 serialize_f32 f32 serialize_f64 f64 serialize_char char serialize_str &str
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<()> {
        Err(Error::shape("bytes"))
    }

    fn serialize_none(self) -> Result<()> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.push("")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.push("")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.push(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<()> {
        Err(Error::shape("an enum with data as a value"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self> {
        self.several()
    }

    fn serialize_tuple(self, _: usize) -> Result<Self> {
        self.several()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self> {
        self.several()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Err(Error::shape("an enum with data as a value"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap> {
        Err(Error::shape("an object inside an object"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct> {
        Err(Error::shape("an object inside an object"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Err(Error::shape("an enum with data as a value"))
    }
}

impl SerializeSeq for Value<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.element(value)
    }

    fn end(self) -> Result<()> {
        Ok(())
    }
}

impl SerializeTuple for Value<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.element(value)
    }

    fn end(self) -> Result<()> {
        Ok(())
    }
}

impl SerializeTupleStruct for Value<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.element(value)
    }

    fn end(self) -> Result<()> {
        Ok(())
    }
}

/// The key of a map: what is one value is a key.
pub(crate) struct Key;

macro_rules! shown {
    ($($method:ident $type:ty)*) => {$(
        fn $method(self, key: $type) -> Result<String> {
            Ok(key.to_string())
        }
    )*};
}

const NO_KEY: &str = "a key that is not text";

impl Serializer for Key {
    type Ok = String;
    type Error = Error;
    type SerializeSeq = Impossible<String, Error>;
    type SerializeTuple = Impossible<String, Error>;
    type SerializeTupleStruct = Impossible<String, Error>;
    type SerializeTupleVariant = Impossible<String, Error>;
    type SerializeMap = Impossible<String, Error>;
    type SerializeStruct = Impossible<String, Error>;
    type SerializeStructVariant = Impossible<String, Error>;

    shown! {
        serialize_bool bool serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64
        serialize_i128 i128 serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
        serialize_u128 u128 serialize_char char serialize_str &str
    }

    fn serialize_f32(self, _: f32) -> Result<String> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_f64(self, _: f64) -> Result<String> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<String> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_none(self) -> Result<String> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result<String> {
        key.serialize(self)
    }

    fn serialize_unit(self) -> Result<String> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<String> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<String> {
        Ok(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, key: &T) -> Result<String> {
        key.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<String> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct> {
        Err(Error::shape(NO_KEY))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Err(Error::shape(NO_KEY))
    }
}
