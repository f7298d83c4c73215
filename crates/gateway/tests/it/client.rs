//! A client without a socket, and clouds in the same process.

use anycloud::elastichosts::{Config, ElasticHosts as Driver};
use anycloud::mist;
use anycloud::{Cloud, CloudId, Secret};
use anycloud_gateway::{Gateway, SealingKey, Settings};
use anycloud_http::HttpConfig;
use anycloud_simulators::elastichosts::ElasticHosts;
use anycloud_simulators::mist::Mist;
use anycloud_simulators::{Faulty, Server};
use anycloud_testkit::InProcess;
use bytes::Bytes;
use http::header::AUTHORIZATION;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) const TOKEN: &str = "the token of these tests";

/// A gateway, and the folder that goes with it.
pub(crate) struct Client {
    pub(crate) gateway: Gateway,
    _state: Option<TempDir>,
}

/// Settings with a key, and with loopback allowed.
pub(crate) fn settings(state: &Path) -> Settings {
    let key = SealingKey::from_text(&Secret::new("5a".repeat(32))).unwrap();
    Settings::new(TOKEN, state).unwrap().key(key).allow("127.0.0.0/8".parse().unwrap())
}

impl Client {
    pub(crate) fn of(gateway: Gateway) -> Self {
        Self { gateway, _state: None }
    }

    /// A gateway over these clouds.
    pub(crate) fn over(clouds: &[Cloud]) -> Self {
        Self::with(clouds, |settings| settings)
    }

    pub(crate) fn with(clouds: &[Cloud], change: impl FnOnce(Settings) -> Settings) -> Self {
        let state = tempfile::tempdir().unwrap();
        let builder = Gateway::builder(change(settings(state.path()))).unwrap();
        let builder = clouds.iter().fold(builder, |builder, cloud| builder.cloud(cloud).unwrap());
        Self { gateway: builder.build(), _state: Some(state) }
    }

    /// The status and the text.
    pub(crate) async fn text(&self, method: &str, path: &str, body: impl Into<Bytes>) -> (u16, String) {
        let request = http::Request::builder().method(method).uri(path);
        let request = request.header(AUTHORIZATION, format!("Bearer {TOKEN}")).body(body.into()).unwrap();
        let answer = self.gateway.answer([127, 0, 0, 1].into(), request).await;
        (answer.status().as_u16(), String::from_utf8(answer.body().to_vec()).unwrap())
    }

    /// An answer that must be JSON and good.
    pub(crate) async fn json(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, text) = self.text(method, path, written(&body)).await;
        assert_eq!(status, 200, "{method} {path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn list(&self, path: &str) -> Vec<Value> {
        self.json("GET", path, Value::Null).await.as_array().unwrap().clone()
    }

    /// A change that must be `OK`.
    pub(crate) async fn done(&self, method: &str, path: &str, body: Value) {
        assert_eq!(
            self.text(method, path, written(&body)).await,
            (200, "OK\n".to_owned()),
            "{method} {path}"
        );
    }

    /// An action that must be done: it is answered with the machines.
    pub(crate) async fn act(&self, machine: &str, action: &str) -> Vec<Value> {
        let all = self.json("POST", machine, serde_json::json!({"action": action})).await;
        all.as_array().unwrap().clone()
    }

    /// The refusal's status and line.
    pub(crate) async fn refused(&self, method: &str, path: &str, body: Value) -> (u16, String) {
        let (status, text) = self.text(method, path, written(&body)).await;
        assert!(status >= 400 && text.contains(": "), "{method} {path}: {status} {text}");
        (status, text.trim_end().to_owned())
    }

    /// The id of the backend with this title.
    pub(crate) async fn backend(&self, title: &str) -> String {
        let all = self.list("/backends").await;
        let found = all.iter().find(|backend| backend["title"] == title);
        found.unwrap_or_else(|| panic!("no {title} among {all:?}"))["id"].as_str().unwrap().to_owned()
    }
}

fn written(body: &Value) -> Bytes {
    if body.is_null() { Bytes::new() } else { body.to_string().into() }
}

/// A simulated account with three running servers, and a cloud over it.
pub(crate) fn elastichosts(name: &str) -> (Arc<Faulty<ElasticHosts>>, Cloud) {
    elastichosts_of(name, ElasticHosts::builder().filled(3).build().unwrap())
}

/// The same over another account.
pub(crate) fn elastichosts_of(name: &str, simulated: ElasticHosts) -> (Arc<Faulty<ElasticHosts>>, Cloud) {
    let faulty = Arc::new(Faulty::new(simulated, Default::default()));
    (faulty.clone(), cloud(name, &faulty))
}

fn cloud(name: &str, faulty: &Arc<Faulty<ElasticHosts>>) -> Cloud {
    let simulated = faulty.inner();
    let config = Config::new(simulated.user(), Secret::new(simulated.secret()))
        .endpoint("https://simulated.invalid".parse().unwrap())
        .http(HttpConfig::default().transport(Arc::new(InProcess::new(faulty.clone()))));
    Cloud::new(Driver::new(CloudId::new(name), config).unwrap())
}

/// A simulated account at Mist.io with two machines in each of its backends, and a cloud over it.
pub(crate) fn mist(name: &str) -> (Arc<Faulty<Mist>>, Cloud) {
    let faulty = Arc::new(Faulty::new(Mist::filled(2), Default::default()));
    let simulated = faulty.inner();
    let config = mist::Config::token(simulated.email(), Secret::new(simulated.token()))
        .http(HttpConfig::default().transport(Arc::new(InProcess::new(faulty.clone()))));
    (faulty.clone(), Cloud::new(mist::Mist::new(CloudId::new(name), config).unwrap()))
}

/// A simulated account on a port, for backends that are added.
pub(crate) async fn on_a_port() -> (Arc<ElasticHosts>, Server) {
    let simulated = Arc::new(ElasticHosts::builder().filled(3).build().unwrap());
    let server = Server::start(([127, 0, 0, 1], 0).into(), simulated.clone()).await.unwrap();
    (simulated, server)
}

/// What a client says to add it.
pub(crate) fn added(title: &str, simulated: &ElasticHosts, server: &Server) -> Value {
    serde_json::json!({
        "title": title,
        "provider": "elastichosts",
        "apikey": simulated.user(),
        "apisecret": simulated.secret(),
        "apiurl": server.url(),
        "tenant_name": null,
        "region": "",
        "remove_on_error": true,
    })
}
