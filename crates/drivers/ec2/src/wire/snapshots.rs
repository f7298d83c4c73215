//! Snapshots of volumes.

use super::{Tag, records};
use anycloud_core::{Text, Timestamp};

records! {
    /// A snapshot of a volume. docs: `Snapshot`.
    Snapshot "ec2.snapshot" by "snapshotId" {
        /// `snapshotId`, e.g. `snap-1234567890abcdef0`.
        id: Text = "snapshotId",
        /// `status`: `pending`, `completed`, `error`, `recoverable` or `recovering`.
        state: Text = "status",
        /// `statusMessage`: why it failed.
        state_message: Option<Text> = "statusMessage",
        /// `progress`, e.g. `35%`.
        progress: Option<Text> = "progress",
        /// `volumeId`: what it was made of. A copy has a made-up one.
        volume_id: Option<Text> = "volumeId",
        /// `volumeSize`, in GiB.
        volume_size_gib: Option<u64> = "volumeSize",
        /// `fullSnapshotSizeInBytes`, in bytes: of all blocks that were ever written, whatever other snapshots have.
        full_size_bytes: Option<u64> = "fullSnapshotSizeInBytes",
        /// `startTime`: when it was begun, as of when the contents are.
        start_time: Option<Timestamp> = "startTime",
        /// `completionTime`: when it was complete.
        completion_time: Option<Timestamp> = "completionTime",
        /// `description`, in its maker's words.
        description: Option<Text> = "description",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `ownerAlias`: `amazon`, or nothing.
        owner_alias: Option<Text> = "ownerAlias",
        /// `encrypted`: whether it is, and volumes of it.
        encrypted: Option<bool> = "encrypted",
        /// `kmsKeyId`: the key that it is encrypted by, as an ARN.
        kms_key_id: Option<Text> = "kmsKeyId",
        /// `storageTier`: `standard`, or `archive`, from where it must be brought back before use.
        storage_tier: Option<Text> = "storageTier",
        /// `transferType`, of a copy: `standard`, or `time-based` if it was to be ready in time.
        transfer_type: Option<Text> = "transferType",
        /// `outpostArn`: the Outpost that it lies on, if it does.
        outpost_arn: Option<Text> = "outpostArn",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }
}
