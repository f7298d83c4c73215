//! Credentials that the service no longer takes, and new ones where they come from.

use crate::script::{Say, Script, listed, refusal_of, reservation};
use crate::server::stamp;
use anycloud_core::{Boot, CreateServer, Delivery, Error, ErrorKind, Result, ServerQuery};
use anycloud_ec2::{
    AllocateAddress, Client, Config, CredentialSource, Credentials, Environment, Query, RunInstances,
};
use anycloud_http::{Body, HttpConfig, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Once it is shut, refuses by this code all but the key `NEW`, and counts how often.
#[derive(Clone, Debug)]
struct Gate {
    code: &'static str,
    script: Script,
    shut: Arc<AtomicBool>,
    refused: Arc<AtomicUsize>,
}

impl Gate {
    fn new(code: &'static str) -> Self {
        let script = Script::new(|form, _| match &*form["Action"] {
            "AllocateAddress" => {
                Say::Body("<publicIp>192.0.2.1</publicIp><allocationId>eipalloc-1</allocationId>".into())
            }
            "RunInstances" => Say::Body(reservation("pending", "")),
            _ => listed("running", ""),
        });
        Self { code, script, shut: Arc::new(true.into()), refused: Arc::default() }
    }

    fn config(&self, config: Config) -> Config {
        config.region("eu-west-1").http(HttpConfig::default().transport(Arc::new(self.clone())))
    }

    fn refused(&self) -> usize {
        self.refused.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Transport for Gate {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        // Others may come as far before this one is answered.
        tokio::task::yield_now().await;
        let signed = request.headers()["authorization"].to_str().unwrap();
        if signed.contains("Credential=NEW/") || !self.shut.load(Ordering::SeqCst) {
            return self.script.send(request).await;
        }
        self.refused.fetch_add(1, Ordering::SeqCst);
        let body = refusal_of(self.code, "the security token is of yesterday");
        Ok(Response::builder().status(400).body(Body::full(body)).unwrap())
    }
}

/// Gives these keys one after the other, the last again and again; an empty one is a failure.
#[derive(Clone, Debug)]
struct Keys {
    keys: &'static [&'static str],
    asked: Arc<AtomicUsize>,
}

impl Keys {
    fn new(keys: &'static [&'static str]) -> Self {
        Self { keys, asked: Arc::default() }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl CredentialSource for Keys {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst).min(self.keys.len() - 1);
        tokio::task::yield_now().await;
        match self.keys[number] {
            "" => Err(Error::config("the source is broken")),
            key => Ok(Some(Credentials::new(key, "made-up").session_token(key))),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn new_credentials_are_taken_at_once() {
    for code in ["ExpiredToken", "RequestExpired", "AuthFailure"] {
        let (gate, keys) = (Gate::new(code), Keys::new(&["OLD", "NEW"]));
        let client = Client::new(gate.config(Config::new(keys.clone()))).unwrap();
        assert_eq!(client.describe_instances(&Query::all()).all().await.unwrap().len(), 1, "{code}");
        assert_eq!((gate.refused(), keys.asked()), (1, 2), "{code}: a read");

        let (gate, keys) = (Gate::new(code), Keys::new(&["OLD", "NEW"]));
        let client = Client::new(gate.config(Config::new(keys.clone()))).unwrap();
        client.allocate_address(&AllocateAddress::new()).await.unwrap();
        client.run_instances(&RunInstances::new("ami-1"), &stamp("server")).await.unwrap();
        assert_eq!((gate.refused(), keys.asked()), (1, 2), "{code}: what is sent once otherwise");
        assert_eq!(gate.script.asked("AllocateAddress").len(), 1, "{code}");

        let gate = Gate::new(code);
        let cloud = gate.script.cloud_of(gate.config(Config::new(Keys::new(&["OLD", "NEW"]))));
        cloud
            .create_server(&CreateServer::new("web", Boot::image("ami-1")).size("t3.micro"))
            .done()
            .await
            .unwrap();
        assert_eq!((gate.refused(), gate.script.asked("RunInstances").len()), (1, 1), "{code}: a change");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_is_reported_if_there_are_no_others() {
    // The same key, a source that fails, and another that is refused, too.
    for (keys, sent) in [(&["OLD"] as &'static [_], 1), (&["OLD", ""], 1), (&["OLD", "OLDER", "NEW"], 2)] {
        let (gate, keys) = (Gate::new("ExpiredToken"), Keys::new(keys));
        let cloud = gate.script.cloud_of(gate.config(Config::new(keys.clone())));
        let error = cloud.servers(&ServerQuery::new()).all().await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unauthenticated, Delivery::Refused));
        assert_eq!(error.code(), Some("ExpiredToken"), "{error}");
        assert_eq!((gate.refused(), keys.asked(), gate.script.calls()), (sent, 2, 0), "{keys:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_that_are_refused_ask_the_source_once() {
    let (gate, keys) = (Gate::new("RequestExpired"), Keys::new(&["OLD", "NEW"]));
    let client = Client::new(gate.config(Config::new(keys.clone()))).unwrap();
    let list = async || client.describe_instances(&Query::all()).all().await.unwrap().len();
    gate.shut.store(false, Ordering::SeqCst);
    list().await;
    gate.shut.store(true, Ordering::SeqCst);
    assert_eq!(tokio::join!(list(), list(), list()), (1, 1, 1));
    assert_eq!((gate.refused(), keys.asked()), (3, 2));
}

/// A key without an end is not read again by itself.
#[tokio::test(start_paused = true)]
async fn a_key_that_was_changed_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("credentials");
    let write = |key: &str| {
        let text = format!("[default]\naws_access_key_id={key}\naws_secret_access_key=made-up\n");
        std::fs::write(&file, text).unwrap();
    };
    write("OLD");
    let gate = Gate::new("AuthFailure");
    let variables = [("AWS_SHARED_CREDENTIALS_FILE", file.to_str().unwrap()), ("AWS_CONFIG_FILE", "/none")];
    let config = Config::profile("default").environment(Environment::of(variables));
    let client = Client::new(gate.config(config)).unwrap();
    let list = async || client.describe_instances(&Query::all()).all().await;
    assert_eq!(list().await.unwrap_err().code(), Some("AuthFailure"));
    write("NEW");
    assert_eq!(list().await.unwrap().len(), 1);
    assert_eq!(gate.refused(), 2);
}
