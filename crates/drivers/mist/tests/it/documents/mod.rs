//! Every example of the three documents, decoded and asserted; and every call of them, made.
mod backends;
mod calls;
mod images;
mod machines;

use anycloud_core::{CloudId, Secret};
use anycloud_http::{HttpConfig, RetryPolicy, Transport};
use anycloud_mist::{BackendId, Client, Config, Dialect, Mist};
use anycloud_testkit::cassette::{Cassette, Replay};
use http::Method;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

fn client(dialect: Dialect, transport: Arc<dyn Transport>) -> Client {
    let config = Config::token("foo@example.com", Secret::new("made-up"))
        .dialect(dialect)
        .http(HttpConfig::default().retry(RetryPolicy::never()).transport(transport));
    Mist::new(CloudId::new("documents"), config).unwrap().client().clone()
}

/// The backend of most samples.
fn backend() -> BackendId {
    BackendId::from("2tK74h4mXbjjLlkjjO4SHn3")
}

/// A cassette as the client writes requests: bodies in one line with sorted fields, no body in a GET.
fn cassette(name: &str) -> Cassette {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/mist");
    let mut cassette = Cassette::load(folder.join(format!("{name}.cassette"))).unwrap();
    for exchange in &mut cassette.exchanges {
        let asked = &mut exchange.request;
        if !asked.body.is_empty() {
            let body: Value = serde_json::from_slice(&asked.body).unwrap();
            asked.body = body.to_string().into();
            if asked.method == Method::GET {
                asked.method = Method::POST;
            }
        }
    }
    cassette
}

/// The exchanges of a cassette from one to another, for a client of this dialect.
fn play(name: &str, exchanges: std::ops::Range<usize>, dialect: Dialect) -> (Client, Replay) {
    let mut cassette = cassette(name);
    cassette.exchanges = cassette.exchanges.drain(exchanges).collect();
    let replay = cassette.replay();
    (client(dialect, Arc::new(replay.clone())), replay)
}
