//! A service that says what a test tells it to.

use anycloud_core::{Cloud, CloudId};
use anycloud_ec2::{Config, Credentials, Ec2};
use anycloud_http::{Body, HttpConfig, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

/// The parameters of a call.
pub(crate) type Form = BTreeMap<String, String>;

/// The answer to a call: a body, a code that refuses, or a line that broke after the service acted.
pub(crate) enum Say {
    Body(String),
    /// This status and text, whatever it is.
    Raw(u16, String),
    Refuse(u16, &'static str),
    /// The same, without naming what was asked about.
    Other(u16, &'static str),
    Lose,
}

/// Decides what is said, and keeps what was asked.
#[derive(Clone)]
pub(crate) struct Script(Arc<Inner>);

type Answers = dyn Fn(&Form, usize) -> Say + Send + Sync;

struct Inner {
    asked: Mutex<Vec<Form>>,
    answer: Box<Answers>,
}

impl Script {
    /// Answers by the call and by how many of its name came before.
    pub(crate) fn new(answer: impl Fn(&Form, usize) -> Say + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { asked: Mutex::default(), answer: Box::new(answer) }))
    }

    pub(crate) fn config(&self) -> Config {
        let config = Config::new(Credentials::new("AKIDEXAMPLE", "made-up")).region("eu-west-1");
        config.http(HttpConfig::default().transport(Arc::new(self.clone())))
    }

    pub(crate) fn cloud(&self) -> Cloud {
        self.cloud_of(self.config())
    }

    pub(crate) fn cloud_of(&self, config: Config) -> Cloud {
        Cloud::new(Ec2::new(CloudId::new("script"), config).unwrap())
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> usize {
        self.0.asked.lock().unwrap().len()
    }

    /// The calls of this name.
    pub(crate) fn asked(&self, action: &str) -> Vec<Form> {
        self.0.asked.lock().unwrap().iter().filter(|form| form["Action"] == action).cloned().collect()
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let form: Form = url::form_urlencoded::parse(request.body()).into_owned().collect();
        let before = self.asked(&form["Action"]).len();
        self.0.asked.lock().unwrap().push(form.clone());
        let (status, body) = match (self.0.answer)(&form, before) {
            Say::Body(body) => (200, format!("<{0}Response>{body}</{0}Response>", form["Action"])),
            Say::Raw(status, text) => (status, text),
            Say::Refuse(status, code) => {
                let ids = form.iter().filter(|(name, _)| name.contains("Id")).map(|(_, id)| id.as_str());
                (status, refusal(code, &ids.collect::<Vec<_>>().join(", ")))
            }
            Say::Other(status, code) => (status, refusal(code, "something")),
            Say::Lose => return Err(TransportError::unknown("the line broke")),
        };
        Ok(Response::builder().status(status).body(Body::full(body)).unwrap())
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}

fn refusal(code: &str, about: &str) -> String {
    refusal_of(code, &format!("so it is with {about}"))
}

/// The service's form of a refusal with these words.
pub(crate) fn refusal_of(code: &str, words: &str) -> String {
    let error = format!("<Error><Code>{code}</Code><Message>{words}</Message></Error>");
    format!("<Response><Errors>{error}</Errors><RequestID>r-1</RequestID></Response>")
}

/// One address in a list, which nobody has.
pub(crate) fn free_address() -> Say {
    let address = "<publicIp>192.0.2.1</publicIp><allocationId>eipalloc-1</allocationId>";
    Say::Body(format!("<addressesSet><item>{address}</item></addressesSet>"))
}

/// One server in a list.
pub(crate) fn listed(state: &str, more: &str) -> Say {
    Say::Body(format!("<reservationSet><item>{}</item></reservationSet>", reservation(state, more)))
}

/// What RunInstances answers, and DescribeInstances in a list.
pub(crate) fn reservation(state: &str, more: &str) -> String {
    format!(
        "<reservationId>r-1</reservationId><ownerId>123456789012</ownerId><instancesSet><item>\
         <instanceId>i-1</instanceId><instanceState><code>16</code><name>{state}</name></instanceState>{more}\
         </item></instancesSet>"
    )
}
