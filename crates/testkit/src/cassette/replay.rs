//! A cassette as a transport.

use super::diff::{likeness, lines, same};
use super::redact::Redactor;
use super::{Asked, Cassette, Mode};
use anycloud_http::{Body, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Answers from a cassette. Clones share it: keep one to [`finish`](Self::finish).
///
/// A request that the cassette does not have is a transport error that says which exchange comes nearest, and
/// what differs. It is remembered, so a driver that swallows it does not pass. If the last clone goes while
/// exchanges are left over or a request had none, and nobody has called [`finish`](Self::finish), that panics.
///
/// ```
/// use anycloud_http::Transport;
/// use anycloud_testkit::cassette::Cassette;
/// let cassette: Cassette = "\
/// anycloud cassette 1
/// origin: transcribed from the manual
///
/// > POST /drives/create
/// >
/// > name web
/// > size ***
///
/// < 200
/// ".parse()?;
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let replay = cassette.replay();
/// let post = |body: &'static str| http::Request::post("https://api.example/drives/create").body(body.into());
/// let error = replay.send(post("name db\nsize 1024\n")?).await.unwrap_err();
/// assert!(error.to_string().contains("- name web"), "{error}");
/// assert_eq!(replay.send(post("name web\nsize 1024\n")?).await?.status(), 200);
/// assert!(replay.finish().is_err(), "the first request is not forgotten");
/// # Ok::<_, Box<dyn std::error::Error>>(()) }).unwrap();
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Replay(Arc<Tape>);

struct Tape {
    cassette: Cassette,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    used: Vec<bool>,
    unknown: Vec<String>,
    finished: bool,
}

/// What of a cassette was not asked for, and what was asked for and is not on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftovers(String);

impl fmt::Display for Leftovers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Leftovers {}

impl Replay {
    pub(super) fn new(cassette: Cassette) -> Self {
        let state = State { used: vec![false; cassette.exchanges.len()], ..State::default() };
        Self(Arc::new(Tape { cassette, state: Mutex::new(state) }))
    }

    /// Ends it: every exchange must have been asked for, and nothing else.
    ///
    /// # Errors
    /// What is left over, and what was asked for in vain.
    pub fn finish(&self) -> Result<(), Leftovers> {
        self.0.state().finished = true;
        self.0.leftovers()
    }
}

#[async_trait]
impl Transport for Replay {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let mut state = self.0.state();
        let Some(n) = self.0.find(&state.used, &request) else {
            let what = self.0.nearest(&state.used, &request);
            if !state.unknown.contains(&what) {
                state.unknown.push(what.clone());
            }
            return Err(TransportError::unknown(what));
        };
        state.used[n] = true;
        let answered = &self.0.cassette.exchanges[n].response;
        let mut response = Response::builder().status(answered.status);
        for (name, value) in &answered.headers {
            response = response.header(name, value);
        }
        response
            .body(Body::full(answered.body.clone()))
            .map_err(|e| TransportError::unknown("the cassette's response is not one").with_source(e))
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay").field("origin", &self.0.cassette.origin).finish_non_exhaustive()
    }
}

impl Tape {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The exchange whose turn it is, if the request is its.
    fn find(&self, used: &[bool], request: &Request<Bytes>) -> Option<usize> {
        let left = self.cassette.exchanges.iter().enumerate().filter(|(n, _)| !used[*n]);
        let mut left = left.filter(|(_, exchange)| same_place(&exchange.request, request));
        let fits =
            |asked: &Asked| missing(asked, request.headers()).is_empty() && same(&asked.body, request.body());
        let found = match self.cassette.mode {
            Mode::Sequential => left.next().filter(|(_, exchange)| fits(&exchange.request)),
            Mode::Unordered => left.find(|(_, exchange)| fits(&exchange.request)),
        };
        found.map(|(n, _)| n)
    }

    fn nearest(&self, used: &[bool], request: &Request<Bytes>) -> String {
        let given = Given::new(request);
        let left = self.cassette.exchanges.iter().zip(used).filter(|(_, used)| !**used);
        // The first of equals: the one whose turn it is.
        let nearest = left.rev().max_by_key(|(exchange, _)| given.likeness(&exchange.request));
        let place = format!("{} {}", given.method, given.path);
        let Some((exchange, _)) = nearest else {
            return format!("nothing is left on the cassette for {place}");
        };
        let asked = &exchange.request;
        let mut text = format!("the cassette has no {place} like this; nearest, with - what it has:\n");
        let first = |method: &http::Method, path: &str| format!("{method} {path}");
        text += &lines(&first(&asked.method, &asked.path), &first(&given.method, &given.path));
        for (name, value) in missing(asked, request.headers()) {
            let is = given.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(&name));
            text += &format!("  - {name}: {value}\n");
            text += &is.map(|(n, v)| format!("  + {n}: {v}\n")).unwrap_or_default();
        }
        text + &lines(&shown(&asked.body), &shown(&given.body))
    }

    fn leftovers(&self) -> Result<(), Leftovers> {
        let state = self.state();
        let left = self.cassette.exchanges.iter().zip(&state.used).filter(|(_, used)| !**used);
        let mut text: Vec<String> =
            left.map(|(e, _)| format!("never asked for: {} {}", e.request.method, e.request.path)).collect();
        text.extend(state.unknown.iter().cloned());
        if text.is_empty() { Ok(()) } else { Err(Leftovers(text.join("\n"))) }
    }
}

impl Drop for Tape {
    fn drop(&mut self) {
        if self.state().finished || std::thread::panicking() {
            return;
        }
        if let Err(left) = self.leftovers() {
            panic!("{}: {left}", self.cassette.origin);
        }
    }
}

/// What was sent, without its secrets: it goes into messages.
struct Given {
    method: http::Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Given {
    fn new(request: &Request<Bytes>) -> Self {
        let redactor = Redactor::default();
        Self {
            method: request.method().clone(),
            path: redactor.path(place(request)),
            headers: redactor.headers(request.headers()),
            body: redactor.body(request.body()),
        }
    }

    /// The method and the path weigh more than all of the rest.
    fn likeness(&self, asked: &Asked) -> usize {
        let parts = |path: &str| path.replace(['/', '?', '&'], "\n");
        let method = if self.method == asked.method { 100 } else { 0 };
        let path = likeness(&parts(&asked.path), &parts(&self.path));
        method * 2 + path * 4 + likeness(&shown(&asked.body), &shown(&self.body))
    }
}

fn place(request: &Request<Bytes>) -> &str {
    request.uri().path_and_query().map_or("/", |path| path.as_str())
}

fn same_place(asked: &Asked, request: &Request<Bytes>) -> bool {
    asked.method == *request.method() && same(asked.path.as_bytes(), place(request).as_bytes())
}

fn missing(asked: &Asked, given: &HeaderMap) -> Vec<(String, String)> {
    let there =
        |name: &str, value: &str| given.get_all(name).iter().any(|v| same(value.as_bytes(), v.as_bytes()));
    asked.headers.iter().filter(|(name, value)| !there(name, value)).cloned().collect()
}

fn shown(body: &[u8]) -> String {
    match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        Err(_) => format!("{} bytes that are no text", body.len()),
    }
}
