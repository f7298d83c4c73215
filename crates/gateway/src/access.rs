//! Who may ask: a bearer token, or a login that is exchanged for one.

use crate::answer::UNAUTHORIZED;
use crate::refusal::{Refusal, Result};
use anycloud::Secret;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// So many tokens and passwords may be wrong before no other wrong one is heard in [`WINDOW`], from one address and from all together.
const FAILURES_OF_ONE: u32 = 5;
const FAILURES_OF_ALL: u32 = 100;
const WINDOW: Duration = Duration::from_secs(60);
/// More addresses are not remembered as good.
const KNOWN_MAX: usize = 1024;

/// The token, and the guesses that failed lately.
pub(crate) struct Access {
    /// The token as the key of a MAC. Only MACs are compared: in constant time, and whatever the length.
    key: hmac::Key,
    expected: hmac::Tag,
    failures: Mutex<Failures>,
}

#[derive(Default)]
struct Failures {
    since: Option<Instant>,
    all: u32,
    of: HashMap<IpAddr, u32>,
    /// Where the token has come from: what strangers guess does not shut these out.
    known: HashSet<IpAddr>,
}

impl Access {
    pub(crate) fn new(token: &Secret) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, token.expose().as_bytes());
        let expected = hmac::sign(&key, token.expose().as_bytes());
        Self { key, expected, failures: Mutex::default() }
    }

    /// Whether the request carries the token: `Bearer TOKEN`, or `mist_1 EMAIL:TOKEN` with the token itself or one that a
    /// [login](Self::log_in) gave.
    ///
    /// The right token is let in however many were wrong: it is too long to be guessed, and anybody on the machine could
    /// shut out everybody else there.
    ///
    /// # Errors
    /// 401; 429 after too many wrong ones.
    pub(crate) fn check(&self, from: IpAddr, headers: &HeaderMap) -> Result<()> {
        let refuse = |why: &str| Err(Refusal::new(StatusCode::UNAUTHORIZED, UNAUTHORIZED, why));
        let Some(header) = headers.get(AUTHORIZATION) else {
            return refuse("say Authorization: Bearer TOKEN, or log in at /auth");
        };
        let header = header.to_str().unwrap_or_default().trim();
        let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
        let rest = rest.trim_start();
        let right = if scheme.eq_ignore_ascii_case("bearer") {
            self.is_token(rest)
        } else if scheme == "mist_1" {
            // The token has no colon, the email may.
            rest.rsplit_once(':')
                .is_some_and(|(email, token)| self.is_token(token) | self.is_session(email, token))
        } else {
            return refuse("the scheme is neither Bearer nor mist_1");
        };
        let mut failures = self.failures();
        if right {
            failures.good(from);
            return Ok(());
        }
        failures.heard(from)?;
        failures.wrong(from, "the token is wrong")
    }

    /// A token for this email, if the password is the gateway's token. It lasts as long as that does.
    ///
    /// # Errors
    /// 401; 429 after too many wrong ones.
    pub(crate) fn log_in(&self, from: IpAddr, email: &str, password: &Secret) -> Result<Secret> {
        let mut failures = self.failures();
        // A password may be a person's guess: whoever has made too many is not told even that one is right.
        failures.heard(from)?;
        if !self.is_token(password.expose()) {
            return failures.wrong(from, "the password is not the gateway's token");
        }
        failures.good(from);
        Ok(Secret::new(URL_SAFE_NO_PAD.encode(self.session(email))))
    }

    fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_token(&self, said: &str) -> bool {
        hmac::verify(&self.key, said.as_bytes(), self.expected.as_ref()).is_ok()
    }

    fn is_session(&self, email: &str, said: &str) -> bool {
        let said = URL_SAFE_NO_PAD.decode(said).unwrap_or_default();
        hmac::verify(&self.key, &named(email), &said).is_ok()
    }

    fn session(&self, email: &str) -> hmac::Tag {
        hmac::sign(&self.key, &named(email))
    }
}

/// What a session's MAC is of: never the token itself.
fn named(email: &str) -> Vec<u8> {
    format!("session\0{email}").into_bytes()
}

impl Failures {
    /// Whether this address may guess now.
    ///
    /// # Errors
    /// 429.
    fn heard(&mut self, from: IpAddr) -> Result<()> {
        let Some(wait) = self.left(Instant::now(), from) else { return Ok(()) };
        let what = "too many tokens or logins were wrong";
        Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests", what).retry_after(wait))
    }

    fn good(&mut self, from: IpAddr) {
        if self.known.len() < KNOWN_MAX {
            self.known.insert(from);
        }
    }

    fn wrong<T>(&mut self, from: IpAddr, why: &str) -> Result<T> {
        self.all += 1;
        let of_one = self.of.entry(from).or_default();
        *of_one += 1;
        tracing::warn!(%from, "{why}");
        if *of_one == FAILURES_OF_ONE || self.all == FAILURES_OF_ALL {
            tracing::warn!(%from, "too many were wrong: no login is heard for the rest of a minute");
        }
        Err(Refusal::new(StatusCode::UNAUTHORIZED, UNAUTHORIZED, why))
    }

    /// How long to wait, if this address may not try now.
    fn left(&mut self, now: Instant, from: IpAddr) -> Option<Duration> {
        let since = *self.since.get_or_insert(now);
        let passed = now.saturating_duration_since(since);
        if passed >= WINDOW {
            *self = Self { since: Some(now), known: std::mem::take(&mut self.known), ..Self::default() };
        }
        // The count of all bounds the map, too: a known address adds no more than its own five.
        let all = self.all >= FAILURES_OF_ALL && !self.known.contains(&from);
        let spent = all || self.of.get(&from).is_some_and(|n| *n >= FAILURES_OF_ONE);
        spent.then(|| WINDOW.saturating_sub(passed).max(Duration::from_secs(1)))
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Access, WINDOW};
    use anycloud::Secret;
    use http::HeaderMap;
    use http::header::AUTHORIZATION;
    use std::net::IpAddr;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn access() -> Access {
        Access::new(&Secret::new("the gateway's own token"))
    }

    fn status(access: &Access, header: &str) -> u16 {
        status_from(access, HERE, header)
    }

    fn status_from(access: &Access, from: IpAddr, header: &str) -> u16 {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, header.parse().unwrap())]);
        access.check(from, &headers).map_or_else(|refusal| refusal.status.as_u16(), |()| 200)
    }

    #[tokio::test]
    async fn the_token_opens_under_both_schemes() {
        let access = access();
        assert_eq!(status(&access, "Bearer the gateway's own token"), 200);
        assert_eq!(status(&access, "bearer  the gateway's own token"), 200);
        assert_eq!(status(&access, "mist_1 me@example.com:the gateway's own token"), 200);
        let session = access.log_in(HERE, "me@example.com", &"the gateway's own token".into()).unwrap();
        assert_eq!(status(&access, &format!("mist_1 me@example.com:{}", session.expose())), 200);
        let bad = [
            "Bearer".to_owned(),
            "Bearer the gateway's own toke".to_owned(),
            "Basic dGhlIGdhdGV3YXk=".to_owned(),
            "the gateway's own token".to_owned(),
            "mist_1 the gateway's own token".to_owned(),
            format!("Bearer {}", session.expose()),
            format!("mist_1 you@example.com:{}", session.expose()),
            "mist_1 me@example.com:".to_owned(),
        ];
        for (n, header) in (1..).zip(bad) {
            assert_eq!(status_from(&access, IpAddr::from([10, 0, 0, n]), &header), 401, "{header}");
        }
        assert_eq!(access.check(HERE, &HeaderMap::new()).unwrap_err().status, 401);
    }

    #[tokio::test(start_paused = true)]
    async fn wrong_tokens_count_like_logins_that_fail() {
        let access = access();
        let good = "Bearer the gateway's own token";
        for _ in 0..20 {
            assert_eq!(
                access.check(THERE, &HeaderMap::new()).unwrap_err().status,
                401,
                "no token is no guess"
            );
            assert_eq!(status_from(&access, THERE, "Basic bWU6d3Jvbmc="), 401);
        }
        for _ in 0..3 {
            assert_eq!(status_from(&access, THERE, "Bearer guess"), 401);
        }
        assert_eq!(status_from(&access, THERE, good), 200);
        assert_eq!(status_from(&access, THERE, "mist_1 me:guess"), 401);
        assert_eq!(access.log_in(THERE, "me", &"guess".into()).unwrap_err().status, 401);
        assert_eq!(status_from(&access, THERE, "Bearer guess"), 429);
        assert_eq!(status_from(&access, THERE, good), 200, "the right one is never shut out");
        let session = access.log_in(HERE, "me", &"the gateway's own token".into()).unwrap();
        assert_eq!(status_from(&access, THERE, &format!("mist_1 me:{}", session.expose())), 200);
        assert_eq!(access.log_in(THERE, "me", &"the gateway's own token".into()).unwrap_err().status, 429);
        tokio::time::advance(WINDOW).await;
        assert_eq!(status_from(&access, THERE, "Bearer guess"), 401);
        access.log_in(THERE, "me", &"the gateway's own token".into()).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn logins_that_fail_are_few() {
        let access = access();
        let log_in = |from: IpAddr, password: &str| {
            access.log_in(from, "me", &password.into()).map_or_else(|r| r.status.as_u16(), |_| 200)
        };
        for _ in 0..5 {
            assert_eq!(log_in(THERE, "guess"), 401);
        }
        assert_eq!(log_in(THERE, "the gateway's own token"), 429, "not even the right one tells");
        assert_eq!(log_in(HERE, "the gateway's own token"), 200, "others may");
        tokio::time::advance(WINDOW).await;
        assert_eq!(log_in(THERE, "the gateway's own token"), 200);
        for n in 0..100 {
            assert_eq!(log_in(IpAddr::from([10, 0, 0, n]), "guess"), 401);
        }
        let new = IpAddr::from([192, 0, 2, 2]);
        assert_eq!(log_in(new, "the gateway's own token"), 429, "many addresses are one guesser");
        assert_eq!(
            log_in(HERE, "the gateway's own token"),
            200,
            "who was good before is not shut out by strangers"
        );
        for _ in 0..5 {
            assert_eq!(log_in(HERE, "guess"), 401);
        }
        assert_eq!(log_in(HERE, "the gateway's own token"), 429, "but by itself");
    }
}
