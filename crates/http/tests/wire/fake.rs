//! A transport in this process that follows a script, for tests on a virtual clock.

use anycloud_http::{Body, Http, HttpBuilder, HttpConfig, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use tokio::time::Instant;

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Surely not sent.
    NotSent,
    /// Sent, perhaps, and no answer.
    Lost,
    /// No answer ever.
    Hang,
    /// This status with these headers.
    Answer(u16, &'static [(&'static str, &'static str)]),
}

/// Acts are used up one by one; the last one stays.
#[derive(Debug)]
pub(crate) struct Fake {
    acts: Mutex<VecDeque<Act>>,
    seen: Mutex<Vec<(Instant, http::Request<Bytes>)>>,
    start: Instant,
}

impl Fake {
    pub(crate) fn new(acts: &[Act]) -> Arc<Self> {
        let acts = Mutex::new(acts.iter().copied().collect());
        Arc::new(Self { acts, seen: Mutex::default(), start: Instant::now() })
    }

    /// A client of this, to be finished by the test.
    pub(crate) fn client(self: &Arc<Self>) -> HttpBuilder {
        Http::builder("https://api.example/v1".parse().unwrap(), crate::judge)
            .provider("example")
            .config(self.config())
    }

    /// How requests come here.
    pub(crate) fn config(self: &Arc<Self>) -> HttpConfig {
        HttpConfig::default().transport(self.clone())
    }

    /// When requests arrived, in milliseconds since the start.
    pub(crate) fn times(&self) -> Vec<u128> {
        let seen = self.seen.lock().unwrap();
        seen.iter().map(|(at, _)| at.duration_since(self.start).as_millis()).collect()
    }

    pub(crate) fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.seen.lock().unwrap().iter().map(|(_, request)| request.clone()).collect()
    }
}

#[async_trait]
impl Transport for Fake {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        self.seen.lock().unwrap().push((Instant::now(), request));
        let act = {
            let mut acts = self.acts.lock().unwrap();
            if acts.len() > 1 { acts.pop_front().unwrap() } else { acts[0] }
        };
        match act {
            Act::NotSent => Err(TransportError::not_sent("refused")),
            Act::Lost => Err(TransportError::unknown("reset")),
            Act::Hang => pending().await,
            Act::Answer(status, headers) => {
                let mut response = http::Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(*name, *value);
                }
                Ok(response.body(Body::full("fine")).unwrap())
            }
        }
    }
}
