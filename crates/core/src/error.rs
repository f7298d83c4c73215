//! One error type for every driver, and the rule of delivery.

mod kind;

pub use kind::{Delivery, ErrorKind};

use crate::failure::Failure;
use crate::id::ResourceRef;
use crate::operation::OperationRef;
use crate::run::OperationId;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// What every fallible function of anycloud returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of anycloud: one pointer wide, with everything that was known when it happened.
///
/// `Display` is one line without bodies, query strings or secrets. It ends with what can be done: the
/// [operation](Self::operation) that is kept, or that the [provider's](Self::operation_ref) can be waited for again.
///
/// ```
/// use anycloud_core::{Delivery, Error, ErrorKind};
/// let e = Error::new(ErrorKind::Busy, "the drive is in use").with_provider("elastichosts").with_code("busy");
/// assert_eq!(e.kind(), ErrorKind::Busy);
/// assert_eq!(e.delivery(), Delivery::Refused);
/// assert_eq!(e.to_string(), "elastichosts: the drive is in use (busy)");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    delivery: Delivery,
    message: Cow<'static, str>,
    provider: Option<Box<str>>,
    call: Option<Cow<'static, str>>,
    status: Option<u16>,
    code: Option<Box<str>>,
    request_id: Option<Box<str>>,
    retry_after: Option<Duration>,
    resource: Option<ResourceRef>,
    operation: Option<OperationId>,
    operation_ref: Option<OperationRef>,
    leftovers: Vec<ResourceRef>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error that the provider answered, or that happened before anything was sent; say otherwise with
    /// [`delivered`](Self::delivered).
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            delivery: Delivery::Refused,
            message: message.into(),
            provider: None,
            call: None,
            status: None,
            code: None,
            request_id: None,
            retry_after: None,
            resource: None,
            operation: None,
            operation_ref: None,
            leftovers: Vec::new(),
            source: None,
        }))
    }

    /// What is refused here: nothing was sent.
    pub fn unsent(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(kind, message).delivered(Delivery::NotSent)
    }

    /// Something that the cloud cannot do, known before any request.
    pub fn unsupported(what: impl Into<Cow<'static, str>>) -> Self {
        Self::unsent(ErrorKind::Unsupported, what)
    }

    /// A request that is wrong in itself, known before it is sent.
    pub fn invalid(what: impl Into<Cow<'static, str>>) -> Self {
        Self::unsent(ErrorKind::InvalidRequest, what)
    }

    /// A configuration that cannot work.
    pub fn config(what: impl Into<Cow<'static, str>>) -> Self {
        Self::unsent(ErrorKind::InvalidConfig, what)
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the provider may have acted.
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    /// The sentence, without provider, call or code.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The provider that was asked, e.g. `elastichosts`.
    pub fn provider(&self) -> Option<&str> {
        self.0.provider.as_deref()
    }

    /// The call of the provider's manual that failed, e.g. `drives create`.
    pub fn call(&self) -> Option<&str> {
        self.0.call.as_deref()
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's own code, e.g. the first word of `X-Elastic-Error`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The provider's id of the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the provider asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The resource that it is about.
    pub fn resource(&self) -> Option<&ResourceRef> {
        self.0.resource.as_ref()
    }

    /// Our own operation in the journal: resume or undo it.
    pub fn operation(&self) -> Option<OperationId> {
        self.0.operation
    }

    /// What the provider still works on: wait for it.
    pub fn operation_ref(&self) -> Option<&OperationRef> {
        self.0.operation_ref.as_ref()
    }

    /// What this operation made and could not remove.
    pub fn leftovers(&self) -> &[ResourceRef] {
        &self.0.leftovers
    }

    /// Whether the same look at the provider may succeed a little later.
    pub fn is_transient(&self) -> bool {
        match self.0.kind {
            ErrorKind::Busy | ErrorKind::RateLimited | ErrorKind::Transport => true,
            ErrorKind::Provider => self.0.status.is_some_and(|s| s >= 500),
            _ => false,
        }
    }

    /// Says whether the provider may have acted.
    pub fn delivered(mut self, delivery: Delivery) -> Self {
        self.0.delivery = delivery;
        self
    }

    /// Adds the provider.
    pub fn with_provider(mut self, provider: impl Into<Box<str>>) -> Self {
        self.0.provider = Some(provider.into());
        self
    }

    /// Adds the provider, where it is not named and the error is not of this machine.
    pub(crate) fn of(self, provider: &str) -> Self {
        match self.0.kind {
            ErrorKind::Journal | ErrorKind::LocalIo => self,
            _ if self.0.provider.is_some() => self,
            _ => self.with_provider(provider),
        }
    }

    /// Adds the call of the provider's manual.
    pub fn with_call(mut self, call: impl Into<Cow<'static, str>>) -> Self {
        self.0.call = Some(call.into());
        self
    }

    /// Adds the HTTP status.
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Adds the provider's code.
    pub fn with_code(mut self, code: impl Into<Box<str>>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// Adds the provider's request id.
    pub fn with_request_id(mut self, id: impl Into<Box<str>>) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    /// Adds how long the provider asked to wait.
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Adds the resource.
    pub fn with_resource(mut self, resource: ResourceRef) -> Self {
        self.0.resource = Some(resource);
        self
    }

    /// Adds our operation.
    pub fn with_operation(mut self, id: OperationId) -> Self {
        self.0.operation = Some(id);
        self
    }

    /// Adds what the provider still works on.
    pub fn with_operation_ref(mut self, operation: OperationRef) -> Self {
        self.0.operation_ref = Some(operation);
        self
    }

    /// Adds what could not be removed.
    pub fn with_leftovers(mut self, leftovers: Vec<ResourceRef>) -> Self {
        self.0.leftovers = leftovers;
        self
    }

    /// Adds the cause.
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same error with other words: of another kind, when the whole reply was known. All else stays, the delivery
    /// too, for an earlier attempt may have acted. What it said before is the source.
    pub fn reworded(self, kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        let old = &self.0;
        Self(Box::new(Inner {
            kind,
            delivery: old.delivery,
            message: message.into(),
            provider: old.provider.clone(),
            call: old.call.clone(),
            status: old.status,
            code: old.code.clone(),
            request_id: old.request_id.clone(),
            retry_after: old.retry_after,
            resource: old.resource.clone(),
            operation: old.operation,
            operation_ref: old.operation_ref.clone(),
            leftovers: old.leftovers.clone(),
            source: Some(Box::new(self)),
        }))
    }

    /// The first of this type among the causes, e.g. a driver's own refusal with the provider's words.
    pub fn find_source<T: std::error::Error + 'static>(&self) -> Option<&T> {
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            if let Some(found) = cause.downcast_ref() {
                return Some(found);
            }
            source = cause.source();
        }
        None
    }

    /// The error as data that can be saved.
    pub fn to_failure(&self) -> Failure {
        Failure { kind: self.0.kind, code: self.0.code.clone(), message: self.0.message.as_ref().into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        match (&inner.provider, &inner.call) {
            (Some(p), Some(c)) => write!(f, "{p} {c}: ")?,
            (Some(p), None) => write!(f, "{p}: ")?,
            (None, Some(c)) => write!(f, "{c}: ")?,
            (None, None) => {}
        }
        f.write_str(&inner.message)?;
        match (inner.status, &inner.code) {
            (Some(s), Some(c)) => write!(f, " ({s} {c})")?,
            (Some(s), None) => write!(f, " ({s})")?,
            (None, Some(c)) => write!(f, " ({c})")?,
            (None, None) => {}
        }
        if inner.delivery == Delivery::Unknown {
            f.write_str("; it is not known whether the provider acted")?;
        }
        for (i, left) in inner.leftovers.iter().enumerate() {
            write!(f, "{} {left}", if i == 0 { "; left behind:" } else { "," })?;
        }
        match (inner.operation, &inner.operation_ref) {
            (Some(id), _) => write!(f, "; operation {id} is kept"),
            (None, Some(_)) => f.write_str("; it can be waited for again"),
            (None, None) => Ok(()),
        }
    }
}

/// The sentence first: this is what a program prints whose `main` ends with the error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, delivery, resource, operation, source, .. } = &*self.0;
        write!(f, "{self} [{kind:?}, {delivery:?}")?;
        if let Some(resource) = resource {
            write!(f, ", {resource}")?;
        }
        if let Some(operation) = operation {
            write!(f, ", operation {operation}")?;
        }
        if let Some(source) = source {
            write!(f, ", from: {source:?}")?;
        }
        f.write_str("]")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}

// A `Result<()>` in a register: errors are rare and must not make the good path wide.
const _: () = assert!(size_of::<Error>() == size_of::<usize>());

#[cfg(test)]
mod tests {
    use super::{Error, ErrorKind};
    use crate::id::ServerId;

    #[test]
    fn debug_begins_with_the_sentence() {
        let error = Error::new(ErrorKind::Conflict, "it runs").with_resource(ServerId::new("web").resource());
        let error = Error::config("no use").with_source(error);
        assert_eq!(
            format!("{error:?}"),
            "no use [InvalidConfig, NotSent, from: it runs [Conflict, Refused, server web]]"
        );
    }
}
