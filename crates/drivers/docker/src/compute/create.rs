//! A new container: its image, if it is not there, the container, its networks, its start.

use crate::compute::power::{USUAL_GRACE, start};
use crate::error::invalid;
use crate::id;
use crate::provider::Docker;
use crate::settings::{CreateContainer, Endpoint, Limits, Mount, Port, Protocol, Publish, RestartPolicy};
use crate::tags::{good_tags, labels};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Boot, Container, ContainerPort, Cpu, CreateServer, Delivery, Error, ErrorKind, ImageId, Restart, Result,
    ServerId, Sizing, Started,
};

/// The step that makes the container.
const CONTAINER: &str = "container";

pub(super) async fn create(
    cloud: &Docker,
    request: &CreateServer,
    run: &mut Run,
) -> Result<Started<ServerId>> {
    let new = container(request)?;
    if !run.has_answer(CONTAINER) {
        // A volume or network that is not there: the engine would make the one, and Podman forget the other.
        for mount in request.container.iter().flat_map(|container| &container.mounts) {
            cloud.existing(&mount.drive).await?;
        }
        for network in &request.networks {
            cloud.client.network(network).await?;
        }
        if !run.fact("image is there", async || is_there(cloud, &new.image).await).await? {
            run.step("pull", async || pull(cloud, &new.image).await).await?;
        }
    }
    let id = run
        .make(CONTAINER, Recover::Find, async |stamp| {
            let mut new = new.clone();
            new.labels = labels(&request.tags, stamp);
            cloud.client.container_create(&new).await
        })
        .await?;
    // Engines before API 1.44 take one network at the create.
    for network in request.networks.iter().skip(1) {
        run.step(format!("network {network}"), async || cloud.connect(network, &id).await).await?;
    }
    if request.stopped {
        return Ok(Started::done(id));
    }
    let running = start(cloud, &id, run).await?;
    Ok(Started::watch(id, running))
}

/// Whatever comes of a pull, it makes nothing that has to be looked for: what the engine answers is the end of it.
async fn pull(cloud: &Docker, image: &ImageId) -> Result<()> {
    let pulled = match cloud.client.image_pull(image, None, None).await {
        Ok(pull) => pull.finish().await,
        Err(e) => Err(e),
    };
    pulled.map_err(|e| match e.status() {
        Some(_) => e.delivered(Delivery::Refused),
        None => e,
    })
}

async fn is_there(cloud: &Docker, image: &ImageId) -> Result<bool> {
    match cloud.client.image(image).await {
        Ok(_) => Ok(true),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// Everything but the stamp. All that can be wrong in the request is found here, before the first step.
fn container(request: &CreateServer) -> Result<CreateContainer> {
    let Boot::Image(image) = &request.boot else {
        return Err(Error::unsupported("a container is made from an image"));
    };
    id::image(image)?;
    good_tags(&request.tags)?;
    let mut new = CreateContainer::new(image.clone()).name(id::new_container(&request.name)?);
    new.stop_grace = Some(USUAL_GRACE);
    new.limits = match request.sizing {
        None => Limits::new(),
        Some(Sizing::Needs { cpu: Cpu::MilliCores(n), memory }) => {
            Limits::new().nano_cpus(u64::from(n) * 1_000_000).memory(memory)
        }
        Some(_) => return Err(invalid("an engine counts in thousandths of a core")),
    };
    if let Some(network) = request.networks.first() {
        new = new.network(Endpoint::new(network.clone()));
    }
    for network in &request.networks {
        id::network(network)?;
    }
    match &request.container {
        Some(container) => with(new, container),
        None => Ok(new),
    }
}

fn with(mut new: CreateContainer, container: &Container) -> Result<CreateContainer> {
    let Container { command, environment, ports, mounts, restart, .. } = container;
    new = new.command(command.iter().map(|word| word.as_str()));
    for (name, value) in environment {
        new = new.env(&**name, value.clone());
    }
    for served in ports {
        let port = port(served)?;
        new = match served.publish {
            None => new.expose(port),
            Some(at) => {
                let mut publish = Publish::new(port);
                (publish.host_port, publish.host_address) = (at.port, at.address);
                new.publish(publish)
            }
        };
    }
    for mount in mounts {
        id::volume(&mount.drive)?;
        let volume = Mount::volume(mount.drive.clone(), &*mount.path);
        new = new.mount(if mount.read_only { volume.read_only() } else { volume });
    }
    new.restart = match restart {
        Restart::Always => RestartPolicy::Always,
        Restart::Never => RestartPolicy::No,
        Restart::OnFailure => RestartPolicy::OnFailure { attempts: None },
        Restart::UnlessStopped => RestartPolicy::UnlessStopped,
        _ => return Err(Error::unsupported("this driver does not know that restart policy")),
    };
    Ok(new)
}

fn port(served: &ContainerPort) -> Result<Port> {
    match served.protocol {
        anycloud_core::Protocol::Tcp => Ok(Port { number: served.port, protocol: Protocol::Tcp }),
        anycloud_core::Protocol::Udp => Ok(Port { number: served.port, protocol: Protocol::Udp }),
        _ => Err(invalid("only TCP and UDP have ports")),
    }
}
