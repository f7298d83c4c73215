//! The network, by way of reqwest.

use crate::address_rule::{Ruled, check_literal};
use crate::body::Body;
use crate::config::{AddressRule, HttpConfig};
use crate::transport::{Target, Transport, TransportError};
use anycloud_core::{Error, Result};
use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// HTTP/1.1 over TCP and TLS (rustls) or a unix socket, with a pool of connections of its own.
///
/// It needs a tokio runtime with I/O and time. Bodies are sent whole, with `Content-Length`.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    only_addresses: Option<AddressRule>,
}

impl ReqwestTransport {
    /// A transport with its own pool, timeouts, proxy and authorities. Opens no connection.
    ///
    /// # Errors
    /// [`InvalidConfig`](anycloud_core::ErrorKind::InvalidConfig): the CA file cannot be read or holds no
    /// certificate, nor can the client's certificate; there are no unix sockets here; or TLS cannot be set up on this
    /// machine.
    pub fn new(config: &HttpConfig) -> Result<Self> {
        let mut builder = reqwest::Client::builder()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(config.connect_timeout)
            // Servers drop idle connections without a word; one that is used at that very moment loses its reply.
            .pool_idle_timeout(Duration::from_secs(15));
        if let Some(path) = &config.ca_file {
            let pem = read(path)?;
            let certificates = reqwest::Certificate::from_pem_bundle(&pem)
                .map_err(|e| Error::config(format!("{} is not PEM", path.display())).with_source(e))?;
            if certificates.is_empty() {
                return Err(Error::config(format!("{} holds no certificate", path.display())));
            }
            builder = builder.tls_certs_only(certificates);
        }
        if let Some((certificate, key)) = &config.client_certificate {
            let mut pem = read(certificate)?;
            pem.push(b'\n');
            pem.extend(read(key)?);
            let identity = reqwest::Identity::from_pem(&pem).map_err(|e| {
                let files = format!("{} and {}", certificate.display(), key.display());
                Error::config(format!("{files} are no certificate and key in PEM")).with_source(e)
            })?;
            builder = builder.identity(identity);
        }
        if let Some(path) = &config.unix_socket {
            builder = through_socket(builder, path)?;
        }
        if let Some(proxy) = &config.proxy {
            let mut through = reqwest::Proxy::all(proxy.url.clone())
                .map_err(|e| Error::config("the proxy cannot be used").with_source(e.without_url()))?;
            if let Some((user, password)) = &proxy.credentials {
                through = through.basic_auth(user, password.expose());
            }
            builder = builder.proxy(through);
        }
        if let Some(rule) = &config.only_addresses {
            builder = builder.dns_resolver(Arc::new(Ruled(rule.clone())));
        }
        let client = builder
            .build()
            .map_err(|e| Error::config("the HTTP client cannot be set up").with_source(e.without_url()))?;
        Ok(Self { client, only_addresses: config.only_addresses.clone() })
    }
}

#[cfg(unix)]
fn through_socket(builder: reqwest::ClientBuilder, path: &Path) -> Result<reqwest::ClientBuilder> {
    Ok(builder.unix_socket(path))
}

#[cfg(not(unix))]
fn through_socket(_: reqwest::ClientBuilder, path: &Path) -> Result<reqwest::ClientBuilder> {
    Err(Error::config(format!("there are no unix sockets here, such as {}", path.display())))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::config(format!("cannot read {}", path.display())).with_source(e))
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let request = with_url(request)?;
        if let Some(rule) = &self.only_addresses {
            check_literal(rule, request.url())?;
        }
        let mut reply = self.client.execute(request).await.map_err(failed)?;
        let (status, version) = (reply.status(), reply.version());
        let headers = std::mem::take(reply.headers_mut());
        let mut response = http::Response::new(Body::from_stream(Mapped(reply.bytes_stream())));
        *response.status_mut() = status;
        *response.version_mut() = version;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

fn with_url(mut request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
    let target = request.extensions_mut().remove::<Target>().filter(|target| target.uri == *request.uri());
    let Some(target) = target else {
        return reqwest::Request::try_from(request).map_err(failed);
    };
    let (parts, body) = request.into_parts();
    let mut request = reqwest::Request::new(parts.method, target.url);
    *request.headers_mut() = parts.headers;
    *request.body_mut() = Some(body.into());
    Ok(request)
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client's own Debug shows proxies and default headers.
        f.write_str("ReqwestTransport")
    }
}

/// `map_err` on the stream of a body.
struct Mapped<S>(S);

impl<S: Stream<Item = reqwest::Result<Bytes>> + Unpin> Stream for Mapped<S> {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(cx).map(|next| next.map(|chunk| chunk.map_err(failed)))
    }
}

/// A request that could not be built, or whose connection did not come about, surely did not leave; of anything
/// else that is not known.
fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let cause = root(&error);
    if error.is_builder() {
        TransportError::not_sent("the request cannot be sent").with_source(error)
    } else if error.is_connect() {
        let what = if error.is_timeout() { "in time".into() } else { cause };
        TransportError::not_sent(format!("cannot connect: {what}")).with_source(error)
    } else {
        TransportError::unknown(format!("the connection failed: {cause}")).with_source(error)
    }
}

/// The innermost cause: what the operating system or TLS said, on one line.
fn root(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
