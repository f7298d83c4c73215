//! The `docker_…` fields of a create.

use crate::asked::Fields;
use crate::refusal::{Refusal, Result};
use anycloud::{Container, ContainerPort};
use serde_json::{Map, Value};
use std::net::IpAddr;

/// What a container has and a machine has not, if anything is said of it.
pub(super) fn container(fields: &Fields) -> Result<Option<Container>> {
    let names = ["docker_command", "docker_env", "docker_exposed_ports", "docker_port_bindings"];
    if names.iter().all(|name| fields.said(name).is_none()) {
        return Ok(None);
    }
    let mut container = Container::new().command(command(fields.said("docker_command"))?);
    for (name, value) in object(fields, "docker_env")?.into_iter().flatten() {
        let value = value.as_str().ok_or_else(|| Refusal::bad(format!("docker_env: {name} must be text")))?;
        container = container.env(name.as_str(), value);
    }
    let bound = object(fields, "docker_port_bindings")?;
    for name in object(fields, "docker_exposed_ports")?.into_iter().flat_map(Map::keys) {
        // What is bound is exposed with it.
        if bound.is_none_or(|bound| !bound.contains_key(name)) {
            container = container.port(port(name)?);
        }
    }
    for (name, hosts) in bound.into_iter().flatten() {
        let hosts =
            hosts.as_array().ok_or_else(|| Refusal::bad(format!("{name} must be bound to a list")))?;
        for host in hosts {
            container = container.port(published(port(name)?, host)?);
        }
    }
    Ok(Some(container))
}

/// A list of words, or one line of them. Nobody knows which shell's rules a quoted line would follow, so that is refused.
fn command(said: Option<&Value>) -> Result<Vec<String>> {
    let words: Option<Vec<String>> = match said {
        None => return Ok(Vec::new()),
        Some(Value::String(line)) if line.contains(['"', '\'', '\\']) => {
            return Err(Refusal::bad("docker_command has quotes: say a list of words instead"));
        }
        Some(Value::String(line)) => Some(line.split_whitespace().map(str::to_owned).collect()),
        Some(Value::Array(words)) => words.iter().map(|word| word.as_str().map(str::to_owned)).collect(),
        Some(_) => None,
    };
    words.ok_or_else(|| Refusal::bad("docker_command must be text or a list of words"))
}

fn object<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a Map<String, Value>>> {
    match fields.said(name) {
        None => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(Refusal::bad(format!("{name} must be an object"))),
    }
}

/// `8888/tcp`; TCP if it is not said.
fn port(name: &str) -> Result<ContainerPort> {
    let (number, protocol) = name.split_once('/').unwrap_or((name, "tcp"));
    let number = numbered(number)?;
    match protocol {
        "tcp" => Ok(ContainerPort::tcp(number)),
        "udp" => Ok(ContainerPort::udp(number)),
        other => Err(Refusal::bad(format!("{other:?} is neither tcp nor udp"))),
    }
}

/// `{"HostPort": "8888", "HostIp": "127.0.0.1"}`, both optional.
fn published(port: ContainerPort, host: &Value) -> Result<ContainerPort> {
    let host = host.as_object().ok_or_else(|| Refusal::bad("a binding must be an object"))?;
    let said = |name: &str| match host.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(Refusal::bad(format!("{name} must be text"))),
    };
    let port = match said("HostPort")? {
        Some(number) => port.published(numbered(&number)?),
        None => port.published_anywhere(),
    };
    match said("HostIp")? {
        None => Ok(port),
        Some(ip) => {
            let ip: IpAddr = ip.parse().map_err(|_| Refusal::bad(format!("{ip:?} is no address")))?;
            Ok(port.at(ip))
        }
    }
}

fn numbered(text: &str) -> Result<u16> {
    let number = text.parse().ok().filter(|n: &u16| *n > 0);
    number.ok_or_else(|| Refusal::bad(format!("{text} is no port: there are 1 to 65535")))
}

#[cfg(test)]
mod tests {
    use super::container;
    use crate::asked::Fields;
    use anycloud::{Container, ContainerPort};
    use serde_json::{Value, json};

    /// The sample of Mist.io's document of 2015.
    fn sample(host_port: &str) -> Value {
        json!({
            "docker_env": {"SOMEVAR": "True", "SOMEOTHERVAR": "False"},
            "docker_command": "/bin/bash",
            "docker_exposed_ports": {"8888/tcp": {}, "4977/tcp": {}},
            "docker_port_bindings": {
                "8888/tcp": [{"HostPort": host_port}],
                "4977/tcp": [{"HostPort": "4977"}],
            },
        })
    }

    #[test]
    fn the_sample_is_a_container_once_its_port_is_one() {
        let refusal = container(&Fields::of(sample("88888"))).unwrap_err();
        assert_eq!(refusal.to_string(), "Bad request: 88888 is no port: there are 1 to 65535");
        let wanted = Container::new()
            .command(["/bin/bash"])
            .env("SOMEVAR", "True")
            .env("SOMEOTHERVAR", "False")
            .port(ContainerPort::tcp(4977).published(4977))
            .port(ContainerPort::tcp(8888).published(8888));
        assert_eq!(container(&Fields::of(sample("8888"))).unwrap(), Some(wanted));
    }

    #[test]
    fn what_is_exposed_only_stays_inside() {
        let body = json!({
            "docker_exposed_ports": {"53/udp": {}, "80": {}},
            "docker_port_bindings": {"80": [{"HostIp": "127.0.0.1"}, {"HostPort": 8080}]},
            "docker_command": ["sh", "-c", "echo \"a b\""],
        });
        let wanted = Container::new()
            .command(["sh", "-c", "echo \"a b\""])
            .port(ContainerPort::udp(53))
            .port(ContainerPort::tcp(80).published_anywhere().at([127, 0, 0, 1].into()))
            .port(ContainerPort::tcp(80).published(8080));
        assert_eq!(container(&Fields::of(body)).unwrap(), Some(wanted));
        assert_eq!(container(&Fields::of(json!({"docker_env": {}}))).unwrap(), None);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for body in [
            json!({"docker_command": "sh -c 'a b'"}),
            json!({"docker_command": [1]}),
            json!({"docker_env": ["A=1"]}),
            json!({"docker_env": {"A": 1}}),
            json!({"docker_exposed_ports": {"80/icmp": {}}}),
            json!({"docker_exposed_ports": {"0/tcp": {}}}),
            json!({"docker_port_bindings": {"80/tcp": {"HostPort": "1"}}}),
            json!({"docker_port_bindings": {"80/tcp": [{"HostIp": "here"}]}}),
        ] {
            assert_eq!(container(&Fields::of(body.clone())).unwrap_err().status, 400, "{body}");
        }
    }
}
