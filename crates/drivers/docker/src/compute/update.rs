//! Changes to a container: its name and its limits, also while it runs.

use crate::error::invalid;
use crate::id;
use crate::provider::Docker;
use crate::settings::Limits;
use anycloud_core::run::Run;
use anycloud_core::{ByteSize, Cpu, Result, Started, UpdateServer};

pub(super) async fn update(cloud: &Docker, request: &UpdateServer, run: &mut Run) -> Result<Started<()>> {
    let server = &request.id;
    id::container(server)?;
    let limits = limits(request)?;
    let name = request.name.as_deref().map(id::new_container).transpose()?;
    if limits != Limits::new() {
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

fn limits(request: &UpdateServer) -> Result<Limits> {
    let mut limits = Limits::new();
    match request.cpu {
        None => {}
        Some(Cpu::MilliCores(n)) => limits = limits.nano_cpus(u64::from(n) * 1_000_000),
        Some(_) => return Err(invalid("an engine counts in thousandths of a core")),
    }
    if let Some(memory) = request.memory {
        limits = limits.memory(memory);
        // What a create gives it. Memory cannot grow past the old sum of memory and swap.
        limits.memory_and_swap = Some(ByteSize(memory.0.saturating_mul(2).min(i64::MAX as u64)));
    }
    Ok(limits)
}
