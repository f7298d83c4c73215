//! Credentials for registries.

use anycloud_core::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::json;

/// A user of a registry, for pulls.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RegistryAuth {
    /// The user.
    pub user: String,
    /// The password or token.
    pub password: Secret,
    /// The registry, e.g. `registry.example.com:5000`; the engine's default without one.
    pub server: Option<String>,
}

impl RegistryAuth {
    /// A user and a password or token.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { user: user.into(), password: password.into(), server: None }
    }

    /// The value of `X-Registry-Auth`.
    pub(crate) fn header(&self) -> Secret {
        let json = json!({
            "username": self.user,
            "password": self.password.expose(),
            "serveraddress": self.server.as_deref().unwrap_or_default(),
        });
        Secret::new(URL_SAFE.encode(json.to_string()))
    }
}
