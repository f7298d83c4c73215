//! The retry table of the crate page, each cell through a real socket.

use crate::raw::{Act, Raw};
use crate::{CLASSES, call, judge};
use anycloud_core::{Delivery, Error, ErrorKind};
use anycloud_http::{Call, Class, Http, HttpConfig, Reply, ReqwestTransport, RetryPolicy};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// One outcome, and for Safe, Idempotent, Keyed, Unsafe: how many requests arrive, what is reported.
struct Row {
    name: &'static str,
    service: Service,
    timeout: Duration,
    arrive: [usize; 4],
    kind: ErrorKind,
    delivery: [Delivery; 4],
    /// The least that two waits take.
    waits: Duration,
}

enum Service {
    /// A well-behaved server with this answer.
    Answers(ResponseTemplate),
    /// Counted by requests that were read.
    Raw(Act),
    /// Counted by connections, as nothing is read.
    Unread(Act),
    /// The same, spoken to with TLS, which it does not know.
    NoTls,
    /// Nobody listens.
    Nobody,
}

const AGAIN: [usize; 4] = [3, 3, 3, 1];
const ALWAYS: [usize; 4] = [3; 4];
const ONCE: [usize; 4] = [1; 4];
const REFUSED: [Delivery; 4] = [Delivery::Refused; 4];
const NOT_SENT: [Delivery; 4] = [Delivery::NotSent; 4];
const UNKNOWN: [Delivery; 4] = [Delivery::Refused, Delivery::Unknown, Delivery::Unknown, Delivery::Unknown];

fn row(
    name: &'static str,
    service: Service,
    arrive: [usize; 4],
    kind: ErrorKind,
    delivery: [Delivery; 4],
) -> Row {
    let timeout = Duration::from_secs(30);
    Row { name, service, timeout, arrive, kind, delivery, waits: Duration::ZERO }
}

fn answer(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_string("no")
}

fn rows() -> Vec<Row> {
    use ErrorKind::{
        Busy, Decode, Forbidden, InvalidRequest, NotFound, Provider, RateLimited, StorageFull, Transport,
        Unauthenticated, Unsupported,
    };
    use Service::{Answers, NoTls, Nobody, Raw, Unread};
    let slow = |row| Row { timeout: Duration::from_secs(2), ..row };
    let waits = |row| Row { waits: Duration::from_secs(2), ..row };
    let busy = || answer(429).insert_header("retry-after", "1");
    let dated = answer(429)
        .insert_header("date", "Sun, 06 Nov 1994 08:49:37 GMT")
        .insert_header("retry-after", "Sun, 06 Nov 1994 08:49:38 GMT");
    let unavailable = || answer(503).insert_header("retry-after", "1");
    vec![
        // Surely not sent.
        row("connection refused", Nobody, [0; 4], Transport, NOT_SENT),
        row("TLS fails", NoTls, ALWAYS, Transport, NOT_SENT),
        // No whole answer.
        row("dropped before the request is read", Unread(Act::Drop), AGAIN, Transport, UNKNOWN),
        row("reply lost", Raw(Act::ReadAndDrop), AGAIN, Transport, UNKNOWN),
        row("not HTTP", Raw(Act::Write("hello\r\n\r\n")), AGAIN, Transport, UNKNOWN),
        slow(row("no reply", Raw(Act::WriteAndStall("")), AGAIN, Transport, UNKNOWN)),
        slow(row(
            "slow body",
            Raw(Act::WriteAndStall("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfi")),
            AGAIN,
            Transport,
            UNKNOWN,
        )),
        row(
            "truncated body",
            Raw(Act::Write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfi")),
            AGAIN,
            Transport,
            UNKNOWN,
        ),
        row(
            "truncated chunks",
            Raw(Act::Write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nfi\r\n")),
            AGAIN,
            Transport,
            UNKNOWN,
        ),
        // 429, and 503 with Retry-After.
        waits(row("429 with seconds", Answers(busy()), AGAIN, RateLimited, REFUSED)),
        waits(row("429 with a date", Answers(dated), AGAIN, RateLimited, REFUSED)),
        row("429", Answers(answer(429)), AGAIN, RateLimited, REFUSED),
        row(
            "429, not processed",
            Answers(answer(429).insert_header("x-not-processed", "1")),
            ALWAYS,
            RateLimited,
            NOT_SENT,
        ),
        waits(row("503 with seconds", Answers(unavailable()), AGAIN, Provider, UNKNOWN)),
        waits(row(
            "503 with seconds, known",
            Answers(unavailable().insert_header("x-code", "system")),
            AGAIN,
            Provider,
            REFUSED,
        )),
        waits(row(
            "503 with seconds, not processed",
            Answers(unavailable().insert_header("x-not-processed", "1")),
            ALWAYS,
            Provider,
            NOT_SENT,
        )),
        // Other 5xx.
        row("503", Answers(answer(503)), AGAIN, Provider, UNKNOWN),
        row("500", Answers(answer(500)), AGAIN, Provider, UNKNOWN),
        row("500, known", Answers(answer(500).insert_header("x-code", "failed")), AGAIN, Provider, REFUSED),
        row(
            "500, not processed",
            Answers(answer(500).insert_header("x-not-processed", "1")),
            AGAIN,
            Provider,
            NOT_SENT,
        ),
        row("502", Answers(answer(502)), AGAIN, Provider, UNKNOWN),
        row("504, known", Answers(answer(504).insert_header("x-code", "failed")), AGAIN, Provider, UNKNOWN),
        row(
            "half a 500",
            Raw(Act::Write("HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\nno")),
            AGAIN,
            Provider,
            UNKNOWN,
        ),
        // Final.
        row("507 says what is wrong", Answers(answer(507)), ONCE, StorageFull, REFUSED),
        row("501 says what is wrong", Answers(answer(501)), ONCE, Unsupported, REFUSED),
        row("409", Answers(answer(409)), ONCE, Busy, REFUSED),
        row("400", Answers(answer(400)), ONCE, InvalidRequest, REFUSED),
        row("401", Answers(answer(401)), ONCE, Unauthenticated, REFUSED),
        row("403", Answers(answer(403)), ONCE, Forbidden, REFUSED),
        row("404", Answers(answer(404)), ONCE, NotFound, REFUSED),
        row(
            "half a 404",
            Raw(Act::Write("HTTP/1.1 404 No\r\ncontent-length: 9\r\n\r\nno")),
            ONCE,
            NotFound,
            REFUSED,
        ),
        row(
            "too long",
            Answers(ResponseTemplate::new(200).set_body_bytes(vec![b'x'; 5000])),
            ONCE,
            Decode,
            UNKNOWN,
        ),
        row(
            "not decodable",
            Answers(ResponseTemplate::new(200).set_body_string("gibberish")),
            ONCE,
            Decode,
            UNKNOWN,
        ),
        row(
            "302 to another origin",
            Answers(answer(302).insert_header("location", "http://127.0.0.1:9/")),
            ONCE,
            Provider,
            UNKNOWN,
        ),
        row(
            "307 to another origin",
            Answers(answer(307).insert_header("location", "//other.example/")),
            ONCE,
            Provider,
            REFUSED,
        ),
    ]
}

#[tokio::test]
async fn every_cell() {
    // One for all: it takes a while to read the system's authorities.
    let via = Arc::new(ReqwestTransport::new(&HttpConfig::default()).unwrap());
    let mut cells = JoinSet::new();
    for n in 0..rows().len() {
        for at in 0..CLASSES.len() {
            let via = via.clone();
            cells.spawn(async move { cell(rows().swap_remove(n), at, via).await });
        }
    }
    let wrong: Vec<_> = cells.join_all().await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is wrong with one cell.
async fn cell(row: Row, at: usize, via: Arc<ReqwestTransport>) -> Option<String> {
    let class = CLASSES[at];
    let start = Instant::now();
    let (error, arrived) = match row.service {
        Service::Answers(answer) => {
            let server = MockServer::start().await;
            Mock::given(any()).respond_with(answer).mount(&server).await;
            let error = fail(&via, &server.uri().parse().unwrap(), call(class), row.timeout).await;
            (error, server.received_requests().await.unwrap().len())
        }
        Service::Raw(act) => {
            let server = Raw::start(&[act]).await;
            (fail(&via, &server.url, call(class), row.timeout).await, server.requests().len())
        }
        Service::Unread(act) => {
            let server = Raw::start(&[act]).await;
            (fail(&via, &server.url, call(class), row.timeout).await, server.connections())
        }
        Service::NoTls => {
            let server = Raw::start(&[Act::Drop]).await;
            let mut url = server.url.clone();
            url.set_scheme("https").unwrap();
            (fail(&via, &url, call(class), row.timeout).await, server.connections())
        }
        // Nothing listens on the discard port; a freed ephemeral one might be taken by another test.
        Service::Nobody => {
            (fail(&via, &"http://127.0.0.1:9".parse().unwrap(), call(class), row.timeout).await, 0)
        }
    };
    let got = (arrived, error.kind(), error.delivery(), error.provider(), error.call());
    let operation = call(class).operation();
    let want = (row.arrive[at], row.kind, row.delivery[at], Some("example"), Some(operation));
    let soon = arrived > 1 && start.elapsed() < row.waits;
    (got != want || soon).then(|| format!("{} {class:?}: {got:?}, want {want:?}; {error:?}", row.name))
}

async fn fail(via: &Arc<ReqwestTransport>, url: &Url, call: Call, timeout: Duration) -> Error {
    let retry = RetryPolicy::default().attempts(3).first_wait(Duration::from_millis(1));
    let http = Http::builder(url.clone(), judge)
        .provider("example")
        .config(HttpConfig::default().timeout(timeout).transport(via.clone()).retry(retry))
        .max_body(1000)
        .build()
        .unwrap();
    http.call(call, decode).await.unwrap_err()
}

fn decode(reply: Reply) -> Result<(), Error> {
    match &reply.body[..] {
        b"fine" => Ok(()),
        _ => Err(Error::new(ErrorKind::Decode, "not fine")),
    }
}

#[tokio::test]
async fn an_unsafe_request_whose_reply_is_lost_is_sent_once() {
    let server =
        Raw::start(&[Act::ReadAndDrop, Act::Write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine")]).await;
    let via = Arc::new(ReqwestTransport::new(&HttpConfig::default()).unwrap());
    let error = fail(&via, &server.url, call(Class::Unsafe), Duration::from_secs(30)).await;
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, Delivery::Unknown));
    assert_eq!(server.connections(), 1);
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].starts_with("POST /things?all=1 HTTP/1.1\r\n") && requests[0].ends_with("name web"));
}

#[tokio::test]
async fn the_other_classes_get_over_a_lost_reply() {
    let fine = Act::Write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine");
    for class in [Class::Safe, Class::Idempotent, Class::Keyed] {
        let server = Raw::start(&[Act::ReadAndDrop, fine]).await;
        let retry = RetryPolicy::default().first_wait(Duration::from_millis(1));
        let http = Http::builder(server.url.clone(), judge)
            .config(HttpConfig::default().retry(retry))
            .build()
            .unwrap();
        http.call(call(class), decode).await.unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 2, "{class:?}");
        assert_eq!(requests[0], requests[1], "{class:?}: the same request, with the same key");
    }
}
