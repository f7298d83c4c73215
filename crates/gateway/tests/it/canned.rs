//! A service that says the same to everybody, and what it was asked.

use anycloud_simulators::{Reply, Server, Simulator};
use bytes::Bytes;
use http::header::AUTHORIZATION;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A service with one answer for each end of a path.
#[derive(Debug)]
pub(crate) struct Canned {
    answers: Vec<(&'static str, http::Response<Bytes>)>,
    asked: Mutex<Vec<String>>,
}

impl Canned {
    /// It answers 200 with these bodies, by the end of the path, on a port.
    pub(crate) async fn saying(answers: &[(&'static str, &'static str)]) -> (Arc<Self>, Server) {
        // An engine of Docker says its version in the head; others may say so, too.
        let good = |(path, body): &(&'static str, &'static str)| {
            let answer = http::Response::builder().header("api-version", "1.41");
            (*path, answer.body(Bytes::from(*body)).unwrap())
        };
        Self::on_a_port(answers.iter().map(good).collect()).await
    }

    /// It sends everybody on to this place.
    pub(crate) async fn redirecting(to: &str) -> (Arc<Self>, Server) {
        let found = http::Response::builder().status(302).header("location", to).body(Bytes::new()).unwrap();
        Self::on_a_port(vec![("", found)]).await
    }

    /// What it was asked: method, path, and the head's authorization.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    async fn on_a_port(answers: Vec<(&'static str, http::Response<Bytes>)>) -> (Arc<Self>, Server) {
        let canned = Arc::new(Self { answers, asked: Mutex::default() });
        let server = Server::start(([127, 0, 0, 1], 0).into(), canned.clone()).await.unwrap();
        (canned, server)
    }
}

impl Simulator for Canned {
    fn handle(&self, _: Duration, request: http::Request<Bytes>) -> Reply {
        let authorization = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap());
        let asked = [request.method().as_str(), request.uri().path(), authorization.unwrap_or_default()];
        self.asked.lock().unwrap().push(asked.join(" ").trim_end().to_owned());
        let found = self.answers.iter().find(|(end, _)| request.uri().path().ends_with(end));
        Reply::answer(found.map_or_else(
            || http::Response::builder().status(404).body(Bytes::new()).unwrap(),
            |(_, answer)| answer.clone(),
        ))
    }
}
