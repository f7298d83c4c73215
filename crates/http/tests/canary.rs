//! Known secrets go everywhere, and must come out nowhere: not in `Debug`, `Display` or causes of errors, and
//! not in what anyone logs at TRACE.

#![allow(clippy::unwrap_used)] // all of this is a test, its helpers too

#[path = "wire/raw.rs"]
#[allow(dead_code)]
mod raw;

use anycloud_core::{Error, ErrorKind, Secret};
use anycloud_http::{
    Basic, Body, Call, Http, HttpConfig, Reply, RetryPolicy, TransportError, judge_by_status,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use raw::{Act, Raw};
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tracing_subscriber::fmt::MakeWriter;
use url::Url;

/// Each place has its own secret, so that a leak says where it comes from.
const SECRETS: [&str; 12] = [
    "canary-user",
    "canary-pass",
    "canary-header",
    "canary-body",
    "canary-query",
    "canary-endpoint-user",
    "canary-endpoint-pass",
    "canary-proxy-user",
    "canary-proxy-pass",
    "canary-reply-header",
    "canary-reply-body",
    "canary-location",
];

#[tokio::test]
async fn no_secret_is_shown() {
    let log = Log::default();
    // With the bridge from `log`, which reqwest and rustls write to.
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).init();
    let mut shown = String::new();

    let replies = [
        Act::ReadAndDrop,
        Act::WriteAndStall(
            "HTTP/1.1 200 OK\r\nset-cookie: canary-reply-header\r\ncontent-length: 99\r\n\r\ncanary-reply-body",
        ),
        Act::Write(
            "HTTP/1.1 200 OK\r\nset-cookie: canary-reply-header\r\ncontent-length: 99\r\n\r\ncanary-reply-body",
        ),
        Act::Write(
            "HTTP/1.1 200 OK\r\nset-cookie: canary-reply-header\r\ncontent-length: 17\r\n\r\ncanary-reply-body",
        ),
        Act::Write(
            "HTTP/1.1 500 No\r\nwww-authenticate: canary-reply-header\r\ncontent-length: 17\r\n\r\ncanary-reply-body",
        ),
        Act::Write(
            "HTTP/1.1 302 No\r\nlocation: http://canary-location:canary-location@127.0.0.1:9/canary-location?canary-location\r\ncontent-length: 17\r\n\r\ncanary-reply-body",
        ),
        Act::Write("HTTP/1.1 302 No\r\nlocation: /x?canary-location\r\n\r\n"),
        Act::Write("canary-reply-header canary-reply-body\r\n\r\n"),
        Act::Write("HTTP/1.1 200 OK\r\ncanary-reply-header\r\n\r\n"),
        Act::Write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\ncanary-reply-body\r\n"),
        Act::Drop,
    ];
    for act in replies {
        let server = Raw::start(&[act]).await;
        let http = client(&server.url, HttpConfig::default().timeout(Duration::from_millis(300)), &mut shown);
        exercise(&http, &mut shown).await;
    }
    let server = Raw::start(&[Act::Drop]).await;
    let mut tls = server.url.clone();
    tls.set_scheme("https").unwrap();
    exercise(&client(&tls, HttpConfig::default(), &mut shown), &mut shown).await;
    exercise(&client(&"http://127.0.0.1:9".parse().unwrap(), HttpConfig::default(), &mut shown), &mut shown)
        .await;

    // Through a proxy, plain and with a tunnel.
    let proxy =
        Raw::start(&[Act::Write("HTTP/1.1 407 canary-reply-header\r\nconnection: close\r\n\r\n")]).await;
    let mut proxy_url = proxy.url.clone();
    proxy_url.set_username("canary-proxy-user").unwrap();
    proxy_url.set_password(Some("canary-proxy-pass")).unwrap();
    for endpoint in ["http://service.invalid", "https://service.invalid"] {
        let config = HttpConfig::default().allow_plain_http(true).proxy(&proxy_url).unwrap();
        exercise(&client(&endpoint.parse().unwrap(), config, &mut shown), &mut shown).await;
    }
    assert!(proxy.requests().iter().any(|r| r.contains(&basic("canary-proxy-user", "canary-proxy-pass"))));

    // Configurations that are refused.
    let endpoint: Url = "https://canary-endpoint-user:canary-endpoint-pass@api.example".parse().unwrap();
    let builder = Http::builder(endpoint.clone(), judge_by_status);
    write!(shown, "{builder:?}").unwrap();
    show(&builder.build().unwrap_err(), &mut shown);
    let mut socks = endpoint;
    socks.set_host(Some("proxy.example")).unwrap();
    let config = HttpConfig::default().proxy(&socks).unwrap();
    write!(shown, "{config:?}").unwrap();
    let ftp = "ftp://canary-proxy-user:canary-proxy-pass@proxy.example".parse().unwrap();
    show(&HttpConfig::default().proxy(&ftp).unwrap_err(), &mut shown);

    let logged = log.text();
    for target in ["anycloud_http", "reqwest::connect", "hyper_util::client", "rustls"] {
        assert!(logged.contains(target), "the capture works for {target}");
    }
    assert!(logged.contains("operation=\"drives create\"") && logged.contains("attempt=2"));
    for (what, text) in [("shown", &shown), ("logged", &logged)] {
        let mut needles: Vec<String> = SECRETS.iter().map(|s| (*s).to_owned()).collect();
        needles.push(basic("canary-user", "canary-pass"));
        needles.push(basic("canary-proxy-user", "canary-proxy-pass"));
        for needle in needles {
            if let Some(at) = text.find(&needle) {
                let from = text[..at].rfind('\n').map_or(0, |n| n + 1);
                let line = text[from..].lines().next().unwrap_or_default();
                panic!("{needle} is {what}: {line}");
            }
        }
    }
}

fn client(endpoint: &Url, config: HttpConfig, shown: &mut String) -> Http {
    let auth = Basic::new("canary-user", Secret::new("canary-pass"));
    write!(shown, "{config:?} {auth:?}").unwrap();
    let builder = Http::builder(endpoint.clone(), judge_by_status)
        .provider("example")
        .config(config.retry(RetryPolicy::default().attempts(2).first_wait(Duration::from_millis(1))))
        .auth(Arc::new(auth));
    write!(shown, "{builder:?}").unwrap();
    let http = builder.build().unwrap();
    write!(shown, "{http:?} {}", http.endpoint()).unwrap();
    http
}

/// A call of every kind, and everything that it makes, shown.
async fn exercise(http: &Http, shown: &mut String) {
    let request = |method: &str| {
        http::Request::builder()
            .method(method)
            .uri("/drives?token=canary-query&canary-query")
            .header("x-key", "canary-header")
            .body(Bytes::from_static(b"password canary-body"))
            .unwrap()
    };
    let calls = [
        Call::once("drives create", request("POST")),
        Call::idempotent("drives set", request("PUT")),
        Call::safe("drives list", request("GET")),
    ];
    for call in calls {
        write!(shown, "{call:?}").unwrap();
        let decode = |reply: Reply| {
            write!(shown, "{reply:?}").unwrap();
            Err::<(), _>(Error::new(ErrorKind::Decode, "a line without a key"))
        };
        let error = http.call(call.clone(), decode).await.unwrap_err();
        show(&error, shown);
        match http.stream(call).await {
            Err(error) => show(&error, shown),
            Ok(mut streamed) => {
                write!(shown, "{streamed:?}").unwrap();
                let read = tokio::time::timeout(Duration::from_millis(100), async {
                    loop {
                        match streamed.chunk().await {
                            Ok(Some(_)) => {}
                            end => break end,
                        }
                    }
                });
                if let Ok(Err(error)) = read.await {
                    show(&error, shown);
                }
                write!(shown, "{:?}", streamed.into_reader()).unwrap();
            }
        }
    }
    let body = Body::full("canary-body");
    write!(shown, "{body:?}").unwrap();
    let mut reader = body.into_reader();
    reader.read_u8().await.unwrap();
    write!(shown, "{reader:?}").unwrap();
    // Bytes as a derived Debug would show them.
    assert!(!shown.contains("anary-body"));
    let error = TransportError::unknown("reset").with_source(io::Error::other("cause"));
    write!(shown, "{error:?} {error}").unwrap();
}

fn show(error: &Error, shown: &mut String) {
    write!(shown, "{error} {error:?} {:?}", error.to_failure()).unwrap();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(error) = cause {
        writeln!(shown, "{error} {error:?}").unwrap();
        cause = error.source();
    }
}

fn basic(user: &str, password: &str) -> String {
    STANDARD.encode(format!("{user}:{password}"))
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
