//! Keys: pairs that machines let in. The gateway keeps them, and gives a cloud the public half when a machine needs it.

mod pem;

use crate::answer::{Answer, document, ok};
use crate::asked::Fields;
use crate::gateway::{Answered, Gateway};
use crate::refusal::{Refusal, Result};
use crate::store::{State, StoredKey, place_of_key};
use anycloud::{Cloud, ImportKeyPair, KeyPair, KeyPairId, Secret, Support};
use http::StatusCode;
use serde_json::{Value, json};

/// More keys are no keyring any longer.
const KEYS_MAX: usize = 1000;

impl Gateway {
    /// `GET /keys`, without the halves.
    pub(crate) fn list_keys(&self) -> Answer {
        let shown: Vec<Value> = self.store().read(|state| state.keys.iter().map(shown).collect());
        document(&shown)
    }

    /// `PUT /keys`: `name` is January's word, `id` the later one. The first key becomes the default.
    ///
    /// # Errors
    /// 400 for what is no key, 403 without a key to seal it with, 409 for a name that is taken.
    pub(crate) async fn add_key(&self, fields: &Fields) -> Answered {
        let id = named(fields.needed_as(&["name", "id"])?)?;
        let private = Secret::new(fields.needed("priv")?);
        let public = pem::public(&private)
            .map_err(|why| Refusal::new(StatusCode::BAD_REQUEST, "Keypair could not be validated", why))?;
        let sealed = self.store().seal(&place_of_key(&id), &private)?;
        let added = self.store().change(|state| {
            free_name(state, &id)?;
            if state.keys.len() >= KEYS_MAX {
                return Err(Refusal::bad(format!("there are at most {KEYS_MAX} keys")));
            }
            let default = state.keys.is_empty();
            let key = StoredKey { id, public, private: sealed, default };
            let added = shown(&key);
            state.keys.push(key);
            Ok(added)
        });
        Ok(document(&added.await?))
    }

    /// `POST /keys`: a new private key. Nothing is kept.
    ///
    /// # Errors
    /// 500 if the system has no randomness.
    pub(crate) async fn generate_key(&self) -> Answered {
        // Primes take their time: not on a thread that answers others.
        let made = tokio::task::spawn_blocking(pem::generate).await.ok().flatten();
        let made = made.ok_or_else(|| {
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error", "no key could be made")
        })?;
        Ok(document(&json!({"priv": made.expose()})))
    }

    /// `GET /keys/K?action=private|public`, later a path of its own: a JSON string.
    ///
    /// # Errors
    /// 404; 400 for another half.
    pub(crate) fn show_key(&self, id: &str, half: &str) -> Answered {
        let key = self.store().read(|state| state.keys.iter().find(|key| key.id == id).cloned());
        let key = key.ok_or_else(|| Refusal::no_key(id))?;
        match half {
            "public" => Ok(document(&key.public)),
            "private" => Ok(document(&self.store().unseal(&place_of_key(id), &key.private)?.expose())),
            _ => Err(Refusal::bad("action is private or public")),
        }
    }

    /// `PUT /keys/K`: `newName` is January's word, `new_id` the later one. What clouds have been given keeps its name.
    ///
    /// # Errors
    /// 404; 409 for a name that is taken.
    pub(crate) async fn rename_key(&self, id: &str, fields: &Fields) -> Answered {
        let name = named(fields.needed_as(&["newName", "new_id"])?)?;
        let renamed = self.store().change(|state| {
            if name != id {
                free_name(state, &name)?;
            }
            let key = state.keys.iter_mut().find(|key| key.id == id).ok_or_else(|| Refusal::no_key(id))?;
            // It is bound to its place, which is its name.
            let private = self.store().unseal(&place_of_key(id), &key.private)?;
            let sealed = self.store().seal(&place_of_key(&name), &private)?;
            (key.id, key.private) = (name, sealed);
            Ok::<_, Refusal>(())
        });
        renamed.await.map(|()| ok())
    }

    /// `POST /keys/K`: what new machines let in when nothing is said.
    ///
    /// # Errors
    /// 404.
    pub(crate) async fn default_key(&self, id: &str) -> Answered {
        let changed = self.store().change(|state| {
            if !state.keys.iter().any(|key| key.id == id) {
                return Err(Refusal::no_key(id));
            }
            state.keys.iter_mut().for_each(|key| key.default = key.id == id);
            Ok(())
        });
        changed.await.map(|()| ok())
    }

    /// `DELETE /keys/K`; answers with those that are left, of which the first becomes the default if that is gone.
    ///
    /// # Errors
    /// 404.
    pub(crate) async fn delete_key(&self, id: &str) -> Answered {
        let left = self.store().change(|state| {
            let before = state.keys.len();
            state.keys.retain(|key| key.id != id);
            if state.keys.len() == before {
                return Err(Refusal::no_key(id));
            }
            if !state.keys.iter().any(|key| key.default)
                && let Some(first) = state.keys.first_mut()
            {
                first.default = true;
            }
            Ok(state.keys.iter().map(shown).collect::<Vec<Value>>())
        });
        Ok(document(&left.await?))
    }

    /// What a new machine lets in: the key that was named, else the default on clouds that are given keys. A key of ours is
    /// given to the cloud first, or is there already; another name is the cloud's own.
    ///
    /// # Errors
    /// 400 if the cloud takes no keys, or not this one; 409 unless its key of that name is known to be this one.
    pub(crate) async fn key_for(&self, cloud: &Cloud, said: Option<String>) -> Result<Option<KeyPairId>> {
        let caps = cloud.capabilities();
        let takes = caps.compute.as_ref().is_some_and(|can| can.create.key_pair != Support::No);
        let imports = caps.key_pairs.is_some_and(|can| can.import != Support::No);
        let ours = self.store().read(|state| {
            let wanted = |key: &&StoredKey| said.as_ref().map_or(key.default, |id| key.id == *id);
            state.keys.iter().find(wanted).cloned()
        });
        match (said, ours) {
            (Some(_), _) if !takes => Err(Refusal::bad("key: this cloud gives machines no keys")),
            (_, Some(key)) if takes && imports => Ok(Some(self.given(cloud, &key, true).await?)),
            (Some(_), Some(key)) => Ok(Some(self.given(cloud, &key, false).await?)),
            (Some(id), None) => Ok(Some(id.into())),
            (None, _) => Ok(None),
        }
    }

    /// The cloud's key pair of this key, made if it is not there and can be.
    async fn given(&self, cloud: &Cloud, key: &StoredKey, imports: bool) -> Result<KeyPairId> {
        let known =
            self.read(cloud.key_pairs().all()).await?.into_iter().find(|known| known.name == key.id.as_str());
        let Some(known) = known else {
            if !imports {
                let what = format!("key: {:?} is the gateway's, and this cloud is given none", key.id);
                return Err(Refusal::bad(what));
            }
            let import = ImportKeyPair::new(key.id.as_str(), key.public.as_str());
            return Ok(self.change(cloud.import_key_pair(&import), self.patience(), ()).await?);
        };
        // A name alone may be anybody's: the machine would let in whoever has that key.
        let what = match is_same(&known, &key.public) {
            Some(true) => return Ok(known.id),
            Some(false) => format!("the cloud has another key of the name {:?}", key.id),
            None => format!(
                "the cloud has a key of the name {:?}, and does not tell whether it is this one",
                key.id
            ),
        };
        Err(Refusal::new(StatusCode::CONFLICT, "Conflict", what))
    }
}

/// Whether the cloud's key is this one, if it can be told.
fn is_same(theirs: &KeyPair, public: &str) -> Option<bool> {
    // A comment may follow.
    let blob = |text: &str| text.split_whitespace().nth(1).map(str::to_owned);
    if let Some(known) = &theirs.public_key {
        return Some(blob(known).is_some() && blob(known) == blob(public));
    }
    // As `ssh-keygen -l` writes it. Providers have others, some of them of the private half.
    let known = theirs.fingerprint.as_deref()?.strip_prefix("SHA256:")?;
    Some(pem::fingerprint(&blob(public)?)? == known.trim_end_matches('='))
}

/// Under its names of all dialects.
fn shown(key: &StoredKey) -> Value {
    json!({"id": key.id, "name": key.id, "machines": [], "default_key": key.default, "isDefault": key.default})
}

/// Names are ids, and so segments of paths.
fn named(name: String) -> Result<String> {
    let bad = name.len() > 255
        || name == "."
        || name == ".."
        || name.contains(|c: char| c == '/' || c.is_control());
    if bad { Err(Refusal::bad("this is no name of a key")) } else { Ok(name) }
}

fn free_name(state: &State, id: &str) -> Result<()> {
    if state.keys.iter().any(|key| key.id == id) {
        return Err(Refusal::new(StatusCode::CONFLICT, "Keypair exists", id));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_same;
    use anycloud::KeyPair;

    // Of `ssh-keygen -t ed25519`, and what `ssh-keygen -l` says of it.
    const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL0eu7LRlVslqyBtoN5pcBYueZ7/Aii+uSDHGAjD4/Mt";
    const PRINT: &str = "SHA256:7HFCnD3mNu2483l5SsoXlnGHXTXlz32JY7fMi1CIxXs";

    #[test]
    fn keys_are_compared_by_what_they_are() {
        let same = |public: Option<&str>, print: Option<&str>| {
            let mut theirs = KeyPair::new("mine".into(), "mine");
            (theirs.public_key, theirs.fingerprint) = (public.map(Into::into), print.map(Into::into));
            is_same(&theirs, PUBLIC)
        };
        assert_eq!(same(Some(&format!("{PUBLIC} me@home\n")), None), Some(true));
        assert_eq!(same(Some("ssh-ed25519"), None), Some(false));
        assert_eq!(same(Some("ssh-ed25519 AAAA me@home"), Some(PRINT)), Some(false));
        assert_eq!(same(None, Some(PRINT)), Some(true));
        assert_eq!(same(None, Some("SHA256:AAAA")), Some(false));
        assert_eq!(same(None, Some("1f:51:ae:28:bf:89:e9:d8:1f:25:5d:37:2d:7d:b8:ca")), None);
        assert_eq!(same(None, None), None, "a name says nothing");
    }
}
