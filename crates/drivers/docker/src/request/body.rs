//! The body of a create, and of what it shares with other calls.

use crate::config::PROVIDER;
use crate::error::invalid;
use crate::id;
use crate::settings::{CreateContainer, HealthCheck, Mount, RestartPolicy, put};
use crate::version::ApiVersion;
use anycloud_core::{Error, Result, Secret};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Since when a create may name more than one network.
const MANY_NETWORKS: ApiVersion = ApiVersion::new(1, 44);

pub(super) fn container(container: &CreateContainer, version: ApiVersion) -> Result<Value> {
    let mut body = Map::new();
    put(&mut body, "Image", id::image(&container.image)?);
    put(&mut body, "Cmd", container.command.clone());
    put(&mut body, "Entrypoint", container.entrypoint.clone());
    put(&mut body, "Env", env(&container.env)?);
    put(&mut body, "Labels", labels(&container.labels)?);
    put(&mut body, "Hostname", container.hostname.clone());
    put(&mut body, "User", container.user.clone());
    put(&mut body, "WorkingDir", container.working_dir.clone());
    put(&mut body, "Tty", container.tty);
    put(&mut body, "OpenStdin", container.open_stdin);
    put(&mut body, "StopSignal", container.stop_signal.clone());
    put(&mut body, "StopTimeout", container.stop_grace.map(seconds));
    put(&mut body, "Healthcheck", container.health.as_ref().map(health));
    let exposed = container.exposed.iter().chain(container.published.iter().map(|publish| &publish.port));
    put(&mut body, "ExposedPorts", exposed.map(|port| (port.to_string(), json!({}))).collect::<Map<_, _>>());
    put(&mut body, "HostConfig", host_config(container)?);
    put(&mut body, "NetworkingConfig", networks(container, version)?);
    Ok(body.into())
}

fn host_config(container: &CreateContainer) -> Result<Map<String, Value>> {
    let mut host = Map::new();
    container.limits.put(&mut host);
    put(&mut host, "PortBindings", bindings(container));
    let mounts = container.mounts.iter().map(Mount::to_json).collect::<Result<Vec<_>>>()?;
    put(&mut host, "Mounts", mounts);
    if container.restart != RestartPolicy::No {
        put(&mut host, "RestartPolicy", restart(container.restart));
    }
    put(&mut host, "NetworkMode", container.networks.first().map(|endpoint| endpoint.network.as_str()));
    put(&mut host, "AutoRemove", container.auto_remove);
    put(&mut host, "Init", container.init);
    put(&mut host, "ReadonlyRootfs", container.read_only);
    put(&mut host, "Privileged", container.privileged);
    put(&mut host, "CapAdd", container.cap_add.clone());
    put(&mut host, "CapDrop", container.cap_drop.clone());
    put(&mut host, "Dns", container.dns.clone());
    put(&mut host, "ExtraHosts", container.extra_hosts.clone());
    put(
        &mut host,
        "LogConfig",
        container.log.as_ref().map(|(driver, options)| {
            let options: Map<_, _> = options.iter().map(|(k, v)| (k.clone(), v.expose().into())).collect();
            json!({"Type": driver, "Config": options})
        }),
    );
    Ok(host)
}

/// The ports of the host by port of the container: a port may be published more than once.
fn bindings(container: &CreateContainer) -> Map<String, Value> {
    let mut bindings = Map::new();
    for publish in &container.published {
        let mut binding = Map::new();
        put(&mut binding, "HostIp", publish.host_address.map(|address| address.to_string()));
        // A port is text here; an empty one is any that is free.
        put(&mut binding, "HostPort", publish.host_port.map(|port| port.to_string()).unwrap_or_default());
        let all = bindings.entry(publish.port.to_string()).or_insert_with(|| json!([]));
        if let Value::Array(all) = all {
            all.push(binding.into());
        }
    }
    bindings
}

fn networks(container: &CreateContainer, version: ApiVersion) -> Result<Map<String, Value>> {
    if container.networks.len() > 1 && version < MANY_NETWORKS {
        let text = format!(
            "a container in several networks needs API {MANY_NETWORKS}, and the engine speaks {version}: \
             connect it to the others"
        );
        return Err(Error::unsupported(text).with_provider(PROVIDER));
    }
    let mut endpoints = Map::new();
    for endpoint in &container.networks {
        let name = id::network(&endpoint.network)?;
        // `none` and `host` are no networks that one could have an address in.
        if !matches!(name, "none" | "host") {
            endpoints.insert(name.to_owned(), endpoint.to_json());
        }
    }
    let mut body = Map::new();
    put(&mut body, "EndpointsConfig", endpoints);
    Ok(body)
}

pub(super) fn restart(policy: RestartPolicy) -> Value {
    match policy {
        RestartPolicy::OnFailure { attempts: Some(attempts) } => {
            json!({"Name": policy.as_str(), "MaximumRetryCount": attempts})
        }
        _ => json!({"Name": policy.as_str()}),
    }
}

/// Whole seconds; what is less than one is one, for 0 means at once, and what cannot be counted is -1: for ever.
pub(super) fn seconds(grace: Duration) -> i64 {
    let whole = grace.as_secs().checked_add(u64::from(grace.subsec_nanos() > 0));
    whole.and_then(|whole| i64::try_from(whole).ok()).unwrap_or(-1)
}

/// `NAME=value` each.
pub(super) fn env(env: &[(String, Secret)]) -> Result<Vec<String>> {
    let line = |(name, value): &(String, Secret)| {
        if name.is_empty() || name.contains(['=', '\0']) || value.expose().contains('\0') {
            return Err(invalid(format!(
                "{name:?} is no variable: its name is empty or has a `=`, or it holds a NUL"
            )));
        }
        Ok(format!("{name}={}", value.expose()))
    };
    env.iter().map(line).collect()
}

pub(super) fn labels(labels: &BTreeMap<String, String>) -> Result<Map<String, Value>> {
    if labels.keys().any(String::is_empty) {
        return Err(invalid("a label has no name"));
    }
    Ok(labels.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect())
}

fn health(check: &HealthCheck) -> Map<String, Value> {
    let nanos = |time: Option<Duration>| time.map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    let mut body = Map::new();
    if !check.command.is_empty() {
        let test = std::iter::once("CMD").chain(check.command.iter().map(String::as_str));
        put(&mut body, "Test", test.collect::<Vec<_>>());
    }
    put(&mut body, "Interval", nanos(check.interval));
    put(&mut body, "Timeout", nanos(check.timeout));
    put(&mut body, "StartPeriod", nanos(check.start_period));
    put(&mut body, "Retries", check.retries);
    body
}
