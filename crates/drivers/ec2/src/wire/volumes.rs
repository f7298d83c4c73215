//! Volumes.

use super::{Tag, records};
use crate::xml::Element;
use anycloud_core::{Text, Timestamp};

records! {
    /// A volume. docs: `Volume`.
    Volume "ec2.volume" by "volumeId" {
        /// `volumeId`, e.g. `vol-1234567890abcdef0`.
        id: Text = "volumeId",
        /// `status`: `creating`, `available`, `in-use`, `deleting`, `deleted` or `error`.
        state: Text = "status",
        /// `size`, in GiB.
        size_gib: Option<u64> = "size",
        /// `volumeType`: `gp3`, `io2`, `st1`, …
        volume_type: Option<Text> = "volumeType",
        /// `iops`: operations each second.
        iops: Option<u64> = "iops",
        /// `throughput`, in MiB/s.
        throughput: Option<u64> = "throughput",
        /// `encrypted`.
        encrypted: Option<bool> = "encrypted",
        /// `kmsKeyId`: the key that it is encrypted by.
        kms_key_id: Option<Text> = "kmsKeyId",
        /// `sseType`.
        sse_type: Option<Text> = "sseType",
        /// `snapshotId`: what it was made from.
        snapshot_id: Option<Text> = "snapshotId",
        /// `sourceVolumeId`: the volume that it is a copy of.
        source_volume_id: Option<Text> = "sourceVolumeId",
        /// `availabilityZone`.
        zone: Option<Text> = "availabilityZone",
        /// `availabilityZoneId`.
        zone_id: Option<Text> = "availabilityZoneId",
        /// `createTime`.
        create_time: Option<Timestamp> = "createTime",
        /// `multiAttachEnabled`: whether several servers may have it.
        multi_attach: Option<bool> = "multiAttachEnabled",
        /// `fastRestored`.
        fast_restored: Option<bool> = "fastRestored",
        /// `attachmentSet`.
        attachments: Vec<VolumeAttachment> = "attachmentSet",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
        /// `outpostArn`.
        outpost_arn: Option<Text> = "outpostArn",
        /// `operator`: the service that manages it, if one does.
        operator: Option<Element> = "operator",
    }

    /// A volume on a server. docs: `VolumeAttachment`.
    VolumeAttachment "ec2.volume_attachment" by "volumeId" {
        /// `volumeId`.
        volume_id: Text = "volumeId",
        /// `instanceId`.
        instance_id: Option<Text> = "instanceId",
        /// `device`.
        device: Option<Text> = "device",
        /// `status`: `attaching`, `attached`, `detaching`, `detached` or `busy`.
        status: Text = "status",
        /// `attachTime`.
        attach_time: Option<Timestamp> = "attachTime",
        /// `deleteOnTermination`: whether it is destroyed with the server.
        delete_on_termination: Option<bool> = "deleteOnTermination",
    }

    /// A change of a volume. docs: `VolumeModification`.
    VolumeModification "ec2.volume_modification" by "volumeId" {
        /// `volumeId`.
        volume_id: Text = "volumeId",
        /// `modificationState`: `modifying`, `optimizing`, `completed` or `failed`.
        state: Text = "modificationState",
        /// `statusMessage`.
        message: Option<Text> = "statusMessage",
        /// `progress`, in per cent.
        progress: Option<u64> = "progress",
        /// `originalSize`, in GiB.
        original_size_gib: Option<u64> = "originalSize",
        /// `targetSize`, in GiB.
        target_size_gib: Option<u64> = "targetSize",
        /// `originalVolumeType`.
        original_volume_type: Option<Text> = "originalVolumeType",
        /// `targetVolumeType`.
        target_volume_type: Option<Text> = "targetVolumeType",
        /// `originalIops`.
        original_iops: Option<u64> = "originalIops",
        /// `targetIops`.
        target_iops: Option<u64> = "targetIops",
        /// `originalThroughput`, in MiB/s.
        original_throughput: Option<u64> = "originalThroughput",
        /// `targetThroughput`, in MiB/s.
        target_throughput: Option<u64> = "targetThroughput",
        /// `startTime`.
        start_time: Option<Timestamp> = "startTime",
        /// `endTime`.
        end_time: Option<Timestamp> = "endTime",
    }
}
