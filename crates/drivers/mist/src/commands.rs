//! The commands that only this provider has.

use crate::client::Client;
use crate::dialect::Dialect;
use crate::request::invalid;
use crate::settings::{BackendId, MachineAction};
use anycloud_core::{Error, ImageId, KeyPairId, NativeCommand, Record, Result, ServerId, SizeId};
use serde_json::{Value, json};

const BACKENDS_DELETE: NativeCommand = NativeCommand::destroys(
    "backends delete",
    &["BACKEND"],
    "forget a backend and its credentials; its machines go on",
);
const BACKENDS_DISABLE: NativeCommand =
    NativeCommand::changes("backends disable", &["BACKEND"], "leave a backend alone; its machines go on");
const BACKENDS_ENABLE: NativeCommand =
    NativeCommand::changes("backends enable", &["BACKEND"], "ask a backend for its machines again");
const BACKENDS_LIST: NativeCommand =
    NativeCommand::reads("backends list", &[], "all backends, disabled ones too");
const BACKENDS_RENAME: NativeCommand =
    NativeCommand::changes("backends rename", &["BACKEND", "NAME"], "give a backend another name");
const KEYS_DEFAULT: NativeCommand =
    NativeCommand::changes("keys default", &["KEY"], "have new machines get this key when nothing is said");
const KEYS_DELETE: NativeCommand =
    NativeCommand::destroys("keys delete", &["KEY"], "forget a key; machines go on letting it in");
const KEYS_LIST: NativeCommand =
    NativeCommand::reads("keys list", &[], "the account's keys, without their halves");
const KEYS_PUBLIC: NativeCommand = NativeCommand::reads("keys public", &["KEY"], "the public half of a key");
const KEYS_RENAME: NativeCommand =
    NativeCommand::changes("keys rename", &["KEY", "NAME"], "give a key another name, which is its id");
const PROVIDERS: NativeCommand = NativeCommand::reads("providers", &[], "what backends can be of");

/// What `anycloud --cloud NAME native mist …` lists for an account.
pub(crate) const ACCOUNT: &[NativeCommand] = &[
    BACKENDS_DELETE,
    BACKENDS_DISABLE,
    BACKENDS_ENABLE,
    BACKENDS_LIST,
    BACKENDS_RENAME,
    KEYS_DEFAULT,
    KEYS_DELETE,
    KEYS_LIST,
    KEYS_PUBLIC,
    KEYS_RENAME,
    PROVIDERS,
];

/// The same for a backend: what is about its images and machines.
pub(crate) const BACKEND: &[NativeCommand] = &[
    NativeCommand::reads(
        "images search",
        &["TERM"],
        "images with this in name or id; on EC2 community images too",
    ),
    NativeCommand::changes("images star", &["IMAGE"], "star an image, or take its star away"),
    KEYS_LIST,
    KEYS_PUBLIC,
    NativeCommand::changes(
        "machines resize",
        &["MACHINE", "SIZE"],
        "give a machine another size, with Api-Version 2",
    ),
];

/// Runs one of [`ACCOUNT`] or [`BACKEND`]. Core has counted the arguments.
pub(crate) async fn run(
    client: &Client,
    backend: Option<&BackendId>,
    name: &str,
    arguments: &[String],
) -> Result<Value> {
    let first = arguments.first().map(String::as_str).unwrap_or_default();
    let second = arguments.get(1).map(String::as_str).unwrap_or_default();
    let (of, key) = (BackendId::from(first), KeyPairId::from(first));
    let done = json!({"done": true});
    match (name, backend) {
        ("backends delete", _) => client.backend_delete(&of).await.map(|()| done),
        ("backends disable", _) => client.backend_disable(&of).await.map(|()| done),
        ("backends enable", _) => client.backend_enable(&of).await.map(|()| done),
        ("backends list", _) => Ok(records(&client.backends().await?)),
        ("backends rename", _) => client.backend_rename(&of, second).await.map(|()| done),
        ("images search", Some(backend)) => Ok(records(&client.images_search(backend, first).await?)),
        ("images star", Some(backend)) => {
            Ok(json!({"star": client.image_star(backend, &ImageId::from(first)).await?}))
        }
        ("keys default", _) => client.key_default(&key).await.map(|()| done),
        ("keys delete", _) => client.key_delete(&key).await.map(|_| done),
        ("keys list", _) => Ok(records(&client.keys().await?)),
        ("keys public", _) => Ok(json!({"public": client.key_public(&key).await?.as_str()})),
        ("keys rename", _) if second.is_empty() => Err(invalid("the new name is empty")),
        ("keys rename", _) => client.key_rename(&key, second).await.map(|()| done),
        ("machines resize", Some(backend)) => {
            if client.discover().await? != Some(Dialect::V2) {
                return Err(Error::unsupported("only services with Api-Version 2 resize machines"));
            }
            let resize = MachineAction::Resize(SizeId::from(second));
            client.machine_action(backend, &ServerId::from(first), &resize).await.map(|_| done)
        }
        ("providers", _) => Ok(records(&client.providers().await?)),
        _ => Err(Error::unsupported(format!("this provider has no command {name}"))),
    }
}

fn records<R: Record>(records: &[R]) -> Value {
    records.iter().map(Record::to_json).collect()
}
