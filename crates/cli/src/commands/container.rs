//! What the command line says about a container.

use crate::args::ContainerArgs;
use crate::context::whole_file;
use anycloud::{Cloud, Container, Error, Mount, Result};

/// The container with ids for names of drives; `None` if nothing was said of one.
pub(super) async fn container(cloud: &Cloud, args: ContainerArgs) -> Result<Option<Container>> {
    let mut container = Container::new().command(args.command);
    for file in &args.variable_files {
        let text = whole_file(file)?;
        let lines = text.expose().lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            container = with_variable(container, line)?;
        }
    }
    for variable in &args.variables {
        container = with_variable(container, variable)?;
    }
    for port in args.ports {
        container = container.port(port.0);
    }
    for mounted in args.mounts {
        let mount = Mount::new(cloud.find_drive(&mounted.drive).await?.id, mounted.path);
        container = container.mount(if mounted.read_only { mount.read_only() } else { mount });
    }
    if let Some(restart) = args.restart {
        container = container.restart(restart.restart());
    }
    Ok(Some(container).filter(|container| *container != Container::new()))
}

/// The value is not repeated in an error: it may be secret.
fn with_variable(container: Container, line: &str) -> Result<Container> {
    if let Some((name, value)) = line.split_once('=') {
        return Ok(container.env(name, value));
    }
    let value = std::env::var(line)
        .map_err(|_| Error::invalid(format!("the variable {line:?} has no value here: say {line}=VALUE")))?;
    Ok(container.env(line, value))
}
