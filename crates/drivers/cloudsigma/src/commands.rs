//! The commands that only this provider has.

use crate::client::Client;
use crate::request::invalid;
use crate::settings::ProfileConfig;
use anycloud_core::{Delivery, Error, ErrorKind, NativeCommand, Record, Result, ServerId};
use serde::Serialize;
use serde_json::{Value, json};

/// What `anycloud native cloudsigma …` lists.
pub(crate) const COMMANDS: &[NativeCommand] = &[
    NativeCommand::reads("currencies", &[], "what the service can bill in"),
    NativeCommand::changes("groups add", &["GROUP", "SERVER..."], "put servers into a group"),
    NativeCommand::changes("groups create", &["NAME", "[DESCRIPTION]"], "make a server group"),
    NativeCommand::destroys("groups destroy", &["GROUP"], "destroy a group; its servers stay"),
    NativeCommand::reads("groups list", &[], "the server groups"),
    NativeCommand::changes("groups remove", &["GROUP", "SERVER..."], "take servers out of a group"),
    NativeCommand::changes("groups rename", &["GROUP", "NAME"], "give a group another name"),
    NativeCommand::reads("groups show", &["GROUP"], "a server group; no call tells which servers are in it"),
    NativeCommand::changes("groups start", &["GROUP"], "start the servers of a group"),
    NativeCommand::changes("groups stop", &["GROUP"], "switch the servers of a group off, hard"),
    NativeCommand::changes("profile set", &["KEY=VALUE..."], "change the user's profile"),
    NativeCommand::reads("profile show", &[], "the user's profile"),
    NativeCommand::destroys(
        "servers destroy-many",
        &["SERVER..."],
        "destroy several servers that are off; their drives stay",
    ),
    NativeCommand::changes("servers start-many", &["SERVER..."], "start several servers"),
    NativeCommand::changes("servers stop-many", &["SERVER..."], "switch several servers off, hard"),
];

/// Runs one of [`COMMANDS`]. Core has counted the arguments.
pub(crate) async fn run(client: &Client, name: &str, arguments: &[String]) -> Result<Value> {
    let first = arguments.first().map(String::as_str).unwrap_or_default();
    let second = arguments.get(1).map(String::as_str);
    let rest = arguments.get(1..).unwrap_or_default();
    match name {
        "currencies" => json_of(&client.currencies_list().await?),
        "groups add" => json_of(&client.group_add(first, &servers(rest)).await?),
        "groups create" => json_of(&client.group_create(first, second).await?),
        "groups destroy" => group_destroy(client, first).await,
        "groups list" => json_of(&client.groups_list().await?),
        "groups remove" => json_of(&client.group_remove(first, &servers(rest)).await?),
        "groups rename" => json_of(&client.group_rename(first, second.unwrap_or_default()).await?),
        "groups show" => json_of(&client.group_info(first).await?),
        "groups start" => json_of(&client.group_start(first).await?),
        "groups stop" => json_of(&client.group_stop(first).await?),
        "profile set" => Ok(client.profile_set(&profile(arguments)?).await?.to_json()),
        "profile show" => Ok(client.profile_info().await?.to_json()),
        "servers destroy-many" => servers_destroy(client, servers(arguments)).await,
        "servers start-many" => json_of(&client.servers_start(&servers(arguments)).await?),
        "servers stop-many" => json_of(&client.servers_stop(&servers(arguments)).await?),
        _ => Err(Error::unsupported(format!("this provider has no command {name}"))),
    }
}

fn servers(arguments: &[String]) -> Vec<ServerId> {
    arguments.iter().map(|id| ServerId::new(id.as_str())).collect()
}

fn profile(arguments: &[String]) -> Result<ProfileConfig> {
    arguments.iter().try_fold(ProfileConfig::new(), |config, argument| {
        let (key, value) =
            argument.split_once('=').ok_or_else(|| invalid(format!("{argument:?} is no KEY=VALUE")))?;
        config.set(key, value)
    })
}

/// Destroys a group. A "not found" is success if the list does not have it either: it was gone, or an attempt whose
/// answer was lost has destroyed it.
async fn group_destroy(client: &Client, id: &str) -> Result<Value> {
    match client.group_destroy(id).await {
        Err(e) if e.kind() == ErrorKind::NotFound => {
            if client.groups_list().await?.iter().any(|listed| listed.eq_ignore_ascii_case(id)) {
                return Err(e);
            }
            Ok(match e.delivery() {
                Delivery::Unknown => json!({"done": true}),
                _ => json!({"done": true, "already_gone": true}),
            })
        }
        sent => sent.map(|()| json!({"done": true})),
    }
}

/// Destroys servers, all that are there. The service destroys none if one of them is missing: what it names as missing
/// and does not list is left out, and the rest is sent again.
async fn servers_destroy(client: &Client, mut servers: Vec<ServerId>) -> Result<Value> {
    let mut gone: Vec<ServerId> = Vec::new();
    loop {
        let e = match client.servers_destroy(&servers).await {
            Ok(answered) => return Ok(json!({"destroyed": answered, "already_gone": gone})),
            Err(e) => e,
        };
        let same = |one: &ServerId, id: &str| one.as_str().eq_ignore_ascii_case(id);
        let missing =
            e.resource().filter(|_| e.kind() == ErrorKind::NotFound).map(|missing| missing.id.clone());
        let Some(missing) = missing.filter(|id| servers.iter().any(|one| same(one, id))) else {
            return Err(e);
        };
        if e.delivery() == Delivery::Unknown
            || client.servers_list().await?.iter().any(|listed| same(listed, &missing))
        {
            return Err(e);
        }
        servers.retain(|one| !same(one, &missing));
        gone.push(ServerId::new(missing.to_ascii_lowercase()));
        if servers.is_empty() {
            return Ok(json!({"destroyed": [], "already_gone": gone}));
        }
    }
}

fn json_of(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|e| invalid("this cannot be shown as JSON").with_source(e))
}
