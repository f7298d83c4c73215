//! Changes of servers, and what they check alike: limits, and what a server's state allows.

mod clone;
mod container;
mod create;
mod destroy;
mod power;
mod query;
mod update;

pub use clone::CloneServer;
pub use container::{Container, ContainerPort, Mount, Publish, Restart};
pub use create::{Boot, CreateServer, Sizing};
pub use destroy::{DestroyServer, DrivesFate};
pub use power::{PowerAction, SetPower};
pub use query::ServerQuery;
pub use update::UpdateServer;

use crate::capability::{Capabilities, ComputeCapabilities};
use crate::error::{Error, ErrorKind, Result};
use crate::id::ServerId;
use crate::model::{Action, Server};
use crate::provider::{Compute, missing};
use crate::run::Run;
use crate::unit::{ByteSize, Cpu};

pub(super) fn compute(can: &Capabilities) -> Result<&ComputeCapabilities> {
    can.compute.as_ref().ok_or_else(|| missing("compute"))
}

pub(crate) fn within_limits(
    can: &ComputeCapabilities,
    cpu: Option<Cpu>,
    memory: Option<ByteSize>,
) -> Result<()> {
    let (amount, limits, unit) = match cpu {
        None => (0, None, ""),
        Some(Cpu::Mhz(n)) => (n, Some(can.cpu_mhz), "MHz"),
        Some(Cpu::MilliCores(n)) => (n, Some(can.cpu_millicores), "thousandths of a core"),
    };
    match limits {
        Some(None) => return Err(Error::unsupported(format!("this cloud does not sell {unit}"))),
        Some(Some(l)) if !l.allow(amount.into()) => {
            return Err(Error::invalid(format!("cpu of {amount} {unit} is outside {} to {}", l.min, l.max)));
        }
        _ => {}
    }
    match (memory, can.memory_bytes) {
        (Some(memory), Some(l)) if !l.allow(memory.0) => {
            let (min, max) = (ByteSize(l.min), ByteSize(l.max));
            Err(Error::invalid(format!("memory of {memory} is outside {min} to {max}")))
        }
        _ => Ok(()),
    }
}

/// Refuses what the server does not allow in its present state. Written down: once the change has begun, its own
/// effect is no reason to refuse it.
pub(super) async fn allowed(
    compute: &dyn Compute,
    id: &ServerId,
    actions: &[Action],
    run: &mut Run,
) -> Result<()> {
    if actions.is_empty() || run.operation().has_acted() {
        return Ok(());
    }
    run.fact("core: allowed", async || match compute.server(id).await {
        Ok(server) => allows(&server, actions),
        // The change itself says best what that means.
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e),
    })
    .await
}

pub(super) fn allows(server: &Server, actions: &[Action]) -> Result<()> {
    let Some(action) = actions.iter().find(|a| !server.actions.contains(**a)) else { return Ok(()) };
    let set: Vec<&str> = server.actions.iter().map(Action::as_str).collect();
    let set = if set.is_empty() { "nothing".to_owned() } else { set.join(", ") };
    let what = format!("the server is {}: it allows {set}, but not {}", server.state, action.as_str());
    Err(Error::unsent(ErrorKind::Conflict, what).with_resource(server.id.resource()))
}
