use crate::id::{ImageId, LocationId, SizeId};
use crate::native::{Native, Record};
use crate::text::Text;
use crate::unit::{ByteSize, Cpu};
use serde::Serialize;

/// Something that a drive or server can be made from.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Image {
    /// Its id.
    pub id: ImageId,
    /// Its name.
    pub name: Text,
    /// How large the drive must be that is made from it.
    #[serde(rename = "size_bytes")]
    pub size: Option<ByteSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl Image {
    /// An image; the driver fills in what else it knows.
    pub fn new(id: ImageId, name: impl Into<Text>) -> Self {
        Self { id, name: name.into(), size: None, native: None }
    }

    /// Adds the provider's own record.
    pub fn with_native(mut self, record: impl Record) -> Self {
        self.native = Some(Native::new(record));
        self
    }

    /// The provider's own record, if it is of this type.
    pub fn native<T: Record>(&self) -> Option<&T> {
        self.native.as_ref()?.get()
    }
}

/// A named size, on clouds that sell them.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Size {
    /// Its id.
    pub id: SizeId,
    /// Its name.
    pub name: Text,
    /// Processor.
    pub cpu: Option<Cpu>,
    /// Memory.
    #[serde(rename = "memory_bytes")]
    pub memory: Option<ByteSize>,
}

impl Size {
    /// A size; the driver fills in what else it knows.
    pub fn new(id: SizeId, name: impl Into<Text>) -> Self {
        Self { id, name: name.into(), cpu: None, memory: None }
    }
}

/// A place where servers can be made.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name for people.
    pub name: Text,
    /// ISO 3166 code of the country, with a subdivision where known: `GB-LND`.
    pub region: Option<Text>,
}

impl Location {
    /// A location without a region code.
    pub fn new(id: LocationId, name: impl Into<Text>) -> Self {
        Self { id, name: name.into(), region: None }
    }
}
