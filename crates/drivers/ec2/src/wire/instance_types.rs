//! What servers can be had in.

use super::records;
use crate::xml::Element;
use anycloud_core::Text;

records! {
    /// A size of servers. docs: `InstanceTypeInfo`.
    InstanceType "ec2.instance_type" by "instanceType" {
        /// `instanceType`, e.g. `m5.large`.
        name: Text = "instanceType",
        /// `vCpuInfo`.
        vcpu: Option<VcpuInfo> = "vCpuInfo",
        /// `memoryInfo`.
        memory: Option<MemoryInfo> = "memoryInfo",
        /// `processorInfo/supportedArchitectures`.
        architectures: Vec<Text> = "processorInfo/supportedArchitectures",
        /// `processorInfo/sustainedClockSpeedInGhz`.
        clock_speed_ghz: Option<f64> = "processorInfo/sustainedClockSpeedInGhz",
        /// `processorInfo/manufacturer`.
        processor_manufacturer: Option<Text> = "processorInfo/manufacturer",
        /// `currentGeneration`.
        current_generation: Option<bool> = "currentGeneration",
        /// `freeTierEligible`.
        free_tier_eligible: Option<bool> = "freeTierEligible",
        /// `bareMetal`.
        bare_metal: Option<bool> = "bareMetal",
        /// `hypervisor`.
        hypervisor: Option<Text> = "hypervisor",
        /// `burstablePerformanceSupported`: its share of the processors is earned and spent.
        burstable: Option<bool> = "burstablePerformanceSupported",
        /// `hibernationSupported`.
        hibernation: Option<bool> = "hibernationSupported",
        /// `dedicatedHostsSupported`.
        dedicated_hosts: Option<bool> = "dedicatedHostsSupported",
        /// `autoRecoverySupported`.
        auto_recovery: Option<bool> = "autoRecoverySupported",
        /// `instanceStorageSupported`: whether it has disks of its host.
        instance_storage: Option<bool> = "instanceStorageSupported",
        /// `instanceStorageInfo/totalSizeInGB`.
        instance_storage_gb: Option<u64> = "instanceStorageInfo/totalSizeInGB",
        /// `supportedUsageClasses`: `on-demand`, `spot`, …
        usage_classes: Vec<Text> = "supportedUsageClasses",
        /// `supportedRootDeviceTypes`.
        root_device_types: Vec<Text> = "supportedRootDeviceTypes",
        /// `supportedVirtualizationTypes`.
        virtualization_types: Vec<Text> = "supportedVirtualizationTypes",
        /// `supportedBootModes`.
        boot_modes: Vec<Text> = "supportedBootModes",
        /// `networkInfo/networkPerformance`, in words.
        network_performance: Option<Text> = "networkInfo/networkPerformance",
        /// `networkInfo`.
        network_info: Option<Element> = "networkInfo",
        /// `ebsInfo`.
        ebs_info: Option<Element> = "ebsInfo",
        /// `gpuInfo`.
        gpu_info: Option<Element> = "gpuInfo",
        /// `placementGroupInfo`.
        placement_group_info: Option<Element> = "placementGroupInfo",
    }

    /// The processors of a size. docs: `VCpuInfo`.
    VcpuInfo "ec2.vcpu_info" {
        /// `defaultVCpus`.
        vcpus: Option<u64> = "defaultVCpus",
        /// `defaultCores`.
        cores: Option<u64> = "defaultCores",
        /// `defaultThreadsPerCore`.
        threads_per_core: Option<u64> = "defaultThreadsPerCore",
    }

    /// The memory of a size. docs: `MemoryInfo`.
    MemoryInfo "ec2.memory_info" {
        /// `sizeInMiB`.
        mib: Option<u64> = "sizeInMiB",
    }
}
