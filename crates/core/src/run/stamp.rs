//! What an operation puts on the things that it makes, to find them again.

use super::OperationId;
use crate::error::{Error, ErrorKind};
use crate::id::ResourceRef;
use std::time::Duration;

/// What to do when it is not known whether a request took effect.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recover {
    /// The thing carries the stamp: look for it until the request can no longer take effect, and only then send
    /// again.
    Find,
    /// What it will be called is known before it is sent (PUT by name): sent again, and undone by that name if it
    /// carries the stamp.
    Named(ResourceRef),
    /// The provider takes the stamp as an idempotency key for so long: send the same again; later, look for it.
    Resend {
        /// How long the provider remembers the key.
        within: Duration,
    },
    /// Neither: stop with `Delivery::Unknown`; a person decides.
    Stop,
}

/// What a step writes on the thing it makes (tag, label, `user:` key) and, where the provider takes one, its
/// idempotency key. Unique for each step of each run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    operation: OperationId,
    step: Box<str>,
}

impl Stamp {
    /// The stamp of this step of that operation.
    pub fn new(operation: OperationId, step: &str) -> Self {
        Self { operation, step: step.into() }
    }

    /// The operation that it belongs to.
    pub fn operation(&self) -> OperationId {
        self.operation
    }

    /// The step that it belongs to.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// The stamp as text: 32 hex digits, a dash, and the name of the step.
    pub fn text(&self) -> String {
        format!("{}-{}", self.operation, self.step)
    }

    /// What [`discard`](crate::Provider::discard) answers of a thing that does not carry it: a `Conflict`, nothing sent.
    pub fn missing_on(&self, thing: &ResourceRef) -> Error {
        let text = "it does not carry the stamp of the operation that would remove it";
        Error::unsent(ErrorKind::Conflict, text).with_resource(thing.clone())
    }
}
