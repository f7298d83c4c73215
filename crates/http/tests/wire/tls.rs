//! Whom we trust.

use crate::{CLASSES, call, judge};
use anycloud_core::{Delivery, Error, ErrorKind};
use anycloud_http::{Class, Http, HttpConfig, RetryPolicy};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

/// A server on 127.0.0.1 that answers `fine`, its port, and a count of the requests that it could read.
async fn serve() -> (u16, Arc<AtomicUsize>) {
    let chain = vec![CertificateDer::from_pem_file(file("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let Ok(mut tls) = acceptor.accept(socket).await else { continue };
            if tls.read(&mut [0; 4096]).await.is_ok_and(|n| n > 0) {
                count.fetch_add(1, Ordering::SeqCst);
                let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\nfine";
                tls.write_all(answer).await.unwrap();
                let _ = tls.shutdown().await;
            }
        }
    });
    (port, requests)
}

async fn send(port: u16, host: &str, config: HttpConfig, class: Class) -> Result<(), Error> {
    let http = Http::builder(format!("https://{host}:{port}").parse().unwrap(), judge)
        .config(config.retry(RetryPolicy::default().attempts(2).first_wait(Duration::from_millis(1))))
        .build()
        .unwrap();
    http.call(call(class), |_| Ok(())).await
}

#[tokio::test]
async fn the_authorities_of_the_file_are_trusted_and_no_others() {
    let (port, requests) = serve().await;
    let with = |name| HttpConfig::default().ca_file(file(name));
    send(port, "127.0.0.1", with("ca.pem"), Class::Unsafe).await.unwrap();
    assert_eq!(requests.load(Ordering::SeqCst), 1);
    for class in CLASSES {
        let refused = [
            send(port, "127.0.0.1", with("other.pem"), class).await.unwrap_err(),
            send(port, "127.0.0.1", HttpConfig::default(), class).await.unwrap_err(),
            // The certificate is for the address, not for this name.
            send(port, "localhost", with("ca.pem"), class).await.unwrap_err(),
        ];
        for error in refused {
            assert_eq!(
                (error.kind(), error.delivery()),
                (ErrorKind::Transport, Delivery::NotSent),
                "{error}"
            );
            assert!(error.to_string().contains("certificate"), "{error}");
        }
    }
    assert_eq!(requests.load(Ordering::SeqCst), 1, "who is not trusted gets no request");
}
