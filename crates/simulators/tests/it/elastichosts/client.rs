//! A client for tests: a simulator, a clock that is set by hand, and as few words as will do.

use anycloud_simulators::{
    Simulator,
    elastichosts::{Builder, ElasticHosts},
};
use bytes::Bytes;
use std::{cell::Cell, collections::BTreeMap, time::Duration};

/// What the simulator's default user and key come to in HTTP Basic.
pub(crate) const BASIC: &str =
    "Basic NWVlZDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAxOnNpbXVsYXRlZC1zZWNyZXQtYXBpLWtleQ==";

#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) cloud: ElasticHosts,
    now: Cell<Duration>,
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Got {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The keys of one object.
    pub(crate) fn keys(&self) -> BTreeMap<String, String> {
        assert_eq!(self.status, 200, "{}", self.text());
        keys(self.text())
    }

    /// The keys of many objects.
    pub(crate) fn all(&self) -> Vec<BTreeMap<String, String>> {
        assert_eq!(self.status, 200, "{}", self.text());
        self.text().split("\n\n").filter(|block| !block.trim().is_empty()).map(keys).collect()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        assert_eq!(self.status, 200, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// It is this refusal.
    #[track_caller]
    pub(crate) fn is(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code.as_deref()), (status, Some(code)), "{}", self.text());
    }

    /// It is 204.
    #[track_caller]
    pub(crate) fn done(&self) {
        assert_eq!(self.status, 204, "{}", self.text());
        assert!(self.body.is_empty());
    }
}

fn keys(block: &str) -> BTreeMap<String, String> {
    block
        .lines()
        .map(|line| {
            let (key, value) = line.split_once(' ').unwrap();
            (key.to_owned(), value.to_owned())
        })
        .collect()
}

impl Client {
    pub(crate) fn new() -> Self {
        Self::of(ElasticHosts::new())
    }

    pub(crate) fn built(builder: Builder) -> Self {
        Self::of(builder.build().unwrap())
    }

    pub(crate) fn of(cloud: ElasticHosts) -> Self {
        Self { cloud, now: Cell::default() }
    }

    pub(crate) fn pass(&self, seconds: f64) {
        self.now.set(self.now.get() + Duration::from_secs_f64(seconds));
    }

    pub(crate) fn get(&self, path: &str) -> Got {
        self.send(http::Request::get(path), "")
    }

    pub(crate) fn post(&self, path: &str, body: impl Into<Bytes>) -> Got {
        self.send(http::Request::post(path), body)
    }

    pub(crate) fn send(&self, request: http::request::Builder, body: impl Into<Bytes>) -> Got {
        let request = request.header("authorization", BASIC).body(body.into()).unwrap();
        self.send_bare(request)
    }

    pub(crate) fn send_bare(&self, request: http::Request<Bytes>) -> Got {
        let reply = self.cloud.handle(self.now.get(), request);
        assert_eq!(reply.after, Duration::ZERO);
        let (parts, body) = reply.into_response().unwrap().into_parts();
        let code = parts.headers.get("x-elastic-error").map(|code| code.to_str().unwrap().to_owned());
        Got { status: parts.status.as_u16(), code, headers: parts.headers, body }
    }

    pub(crate) fn drive(&self, keys: &str) -> String {
        self.post("/drives/create", keys.to_owned()).keys()["drive"].clone()
    }

    pub(crate) fn server(&self, keys: &str) -> String {
        self.post("/servers/create", format!("name s\ncpu 1000\nmem 512\n{keys}")).keys()["server"].clone()
    }

    pub(crate) fn stopped(&self, keys: &str) -> String {
        let keys = format!("name s\ncpu 1000\nmem 512\n{keys}");
        self.post("/servers/create/stopped", keys).keys()["server"].clone()
    }

    pub(crate) fn status(&self, server: &str) -> String {
        self.get(&format!("/servers/{server}/info")).keys()["status"].clone()
    }
}
