//! Key pairs: the account's, whichever of its clouds is asked.

use crate::client::Client;
use crate::request::segment;
use crate::wire::KeyInfo;
use anycloud_core::Support::Yes;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    CreateKeyPair, Delivery, DestroyKeyPair, Error, ErrorKind, Gone, KeyPair, KeyPairCapabilities, KeyPairId,
    KeyPairs, Listing, NewKeyPair, Result, Secret, Started, async_trait,
};

/// The step that stores.
const ADD: &str = "key pair";

/// The service wants the private half of a key that was made elsewhere, which the request does not have.
pub(crate) fn capabilities() -> KeyPairCapabilities {
    let mut can = KeyPairCapabilities::default();
    can.create = Yes;
    can.destroy = Yes;
    can
}

/// The facet of the account and of each of its backends.
#[async_trait]
impl KeyPairs for Client {
    /// One request.
    fn key_pairs(&self) -> Listing<KeyPair> {
        let this = self.clone();
        Listing::once(async move { Ok(this.keys().await?.iter().map(KeyInfo::to_key_pair).collect()) })
    }

    async fn create_key_pair(&self, request: &CreateKeyPair, run: &mut Run) -> Result<Started<NewKeyPair>> {
        segment("a key", &request.name)?;
        // In every dialect a name serves as an id.
        let id = KeyPairId::new(request.name.clone());
        let private = if run.has_answer(ADD) {
            self.key_private(&id).await?
        } else {
            // It stores nothing: whatever goes wrong, nothing was done.
            let private = self.key_generate().await.map_err(|e| e.delivered(Delivery::NotSent))?;
            run.make(ADD, Recover::Stop, async |_| add(self, &id, &private).await).await?;
            private
        };
        Ok(Started::done(NewKeyPair::new(id, private)))
    }

    async fn destroy_key_pair(&self, request: &DestroyKeyPair, run: &mut Run) -> Result<Started<Gone>> {
        segment("a key", request.id.as_str())?;
        run.destroy("destroy", async || forget(self, &request.id).await).await.map(Started::done)
    }
}

/// Stores a pair. After a lost answer the private half that the service has by this name tells whose it is: names are
/// unique, and this half was made a moment ago.
async fn add(client: &Client, id: &KeyPairId, private: &Secret) -> Result<KeyPairId> {
    match client.key_add(id.as_str(), private).await {
        Ok(_) => Ok(id.clone()),
        Err(e) if e.delivery() == Delivery::Unknown => match client.key_private(id).await {
            Ok(kept) if same(&kept, private) => Ok(id.clone()),
            Ok(_) => Err(Error::new(ErrorKind::AlreadyExists, format!("another key pair has the name {id}"))
                .with_resource(id.resource())
                .with_source(e)
                .delivered(Delivery::Refused)),
            Err(_) => Err(e),
        },
        Err(e) => Err(e),
    }
}

/// The same key, wherever its lines break.
fn same(one: &Secret, other: &Secret) -> bool {
    one.expose().split_whitespace().eq(other.expose().split_whitespace())
}

/// Forgets a pair unless the account has none of this name.
pub(crate) async fn forget(client: &Client, id: &KeyPairId) -> Result<Gone> {
    if !is_kept(client, id).await? {
        return Ok(Gone::Already);
    }
    match client.key_delete(id).await {
        Ok(_) => Ok(Gone::Destroyed),
        Err(e) => match is_kept(client, id).await {
            Ok(false) => Ok(Gone::Destroyed),
            _ => Err(e),
        },
    }
}

async fn is_kept(client: &Client, id: &KeyPairId) -> Result<bool> {
    Ok(client.keys().await?.iter().any(|key| key.id() == *id || key.name() == id.as_str()))
}
