//! Pythons with somebody else's library, each in a folder of its own in `target/`.

use crate::Outcome;
use crate::process::{finish, root};
use std::path::PathBuf;
use std::process::Command;

/// A Python with this version of a package, made if it is not there. `.ci/run` makes some of the same ones.
pub(crate) fn with(package: &str, module: &str, version: &str, folder: &str) -> Outcome<PathBuf> {
    let home = root().join("target/third-party").join(folder);
    let python = home.join("bin/python");
    let check = format!("import {module}; assert {module}.__version__ == {version:?}");
    let there = Command::new(&python).args(["-c", &check]).output();
    if there.is_ok_and(|output| output.status.success()) {
        return Ok(python);
    }
    eprintln!("installing {package} {version} into {}", home.display());
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    finish(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    finish(Command::new(&python).args(pip).arg(format!("{package}=={version}")))?;
    Ok(python)
}
