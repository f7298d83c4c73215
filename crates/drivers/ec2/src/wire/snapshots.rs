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
        /// `fullSnapshotSizeInBytes`.
        full_size_bytes: Option<u64> = "fullSnapshotSizeInBytes",
        /// `startTime`.
        start_time: Option<Timestamp> = "startTime",
        /// `completionTime`.
        completion_time: Option<Timestamp> = "completionTime",
        /// `description`.
        description: Option<Text> = "description",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `ownerAlias`.
        owner_alias: Option<Text> = "ownerAlias",
        /// `encrypted`.
        encrypted: Option<bool> = "encrypted",
        /// `kmsKeyId`.
        kms_key_id: Option<Text> = "kmsKeyId",
        /// `storageTier`: `standard` or `archive`.
        storage_tier: Option<Text> = "storageTier",
        /// `transferType`.
        transfer_type: Option<Text> = "transferType",
        /// `outpostArn`.
        outpost_arn: Option<Text> = "outpostArn",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }
}
