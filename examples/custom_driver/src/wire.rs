//! From the service's records to core's models.

use crate::service::{Disk, Machine, Model, Power};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Actions, Attachment, ByteSize, Cpu, Drive, DriveId, DriveState, Error, Money, Period, Record,
    Result, Server, ServerAddress, ServerId, ServerState, Size, SizeId, SizePrice, Tags,
};
use std::collections::BTreeMap;

/// The label that holds the stamp of the run that made a thing. It is ours, and no tag.
const STAMP: &str = "anycloud";

impl Record for Machine {
    fn kind(&self) -> &'static str {
        "loft.machine"
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Machine {
    pub(crate) fn id(&self) -> ServerId {
        ServerId::new(self.number.to_string())
    }

    pub(crate) fn carries(&self, stamp: &Stamp) -> bool {
        carries(&self.labels, stamp)
    }

    /// The stamp of the run that made it.
    pub(crate) fn stamp(&self) -> Option<&String> {
        self.labels.get(STAMP)
    }

    pub(crate) fn to_server(&self) -> Server {
        let (state, actions) = match self.power {
            Power::Booting => (ServerState::Pending, vec![Action::PowerOff]),
            Power::Off => (ServerState::Stopped, vec![Action::Start]),
            Power::On => (ServerState::Running, vec![Action::PowerOff, Action::Reboot]),
        };
        let always = [Action::Destroy, Action::Rename, Action::Tag];
        let actions: Actions = always.into_iter().chain(actions).collect();
        let mut server = Server::new(self.id(), self.name.clone(), state, actions);
        server.addresses.extend(self.address.map(ServerAddress::public));
        server.size = Some(SizeId::new(self.model.clone()));
        server.drives.push(DriveId::new(self.disk.to_string()));
        // Changes with every boot: that a reboot happened can be seen.
        server.boot = Some(self.boots.to_string().into());
        server.tags = tags(&self.labels);
        server.with_native(self.clone())
    }
}

impl Record for Disk {
    fn kind(&self) -> &'static str {
        "loft.disk"
    }

    fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Disk {
    pub(crate) fn id(&self) -> DriveId {
        DriveId::new(self.number.to_string())
    }

    pub(crate) fn carries(&self, stamp: &Stamp) -> bool {
        carries(&self.labels, stamp)
    }

    pub(crate) fn to_drive(&self) -> Drive {
        let state = match (self.ready, self.machine) {
            (false, _) => DriveState::Pending,
            (true, None) => DriveState::Available,
            (true, Some(_)) => DriveState::Attached,
        };
        let mut drive = Drive::new(self.id(), self.name.clone(), state);
        drive.size = Some(ByteSize::gib(self.gib));
        drive.used_by.extend(self.machine.map(|number| Attachment::new(ServerId::new(number.to_string()))));
        drive.tags = tags(&self.labels);
        drive.with_native(self.clone())
    }
}

impl Model {
    pub(crate) fn to_size(&self) -> Result<Size> {
        let mut size = Size::new(SizeId::new(self.name), self.name);
        (size.cpu, size.memory) = (Some(Cpu::cores(self.cores)), Some(ByteSize::mib(self.memory_mib)));
        size.prices.push(SizePrice::new(Money::parse(self.euros, "EUR")?, Period::Hour));
        Ok(size)
    }
}

/// Tags and, where a run makes the machine, its stamp, as labels.
///
/// # Errors
/// `InvalidRequest` for a tag that would pass for a stamp.
pub(crate) fn labels(tags: &Tags, stamp: Option<&str>) -> Result<BTreeMap<String, String>> {
    if tags.contains_key(STAMP) {
        return Err(Error::invalid(format!("the tag {STAMP:?} is this driver's own")));
    }
    let tags = tags.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Ok(tags.chain(stamp.map(|stamp| (STAMP.to_owned(), stamp.to_owned()))).collect())
}

fn tags(labels: &BTreeMap<String, String>) -> Tags {
    let tags = labels.iter().filter(|(name, _)| *name != STAMP);
    tags.map(|(name, value)| (name.clone().into(), value.clone().into())).collect()
}

fn carries(labels: &BTreeMap<String, String>, stamp: &Stamp) -> bool {
    labels.get(STAMP) == Some(&stamp.text())
}
