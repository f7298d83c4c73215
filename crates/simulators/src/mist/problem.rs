//! What the service refuses, in its own words.

use http::StatusCode;

/// Why the service refuses. Its text is the whole body of the answer: a sentence, and after a colon what it is about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// 400: what else is wrong with a request, with what it is.
    #[error("Bad Request{}", about(.0))]
    BadRequest(String),
    /// 409: a backend with this id.
    #[error("Backend exists: {0}")]
    BackendExists(String),
    /// 409: a backend with this title.
    #[error("Backend name exists: {0}")]
    BackendNameExists(String),
    /// 401: the provider refuses the backend's credentials.
    #[error("Invalid backend credentials")]
    BackendUnauthorized,
    /// 503: the provider cannot be reached.
    #[error("Backend unavailable{}", about(.0))]
    BackendUnavailable(String),
    /// 500: the provider made no machine.
    #[error("Machine creation failed: {0}")]
    CreationFailed(String),
    /// 403: nothing here leads to it but a fault, `refused` with `forbidden`.
    #[error("Forbidden")]
    Forbidden,
    /// 500: what the published code broke at, e.g. a tag where the provider has none.
    #[error("Internal Server Error{}", about(.0))]
    Internal(String),
    /// 400: no private key that can be read.
    #[error("Keypair could not be validated")]
    InvalidKey,
    /// 409: a key with this name.
    #[error("Keypair exists: {0}")]
    KeyExists(String),
    /// 400: a key without a name.
    #[error("Keypair id parameter missing{}", about(.0))]
    KeyNameMissing(String),
    /// 401: no key opens the machine.
    #[error("Couldn't authenticate to machine")]
    MachineUnauthorized,
    /// 503: the provider did not do what was asked of the machine.
    #[error("Machine currently unavailable{}", about(.0))]
    MachineUnavailable(String),
    /// 405: the provider of the machine cannot do this.
    #[error("Method Not Allowed: {0}")]
    MethodNotAllowed(String),
    /// 400: a field that is not there, or says nothing.
    #[error("Required parameter not provided: {0}")]
    Missing(String),
    /// 404: no such backend.
    #[error("Backend not found: {0}")]
    NoBackend(String),
    /// 404: no such key.
    #[error("Keypair not found: {0}")]
    NoKey(String),
    /// 404: no such machine.
    #[error("Machine not found: {0}")]
    NoMachine(String),
    /// 404: no such call, or tag.
    #[error("Not Found{}", about(.0))]
    NotFound(String),
    /// 402, of which the service of January 2014 knew nothing: there it is 500. A fault leads to it, `refused` with
    /// `billing`.
    #[error("Payment required")]
    PaymentRequired,
    /// 401: nobody is logged in.
    #[error("Not authorized")]
    Unauthorized,
}

impl Problem {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) | Self::InvalidKey | Self::KeyNameMissing(_) | Self::Missing(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::BackendUnauthorized | Self::MachineUnauthorized | Self::Unauthorized => {
                StatusCode::UNAUTHORIZED
            }
            Self::PaymentRequired => StatusCode::PAYMENT_REQUIRED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NoBackend(_) | Self::NoKey(_) | Self::NoMachine(_) | Self::NotFound(_) => {
                StatusCode::NOT_FOUND
            }
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::BackendExists(_) | Self::BackendNameExists(_) | Self::KeyExists(_) => StatusCode::CONFLICT,
            Self::CreationFailed(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::BackendUnavailable(_) | Self::MachineUnavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// What it is about, if that was said.
fn about(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(": {detail}") }
}
