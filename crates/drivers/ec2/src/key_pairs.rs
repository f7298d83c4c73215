//! Key pairs: the facet. Their names are their ids.

use crate::provider::Ec2;
use crate::request::Query;
use crate::tags;
use crate::undo::is_missing;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    CreateKeyPair, DestroyKeyPair, Error, ErrorKind, Gone, ImportKeyPair, KeyPair, KeyPairId, KeyPairs,
    Listing, NewKeyPair, Result, Started, Tags, async_trait,
};

/// The most characters of a key pair's name. docs: CreateKeyPair.
const NAME_MAX: usize = 255;

#[async_trait]
impl KeyPairs for Ec2 {
    fn key_pairs(&self) -> Listing<KeyPair> {
        let query = Query::all().set("IncludePublicKey", true);
        self.client.describe_key_pairs(&query).map(|key_pair| key_pair.to_key_pair())
    }

    /// The service's default kind, RSA: the only one that Windows takes. A key pair whose only answer was lost is found by
    /// its stamp and no use to anybody: the error says so, and undo removes it.
    async fn create_key_pair(&self, request: &CreateKeyPair, run: &mut Run) -> Result<Started<NewKeyPair>> {
        check(&request.name)?;
        // Beside the run, so that it is never written down.
        let mut private = None;
        let make = run.make("key_pair", Recover::Find, async |stamp| {
            let (stamp, none) = (stamp.text(), Tags::new());
            let tags = tags::new(&request.name, &none, &stamp);
            let made = self.client.create_key_pair(&request.name, None, &tags).await?;
            private = made.private_key();
            Ok(KeyPairId::new(made.name()))
        });
        let id = make.await?;
        let Some(private) = private else {
            let text = format!("the key pair {id} was made, and the only answer with its private half lost");
            let error = Error::new(ErrorKind::OperationFailed, text);
            return Err(error.with_resource(id.resource()));
        };
        Ok(Started::done(NewKeyPair::new(id, private)))
    }

    async fn import_key_pair(&self, request: &ImportKeyPair, run: &mut Run) -> Result<Started<KeyPairId>> {
        check(&request.name)?;
        let make = run.make("key_pair", Recover::Find, async |stamp| {
            let (stamp, none) = (stamp.text(), Tags::new());
            let tags = tags::new(&request.name, &none, &stamp);
            let made = self.client.import_key_pair(&request.name, &request.public_key, &tags).await?;
            Ok(KeyPairId::new(made.name()))
        });
        make.await.map(Started::done)
    }

    /// The service says "done" of a key pair that it does not have, too: so it is looked for before, until it would be seen.
    async fn destroy_key_pair(&self, request: &DestroyKeyPair, run: &mut Run) -> Result<Started<Gone>> {
        check(request.id.as_str())?;
        let key_pair = request.id.resource();
        let there = run
            .fact("there", async || match self.settled(&key_pair, || self.tags_of(&key_pair)).await {
                Ok(_) => Ok(true),
                Err(e) if is_missing(&e, &key_pair) => Ok(false),
                Err(e) => Err(e),
            })
            .await?;
        if !there {
            return Ok(Started::done(Gone::Already));
        }
        run.destroy("destroy", async || self.remove(&key_pair).await).await.map(Started::done)
    }
}

fn check(name: &str) -> Result<()> {
    let good = !name.is_empty() && name.len() <= NAME_MAX && name.is_ascii() && name.trim() == name;
    if good && !name.contains(|c: char| c.is_ascii_control()) {
        return Ok(());
    }
    let text = format!("{name:?} is no name of a key pair: up to {NAME_MAX} ASCII characters");
    Err(Error::invalid(text))
}
