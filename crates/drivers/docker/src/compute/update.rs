//! Changes to a container: its name and its limits, also while it runs.

use crate::compute::whole;
use crate::error::invalid;
use crate::id;
use crate::provider::Docker;
use crate::settings::Limits;
use crate::wire::ContainerInfo;
use anycloud_core::run::Run;
use anycloud_core::{ByteSize, Cpu, Result, Started, UpdateServer};
use serde::{Deserialize, Serialize};

pub(super) async fn update(cloud: &Docker, request: &UpdateServer, run: &mut Run) -> Result<Started<()>> {
    id::container(&request.id)?;
    let mut limits = limits(request)?;
    let name = request.name.as_deref().map(id::new_container).transpose()?;
    let server = &whole(cloud, &request.id, run).await?;
    if limits != Limits::new() {
        if let Some(memory) = limits.memory {
            let swap =
                run.fact("swap", async || cloud.client.container(server).await.map(|info| Swap::of(&info)));
            limits.memory_and_swap = Some(swap.await?.with(memory));
        }
        run.step("limits", async || cloud.client.container_update(server, &limits, None).await).await?;
    }
    if let Some(name) = name {
        run.step("name", async || {
            // Its own name is taken, too.
            if cloud.client.container(server).await?.name() == name {
                return Ok(());
            }
            cloud.client.container_rename(server, name).await
        })
        .await?;
    }
    Ok(Started::done(()))
}

/// What memory and swap together are to memory alone: memory cannot grow past the old sum, so that both are said.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Swap {
    /// There is no limit of swap.
    Unlimited,
    /// So many bytes together, of which so many are memory.
    Share { both: u64, memory: u64 },
}

impl Swap {
    fn of(info: &ContainerInfo) -> Self {
        match (info.memory_and_swap(), info.memory()) {
            (Some(ByteSize(u64::MAX)), _) => Self::Unlimited,
            (Some(both), Some(memory)) => Self::Share { both: both.0, memory: memory.0 },
            // What a create gives it.
            _ => Self::Share { both: 2, memory: 1 },
        }
    }

    fn with(self, memory: ByteSize) -> ByteSize {
        let Self::Share { both, memory: of } = self else { return ByteSize(u64::MAX) };
        let both = u128::from(memory.0) * u128::from(both) / u128::from(of.max(1));
        ByteSize(u64::try_from(both.min(i64::MAX as u128)).unwrap_or(memory.0).max(memory.0))
    }
}

fn limits(request: &UpdateServer) -> Result<Limits> {
    let mut limits = Limits::new();
    match request.cpu {
        None => {}
        Some(Cpu::MilliCores(n)) => limits = limits.nano_cpus(u64::from(n) * 1_000_000),
        Some(_) => return Err(invalid("an engine counts in thousandths of a core")),
    }
    if let Some(memory) = request.memory {
        limits = limits.memory(memory);
    }
    Ok(limits)
}

#[cfg(test)]
mod tests {
    use super::Swap;
    use anycloud_core::ByteSize;

    #[test]
    fn swap_stays_what_it_was_to_memory() {
        let with = |both, memory| Swap::Share { both, memory }.with(ByteSize::mib(100));
        assert_eq!(with(64, 64), ByteSize::mib(100), "none stays none");
        assert_eq!(with(128, 64), ByteSize::mib(200));
        assert_eq!(with(96, 64), ByteSize::mib(150));
        assert_eq!(Swap::Unlimited.with(ByteSize::mib(100)), ByteSize(u64::MAX));
        assert_eq!(
            Swap::Share { both: 2, memory: 1 }.with(ByteSize(i64::MAX as u64)),
            ByteSize(i64::MAX as u64)
        );
    }
}
