//! 50 clients list 20 clouds of 500 machines for a minute, one cloud stalled throughout; one more lists all clouds at once.
//! It prints what it measured:
//!
//! ```text
//! cargo test --release -p anycloud-gateway --test load -- --ignored --nocapture
//! ```
//!
//! The same for some seconds is a test like any other: nothing wrong, and memory that stays.
//!
//! Clients, gateway and clouds share one process; each of the two ways is real HTTP over loopback.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use anycloud::CloudConfig;
use anycloud_gateway::{Gateway, Settings};
use anycloud_http::{HttpConfig, ReqwestTransport, Transport};
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::{Reply, Server, Simulator};
use bytes::Bytes;
use http::header::AUTHORIZATION;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const CLIENTS: usize = 50;
const CLOUDS: usize = 20;
const MACHINES: usize = 500;
const TOKEN: &str = "the token of the load test";

/// A cloud whose list is written once, so that it does not measure the simulator; or one that never answers a list.
#[derive(Debug)]
struct Cloud {
    inner: ElasticHosts,
    list: http::Response<Bytes>,
    stalled: bool,
}

impl Cloud {
    fn new(stalled: bool) -> Self {
        let inner = ElasticHosts::builder().filled(MACHINES).build().unwrap();
        let login = format!("{}:{}", inner.user(), inner.secret());
        let request = http::Request::get("/servers/info")
            .header(
                AUTHORIZATION,
                format!("Basic {}", base64::Engine::encode(&base64::prelude::BASE64_STANDARD, login)),
            )
            .body(Bytes::new())
            .unwrap();
        let list = inner.handle(Duration::ZERO, request).into_response().unwrap();
        assert_eq!(list.status(), 200);
        Self { inner, list, stalled }
    }
}

impl Simulator for Cloud {
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        match (request.uri().path(), self.stalled) {
            (_, true) => Reply::stall(),
            ("/servers/info", false) => Reply::answer(self.list.clone()),
            _ => self.inner.handle(now, request),
        }
    }
}

/// What one client saw.
#[derive(Default)]
struct Seen {
    lists: Vec<Duration>,
    unavailable: usize,
    everything: usize,
    wrong: Vec<String>,
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute and both cores"]
async fn fifty_clients_twenty_clouds_one_stalled() {
    let total = load(CLIENTS, Duration::from_secs(60), Duration::from_secs(5)).await;
    assert!(total.lists.len() > CLIENTS * CLOUDS && total.unavailable >= CLIENTS);
}

/// Fewer clients, so that a build that is not optimised gets around.
#[tokio::test(flavor = "multi_thread")]
async fn a_little_of_it() {
    let total = load(8, Duration::from_secs(6), Duration::from_secs(3)).await;
    assert!(total.lists.len() >= 8 && total.unavailable > 0, "{} {}", total.lists.len(), total.unavailable);
}

/// So many clients list for so long; the stalled cloud has this deadline.
async fn load(clients: usize, lasts: Duration, deadline: Duration) -> Seen {
    let dir = tempfile::tempdir().unwrap();
    let mut builder = Gateway::builder(Settings::new(TOKEN, dir.path()).unwrap().deadline(deadline)).unwrap();
    let mut servers = Vec::new();
    for n in 0..CLOUDS {
        let cloud = Arc::new(Cloud::new(n == 7));
        let server = Server::start(([127, 0, 0, 1], 0).into(), cloud.clone()).await.unwrap();
        let config = CloudConfig::new(format!("cloud-{n:02}"), "elastichosts")
            .endpoint(server.url().parse().unwrap())
            .user(cloud.inner.user())
            .secret(cloud.inner.secret());
        builder = builder.configured(&config).unwrap();
        servers.push(server);
    }
    let listening = builder.build().listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let url = format!("http://{}", listening.address());
    let serving = tokio::spawn(listening.until(std::future::pending()));

    let (status, listed, _) =
        ask(&ReqwestTransport::new(&HttpConfig::default()).unwrap(), &url, "/backends").await;
    assert_eq!(status, 200);
    let listed: serde_json::Value = serde_json::from_slice(&listed).unwrap();
    let all: Vec<(String, bool)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|backend| (backend["id"].as_str().unwrap().to_owned(), backend["state"] == "unavailable"))
        .collect();
    assert_eq!((all.len(), all.iter().filter(|(_, stalled)| *stalled).count()), (CLOUDS, 1));

    let (began, mut asking) = (Instant::now(), JoinSet::new());
    for client in 0..clients {
        let (all, url) = (all.clone(), url.clone());
        asking.spawn(async move {
            let (transport, mut seen) =
                (ReqwestTransport::new(&HttpConfig::default()).unwrap(), Seen::default());
            for (id, stalled) in all.iter().cycle().skip(client) {
                if began.elapsed() >= lasts {
                    break;
                }
                let (status, body, took) = ask(&transport, &url, &format!("/backends/{id}/machines")).await;
                let machines = body.windows(7).filter(|part| part == b"\"uuid\":").count();
                match (status, machines, stalled) {
                    (200, MACHINES, false) => seen.lists.push(took),
                    (503, 0, true) => seen.unavailable += 1,
                    _ => seen.wrong.push(format!("{status}, {machines} machines")),
                }
            }
            seen
        });
    }
    // One more, who asks for the machines of all clouds.
    let all_of = url.clone();
    asking.spawn(async move {
        let (transport, mut seen) = (ReqwestTransport::new(&HttpConfig::default()).unwrap(), Seen::default());
        while began.elapsed() < lasts {
            let (status, body, _) = ask(&transport, &all_of, "/machines").await;
            let all: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let counts = ["machines", "unavailable"].map(|name| all[name].as_array().map_or(0, Vec::len));
            match (status, counts) {
                (200, [machines, 1]) if machines == (CLOUDS - 1) * MACHINES => seen.everything += 1,
                other => seen.wrong.push(format!("/machines: {other:?}")),
            }
        }
        seen
    });
    let memory = tokio::spawn(async move {
        let mut memory = Vec::new();
        while began.elapsed() < lasts {
            memory.push(resident_mib());
            tokio::time::sleep(lasts / 40).await;
        }
        memory
    });
    let mut total = Seen::default();
    while let Some(seen) = asking.join_next().await {
        let seen = seen.unwrap();
        total.lists.extend(seen.lists);
        total.unavailable += seen.unavailable;
        total.everything += seen.everything;
        total.wrong.extend(seen.wrong);
    }
    serving.abort();
    total.lists.sort_unstable();
    let at = |share: f64| total.lists[((total.lists.len() - 1) as f64 * share) as usize];
    println!(
        "{} lists of {MACHINES} machines, {:.0} a second",
        total.lists.len(),
        total.lists.len() as f64 / lasts.as_secs_f64()
    );
    println!("p50 {:?}, p90 {:?}, p99 {:?}, longest {:?}", at(0.5), at(0.9), at(0.99), at(1.0));
    println!("the machines of all clouds were listed {} times", total.everything);
    println!("the stalled cloud was unavailable {} times, each after {deadline:?}", total.unavailable);
    let memory = memory.await.unwrap();
    println!("resident memory in MiB, forty times: {memory:?}");
    assert_eq!(total.wrong, Vec::<String>::new());
    assert!(total.everything > 0);
    // One sample is a moment's; the third quarter beside the last tells what stays.
    let (late, last) = memory[memory.len() / 2..].split_at(memory.len() / 4);
    let (late, last) = (median(late), median(last));
    // In a few seconds the largest answers have not all met yet.
    let slack = if lasts < Duration::from_secs(60) { late / 4 } else { late / 10 };
    assert!(last <= late + slack + 8, "memory grows from {late} to {last} MiB: {memory:?}");
    total
}

async fn ask(transport: &ReqwestTransport, url: &str, path: &str) -> (u16, Bytes, Duration) {
    let request = http::Request::get(format!("{url}{path}")).header(AUTHORIZATION, format!("Bearer {TOKEN}"));
    let began = Instant::now();
    let response = transport.send(request.body(Bytes::new()).unwrap()).await.unwrap();
    let (head, mut body) = response.into_parts();
    let mut whole = Vec::new();
    while let Some(chunk) = body.chunk().await.unwrap() {
        whole.extend_from_slice(&chunk);
    }
    (head.status.as_u16(), whole.into(), began.elapsed())
}

fn median(samples: &[u64]) -> u64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// Of the whole process; zero where the system does not tell so.
fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}
