//! Drives: the family's record, in this driver's name.

use super::Properties;
use anycloud_core::{Drive, Image, Result};
use anycloud_elastic_family::{DriveRecord, native_record};

/// A drive, as the service describes it: all of [`DriveRecord`]'s methods. docs: ElasticHosts API, "Get single drive
/// info".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveInfo(DriveRecord);

impl DriveInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        DriveRecord::new(record).map(Self)
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// The drive in anycloud's terms.
    pub fn to_drive(&self) -> Drive {
        self.0.to_drive().with_native(self.clone())
    }

    /// A standard drive in anycloud's terms.
    pub fn to_image(&self) -> Image {
        self.0.to_image().with_native(self.clone())
    }
}

native_record!(DriveInfo, DriveRecord, "elastichosts.drive");
