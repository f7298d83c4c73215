//! Images, which EC2 calls AMIs.

use super::{StateReason, Tag, records};
use crate::xml::Element;
use anycloud_core::{Text, Timestamp};

records! {
    /// An image. docs: `Image`.
    Image "ec2.image" by "imageId" {
        /// `imageId`, e.g. `ami-1234567890abcdef0`.
        id: Text = "imageId",
        /// `imageState`: `pending`, `available`, `invalid`, `deregistered`, `transient`, `failed`, `error` or `disabled`.
        state: Text = "imageState",
        /// `stateReason`.
        state_reason: Option<StateReason> = "stateReason",
        /// `name`: unique among the images of its owner.
        name: Option<Text> = "name",
        /// `description`.
        description: Option<Text> = "description",
        /// `imageOwnerId`: the account.
        owner_id: Option<Text> = "imageOwnerId",
        /// `imageOwnerAlias`: `amazon`, `aws-marketplace`, …
        owner_alias: Option<Text> = "imageOwnerAlias",
        /// `imageLocation`.
        location: Option<Text> = "imageLocation",
        /// `isPublic`.
        public: Option<bool> = "isPublic",
        /// `imageType`: `machine`, `kernel` or `ramdisk`.
        image_type: Option<Text> = "imageType",
        /// `architecture`.
        architecture: Option<Text> = "architecture",
        /// `platform`: `windows`, or nothing.
        platform: Option<Text> = "platform",
        /// `platformDetails`.
        platform_details: Option<Text> = "platformDetails",
        /// `usageOperation`.
        usage_operation: Option<Text> = "usageOperation",
        /// `creationDate`.
        creation_date: Option<Timestamp> = "creationDate",
        /// `deprecationTime`.
        deprecation_time: Option<Timestamp> = "deprecationTime",
        /// `rootDeviceName`.
        root_device_name: Option<Text> = "rootDeviceName",
        /// `rootDeviceType`.
        root_device_type: Option<Text> = "rootDeviceType",
        /// `blockDeviceMapping`: what is made for a server of it.
        block_devices: Vec<BlockDevice> = "blockDeviceMapping",
        /// `virtualizationType`.
        virtualization_type: Option<Text> = "virtualizationType",
        /// `hypervisor`.
        hypervisor: Option<Text> = "hypervisor",
        /// `bootMode`.
        boot_mode: Option<Text> = "bootMode",
        /// `enaSupport`.
        ena_support: Option<bool> = "enaSupport",
        /// `sriovNetSupport`.
        sriov_net_support: Option<Text> = "sriovNetSupport",
        /// `tpmSupport`.
        tpm_support: Option<Text> = "tpmSupport",
        /// `imdsSupport`.
        imds_support: Option<Text> = "imdsSupport",
        /// `kernelId`.
        kernel_id: Option<Text> = "kernelId",
        /// `ramdiskId`.
        ramdisk_id: Option<Text> = "ramdiskId",
        /// `sourceInstanceId`: the server that it was made of.
        source_instance_id: Option<Text> = "sourceInstanceId",
        /// `sourceImageId`: the image that it is a copy of.
        source_image_id: Option<Text> = "sourceImageId",
        /// `sourceImageRegion`.
        source_image_region: Option<Text> = "sourceImageRegion",
        /// `lastLaunchedTime`.
        last_launched_time: Option<Timestamp> = "lastLaunchedTime",
        /// `deregistrationProtection`.
        deregistration_protection: Option<Text> = "deregistrationProtection",
        /// `productCodes`.
        product_codes: Vec<Element> = "productCodes",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// A volume that is made with a server. docs: `BlockDeviceMapping`.
    BlockDevice "ec2.block_device" {
        /// `deviceName`.
        device_name: Option<Text> = "deviceName",
        /// `virtualName`: a disk of the host, e.g. `ephemeral0`.
        virtual_name: Option<Text> = "virtualName",
        /// `ebs/snapshotId`.
        snapshot_id: Option<Text> = "ebs/snapshotId",
        /// `ebs/volumeSize`, in GiB.
        size_gib: Option<u64> = "ebs/volumeSize",
        /// `ebs/volumeType`.
        volume_type: Option<Text> = "ebs/volumeType",
        /// `ebs/iops`.
        iops: Option<u64> = "ebs/iops",
        /// `ebs/throughput`, in MiB/s.
        throughput: Option<u64> = "ebs/throughput",
        /// `ebs/encrypted`.
        encrypted: Option<bool> = "ebs/encrypted",
        /// `ebs/deleteOnTermination`.
        delete_on_termination: Option<bool> = "ebs/deleteOnTermination",
    }
}
