//! Images, which EC2 calls AMIs.

use super::{StateReason, Tag, records};
use crate::xml::Element;
use anycloud_core::{Text, Timestamp};

records! {
    /// An image. docs: `Image`.
    Image "ec2.image" by "imageId" {
        /// `imageId`, e.g. `ami-1234567890abcdef0`.
        id: Text = "imageId",
        /// `imageState`: `pending`, `available`, `invalid`, `deregistered`, `transient`, `failed`, `error` or
        /// `disabled`.
        state: Text = "imageState",
        /// `stateReason`: why it is in this state, if that is not as it should be.
        state_reason: Option<StateReason> = "stateReason",
        /// `name`: unique among the images of its owner.
        name: Option<Text> = "name",
        /// `description`, in its maker's words.
        description: Option<Text> = "description",
        /// `imageOwnerId`: the account.
        owner_id: Option<Text> = "imageOwnerId",
        /// `imageOwnerAlias`: `amazon`, `aws-marketplace`, …
        owner_alias: Option<Text> = "imageOwnerAlias",
        /// `imageLocation`: mostly owner and name; the place in S3 of one without EBS.
        location: Option<Text> = "imageLocation",
        /// `isPublic`: whether every account may start it.
        public: Option<bool> = "isPublic",
        /// `imageType`: `machine`, `kernel` or `ramdisk`.
        image_type: Option<Text> = "imageType",
        /// `architecture`: `i386`, `x86_64`, `arm64`, `x86_64_mac` or `arm64_mac`.
        architecture: Option<Text> = "architecture",
        /// `platform`: `windows`, or nothing.
        platform: Option<Text> = "platform",
        /// `platformDetails`: what is paid for, e.g. `Linux/UNIX` or `Windows with SQL Server Standard`.
        platform_details: Option<Text> = "platformDetails",
        /// `usageOperation`: the same as a code of the bill, e.g. `RunInstances:0002`.
        usage_operation: Option<Text> = "usageOperation",
        /// `creationDate`: when it was made.
        creation_date: Option<Timestamp> = "creationDate",
        /// `deprecationTime`: from when on lists leave it out, unless it is one's own or they are asked to
        /// [`include_deprecated`](crate::ImageQuery::include_deprecated).
        deprecation_time: Option<Timestamp> = "deprecationTime",
        /// `rootDeviceName`: the device of the volume that servers boot from, e.g. `/dev/xvda`.
        root_device_name: Option<Text> = "rootDeviceName",
        /// `rootDeviceType`: `ebs` or `instance-store`.
        root_device_type: Option<Text> = "rootDeviceType",
        /// `blockDeviceMapping`: what is made for a server of it.
        block_devices: Vec<BlockDevice> = "blockDeviceMapping",
        /// `virtualizationType`: `hvm` or `paravirtual`.
        virtualization_type: Option<Text> = "virtualizationType",
        /// `hypervisor`: `xen`, whatever servers run on.
        hypervisor: Option<Text> = "hypervisor",
        /// `bootMode`: `legacy-bios`, `uefi` or `uefi-preferred`; nothing if the size decides.
        boot_mode: Option<Text> = "bootMode",
        /// `enaSupport`: whether it has the driver of the Elastic Network Adapter, which newer sizes need.
        ena_support: Option<bool> = "enaSupport",
        /// `sriovNetSupport`: `simple` if it has the driver of the Intel 82599 virtual function.
        sriov_net_support: Option<Text> = "sriovNetSupport",
        /// `tpmSupport`: `v2.0` if servers of it have a NitroTPM.
        tpm_support: Option<Text> = "tpmSupport",
        /// `imdsSupport`: `v2.0` if servers of it answer version 2 of the metadata service only.
        imds_support: Option<Text> = "imdsSupport",
        /// `kernelId`, of a paravirtual one.
        kernel_id: Option<Text> = "kernelId",
        /// `ramdiskId`, of a paravirtual one.
        ramdisk_id: Option<Text> = "ramdiskId",
        /// `sourceInstanceId`: the server that it was made of.
        source_instance_id: Option<Text> = "sourceInstanceId",
        /// `sourceImageId`: the image that it is a copy of.
        source_image_id: Option<Text> = "sourceImageId",
        /// `sourceImageRegion`: the region of that image.
        source_image_region: Option<Text> = "sourceImageRegion",
        /// `lastLaunchedTime`: when a server was last made of it, known a day later.
        last_launched_time: Option<Timestamp> = "lastLaunchedTime",
        /// `deregistrationProtection`: whether it is protected from being deregistered.
        deregistration_protection: Option<Text> = "deregistrationProtection",
        /// `productCodes`: what of the marketplace is in it, each with `productCode` and `type`.
        product_codes: Vec<Element> = "productCodes",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// A volume that is made with a server. docs: `BlockDeviceMapping`.
    BlockDevice "ec2.block_device" {
        /// `deviceName`, e.g. `/dev/sdh`.
        device_name: Option<Text> = "deviceName",
        /// `virtualName`: a disk of the host, e.g. `ephemeral0`.
        virtual_name: Option<Text> = "virtualName",
        /// `ebs/snapshotId`: what the volume is made from.
        snapshot_id: Option<Text> = "ebs/snapshotId",
        /// `ebs/volumeSize`, in GiB.
        size_gib: Option<u64> = "ebs/volumeSize",
        /// `ebs/volumeType`: `gp3`, `io2`, `st1`, …
        volume_type: Option<Text> = "ebs/volumeType",
        /// `ebs/iops`: operations each second.
        iops: Option<u64> = "ebs/iops",
        /// `ebs/throughput`, in MiB/s.
        throughput: Option<u64> = "ebs/throughput",
        /// `ebs/encrypted`: whether the volume is.
        encrypted: Option<bool> = "ebs/encrypted",
        /// `ebs/deleteOnTermination`: whether the volume is destroyed with the server.
        delete_on_termination: Option<bool> = "ebs/deleteOnTermination",
    }
}
