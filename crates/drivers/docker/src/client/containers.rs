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
    /// `GET /containers/json`: those that run, with `all` also those that do not; the newest first. A list says less
    /// than [`container`](Self::container): neither limits, nor variables, nor when it was started.
    ///
    /// Filters, among others: `ancestor` (an image), `health`, `label`, `name`, `network`, `status`, `volume`.
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; those of [any call](Self#errors-of-any-call).
    pub async fn containers(&self, all: bool, filters: &Filters) -> Result<Vec<ContainerSummary>> {
        self.call(&[], |requests| requests.containers(all, filters), list).await
    }

    /// `GET /containers/{id}/json`: all that the engine says of a container, by its whole id or its name.
    ///
    /// # Errors
    /// `NotFound`; those of [any call](Self#errors-of-any-call).
    pub async fn container(&self, id: &ServerId) -> Result<ContainerInfo> {
        self.call(&[id.resource()], |requests| requests.container(id), one).await
    }

    /// `POST /containers/create`: makes a container, which does not run yet. The image must be there
    /// ([`image_pull`](Self::image_pull)); a volume that is not is made.
    ///
    /// # Errors
    /// `NotFound` with [`Reason::ImageMissing`](crate::Reason::ImageMissing); `AlreadyExists` with
    /// [`Reason::NameTaken`](crate::Reason::NameTaken); `InvalidRequest` for what cannot be, such as no command, or a
    /// folder of the host that is not there; `Unsupported` for several networks before API 1.44. That a network is not
    /// there may be told by the start only. If the reply is lost, its name or a label tells whether it was made.
    pub async fn container_create(&self, container: &CreateContainer) -> Result<ServerId> {
        Ok(self.container_create_warned(container).await?.0)
    }

    /// [`container_create`](Self::container_create), with what the engine warns of, e.g. limits that its host cannot
    /// keep.
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
    /// `NotFound`, also for a network that is gone; `Conflict` with [`Reason::PortTaken`](crate::Reason::PortTaken) for
    /// a port of the host, or with [`Reason::Paused`](crate::Reason::Paused), which is for
    /// [`container_unpause`](Self::container_unpause); `InvalidRequest` with
    /// [`Reason::Command`](crate::Reason::Command) for a program that is not there.
    pub async fn container_start(&self, id: &ServerId) -> Result<bool> {
        self.call(&[id.resource()], |requests| requests.container_start(id), changed).await
    }

    /// `POST /containers/{id}/stop`: asks it to end (`SIGTERM`, unless it was made with another signal), and after the
    /// grace kills it; `false` if it does not run, also when an attempt whose answer was lost has stopped it. Without a
    /// grace the container's own holds, 10 s if it has none; with `Duration::MAX` it is never killed. The engine counts
    /// in seconds: a part of one is a whole one. Returns when it has ended, and waits for that as long as the grace is,
    /// whatever the timeout.
    ///
    /// # Errors
    /// `NotFound`; those of [any call](Self#errors-of-any-call).
    pub async fn container_stop(&self, id: &ServerId, grace: Option<Duration>) -> Result<bool> {
        self.call(&[id.resource()], |requests| requests.container_stop(id, grace), changed).await
    }

    /// `POST /containers/{id}/kill`: sends a signal to its first process, by name (`SIGHUP`, `HUP`) or number;
    /// `SIGKILL` if none is said. It does not wait for what comes of it: that is for
    /// [`container_wait`](Self::container_wait).
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it does not run; `InvalidRequest` for what is no signal.
    pub async fn container_kill(&self, id: &ServerId, signal: Option<&str>) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_kill(id, signal), nothing).await
    }

    /// `POST /containers/{id}/restart`: a [stop](Self::container_stop) with this grace, if it runs, and a start.
    /// Returns when it runs again.
    ///
    /// # Errors
    /// As for [`container_start`](Self::container_start).
    pub async fn container_restart(&self, id: &ServerId, grace: Option<Duration>) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_restart(id, grace), nothing).await
    }

    /// `POST /containers/{id}/pause`: holds all its processes where they are, without a signal (the freezer of
    /// cgroups).
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::NotRunning`](crate::Reason::NotRunning), or with
    /// [`Reason::Paused`](crate::Reason::Paused) if it is paused already.
    pub async fn container_pause(&self, id: &ServerId) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_pause(id), nothing).await
    }

    /// `POST /containers/{id}/unpause`: lets a paused container go on.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::Paused`](crate::Reason::Paused) if it is not paused.
    pub async fn container_unpause(&self, id: &ServerId) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_unpause(id), nothing).await
    }

    /// `POST /containers/{id}/rename`: gives it another name, also while it runs.
    ///
    /// # Errors
    /// `NotFound`; `AlreadyExists` with [`Reason::NameTaken`](crate::Reason::NameTaken); `InvalidRequest` for the name
    /// that it has, and for one of hexadecimal digits only, which could be the beginning of an id.
    pub async fn container_rename(&self, id: &ServerId, name: &str) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_rename(id, name), nothing).await
    }

    /// `POST /containers/{id}/update`: other limits, also while it runs, and another restart policy. What nothing is
    /// said of stays: to give it more memory than its memory and swap together, say that sum too.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` or `Conflict` for limits that it cannot have; `Unsupported` by Podman 4.3, which
    /// has no such call.
    pub async fn container_update(
        &self,
        id: &ServerId,
        limits: &Limits,
        restart: Option<RestartPolicy>,
    ) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_update(id, limits, restart), nothing).await
    }

    /// `POST /containers/{id}/wait`: returns when it is so, however long that takes; no timeout ends it. To look and
    /// not to wait, ask for the [state](ContainerInfo::state).
    ///
    /// # Errors
    /// `NotFound`, also if it is gone before the wait begins; `Transport` if the engine goes away meanwhile.
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

    /// `DELETE /containers/{id}`: removes it with its log and what it wrote to its own file system. With `force` it is
    /// killed first, if it runs. With `volumes` those go too that the engine made up a name for; volumes that were
    /// given a name stay.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::Running`](crate::Reason::Running) if it runs and is not to be killed;
    /// `Busy` with [`Reason::Removing`](crate::Reason::Removing).
    pub async fn container_remove(&self, id: &ServerId, force: bool, volumes: bool) -> Result<()> {
        self.call(&[id.resource()], |requests| requests.container_remove(id, force, volumes), nothing).await
    }

    /// `GET /containers/{id}/logs`: what it said, as a stream, running or not. Whether it has a terminal is asked
    /// first: older engines do not say. Docker 20.10 leaves out a last line that has no end.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` for neither of both outputs; `Unsupported` or `Provider` if its log is kept where
    /// the engine cannot read it, such as by the driver `none`.
    pub async fn container_logs(&self, id: &ServerId, logs: &LogsQuery) -> Result<Outputs> {
        let terminal = self.container(id).await?.tty();
        let streamed = self.stream(&[id.resource()], |requests| requests.container_logs(id, logs)).await?;
        Ok(Outputs::new(streamed, terminal))
    }

    /// `GET /containers/{id}/stats`: what it uses. Docker looks twice, a second apart, so that use by time is known
    /// ([`Stats::cpus`]); Podman 4.3 looks once. Of a container that does not run there are no figures.
    ///
    /// # Errors
    /// `NotFound`; those of [any call](Self#errors-of-any-call).
    pub async fn container_stats(&self, id: &ServerId) -> Result<Stats> {
        self.call(&[id.resource()], |requests| requests.container_stats(id), one).await
    }

    /// `GET /containers/{id}/top`: its processes, in the columns that the host's `ps` has with these arguments, e.g.
    /// `aux`; `-ef` by default.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::NotRunning`](crate::Reason::NotRunning); `Provider` for arguments that
    /// `ps` does not take.
    pub async fn container_top(&self, id: &ServerId, arguments: Option<&str>) -> Result<Top> {
        self.call(&[id.resource()], |requests| requests.container_top(id, arguments), one).await
    }
}
