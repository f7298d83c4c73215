//! TCP, and TLS with certificates on both sides.

use anycloud_core::{Error, ErrorKind};
use anycloud_docker::{Client, Config, Tls};
use anycloud_http::{HttpConfig, RetryPolicy};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls")
}

/// TLS that wants a certificate of its callers.
fn acceptor() -> TlsAcceptor {
    let (provider, mut roots) = (Arc::new(default_provider()), RootCertStore::empty());
    roots.add(CertificateDer::from_pem_file(folder().join("ca.pem")).unwrap()).unwrap();
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().unwrap();
    let chain = vec![CertificateDer::from_pem_file(folder().join("server.pem")).unwrap()];
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, PrivateKeyDer::from_pem_file(folder().join("server.key")).unwrap())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// An engine on 127.0.0.1, its port, and a count of the requests that it could read.
async fn engine(tls: Option<TlsAcceptor>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, requests) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let count = requests.clone();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            match &tls {
                None => answer(socket, &count).await,
                Some(tls) => {
                    if let Ok(socket) = tls.accept(socket).await {
                        answer(socket, &count).await;
                    }
                }
            }
        }
    });
    (port, requests)
}

async fn answer(mut socket: impl AsyncRead + AsyncWrite + Unpin, count: &AtomicUsize) {
    if socket.read(&mut [0; 4096]).await.is_ok_and(|n| n > 0) {
        count.fetch_add(1, Ordering::SeqCst);
        let reply =
            b"HTTP/1.1 200 OK\r\nApi-Version: 1.52\r\nConnection: close\r\nContent-Length: 2\r\n\r\nOK";
        socket.write_all(reply).await.unwrap();
        let _ = socket.shutdown().await;
    }
}

async fn ping(host: &str, tls: Option<Tls>) -> Result<String, Error> {
    let mut config = Config::new(host).http(HttpConfig::default().retry(RetryPolicy::never()));
    if let Some(tls) = tls {
        config = config.tls(tls);
    }
    let version = Client::new(config).unwrap().api_version().await?;
    Ok(version.to_string())
}

#[tokio::test]
async fn without_tls() {
    let (port, requests) = engine(None).await;
    assert_eq!(ping(&format!("tcp://127.0.0.1:{port}"), None).await.unwrap(), "1.52");
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn certificates_on_both_sides() {
    let (port, requests) = engine(Some(acceptor())).await;
    let host = format!("tcp://127.0.0.1:{port}");
    assert_eq!(ping(&host, Some(Tls::in_folder(folder()))).await.unwrap(), "1.52");
    assert_eq!(requests.load(Ordering::SeqCst), 1);

    let mut nobody = Tls::in_folder(folder());
    (nobody.certificate, nobody.key) = (None, None);
    let error = ping(&host, Some(nobody)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");

    let mut untrusting = Tls::in_folder(folder());
    untrusting.ca = None;
    let error = ping(&host, Some(untrusting)).await.unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");
    assert_eq!(requests.load(Ordering::SeqCst), 1, "nobody else got through");
}
