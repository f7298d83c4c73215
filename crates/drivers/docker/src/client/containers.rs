//! Containers.

use super::Client;
use crate::filters::Filters;
use crate::settings::{CreateContainer, Limits, LogsQuery, RestartPolicy, WaitFor};
use crate::stream::Outputs;
use crate::wire::{
    ContainerInfo, ContainerSummary, Exit, Stats, Top, changed, list, made, nothing, one, one_of, warnings,
};
use anycloud_core::{ResourceRef, Result, ServerId, Text};
use anycloud_http::Reply;
use std::time::Duration;

/// How much of the reply to a wait is read; a real one has some dozen bytes.
const EXIT: usize = 64 << 10;

impl Client {
    /// `GET /containers/json`: those that run, or all.
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; otherwise as any read.
    pub async fn containers(&self, all: bool, filters: &Filters) -> Result<Vec<ContainerSummary>> {
        self.call(&[], |requests| requests.containers(all, filters), list).await
    }

    /// `GET /containers/{id}/json`.
    ///
    /// # Errors
    /// `NotFound`; otherwise as any read.
    pub async fn container(&self, id: &ServerId) -> Result<ContainerInfo> {
        self.call(&[id.resource()], |requests| requests.container(id), one).await
    }

    /// `POST /containers/create`: makes a container, which does not run yet.
    ///
    /// # Errors
    /// `NotFound` for the image or a network, `AlreadyExists` for the name, `InvalidRequest`.
    pub async fn container_create(&self, container: &CreateContainer) -> Result<ServerId> {
        Ok(self.container_create_warned(container).await?.0)
    }

    /// The same, with what the engine warns of, e.g. limits that its host cannot keep.
    ///
    /// # Errors
    /// As for [`container_create`](Self::container_create).
    pub async fn container_create_warned(
        &self,
        container: &CreateContainer,
    ) -> Result<(ServerId, Vec<Text>)> {
        let networks = container.networks.iter().map(|endpoint| endpoint.network.resource());
        let name = container.name.as_deref().map(|name| ServerId::new(name).resource());
        let asked: Vec<ResourceRef> = networks.chain([container.image.resource()]).chain(name).collect();
        let created = |reply: Reply| {
            let warnings = warnings(&reply);
            Ok((ServerId::new(made(reply)?), warnings))
        };
        self.call(&asked, |requests| requests.container_create(container), created).await
    }

    /// `POST /containers/{id}/start`; `false` if it runs already. It may end at once: that is for
    /// [`container_wait`](Self::container_wait) or [`container`](Self::container) to tell.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::PortTaken`](crate::Reason::PortTaken) for a port of the host;
    /// `InvalidRequest` with [`Reason::Command`](crate::Reason::Command) for a program that is not there.
    pub async fn container_start(&self, id: &ServerId) -> Result<bool> {
        self.call(&[id.resource()], |requests| requests.container_start(id), changed).await
    }

    /// `POST /containers/{id}/stop`: asks it to end, and after the grace kills it; `false` if it does not run. Without
    /// a grace the container's own holds, 10 s if it has none; with `Duration::MAX` it is never killed. Returns when it
    /// has ended.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn container_stop(&self, id: &ServerId, grace: Option<Duration>) -> Result<bool> {
        self.call(&[id.resource()], |requests| requests.container_stop(id, grace), changed).await
    }

    /// `POST /containers/{id}/kill`: sends a signal, `SIGKILL` if none is named.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it does not run; `InvalidRequest` for what is no signal.
    pub async fn container_kill(&self, id: &ServerId, signal: Option<&str>) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_kill(id, signal), nothing).await
    }

    /// `POST /containers/{id}/restart`: a [stop](Self::container_stop), if it runs, and a start.
    ///
    /// # Errors
    /// As for [`container_start`](Self::container_start).
    pub async fn container_restart(&self, id: &ServerId, grace: Option<Duration>) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_restart(id, grace), nothing).await
    }

    /// `POST /containers/{id}/pause`: stops it where it is.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it does not run, or is paused.
    pub async fn container_pause(&self, id: &ServerId) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_pause(id), nothing).await
    }

    /// `POST /containers/{id}/unpause`: lets it go on.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it is not paused.
    pub async fn container_unpause(&self, id: &ServerId) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_unpause(id), nothing).await
    }

    /// `POST /containers/{id}/rename`.
    ///
    /// # Errors
    /// `NotFound`; `AlreadyExists`; `InvalidRequest` for a name of hexadecimal digits only.
    pub async fn container_rename(&self, id: &ServerId, name: &str) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_rename(id, name), nothing).await
    }

    /// `POST /containers/{id}/update`: other limits, also while it runs, and another restart policy. What nothing is
    /// said of stays.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` or `Conflict` for limits that it cannot have.
    pub async fn container_update(
        &self,
        id: &ServerId,
        limits: &Limits,
        restart: Option<RestartPolicy>,
    ) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_update(id, limits, restart), nothing).await
    }

    /// `POST /containers/{id}/wait`: returns when it is so, however long that takes.
    ///
    /// # Errors
    /// `NotFound`; `Transport` if the engine goes away meanwhile.
    pub async fn container_wait(&self, id: &ServerId, until: WaitFor) -> Result<Exit> {
        let mut streamed =
            self.stream(&[id.resource()], |requests| requests.container_wait(id, until)).await?;
        let mut body = Vec::new();
        while let Some(piece) = streamed.chunk().await? {
            body.extend_from_slice(&piece);
            if body.len() > EXIT {
                break;
            }
        }
        one_of(&body).map_err(|e| streamed.undecoded(e))
    }

    /// `DELETE /containers/{id}`, with `volumes` also those that the engine made up a name for. With `force` it is
    /// killed, if it runs.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::Running`](crate::Reason::Running) if it runs.
    pub async fn container_remove(&self, id: &ServerId, force: bool, volumes: bool) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_remove(id, force, volumes), nothing).await
    }

    /// `GET /containers/{id}/logs`: what it said, as a stream. Whether it has a terminal is asked first: older engines
    /// do not say.
    ///
    /// # Errors
    /// `NotFound`; `Unsupported` or `Provider` if its log is kept where the engine cannot read it.
    pub async fn container_logs(&self, id: &ServerId, logs: &LogsQuery) -> Result<Outputs> {
        let terminal = self.container(id).await?.tty();
        let streamed = self.stream(&[id.resource()], |requests| requests.container_logs(id, logs)).await?;
        Ok(Outputs::new(streamed, terminal))
    }

    /// `GET /containers/{id}/stats`: what it uses. The engine looks twice, a second apart, so that use by time is
    /// known.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn container_stats(&self, id: &ServerId) -> Result<Stats> {
        self.call(&[id.resource()], |requests| requests.container_stats(id), one).await
    }

    /// `GET /containers/{id}/top`: its processes, in the columns that `ps` has with these arguments; `-ef` by default.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it does not run.
    pub async fn container_top(&self, id: &ServerId, arguments: Option<&str>) -> Result<Top> {
        self.call(&[id.resource()], |requests| requests.container_top(id, arguments), one).await
    }
}
