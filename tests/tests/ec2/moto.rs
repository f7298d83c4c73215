//! One moto for the tests of this program. Each laboratory is an account of its own in it.

use anycloud_ec2::{Config, Credentials};
use anycloud_http::{Body, HttpConfig, ReqwestTransport, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use std::collections::HashMap;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use tokio::runtime::{Handle, Runtime};
use url::Url;

/// Images in moto's own form. Its many would be read anew for each account.
const IMAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ec2/images.json");

/// One of them, whose drive has 30 GiB.
pub(crate) const IMAGE: &str = "ami-03cf127a";

/// The server.
pub(crate) struct Moto {
    url: Url,
    runtime: Option<Runtime>,
    handle: Handle,
    transport: ReqwestTransport,
    accounts: AtomicU64,
    child: Child,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Who drops it may be another runtime, in which nothing waits.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Moto {
    pub(crate) fn new() -> Arc<Self> {
        let program = std::env::var("ANYCLOUD_MOTO").expect("ANYCLOUD_MOTO names moto_server");
        let mut child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .envs([
                ("MOTO_AMIS_PATH", IMAGES),
                ("MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION", "true"),
                ("MOTO_ENABLE_AMI_VALIDATION", "true"),
                ("MOTO_ENABLE_KEYPAIR_VALIDATION", "true"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let url = loop {
            let line = lines.next().expect("moto ended").unwrap();
            if let Some((_, url)) = line.split_once("Running on ") {
                break Url::parse(url.trim()).unwrap();
            }
        };
        // It writes a line for each request, and stops when nobody reads them.
        std::thread::spawn(move || lines.for_each(drop));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let transport = ReqwestTransport::new(&HttpConfig::default()).unwrap();
        let accounts = AtomicU64::new(100_000_000_000);
        let handle = runtime.handle().clone();
        Arc::new(Self { url, runtime: Some(runtime), handle, transport, accounts, child })
    }

    /// A way to an account that nobody has used.
    pub(crate) fn account(self: &Arc<Self>) -> Account {
        let number = self.accounts.fetch_add(1, Ordering::Relaxed);
        Account(Arc::new(Inner {
            moto: self.clone(),
            number,
            requests: AtomicU64::new(0),
            said: Mutex::default(),
            meets: OnceLock::new(),
        }))
    }
}

/// An account as a transport: real sockets under a clock that may be paused, because whoever sends stands still meanwhile.
///
/// It does what moto leaves out: a `ClientToken` that was used is answered as the first time, and a group with a server
/// behind it is not deleted.
#[derive(Clone)]
pub(crate) struct Account(Arc<Inner>);

struct Inner {
    moto: Arc<Moto>,
    number: u64,
    requests: AtomicU64,
    said: Mutex<HashMap<String, Bytes>>,
    meets: OnceLock<Box<Decide>>,
}

type Decide = dyn Fn(&Form) -> Met + Send + Sync;

/// The parameters of a call.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    fn of(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn action(&self) -> &str {
        self.get("Action").unwrap_or_default()
    }
}

/// What a request meets.
pub(crate) enum Met {
    /// The service.
    Service,
    /// An answer of somebody else's: a status and a code.
    Answer(u16, &'static str),
    /// A line that breaks before the request comes through.
    LostBefore,
    /// A line that breaks before the answer comes through.
    LostAfter,
    /// Nobody.
    Silence,
    /// The service, and an answer that ends in the middle.
    Cut,
}

impl Account {
    pub(crate) fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.number
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0.moto.url
    }

    /// Who decides what a request meets; the service if nobody does.
    pub(crate) fn meets(&self, decide: impl Fn(&Form) -> Met + Send + Sync + 'static) {
        assert!(self.0.meets.set(Box::new(decide)).is_ok());
    }

    pub(crate) fn config(&self) -> Config {
        Config::new(Credentials::new("AKIDEXAMPLE", SECRET))
            .region("us-east-1")
            .endpoint(self.0.moto.url.clone())
            .http(HttpConfig::default().transport(Arc::new(self.clone())))
    }

    /// What a future of its own comes to, from within another.
    pub(crate) fn ask<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        let (tell, told) = mpsc::channel();
        self.0.moto.handle.spawn(async move { tell.send(work.await) });
        told.recv().unwrap()
    }

    /// Whether there are servers behind the group that a call is about.
    async fn is_used(&self, request: &Request<Bytes>, form: &Form) -> Result<bool, TransportError> {
        let group = form.get("GroupId").unwrap_or_default();
        let body = format!(
            "Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=instance.group-id&Filter.1.Value.1={group}\
             &Filter.2.Name=instance-state-name&Filter.2.Value.1=running&Filter.2.Value.2=stopped"
        );
        let mut asked = Request::post(request.uri()).body(Bytes::from(body)).unwrap();
        *asked.headers_mut() = request.headers().clone();
        asked.headers_mut().remove("content-length");
        let (_, body) = self.pass(asked, &Form(Vec::new())).await?;
        Ok(body.windows(12).any(|part| part == b"<instanceId>"))
    }

    async fn pass(
        &self,
        request: Request<Bytes>,
        form: &Form,
    ) -> Result<(http::response::Parts, Bytes), TransportError> {
        let token = form.get("ClientToken").map(|token| format!("{} {token}", form.action()));
        let known = token.as_ref().and_then(|token| self.0.said.lock().unwrap().get(token).cloned());
        if let Some(body) = known {
            return Ok((Response::new(()).into_parts().0, body));
        }
        let inner = self.0.clone();
        let sent = self.ask(async move {
            let (parts, mut body) = inner.moto.transport.send(request).await?.into_parts();
            let mut whole = Vec::new();
            while let Some(chunk) = body.chunk().await? {
                whole.extend_from_slice(&chunk);
            }
            Ok::<_, TransportError>((parts, Bytes::from(whole)))
        });
        let (parts, body) = sent?;
        if let (Some(token), true) = (token, parts.status.is_success()) {
            self.0.said.lock().unwrap().insert(token, body.clone());
        }
        Ok((parts, body))
    }
}

fn answer(status: u16, code: &str) -> Response<Body> {
    let body = format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>made up</Message></Error></Errors>\
         <RequestID>59dbff89-35bd-4eac-99ed-be587EXAMPLE</RequestID></Response>"
    );
    Response::builder().status(status).body(Body::full(body)).unwrap()
}

/// The secret key of every account.
pub(crate) const SECRET: &str = "Vk2canary/EXAMPLE+secretKeyOfNobody";

#[async_trait]
impl Transport for Account {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        self.0.requests.fetch_add(1, Ordering::Relaxed);
        let account = HeaderValue::from_str(&self.0.number.to_string()).unwrap();
        request.headers_mut().insert("x-moto-account-id", account);
        let form = Form::of(request.body());
        let met = self.0.meets.get().map_or(Met::Service, |decide| decide(&form));
        let keep = match met {
            Met::Answer(status, code) => {
                return Ok(answer(status, code));
            }
            Met::LostBefore => return Err(TransportError::unknown("the line broke")),
            Met::Silence => std::future::pending().await,
            Met::LostAfter => 0,
            Met::Cut => 60,
            Met::Service
                if form.action() == "DeleteSecurityGroup" && self.is_used(&request, &form).await? =>
            {
                return Ok(answer(400, "DependencyViolation"));
            }
            Met::Service => usize::MAX,
        };
        let (parts, body) = self.pass(request, &form).await?;
        if keep == 0 {
            return Err(TransportError::unknown("the line broke"));
        }
        let body = body.slice(..keep.min(body.len()));
        Ok(Response::from_parts(parts, Body::full(body)))
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({})", self.0.number)
    }
}
