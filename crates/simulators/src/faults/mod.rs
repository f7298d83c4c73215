//! Faults on purpose: what a network and a busy provider do to a client, by a script.

mod script;

pub use script::{Fault, FaultRule, FaultScript, FaultScriptError, RetryAfter, Times};

use crate::{Reply, Simulator, Then};
use bytes::Bytes;
use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// A simulator whose peer meets the faults of a [`FaultScript`].
///
/// It is a simulator itself, to be mounted in the place of the one behind it. Every request is held against the rules
/// in order. A rule that matches lets the first `skip` such requests pass and acts on the next `times`; one fault at
/// most acts on a request, except that delays add up and then the later rules are asked too.
#[derive(Debug)]
pub struct Faulty<S> {
    inner: S,
    rules: Mutex<Vec<Armed>>,
    requests: AtomicU64,
    /// Answers to requests that a later `stale` may repeat.
    answers: Mutex<Answers>,
}

type Answers = HashMap<(http::Method, String), http::Response<Bytes>>;

#[derive(Debug)]
struct Armed {
    rule: FaultRule,
    seen: u64,
    fired: u64,
}

impl<S> Faulty<S> {
    /// Puts `script` before `inner`.
    pub fn new(inner: S, script: FaultScript) -> Self {
        let faulty =
            Self { inner, rules: Mutex::default(), requests: AtomicU64::new(0), answers: Mutex::default() };
        faulty.arm(script);
        faulty
    }

    /// What stands behind the faults.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// Adds the rules of `script` behind those that are there.
    pub fn arm(&self, script: FaultScript) {
        self.rules().extend(script.rules.into_iter().map(|rule| Armed { rule, seen: 0, fired: 0 }));
    }

    /// Takes every rule away.
    pub fn disarm(&self) {
        self.rules().clear();
    }

    /// How often each rule has acted, in the order of the script.
    pub fn fired(&self) -> Vec<u64> {
        self.rules().iter().map(|armed| armed.fired).collect()
    }

    /// How many requests came, those that were never let through too.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The delay and the fault that this request meets.
    fn draw(&self, method: &http::Method, path: &str) -> (Duration, Option<Fault>) {
        let mut delay = Duration::ZERO;
        for armed in self.rules().iter_mut() {
            if !armed.rule.matches(method, path) {
                continue;
            }
            armed.seen += 1;
            let over = match armed.rule.times {
                Times::Always => false,
                Times::Count(times) => armed.fired >= times,
            };
            if armed.seen <= armed.rule.skip || over {
                continue;
            }
            armed.fired += 1;
            match &armed.rule.fault {
                Fault::Delay { ms } => delay = delay.saturating_add(Duration::from_millis(*ms)),
                fault => return (delay, Some(fault.clone())),
            }
        }
        (delay, None)
    }
}

impl<S: Simulator> Simulator for Faulty<S> {
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let (delay, fault) = self.draw(request.method(), request.uri().path());
        let reply = match fault {
            None => self.pass(now, request),
            Some(fault) => self.meet(fault, now, request),
        };
        reply.delayed(delay)
    }

    fn refusal(&self, code: &str) -> Option<http::Response<Bytes>> {
        self.inner.refusal(code)
    }
}

impl<S: Simulator> Faulty<S> {
    /// No fault. The answer is kept if a rule may want to repeat it.
    fn pass(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let reply = self.inner.handle(now, request);
        let wanted = self
            .rules()
            .iter()
            .any(|armed| armed.rule.fault == Fault::Stale && armed.rule.matches(&method, &path));
        if let (true, Some(response)) = (wanted, reply.response())
            && response.status().is_success()
        {
            self.answers().insert((method, path), response.clone());
        }
        reply
    }

    fn meet(&self, fault: Fault, now: Duration, request: http::Request<Bytes>) -> Reply {
        match fault {
            Fault::Busy => Reply::answer(self.refused("busy")),
            Fault::Delay { ms } => self.inner.handle(now, request).delayed(Duration::from_millis(ms)),
            Fault::DropAfter => Reply { then: Then::Drop, ..self.inner.handle(now, request) },
            Fault::DropBefore => Reply::drop(),
            Fault::Garbage => {
                Reply::answer(answer(200, "text/plain", &[0xff, 0xfe, 0x00, b'\r', 0xc3, 0x28]))
            }
            Fault::Html => Reply::answer(answer(
                200,
                "text/html",
                b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\
                  <body><h1>Sign in to the network</h1></body></html>\n",
            )),
            Fault::RateLimited { retry_after } => {
                let mut response = answer(429, "text/plain", b"too many requests\n");
                retry_after.write(response.headers_mut());
                Reply::answer(response)
            }
            Fault::Refused { code } => Reply::answer(self.refused(&code)),
            Fault::Stale => {
                let (request, _) = request.into_parts();
                let known = self.answers().get(&(request.method, request.uri.path().to_owned())).cloned();
                Reply::answer(known.unwrap_or_else(|| self.refused("missing")))
            }
            Fault::Stall => Reply::stall(),
            Fault::StallAfter => Reply { then: Then::Stall, ..self.inner.handle(now, request) },
            Fault::Status { code, body, headers, retry_after } => {
                let mut response = answer(code, "text/plain", body.as_bytes());
                for (name, value) in &headers {
                    if let (Ok(name), Ok(value)) =
                        (http::HeaderName::from_bytes(name.as_bytes()), http::HeaderValue::from_str(value))
                    {
                        response.headers_mut().insert(name, value);
                    }
                }
                if let Some(retry_after) = retry_after {
                    retry_after.write(response.headers_mut());
                }
                Reply::answer(response)
            }
            Fault::Truncate { bytes } => {
                let reply = self.inner.handle(now, request);
                match reply.then {
                    Then::Answer(response) => {
                        Reply { then: Then::Truncate { response, bytes }, after: reply.after }
                    }
                    then => Reply { then, after: reply.after },
                }
            }
        }
    }

    fn refused(&self, code: &str) -> http::Response<Bytes> {
        self.inner.refusal(code).unwrap_or_else(|| {
            let status = match code {
                "busy" => 409,
                "missing" => 404,
                _ => 500,
            };
            answer(status, "text/plain", format!("{code}\n").as_bytes())
        })
    }
}

fn answer(status: u16, content_type: &'static str, body: &[u8]) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() =
        http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static(content_type));
    response
}
