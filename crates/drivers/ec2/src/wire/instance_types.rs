//! What servers can be had in.

use super::records;
use crate::xml::Element;
use anycloud_core::Text;

records! {
    /// A size of servers. docs: `InstanceTypeInfo`.
    InstanceType "ec2.instance_type" by "instanceType" {
        /// `instanceType`, e.g. `m5.large`.
        name: Text = "instanceType",
        /// `vCpuInfo`: its processors.
        vcpu: Option<VcpuInfo> = "vCpuInfo",
        /// `memoryInfo`: its memory.
        memory: Option<MemoryInfo> = "memoryInfo",
        /// `processorInfo/supportedArchitectures`: which images it can start: `i386`, `x86_64`, `arm64`, …
        architectures: Vec<Text> = "processorInfo/supportedArchitectures",
        /// `processorInfo/sustainedClockSpeedInGhz`, in GHz.
        clock_speed_ghz: Option<f64> = "processorInfo/sustainedClockSpeedInGhz",
        /// `processorInfo/manufacturer`: `AMD`, `AWS`, `Intel`, …
        processor_manufacturer: Option<Text> = "processorInfo/manufacturer",
        /// `currentGeneration`: whether there is no newer one of its sort.
        current_generation: Option<bool> = "currentGeneration",
        /// `freeTierEligible`: whether it is a part of the free tier.
        free_tier_eligible: Option<bool> = "freeTierEligible",
        /// `bareMetal`: whether a server is the whole host, without a hypervisor.
        bare_metal: Option<bool> = "bareMetal",
        /// `hypervisor`: `nitro` or `xen`; nothing for bare metal.
        hypervisor: Option<Text> = "hypervisor",
        /// `burstablePerformanceSupported`: its share of the processors is earned and spent.
        burstable: Option<bool> = "burstablePerformanceSupported",
        /// `hibernationSupported`: whether a stop may keep the memory.
        hibernation: Option<bool> = "hibernationSupported",
        /// `dedicatedHostsSupported`: whether it runs on a host of one's own.
        dedicated_hosts: Option<bool> = "dedicatedHostsSupported",
        /// `autoRecoverySupported`: whether a server can move by itself when its host fails.
        auto_recovery: Option<bool> = "autoRecoverySupported",
        /// `instanceStorageSupported`: whether it has disks of its host.
        instance_storage: Option<bool> = "instanceStorageSupported",
        /// `instanceStorageInfo/totalSizeInGB`: all of these disks, in GB.
        instance_storage_gb: Option<u64> = "instanceStorageInfo/totalSizeInGB",
        /// `supportedUsageClasses`: `on-demand`, `spot`, …
        usage_classes: Vec<Text> = "supportedUsageClasses",
        /// `supportedRootDeviceTypes`: `ebs`, `instance-store`.
        root_device_types: Vec<Text> = "supportedRootDeviceTypes",
        /// `supportedVirtualizationTypes`: `hvm`, `paravirtual`.
        virtualization_types: Vec<Text> = "supportedVirtualizationTypes",
        /// `supportedBootModes`: `legacy-bios`, `uefi`.
        boot_modes: Vec<Text> = "supportedBootModes",
        /// `networkInfo/networkPerformance`, in words: `Up to 5 Gigabit`.
        network_performance: Option<Text> = "networkInfo/networkPerformance",
        /// `networkInfo`: how many interfaces and addresses it may have, and more.
        network_info: Option<Element> = "networkInfo",
        /// `ebsInfo`: how fast it reaches its volumes, and more.
        ebs_info: Option<Element> = "ebsInfo",
        /// `gpuInfo`: its graphics processors, if it has any.
        gpu_info: Option<Element> = "gpuInfo",
        /// `placementGroupInfo`: in which kinds of placement groups it may be.
        placement_group_info: Option<Element> = "placementGroupInfo",
    }

    /// The processors of a size. docs: `VCpuInfo`.
    VcpuInfo "ec2.vcpu_info" {
        /// `defaultVCpus`: cores times threads.
        vcpus: Option<u64> = "defaultVCpus",
        /// `defaultCores`: its physical cores.
        cores: Option<u64> = "defaultCores",
        /// `defaultThreadsPerCore`: 1 or 2.
        threads_per_core: Option<u64> = "defaultThreadsPerCore",
    }

    /// The memory of a size. docs: `MemoryInfo`.
    MemoryInfo "ec2.memory_info" {
        /// `sizeInMiB`, in MiB.
        mib: Option<u64> = "sizeInMiB",
    }
}
