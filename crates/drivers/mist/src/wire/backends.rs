//! Backends and the providers they can be of.

use super::record;
use crate::settings::BackendId;
use anycloud_core::{Secret, Text};
use anycloud_http::json::{Object, flag};

record! {
    /// One cloud of an account: `GET /backends`, and the answer to `POST /backends`.
    BackendInfo => "mist.backend", needs ["id", "backend_id"]
}

impl BackendInfo {
    /// Its id, for the calls of [`Client`](crate::Client) and for [`Config::backend`](crate::Config::backend).
    pub fn id(&self) -> BackendId {
        BackendId::new(id(&self.0).unwrap_or_default())
    }

    /// Its name; the id if it has none.
    pub fn title(&self) -> Text {
        self.0.text("title").or_else(|| id(&self.0)).unwrap_or_default()
    }

    /// Its provider, e.g. `ec2_ap_northeast`. January wrote some with their region: `rackspace:dfw`.
    pub fn provider(&self) -> Text {
        self.0.text("provider").unwrap_or_default()
    }

    /// Its region, where [`provider`](Self::provider) does not say it.
    pub fn region(&self) -> Option<Text> {
        self.0.text("region")
    }

    /// Whether it is asked for its machines. One that does not say so is: only who disables it makes it otherwise.
    pub fn is_enabled(&self) -> bool {
        self.get("enabled").and_then(flag).unwrap_or(true)
    }

    /// `wait` in January, `online` or `offline` later; only lists have it.
    pub fn state(&self) -> Option<Text> {
        self.0.text("state")
    }

    /// `off`; only the answer to an added backend has it.
    pub fn status(&self) -> Option<Text> {
        self.0.text("status")
    }

    /// Its place in the list; only the answer to an added backend has it.
    pub fn index(&self) -> Option<u64> {
        self.0.count("index")
    }

    /// The key or user. With some providers it is all of the credentials. No call shows the other half.
    pub fn apikey(&self) -> Option<Secret> {
        self.0.text("apikey").map(|key| Secret::new(key.as_str()))
    }

    /// The URL of its service, where it has one of its own.
    pub fn apiurl(&self) -> Option<Text> {
        self.0.text("apiurl")
    }

    /// The tenant of OpenStack and HP Cloud, the project of Google Compute Engine.
    pub fn tenant_name(&self) -> Option<Text> {
        self.0.text("tenant_name")
    }

    /// How often the service's own pages ask it, in milliseconds.
    pub fn poll_interval(&self) -> Option<u64> {
        self.0.count("poll_interval")
    }
}

/// The answer to one that is added with `Api-Version: 2` may have nothing but this, under another name.
fn id(object: &Object) -> Option<Text> {
    object.text("id").or_else(|| object.text("backend_id"))
}

record! {
    /// A provider that backends can be of: `GET /providers`.
    ProviderInfo => "mist.provider", needs ["provider"]
}

impl ProviderInfo {
    /// Its id, for [`AddBackend`](crate::AddBackend).
    pub fn provider(&self) -> Text {
        self.0.text("provider").unwrap_or_default()
    }

    /// Its name for people.
    pub fn title(&self) -> Text {
        self.0.text("title").unwrap_or_default()
    }

    /// Whether its regions are listed inside of it: the sign of `Api-Version: 2`.
    pub(crate) fn has_regions(&self) -> bool {
        self.get("regions").is_some()
    }
}
