//! A machine in Mist.io's words.

use crate::backends::{Backend, hashed};
use anycloud::{Action, AddressKind, Cpu, Server, ServerState, Tags};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::net::IpAddr;

/// An entry of the list.
#[derive(Serialize)]
pub(super) struct Listed<'a> {
    #[serde(flatten)]
    made: Made<'a>,
    uuid: String,
    #[serde(rename = "imageId")]
    image: Option<&'a str>,
    size: Option<&'a str>,
    state: &'static str,
    tags: Vec<String>,
    can_start: bool,
    can_stop: bool,
    can_shutdown: bool,
    can_reboot: bool,
    can_destroy: bool,
    can_tag: bool,
    /// Not Mist.io's: of what backend it is, for the list of all.
    backend: &'a str,
}

/// The answer to a create: the shorter half of an entry.
#[derive(Serialize)]
pub(super) struct Made<'a> {
    id: &'a str,
    name: &'a str,
    extra: Value,
    public_ips: Vec<IpAddr>,
    private_ips: Vec<IpAddr>,
}

impl<'a> Listed<'a> {
    pub(super) fn new(backend: &'a Backend, server: &'a Server) -> Self {
        let can = |action: Action| server.actions.contains(action);
        Self {
            made: Made::new(server),
            uuid: hashed(&format!("{}:{}", server.id, backend.id), 20),
            image: server.image.as_ref().map(|id| id.as_str()),
            size: server.size.as_ref().map(|id| id.as_str()),
            state: state(&server.state),
            tags: written(&server.tags),
            can_start: can(Action::Start),
            can_stop: can(Action::PowerOff),
            can_shutdown: can(Action::Shutdown),
            can_reboot: can(Action::Reboot),
            can_destroy: can(Action::Destroy),
            can_tag: can(Action::Tag),
            backend: &backend.id,
        }
    }
}

impl<'a> Made<'a> {
    pub(super) fn new(server: &'a Server) -> Self {
        let ips = |kind: AddressKind| {
            server.addresses.iter().filter(|address| address.kind == kind).map(|address| address.ip).collect()
        };
        Self {
            id: server.id.as_str(),
            name: &server.name,
            extra: extra(server),
            public_ips: ips(AddressKind::Public),
            private_ips: ips(AddressKind::Private),
        }
    }
}

/// A tag without a value is its name.
pub(super) fn written(tags: &Tags) -> Vec<String> {
    let written = tags
        .iter()
        .map(|(name, value)| if value.is_empty() { name.to_string() } else { format!("{name}={value}") });
    written.collect()
}

/// Source: `config.STATES` of Mist.io, 2014 and 2015. A server on its way to off is not off yet.
fn state(state: &ServerState) -> &'static str {
    match state {
        ServerState::Deleted => "terminated",
        ServerState::Failed => "error",
        ServerState::Paused => "paused",
        ServerState::Pending | ServerState::Stopping => "pending",
        ServerState::Rebooting => "rebooting",
        ServerState::Running => "running",
        ServerState::Stopped => "stopped",
        _ => "unknown",
    }
}

/// What the cloud says besides, where it says it.
fn extra(server: &Server) -> Value {
    let mut extra = Map::new();
    extra.insert("status".to_owned(), json!(server.state));
    match server.cpu {
        Some(Cpu::Mhz(n)) => drop(extra.insert("cpu_mhz".to_owned(), json!(n))),
        Some(Cpu::MilliCores(n)) => drop(extra.insert("cpu_millicores".to_owned(), json!(n))),
        _ => {}
    }
    let told = [
        ("memory_mib", server.memory.map(|memory| json!(memory.as_mib()))),
        ("location", server.location.as_ref().map(|id| json!(id))),
        ("created", server.created.map(|at| json!(at))),
        ("started", server.started.map(|at| json!(at))),
        ("drives", Some(&server.drives).filter(|drives| !drives.is_empty()).map(|drives| json!(drives))),
        ("networks", Some(&server.networks).filter(|all| !all.is_empty()).map(|all| json!(all))),
    ];
    extra.extend(told.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    extra.into()
}

#[cfg(test)]
mod tests {
    use super::state;
    use anycloud::ServerState;

    #[test]
    fn states_have_the_words_of_the_service() {
        assert_eq!(state(&ServerState::Stopping), "pending");
        assert_eq!(state(&ServerState::Unrecognized("warp".into())), "unknown");
        assert_eq!(state(&ServerState::Deleted), "terminated");
    }
}
