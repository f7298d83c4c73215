mod clone;
mod create;
mod destroy;
mod power;
mod query;
mod update;

pub use clone::CloneServer;
pub use create::{Boot, CreateServer, Sizing};
pub use destroy::{DestroyServer, DrivesFate};
pub use power::{PowerAction, SetPower};
pub use query::ServerQuery;
pub use update::UpdateServer;

use crate::capability::{Capabilities, ComputeCapabilities};
use crate::error::{Error, Result};
use crate::provider::missing;
use crate::unit::{ByteSize, Cpu};

pub(super) fn compute(can: &Capabilities) -> Result<&ComputeCapabilities> {
    can.compute.as_ref().ok_or_else(|| missing("compute"))
}

pub(super) fn within_limits(
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
