//! Waits, limits and budgets on a virtual clock.

use crate::fake::{Act, Fake};
use crate::{CLASSES, call, stamp};
use anycloud_core::{Delivery, Error, ErrorKind, Result, Secret};
use anycloud_http::{Auth, Basic, Call, Class, Http, HttpBuilder, RateLimit, RetryPolicy};
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::Instant;

const FINE: Act = Act::Answer(200, &[]);

fn steady() -> RetryPolicy {
    RetryPolicy::default().jitter(false)
}

fn build(builder: HttpBuilder) -> Http {
    builder.build().unwrap()
}

async fn send(http: &Http, class: Class) -> Result<()> {
    http.call(call(class), |_| Ok(())).await
}

/// What each class does by default: the whole policy in one place, so that a change of it shows.
#[tokio::test(start_paused = true)]
async fn defaults_of_every_class() {
    let columns = [
        ("not sent", Act::NotSent),
        ("lost", Act::Lost),
        ("429", Act::Answer(429, &[])),
        ("429 not processed", Act::Answer(429, &[("x-not-processed", "1")])),
        ("503 later", Act::Answer(503, &[("retry-after", "1")])),
        ("500", Act::Answer(500, &[])),
        ("409", Act::Answer(409, &[])),
        ("400", Act::Answer(400, &[])),
        ("200", FINE),
    ];
    let mut table = String::new();
    for (name, act) in columns {
        table += &format!("{name:18}");
        for class in CLASSES {
            let fake = Fake::new(&[act]);
            let http = build(fake.client());
            let end =
                send(&http, class).await.map_or_else(|e| format!("{:?}", e.delivery()), |()| "ok".into());
            table += &format!("{} {end:9}", fake.times().len());
        }
        table = table.trim_end().to_owned() + "\n";
    }
    let want = "\
not sent          4 NotSent  4 NotSent  4 NotSent  4 NotSent
lost              4 Refused  4 Unknown  4 Unknown  1 Unknown
429               4 Refused  4 Refused  4 Refused  1 Refused
429 not processed 4 NotSent  4 NotSent  4 NotSent  4 NotSent
503 later         4 Refused  4 Unknown  4 Unknown  1 Unknown
500               4 Refused  4 Unknown  4 Unknown  1 Unknown
409               1 Refused  1 Refused  1 Refused  1 Refused
400               1 Refused  1 Refused  1 Refused  1 Refused
200               1 ok       1 ok       1 ok       1 ok
";
    assert_eq!(table, want);
}

#[tokio::test(start_paused = true)]
async fn waits_grow_up_to_a_limit() {
    let fake = Fake::new(&[Act::Lost]);
    let http = build(
        fake.client().config(fake.config().retry(steady().attempts(8).longest_wait(Duration::from_secs(2)))),
    );
    send(&http, Class::Safe).await.unwrap_err();
    assert_eq!(fake.times(), [0, 250, 750, 1750, 3750, 5750, 7750, 9750]);
}

#[tokio::test(start_paused = true)]
async fn waits_are_jittered_by_default() {
    let mut firsts = Vec::new();
    for _ in 0..20 {
        let fake = Fake::new(&[Act::Lost]);
        send(&build(fake.client()), Class::Safe).await.unwrap_err();
        let times = fake.times();
        for (n, least) in [250, 500, 1000].into_iter().enumerate() {
            let wait = times[n + 1] - times[n];
            assert!((least..=2 * least + 1).contains(&wait), "{times:?}");
        }
        firsts.push(times[1]);
    }
    firsts.dedup();
    assert!(firsts.len() > 1, "always the same: {firsts:?}");
}

#[tokio::test(start_paused = true)]
async fn no_attempt_starts_after_the_time_is_over() {
    let fake = Fake::new(&[Act::Lost]);
    let http = build(
        fake.client().config(fake.config().retry(steady().attempts(99).elapsed(Duration::from_secs(3)))),
    );
    let error = send(&http, Class::Idempotent).await.unwrap_err();
    assert_eq!(fake.times(), [0, 250, 750, 1750]);
    assert_eq!(error.delivery(), Delivery::Unknown);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_the_least_wait() {
    let fake = Fake::new(&[Act::Answer(429, &[("retry-after", "7")]), FINE]);
    send(&build(fake.client()), Class::Keyed).await.unwrap();
    assert_eq!(fake.times(), [0, 7000]);
    let fake = Fake::new(&[Act::Answer(429, &[("retry-after", "0")]), FINE]);
    send(&build(fake.client().config(fake.config().retry(steady()))), Class::Keyed).await.unwrap();
    assert_eq!(fake.times(), [0, 250]);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beyond_the_limit_ends_the_call_at_once() {
    let fake = Fake::new(&[Act::Answer(503, &[("retry-after", "3600")])]);
    let error = send(&build(fake.client()), Class::Safe).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!((error.status(), fake.times()), (Some(503), vec![0]));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_takes_no_longer_than_its_timeout() {
    let fake = Fake::new(&[Act::Hang]);
    let start = Instant::now();
    let http = build(fake.client().config(fake.config().timeout(Duration::from_secs(5))));
    let error = send(&http, Class::Unsafe).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, Delivery::Unknown));
    assert_eq!(start.elapsed().as_secs(), 5);
    let error =
        http.call(call(Class::Unsafe).timeout(Duration::from_secs(90)), |_| Ok(())).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 95);
    assert!(error.to_string().contains("within 90 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn clones_share_one_budget() {
    let fake = Fake::new(&[FINE]);
    let http =
        build(fake.client().config(fake.config().rate(RateLimit::new(5, Duration::from_secs(1)).burst(1))));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let http = http.clone();
        calls.spawn(async move { send(&http, Class::Safe).await });
    }
    calls.join_all().await.into_iter().for_each(|r| r.unwrap());
    assert_eq!(fake.times(), [0, 200, 400, 600, 800, 1000]);
}

#[tokio::test(start_paused = true)]
async fn every_attempt_draws_on_the_budget() {
    let fake = Fake::new(&[Act::Lost, Act::Lost, FINE]);
    let rate = RateLimit::new(1, Duration::from_secs(2));
    send(&build(fake.client().config(fake.config().rate(rate))), Class::Safe).await.unwrap();
    assert_eq!(fake.times(), [0, 2000, 4000]);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_holds_back_all_clones() {
    let fake = Fake::new(&[Act::Answer(429, &[("retry-after", "9")]), FINE]);
    let http = build(fake.client());
    send(&http, Class::Unsafe).await.unwrap_err();
    send(&http.clone(), Class::Safe).await.unwrap();
    assert_eq!(fake.times(), [0, 9000]);
}

#[tokio::test(start_paused = true)]
async fn an_exhausted_budget_is_an_error_before_anything_is_sent() {
    let fake = Fake::new(&[FINE]);
    let rate = RateLimit::new(1, Duration::from_secs(600));
    let http = build(fake.client().config(fake.config().rate(rate)));
    send(&http, Class::Unsafe).await.unwrap();
    let error = send(&http, Class::Unsafe).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::RateLimited, Delivery::NotSent));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    assert_eq!(fake.times(), [0]);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_acted_stays_unknown() {
    for end in [Act::NotSent, Act::Answer(404, &[]), Act::Answer(429, &[])] {
        for class in [Class::Idempotent, Class::Keyed] {
            let fake = Fake::new(&[Act::Lost, end]);
            let error = send(&build(fake.client()), class).await.unwrap_err();
            assert_eq!(error.delivery(), Delivery::Unknown, "{end:?} {class:?}");
        }
    }
    let fake = Fake::new(&[Act::NotSent, Act::Answer(404, &[])]);
    let error = send(&build(fake.client()), Class::Unsafe).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::NotFound, Delivery::Refused));
    assert_eq!(fake.times().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn busy_is_waited_for_when_asked() {
    let busy = [Act::Answer(409, &[]); 9];
    for class in CLASSES {
        let fake = Fake::new(&[&busy[..], &[FINE]].concat());
        send(&build(fake.client().config(fake.config().retry(steady().wait_for_busy(true)))), class)
            .await
            .unwrap();
        assert_eq!(fake.times().len(), 10, "more than the attempts of a fault");
    }
    // Having waited does not use up the attempts of a fault.
    let fake = Fake::new(&[&busy[..], &[Act::Lost, Act::Lost, FINE]].concat());
    send(&build(fake.client().config(fake.config().retry(steady().wait_for_busy(true)))), Class::Safe)
        .await
        .unwrap();
    let fake = Fake::new(&[Act::Answer(409, &[])]);
    let http = build(fake.client().config(fake.config().retry(RetryPolicy::default().wait_for_busy(true))));
    let error = send(&http, Class::Unsafe).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Busy, Delivery::Refused));
    assert!(*fake.times().last().unwrap() <= 120_000);
    let fake = Fake::new(&busy);
    send(&build(fake.client()), Class::Safe).await.unwrap_err();
    assert_eq!(fake.times().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_made_once() {
    let fake = Fake::new(&[Act::Lost, Act::Answer(500, &[]), FINE]);
    let made = AtomicUsize::new(0);
    let call = Call::keyed("things create", &stamp(), |stamp| {
        made.fetch_add(1, Ordering::Relaxed);
        http::Request::post("/things").header("key", stamp.text()).body(Bytes::new()).unwrap()
    });
    build(fake.client()).call(call, |_| Ok(())).await.unwrap();
    let keys: Vec<_> =
        fake.requests().iter().map(|r| r.headers()["key"].to_str().unwrap().to_owned()).collect();
    assert_eq!(keys, vec![stamp().text(); 3]);
    assert_eq!(made.into_inner(), 1);
}

/// Counts, and refuses from the second time on.
#[derive(Debug, Default)]
struct Expiring(AtomicUsize);

#[async_trait]
impl Auth for Expiring {
    async fn authorize(&self, _: &mut http::Request<Bytes>) -> Result<()> {
        match self.0.fetch_add(1, Ordering::Relaxed) {
            0 => Ok(()),
            _ => Err(Error::new(ErrorKind::Unauthenticated, "expired")),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_authorized() {
    let fake = Fake::new(&[Act::NotSent, FINE]);
    let http = build(fake.client().auth(Arc::new(Expiring::default())));
    let error = send(&http, Class::Unsafe).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unauthenticated, Delivery::NotSent));
    assert_eq!(fake.times().len(), 1);

    let fake = Fake::new(&[Act::NotSent, FINE]);
    let http = build(fake.client().auth(Arc::new(Basic::new("Aladdin", Secret::new("open sesame")))));
    send(&http, Class::Unsafe).await.unwrap();
    for request in fake.requests() {
        let value = &request.headers()["authorization"];
        assert_eq!(value, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(value.is_sensitive());
    }
    let http = build(fake.client().auth(Arc::new(Basic::new("a:b", Secret::new("c")))));
    assert_eq!(send(&http, Class::Safe).await.unwrap_err().kind(), ErrorKind::InvalidConfig);
}

#[tokio::test(start_paused = true)]
async fn requests_arrive_complete() {
    let fake = Fake::new(&[FINE]);
    let http = build(fake.client());
    send(&http, Class::Unsafe).await.unwrap();
    let own = http::Request::get("/x").header("user-agent", "mine").body(Bytes::new()).unwrap();
    http.call(Call::safe("x", own), |_| Ok(())).await.unwrap();
    let [create, own] = &fake.requests()[..] else { panic!() };
    assert_eq!(create.uri(), "https://api.example/v1/things?all=1");
    assert_eq!(create.headers()["content-length"], "8");
    assert_eq!(create.headers()["user-agent"], concat!("anycloud/", env!("CARGO_PKG_VERSION")));
    assert_eq!(own.headers()["user-agent"], "mine");
    assert!(!own.headers().contains_key("content-length"));
}

#[tokio::test(start_paused = true)]
async fn a_call_elsewhere_is_refused_before_auth() {
    let fake = Fake::new(&[FINE]);
    let http = build(fake.client());
    let call =
        Call::safe("next", http::Request::get("https://evil.example/?k=s3").body(Bytes::new()).unwrap());
    let error = http.call(call, |_| Ok(())).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
    assert!(error.to_string().contains("https://evil.example") && !format!("{error:?}").contains("s3"));
    assert!(fake.times().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_head_of_a_reply_completes_the_error() {
    let fake = Fake::new(&[Act::Answer(404, &[("x-request-id", "r-17"), ("retry-after", "4")])]);
    let error = send(&build(fake.client()), Class::Safe).await.unwrap_err();
    assert_eq!((error.status(), error.request_id()), (Some(404), Some("r-17")));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(4)));
    assert_eq!(error.to_string(), "example things list: there is no such resource (404)");
}

#[tokio::test(start_paused = true)]
async fn a_decoder_may_refuse_for_its_own_reasons() {
    let fake = Fake::new(&[FINE]);
    let http = build(fake.client());
    let error = http
        .call(call(Class::Unsafe), |_| {
            Err::<(), _>(Error::new(ErrorKind::QuotaExceeded, "an error inside a 200"))
        })
        .await
        .unwrap_err();
    assert_eq!((error.delivery(), error.status()), (Delivery::Refused, Some(200)));
    assert_eq!(fake.times().len(), 1);
}

#[test]
fn futures_are_send() {
    fn send<T: Send>(_: T) {}
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let http = Http::builder("https://api.example".parse().unwrap(), crate::judge).build().unwrap();
    shared(&http);
    send(http.call(call(Class::Safe), |_| Ok(())));
    send(http.stream(call(Class::Safe)));
}
