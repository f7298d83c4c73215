//! Credentials of the server that this program runs on. docs: EC2 User Guide, "Retrieve security credentials from
//! instance metadata" and "Use the Instance Metadata Service".

use super::{CredentialSource, Credentials, Environment, wrong};
use anycloud_core::{Error, ErrorKind, Result, Secret, Timestamp};
use anycloud_http::{Call, Http, HttpConfig, Reply, RetryPolicy, Transport, judge_by_status};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request};
use serde::Deserialize;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The role of the server, asked of the instance metadata service: version 2, by a token for each question.
///
/// A program that does not run on a server of EC2 has no such service: it is given up after a second or two, and is a
/// source without credentials, as a server without a role is.
#[derive(Clone)]
pub struct InstanceMetadata {
    http: Http,
    disabled: bool,
}

/// Where the service is, from any server.
const ENDPOINT: &str = "http://169.254.169.254";

/// The service is on the same host: it answers at once or not at all.
const TIMEOUT: Duration = Duration::from_secs(1);

/// For how many seconds a token is asked for: one is fetched for each question.
const LIFETIME: HeaderValue = HeaderValue::from_static("60");

const ROLES: &str = "/latest/meta-data/iam/security-credentials/";

impl InstanceMetadata {
    /// The service, at its own address or at `AWS_EC2_METADATA_SERVICE_ENDPOINT`. `AWS_EC2_METADATA_DISABLED=true`
    /// turns it off.
    ///
    /// # Errors
    /// [`InvalidConfig`](ErrorKind::InvalidConfig): the endpoint is no http URL.
    pub fn new(environment: &Environment) -> Result<Self> {
        Self::build(environment, None)
    }

    /// The same through a transport of one's own, e.g. of a test.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn through(environment: &Environment, transport: Arc<dyn Transport>) -> Result<Self> {
        Self::build(environment, Some(transport))
    }

    fn build(environment: &Environment, transport: Option<Arc<dyn Transport>>) -> Result<Self> {
        let endpoint = environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT");
        let endpoint = Url::parse(endpoint.as_deref().unwrap_or(ENDPOINT))
            .map_err(|e| wrong("AWS_EC2_METADATA_SERVICE_ENDPOINT is no URL").with_source(e))?;
        // Link-local, without encryption by design, and never through a proxy.
        let mut config = HttpConfig::default()
            .allow_plain_http(true)
            .connect_timeout(TIMEOUT)
            .timeout(TIMEOUT)
            .retry(RetryPolicy::default().attempts(2).elapsed(2 * TIMEOUT));
        if let Some(transport) = transport {
            config = config.transport(transport);
        }
        let builder = Http::builder(endpoint, judge_by_status)
            .provider("ec2 metadata")
            .config(config)
            .max_body(64 << 10);
        let disabled = environment.get("AWS_EC2_METADATA_DISABLED");
        Ok(Self {
            http: builder.build()?,
            disabled: disabled.is_some_and(|v| v.eq_ignore_ascii_case("true")),
        })
    }

    /// A token, without which nothing is told; `None` if there is no such service here.
    async fn token(&self) -> Result<Option<HeaderValue>> {
        let request = Request::put("/latest/api/token")
            .header("x-aws-ec2-metadata-token-ttl-seconds", LIFETIME)
            .body(Bytes::new())
            .map_err(unusable)?;
        match self.http.call(Call::idempotent("token", request), text).await {
            Ok(token) => {
                let mut token = HeaderValue::from_str(token.expose().trim()).map_err(unusable)?;
                token.set_sensitive(true);
                Ok(Some(token))
            }
            // Nobody there, or somebody else: 400 and 404 come from other services at that address.
            Err(e) if e.kind() == ErrorKind::Transport => Ok(None),
            Err(e) if matches!(e.status(), Some(403 | 404)) => Ok(None),
            Err(e) => Err(e),
        }
    }

    async fn get(&self, operation: &'static str, path: &str, token: &HeaderValue) -> Result<Secret> {
        let request = Request::get(path)
            .header("x-aws-ec2-metadata-token", token)
            .body(Bytes::new())
            .map_err(unusable)?;
        self.http.call(Call::safe(operation, request), text).await
    }
}

#[async_trait]
impl CredentialSource for InstanceMetadata {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        if self.disabled {
            return Ok(None);
        }
        let Some(token) = self.token().await? else { return Ok(None) };
        let roles = match self.get("roles", ROLES, &token).await {
            Ok(roles) => roles,
            // A server without a role.
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        let Some(role) = roles.expose().lines().next().map(str::trim).filter(|role| is_role(role)) else {
            return Err(wrong("the metadata service names no role"));
        };
        let answer = self.get("role credentials", &format!("{ROLES}{role}"), &token).await?;
        read(answer.expose()).map(Some)
    }
}

impl fmt::Debug for InstanceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.disabled { "no instance metadata" } else { "the instance metadata" })
    }
}

/// docs: IAM, "Names": letters, digits and `+=,.@_-`.
fn is_role(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b);
    !name.is_empty() && !name.bytes().all(|b| b == b'.') && name.bytes().all(plain)
}

/// What the service says of a role.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Role {
    code: String,
    access_key_id: Option<Secret>,
    secret_access_key: Option<Secret>,
    token: Option<Secret>,
    expiration: Option<Timestamp>,
}

fn read(text: &str) -> Result<Credentials> {
    // serde_json's errors may repeat a part of what they read.
    let role: Role =
        serde_json::from_str(text).map_err(|_| unusable("the role's credentials are not in JSON"))?;
    match role {
        Role {
            access_key_id: Some(id),
            secret_access_key: Some(secret),
            token: Some(token),
            expiration: Some(expiration),
            ..
        } if role.code == "Success" => {
            Ok(Credentials::new(id.expose(), secret).session_token(token).expires(expiration))
        }
        Role { code, .. } => {
            let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
            Err(wrong(format!("the metadata service has no credentials for the role: {code}")))
        }
    }
}

fn text(reply: Reply) -> Result<Secret> {
    let text = std::str::from_utf8(&reply.body).map_err(unusable)?;
    Ok(Secret::new(text))
}

fn unusable(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(ErrorKind::Decode, "the metadata service's answer cannot be read").with_source(why)
}
