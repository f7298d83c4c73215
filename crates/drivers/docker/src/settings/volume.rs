//! Volumes.

use anycloud_core::Secret;
use std::collections::BTreeMap;

/// A volume to make, for [`Client::volume_create`](crate::Client::volume_create). It has no size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateVolume {
    /// Its name: letters, digits, `_`, `.` and `-`, beginning with a letter or digit; the engine makes one up if there
    /// is none.
    pub name: Option<String>,
    /// What makes it: `local` if nothing is said, else a plugin that the engine has.
    pub driver: Option<String>,
    /// Options of the driver; of `local` those of a mount: `type`, `device`, `o`. Their values are not shown: `o` of a
    /// share holds its password.
    pub options: BTreeMap<String, Secret>,
    /// Labels. They are written once.
    pub labels: BTreeMap<String, String>,
}

impl CreateVolume {
    /// An empty volume of this name on the engine's host.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Sets a label.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(name.into(), value.into());
        self
    }
}
