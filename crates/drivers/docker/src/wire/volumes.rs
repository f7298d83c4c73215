//! Volumes.

use super::record;
use anycloud_core::{DriveId, Text, Timestamp};
use std::collections::BTreeMap;

record! {
    /// A volume: `GET /volumes/{name}`. It has no size: it takes of its host what is written to it. Which containers
    /// have it is said by them: [`ContainerSummary::mounts`](crate::wire::ContainerSummary::mounts).
    VolumeInfo => "docker.volume", needs ["Name"]
}

impl VolumeInfo {
    /// Its name, which is all the id it has.
    pub fn name(&self) -> DriveId {
        DriveId::new(self.0.text("Name").unwrap_or_default())
    }

    /// What makes it: `local`, or the name of a plugin.
    pub fn driver(&self) -> Option<Text> {
        self.0.text("Driver")
    }

    /// Where it is on the engine's host, which only the engine should write to.
    pub fn path(&self) -> Option<Text> {
        self.0.text("Mountpoint")
    }

    /// When it was made.
    pub fn created(&self) -> Option<Timestamp> {
        self.0.time("CreatedAt")
    }

    /// Its labels.
    pub fn labels(&self) -> BTreeMap<Text, Text> {
        self.0.map("Labels")
    }
}
