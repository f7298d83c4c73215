//! What a container sees of its host's storage.

use super::put;
use crate::error::invalid;
use crate::id;
use anycloud_core::{ByteSize, DriveId, Result};
use serde_json::{Map, Value, json};

/// Something that a container sees at a path, from its creation to its end. Paths that are not absolute are refused by
/// [`Client::container_create`](crate::Client::container_create), before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mount {
    /// What it is.
    pub source: MountSource,
    /// Where in the container: an absolute path.
    pub target: String,
    /// Whether the container cannot write to it.
    pub read_only: bool,
}

/// What is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MountSource {
    /// A file or folder of the engine's host, which must exist: an absolute path.
    Bind(String),
    /// Memory (`tmpfs`), of at most this size, or as much as the host lets it. It is gone when the container ends.
    Memory(Option<ByteSize>),
    /// A volume; the engine makes it if there is none of this name. An empty one gets what the image has at that path.
    Volume(DriveId),
}

impl Mount {
    /// A volume at this path of the container.
    pub fn volume(volume: impl Into<DriveId>, target: impl Into<String>) -> Self {
        Self { source: MountSource::Volume(volume.into()), target: target.into(), read_only: false }
    }

    /// A file or folder of the engine's host at this path of the container.
    pub fn bind(source: impl Into<String>, target: impl Into<String>) -> Self {
        Self { source: MountSource::Bind(source.into()), target: target.into(), read_only: false }
    }

    /// Memory, as much as the host lets it, at this path of the container.
    pub fn memory(target: impl Into<String>) -> Self {
        Self { source: MountSource::Memory(None), target: target.into(), read_only: false }
    }

    /// So that the container cannot write to it.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    pub(crate) fn to_json(&self) -> Result<Value> {
        if !self.target.starts_with('/') {
            return Err(invalid(format!("{:?} is no absolute path in a container", self.target)));
        }
        let mut body = Map::new();
        match &self.source {
            MountSource::Bind(source) if !source.starts_with('/') => {
                return Err(invalid(format!("{source:?} is no absolute path of the engine's host")));
            }
            MountSource::Bind(source) => {
                put(&mut body, "Type", "bind");
                put(&mut body, "Source", source.as_str());
            }
            MountSource::Memory(size) => {
                put(&mut body, "Type", "tmpfs");
                put(&mut body, "TmpfsOptions", size.map(|size| json!({"SizeBytes": size.0})));
            }
            MountSource::Volume(volume) => {
                put(&mut body, "Type", "volume");
                put(&mut body, "Source", id::volume(volume)?);
            }
        }
        put(&mut body, "Target", self.target.as_str());
        put(&mut body, "ReadOnly", self.read_only);
        Ok(body.into())
    }
}
