//! Changes of drives, by what they do.

mod attach;
mod create;
mod destroy;
mod update;

pub use attach::{AttachDrive, DetachDrive};
pub use create::{CloneDrive, CreateDrive};
pub use destroy::DestroyDrive;
pub use update::{ImageDrive, UpdateDrive};

use crate::capability::{Capabilities, DriveCapabilities};
use crate::error::{Error, Result};
use crate::provider::{Drives, Provider, missing};
use crate::unit::ByteSize;

pub(super) fn drives(can: &Capabilities) -> Result<&DriveCapabilities> {
    can.drives.as_ref().ok_or_else(|| missing("drives"))
}

pub(super) fn facet(provider: &dyn Provider) -> Result<&dyn Drives> {
    provider.drives().ok_or_else(|| missing("drives"))
}

fn good_size(can: &DriveCapabilities, size: ByteSize) -> Result<()> {
    match can.size_bytes {
        Some(l) if !l.allow(size.0) => {
            let (min, max) = (ByteSize(l.min), ByteSize(l.max));
            Err(Error::invalid(format!("a drive of {size} is outside {min} to {max}")))
        }
        _ => Ok(()),
    }
}
