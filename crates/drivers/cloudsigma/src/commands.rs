//! The commands that only this provider has.

use crate::client::Client;
use crate::request::invalid;
use crate::settings::ProfileConfig;
use anycloud_core::{Error, NativeCommand, Record, Result, ServerId};
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
        "groups destroy" => done(client.group_destroy(first).await),
        "groups list" => json_of(&client.groups_list().await?),
        "groups remove" => json_of(&client.group_remove(first, &servers(rest)).await?),
        "groups rename" => json_of(&client.group_rename(first, second.unwrap_or_default()).await?),
        "groups show" => json_of(&client.group_info(first).await?),
        "groups start" => json_of(&client.group_start(first).await?),
        "groups stop" => json_of(&client.group_stop(first).await?),
        "profile set" => Ok(client.profile_set(&profile(arguments)?).await?.to_json()),
        "profile show" => Ok(client.profile_info().await?.to_json()),
        "servers destroy-many" => json_of(&client.servers_destroy(&servers(arguments)).await?),
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

fn done(result: Result<()>) -> Result<Value> {
    result.map(|()| json!({"done": true}))
}

fn json_of(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|e| invalid("this cannot be shown as JSON").with_source(e))
}
