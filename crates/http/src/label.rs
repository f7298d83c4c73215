//! What every error of a call says about itself.

use crate::call::{Call, Class};
use anycloud_core::{Delivery, Error, ErrorKind};
use std::sync::Arc;

/// Provider, operation and class of a call.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    provider: Option<Arc<str>>,
    operation: &'static str,
    class: Class,
}

impl Label {
    pub(crate) fn new(provider: Option<Arc<str>>, call: &Call) -> Self {
        Self { provider, operation: call.operation, class: call.class }
    }

    /// What decoding a success said of it. If it cannot be read, nobody knows what it did.
    pub(crate) fn undecoded(&self, error: Error, status: u16) -> Error {
        let error = if error.status().is_none() { error.with_status(status) } else { error };
        let unread = error.kind() == ErrorKind::Decode;
        self.settle(if unread { error.delivered(Delivery::Unknown) } else { error }, unread)
    }

    /// The error as the caller gets it: names filled in where the judge left them out, and the delivery of *all*
    /// attempts. A read changes nothing, so that its delivery is never unknown.
    pub(crate) fn settle(&self, mut error: Error, may_have_acted: bool) -> Error {
        if let (None, Some(provider)) = (error.provider(), &self.provider) {
            error = error.with_provider(&**provider);
        }
        if error.call().is_none() {
            error = error.with_call(self.operation);
        }
        match (self.class, error.delivery()) {
            (Class::Safe, Delivery::Unknown) => error.delivered(Delivery::Refused),
            (Class::Safe, _) => error,
            _ if may_have_acted => error.delivered(Delivery::Unknown),
            _ => error,
        }
    }
}
