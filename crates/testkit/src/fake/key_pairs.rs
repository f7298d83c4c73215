//! The key pairs of the fake cloud. Their ids are their names.

use super::FakeCloud;
use super::quirk::Quirk;
use super::servers::page;
use super::service::State;
use crate::conformance::At;
use anycloud_core::run::{Recover, Run, Stamp};
use anycloud_core::{
    CreateKeyPair, DestroyKeyPair, Error, ErrorKind, Gone, ImportKeyPair, KeyPair, KeyPairId, KeyPairs,
    Listing, NewKeyPair, Result, Secret, Started, Text, async_trait,
};

#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) id: KeyPairId,
    pub(super) public: Text,
    pub(super) stamp: Option<String>,
}

#[async_trait]
impl KeyPairs for FakeCloud {
    fn key_pairs(&self) -> Listing<KeyPair> {
        let fake = self.clone();
        Listing::paged(None, move |from| {
            let fake = fake.clone();
            async move {
                let look = |state: &mut State| {
                    Ok(page(state.quirk, state.key_pairs.values().map(Key::show), from.as_ref()))
                };
                fake.call(At::ListKeyPairs, look).await
            }
        })
    }

    async fn create_key_pair(&self, request: &CreateKeyPair, run: &mut Run) -> Result<Started<NewKeyPair>> {
        // Beside the run, so that it is never written down.
        let mut private = None;
        let make = async |stamp: &Stamp| {
            let create = |state: &mut State| {
                let (public, private) = material(state.made + 1);
                Ok((state.add_key_pair(&request.name, &public, Some(stamp.text()))?, private))
            };
            let (id, half) = self.call(At::CreateKeyPair, create).await?;
            private = Some(half);
            Ok(id)
        };
        let id: KeyPairId = run.make("key pair", Recover::Find, make).await?;
        let Some(private) = private else {
            let what = format!("the key pair {id} was made, and its private key lost with the reply");
            return Err(Error::new(ErrorKind::OperationFailed, what).with_resource(id.resource()));
        };
        if self.has(Quirk::JournalsPrivateKeys) {
            run.fact("private key", async || Ok(private.expose().to_owned())).await?;
        }
        Ok(Started::done(NewKeyPair::new(id, private)))
    }

    async fn import_key_pair(&self, request: &ImportKeyPair, run: &mut Run) -> Result<Started<KeyPairId>> {
        let make = async |stamp: &Stamp| {
            let import = |state: &mut State| {
                state.add_key_pair(&request.name, &request.public_key, Some(stamp.text()))
            };
            self.call(At::ImportKeyPair, import).await
        };
        let id: KeyPairId = run.make("key pair", Recover::Find, make).await?;
        Ok(Started::done(id))
    }

    async fn destroy_key_pair(&self, request: &DestroyKeyPair, run: &mut Run) -> Result<Started<Gone>> {
        let destroy = |state: &mut State| {
            if !state.key_pairs.contains_key(&request.id) {
                return Ok(Gone::Already);
            }
            let hit = state.hit(&state.key_pairs, &request.id);
            state.key_pairs.remove(&hit);
            Ok(Gone::Destroyed)
        };
        Ok(Started::done(
            run.destroy("key pair", async || self.call(At::DestroyKeyPair, destroy).await).await?,
        ))
    }
}

impl State {
    pub(super) fn add_key_pair(
        &mut self,
        name: &str,
        public: &str,
        stamp: Option<String>,
    ) -> Result<KeyPairId> {
        let id = KeyPairId::new(name);
        if self.key_pairs.contains_key(&id) && self.quirk != Quirk::ReplacesKeyPairs {
            return Err(Error::new(ErrorKind::AlreadyExists, format!("there is a key pair {name}")));
        }
        self.made += 1;
        self.key_pairs.insert(id.clone(), Key { id: id.clone(), public: public.into(), stamp });
        Ok(id)
    }
}

impl Key {
    fn show(&self) -> KeyPair {
        let mut shown = KeyPair::new(self.id.clone(), self.id.as_str());
        let digest =
            self.public.bytes().fold(0u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        (shown.fingerprint, shown.public_key) =
            (Some(format!("{digest:016x}").into()), Some(self.public.clone()));
        shown
    }
}

/// Both halves of the nth key: nothing that opens a door, and nothing that can be guessed from its public half.
pub(super) fn material(n: u64) -> (String, Secret) {
    let mixed = |seed: u128| (u128::from(n) + 1).wrapping_mul(seed);
    let (public, private) =
        (mixed(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835), mixed(0xd1b5_4a32_d192_ed03_8cb9_2ba7_2f3d_8dd7));
    let private =
        format!("-----BEGIN FAKE PRIVATE KEY-----\n{private:032x}\n-----END FAKE PRIVATE KEY-----\n");
    (format!("ssh-ed25519 AAAA{public:032x}"), Secret::new(private))
}
