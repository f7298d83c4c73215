//! Servers, which EC2 calls instances.

use super::{BlockDevice, GroupRef, NetworkInterface, Tag, records};
use crate::xml::{Element, unread};
use anycloud_core::{Result, Secret, Text, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

records! {
    /// A server. docs: EC2 API Reference, `Instance`. A record of a list shares the memory of the whole reply:
    /// [`detached`](Self::detached) is one that may be kept.
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
        /// `privateIpAddress`: its primary IPv4 address in its subnet.
        private_ip: Option<Text> = "privateIpAddress",
        /// `ipv6Address`: the primary one.
        ipv6: Option<Text> = "ipv6Address",
        /// `dnsName`: its public name; empty unless it has a public address.
        public_dns_name: Option<Text> = "dnsName",
        /// `privateDnsName`: its name inside of its VPC; empty until it runs.
        private_dns_name: Option<Text> = "privateDnsName",
        /// `vpcId`: the VPC of its subnet.
        vpc_id: Option<Text> = "vpcId",
        /// `subnetId`: the subnet of its first interface.
        subnet_id: Option<Text> = "subnetId",
        /// `groupSet`: its security groups.
        security_groups: Vec<GroupRef> = "groupSet",
        /// `networkInterfaceSet`: its interfaces, with their addresses.
        network_interfaces: Vec<NetworkInterface> = "networkInterfaceSet",
        /// `blockDeviceMapping`: its volumes.
        block_devices: Vec<InstanceDevice> = "blockDeviceMapping",
        /// `rootDeviceName`, e.g. `/dev/xvda`.
        root_device_name: Option<Text> = "rootDeviceName",
        /// `rootDeviceType`: `ebs` or `instance-store`.
        root_device_type: Option<Text> = "rootDeviceType",
        /// `tagSet`: its tags, with that of its name.
        tags: Vec<Tag> = "tagSet",
        /// `clientToken`: the key of the request that made it.
        client_token: Option<Text> = "clientToken",
        /// `amiLaunchIndex`: its number among those made by one request.
        ami_launch_index: Option<u64> = "amiLaunchIndex",
        /// `architecture`: `i386`, `x86_64`, `arm64`, …
        architecture: Option<Text> = "architecture",
        /// `hypervisor`: `xen`, for those on Nitro too.
        hypervisor: Option<Text> = "hypervisor",
        /// `virtualizationType`: `hvm` or `paravirtual`.
        virtualization_type: Option<Text> = "virtualizationType",
        /// `platform`: `windows`, or nothing.
        platform: Option<Text> = "platform",
        /// `platformDetails`, e.g. `Linux/UNIX`.
        platform_details: Option<Text> = "platformDetails",
        /// `usageOperation`: what is paid for, e.g. `RunInstances`.
        usage_operation: Option<Text> = "usageOperation",
        /// `instanceLifecycle`: `spot`, `scheduled`, `capacity-block` or `interruptible-capacity-reservation`; nothing
        /// for what is paid on demand.
        lifecycle: Option<Text> = "instanceLifecycle",
        /// `spotInstanceRequestId`: of a spot server.
        spot_request_id: Option<Text> = "spotInstanceRequestId",
        /// `monitoring/state`: `disabled`, `enabled` or between.
        monitoring: Option<Text> = "monitoring/state",
        /// `ebsOptimized`: whether its volumes have bandwidth of their own.
        ebs_optimized: Option<bool> = "ebsOptimized",
        /// `enaSupport`: whether it uses the Elastic Network Adapter.
        ena_support: Option<bool> = "enaSupport",
        /// `sriovNetSupport`: `simple` if it uses the Intel 82599 virtual function.
        sriov_net_support: Option<Text> = "sriovNetSupport",
        /// `sourceDestCheck`: whether it may only send and receive for itself.
        source_dest_check: Option<bool> = "sourceDestCheck",
        /// `iamInstanceProfile/arn`: the role that programs on it have.
        iam_instance_profile: Option<Text> = "iamInstanceProfile/arn",
        /// `hibernationOptions/configured`: whether a stop may keep its memory.
        hibernation: Option<bool> = "hibernationOptions/configured",
        /// `enclaveOptions/enabled`: whether it may have Nitro enclaves.
        enclave: Option<bool> = "enclaveOptions/enabled",
        /// `cpuOptions/coreCount`: its physical cores.
        core_count: Option<u64> = "cpuOptions/coreCount",
        /// `cpuOptions/threadsPerCore`: 1 or 2. Times the cores, it is how many processors its system sees.
        threads_per_core: Option<u64> = "cpuOptions/threadsPerCore",
        /// `metadataOptions`: how it may ask for its metadata: `httpTokens`, `httpPutResponseHopLimit`, …
        metadata_options: Option<Element> = "metadataOptions",
        /// `maintenanceOptions`: `autoRecovery` and `rebootMigration`, what happens when its host fails.
        maintenance_options: Option<Element> = "maintenanceOptions",
        /// `privateDnsNameOptions`: how its private name is made.
        private_dns_name_options: Option<Element> = "privateDnsNameOptions",
        /// `networkPerformanceOptions`: `bandwidthWeighting`, between network and volumes.
        network_performance_options: Option<Element> = "networkPerformanceOptions",
        /// `capacityReservationSpecification`: which reserved capacity it may use.
        capacity_reservation_specification: Option<Element> = "capacityReservationSpecification",
        /// `capacityReservationId`: the reserved capacity that it uses.
        capacity_reservation_id: Option<Text> = "capacityReservationId",
        /// `capacityBlockId`: the capacity block that it is a part of.
        capacity_block_id: Option<Text> = "capacityBlockId",
        /// `bootMode`: what its image asks for: `legacy-bios`, `uefi` or `uefi-preferred`.
        boot_mode: Option<Text> = "bootMode",
        /// `currentInstanceBootMode`: how it was booted: `legacy-bios` or `uefi`.
        current_boot_mode: Option<Text> = "currentInstanceBootMode",
        /// `tpmSupport`: `v2.0` if it has a NitroTPM.
        tpm_support: Option<Text> = "tpmSupport",
        /// `productCodes`: what of the marketplace is in its image, each with `productCode` and `type`.
        product_codes: Vec<Element> = "productCodes",
        /// `licenseSet`: its licenses, each with `licenseConfigurationArn`.
        licenses: Vec<Element> = "licenseSet",
        /// `kernelId`, of a paravirtual one.
        kernel_id: Option<Text> = "kernelId",
        /// `ramdiskId`, of a paravirtual one.
        ramdisk_id: Option<Text> = "ramdiskId",
        /// `outpostArn`: the Outpost that it runs on, if it does.
        outpost_arn: Option<Text> = "outpostArn",
        /// `operator`: the service that manages it, if one does.
        operator: Option<Element> = "operator",
    }

    /// The servers that one [`run_instances`](crate::Client::run_instances) made. docs: `Reservation`.
    Reservation "ec2.reservation" by "reservationId" {
        /// `reservationId`, e.g. `r-1234567890abcdef0`.
        id: Text = "reservationId",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `requesterId`: who asked for them on the owner's behalf.
        requester_id: Option<Text> = "requesterId",
        /// `groupSet`: security groups of the time before VPCs.
        groups: Vec<GroupRef> = "groupSet",
        /// `instancesSet`: the servers.
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
        /// `affinity`: `host` if a start brings it back to the same dedicated host, else `default`.
        affinity: Option<Text> = "affinity",
        /// `partitionNumber`: its partition of a placement group that has some.
        partition_number: Option<u64> = "partitionNumber",
    }

    /// Why something is in its state. docs: `StateReason`.
    StateReason "ec2.state_reason" {
        /// `code`, e.g. `Server.InsufficientInstanceCapacity`.
        code: Option<Text> = "code",
        /// `message`: the same in words.
        message: Option<Text> = "message",
    }

    /// A volume on a server. docs: `InstanceBlockDeviceMapping`.
    InstanceDevice "ec2.instance_device" {
        /// `deviceName`, e.g. `/dev/sdh`.
        device_name: Option<Text> = "deviceName",
        /// `ebs/volumeId`, e.g. `vol-1234567890abcdef0`.
        volume_id: Option<Text> = "ebs/volumeId",
        /// `ebs/status`: `attaching`, `attached`, `detaching` or `detached`.
        status: Option<Text> = "ebs/status",
        /// `ebs/attachTime`: when the attachment began.
        attach_time: Option<Timestamp> = "ebs/attachTime",
        /// `ebs/deleteOnTermination`: whether it is destroyed with the server.
        delete_on_termination: Option<bool> = "ebs/deleteOnTermination",
        /// `ebs/volumeOwnerId`: the account of the volume, where a service manages the server.
        volume_owner_id: Option<Text> = "ebs/volumeOwnerId",
    }

    /// What a start, stop or termination changed. docs: `InstanceStateChange`.
    StateChange "ec2.state_change" by "instanceId" {
        /// `instanceId`: the server.
        instance_id: Text = "instanceId",
        /// `currentState/name`: its state now, e.g. `stopping`.
        current: Text = "currentState/name",
        /// `previousState/name`: its state before the call.
        previous: Text = "previousState/name",
    }

    /// The health of a server. docs: `InstanceStatus`.
    InstanceStatus "ec2.instance_status" by "instanceId" {
        /// `instanceId`: the server.
        instance_id: Text = "instanceId",
        /// `availabilityZone`, e.g. `eu-west-1a`.
        zone: Option<Text> = "availabilityZone",
        /// `instanceState/name`: `pending`, `running`, `shutting-down`, `terminated`, `stopping` or `stopped`.
        state: Text = "instanceState/name",
        /// `instanceStatus/status`: `ok`, `impaired`, `initializing`, `insufficient-data` or `not-applicable`; the
        /// server's own network and system.
        instance_status: Option<Text> = "instanceStatus/status",
        /// `systemStatus/status`: the same words, for what the server runs on.
        system_status: Option<Text> = "systemStatus/status",
        /// `attachedEbsStatus/status`: the same words, for its volumes.
        volumes_status: Option<Text> = "attachedEbsStatus/status",
        /// `instanceStatus/details`: each check with `name`, `status` and, if it failed, `impairedSince`.
        instance_details: Vec<Element> = "instanceStatus/details",
        /// `systemStatus/details`: the same for what the server runs on.
        system_details: Vec<Element> = "systemStatus/details",
        /// `eventsSet`: what is planned for it: `instance-reboot`, `instance-stop`, …
        events: Vec<Element> = "eventsSet",
    }

    /// What a server wrote to its serial console, as [`get_console_output`](crate::Client::get_console_output) gave it.
    /// docs: `GetConsoleOutputResponse`.
    ConsoleOutput "ec2.console_output" by "instanceId" {
        /// `instanceId`: the server.
        instance_id: Text = "instanceId",
        /// `timestamp`: when it was last updated.
        timestamp: Option<Timestamp> = "timestamp",
        /// `output`: in Base64. [`bytes`](Self::bytes) has it decoded.
        output: Option<Text> = "output",
    }

    /// One attribute of a server, the one that
    /// [`describe_instance_attribute`](crate::Client::describe_instance_attribute) was asked for; the others are
    /// absent. docs: `InstanceAttribute`.
    InstanceAttribute "ec2.instance_attribute" by "instanceId" {
        /// `instanceId`: the server.
        instance_id: Text = "instanceId",
        /// `instanceType/value`: its size.
        instance_type: Option<Text> = "instanceType/value",
        /// `disableApiTermination/value`: whether it is protected from termination.
        disable_api_termination: Option<bool> = "disableApiTermination/value",
        /// `disableApiStop/value`: whether it is protected from being stopped.
        disable_api_stop: Option<bool> = "disableApiStop/value",
        /// `instanceInitiatedShutdownBehavior/value`: `stop` or `terminate`.
        shutdown_behavior: Option<Text> = "instanceInitiatedShutdownBehavior/value",
        /// `userData/value`: what it runs when it first starts, in Base64.
        user_data: Option<Secret> = "userData/value",
        /// `rootDeviceName/value`: the device of the volume that it boots from, e.g. `/dev/xvda`.
        root_device_name: Option<Text> = "rootDeviceName/value",
        /// `sourceDestCheck/value`: whether it may only send and receive for itself.
        source_dest_check: Option<bool> = "sourceDestCheck/value",
        /// `ebsOptimized/value`: whether its volumes have bandwidth of their own.
        ebs_optimized: Option<bool> = "ebsOptimized/value",
        /// `enaSupport/value`: whether it uses the Elastic Network Adapter.
        ena_support: Option<bool> = "enaSupport/value",
        /// `sriovNetSupport/value`: `simple` if it uses the Intel 82599 virtual function.
        sriov_net_support: Option<Text> = "sriovNetSupport/value",
        /// `enclaveOptions/enabled`: whether it may have Nitro enclaves.
        enclave: Option<bool> = "enclaveOptions/enabled",
        /// `kernel/value`: its kernel, if it is a paravirtual one.
        kernel_id: Option<Text> = "kernel/value",
        /// `ramdisk/value`: its RAM disk, if it is a paravirtual one.
        ramdisk_id: Option<Text> = "ramdisk/value",
        /// `productCodes`: what of the marketplace is in its image, each with `productCode` and `type`.
        product_codes: Vec<Element> = "productCodes",
        /// `groupSet`: its security groups.
        security_groups: Vec<GroupRef> = "groupSet",
        /// `blockDeviceMapping`: its volumes.
        block_devices: Vec<BlockDevice> = "blockDeviceMapping",
    }
}

impl ConsoleOutput {
    /// The output, decoded; nothing if the service has none yet. It keeps the last 64 KiB of it.
    ///
    /// # Errors
    /// [`Decode`](anycloud_core::ErrorKind::Decode): it is not Base64.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let text: String = self.output().unwrap_or_default().split_ascii_whitespace().collect();
        STANDARD.decode(text).map_err(|e| unread("the console's output is not Base64").with_source(e))
    }
}

impl Instance {
    /// The record of the request that made it, with owner and requester; `None` if the answer has none.
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

    /// The same in memory of its own, with its reservation: it no longer holds the list that it came with.
    pub fn detached(&self) -> Self {
        let with = self.reservation().map_or_else(|| self.0.clone(), |r| r.0);
        Self(self.0.detached_in(&with))
    }
}
