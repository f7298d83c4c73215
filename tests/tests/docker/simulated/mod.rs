//! As much of an engine as servers, drives and networks need, in memory. The matrix of the suite on real engines is that
//! of the suite on this one, which keeps it honest.

mod containers;
mod networks;
mod volumes;

use anycloud_simulators::{Reply, Simulator};
use bytes::Bytes;
use containers::Container;
use http::{Request, Response};
use networks::Network;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

#[derive(Debug, Default)]
pub(crate) struct Simulated {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    containers: BTreeMap<String, Container>,
    volumes: BTreeMap<String, Value>,
    networks: BTreeMap<String, Network>,
    /// Counts ids and starts.
    last: u64,
    calls: Vec<String>,
}

/// Status and body.
type Answer = Result<(u16, Value), (u16, String)>;

/// One request, read.
struct Asked<'a> {
    method: &'a str,
    path: Vec<&'a str>,
    query: BTreeMap<String, String>,
    body: Value,
}

impl Simulated {
    /// The containers' names, and whether each runs.
    pub(crate) fn containers(&self) -> Vec<(String, bool)> {
        let state = self.state.lock().unwrap();
        state.containers.values().map(|container| (container.name().to_owned(), container.runs())).collect()
    }

    pub(crate) fn volumes(&self) -> usize {
        self.state.lock().unwrap().volumes.len()
    }

    /// How many calls began with this, e.g. `POST containers/create`.
    pub(crate) fn calls(&self, beginning: &str) -> usize {
        self.state.lock().unwrap().calls.iter().filter(|call| call.starts_with(beginning)).count()
    }
}

impl Simulator for Simulated {
    fn handle(&self, _now: Duration, request: Request<Bytes>) -> Reply {
        let path = request.uri().path().replace("%2F", "/").replace("%3A", ":");
        let query = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
        let asked = Asked {
            method: request.method().as_str(),
            path: path.split('/').skip_while(|part| part.is_empty() || part.starts_with("v1.")).collect(),
            query: query.into_owned().collect(),
            body: serde_json::from_slice(request.body()).unwrap_or_default(),
        };
        let mut state = self.state.lock().unwrap();
        state.calls.push(format!("{} {}", asked.method, asked.path.join("/")));
        let (status, body) =
            state.answer(&asked).unwrap_or_else(|(status, message)| (status, json!({ "message": message })));
        let body = if status == 204 || status == 304 { Vec::new() } else { body.to_string().into() };
        let response = Response::builder().status(status).header("api-version", "1.41");
        Reply::answer(response.body(body.into()).unwrap())
    }
}

impl State {
    fn answer(&mut self, asked: &Asked<'_>) -> Answer {
        match (asked.method, &asked.path[..]) {
            ("GET", ["_ping"]) => Ok((200, "OK".into())),
            ("GET", ["version"]) => Ok((200, json!({"ApiVersion": "1.41", "Version": "simulated"}))),
            ("GET", ["images", "json"]) => {
                Ok((200, json!([{"Id": image_id(), "RepoTags": [crate::base::IMAGE]}])))
            }
            ("GET", ["images", name @ .., "json"]) if name.join("/") == crate::base::IMAGE => {
                Ok((200, json!({"Id": image_id()})))
            }
            ("GET", ["images", name @ .., "json"]) => {
                Err((404, format!("No such image: {}", name.join("/"))))
            }
            ("POST", ["images", "create"]) => {
                Err((404, "pull access denied, repository does not exist".to_owned()))
            }
            (_, ["containers", ..]) => self.on_containers(asked),
            (_, ["volumes", ..]) => self.on_volumes(asked),
            (_, ["networks", ..]) => self.on_networks(asked),
            _ => Err((404, "page not found".to_owned())),
        }
    }

    fn new_id(&mut self) -> String {
        self.last += 1;
        format!("{:064x}", self.last)
    }
}

impl Asked<'_> {
    fn is_set(&self, name: &str) -> bool {
        self.query.get(name).is_some_and(|value| value == "true")
    }

    /// Whether labels are those that are asked for.
    fn wants(&self, labels: &Value) -> bool {
        let filters: Value =
            self.query.get("filters").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let wanted = filters["label"].as_array().cloned().unwrap_or_default();
        wanted
            .iter()
            .filter_map(Value::as_str)
            .filter_map(|label| label.split_once('='))
            .all(|(name, value)| labels[name].as_str() == Some(value))
    }
}

fn image_id() -> String {
    format!("sha256:{}", "1".repeat(64))
}
