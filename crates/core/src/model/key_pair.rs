//! Key pairs; the private half of a new one is told once.

use crate::id::KeyPairId;
use crate::native::{Native, Record};
use crate::secret::Secret;
use crate::text::Text;
use crate::time::Timestamp;
use serde::Serialize;

/// A key pair of which the provider keeps at least the public half.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct KeyPair {
    /// Its id; many clouds use the name.
    pub id: KeyPairId,
    /// Its name.
    pub name: Text,
    /// The fingerprint, as the provider computes and writes it.
    pub fingerprint: Option<Text>,
    /// The public half in OpenSSH's form, if the provider shows it.
    pub public_key: Option<Text>,
    /// When it was made or stored.
    pub created: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl KeyPair {
    /// A key pair; the driver fills in what else it knows.
    pub fn new(id: KeyPairId, name: impl Into<Text>) -> Self {
        Self { id, name: name.into(), fingerprint: None, public_key: None, created: None, native: None }
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

/// A key pair that the provider has just made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewKeyPair {
    /// Its id.
    pub id: KeyPairId,
    /// The private half in PEM. Nobody shows it a second time, and it is never written into the journal.
    #[serde(skip)]
    pub private_key: Secret,
}

impl NewKeyPair {
    /// This key pair with its private half.
    pub fn new(id: KeyPairId, private_key: Secret) -> Self {
        Self { id, private_key }
    }
}
