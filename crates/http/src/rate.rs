//! One budget of requests per credential.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How many requests a credential may send. All clones of a client draw on one budget.
///
/// ```
/// use anycloud_http::RateLimit;
/// use std::time::Duration;
/// let limit = RateLimit::new(10, Duration::from_secs(1)).burst(3); // three at once, then one each 100 ms
/// # let _ = limit;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateLimit {
    every: Duration,
    burst: u32,
}

impl RateLimit {
    /// So many requests in each period, all of which may be sent at once. Zero requests count as one.
    pub fn new(requests: u32, period: Duration) -> Self {
        let requests = requests.max(1);
        Self { every: period / requests, burst: requests }
    }

    /// No limit but what the provider's `Retry-After` asks for. The default.
    pub fn unlimited() -> Self {
        Self::default()
    }

    /// How many requests may be sent at once after a pause. Zero counts as one.
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests.max(1);
        self
    }
}

/// A token bucket on tokio's clock: the time at which it would be full again is all of its state.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: RateLimit,
    state: Mutex<State>,
    // First come, first served; whoever gives up waiting takes no token with it.
    queue: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    full_at: Option<Instant>,
    paused_until: Option<Instant>,
}

impl Budget {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, state: Mutex::default(), queue: tokio::sync::Mutex::new(()) }
    }

    /// Waits for a token, or says how long that would have taken if it is later than `end`.
    pub(crate) async fn take(&self, end: Instant) -> Result<(), Duration> {
        // Without a timer where nobody waits; who waits is served before this succeeds.
        let _turn = match self.queue.try_lock() {
            Ok(turn) => turn,
            Err(_) => match timeout_at(end, self.queue.lock()).await {
                Ok(turn) => turn,
                Err(_) => return Err(self.wait().unwrap_or(self.limit.every)),
            },
        };
        while let Some(wait) = self.try_take() {
            if Instant::now() + wait > end {
                return Err(wait);
            }
            sleep(wait).await;
        }
        Ok(())
    }

    /// Nobody sends for so long: the provider said so.
    pub(crate) fn pause(&self, wait: Duration) {
        let mut state = self.state();
        state.paused_until = state.paused_until.max(Some(Instant::now() + wait));
    }

    fn try_take(&self) -> Option<Duration> {
        let wait = self.wait();
        if wait.is_none() {
            let mut state = self.state();
            let now = Instant::now();
            state.full_at = Some(state.full_at.map_or(now, |at| at.max(now)) + self.limit.every);
        }
        wait
    }

    fn wait(&self) -> Option<Duration> {
        let state = self.state();
        let now = Instant::now();
        let left = |at: Option<Instant>| at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now));
        let slack = self.limit.every * self.limit.burst.saturating_sub(1);
        let wait = left(state.full_at).saturating_sub(slack).max(left(state.paused_until));
        (!wait.is_zero()).then_some(wait)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held, and the state is valid at any time.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, RateLimit};
    use std::time::Duration;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn bursts_then_keeps_the_pace() {
        let budget = Budget::new(RateLimit::new(10, Duration::from_secs(1)).burst(3));
        let start = Instant::now();
        let end = start + Duration::from_secs(60);
        let mut at = Vec::new();
        for _ in 0..5 {
            budget.take(end).await.unwrap();
            at.push(start.elapsed().as_millis());
        }
        assert_eq!(at, [0, 0, 0, 100, 200]);
        budget.pause(Duration::from_secs(5));
        budget.take(end).await.unwrap();
        assert_eq!(start.elapsed().as_millis(), 5200);
        budget.pause(Duration::from_secs(90));
        assert_eq!(budget.take(end).await, Err(Duration::from_secs(90)));
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_takes_no_token() {
        let budget = Budget::new(RateLimit::new(1, Duration::from_secs(1)));
        let start = Instant::now();
        let end = start + Duration::from_secs(60);
        budget.take(end).await.unwrap();
        let dropped = tokio::time::timeout(Duration::from_millis(500), budget.take(end)).await;
        assert!(dropped.is_err());
        budget.take(end).await.unwrap();
        assert_eq!(start.elapsed().as_millis(), 1000);
    }
}
