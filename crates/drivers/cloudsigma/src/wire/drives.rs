//! Drives: the family's record, with a name that may carry a stamp.

use super::stamp::title;
use anycloud_core::{Drive, Image, Result, Text};
use anycloud_elastic_family::{DriveRecord, Properties, native_record};

/// A drive, as the service describes it: all of [`DriveRecord`]'s methods. docs: CloudSigma API 1.0, §7.6.
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

    /// `name` without the stamp of the run that made it; [`name`](DriveRecord::name) has both.
    pub fn title(&self) -> Text {
        title(self.0.properties())
    }

    /// `type`: `disk`, `cdrom` or `shared`. Not in the manual; recordings have it.
    pub fn kind(&self) -> Option<Text> {
        self.0.properties().text_of("type")
    }

    /// Whether it lies on SSD (`tags affinity:ssd`).
    pub fn is_ssd(&self) -> bool {
        self.0.properties().words("tags").any(|tag| tag == "affinity:ssd")
    }

    /// The drive in anycloud's terms.
    pub fn to_drive(&self) -> Drive {
        let mut drive = self.0.to_drive();
        drive.name = self.title();
        drive.with_native(self.clone())
    }

    /// A standard drive in anycloud's terms.
    pub fn to_image(&self) -> Image {
        self.0.to_image().with_native(self.clone())
    }
}

native_record!(DriveInfo, DriveRecord, "cloudsigma.drive");
