//! Snapshots of volumes.

use super::tags::tagged;
use super::{Action, Params, request, setters};

/// What [`copy_snapshot`](crate::Client::copy_snapshot) copies to the client's region, from another or from the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySnapshot(Params);

request!(CopySnapshot);

impl CopySnapshot {
    /// `SourceSnapshotId` and `SourceRegion`: a copy of this snapshot of that region. No `PresignedUrl` is made, which
    /// the service's older manuals ask for with encrypted ones; its model of today calls it deprecated.
    pub fn new(region: &str, snapshot: &str) -> Self {
        Self(Params::new().set("SourceSnapshotId", snapshot).set("SourceRegion", region))
    }

    setters! {
        /// `Description`, in words of one's own.
        description: &str = "Description";
        /// `Encrypted`: `true` for the copy of one that is not; a copy of an encrypted one always is.
        encrypted: bool = "Encrypted";
        /// `KmsKeyId`: the key that it is encrypted by, by id, alias or ARN; the account's default if nothing is said.
        kms_key: &str = "KmsKeyId";
    }

    /// `TagSpecification`: its tags. Its name is the tag `Name`.
    #[must_use]
    pub fn tags<'a>(self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags("snapshot", tags))
    }
}

pub(crate) fn create(volume: &str, description: &str, tags: &[(&str, &str)]) -> Action {
    let params = Params::new().set("VolumeId", volume).set("Description", description);
    Action::once("CreateSnapshot", tagged(params, "snapshot", tags))
}

pub(crate) fn copy(request: &CopySnapshot) -> Action {
    Action::once("CopySnapshot", request.0.clone())
}

pub(crate) fn delete(id: &str) -> Action {
    Action::harmless("DeleteSnapshot", Params::new().set("SnapshotId", id))
}
