//! Volumes.

use super::{Tag, records};
use crate::xml::Element;
use anycloud_core::{Text, Timestamp};

records! {
    /// A volume. docs: `Volume`.
    Volume "ec2.volume" by "volumeId" {
        /// `volumeId`, e.g. `vol-1234567890abcdef0`.
        id: Text = "volumeId",
        /// `volumeArn`: its name for policies.
        arn: Option<Text> = "volumeArn",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `status`: `creating`, `available`, `in-use`, `deleting`, `deleted` or `error`.
        state: Text = "status",
        /// `size`, in GiB.
        size_gib: Option<u64> = "size",
        /// `volumeType`: `gp3`, `io2`, `st1`, …
        volume_type: Option<Text> = "volumeType",
        /// `iops`: operations each second.
        iops: Option<u64> = "iops",
        /// `throughput`, in MiB/s, of `gp3`.
        throughput: Option<u64> = "throughput",
        /// `encrypted`: whether it is, and snapshots of it.
        encrypted: Option<bool> = "encrypted",
        /// `kmsKeyId`: the key that it is encrypted by, as an ARN.
        kms_key_id: Option<Text> = "kmsKeyId",
        /// `sseType`: `sse-ebs`, `sse-kms` or `none`; kept for the future, as the service says.
        sse_type: Option<Text> = "sseType",
        /// `snapshotId`: what it was made from.
        snapshot_id: Option<Text> = "snapshotId",
        /// `sourceVolumeId`: the volume that it is a copy of.
        source_volume_id: Option<Text> = "sourceVolumeId",
        /// `availabilityZone`: where its servers must be, too.
        zone: Option<Text> = "availabilityZone",
        /// `availabilityZoneId`, e.g. `euw1-az1`: the same place for all accounts.
        zone_id: Option<Text> = "availabilityZoneId",
        /// `createTime`: when it was made.
        create_time: Option<Timestamp> = "createTime",
        /// `multiAttachEnabled`: whether several servers may have it.
        multi_attach: Option<bool> = "multiAttachEnabled",
        /// `fastRestored`: whether it was made of a snapshot that is ready for fast restores.
        fast_restored: Option<bool> = "fastRestored",
        /// `attachmentSet`: the servers that have it.
        attachments: Vec<VolumeAttachment> = "attachmentSet",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
        /// `outpostArn`: the Outpost that it lies on, if it does.
        outpost_arn: Option<Text> = "outpostArn",
        /// `operator`: the service that manages it, if one does.
        operator: Option<Element> = "operator",
    }

    /// A volume on a server. docs: `VolumeAttachment`.
    VolumeAttachment "ec2.volume_attachment" by "volumeId" {
        /// `volumeId`: the volume.
        volume_id: Text = "volumeId",
        /// `instanceId`: the server.
        instance_id: Option<Text> = "instanceId",
        /// `device`, e.g. `/dev/sdf`; the server's system may call it otherwise.
        device: Option<Text> = "device",
        /// `status`: `attaching`, `attached`, `detaching`, `detached` or `busy`.
        status: Text = "status",
        /// `attachTime`: when the attachment began.
        attach_time: Option<Timestamp> = "attachTime",
        /// `deleteOnTermination`: whether it is destroyed with the server.
        delete_on_termination: Option<bool> = "deleteOnTermination",
    }

    /// A change of a volume. docs: `VolumeModification`.
    VolumeModification "ec2.volume_modification" by "volumeId" {
        /// `volumeId`: the volume.
        volume_id: Text = "volumeId",
        /// `modificationState`: `modifying`, `optimizing` (its new size is there already), `completed` or `failed`.
        state: Text = "modificationState",
        /// `statusMessage`: how far it is, or why it failed, in words.
        message: Option<Text> = "statusMessage",
        /// `progress`, in per cent.
        progress: Option<u64> = "progress",
        /// `originalSize`, in GiB.
        original_size_gib: Option<u64> = "originalSize",
        /// `targetSize`, in GiB.
        target_size_gib: Option<u64> = "targetSize",
        /// `originalVolumeType`, e.g. `gp2`.
        original_volume_type: Option<Text> = "originalVolumeType",
        /// `targetVolumeType`, e.g. `gp3`.
        target_volume_type: Option<Text> = "targetVolumeType",
        /// `originalIops`: operations each second.
        original_iops: Option<u64> = "originalIops",
        /// `targetIops`: operations each second.
        target_iops: Option<u64> = "targetIops",
        /// `originalThroughput`, in MiB/s.
        original_throughput: Option<u64> = "originalThroughput",
        /// `targetThroughput`, in MiB/s.
        target_throughput: Option<u64> = "targetThroughput",
        /// `originalMultiAttachEnabled`: whether several servers might have it.
        original_multi_attach: Option<bool> = "originalMultiAttachEnabled",
        /// `targetMultiAttachEnabled`: whether several servers may have it.
        target_multi_attach: Option<bool> = "targetMultiAttachEnabled",
        /// `startTime`: when it began.
        start_time: Option<Timestamp> = "startTime",
        /// `endTime`: when it was completed, or failed.
        end_time: Option<Timestamp> = "endTime",
    }
}
