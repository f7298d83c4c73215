//! Every call of the manual as a pure function from its arguments to a request.
//!
//! All go by POST with a form, in which `Action` names the call and each parameter stands where it was put.

pub(crate) mod addresses;
mod describe;
pub(crate) mod images;
pub(crate) mod instances;
pub(crate) mod interfaces;
pub(crate) mod key_pairs;
pub(crate) mod networks;
mod params;
mod query;
pub(crate) mod security_groups;
pub(crate) mod snapshots;
pub(crate) mod tags;
pub(crate) mod volumes;

pub use addresses::{AllocateAddress, AssociateAddress};
pub(crate) use describe::Describe;
pub use images::{CopyImage, CreateImage};
pub use instances::{ModifyInstance, RunInstances, Stop};
pub use interfaces::CreateInterface;
pub use networks::{CreateSubnet, CreateVpc};
pub use params::Params;
pub use query::{ImageQuery, Query};
pub use security_groups::{Permission, RuleChange};
pub use snapshots::CopySnapshot;
pub use volumes::{CreateVolume, ModifyVolume};

use crate::config::PROVIDER;
use anycloud_core::run::Stamp;
use anycloud_core::{Error, ResourceRef, Result};
use anycloud_http::Call;
use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;
use params::{checked, resource};
use std::borrow::Cow;

/// The version of the API that this driver speaks; the service has had no other since.
pub const API_VERSION: &str = "2016-11-15";

/// The most characters of a `ClientToken`. docs: RunInstances.
const TOKEN: usize = 64;

/// One call: its name, its parameters, and what sending it twice would do.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) params: Params,
    repeat: Repeat,
    /// Whether its parameters are known, so that ids among them can be checked.
    known: bool,
}

#[derive(Clone, Debug)]
enum Repeat {
    Harmless,
    Keyed(Stamp),
    Once,
    Reads,
}

impl Action {
    pub(crate) fn reads(name: &'static str, params: Params) -> Self {
        Self { name, params, repeat: Repeat::Reads, known: true }
    }

    /// Twice does no more than once, even if the second answer is a refusal.
    pub(crate) fn harmless(name: &'static str, params: Params) -> Self {
        Self { name, params, repeat: Repeat::Harmless, known: true }
    }

    pub(crate) fn once(name: &'static str, params: Params) -> Self {
        Self { name, params, repeat: Repeat::Once, known: true }
    }

    /// The service knows the stamp as `ClientToken`: twice does no more than once.
    pub(crate) fn keyed(name: &'static str, params: Params, stamp: &Stamp) -> Self {
        Self { name, params, repeat: Repeat::Keyed(stamp.clone()), known: true }
    }

    /// A call that this driver does not know, in which the same words may name other things.
    pub(crate) fn unknown(self) -> Self {
        Self { known: false, ..self }
    }

    pub(crate) fn only_reads(&self) -> bool {
        matches!(self.repeat, Repeat::Reads)
    }

    /// What it is about, if that is one thing.
    pub(crate) fn resource(&self) -> Option<ResourceRef> {
        if self.known { resource(&self.params) } else { None }
    }

    /// The request. With `dry_run` the service only says whether it would act.
    pub(crate) fn call(&self, dry_run: bool) -> Result<Call> {
        if self.known {
            checked(&self.params)?;
        }
        let params = self.params.clone();
        let params = if dry_run { params.set("DryRun", true) } else { params };
        let (params, stamp) = match &self.repeat {
            Repeat::Keyed(stamp) => (params.set("ClientToken", token(stamp)?), Some(stamp)),
            _ => (params, None),
        };
        let request = form(self.name, &params)?;
        Ok(match (&self.repeat, stamp) {
            (Repeat::Keyed(_), Some(stamp)) => Call::keyed(self.name, stamp, |_| request),
            (Repeat::Reads, _) => Call::safe(self.name, request),
            (Repeat::Harmless, _) => Call::idempotent(self.name, request),
            _ => Call::once(self.name, request),
        })
    }
}

fn token(stamp: &Stamp) -> Result<String> {
    let text = stamp.text();
    if text.len() > TOKEN || !text.is_ascii() {
        return Err(invalid(format!("a ClientToken has at most {TOKEN} ASCII characters")));
    }
    Ok(text)
}

fn form(action: &str, params: &Params) -> Result<Request<Bytes>> {
    Request::post("/")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")
        .body(params.body(action).into())
        .map_err(|e| invalid("this is no request").with_source(e))
}

pub(crate) fn invalid(what: impl Into<Cow<'static, str>>) -> Error {
    Error::invalid(what).with_provider(PROVIDER)
}

/// Methods that put a parameter under its name in the manual.
macro_rules! setters {
    ($($(#[$doc:meta])* $method:ident: $type:ty = $name:literal;)*) => { $(
        $(#[$doc])*
        #[must_use]
        pub fn $method(self, value: $type) -> Self {
            Self(self.0.set($name, value))
        }
    )* };
}

/// What all requests with parameters have in common.
macro_rules! request {
    ($type:ident) => {
        impl $type {
            /// A parameter that has no method here, by its name in the manual and as it is written there, e.g.
            /// `Name.1.Field`; instead of what it was. Ids in it are checked, nothing else is.
            #[must_use]
            pub fn set(self, name: &str, value: impl ToString) -> Self {
                Self(self.0.set(name, value))
            }

            /// The parameters so far, as they are sent but for `Action`, `Version`, `DryRun` and `ClientToken`.
            pub fn params(&self) -> &$crate::request::Params {
                &self.0
            }
        }
    };
}

use {request, setters};

#[cfg(test)]
mod tests;
