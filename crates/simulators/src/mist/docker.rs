//! What only containers have.

use super::{problem::Problem, wire::Fields};
use serde_json::{Map, Value};

/// Environment, command and ports of a container. All are empty for machines.
#[derive(Clone, Debug, Default)]
pub(super) struct Container {
    pub(super) environment: Map<String, Value>,
    pub(super) command: String,
    /// `8888/tcp` and the like.
    pub(super) exposed: Map<String, Value>,
    /// For each exposed port a list of `{"HostPort": "8888"}`.
    pub(super) bindings: Map<String, Value>,
}

impl Container {
    pub(super) fn read(fields: &Fields) -> Result<Self, Problem> {
        let container = Self {
            environment: object(fields, "docker_env")?,
            command: super::wire::text(fields, "docker_command").unwrap_or_default(),
            exposed: object(fields, "docker_exposed_ports")?,
            bindings: object(fields, "docker_port_bindings")?,
        };
        for (field, ports) in
            [("docker_exposed_ports", &container.exposed), ("docker_port_bindings", &container.bindings)]
        {
            if let Some(port) = ports.keys().find(|port| !is_exposed(port)) {
                return Err(wrong(field, port));
            }
        }
        for hosts in container.bindings.values() {
            let Value::Array(hosts) = hosts else {
                return Err(wrong("docker_port_bindings", &hosts.to_string()));
            };
            if let Some(host) = hosts.iter().find(|host| !is_binding(host)) {
                return Err(wrong("docker_port_bindings", &host.to_string()));
            }
        }
        Ok(container)
    }
}

fn object(fields: &Fields, key: &str) -> Result<Map<String, Value>, Problem> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object.clone()),
        // An empty list is what some languages make of an empty dictionary.
        Some(Value::Array(list)) if list.is_empty() => Ok(Map::new()),
        Some(other) => Err(wrong(key, &other.to_string())),
    }
}

fn is_exposed(port: &str) -> bool {
    port.split_once('/').is_some_and(|(port, protocol)| is_port(port) && matches!(protocol, "tcp" | "udp"))
}

fn is_binding(host: &Value) -> bool {
    match &host["HostPort"] {
        Value::String(port) => is_port(port),
        Value::Number(port) => is_port(&port.to_string()),
        _ => false,
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port != 0)
}

fn wrong(field: &str, value: &str) -> Problem {
    Problem::BadRequest(format!("{field}: {value} is no port, or not of the documented form"))
}
