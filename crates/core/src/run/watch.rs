//! Waiting: the one loop, its policy, who is told and who may stop it.

use super::{OperationId, Step};
use crate::error::{Error, ErrorKind, Result};
use crate::id::ResourceRef;
use crate::operation::{OperationStatus, Progress};
use crate::text::Text;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

/// How often to look, and for how long. By default with pauses of half a second, doubling to 15 seconds, for half an
/// hour. A service that fails (5xx) eight times in a row ends a wait before that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WaitPolicy {
    /// The first pause; each further one is twice as long…
    pub min: Duration,
    /// …up to this.
    pub max: Duration,
    /// Looking ends after this.
    pub limit: Duration,
}

impl WaitPolicy {
    /// Pauses from `min` to `max`, for at most `limit`.
    pub const fn new(min: Duration, max: Duration, limit: Duration) -> Self {
        Self { min, max, limit }
    }
}

impl Default for WaitPolicy {
    /// Half a second to fifteen seconds, for half an hour.
    fn default() -> Self {
        Self::new(Duration::from_millis(500), Duration::from_secs(15), Duration::from_secs(1800))
    }
}

/// What an observer of a change is told.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Written down for the first time, under this name in the journal. Nothing has been changed yet, though something
    /// may have been read.
    Begun(OperationId),
    /// A step is done.
    Step(&'a Step),
    /// Undo removes this.
    Undoing(&'a ResourceRef),
    /// The provider works on this, and is so far if it says.
    #[non_exhaustive]
    Waiting {
        /// What is waited for.
        what: &'a str,
        /// The state in which it was seen last, if it was looked at.
        state: Option<&'a str>,
        /// How far it is.
        progress: Option<Progress>,
    },
}

pub(crate) type Observer = Box<dyn FnMut(Event<'_>) + Send>;

/// Stops a change or a wait between two requests, never inside one. Clones cancel together.
#[derive(Clone)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Cancel {
    /// Not cancelled.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Cancels, for good.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Comes when it is cancelled.
    pub(crate) async fn cancelled(&self) {
        let mut flag = self.0.subscribe();
        // The sender lives in `self`, so this ends only when the flag is set.
        let _ = flag.wait_for(|cancelled| *cancelled).await;
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cancel({})", self.is_cancelled())
    }
}

/// A service that fails so often on end is not waited for any longer: by the usual policy, a minute.
const FAILURES: u32 = 8;

/// The caller's side of a change: who is told, who may stop it, and how long it may take.
#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) observe: Option<Observer>,
    pub(crate) cancel: Cancel,
    pub(crate) policy: WaitPolicy,
}

impl Watch {
    pub(crate) fn say(&mut self, event: Event<'_>) {
        if let Some(observe) = &mut self.observe {
            observe(event);
        }
    }

    /// The one loop that waits. A failed look is not a failed operation; running out of time is neither.
    pub(crate) async fn wait<F, Fut>(&mut self, what: &str, mut look: F) -> Result<(), Ended>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<OperationStatus>>,
    {
        let (began, mut pause, mut failures) = (Instant::now(), self.policy.min, 0);
        let mut last: Option<Text> = None;
        loop {
            let seen = look().await;
            failures = match &seen {
                Err(e) if e.kind() == ErrorKind::Provider => failures + 1,
                _ => 0,
            };
            let hint = match seen {
                Ok(OperationStatus::Failed(failure)) => return Err(Ended::Failed(failure.into())),
                Ok(OperationStatus::Running { state, progress, retry_after }) => {
                    self.say(Event::Waiting { what, state: state.as_deref(), progress });
                    last = state;
                    retry_after
                }
                Ok(OperationStatus::Succeeded) => return Ok(()),
                Err(e) if e.is_transient() && failures < FAILURES => e.retry_after(),
                Err(e) => return Err(Ended::Look(e)),
            };
            let limit = self.policy.limit;
            let left = limit.saturating_sub(began.elapsed());
            if left.is_zero() {
                let is = last.map(|state| format!("; it is {state}")).unwrap_or_default();
                let text = format!("{what}: not finished after {limit:?}{is}");
                return Err(Ended::Early(Error::new(ErrorKind::WaitTimedOut, text)));
            }
            // The last pause ends with the limit, and one more look.
            self.pause(pause.max(hint.unwrap_or_default()).min(left), what).await.map_err(Ended::Early)?;
            pause = (pause * 2).min(self.policy.max);
        }
    }

    /// A pause that cancelling ends.
    pub(crate) async fn pause(&mut self, time: Duration, what: &str) -> Result<()> {
        match timeout(time, self.cancel.cancelled()).await {
            Err(_) => Ok(()),
            Ok(()) => Err(Error::new(ErrorKind::Cancelled, format!("{what}: no longer waited for"))),
        }
    }
}

/// How a wait ended without its goal.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Cancelled, or out of time: it may still happen.
    Early(Error),
    /// The provider says that it failed.
    Failed(Error),
    /// The provider could not be looked at: it may still happen.
    Look(Error),
}

impl Ended {
    pub(crate) fn into_error(self) -> Error {
        let (Self::Early(e) | Self::Failed(e) | Self::Look(e)) = self;
        e
    }
}

#[cfg(test)]
mod tests {
    use super::{Cancel, WaitPolicy, Watch};
    use crate::error::{Error, ErrorKind};
    use crate::failure::Failure;
    use crate::operation::OperationStatus;
    use std::collections::VecDeque;
    use std::time::Duration;
    use tokio::time::Instant;

    type Look = Result<OperationStatus, Error>;

    async fn wait(looks: impl IntoIterator<Item = Look>, watch: &mut Watch) -> Result<(), Error> {
        let mut looks: VecDeque<Look> = looks.into_iter().collect();
        let look = || std::future::ready(looks.pop_front().unwrap_or(Ok(OperationStatus::running())));
        watch.wait("it", look).await.map_err(super::Ended::into_error)
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_look_is_not_a_failed_operation() {
        let lost = Err(Error::new(ErrorKind::Transport, "reset"));
        wait([lost, Ok(OperationStatus::Succeeded)], &mut Watch::default()).await.unwrap();
        let failed = OperationStatus::Failed(Failure::new(ErrorKind::OperationFailed, "no room"));
        let error = wait([Ok(failed)], &mut Watch::default()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OperationFailed);
        let denied = Err(Error::new(ErrorKind::Forbidden, "no"));
        assert_eq!(wait([denied], &mut Watch::default()).await.unwrap_err().kind(), ErrorKind::Forbidden);
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_only_fails_is_not_waited_for() {
        let failing = || Error::new(ErrorKind::Provider, "down").with_status(500);
        let began = Instant::now();
        let down = std::iter::repeat_with(|| Err(failing())).take(99);
        assert_eq!(wait(down, &mut Watch::default()).await.unwrap_err().kind(), ErrorKind::Provider);
        assert!(began.elapsed() < Duration::from_secs(120));
        let mut limping: Vec<Look> = Vec::new();
        for _ in 0..20 {
            limping.extend([Err(failing()), Ok(OperationStatus::running())]);
        }
        limping.push(Ok(OperationStatus::Succeeded));
        wait(limping, &mut Watch::default()).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn ends_at_its_limit_and_backs_off() {
        let policy = WaitPolicy::new(Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(60));
        let (began, mut watch) = (Instant::now(), Watch { policy, ..Watch::default() });
        let error = wait([], &mut watch).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WaitTimedOut);
        assert_eq!(began.elapsed(), Duration::from_secs(60), "to the end, with a last look then");
        assert_eq!(error.message(), "it: not finished after 60s");
        let stopped = std::iter::repeat_with(|| Ok(OperationStatus::in_state("stopped"))).take(99);
        let error = wait(stopped, &mut watch).await.unwrap_err();
        assert_eq!(error.message(), "it: not finished after 60s; it is stopped");
    }

    #[tokio::test(start_paused = true)]
    async fn heeds_the_hint_of_the_provider() {
        let began = Instant::now();
        let hint = OperationStatus::Running {
            state: None,
            progress: None,
            retry_after: Some(Duration::from_secs(77)),
        };
        wait([Ok(hint), Ok(OperationStatus::Succeeded)], &mut Watch::default()).await.unwrap();
        assert_eq!(began.elapsed(), Duration::from_secs(77));
    }

    #[tokio::test(start_paused = true)]
    async fn can_be_cancelled() {
        let cancel = Cancel::new();
        let mut watch = Watch { cancel: cancel.clone(), ..Watch::default() };
        let waiting = tokio::spawn(async move { wait([], &mut watch).await });
        tokio::time::sleep(Duration::from_secs(100)).await;
        cancel.cancel();
        assert_eq!(waiting.await.unwrap().unwrap_err().kind(), ErrorKind::Cancelled);
    }
}
