//! Changes of key pairs.

use super::sealed::Sealed;
use super::{Mutation, good_name, good_text, need};
use crate::capability::{Capabilities, KeyPairCapabilities};
use crate::error::{Error, Result};
use crate::id::KeyPairId;
use crate::model::NewKeyPair;
use crate::operation::Started;
use crate::provider::{Gone, KeyPairs, Provider, missing};
use crate::run::Run;
use crate::text::Text;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Has the provider make a key pair. The answer is the only one that holds its private half: if that is lost, so is
/// the key pair, and it is to be destroyed and made again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateKeyPair {
    /// Its name, without control characters.
    pub name: Text,
}

impl CreateKeyPair {
    /// A key pair of this name.
    pub fn new(name: impl Into<Text>) -> Self {
        Self { name: name.into() }
    }
}

impl Sealed for CreateKeyPair {}

#[async_trait]
impl Mutation for CreateKeyPair {
    const KIND: &'static str = "create_key_pair";
    const UNDOABLE: bool = true;
    type Value = NewKeyPair;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { name } = self;
        need(key_pairs(can)?.create, "make key pairs")?;
        good_name(name)
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<NewKeyPair>> {
        facet(provider)?.create_key_pair(self, run).await
    }
}

/// Stores the public half of a key that was made elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ImportKeyPair {
    /// Its name, without control characters.
    pub name: Text,
    /// The public half in OpenSSH's form: `ssh-ed25519 AAAA… comment`.
    pub public_key: Text,
}

impl ImportKeyPair {
    /// This public key, by this name.
    pub fn new(name: impl Into<Text>, public_key: impl Into<Text>) -> Self {
        Self { name: name.into(), public_key: public_key.into() }
    }
}

impl Sealed for ImportKeyPair {}

#[async_trait]
impl Mutation for ImportKeyPair {
    const KIND: &'static str = "import_key_pair";
    const UNDOABLE: bool = true;
    type Value = KeyPairId;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { name, public_key } = self;
        need(key_pairs(can)?.import, "take keys that were made elsewhere")?;
        good_name(name)?;
        if public_key.contains("PRIVATE KEY") {
            return Err(Error::invalid("that is a private key: only the public half is to be imported"));
        }
        good_text("the public key", public_key)?;
        let mut words = public_key.split(' ').filter(|word| !word.is_empty());
        match (words.next(), words.next()) {
            (Some(_), Some(key)) if key.starts_with("AAAA") => Ok(()),
            _ => Err(Error::invalid("not a public key in OpenSSH's form: `ssh-ed25519 AAAA…`")),
        }
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<KeyPairId>> {
        facet(provider)?.import_key_pair(self, run).await
    }
}

/// Forgets a key pair. Servers that let it in go on doing so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroyKeyPair {
    /// Which.
    pub id: KeyPairId,
}

impl DestroyKeyPair {
    /// Forgets this key pair.
    pub fn new(id: impl Into<KeyPairId>) -> Self {
        Self { id: id.into() }
    }
}

impl Sealed for DestroyKeyPair {}

#[async_trait]
impl Mutation for DestroyKeyPair {
    const KIND: &'static str = "destroy_key_pair";
    const UNDOABLE: bool = false;
    type Value = Gone;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _ } = self;
        need(key_pairs(can)?.destroy, "destroy key pairs")
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<Gone>> {
        facet(provider)?.destroy_key_pair(self, run).await
    }
}

fn key_pairs(can: &Capabilities) -> Result<&KeyPairCapabilities> {
    can.key_pairs.as_ref().ok_or_else(|| missing("key pairs"))
}

fn facet(provider: &dyn Provider) -> Result<&dyn KeyPairs> {
    provider.key_pairs().ok_or_else(|| missing("key pairs"))
}
