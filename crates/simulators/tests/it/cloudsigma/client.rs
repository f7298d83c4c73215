//! A client for tests: a simulator, a clock that is set by hand, and as few words as will do.

use anycloud_simulators::{
    Simulator,
    cloudsigma::{Builder, CloudSigma},
};
use bytes::Bytes;
use std::{cell::Cell, collections::BTreeMap, time::Duration};

/// What the simulator's default email and password come to in HTTP Basic.
pub(crate) const BASIC: &str = "Basic Zm9vLmJhckBleGFtcGxlLmNvbTpzaW11bGF0ZWQtcGFzc3dvcmQ=";
pub(crate) const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";

pub(crate) type Keys = BTreeMap<String, String>;

#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) cloud: CloudSigma,
    now: Cell<Duration>,
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Got {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn text_lossy(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The keys of one object.
    #[track_caller]
    pub(crate) fn keys(&self) -> Keys {
        assert_eq!(self.status, 200, "{}", self.text());
        keys(self.text())
    }

    /// The keys of many objects.
    #[track_caller]
    pub(crate) fn all(&self) -> Vec<Keys> {
        assert_eq!(self.status, 200, "{}", self.text());
        self.text().split("\n\n").filter(|block| !block.trim().is_empty()).map(keys).collect()
    }

    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<String> {
        assert_eq!(self.status, 200, "{}", self.text());
        self.text().lines().map(str::to_owned).collect()
    }

    /// It is a refusal; what its body holds.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16) -> Keys {
        assert_eq!(self.status, status, "{}", self.text());
        assert!(!self.headers.contains_key("x-elastic-error"));
        keys(self.text())
    }

    /// It is 400 about a field, and shows what was submitted.
    #[track_caller]
    pub(crate) fn wrong(&self, field: &str) -> Keys {
        let keys = self.refused(400);
        assert!(keys.contains_key(&format!("errors:{field}")), "{field}: {keys:?}");
        keys
    }

    /// It is a refusal about no field, with these words in it.
    #[track_caller]
    pub(crate) fn system(&self, status: u16, words: &str) {
        let keys = self.refused(status);
        assert!(keys["errors:system"].contains(words), "{words}: {keys:?}");
        assert_eq!(keys.len(), 1);
    }

    /// It is the refusal for what is not there, and names it.
    #[track_caller]
    pub(crate) fn missing(&self, id: &str) {
        self.system(400, &format!("{id} could not be found. Please re-validate your entry."));
    }

    /// It is 204.
    #[track_caller]
    pub(crate) fn done(&self) {
        assert_eq!(self.status, 204, "{}", self.text());
        assert!(self.body.is_empty());
    }
}

pub(crate) fn keys(block: &str) -> Keys {
    block
        .lines()
        .map(|line| {
            let (key, value) = line.split_once(' ').unwrap_or_else(|| panic!("{block:?}"));
            (key.to_owned(), value.to_owned())
        })
        .collect()
}

impl Client {
    pub(crate) fn new() -> Self {
        Self::of(CloudSigma::new())
    }

    pub(crate) fn built(builder: Builder) -> Self {
        Self::of(builder.build().unwrap())
    }

    pub(crate) fn of(cloud: CloudSigma) -> Self {
        Self { cloud, now: Cell::default() }
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.now.set(self.now.get() + Duration::from_secs(seconds));
    }

    pub(crate) fn get(&self, path: &str) -> Got {
        self.send(http::Request::get(path), "")
    }

    pub(crate) fn post(&self, path: &str, body: impl Into<Bytes>) -> Got {
        self.send(http::Request::post(path), body)
    }

    pub(crate) fn send(&self, request: http::request::Builder, body: impl Into<Bytes>) -> Got {
        self.send_bare(request.header("authorization", BASIC).body(body.into()).unwrap())
    }

    pub(crate) fn send_bare(&self, request: http::Request<Bytes>) -> Got {
        let reply = self.cloud.handle(self.now.get(), request);
        assert_eq!(reply.after, Duration::ZERO);
        let (parts, body) = reply.into_response().unwrap().into_parts();
        Got { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) fn drive(&self, keys: &str) -> String {
        self.post("/drives/create", keys.to_owned()).keys()["drive"].clone()
    }

    /// A running server.
    pub(crate) fn server(&self, keys: &str) -> String {
        self.post("/servers/create", format!("name s\ncpu 1000\nmem 512\n{keys}")).keys()["server"].clone()
    }

    pub(crate) fn stopped(&self, keys: &str) -> String {
        self.server(&format!("status stopped\n{keys}"))
    }

    pub(crate) fn info(&self, server: &str) -> Keys {
        self.get(&format!("/servers/{server}/info")).keys()
    }

    pub(crate) fn status(&self, server: &str) -> String {
        self.info(server)["status"].clone()
    }
}
