//! A client for tests: a simulator, a clock that is set by hand, and as few words as will do.

use anycloud_simulators::{
    Simulator,
    mist::{Dialect, Mist, MistBuilder},
};
use bytes::Bytes;
use serde_json::Value;
use std::{cell::Cell, time::Duration};

#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) mist: Mist,
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

    /// It is 200 and JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        assert_eq!(self.headers["content-type"], "application/json; charset=UTF-8");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// It is a refusal in these words.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, words: &str) {
        assert_eq!((self.status, self.text()), (status, words));
        assert_eq!(self.headers["content-type"], "text/html; charset=UTF-8");
    }

    /// It is the refusal of a path that is not there.
    #[track_caller]
    pub(crate) fn no_page(&self) {
        self.refused(404, "Not Found: The resource could not be found.");
    }

    /// It is success with nothing to say.
    #[track_caller]
    pub(crate) fn ok(&self) {
        self.refused(200, "OK");
    }
}

impl Client {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self::built(Mist::builder().dialect(dialect))
    }

    pub(crate) fn built(builder: MistBuilder) -> Self {
        Self::resumed(builder.build().unwrap())
    }

    /// With a clock that starts anew.
    pub(crate) fn resumed(mist: Mist) -> Self {
        Self { mist, now: Cell::default() }
    }

    pub(crate) fn pass(&self, milliseconds: u64) {
        self.now.set(self.now.get() + Duration::from_millis(milliseconds));
    }

    pub(crate) fn get(&self, path: &str) -> Got {
        self.send("GET", path, "")
    }

    pub(crate) fn post(&self, path: &str, body: impl ToString) -> Got {
        self.send("POST", path, body)
    }

    pub(crate) fn put(&self, path: &str, body: impl ToString) -> Got {
        self.send("PUT", path, body)
    }

    pub(crate) fn delete(&self, path: &str, body: impl ToString) -> Got {
        self.send("DELETE", path, body)
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: impl ToString) -> Got {
        let login = format!("mist_1 {}:{}", self.mist.email(), self.mist.token());
        let request = http::Request::builder().method(method).uri(path).header("authorization", login);
        self.send_bare(request, body)
    }

    pub(crate) fn send_bare(&self, request: http::request::Builder, body: impl ToString) -> Got {
        let reply = self.mist.handle(self.now.get(), request.body(Bytes::from(body.to_string())).unwrap());
        assert_eq!(reply.after, Duration::ZERO);
        let (parts, body) = reply.into_response().unwrap().into_parts();
        Got { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// The path of the backend of a provider.
    pub(crate) fn at(&self, provider: &str) -> String {
        format!("/backends/{}", self.mist.backend_of(provider).unwrap())
    }

    /// The path of its first machine.
    pub(crate) fn first(&self, provider: &str) -> String {
        let backend = self.mist.backend_of(provider).unwrap();
        format!("/backends/{backend}/machines/{}", self.mist.machine_ids(&backend)[0])
    }

    /// What the list says of the machine at a path, or nothing.
    pub(crate) fn machine(&self, path: &str) -> Option<Value> {
        let (machines, id) = path.rsplit_once('/').unwrap();
        let machines = self.get(machines).json();
        machines.as_array().unwrap().iter().find(|machine| machine["id"] == id).cloned()
    }

    /// The word in `state` of the machine at a path.
    pub(crate) fn state(&self, path: &str) -> String {
        self.machine(path).unwrap()["state"].as_str().unwrap().to_owned()
    }
}

/// The members of an object that is part of another.
#[track_caller]
pub(crate) fn assert_has(object: &Value, part: &Value) {
    for (key, value) in part.as_object().unwrap() {
        assert_eq!(&object[key], value, "{key} of {object}");
    }
}

/// The value of a member of each object in a list.
pub(crate) fn each(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
}
