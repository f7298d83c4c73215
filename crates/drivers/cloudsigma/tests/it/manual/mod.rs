//! Every example of the manual, decoded and asserted; and every call of it, made. Both ways to send actions, both names
//! of servers.
mod billing;
mod calls;
mod objects;

use anycloud_cloudsigma::{Client, CloudSigma, Config};
use anycloud_core::{CloudId, Secret};
use anycloud_http::{HttpConfig, RetryPolicy, Transport};
use anycloud_testkit::cassette::{Cassette, Replay};
use http::Method;
use std::path::Path;
use std::sync::Arc;

/// How a client is told to speak.
#[derive(Clone, Copy, Debug)]
struct Mode {
    legacy: bool,
    guests: bool,
}

const MODES: [Mode; 4] = [
    Mode { legacy: false, guests: false },
    Mode { legacy: true, guests: false },
    Mode { legacy: false, guests: true },
    Mode { legacy: true, guests: true },
];

impl Mode {
    fn client(self, transport: Arc<dyn Transport>) -> Client {
        let config = Config::new("foo.bar@example.com", Secret::new("made-up"))
            .zone("zrh")
            .legacy_get_actions(self.legacy)
            .guests(self.guests)
            .http(HttpConfig::default().retry(RetryPolicy::never()).transport(transport));
        CloudSigma::new(CloudId::new("manual"), config).unwrap().client().clone()
    }

    /// A cassette in this mode's spelling: the file has the manual's.
    fn play(self, name: &str) -> (Client, Replay) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/cloudsigma");
        let mut cassette = Cassette::load(folder.join(format!("{name}.cassette"))).unwrap();
        for exchange in &mut cassette.exchanges {
            let asked = &mut exchange.request;
            let words: Vec<&str> = asked.path.split('/').collect();
            if let ["", "servers", _, "destroy" | "shutdown" | "start" | "stop"] = words[..] {
                asked.method = if self.legacy { Method::GET } else { Method::POST };
            }
            if let (true, Some(rest)) = (self.guests, asked.path.strip_prefix("/servers/")) {
                asked.path = format!("/guests/{rest}");
            }
        }
        let replay = cassette.replay();
        (self.client(Arc::new(replay.clone())), replay)
    }
}
