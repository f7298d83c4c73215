//! Containers.

use super::body::{container, restart, seconds};
use super::{Requests, flag, query, second_after, second_before};
use crate::error::invalid;
use crate::filters::Filters;
use crate::id;
use crate::settings::{CreateContainer, Limits, LogsQuery, RestartPolicy, WaitFor, put};
use anycloud_core::{Result, ServerId};
use anycloud_http::Call;
use bytes::Bytes;
use http::Method;
use serde_json::Map;
use std::time::Duration;

/// What a call may take besides the time that it was told to wait.
const SLACK: Duration = Duration::from_secs(60);

/// How long it may take to unpack what was sent, and to remove what may be many gigabytes.
pub(super) const LONG: Duration = Duration::from_secs(600);

impl Requests {
    pub(crate) fn containers(self, all: bool, filters: &Filters) -> Result<Call> {
        let path = query("/containers/json", &[("all", flag(all)), ("filters", filters.parameter()?)]);
        Ok(Call::safe("container list", self.bare(Method::GET, &path)?))
    }

    pub(crate) fn container(self, id: &ServerId) -> Result<Call> {
        Ok(Call::safe("container inspect", self.on(Method::GET, id, "/json", &[])?))
    }

    pub(crate) fn container_create(self, new: &CreateContainer) -> Result<Call> {
        let name = new.name.as_deref().map(id::new_container).transpose()?.map(str::to_owned);
        let path = query("/containers/create", &[("name", name), ("platform", new.platform.clone())]);
        Ok(Call::once("container create", self.json(Method::POST, &path, &container(new, self.version)?)?))
    }

    pub(crate) fn container_start(self, id: &ServerId) -> Result<Call> {
        // A second arrival would run again what ran and ended in between.
        Ok(Call::once("container start", self.on(Method::POST, id, "/start", &[])?))
    }

    pub(crate) fn container_stop(self, id: &ServerId, grace: Option<Duration>) -> Result<Call> {
        let request =
            self.on(Method::POST, id, "/stop", &[("t", grace.map(|grace| seconds(grace).to_string()))])?;
        Ok(patient(Call::idempotent("container stop", request), grace))
    }

    pub(crate) fn container_restart(self, id: &ServerId, grace: Option<Duration>) -> Result<Call> {
        let request =
            self.on(Method::POST, id, "/restart", &[("t", grace.map(|grace| seconds(grace).to_string()))])?;
        Ok(patient(Call::once("container restart", request), grace))
    }

    pub(crate) fn container_kill(self, id: &ServerId, signal: Option<&str>) -> Result<Call> {
        if let Some(bad) = signal.filter(|name| name.is_empty() || !name.bytes().all(is_signal)) {
            return Err(invalid(format!("{bad:?} is no signal, such as SIGTERM")));
        }
        let request = self.on(Method::POST, id, "/kill", &[("signal", signal.map(str::to_owned))])?;
        Ok(Call::once("container kill", request))
    }

    pub(crate) fn container_pause(self, id: &ServerId) -> Result<Call> {
        Ok(Call::once("container pause", self.on(Method::POST, id, "/pause", &[])?))
    }

    pub(crate) fn container_unpause(self, id: &ServerId) -> Result<Call> {
        Ok(Call::once("container unpause", self.on(Method::POST, id, "/unpause", &[])?))
    }

    pub(crate) fn container_rename(self, id: &ServerId, name: &str) -> Result<Call> {
        let name = Some(id::new_container(name)?.to_owned());
        Ok(Call::once("container rename", self.on(Method::POST, id, "/rename", &[("name", name)])?))
    }

    pub(crate) fn container_update(
        self,
        id: &ServerId,
        limits: &Limits,
        policy: Option<RestartPolicy>,
    ) -> Result<Call> {
        let mut body = Map::new();
        limits.put(&mut body);
        put(&mut body, "RestartPolicy", policy.map(restart));
        let path = format!("/containers/{}/update", id::container(id)?);
        Ok(Call::idempotent("container update", self.json(Method::POST, &path, &body.into())?))
    }

    /// Its head comes at once, its body when the container is so: the body may be late.
    pub(crate) fn container_wait(self, id: &ServerId, until: WaitFor) -> Result<Call> {
        let request =
            self.on(Method::POST, id, "/wait", &[("condition", Some(until.as_str().to_owned()))])?;
        Ok(Call::safe("container wait", request).idle_timeout(Duration::MAX))
    }

    pub(crate) fn container_remove(self, id: &ServerId, force: bool, volumes: bool) -> Result<Call> {
        let request = self.on(Method::DELETE, id, "", &[("force", flag(force)), ("v", flag(volumes))])?;
        Ok(Call::idempotent("container remove", request).timeout(LONG))
    }

    pub(crate) fn container_logs(self, id: &ServerId, logs: &LogsQuery) -> Result<Call> {
        if !logs.stdout && !logs.stderr {
            return Err(invalid(
                "a log without standard output and without standard error has nothing in it",
            ));
        }
        let parameters = [
            ("follow", flag(logs.follow)),
            ("stdout", flag(logs.stdout)),
            ("stderr", flag(logs.stderr)),
            ("timestamps", flag(logs.timestamps)),
            ("tail", logs.tail.map(|lines| lines.to_string())),
            ("since", logs.since.map(second_before)),
            ("until", logs.until.map(second_after)),
        ];
        let call = Call::safe("container logs", self.on(Method::GET, id, "/logs", &parameters)?);
        Ok(if logs.follow { call.idle_timeout(Duration::MAX) } else { call })
    }

    pub(crate) fn container_stats(self, id: &ServerId) -> Result<Call> {
        let once = [("stream", Some("false".to_owned()))];
        Ok(Call::safe("container stats", self.on(Method::GET, id, "/stats", &once)?))
    }

    pub(crate) fn container_top(self, id: &ServerId, arguments: Option<&str>) -> Result<Call> {
        let parameters = [("ps_args", arguments.map(str::to_owned))];
        Ok(Call::safe("container top", self.on(Method::GET, id, "/top", &parameters)?))
    }

    /// A request without a body about a container or something of it.
    pub(super) fn on(
        self,
        method: Method,
        id: &ServerId,
        rest: &str,
        parameters: &[(&str, Option<String>)],
    ) -> Result<http::Request<Bytes>> {
        self.bare(method, &query(format!("/containers/{}{rest}", id::container(id)?), parameters))
    }
}

fn is_signal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+-".contains(&byte)
}

/// The engine answers when the container has ended. Without a grace of ours that is after the container's own, which
/// is not known here.
fn patient(call: Call, grace: Option<Duration>) -> Call {
    // Half a year is longer than anybody waits, and small enough to be added to a time.
    let most = Duration::from_secs(180 * 24 * 3600);
    call.timeout(grace.unwrap_or(most).min(most) + SLACK)
}
