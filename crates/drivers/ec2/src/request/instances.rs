//! Servers.

use super::{Action, Params, request, setters};
use anycloud_core::run::Stamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What RunInstances makes.
///
/// ```
/// use anycloud_ec2::RunInstances;
/// let web = RunInstances::new("ami-1234567890abcdef0")
///     .instance_type("t3.micro")
///     .count(1, 3)
///     .key_name("me")
///     .user_data(b"#!/bin/sh\necho hello")
///     .tags("instance", [("Name", "web")])
///     .set("MetadataOptions.HttpTokens", "required");
/// # let _ = web;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunInstances(Params);

request!(RunInstances);

impl RunInstances {
    /// One server of this image.
    pub fn new(image: &str) -> Self {
        Self(Params::new().set("ImageId", image)).count(1, 1)
    }

    setters! {
        /// `InstanceType`: the size. `m1.small` if nothing is said.
        instance_type: &str = "InstanceType";
        /// `KeyName`: the key pair whose public key it gets.
        key_name: &str = "KeyName";
        /// `SubnetId`: the default VPC's if nothing is said.
        subnet: &str = "SubnetId";
        /// `PrivateIpAddress`: of the subnet's.
        private_ip: &str = "PrivateIpAddress";
        /// `Placement.AvailabilityZone`.
        zone: &str = "Placement.AvailabilityZone";
        /// `Placement.Tenancy`: `default`, `dedicated` or `host`.
        tenancy: &str = "Placement.Tenancy";
        /// `IamInstanceProfile.Name`: the role that programs on it have.
        instance_profile: &str = "IamInstanceProfile.Name";
        /// `Monitoring.Enabled`: detailed, for money.
        monitoring: bool = "Monitoring.Enabled";
        /// `EbsOptimized`.
        ebs_optimized: bool = "EbsOptimized";
        /// `HibernationOptions.Configured`: whether a stop may keep its memory.
        hibernation: bool = "HibernationOptions.Configured";
        /// `DisableApiTermination`: whether it is protected from termination.
        termination_protection: bool = "DisableApiTermination";
        /// `InstanceInitiatedShutdownBehavior`: `stop` or `terminate`.
        shutdown_behavior: &str = "InstanceInitiatedShutdownBehavior";
    }

    /// `MinCount` and `MaxCount`: as many as there is room for, up to `most`; none at all if there is no room for `least`.
    #[must_use]
    pub fn count(self, least: u32, most: u32) -> Self {
        Self(self.0.set("MinCount", least).set("MaxCount", most))
    }

    /// `SecurityGroupId`.
    #[must_use]
    pub fn security_groups<T: ToString>(self, ids: impl IntoIterator<Item = T>) -> Self {
        Self(self.0.list("SecurityGroupId", ids))
    }

    /// `UserData`: what the server runs when it first starts, at most 16 KiB. It is sent in Base64.
    #[must_use]
    pub fn user_data(self, data: impl AsRef<[u8]>) -> Self {
        Self(self.0.set("UserData", STANDARD.encode(data)))
    }

    /// `TagSpecification`: tags for what is made of this type: `instance`, `volume` or `network-interface`.
    #[must_use]
    pub fn tags<'a>(self, on: &str, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags(on, tags))
    }

    /// `BlockDeviceMapping`: one more volume, or a change to one of the image's. `settings` are by the manual's names, e.g.
    /// `("Ebs.VolumeSize", "20")`.
    #[must_use]
    pub fn volume<'a>(self, device: &str, settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let number = self.0.entries("BlockDeviceMapping", "DeviceName") + 1;
        let at = format!("BlockDeviceMapping.{number}");
        let named = self.0.set(&format!("{at}.DeviceName"), device);
        Self(
            settings
                .into_iter()
                .fold(named, |params, (key, value)| params.set(&format!("{at}.{key}"), value)),
        )
    }
}

/// How StopInstances stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the three ways of the manual; another one is a new parameter
pub enum Stop {
    /// `Force`: without giving the system time to write its caches.
    Force,
    /// `Hibernate`: memory is kept, if the server was made for it.
    Hibernate,
    /// The system is shut down.
    #[default]
    Plain,
}

/// One change of a server: ModifyInstanceAttribute takes one at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifyInstance(Params);

impl ModifyInstance {
    /// `InstanceType`. The server must be stopped.
    pub fn instance_type(name: &str) -> Self {
        Self(Params::new().set("InstanceType.Value", name))
    }

    /// `userData`. The server must be stopped.
    pub fn user_data(data: impl AsRef<[u8]>) -> Self {
        Self(Params::new().set("Attribute", "userData").set("Value", STANDARD.encode(data)))
    }

    /// `DisableApiTermination`: whether it is protected from termination.
    pub fn termination_protection(on: bool) -> Self {
        Self(Params::new().set("DisableApiTermination.Value", on))
    }

    /// `DisableApiStop`: whether it is protected from being stopped.
    pub fn stop_protection(on: bool) -> Self {
        Self(Params::new().set("DisableApiStop.Value", on))
    }

    /// `GroupId`: its security groups, instead of those that it has.
    pub fn security_groups<T: ToString>(ids: impl IntoIterator<Item = T>) -> Self {
        Self(Params::new().list("GroupId", ids))
    }

    /// `InstanceInitiatedShutdownBehavior`: `stop` or `terminate`.
    pub fn shutdown_behavior(behavior: &str) -> Self {
        Self(Params::new().set("InstanceInitiatedShutdownBehavior.Value", behavior))
    }

    /// `SourceDestCheck`.
    pub fn source_dest_check(on: bool) -> Self {
        Self(Params::new().set("SourceDestCheck.Value", on))
    }

    /// `EbsOptimized`. The server must be stopped.
    pub fn ebs_optimized(on: bool) -> Self {
        Self(Params::new().set("EbsOptimized.Value", on))
    }

    /// `BlockDeviceMapping`: whether the volume of this device is destroyed with the server.
    pub fn delete_on_termination(device: &str, delete: bool) -> Self {
        let params = Params::new().set("BlockDeviceMapping.1.DeviceName", device);
        Self(params.set("BlockDeviceMapping.1.Ebs.DeleteOnTermination", delete))
    }
}

pub(crate) fn run(request: &RunInstances, stamp: &Stamp) -> Action {
    Action::keyed("RunInstances", request.0.clone(), stamp)
}

pub(crate) fn start(ids: &[&str]) -> Action {
    Action::harmless("StartInstances", several(ids))
}

pub(crate) fn stop(ids: &[&str], how: Stop) -> Action {
    let params = match how {
        Stop::Force => several(ids).set("Force", true),
        Stop::Hibernate => several(ids).set("Hibernate", true),
        Stop::Plain => several(ids),
    };
    Action::harmless("StopInstances", params)
}

pub(crate) fn reboot(ids: &[&str]) -> Action {
    Action::once("RebootInstances", several(ids))
}

pub(crate) fn terminate(ids: &[&str]) -> Action {
    Action::harmless("TerminateInstances", several(ids))
}

pub(crate) fn modify(id: &str, change: &ModifyInstance) -> Action {
    let params = change.0.iter().fold(one(id), |params, (name, value)| params.set(name, value));
    Action::harmless("ModifyInstanceAttribute", params)
}

pub(crate) fn attribute(id: &str, name: &str) -> Action {
    Action::reads("DescribeInstanceAttribute", one(id).set("Attribute", name))
}

pub(crate) fn console_output(id: &str, latest: bool) -> Action {
    let params = if latest { one(id).set("Latest", true) } else { one(id) };
    Action::reads("GetConsoleOutput", params)
}

fn one(id: &str) -> Params {
    Params::new().set("InstanceId", id)
}

fn several(ids: &[&str]) -> Params {
    Params::new().list("InstanceId", ids)
}
