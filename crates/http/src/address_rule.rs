//! Which addresses may be connected to, asked where names become addresses.

use crate::config::AddressRule;
use crate::transport::TransportError;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use url::{Host, Url};

const REFUSED: &str = "the address is not one that may be connected to";

/// The system's resolver, without the addresses that the rule refuses.
pub(crate) struct Ruled(pub(crate) AddressRule);

impl Resolve for Ruled {
    fn resolve(&self, name: Name) -> Resolving {
        let rule = self.0.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|at| rule(at.ip())).collect();
            if allowed.is_empty() {
                return Err(REFUSED.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// An address in the URL itself is resolved by nobody.
pub(crate) fn check_literal(rule: &AddressRule, url: &Url) -> Result<(), TransportError> {
    let allowed = match url.host() {
        Some(Host::Ipv4(ip)) => rule(ip.into()),
        Some(Host::Ipv6(ip)) => rule(ip.into()),
        Some(Host::Domain(_)) | None => true,
    };
    if allowed { Ok(()) } else { Err(TransportError::not_sent(REFUSED)) }
}

#[cfg(test)]
mod tests {
    use crate::{HttpConfig, ReqwestTransport, Transport};
    use bytes::Bytes;

    #[tokio::test]
    async fn names_and_literals_meet_the_rule() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let refusing = ReqwestTransport::new(&HttpConfig::default().only_addresses(|ip| !ip.is_loopback()));
        for host in ["127.0.0.1", "localhost", "[::1]"] {
            let request = http::Request::get(format!("http://{host}:{port}/")).body(Bytes::new()).unwrap();
            let error = refusing.as_ref().unwrap().send(request).await.map(drop).unwrap_err();
            assert!(error.to_string().contains("may be connected to"), "{host}: {error}");
        }
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "nobody has called");
    }
}
