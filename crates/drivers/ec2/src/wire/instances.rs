//! Servers, which EC2 calls instances.

use super::{BlockDevice, GroupRef, NetworkInterface, Tag, records};
use crate::xml::{Element, unread};
use anycloud_core::{Result, Text, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

records! {
    /// A server. docs: EC2 API Reference, `Instance`.
    Instance "ec2.instance" by "instanceId" and with_reservation {
        /// `instanceId`, e.g. `i-1234567890abcdef0`.
        id: Text = "instanceId",
        /// `instanceState/name`: `pending`, `running`, `shutting-down`, `terminated`, `stopping` or `stopped`.
        state: Text = "instanceState/name",
        /// `instanceState/code`. Its high byte is the service's own.
        state_code: Option<u64> = "instanceState/code",
        /// `stateReason`: why it is in this state.
        state_reason: Option<StateReason> = "stateReason",
        /// `reason`: why and when it came to this state, e.g. `User initiated (2014-01-01 12:00:00 GMT)`.
        state_transition_reason: Option<Text> = "reason",
        /// `instanceType`, e.g. `t3.micro`.
        instance_type: Option<Text> = "instanceType",
        /// `imageId`: what it was made from.
        image_id: Option<Text> = "imageId",
        /// `keyName`: the key pair whose public key it got.
        key_name: Option<Text> = "keyName",
        /// `launchTime`. It is new after each start.
        launch_time: Option<Timestamp> = "launchTime",
        /// `usageOperationUpdateTime`: the last change of what is paid for; mostly the first launch.
        usage_operation_update_time: Option<Timestamp> = "usageOperationUpdateTime",
        /// `placement`: where it runs.
        placement: Option<Placement> = "placement",
        /// `ipAddress`: its public IPv4 address, if it has one now.
        public_ip: Option<Text> = "ipAddress",
        /// `privateIpAddress`.
        private_ip: Option<Text> = "privateIpAddress",
        /// `ipv6Address`: the primary one.
        ipv6: Option<Text> = "ipv6Address",
        /// `dnsName`: its public name; empty unless it has a public address.
        public_dns_name: Option<Text> = "dnsName",
        /// `privateDnsName`.
        private_dns_name: Option<Text> = "privateDnsName",
        /// `vpcId`.
        vpc_id: Option<Text> = "vpcId",
        /// `subnetId`.
        subnet_id: Option<Text> = "subnetId",
        /// `groupSet`: its security groups.
        security_groups: Vec<GroupRef> = "groupSet",
        /// `networkInterfaceSet`.
        network_interfaces: Vec<NetworkInterface> = "networkInterfaceSet",
        /// `blockDeviceMapping`: its volumes.
        block_devices: Vec<InstanceDevice> = "blockDeviceMapping",
        /// `rootDeviceName`, e.g. `/dev/xvda`.
        root_device_name: Option<Text> = "rootDeviceName",
        /// `rootDeviceType`: `ebs` or `instance-store`.
        root_device_type: Option<Text> = "rootDeviceType",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
        /// `clientToken`: the key of the request that made it.
        client_token: Option<Text> = "clientToken",
        /// `amiLaunchIndex`: its number among those made by one request.
        ami_launch_index: Option<u64> = "amiLaunchIndex",
        /// `architecture`: `i386`, `x86_64`, `arm64`, …
        architecture: Option<Text> = "architecture",
        /// `hypervisor`.
        hypervisor: Option<Text> = "hypervisor",
        /// `virtualizationType`: `hvm` or `paravirtual`.
        virtualization_type: Option<Text> = "virtualizationType",
        /// `platform`: `windows`, or nothing.
        platform: Option<Text> = "platform",
        /// `platformDetails`, e.g. `Linux/UNIX`.
        platform_details: Option<Text> = "platformDetails",
        /// `usageOperation`: what is paid for, e.g. `RunInstances`.
        usage_operation: Option<Text> = "usageOperation",
        /// `instanceLifecycle`: `spot` or `scheduled`; nothing for what is paid on demand.
        lifecycle: Option<Text> = "instanceLifecycle",
        /// `spotInstanceRequestId`.
        spot_request_id: Option<Text> = "spotInstanceRequestId",
        /// `monitoring/state`: `disabled`, `enabled` or between.
        monitoring: Option<Text> = "monitoring/state",
        /// `ebsOptimized`.
        ebs_optimized: Option<bool> = "ebsOptimized",
        /// `enaSupport`.
        ena_support: Option<bool> = "enaSupport",
        /// `sriovNetSupport`.
        sriov_net_support: Option<Text> = "sriovNetSupport",
        /// `sourceDestCheck`: whether it may only send and receive for itself.
        source_dest_check: Option<bool> = "sourceDestCheck",
        /// `iamInstanceProfile/arn`: the role that programs on it have.
        iam_instance_profile: Option<Text> = "iamInstanceProfile/arn",
        /// `hibernationOptions/configured`: whether a stop may keep its memory.
        hibernation: Option<bool> = "hibernationOptions/configured",
        /// `enclaveOptions/enabled`.
        enclave: Option<bool> = "enclaveOptions/enabled",
        /// `cpuOptions/coreCount`.
        core_count: Option<u64> = "cpuOptions/coreCount",
        /// `cpuOptions/threadsPerCore`.
        threads_per_core: Option<u64> = "cpuOptions/threadsPerCore",
        /// `metadataOptions`: how it may ask for its metadata.
        metadata_options: Option<Element> = "metadataOptions",
        /// `maintenanceOptions`.
        maintenance_options: Option<Element> = "maintenanceOptions",
        /// `privateDnsNameOptions`.
        private_dns_name_options: Option<Element> = "privateDnsNameOptions",
        /// `networkPerformanceOptions`.
        network_performance_options: Option<Element> = "networkPerformanceOptions",
        /// `capacityReservationSpecification`.
        capacity_reservation_specification: Option<Element> = "capacityReservationSpecification",
        /// `capacityReservationId`.
        capacity_reservation_id: Option<Text> = "capacityReservationId",
        /// `capacityBlockId`.
        capacity_block_id: Option<Text> = "capacityBlockId",
        /// `bootMode`: what its image asks for.
        boot_mode: Option<Text> = "bootMode",
        /// `currentInstanceBootMode`: how it was booted.
        current_boot_mode: Option<Text> = "currentInstanceBootMode",
        /// `tpmSupport`.
        tpm_support: Option<Text> = "tpmSupport",
        /// `productCodes`.
        product_codes: Vec<Element> = "productCodes",
        /// `licenseSet`.
        licenses: Vec<Element> = "licenseSet",
        /// `kernelId`.
        kernel_id: Option<Text> = "kernelId",
        /// `ramdiskId`.
        ramdisk_id: Option<Text> = "ramdiskId",
        /// `outpostArn`.
        outpost_arn: Option<Text> = "outpostArn",
        /// `operator`: the service that manages it, if one does.
        operator: Option<Element> = "operator",
    }

    /// The servers that one request made. docs: `Reservation`.
    Reservation "ec2.reservation" by "reservationId" {
        /// `reservationId`.
        id: Text = "reservationId",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `requesterId`: who asked for them on the owner's behalf.
        requester_id: Option<Text> = "requesterId",
        /// `groupSet`: security groups of the time before VPCs.
        groups: Vec<GroupRef> = "groupSet",
        /// `instancesSet`.
        instances: Vec<Instance> = "instancesSet",
    }

    /// Where a server runs. docs: `Placement`.
    Placement "ec2.placement" {
        /// `availabilityZone`, e.g. `eu-west-1a`.
        zone: Option<Text> = "availabilityZone",
        /// `availabilityZoneId`, e.g. `euw1-az1`: the same for all accounts.
        zone_id: Option<Text> = "availabilityZoneId",
        /// `tenancy`: `default`, `dedicated` or `host`.
        tenancy: Option<Text> = "tenancy",
        /// `groupName`: its placement group.
        group_name: Option<Text> = "groupName",
        /// `hostId`: its dedicated host.
        host_id: Option<Text> = "hostId",
        /// `affinity`.
        affinity: Option<Text> = "affinity",
        /// `partitionNumber`.
        partition_number: Option<u64> = "partitionNumber",
    }

    /// Why something is in its state. docs: `StateReason`.
    StateReason "ec2.state_reason" {
        /// `code`, e.g. `Server.InsufficientInstanceCapacity`.
        code: Option<Text> = "code",
        /// `message`.
        message: Option<Text> = "message",
    }

    /// A volume on a server. docs: `InstanceBlockDeviceMapping`.
    InstanceDevice "ec2.instance_device" {
        /// `deviceName`, e.g. `/dev/sdh`.
        device_name: Option<Text> = "deviceName",
        /// `ebs/volumeId`.
        volume_id: Option<Text> = "ebs/volumeId",
        /// `ebs/status`: `attaching`, `attached`, `detaching` or `detached`.
        status: Option<Text> = "ebs/status",
        /// `ebs/attachTime`.
        attach_time: Option<Timestamp> = "ebs/attachTime",
        /// `ebs/deleteOnTermination`: whether it is destroyed with the server.
        delete_on_termination: Option<bool> = "ebs/deleteOnTermination",
        /// `ebs/volumeOwnerId`.
        volume_owner_id: Option<Text> = "ebs/volumeOwnerId",
    }

    /// What a start, stop or termination changed. docs: `InstanceStateChange`.
    StateChange "ec2.state_change" by "instanceId" {
        /// `instanceId`.
        instance_id: Text = "instanceId",
        /// `currentState/name`.
        current: Text = "currentState/name",
        /// `previousState/name`.
        previous: Text = "previousState/name",
    }

    /// The health of a server. docs: `InstanceStatus`.
    InstanceStatus "ec2.instance_status" by "instanceId" {
        /// `instanceId`.
        instance_id: Text = "instanceId",
        /// `availabilityZone`.
        zone: Option<Text> = "availabilityZone",
        /// `instanceState/name`.
        state: Text = "instanceState/name",
        /// `instanceStatus/status`: `ok`, `impaired`, `initializing`, `insufficient-data` or `not-applicable`; the server's
        /// own network and system.
        instance_status: Option<Text> = "instanceStatus/status",
        /// `systemStatus/status`: the same words, for what the server runs on.
        system_status: Option<Text> = "systemStatus/status",
        /// `attachedEbsStatus/status`: the same words, for its volumes.
        volumes_status: Option<Text> = "attachedEbsStatus/status",
        /// `instanceStatus/details`.
        instance_details: Vec<Element> = "instanceStatus/details",
        /// `systemStatus/details`.
        system_details: Vec<Element> = "systemStatus/details",
        /// `eventsSet`: what is planned for it: `instance-reboot`, `instance-stop`, …
        events: Vec<Element> = "eventsSet",
    }

    /// What a server wrote to its serial console. docs: GetConsoleOutput.
    ConsoleOutput "ec2.console_output" by "instanceId" {
        /// `instanceId`.
        instance_id: Text = "instanceId",
        /// `timestamp`: when it was last updated.
        timestamp: Option<Timestamp> = "timestamp",
        /// `output`: in Base64. [`bytes`](Self::bytes) has it decoded.
        output: Option<Text> = "output",
    }

    /// One attribute of a server; the others are absent. docs: DescribeInstanceAttribute.
    InstanceAttribute "ec2.instance_attribute" by "instanceId" {
        /// `instanceId`.
        instance_id: Text = "instanceId",
        /// `instanceType/value`.
        instance_type: Option<Text> = "instanceType/value",
        /// `disableApiTermination/value`: whether it is protected from termination.
        disable_api_termination: Option<bool> = "disableApiTermination/value",
        /// `disableApiStop/value`: whether it is protected from being stopped.
        disable_api_stop: Option<bool> = "disableApiStop/value",
        /// `instanceInitiatedShutdownBehavior/value`: `stop` or `terminate`.
        shutdown_behavior: Option<Text> = "instanceInitiatedShutdownBehavior/value",
        /// `sourceDestCheck/value`.
        source_dest_check: Option<bool> = "sourceDestCheck/value",
        /// `ebsOptimized/value`.
        ebs_optimized: Option<bool> = "ebsOptimized/value",
        /// `groupSet`.
        security_groups: Vec<GroupRef> = "groupSet",
        /// `blockDeviceMapping`.
        block_devices: Vec<BlockDevice> = "blockDeviceMapping",
    }
}

impl ConsoleOutput {
    /// The output. The service keeps the last 64 KiB of it.
    ///
    /// # Errors
    /// [`Decode`](anycloud_core::ErrorKind::Decode): it is not Base64.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let text: String = self.output().unwrap_or_default().split_ascii_whitespace().collect();
        STANDARD.decode(text).map_err(|e| unread("the console's output is not Base64").with_source(e))
    }
}

impl Instance {
    /// The record of the request that made it: owner and requester.
    pub fn reservation(&self) -> Option<Reservation> {
        let reservation = self.element().parent()?.parent()?;
        reservation.child("reservationId").map(|_| Reservation(reservation))
    }

    /// What the service says once for all servers of a request.
    fn with_reservation(&self, mut json: Value) -> Value {
        if let (Some(reservation), Some(object)) = (self.reservation(), json.as_object_mut()) {
            let shared = reservation.0.children().filter(|field| field.name() != "instancesSet");
            let shared = shared.map(|field| (field.name().to_owned(), field.to_json())).collect();
            object.insert("reservation".into(), Value::Object(shared));
        }
        json
    }

    /// The same in memory of its own, apart from the list that it came with.
    pub fn detached(&self) -> Self {
        let with = self.reservation().map_or_else(|| self.0.clone(), |r| r.0);
        Self(self.0.detached_in(&with))
    }
}
