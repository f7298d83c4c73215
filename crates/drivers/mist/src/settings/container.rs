//! What a container has and a machine has not. Source: the document on machines of 2015.

use anycloud_core::{Container, ContainerPort, Error, Protocol, Publish, Restart, Result, Secret, Text};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Command, environment and ports of a new container, on a backend that is a Docker engine: for
/// [`CreateMachine::container`](crate::CreateMachine::container). Source: Mist.io's document on machines of 2015.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ContainerOptions {
    /// The command, as one text (`docker_command`); the image's own if absent.
    pub command: Option<Text>,
    /// Environment variables (`docker_env`). They often hold passwords: `Debug` shows `***`.
    pub env: BTreeMap<Text, Secret>,
    /// Ports to expose, e.g. `8888/tcp` (`docker_exposed_ports`).
    pub exposed_ports: BTreeSet<Text>,
    /// Where exposed ports are reached (`docker_port_bindings`).
    pub port_bindings: Vec<PortBinding>,
}

/// Where a port of a container is reached; made by [`ContainerOptions::bind`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PortBinding {
    /// The container's port, e.g. `8888/tcp`.
    pub port: Text,
    /// The host's port, as text: the service does not look into it.
    pub host_port: Text,
}

impl ContainerOptions {
    /// Nothing but what the image says.
    pub fn new() -> Self {
        Self::default()
    }

    /// Running this command instead of the image's own.
    pub fn command(mut self, command: impl Into<Text>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// With an environment variable.
    pub fn env(mut self, name: impl Into<Text>, value: impl Into<Secret>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// Exposing a port, e.g. `8888/tcp`.
    pub fn expose(mut self, port: impl Into<Text>) -> Self {
        self.exposed_ports.insert(port.into());
        self
    }

    /// Reached at a port of the host, e.g. `8888/tcp` at `8080`. The port must be [exposed](Self::expose), too.
    pub fn bind(mut self, port: impl Into<Text>, host_port: impl Into<Text>) -> Self {
        self.port_bindings.push(PortBinding { port: port.into(), host_port: host_port.into() });
        self
    }

    /// The same of anycloud's request.
    ///
    /// # Errors
    /// `Unsupported` for what the service has no field for; `InvalidRequest` for a command that one text cannot carry.
    pub(crate) fn of(container: &Container) -> Result<Self> {
        if !container.mounts.is_empty() {
            return Err(Error::unsupported("this service puts no drives into containers"));
        }
        if container.restart != Restart::default() {
            return Err(Error::unsupported("this service restarts no containers"));
        }
        let mut options = Self::new();
        options.env = container.environment.clone();
        if !container.command.is_empty() {
            options.command = Some(one_text(&container.command)?);
        }
        container.ports.iter().try_fold(options, Self::with_port)
    }

    fn with_port(self, port: &ContainerPort) -> Result<Self> {
        let protocol = if port.protocol == Protocol::Udp { "udp" } else { "tcp" };
        let inside = format!("{}/{protocol}", port.port);
        let options = self.expose(inside.as_str());
        match port.publish {
            None => Ok(options),
            Some(Publish { port: Some(host), address: None, .. }) => {
                Ok(options.bind(inside, host.to_string()))
            }
            Some(_) => {
                Err(Error::unsupported("this service passes ports on from a given port of every address"))
            }
        }
    }

    pub(crate) fn to_json(&self) -> Map<String, Value> {
        let mut bindings = Map::new();
        for binding in &self.port_bindings {
            let places = bindings.entry(binding.port.as_str()).or_insert_with(|| json!([]));
            if let Some(places) = places.as_array_mut() {
                places.push(json!({"HostPort": binding.host_port.as_str()}));
            }
        }
        let env = self.env.iter().map(|(name, value)| (name.to_string(), value.expose().into())).collect();
        let exposed = self.exposed_ports.iter().map(|port| (port.to_string(), json!({}))).collect();
        let objects =
            [("docker_env", env), ("docker_exposed_ports", exposed), ("docker_port_bindings", bindings)];
        let objects = objects.into_iter().filter(|(_, object)| !object.is_empty());
        let command = self.command.iter().map(|text| ("docker_command", text.as_str().into()));
        let fields = objects.map(|(name, object)| (name, Value::Object(object))).chain(command);
        fields.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// Words with single spaces between; what would be read as other words is refused.
fn one_text(words: &[Text]) -> Result<Text> {
    let odd = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\');
    if words.iter().any(|word| word.is_empty() || word.contains(odd)) {
        return Err(Error::invalid(
            "the service takes a command as one text: its words can have no spaces or quotes",
        ));
    }
    Ok(words.join(" ").into())
}

#[cfg(test)]
mod tests {
    use super::ContainerOptions;
    use anycloud_core::{Container, ContainerPort, ErrorKind, Mount};

    #[test]
    fn what_anycloud_asks_for_in_the_services_fields() {
        let wanted = Container::new()
            .command(["nginx", "-g"])
            .env("A", "hunter2")
            .port(ContainerPort::tcp(80).published(8080))
            .port(ContainerPort::udp(53));
        let options = ContainerOptions::of(&wanted).unwrap();
        assert!(!format!("{options:?}").contains("hunter2"));
        let wanted = serde_json::json!({
            "docker_command": "nginx -g",
            "docker_env": {"A": "hunter2"},
            "docker_exposed_ports": {"53/udp": {}, "80/tcp": {}},
            "docker_port_bindings": {"80/tcp": [{"HostPort": "8080"}]}
        });
        assert_eq!(serde_json::Value::Object(options.to_json()), wanted);
        assert!(ContainerOptions::of(&Container::new()).unwrap().to_json().is_empty());
    }

    #[test]
    fn what_there_is_no_field_for_is_refused() {
        let port = || ContainerPort::tcp(80);
        for (wanted, kind) in [
            (Container::new().mount(Mount::new("d", "/d")), ErrorKind::Unsupported),
            (Container::new().port(port().published_anywhere()), ErrorKind::Unsupported),
            (
                Container::new().port(port().published(1).at("127.0.0.1".parse().unwrap())),
                ErrorKind::Unsupported,
            ),
            (Container::new().command(["sh", "-c", "echo a b"]), ErrorKind::InvalidRequest),
        ] {
            assert_eq!(ContainerOptions::of(&wanted).unwrap_err().kind(), kind, "{wanted:?}");
        }
    }
}
