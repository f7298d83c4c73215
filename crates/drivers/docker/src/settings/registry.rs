//! Credentials for registries.

use anycloud_core::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::json;

/// A user of a registry, for [`Client::image_pull`](crate::Client::image_pull). It is sent with that call
/// (`X-Registry-Auth`), and never shown.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RegistryAuth {
    /// The user's name there.
    pub user: String,
    /// The password, or an access token in its place.
    pub password: Secret,
    /// The registry that the user is of, e.g. `registry.example.com:5000`. What counts is the registry that the image's
    /// name begins with.
    pub server: Option<String>,
}

impl RegistryAuth {
    /// A user with a password or access token.
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
