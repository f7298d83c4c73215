//! A real engine's socket under a clock that may be paused: whoever sends stands still meanwhile.

use anycloud_http::{Body, HttpConfig, ReqwestTransport, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tokio::runtime::{Handle, Runtime};

pub(crate) struct Socket {
    runtime: Option<Runtime>,
    handle: Handle,
    transport: Arc<ReqwestTransport>,
    changed: AtomicBool,
}

/// No engine takes longer for anything here.
const LONGEST: Duration = Duration::from_secs(120);

impl Socket {
    /// The engine at an address such as `unix:///run/docker.sock`.
    pub(crate) fn new(host: &str) -> Self {
        let path = host.strip_prefix("unix://").unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let handle = runtime.handle().clone();
        let transport = Arc::new(ReqwestTransport::new(&HttpConfig::default().unix_socket(path)).unwrap());
        Self { runtime: Some(runtime), handle, transport, changed: AtomicBool::new(true) }
    }

    /// Whether something may have changed by what was sent here since this was last asked.
    pub(crate) fn has_changed(&self) -> bool {
        self.changed.swap(false, Ordering::Relaxed)
    }

    /// What a future of its own comes to, from within another.
    pub(crate) fn ask<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        self.try_ask(work).expect("the engine says nothing, or what was asked of it panics")
    }

    pub(crate) fn try_ask<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (tell, told) = mpsc::channel();
        self.handle.spawn(async move { tell.send(work.await) });
        told.recv_timeout(LONGEST).ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Who drops it may be another runtime, in which nothing waits.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[async_trait]
impl Transport for Socket {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        if request.method() != Method::GET {
            self.changed.store(true, Ordering::Relaxed);
        }
        let transport = self.transport.clone();
        self.ask(async move {
            let (parts, mut body) = transport.send(request).await?.into_parts();
            let mut whole = Vec::new();
            while let Some(chunk) = body.chunk().await? {
                whole.extend_from_slice(&chunk);
            }
            Ok(Response::from_parts(parts, Body::full(whole)))
        })
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Socket")
    }
}
