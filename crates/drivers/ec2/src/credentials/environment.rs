//! Credentials in the environment, and the other settings that AWS' tools take from there.

use super::{CredentialSource, Credentials, wrong};
use anycloud_core::Result;
use async_trait::async_trait;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, as they are when credentials are needed. As a
/// source it fails with [`InvalidConfig`](anycloud_core::ErrorKind::InvalidConfig) if there is half of a key.
///
/// [`Config::environment`](crate::Config::environment) takes all that AWS' tools read there: region, profile, files,
/// hosts.
#[derive(Clone, Default)]
pub struct Environment(Option<Arc<HashMap<String, String>>>);

impl Environment {
    /// The process's environment, read whenever it is asked.
    pub fn new() -> Self {
        Self(None)
    }

    /// These variables instead of the process's: what a program was given in another way, or a test.
    pub fn of<K: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let variables = variables.into_iter().map(|(key, value)| (key.into(), value.into()));
        Self(Some(Arc::new(variables.collect())))
    }

    /// Whether it is the one that other crates see.
    #[cfg(feature = "aws-config")]
    pub(super) fn is_process(&self) -> bool {
        self.0.is_none()
    }

    /// A variable; empty is as good as unset, as for AWS' tools.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            None => std::env::var(name).ok(),
            Some(variables) => variables.get(name).cloned(),
        };
        value.filter(|value| !value.is_empty())
    }
}

#[async_trait]
impl CredentialSource for Environment {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        match (self.get("AWS_ACCESS_KEY_ID"), self.get("AWS_SECRET_ACCESS_KEY")) {
            (None, None) => Ok(None),
            (Some(id), Some(secret)) => {
                let credentials = Credentials::new(&id, secret);
                Ok(Some(match self.get("AWS_SESSION_TOKEN") {
                    Some(token) => credentials.session_token(token),
                    None => credentials,
                }))
            }
            _ => Err(wrong("set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither")),
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the environment")
    }
}
