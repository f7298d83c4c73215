//! A line to an engine: it counts what is sent, and a request on it meets a fault.

use anycloud_http::{Body, Transport, TransportError};
use anycloud_testkit::conformance::{At, Fault};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Debug)]
pub(crate) struct Line {
    to: Arc<dyn Transport>,
    requests: AtomicU64,
    armed: Mutex<Option<(At, Fault)>>,
}

impl Line {
    pub(crate) fn new(to: Arc<dyn Transport>) -> Self {
        Self { to, requests: AtomicU64::new(0), armed: Mutex::default() }
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The next request of this sort meets this fault, once; `false` if there is none of the sort.
    pub(crate) fn arm(&self, at: At, fault: Fault) -> bool {
        let known = !matches!(at, At::AttachDrive | At::ImageDrive | At::Subscribe | At::WriteDrive);
        if known {
            *self.armed.lock().unwrap() = Some((at, fault));
        }
        known
    }

    fn met(&self, request: &Request<Bytes>) -> Option<Fault> {
        let mut armed = self.armed.lock().unwrap();
        let (_, fault) = armed.take_if(|(at, _)| is(*at, request))?;
        Some(fault)
    }
}

#[async_trait]
impl Transport for Line {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let keep = match self.met(&request) {
            None => return self.to.send(request).await,
            Some(Fault::Busy) => {
                return Ok(answer(409, "Container web is restarting, wait until the container is running"));
            }
            Some(Fault::Refuse) => return Ok(answer(403, "authorization denied by plugin lab: not today")),
            Some(Fault::LoseRequest) => return Err(TransportError::unknown("the line broke")),
            Some(Fault::Stall) => std::future::pending().await,
            Some(Fault::LoseReply) => 0,
            Some(Fault::Truncate) => 10,
        };
        let (parts, mut body) = self.to.send(request).await?.into_parts();
        let mut whole = Vec::new();
        while let Some(chunk) = body.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        if keep == 0 {
            return Err(TransportError::unknown("the line broke"));
        }
        whole.truncate(keep);
        Ok(Response::from_parts(parts, Body::full(whole)))
    }
}

fn answer(status: u16, message: &str) -> Response<Body> {
    let body = format!(r#"{{"message":"{message}"}}"#);
    Response::builder().status(status).body(Body::full(body)).unwrap()
}

fn is(at: At, request: &Request<Bytes>) -> bool {
    // After the version of the API.
    let path = request.uri().path().split('/').skip(2).collect::<Vec<_>>();
    let query = request.uri().query().unwrap_or_default();
    let (get, post) = (request.method() == Method::GET, request.method() == Method::POST);
    let delete = request.method() == Method::DELETE;
    match (at, &path[..]) {
        (At::CreateDrive, ["volumes", "create"]) | (At::CreateServer, ["containers", "create"]) => post,
        (At::DestroyDrive, ["volumes", _]) | (At::DestroyServer, ["containers", _]) => delete,
        (At::Discard, _) => delete,
        (At::Find, _) => get && query.contains("anycloud.stamp"),
        (At::ListDrives, ["volumes"]) | (At::ListServers, ["containers", "json"]) => get,
        (At::Power, ["containers", _, "start" | "stop" | "restart"]) => post,
        (At::PowerOff, ["containers", _, "kill"]) => post,
        (At::ReadDrive, ["volumes", _]) | (At::ReadServer, ["containers", _, "json"]) => get,
        (At::UpdateServer, ["containers", _, "rename" | "update"]) => post,
        (At::Verify, ["version"]) => get,
        _ => false,
    }
}
