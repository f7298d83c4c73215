//! Servers.

use super::{Client, records};
use crate::request::instances as request;
use crate::request::{Describe, ModifyInstance, Query, RunInstances, Stop};
use crate::wire::{ConsoleOutput, Instance, InstanceAttribute, InstanceStatus, Reservation, StateChange};
use crate::xml::Element;
use anycloud_core::run::Stamp;
use anycloud_core::{Listing, Result};

impl Client {
    /// DescribeInstances: servers, those terminated within the last hour too. By id, or by filters such as
    /// `instance-state-name` and `tag:Name`. What [`Instance`] shares with others of its request is its
    /// [`reservation`](Instance::reservation).
    pub fn describe_instances(&self, query: &Query) -> Listing<Instance> {
        self.list_by(Describe::INSTANCES, query, of_reservations)
    }

    /// DescribeInstanceStatus: the health of servers that run; of all with
    /// [`set("IncludeAllInstances", true)`](Query::set).
    pub fn describe_instance_status(&self, query: &Query) -> Listing<InstanceStatus> {
        self.list(Describe::INSTANCE_STATUS, query)
    }

    /// RunInstances: makes servers, and once only for each stamp. They are `pending` then.
    ///
    /// # Errors
    /// `NotFound` for the image, key pair, subnet or security group; `CapacityUnavailable`, `QuotaExceeded`; `Conflict`
    /// if the image is not available (any more), or the stamp was used with other parameters.
    pub async fn run_instances(&self, request: &RunInstances, stamp: &Stamp) -> Result<Reservation> {
        self.one(request::run(request, stamp), "").await
    }

    /// StartInstances. What runs already is left alone.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` in a state between; `CapacityUnavailable`.
    pub async fn start_instances(&self, ids: &[&str]) -> Result<Vec<StateChange>> {
        self.set(request::start(ids), "instancesSet").await
    }

    /// StopInstances. What is stopped already is left alone.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` in a state between, or if one is protected; `Unsupported` for what cannot be stopped, or
    /// hibernated.
    pub async fn stop_instances(&self, ids: &[&str], how: Stop) -> Result<Vec<StateChange>> {
        self.set(request::stop(ids, how), "instancesSet").await
    }

    /// RebootInstances: asks for it; when it happens cannot be seen. A system that does not end in some minutes is cut
    /// off.
    ///
    /// # Errors
    /// `NotFound`, `Conflict`.
    pub async fn reboot_instances(&self, ids: &[&str]) -> Result<()> {
        self.done(request::reboot(ids)).await
    }

    /// TerminateInstances: destroys servers, and those of their volumes that [say
    /// so](ModifyInstance::delete_on_termination). What is terminated already is left alone.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if one is protected.
    pub async fn terminate_instances(&self, ids: &[&str]) -> Result<Vec<StateChange>> {
        self.set(request::terminate(ids), "instancesSet").await
    }

    /// ModifyInstanceAttribute: one change of a server.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if the server must be stopped for it.
    pub async fn modify_instance_attribute(&self, id: &str, change: &ModifyInstance) -> Result<()> {
        self.done(request::modify(id, change)).await
    }

    /// DescribeInstanceAttribute: one that DescribeInstances does not tell, by the manual's name:
    /// `disableApiTermination`, `disableApiStop`, `instanceInitiatedShutdownBehavior` or `userData`.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn describe_instance_attribute(&self, id: &str, name: &str) -> Result<InstanceAttribute> {
        self.one(request::attribute(id, name), "").await
    }

    /// GetConsoleOutput: what was written since the last boot, as the service kept it soon after; what there is now
    /// with `latest`, for sizes on Nitro.
    ///
    /// # Errors
    /// `NotFound`, `Unsupported`.
    pub async fn get_console_output(&self, id: &str, latest: bool) -> Result<ConsoleOutput> {
        self.one(request::console_output(id, latest), "").await
    }
}

/// The servers of all reservations; some have none.
fn of_reservations(root: &Element, set: &str) -> Result<Vec<Instance>> {
    let mut instances = Vec::new();
    for reservation in root.at(set).iter().flat_map(Element::children) {
        instances.append(&mut records(&reservation, "instancesSet")?);
    }
    Ok(instances)
}
