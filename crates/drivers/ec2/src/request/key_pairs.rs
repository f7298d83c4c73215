//! Key pairs for SSH.

use super::tags::tagged;
use super::{Action, Params};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The answer has the private key, which a second one would not repeat.
pub(crate) fn create(name: &str, kind: Option<&str>, tags: &[(&str, &str)]) -> Action {
    let params = Params::new().set("KeyName", name);
    let params = kind.into_iter().fold(params, |params, kind| params.set("KeyType", kind));
    Action::once("CreateKeyPair", tagged(params, "key-pair", tags))
}

/// `public_key` is sent in Base64, whatever its own form.
pub(crate) fn import(name: &str, public_key: &str, tags: &[(&str, &str)]) -> Action {
    let material = STANDARD.encode(public_key);
    let params = Params::new().set("KeyName", name).set("PublicKeyMaterial", material);
    Action::once("ImportKeyPair", tagged(params, "key-pair", tags))
}

pub(crate) fn delete(name: &str) -> Action {
    Action::harmless("DeleteKeyPair", Params::new().set("KeyName", name))
}
