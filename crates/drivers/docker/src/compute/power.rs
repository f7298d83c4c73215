//! Start, stop, kill, restart.

use crate::compute::whole;
use crate::error::{Reason, Refusal};
use crate::provider::Docker;
use crate::wire::{ContainerInfo, Health, NetworkIds, Status};
use anycloud_core::run::Run;
use anycloud_core::{
    Delivery, Error, ErrorKind, Evidence, Failure, Goal, OperationRef, OperationStatus, PowerAction, Result,
    ServerId, SetPower, Started, Timestamp,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::sleep;

/// The token of a start that is watched: the state alone does not tell why a container does not run. After it comes how
/// often the container was started again before, where that is not 0.
const STARTED: &str = "started";

/// How often the container was started again before, if this is the token of a start.
pub(crate) fn restarts_before(token: &str) -> Option<u64> {
    match token.strip_prefix(STARTED)?.trim_start() {
        "" => Some(0),
        count => count.parse().ok(),
    }
}

/// How long a container is given to show that it cannot work. A good start says nothing of one that ends at once.
const FIRST_MOMENTS: Duration = Duration::from_millis(300);

/// How long a container may take to end unless somebody says otherwise. docs: Engine API, ContainerStop. Said aloud
/// where one is made: Podman 4.3 gives those that come by this API none.
pub(super) const USUAL_GRACE: Duration = Duration::from_secs(10);

pub(super) async fn set(cloud: &Docker, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let id = &whole(cloud, &request.id, run).await?;
    match request.action {
        PowerAction::Start => Ok(Started::watch((), start(cloud, id, run).await?)),
        PowerAction::Shutdown => {
            // The engine kills it after its grace, and answers when it has ended.
            run.step("stop", async || {
                let grace = grace(&cloud.client.container(id).await?);
                cloud.client.container_stop(id, grace).await.map(drop)
            })
            .await?;
            Ok(Started::done(()))
        }
        PowerAction::PowerOff => {
            run.step("kill", async || kill(cloud, id).await).await?;
            Ok(Started::watch((), cloud.info.watch(id.resource(), Goal::Stopped)))
        }
        PowerAction::Reboot => restart(cloud, id, run).await,
        _ => Err(Error::unsupported("this driver does not know that power action")),
    }
}

/// Starts it unless it runs; lets it go on if it is paused. What was started may have ended since, so that only the time
/// of the start tells whether it was: it is written down before.
pub(super) async fn start(cloud: &Docker, id: &ServerId, run: &mut Run) -> Result<OperationRef> {
    let before: Before =
        run.fact("before", async || cloud.client.container(id).await.map(Before::of)).await?;
    let earlier = run.perhaps_sent("start").is_some();
    run.step("start", async || {
        if earlier && has_changed(cloud, id, &before).await? {
            return Ok(());
        }
        let sent = match before.paused {
            true => cloud.client.container_unpause(id).await,
            false => cloud.client.container_start(id).await.map(drop),
        };
        match sent {
            Err(e) if e.delivery() == Delivery::Unknown => match has_changed(cloud, id, &before).await {
                Ok(true) => {}
                _ => return Err(e),
            },
            sent => sent?,
        }
        sleep(FIRST_MOMENTS).await;
        Ok(())
    })
    .await?;
    let token = match before.restarts {
        0 => STARTED.to_owned(),
        count => format!("{STARTED} {count}"),
    };
    Ok(cloud.info.watch(id.resource(), Goal::Running).token(token))
}

/// A container before it was started.
#[derive(Serialize, Deserialize)]
struct Before {
    started: Option<Timestamp>,
    paused: bool,
    /// How often it was started again by itself and still counts: a start of one that ended sets the count to 0.
    restarts: u64,
}

impl Before {
    fn of(info: ContainerInfo) -> Self {
        let state = info.state();
        let counts = matches!(state.status, Status::Paused | Status::Restarting | Status::Running);
        let restarts = if counts { info.restarts() } else { 0 };
        Self { started: state.started, paused: state.status == Status::Paused, restarts }
    }
}

/// Whether it was started, or let go on, since.
async fn has_changed(cloud: &Docker, id: &ServerId, before: &Before) -> Result<bool> {
    let now = Before::of(cloud.client.container(id).await?);
    Ok(now.started != before.started || before.paused && !now.paused)
}

impl Docker {
    /// Whether a container that was started runs, which had been started again so often before. One that ended will not.
    pub(crate) async fn has_started(&self, id: &ServerId, before: u64) -> Result<OperationStatus> {
        let info = self.client.container(id).await?;
        let state = info.state();
        let why = match state.status {
            Status::Running if info.restarts() > before => {
                "the container ended at once, and is started again".to_owned()
            }
            Status::Running if state.health == Some(Health::Starting) => {
                return Ok(OperationStatus::running());
            }
            Status::Running => return Ok(OperationStatus::Succeeded),
            Status::Exited => {
                let code = state.exit_code;
                format!(
                    "the container ended at once, with code {code}; it is kept, and `containers logs {id}` tells why"
                )
            }
            Status::Restarting => {
                format!("the container ended at once, with code {}, and is started again", state.exit_code)
            }
            Status::Dead => "the container is dead".to_owned(),
            _ => return Ok(OperationStatus::running()),
        };
        Ok(OperationStatus::Failed(Failure::new(ErrorKind::OperationFailed, why)))
    }
}

/// The container's own grace, which may be none at all or for ever; Docker's usual one if it has none.
fn grace(info: &ContainerInfo) -> Option<Duration> {
    info.stop_grace().or(Some(USUAL_GRACE))
}

/// Ends it, if it has not ended.
async fn kill(cloud: &Docker, id: &ServerId) -> Result<()> {
    let ended = |e: &Error| Refusal::of(e).and_then(Refusal::reason) == Some(Reason::NotRunning);
    match cloud.client.container_kill(id, None).await {
        Err(e) if ended(&e) || e.delivery() == Delivery::Unknown => match cloud.client.container(id).await {
            Ok(info) if matches!(info.state().status, Status::Created | Status::Exited) => Ok(()),
            _ => Err(e),
        },
        sent => sent,
    }
}

/// The time of the start tells a restart from none, so it is written down before.
async fn restart(cloud: &Docker, id: &ServerId, run: &mut Run) -> Result<Started<()>> {
    let before: Evidence = run
        .fact("before", async || {
            let info = cloud.client.container(id).await?;
            if info.state().status != Status::Running {
                let text = "only a running container can be restarted";
                return Err(Error::unsent(ErrorKind::Conflict, text).with_resource(id.resource()));
            }
            Ok(evidence(info))
        })
        .await?;
    let earlier = run.perhaps_sent("restart").is_some();
    run.step("restart", async || {
        if earlier && has_restarted(cloud, id, &before).await? {
            return Ok(());
        }
        let grace = grace(&cloud.client.container(id).await?);
        match cloud.client.container_restart(id, grace).await {
            Err(e) if e.delivery() == Delivery::Unknown => match has_restarted(cloud, id, &before).await {
                Ok(true) => {}
                _ => return Err(e),
            },
            sent => sent?,
        }
        sleep(FIRST_MOMENTS).await;
        Ok(())
    })
    .await?;
    Ok(Started::watch((), cloud.info.watch(id.resource(), Goal::Rebooted { before }).token(STARTED)))
}

async fn has_restarted(cloud: &Docker, id: &ServerId, before: &Evidence) -> Result<bool> {
    let info = cloud.client.container(id).await?;
    Ok(info.state().status == Status::Running && evidence(info) != *before)
}

fn evidence(info: ContainerInfo) -> Evidence {
    Evidence::of(&info.to_server(&NetworkIds::default()))
}
