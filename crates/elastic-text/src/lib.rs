#![doc = include_str!("../README.md")]

mod block;
mod de;
mod decode;
mod elastic_error;
mod encode;
mod error;
mod event;
mod grammar;
mod group;
mod limits;
mod reader;
mod record;
mod record_serde;
mod record_values;
mod scalar;
mod ser;
mod ser_value;
mod size;
pub mod words;

pub use block::{RecordRef, Records};
pub use de::{Typed, from_record, from_slice, from_str};
pub use decode::{Decoder, decode_list, decode_object, decode_objects};
pub use elastic_error::{ElasticCode, ElasticError};
pub use encode::{Encoder, encode_list, encode_object, encode_objects};
pub use error::{Error, ErrorKind, Result};
pub use event::{Event, Events, Pair, Place};
pub use grammar::{is_key, unescape};
pub use limits::Limits;
pub use reader::{Batch, Reader};
pub use record::{Iter, Record};
pub use ser::{to_record, to_string};
pub use size::{SizeError, format_size, parse_size};
