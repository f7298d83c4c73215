//! A new machine: one call, which nothing can carry a stamp through.

use crate::backend::{DOCKER, MistBackend};
use crate::config::PROVIDER;
use crate::settings::{ContainerOptions, CreateMachine};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{Boot, CreateServer, Error, Result, ServerId, Sizing, Started};

pub(super) async fn create(
    cloud: &MistBackend,
    request: &CreateServer,
    run: &mut Run,
) -> Result<Started<ServerId>> {
    let machine = machine(request)?;
    if request.container.is_some() && !run.has_answer("server") {
        cloud.is_docker().await?;
    }
    // A lost answer stops here: whether there is a machine, and which of those of its name it is, a person decides.
    let id = run
        .make("server", Recover::Stop, async |_| {
            Ok(cloud.client.machine_create(&cloud.backend, &machine).await?.id())
        })
        .await?;
    let running = cloud.watch_new(&id);
    Ok(Started::watch(id, running))
}

fn machine(request: &CreateServer) -> Result<CreateMachine> {
    let Some(Sizing::Named(size)) = &request.sizing else {
        return Err(Error::invalid("say which of the backend's sizes the server has"));
    };
    let Boot::Image(image) = &request.boot else {
        return Err(Error::unsupported("this cloud makes servers from images only"));
    };
    let mut machine = CreateMachine::new(request.name.clone(), image.clone(), size.clone());
    machine.key = request.key_pair.clone();
    machine.location = request.location.clone();
    machine.script = request.user_data.clone();
    machine.networks = request.networks.clone();
    if let Some(options) = request.native(PROVIDER)? {
        machine.options = options;
    }
    if let Some(container) = &request.container {
        machine.container = ContainerOptions::of(container)?;
    }
    Ok(machine)
}

impl MistBackend {
    /// The service ignores a container's fields on a backend that is no Docker engine.
    async fn is_docker(&self) -> Result<()> {
        if self.provider().await? == DOCKER {
            return Ok(());
        }
        Err(Error::unsupported("this backend makes machines, not containers"))
    }
}
