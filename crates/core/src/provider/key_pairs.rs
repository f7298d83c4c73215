//! The facet of key pairs.

use crate::error::{Error, Result};
use crate::id::KeyPairId;
use crate::listing::Listing;
use crate::model::{KeyPair, NewKeyPair};
use crate::operation::Started;
use crate::provider::Gone;
use crate::request::{CreateKeyPair, DestroyKeyPair, ImportKeyPair};
use crate::run::Run;
use async_trait::async_trait;
use std::fmt::Debug;

/// Key pairs: who is let into new servers.
///
/// What has a default here refuses as `Unsupported`.
#[async_trait]
pub trait KeyPairs: Debug + Send + Sync {
    /// All key pairs, without their private halves.
    fn key_pairs(&self) -> Listing<KeyPair>;

    /// Has the provider make one. Its private half is in the answer, once.
    async fn create_key_pair(&self, _request: &CreateKeyPair, _run: &mut Run) -> Result<Started<NewKeyPair>> {
        Err(Error::unsupported("this cloud makes no key pairs: import one"))
    }

    /// Stores a key that was made elsewhere.
    async fn import_key_pair(&self, _request: &ImportKeyPair, _run: &mut Run) -> Result<Started<KeyPairId>> {
        Err(Error::unsupported("this cloud takes no keys that were made elsewhere"))
    }

    /// Forgets a key pair; one that is gone already is no error. Servers that let it in go on doing so.
    async fn destroy_key_pair(&self, request: &DestroyKeyPair, run: &mut Run) -> Result<Started<Gone>>;
}
