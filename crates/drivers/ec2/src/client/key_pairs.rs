//! Key pairs for SSH.

use super::Client;
use crate::request::key_pairs as request;
use crate::request::{Describe, Query};
use crate::wire::{KeyPair, NewKeyPair};
use anycloud_core::{Listing, Result};

impl Client {
    /// DescribeKeyPairs: by id, or by name. Public keys are told with [`set("IncludePublicKey", true)`](Query::set).
    pub fn describe_key_pairs(&self, query: &Query) -> Listing<KeyPair> {
        self.list(Describe::KEY_PAIRS, query)
    }

    /// CreateKeyPair: of this kind (`rsa`, which is the default, or `ed25519`), with these tags. The answer has the
    /// private key, which the service does not keep. It is sent once.
    ///
    /// # Errors
    /// `AlreadyExists` if the name is taken.
    pub async fn create_key_pair(
        &self,
        name: &str,
        kind: Option<&str>,
        tags: &[(&str, &str)],
    ) -> Result<NewKeyPair> {
        self.one(request::create(name, kind, tags), "").await
    }

    /// ImportKeyPair: a public key in OpenSSH's form, `rsa` or `ed25519`, with these tags. It is sent once.
    ///
    /// # Errors
    /// `AlreadyExists` if the name is taken; `InvalidRequest` if it is no such key.
    pub async fn import_key_pair(
        &self,
        name: &str,
        public_key: &str,
        tags: &[(&str, &str)],
    ) -> Result<KeyPair> {
        self.one(request::import(name, public_key, tags), "").await
    }

    /// DeleteKeyPair: by name. The service says the same whether or not there was one; servers that have the key keep
    /// it.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn delete_key_pair(&self, name: &str) -> Result<()> {
        self.done(request::delete(name)).await
    }
}
