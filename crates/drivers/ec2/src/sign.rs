//! Signature version 4 on every attempt of every request.

use crate::credentials::{Credentials, Kept};
use anycloud_core::{Error, Result};
use anycloud_http::Auth;
use async_trait::async_trait;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use bytes::Bytes;
use http::HeaderValue;
use http::header::{AUTHORIZATION, HeaderName};
use std::fmt;
use std::time::SystemTime;

/// The service's name in signatures.
const SERVICE: &str = "ec2";

/// Signs for one region with credentials that are fetched when they are needed.
pub(crate) struct SigV4 {
    credentials: Kept,
    region: Box<str>,
}

impl SigV4 {
    pub(crate) fn new(credentials: Kept, region: &str) -> Self {
        Self { credentials, region: region.into() }
    }
}

#[async_trait]
impl Auth for SigV4 {
    async fn authorize(&self, request: &mut http::Request<Bytes>) -> Result<()> {
        let credentials = self.credentials.current().await?;
        signed(request, &credentials, &self.region, SERVICE, SystemTime::now())
    }
}

impl fmt::Debug for SigV4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigV4({}, {:?})", self.region, self.credentials)
    }
}

/// Adds date, token and signature. The body and all headers but those that a proxy may change are signed.
fn signed(
    request: &mut http::Request<Bytes>,
    credentials: &Credentials,
    region: &str,
    service: &str,
    time: SystemTime,
) -> Result<()> {
    let identity = credentials.to_aws().into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(time)
        .settings(SigningSettings::default())
        .build()
        .map_err(|e| unsigned().with_source(e))?
        .into();
    let headers: Option<Vec<(&str, &str)>> =
        request.headers().iter().map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    let headers = headers.ok_or_else(unsigned)?;
    let signable = SignableRequest::new(
        request.method().as_str(),
        request.uri().to_string(),
        headers.into_iter(),
        SignableBody::Bytes(request.body()),
    )
    .map_err(|e| unsigned().with_source(e))?;
    let (instructions, _) = sign(signable, &params).map_err(|e| unsigned().with_source(e))?.into_parts();
    for (name, value) in instructions.headers() {
        let name = HeaderName::try_from(name).map_err(|_| unsigned())?;
        let mut value = HeaderValue::try_from(value).map_err(|_| unsigned())?;
        value.set_sensitive(name == AUTHORIZATION || name == "x-amz-security-token");
        request.headers_mut().insert(name, value);
    }
    Ok(())
}

fn unsigned() -> Error {
    Error::config("the request cannot be signed with these credentials")
}

#[cfg(test)]
mod tests;
