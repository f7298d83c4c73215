//! Machines.

use super::record;
use anycloud_core::{Action, Actions, ImageId, ServerId, SizeId, Text};
use anycloud_http::json::text;
use serde_json::{Map, Value};

record! {
    /// A machine: `GET /backends/B/machines`, and shorter the answer to a create.
    MachineInfo => "mist.machine", needs ["id"]
}

impl MachineInfo {
    /// Its id, as the provider writes it: unique in its backend only.
    pub fn id(&self) -> ServerId {
        ServerId::new(self.0.text("id").unwrap_or_default())
    }

    /// An id over all backends, made by the service's library. Not in the answer to a create.
    pub fn uuid(&self) -> Option<Text> {
        self.0.text("uuid")
    }

    /// Its name; the id if it has none.
    pub fn name(&self) -> Text {
        self.0.text("name").or_else(|| self.0.text("id")).unwrap_or_default()
    }

    /// What it does, in the service's word: `pending`, `rebooting`, `running`, `stopped`, `terminated`; in 2015 also
    /// `error`, `paused`, `suspended`, `unknown`. Not in the answer to a create.
    pub fn state(&self) -> Option<Text> {
        self.0.text("state")
    }

    /// Its image (`imageId`), if the provider remembers.
    pub fn image(&self) -> Option<ImageId> {
        self.0.text("imageId").map(ImageId::new)
    }

    /// Its size, by id, if the provider says it.
    pub fn size(&self) -> Option<SizeId> {
        self.0.text("size").map(SizeId::new)
    }

    /// Addresses and names reachable from the internet.
    pub fn public_ips(&self) -> Vec<Text> {
        self.0.texts("public_ips")
    }

    /// Addresses and names of private networks.
    pub fn private_ips(&self) -> Vec<Text> {
        self.0.texts("private_ips")
    }

    /// What is shown as tags: labels, and among them what the service adds, e.g. an EC2 zone.
    pub fn tags(&self) -> Vec<Text> {
        match self.get("tags").and_then(Value::as_object) {
            Some(tags) => tags.values().filter_map(text).collect(),
            None => self.0.texts("tags"),
        }
    }

    /// What the provider says besides, in its own keys: `availability` and `launchdatetime` on EC2, `DATACENTERID` on
    /// Linode.
    pub fn extra(&self) -> Option<&Map<String, Value>> {
        self.get("extra")?.as_object()
    }

    /// The labels among the tags: without the one that the service appends, of EC2 the zone (`extra.availability`),
    /// of Linode the name of the data centre. Somebody's own label of the same text stays. Source:
    /// `methods.list_machines` of Mist.io, 2014.
    pub(crate) fn labels(&self) -> Vec<Text> {
        let mut labels = self.tags();
        let extra = |name: &str| self.extra()?.get(name).and_then(text);
        let added = match (extra("availability"), extra("DATACENTERID")) {
            (Some(zone), _) => labels.iter().rposition(|tag| *tag == zone),
            (None, Some(_)) => labels.len().checked_sub(1),
            (None, None) => None,
        };
        if let Some(added) = added {
            labels.remove(added);
        }
        labels
    }

    /// What it allows now: its `can_…` fields. `stop` is hard; where the service takes `shutdown` that is the soft
    /// one, allowed when `stop` is.
    pub(crate) fn actions(&self, shutdown: bool) -> Actions {
        let flags = [
            ("can_destroy", Action::Destroy),
            ("can_reboot", Action::Reboot),
            ("can_rename", Action::Rename),
            ("can_start", Action::Start),
            ("can_stop", Action::PowerOff),
            ("can_tag", Action::Tag),
        ];
        let soft = (shutdown && self.0.flag("can_stop")).then_some(Action::Shutdown);
        flags
            .into_iter()
            .filter_map(|(name, action)| self.0.flag(name).then_some(action))
            .chain(soft)
            .collect()
    }
}
