//! Servers.

use super::{Action, Params, request, setters};
use anycloud_core::run::Stamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What [`run_instances`](crate::Client::run_instances) makes: the parameters of RunInstances.
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
        /// `SubnetId`: where its interface is; a default one of the zone if nothing is said.
        subnet: &str = "SubnetId";
        /// `PrivateIpAddress`: its IPv4 address, one of the subnet's, for one server alone; the service's choice if
        /// nothing is said.
        private_ip: &str = "PrivateIpAddress";
        /// `Placement.AvailabilityZone`, e.g. `eu-west-1a`: the service's choice, or the subnet's, if nothing is said.
        zone: &str = "Placement.AvailabilityZone";
        /// `Placement.Tenancy`: `default`, `dedicated` or `host`.
        tenancy: &str = "Placement.Tenancy";
        /// `IamInstanceProfile.Name`: the role that programs on it have. Who asks must be allowed to pass it on.
        instance_profile: &str = "IamInstanceProfile.Name";
        /// `Monitoring.Enabled`: whether it is measured each minute, for money, and not each five.
        monitoring: bool = "Monitoring.Enabled";
        /// `EbsOptimized`: whether its volumes have bandwidth of their own, for money where the size has none by
        /// itself.
        ebs_optimized: bool = "EbsOptimized";
        /// `HibernationOptions.Configured`: whether a stop may keep its memory.
        hibernation: bool = "HibernationOptions.Configured";
        /// `DisableApiTermination`: whether [`terminate_instances`](crate::Client::terminate_instances) is refused.
        termination_protection: bool = "DisableApiTermination";
        /// `InstanceInitiatedShutdownBehavior`: what a shutdown from inside does, `stop` (the default) or `terminate`.
        shutdown_behavior: &str = "InstanceInitiatedShutdownBehavior";
    }

    /// `MinCount` and `MaxCount`: as many as there is room for, up to `most`; none at all if there is no room for
    /// `least`.
    #[must_use]
    pub fn count(self, least: u32, most: u32) -> Self {
        Self(self.0.set("MinCount", least).set("MaxCount", most))
    }

    /// `SecurityGroupId`: its security groups, by id; the VPC's default one if nothing is said.
    #[must_use]
    pub fn security_groups<T: ToString>(self, ids: impl IntoIterator<Item = T>) -> Self {
        Self(self.0.list("SecurityGroupId", ids))
    }

    /// `UserData`: what the server runs when it first starts, at most 16 KiB. It is sent in Base64.
    #[must_use]
    pub fn user_data(self, data: impl AsRef<[u8]>) -> Self {
        Self(self.0.set("UserData", STANDARD.encode(data)))
    }

    /// `TagSpecification`: tags for what is made of this type: `instance`, `volume`, `network-interface` or
    /// `spot-instances-request`. The name of a server is its tag `Name`.
    #[must_use]
    pub fn tags<'a>(self, on: &str, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags(on, tags))
    }

    /// `BlockDeviceMapping`: one more volume, or a change to one of the image's. `settings` are by the manual's names,
    /// e.g. `("Ebs.VolumeSize", "20")`.
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

/// How [`stop_instances`](crate::Client::stop_instances) stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the ways of the manual; another one is a new parameter
pub enum Stop {
    /// `Force`: the system is shut down, and cut off if it has not ended in time.
    Force,
    /// `Hibernate`: memory is kept, if the server was [made for it](RunInstances::hibernation). If that fails, the
    /// system is shut down.
    Hibernate,
    /// The system is shut down.
    #[default]
    Plain,
    /// `Force` and `SkipOsShutdown`: off at once, like a power failure. What the system has not written is lost. docs:
    /// EC2 User Guide, "Methods for stopping an instance".
    PowerOff,
}

/// One change of a server, for [`modify_instance_attribute`](crate::Client::modify_instance_attribute): the service
/// takes one at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifyInstance(Params);

impl ModifyInstance {
    /// `InstanceType`: another size. The server must be stopped.
    pub fn instance_type(name: &str) -> Self {
        Self(Params::new().set("InstanceType.Value", name))
    }

    /// `Attribute=userData`: what it runs when it first starts, at most 16 KiB, sent in Base64. The server must be
    /// stopped.
    pub fn user_data(data: impl AsRef<[u8]>) -> Self {
        Self(Params::new().set("Attribute", "userData").set("Value", STANDARD.encode(data)))
    }

    /// `DisableApiTermination`: whether [`terminate_instances`](crate::Client::terminate_instances) is refused.
    pub fn termination_protection(on: bool) -> Self {
        Self(Params::new().set("DisableApiTermination.Value", on))
    }

    /// `DisableApiStop`: whether [`stop_instances`](crate::Client::stop_instances) is refused.
    pub fn stop_protection(on: bool) -> Self {
        Self(Params::new().set("DisableApiStop.Value", on))
    }

    /// `GroupId`: its security groups by id, one at least, instead of those that it has.
    pub fn security_groups<T: ToString>(ids: impl IntoIterator<Item = T>) -> Self {
        Self(Params::new().list("GroupId", ids))
    }

    /// `InstanceInitiatedShutdownBehavior`: what a shutdown from inside does, `stop` or `terminate`.
    pub fn shutdown_behavior(behavior: &str) -> Self {
        Self(Params::new().set("InstanceInitiatedShutdownBehavior.Value", behavior))
    }

    /// `SourceDestCheck`: whether it may only send and receive for itself. A router or gateway needs `false`.
    pub fn source_dest_check(on: bool) -> Self {
        Self(Params::new().set("SourceDestCheck.Value", on))
    }

    /// `EbsOptimized`: whether its volumes have bandwidth of their own. The server must be stopped.
    pub fn ebs_optimized(on: bool) -> Self {
        Self(Params::new().set("EbsOptimized.Value", on))
    }

    /// `BlockDeviceMapping`: whether the volume of this device, e.g. `/dev/sdf`, is destroyed with the server.
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
        Stop::PowerOff => several(ids).set("Force", true).set("SkipOsShutdown", true),
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
