//! The provider's own record behind a model.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// The provider's own record, as the driver chose to keep it: an eager struct, or a lazy view into a shared reply.
pub trait Record: Any + fmt::Debug + Send + Sync {
    /// A stable name that tags the JSON, e.g. `elastichosts.server`.
    fn kind(&self) -> &'static str;

    /// Everything that the provider said, secrets replaced by `"***"`. Called only when somebody serialises.
    fn to_json(&self) -> serde_json::Value;
}

/// A shared [`Record`] of any type.
#[derive(Clone)]
pub struct Native(Arc<dyn Record>);

impl Native {
    /// Takes the record.
    pub fn new(record: impl Record) -> Self {
        Self(Arc::new(record))
    }

    /// The record, if it is of this type.
    pub fn get<T: Record>(&self) -> Option<&T> {
        let any: &dyn Any = &*self.0;
        any.downcast_ref()
    }
}

impl fmt::Debug for Native {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Native({})", self.0.kind())
    }
}

impl Serialize for Native {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(2))?;
        map.serialize_entry("kind", self.0.kind())?;
        map.serialize_entry("record", &self.0.to_json())?;
        map.end()
    }
}
