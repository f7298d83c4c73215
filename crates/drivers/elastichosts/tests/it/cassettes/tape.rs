//! A cloud on a cassette, and on a simulator that is recorded.

use anycloud_core::run::WaitPolicy;
use anycloud_core::{Cloud, CloudId, Secret};
use anycloud_elastichosts::{Config, Dialect, ElasticHosts, Format};
use anycloud_http::{HttpConfig, RetryPolicy, Transport};
use anycloud_simulators::elastichosts::{self, ElasticHosts as Simulated};
use anycloud_testkit::InProcess;
use anycloud_testkit::cassette::{Cassette, Recorder, Replay};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/elastichosts")
}

pub(crate) fn load(file: &str) -> Cassette {
    Cassette::load(folder().join(format!("{file}.cassette"))).unwrap()
}

/// The driver on a file.
pub(crate) struct Played {
    pub(crate) cloud: Cloud,
    replay: Replay,
}

impl Played {
    pub(crate) fn new(file: &str, dialect: Dialect, format: Format) -> Self {
        let replay = load(file).replay();
        let cloud = cloud("0e000000-0000-4000-8000-000000000001", "made-up", replay.clone(), dialect, format);
        Self { cloud, replay }
    }

    /// All of it must have been asked for.
    pub(crate) fn finish(self) {
        self.replay.finish().unwrap();
    }
}

/// The driver on the simulator.
pub(crate) struct Recording {
    pub(crate) cloud: Cloud,
    recorder: Recorder,
}

impl Recording {
    pub(crate) fn new(dialect: Dialect, format: Format, neighbours: usize) -> Self {
        let simulated = match dialect {
            Dialect::One => elastichosts::Dialect::One,
            _ => elastichosts::Dialect::Two,
        };
        let second = Duration::from_secs(1);
        let builder = Simulated::builder().imaging_takes(second).boot_takes(second);
        let simulator = builder.filled(neighbours).dialect(simulated).build().unwrap();
        let (user, secret) = (simulator.user().to_owned(), simulator.secret().to_owned());
        let server = format!("the simulator of anycloud {}", env!("CARGO_PKG_VERSION"));
        let recorder = Recorder::new(Arc::new(InProcess::new(simulator)), server)
            .secret(&Secret::new(secret.clone()))
            // The stamp of an attempt, which differs each time.
            .secret_field("user:anycloud:run");
        Self { cloud: cloud(&user, &secret, recorder.clone(), dialect, format), recorder }
    }

    pub(crate) fn save(self, file: &str) {
        let mut cassette = self.recorder.cassette();
        cassette
            .notes
            .push("tests/it/cassettes.rs of anycloud-elastichosts says how to record it anew".into());
        cassette.save(folder().join(format!("{file}.cassette"))).unwrap();
    }
}

fn cloud(user: &str, secret: &str, transport: impl Transport, dialect: Dialect, format: Format) -> Cloud {
    let config = Config::new(user, Secret::new(secret.to_owned()))
        .endpoint(Url::parse("http://127.0.0.1:9").unwrap())
        .dialect(dialect)
        .format(format)
        .http(HttpConfig::default().retry(RetryPolicy::never()).transport(Arc::new(transport)));
    let second = Duration::from_secs(1);
    Cloud::new(ElasticHosts::new(CloudId::new("test"), config).unwrap()).with_policy(WaitPolicy::new(
        second,
        second,
        Duration::from_secs(60),
    ))
}
