//! What the command line says about a container.

use crate::args::ContainerArgs;
use crate::context::whole_file;
use anycloud::{Cloud, Container, Error, Mount, Result, Secret};
use std::path::PathBuf;

/// The container with ids for names of drives; `None` if nothing was said of one.
pub(super) async fn container(cloud: &Cloud, args: ContainerArgs) -> Result<Option<Container>> {
    let mut container = Container::new().command(args.command);
    for (name, value) in environment(&args.variables, &args.variable_files)? {
        container = container.env(name, value);
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

/// The variables of `--env-file` and `--env`; of two of one name the later one counts.
pub(super) fn environment(variables: &[String], files: &[PathBuf]) -> Result<Vec<(String, Secret)>> {
    let mut all = Vec::new();
    for file in files {
        let text = whole_file(file)?;
        let lines = text.expose().lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            all.push(variable(line)?);
        }
    }
    for line in variables {
        all.push(variable(line)?);
    }
    Ok(all)
}

/// The value is not repeated in an error: it may be secret.
fn variable(line: &str) -> Result<(String, Secret)> {
    if let Some((name, value)) = line.split_once('=') {
        return Ok((name.to_owned(), Secret::new(value)));
    }
    let value = std::env::var(line)
        .map_err(|_| Error::invalid(format!("the variable {line:?} has no value here: say {line}=VALUE")))?;
    Ok((line.to_owned(), Secret::new(value)))
}
