//! Volumes.

use anycloud_core::Secret;
use std::collections::BTreeMap;

/// A volume to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateVolume {
    /// Its name; the engine makes one up if there is none.
    pub name: Option<String>,
    /// `local` if nothing is said.
    pub driver: Option<String>,
    /// Options of the driver. Their values are not shown: the one for the mount of a share holds its password.
    pub options: BTreeMap<String, Secret>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

impl CreateVolume {
    /// A volume of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// With a label.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(name.into(), value.into());
        self
    }
}
