//! What the cases compare: how many things there are, and how each looks.

use super::case::{Outcome, Skip, drives, networking, offered, skip};
use super::fixture::{At, Fault, Lab};
use anycloud_core::journal::Journal;
use anycloud_core::{
    Cloud, DrivesFate, Error, ErrorKind, Mutation, ResourceKind, Result, Server, ServerId, ServerQuery,
    ServerState,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many things there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) servers: usize,
    pub(super) drives: usize,
    pub(super) networks: usize,
    pub(super) addresses: usize,
    pub(super) firewalls: usize,
    pub(super) key_pairs: usize,
    pub(super) snapshots: usize,
}

/// How everything looks: `server ID` → its JSON, without what a provider counts up by itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Looks(BTreeMap<String, Value>);

impl Lab {
    /// Of the service itself where it can be asked.
    pub(super) async fn counts(&self) -> Counts {
        let looks = self.looks().await;
        let of = |kind: ResourceKind| {
            let listed = looks.0.keys().filter(|k| k.starts_with(&format!("{} ", kind.as_str()))).count();
            self.service.count(&kind).unwrap_or(listed)
        };
        Counts {
            servers: of(ResourceKind::Server),
            drives: of(ResourceKind::Drive),
            networks: of(ResourceKind::Network),
            addresses: of(ResourceKind::Address),
            firewalls: of(ResourceKind::Firewall),
            key_pairs: of(ResourceKind::KeyPair),
            snapshots: of(ResourceKind::Snapshot),
        }
    }

    pub(super) async fn looks(&self) -> Looks {
        let mut looks = BTreeMap::new();
        let can = self.cloud.capabilities();
        let mut add = |kind: &str, json: Value| {
            let id = json["id"].as_str().unwrap_or_default().to_owned();
            looks.insert(format!("{kind} {id}"), without_native(json));
        };
        if can.compute.is_some() {
            let all = self.cloud.servers(&ServerQuery::new()).all().await.expect("servers are listed");
            all.iter().for_each(|s| add("server", to_json(s)));
        }
        if can.drives.is_some() {
            let all = self.cloud.drives().all().await.expect("drives are listed");
            all.iter().for_each(|d| add("drive", to_json(d)));
        }
        if networking(&can).is_some_and(|n| offered(n.networks)) {
            let all = self.cloud.networks().all().await.expect("networks are listed");
            all.iter().for_each(|n| add("network", to_json(n)));
        }
        if networking(&can).is_some_and(|n| offered(n.addresses)) {
            let all = self.cloud.addresses().all().await.expect("addresses are listed");
            all.iter().for_each(|a| add("address", to_json(a)));
        }
        if networking(&can).is_some_and(|n| offered(n.firewalls)) {
            let all = self.cloud.firewalls().all().await.expect("firewalls are listed");
            all.iter().for_each(|f| add("firewall", to_json(f)));
        }
        if can.key_pairs.is_some() {
            let all = self.cloud.key_pairs().all().await.expect("key pairs are listed");
            all.iter().for_each(|k| add("key_pair", to_json(k)));
        }
        if drives(&can).is_some_and(|d| offered(d.snapshots)) {
            let all = self.cloud.snapshots().all().await.expect("snapshots are listed");
            all.iter().for_each(|s| add("snapshot", to_json(s)));
        }
        Looks(looks)
    }

    /// What a destroy takes with the server: its drives, on clouds that know them.
    pub(super) fn everything(&self) -> DrivesFate {
        if self.cloud.capabilities().drives.is_some() { DrivesFate::DestroyAll } else { DrivesFate::Keep }
    }

    pub(super) fn requests(&self) -> u64 {
        self.service.requests()
    }

    /// The next request of this sort meets this fault, or the case shows nothing here.
    pub(super) fn inject(&self, at: At, fault: Fault) -> Outcome {
        if self.service.inject(at, fault) {
            Ok(())
        } else {
            skip(format!("no {fault:?} at {at:?} in the fixture"))
        }
    }

    /// A handle as another process has it, with this journal.
    pub(super) fn reopen(&self, journal: impl Journal) -> Cloud {
        self.service.reopen().with_journal(journal)
    }

    pub(super) fn absent<T: From<String>>(&self, kind: &ResourceKind) -> Result<T, Skip> {
        match (self.absent)(kind) {
            Some(id) => Ok(String::from(id.as_str()).into()),
            None => skip(format!("no absent {} id in the fixture", kind.as_str())),
        }
    }

    /// Nothing of this may reach the provider.
    pub(super) async fn unsent<T>(
        &self,
        what: &str,
        kind: ErrorKind,
        act: impl IntoFuture<Output = Result<T>>,
    ) {
        let before = self.requests();
        let error = refused(what, act).await;
        assert_eq!(error.kind(), kind, "{what}: {error}");
        let sent = self.requests() - before;
        assert_eq!(sent, 0, "{what} was refused ({error}), but only after {sent} requests");
    }

    /// The server and its drives: some clouds call a drive unused while its server is off.
    pub(super) async fn with_drives(&self, id: &ServerId) -> Vec<String> {
        let drives = self.server(id).await.drives;
        std::iter::once(key(id.resource())).chain(drives.iter().map(|d| key(d.resource()))).collect()
    }

    /// Switches a server off, hard if possible, and waits for it.
    pub(super) async fn switch_off(&self, id: &ServerId) -> Outcome {
        use anycloud_core::{Action, PowerAction};
        let can = self.cloud.capabilities();
        let power = can.compute.as_ref().map(|c| c.power).unwrap_or_default();
        let action =
            if power.contains(Action::PowerOff) { PowerAction::PowerOff } else { PowerAction::Shutdown };
        if !power.contains(action.action()) {
            return skip("the cloud cannot switch servers off");
        }
        self.cloud.set_power(id.clone(), action).done().await.expect("the server is switched off");
        Ok(())
    }

    pub(super) async fn server(&self, id: &ServerId) -> Server {
        self.cloud.server(id).await.expect("the server is there")
    }

    /// What must be so of every server that was asked to run.
    pub(super) async fn assert_runs(&self, id: &ServerId) {
        assert_eq!(self.server(id).await.state, ServerState::Running, "{id} does not run");
    }
}

impl Looks {
    /// Panics if anything else than these has changed, come or gone.
    pub(super) fn assert_only(&self, after: &Self, changed: &[String]) {
        for (key, was) in &self.0 {
            if changed.contains(key) {
                continue;
            }
            match after.0.get(key) {
                None => panic!("{key} is gone, and only {changed:?} was meant"),
                Some(is) => assert_eq!(was, is, "{key} has changed, and only {changed:?} was meant"),
            }
        }
        for key in after.0.keys() {
            let known = changed.contains(key) || self.0.contains_key(key);
            assert!(known, "{key} has come, and only {changed:?} was meant");
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }
}

/// Names that a careless encoder breaks: quotes, separators, escapes, other scripts.
pub(super) const ODD_NAMES: [&str; 6] = [
    "a \"b\" 'c'",
    "a=1&b=2?c#d%41+",
    "<b>&amp;</b>",
    "back\\slash",
    "h\u{f6}her \u{2013} \u{6771}\u{4eac} \u{1f680}",
    "{\"a\": [1]}",
];

pub(super) fn key(resource: anycloud_core::ResourceRef) -> String {
    resource.to_string()
}

pub(super) fn to_json(thing: &impl serde::Serialize) -> Value {
    serde_json::to_value(thing).expect("outputs serialise")
}

/// Providers count traffic and time in their own records, so these differ from look to look.
pub(super) fn without_native(mut json: Value) -> Value {
    if let Some(object) = json.as_object_mut() {
        object.remove("native");
    }
    json
}

pub(super) async fn refused<T>(what: &str, act: impl IntoFuture<Output = Result<T>>) -> Error {
    match act.await {
        Ok(_) => panic!("{what} was accepted"),
        Err(error) => error,
    }
}

/// Makes a change and gives back what the error says, if there is one.
pub(super) async fn attempt<M: Mutation>(cloud: &Cloud, request: &M) -> Result<M::Value> {
    cloud.change(request).done().await
}
