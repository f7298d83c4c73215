use serde::Serialize;
use serde::ser::{self, Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::encode::{encode_object, encode_objects};
use crate::error::{Error, Result};
use crate::record::Record;
use crate::ser_value::{Key, Value};

/// Writes a type as a body: a struct or a map as one object, a `Vec` of them as many.
///
/// ```
/// #[derive(serde::Serialize)]
/// struct NewServer<'a> {
///     name: &'a str,
///     cpu: u32,
///     smp: Option<u32>,
///     persistent: bool,
///     #[serde(rename = "user:note")]
///     note: &'a str,
/// }
///
/// let server = NewServer { name: "web", cpu: 2000, smp: None, persistent: true, note: "" };
/// let body = anycloud_elastic_text::to_string(&server)?;
/// assert_eq!(body, "name web\ncpu 2000\npersistent true\nuser:note \n");
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
///
/// `None` leaves its key out, `()` (the `null` of JSON) writes it with an empty value, a sequence repeats it.
///
/// # Errors
///
/// [`ErrorKind::Shape`](crate::ErrorKind::Shape) for what the format has no place for, and those of
/// [`encode_objects`].
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    match value.serialize(Top { inside: false })? {
        Body::One(record) => encode_object(&record),
        Body::Many(records) => encode_objects(&records),
    }
}

/// Makes a record of a struct or a map; as [`to_string`], without the checks of [`Encoder`](crate::Encoder).
///
/// # Errors
///
/// [`ErrorKind::Shape`](crate::ErrorKind::Shape).
pub fn to_record<T: Serialize + ?Sized>(value: &T) -> Result<Record> {
    match value.serialize(Top { inside: true })? {
        Body::One(record) => Ok(record),
        Body::Many(_) => Err(Error::shape("a list as an object")),
    }
}

enum Body {
    Many(Vec<Record>),
    One(Record),
}

/// A whole body, or an object inside a list.
#[derive(Clone, Copy)]
struct Top {
    inside: bool,
}

macro_rules! refused {
    ($($method:ident $type:ty)*) => {$(
        fn $method(self, _: $type) -> Result<Body> {
            Err(Error::shape("a value without a key"))
        }
    )*};
}

impl Serializer for Top {
    type Ok = Body;
    type Error = Error;
    type SerializeSeq = Many;
    type SerializeTuple = Impossible<Body, Error>;
    type SerializeTupleStruct = Impossible<Body, Error>;
    type SerializeTupleVariant = Impossible<Body, Error>;
    type SerializeMap = One;
    type SerializeStruct = One;
    type SerializeStructVariant = Impossible<Body, Error>;

    refused! {
        serialize_bool bool serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64
        serialize_i128 i128 serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64
        serialize_u128 u128 serialize_f32 f32 serialize_f64 f64 serialize_char char serialize_str &str
        serialize_bytes &[u8]
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Many> {
        if self.inside { Err(Error::shape("a list inside a list")) } else { Ok(Many(Vec::new())) }
    }

    fn serialize_map(self, _: Option<usize>) -> Result<One> {
        Ok(One::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<One> {
        Ok(One::default())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Body> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Body> {
        value.serialize(self)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Body> {
        Ok(Body::One(Record::new()))
    }

    fn serialize_none(self) -> Result<Body> {
        Err(Error::shape("nothing instead of an object"))
    }

    fn serialize_unit(self) -> Result<Body> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<Body> {
        Err(Error::shape("a value without a key"))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Body> {
        Err(Error::shape("an enum that is not tagged inside"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple> {
        Err(Error::shape("a tuple as a body"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct> {
        Err(Error::shape("a tuple as a body"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Err(Error::shape("an enum that is not tagged inside"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Err(Error::shape("an enum that is not tagged inside"))
    }
}

struct Many(Vec<Record>);

impl SerializeSeq for Many {
    type Ok = Body;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.0.push(to_record(value)?);
        Ok(())
    }

    fn end(self) -> Result<Body> {
        Ok(Body::Many(self.0))
    }
}

#[derive(Default)]
struct One {
    record: Record,
    key: String,
}

impl SerializeMap for One {
    type Ok = Body;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.key = key.serialize(Key)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        value.serialize(Value::new(&mut self.record, &self.key)).map_err(|error| error.or_key(&self.key))
    }

    fn end(self) -> Result<Body> {
        Ok(Body::One(self.record))
    }
}

impl SerializeStruct for One {
    type Ok = Body;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<()> {
        value.serialize(Value::new(&mut self.record, key)).map_err(|error| error.or_key(key))
    }

    fn end(self) -> Result<Body> {
        Ok(Body::One(self.record))
    }
}

/// Messages may hold the value, so none is kept.
impl ser::Error for Error {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self::new(crate::ErrorKind::Value)
    }
}
