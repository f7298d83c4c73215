//! What only a socket shows: redirects, lengths, dropped connections, TLS.

use crate::raw::{Act, Raw};
use crate::{call, judge};
use anycloud_core::{Delivery, ErrorKind, Result, Secret};
use anycloud_http::{
    Auth, Basic, Body, Call, Class, Http, HttpBuilder, HttpConfig, ReqwestTransport, RetryPolicy, Transport,
    TransportError,
};
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use wiremock::matchers::{any, header_exists, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn client(url: &str) -> HttpBuilder {
    let retry = RetryPolicy::default().first_wait(Duration::from_millis(1));
    let auth = Arc::new(Basic::new("user", Secret::new("secret")));
    Http::builder(url.parse().unwrap(), judge).config(HttpConfig::default().retry(retry)).auth(auth)
}

/// Signs in the query, as some services want it.
#[derive(Debug)]
struct InTheQuery;

#[async_trait]
impl Auth for InTheQuery {
    async fn authorize(&self, request: &mut http::Request<Bytes>) -> Result<()> {
        let signed = format!("{}&signature=made-up", request.uri());
        *request.uri_mut() = signed.parse().unwrap();
        Ok(())
    }
}

/// Sends all requests to another server than they were meant for.
#[derive(Debug)]
struct Rerouted {
    to: String,
    network: ReqwestTransport,
}

#[async_trait]
impl Transport for Rerouted {
    async fn send(&self, mut request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        *request.uri_mut() = format!("{}{}", self.to, request.uri().path()).parse().unwrap();
        self.network.send(request).await
    }
}

#[tokio::test]
async fn a_transport_around_the_network_may_send_elsewhere() {
    let (real, mock) = (MockServer::start().await, MockServer::start().await);
    for (server, says) in [(&real, "real"), (&mock, "mock")] {
        let reply = ResponseTemplate::new(200).set_body_string(says);
        Mock::given(path("/things")).respond_with(reply).mount(server).await;
    }
    let network = ReqwestTransport::new(&HttpConfig::default()).unwrap();
    let config = HttpConfig::default().transport(Arc::new(Rerouted { to: mock.uri(), network }));
    let http = client(&real.uri()).config(config.allow_plain_http(true)).build().unwrap();
    let body = http.call(call(Class::Safe), |reply| Ok(reply.body)).await.unwrap();
    assert_eq!(body, "mock");
    assert_eq!(real.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn what_credentials_do_to_a_uri_is_sent() {
    let server = MockServer::start().await;
    let signed = query_param("signature", "made-up");
    Mock::given(path("/things")).and(signed).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let http = client(&server.uri()).auth(Arc::new(InTheQuery)).build().unwrap();
    let get = http::Request::get("/things?all=1").body(Bytes::new()).unwrap();
    http.call(Call::safe("things", get), |_| Ok(())).await.unwrap();
}

#[tokio::test]
async fn credentials_do_not_follow_to_another_origin() {
    let (ours, theirs) = (MockServer::start().await, MockServer::start().await);
    let away = format!("{}/steal?token=s3", theirs.uri());
    for status in [301, 302, 303, 307, 308] {
        ours.reset().await;
        let answer = ResponseTemplate::new(status).insert_header("location", away.as_str());
        Mock::given(any()).respond_with(answer).mount(&ours).await;
        for class in crate::CLASSES {
            let error = client(&ours.uri()).build().unwrap().call(call(class), |_| Ok(())).await.unwrap_err();
            assert_eq!((error.kind(), error.status()), (ErrorKind::Provider, Some(status)));
            let text = format!("{error} {error:?}");
            assert!(
                text.contains(&theirs.uri()) && !text.contains("steal") && !text.contains("s3"),
                "{text}"
            );
        }
        assert_eq!(ours.received_requests().await.unwrap().len(), 4);
    }
    assert_eq!(theirs.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn reads_follow_on_the_same_origin_and_creates_do_not() {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(302).insert_header("location", "/new?x=1#frag");
    Mock::given(path("/things")).respond_with(moved).mount(&server).await;
    Mock::given(path("/new"))
        .and(header_exists("authorization"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let http = client(&server.uri()).build().unwrap();
    http.call(call(Class::Safe), |_| Ok(())).await.unwrap();
    let get = || http::Request::get("/things").body(Bytes::new()).unwrap();
    http.call(Call::idempotent("things touch", get()), |_| Ok(())).await.unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 4);
    // A GET that buys something is not sent elsewhere, nor is a POST.
    for call in [Call::once("things buy", get()), call(Class::Keyed), call(Class::Unsafe)] {
        let error = http.call(call, |_| Ok(())).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Provider, Delivery::Unknown));
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 7);
}

#[tokio::test]
async fn redirects_end() {
    let server = MockServer::start().await;
    let again = ResponseTemplate::new(307).insert_header("location", "/things");
    Mock::given(any()).respond_with(again).mount(&server).await;
    let error = client(&server.uri()).build().unwrap().call(call(Class::Safe), |_| Ok(())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Provider);
    assert_eq!(server.received_requests().await.unwrap().len(), 6, "the call and five redirects, once");
}

#[tokio::test]
async fn an_empty_post_says_so() {
    let server = Raw::start(&[Act::Write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")]).await;
    let http = client(server.url.as_str()).build().unwrap();
    let post =
        Call::once("servers start", http::Request::post("/servers/1/start").body(Bytes::new()).unwrap());
    http.call(post, |_| Ok(())).await.unwrap();
    http.call(call(Class::Unsafe), |_| Ok(())).await.unwrap();
    http.call(call(Class::Safe), |_| Ok(())).await.unwrap();
    let requests = server.requests();
    for request in &requests {
        let lower = request.to_lowercase();
        assert!(!lower.contains("transfer-encoding") && !lower.contains("expect:"), "{request}");
        assert_eq!(lower.matches("\r\nuser-agent: anycloud/").count(), 1, "{request}");
        assert!(!lower.contains("accept-encoding"), "{request}");
    }
    let lengths: Vec<_> = requests
        .iter()
        .map(|r| {
            r.to_lowercase()
                .split("\r\n")
                .filter(|l| l.starts_with("content-length:"))
                .map(str::to_owned)
                .collect::<String>()
        })
        .collect();
    assert_eq!(lengths, ["content-length: 0", "content-length: 8", ""]);
}

#[tokio::test]
async fn a_dropped_call_gives_up_its_connection() {
    let server = Raw::start(&[Act::WriteAndStall("")]).await;
    let http = client(server.url.as_str()).build().unwrap();
    let dropped = tokio::time::timeout(Duration::from_millis(300), http.call(call(Class::Safe), |_| Ok(())));
    assert!(dropped.await.is_err());
    server.closed(server.requests().len()).await;
    assert!(server.connections() <= 1, "nothing goes on in the background");
}

#[tokio::test]
async fn one_connection_serves_many_calls() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_string("fine"))
        .mount(&server)
        .await;
    let http = client(&server.uri()).build().unwrap();
    for _ in 0..3 {
        let body = http.call(call(Class::Safe), |reply| Ok(reply.body)).await.unwrap();
        assert_eq!(body, "fine");
    }
}

#[tokio::test]
async fn a_proxy_gets_its_own_credentials() {
    let proxy = Raw::start(&[Act::Write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine")]).await;
    let mut url = proxy.url.clone();
    url.set_username("proxy%2Duser").unwrap();
    url.set_password(Some("proxy%2Dpass")).unwrap();
    let config = HttpConfig::default().proxy(&url).unwrap().allow_plain_http(true);
    let http = client("http://service.invalid/").config(config).build().unwrap();
    http.call(call(Class::Safe), |_| Ok(())).await.unwrap();
    let request = &proxy.requests()[0];
    assert!(request.starts_with("GET http://service.invalid/things?all=1 HTTP/1.1\r\n"), "{request}");
    let line = request.lines().find(|l| l.to_lowercase().starts_with("proxy-authorization")).unwrap();
    assert!(line.ends_with("Basic cHJveHktdXNlcjpwcm94eS1wYXNz"), "{line}");
}

#[tokio::test]
async fn a_tunnel_that_is_refused_is_not_sent() {
    let proxy = Raw::start(&[Act::Write("HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n")]).await;
    let config = HttpConfig::default().proxy(&proxy.url).unwrap();
    let http = client("https://service.invalid/").config(config).build().unwrap();
    let error = http.call(call(Class::Unsafe), |_| Ok(())).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, Delivery::NotSent));
    assert_eq!(proxy.requests().len(), 4, "sent again, as nothing reached the service");
    assert!(proxy.requests()[0].starts_with("CONNECT service.invalid:443"));
    let says = "no reply from https://service.invalid by way of the proxy: cannot connect: ";
    assert!(error.message().starts_with(says), "{error}");
}

#[tokio::test]
async fn a_proxy_that_says_nothing() {
    let proxy = Raw::start(&[Act::WriteAndStall("")]).await;
    let config = HttpConfig::default().proxy(&proxy.url).unwrap().retry(RetryPolicy::never());
    let config = config.timeout(Duration::from_millis(200)).allow_plain_http(true);
    let http = client("http://service.invalid/").config(config).build().unwrap();
    let error = http.call(call(Class::Safe), |_| Ok(())).await.unwrap_err();
    assert_eq!(error.message(), "no reply from http://service.invalid by way of the proxy within 0.2 s");
}

#[tokio::test]
async fn configurations_that_cannot_work() {
    let ca = |file: &str| {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        client("https://api.example").config(HttpConfig::default().ca_file(file)).build()
    };
    let bad = [
        ca("no/such/file.pem").unwrap_err(),
        ca("README.md").unwrap_err(),
        client("http://api.example").build().unwrap_err(),
        client("https://u:hunter2@api.example").build().unwrap_err(),
    ];
    for error in bad {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidConfig, Delivery::NotSent));
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
