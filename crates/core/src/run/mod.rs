//! A change in progress: the driver writes its steps as straight-line code, and the run remembers them.
//!
//! Before a request leaves, its intent is written to the [journal](crate::journal); after the answer, the result.
//! A resumed run walks the same code, and steps that are written down answer from the journal. So there is no
//! state machine per driver, no separate code to resume, and none to undo.
//!
//! | a step that | is | and after a crash in the middle of it |
//! |---|---|---|
//! | makes what costs or must be cleaned up | [`Run::make`] | what [`Recover`] says; undo discards what it made |
//! | acts, and may be sent again | [`Run::step`], [`Run::destroy`] | is sent again |
//! | acts, and may be sent again while the thing is busy | [`Run::step_until`] | is sent again, until it is done |
//! | reads what must survive what comes after | [`Run::fact`] | is read again |
//! | waits for what the provider does in between | [`Run::until`] | waits again |
//!
//! A name is unique within its change, and so the same on every walk: it is how a resumed run knows its steps. Those
//! that begin with `core:` are core's own. What was read and not written down as a fact may have changed by then.

mod made;
mod once;
mod record;
mod stamp;
mod undo;
mod watch;

pub use made::Made;
pub use once::is_sent_once;
pub(crate) use once::sent_once;
pub use record::{Operation, OperationId, OperationState, Step, StepState};
pub use stamp::{Recover, Stamp};
pub use watch::{Cancel, Event, WaitPolicy};
pub(crate) use watch::{Ended, Observer, Watch};

use crate::error::{Delivery, Error, ErrorKind, Result};
use crate::id::{ResourceKind, ResourceRef};
use crate::journal::{Claim, Journal};
use crate::operation::OperationStatus;
use crate::provider::{Gone, Provider};
use crate::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use tokio::time::Instant;

/// One change in progress. Core makes it; a driver's facet takes its steps with it.
pub struct Run {
    operation: Operation,
    provider: Arc<dyn Provider>,
    journal: Arc<dyn Journal>,
    _claim: Box<dyn Claim>,
    watch: Watch,
    lost_sight: bool,
}

impl Run {
    pub(crate) fn new(
        operation: Operation,
        provider: Arc<dyn Provider>,
        journal: Arc<dyn Journal>,
        claim: Box<dyn Claim>,
        watch: Watch,
    ) -> Self {
        Self { operation, provider, journal, _claim: claim, watch, lost_sight: false }
    }

    /// What is written down so far.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Whether a step was answered before, so that what led to it need not be looked up again.
    pub fn has_answer(&self, step: &str) -> bool {
        self.operation.answer(step).is_some()
    }

    /// When a step was sent, perhaps, by an attempt whose outcome nobody wrote down.
    pub fn perhaps_sent(&self, step: &str) -> Option<Timestamp> {
        self.operation.intended(step)
    }

    /// The stamp that this run puts on what the step makes.
    pub fn stamp(&self, step: &str) -> Stamp {
        Stamp::new(self.operation.id(), step)
    }

    /// Makes something that costs or must be cleaned up, at most once over all processes.
    ///
    /// Writes the intent, sends with the stamp, writes the result. When it is not known whether an earlier
    /// attempt acted (a lost reply, a crash between sending and noting), `recover` says what is safe.
    ///
    /// # Errors
    /// What `send` fails with, and [`Delivery::Unknown`] stays unknown: the step is then kept for resume or undo.
    /// `Cancelled` before it is sent; `Journal` if it cannot be written down; `Conflict` if an earlier attempt is
    /// unclear and `recover` is [`Stop`](Recover::Stop), or several things carry the stamp.
    pub async fn make<T, F>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        recover: Recover,
        send: F,
    ) -> Result<T>
    where
        T: Made,
        F: AsyncFnOnce(&Stamp) -> Result<T>,
    {
        let name = name.into();
        if let Some(value) = self.answered(&name, true)? {
            return Ok(value);
        }
        let stamp = self.stamp(&name);
        let earlier = self.perhaps_sent(&name);
        if let Some(sent) = earlier
            && let Some(found) = self.recover(&name, &recover, &stamp, sent).await?
        {
            return Ok(found);
        }
        // `Find` has looked until the earlier attempt was over; the others cannot know what became of it.
        let unclear = earlier.is_some() && recover != Recover::Find;
        let named = match &recover {
            Recover::Named(resource) => vec![resource.clone()],
            _ => Vec::new(),
        };
        let findable = recover != Recover::Stop;
        let sent = self.intend(&name, T::kind(), findable, named).await?;
        match send(&stamp).await {
            Ok(value) => self.note(&name, value).await,
            Err(e) if e.delivery() == Delivery::Unknown => {
                // Looking now saves most people the resume. Not finding it proves nothing they may rely on.
                let found = if recover == Recover::Find { self.look(&stamp, sent).await } else { Ok(None) };
                match found {
                    Ok(Some(value)) => self.note(&name, value).await,
                    _ => Err(e),
                }
            }
            Err(e) if unclear => Err(e),
            Err(e) => self.refuse(&name, e).await,
        }
    }

    /// A step that acts, and may be sent again if its outcome is not known: start, or an image onto a drive.
    ///
    /// # Errors
    /// What `send` fails with. `Cancelled` before it is sent; `Journal` if it cannot be written down.
    pub async fn step<T, F>(&mut self, name: impl Into<Cow<'static, str>>, send: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
        F: AsyncFnOnce() -> Result<T>,
    {
        let name = name.into();
        if let Some(value) = self.answered(&name, true)? {
            return Ok(value);
        }
        // If an earlier attempt may have acted, a refusal now (of this attempt, or of a look before it) does not
        // settle what became of that one.
        let unclear = self.perhaps_sent(&name).is_some();
        self.intend(&name, None, false, Vec::new()).await?;
        match send().await {
            Ok(value) => {
                self.finish(&name, &value, Vec::new()).await?;
                Ok(value)
            }
            Err(e) if unclear || e.delivery() == Delivery::Unknown => Err(e),
            Err(e) => self.refuse(&name, e).await,
        }
    }

    /// A [step](Self::step) that destroys. What is gone because of an earlier attempt, perhaps, was destroyed.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub async fn destroy<F>(&mut self, name: impl Into<Cow<'static, str>>, send: F) -> Result<Gone>
    where
        F: AsyncFnOnce() -> Result<Gone>,
    {
        let name = name.into();
        let sent_before = self.perhaps_sent(&name).is_some();
        self.step(name, async || match send().await? {
            Gone::Already if sent_before => Ok(Gone::Destroyed),
            gone => Ok(gone),
        })
        .await
    }

    /// A step that acts and may be sent again, also while the thing is busy: it is repeated until it is done.
    ///
    /// # Errors
    /// As [`until`](Self::until); `Journal` if it cannot be written down.
    pub async fn step_until<F, Fut>(&mut self, name: impl Into<Cow<'static, str>>, send: F) -> Result<()>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<OperationStatus>>,
    {
        let name = name.into();
        if self.answered::<()>(&name, true)?.is_some() {
            return Ok(());
        }
        let unclear = self.perhaps_sent(&name).is_some();
        self.intend(&name, None, false, Vec::new()).await?;
        match self.watch.wait(&name, send).await {
            Ok(()) => self.finish(&name, &(), Vec::new()).await,
            Err(Ended::Look(e) | Ended::Failed(e)) if !unclear && e.delivery() != Delivery::Unknown => {
                self.refuse(&name, e).await
            }
            Err(ended) => Err(ended.into_error()),
        }
    }

    /// A fact that must survive what comes after it: read, and written down. It does nothing, so nothing is written
    /// before it, and a read that fails leaves no trace.
    ///
    /// # Errors
    /// What `read` fails with. `Cancelled` before it is read; `Journal` if it cannot be written down.
    pub async fn fact<T, F>(&mut self, name: impl Into<Cow<'static, str>>, read: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
        F: AsyncFnOnce() -> Result<T>,
    {
        let name = name.into();
        if let Some(value) = self.answered(&name, false)? {
            return Ok(value);
        }
        self.not_cancelled(&name)?;
        let value = read().await?;
        self.operation.fact(&name, saved(&name, &value)?);
        self.write().await?;
        Ok(value)
    }

    /// Waits for what the provider does by itself, within this run.
    ///
    /// # Errors
    /// A look that fails for good, an operation that failed, [`ErrorKind::WaitTimedOut`], or
    /// [`ErrorKind::Cancelled`]: four different outcomes. Only the second is a failure of the change.
    pub async fn until<F, Fut>(&mut self, what: &str, look: F) -> Result<()>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<OperationStatus>>,
    {
        self.watch.wait(what, look).await.map_err(|ended| {
            self.lost_sight |= matches!(ended, Ended::Look(_));
            ended.into_error()
        })
    }

    /// Whether a wait ended because the provider could not be looked at: then nothing has failed yet.
    pub(crate) fn has_lost_sight(&self) -> bool {
        self.lost_sight
    }

    /// Notes why it goes no further, before anything is done about it.
    pub(crate) fn note_error(&mut self, error: &Error) {
        self.operation.note(error.to_failure());
    }

    pub(crate) fn into_parts(self) -> (Operation, Watch) {
        (self.operation, self.watch)
    }

    pub(crate) async fn close(&mut self, state: OperationState, error: Option<&Error>) -> Result<()> {
        self.operation.close(state, error.map(Error::to_failure));
        if self.operation.revision() == 0 {
            // Nothing was ever sent: nothing to remember.
            return self.journal.remove(self.operation.id()).await;
        }
        self.write().await
    }

    async fn write(&mut self) -> Result<()> {
        let first = self.operation.revision() == 0;
        self.operation.bump();
        self.journal.write(&self.operation).await?;
        if first {
            self.watch.say(Event::Begun(self.operation.id()));
        }
        Ok(())
    }

    fn not_cancelled(&self, step: &str) -> Result<()> {
        if self.watch.cancel.is_cancelled() {
            let e = Error::new(ErrorKind::Cancelled, format!("cancelled before the step {step}"));
            return Err(e.delivered(Delivery::NotSent));
        }
        Ok(())
    }

    /// What was written down of it. A fact's answer is never taken for that of a step, which would not be sent then.
    fn answered<T: DeserializeOwned>(&self, name: &str, acts: bool) -> Result<Option<T>> {
        if self.operation.step(name).is_some_and(|step| step.acts != acts) {
            let text = format!("a fact and a step of this operation are both named {name:?}");
            return Err(Error::unsent(ErrorKind::Conflict, text));
        }
        let Some(value) = self.operation.answer(name) else { return Ok(None) };
        serde_json::from_value(value.clone()).map(Some).map_err(|e| {
            Error::new(ErrorKind::Journal, format!("the saved step {name} does not read")).with_source(e)
        })
    }

    async fn intend(
        &mut self,
        name: &str,
        makes: Option<ResourceKind>,
        findable: bool,
        made: Vec<ResourceRef>,
    ) -> Result<Timestamp> {
        self.not_cancelled(name)?;
        let at = self.operation.intend(name, makes, findable, made);
        self.write().await?;
        Ok(at)
    }

    async fn note<T: Made>(&mut self, name: &str, value: T) -> Result<T> {
        self.finish(name, &value, value.resources()).await?;
        Ok(value)
    }

    async fn finish(&mut self, name: &str, value: &impl Serialize, made: Vec<ResourceRef>) -> Result<()> {
        self.operation.finish(name, saved(name, value)?, made);
        // The provider has acted: if this cannot be written, nobody may believe that nothing happened.
        self.write().await.map_err(|e| e.delivered(Delivery::Unknown))?;
        if let Some(step) = self.operation.step(name) {
            self.watch.say(Event::Step(step));
        }
        Ok(())
    }

    async fn refuse<T>(&mut self, name: &str, error: Error) -> Result<T> {
        self.operation.refuse(name, error.to_failure());
        self.write().await?;
        Err(error)
    }

    /// What is known of an attempt whose result was never written. `None`: it is safe to send.
    async fn recover<T: Made>(
        &mut self,
        name: &str,
        recover: &Recover,
        stamp: &Stamp,
        sent: Timestamp,
    ) -> Result<Option<T>> {
        match recover {
            Recover::Named(_) => Ok(None),
            Recover::Resend { within } if sent.elapsed() < *within => Ok(None),
            Recover::Find | Recover::Resend { .. } => match self.look(stamp, sent).await? {
                Some(found) => self.note(name, found).await.map(Some),
                None => Ok(None),
            },
            Recover::Stop => {
                let what = format!("{name}: it is not known whether an earlier attempt made it");
                Err(Error::new(ErrorKind::Conflict, what).delivered(Delivery::Unknown))
            }
        }
    }

    /// Looks for what carries the stamp until a request sent then can no longer take effect.
    async fn look<T: Made>(&mut self, stamp: &Stamp, sent: Timestamp) -> Result<Option<T>> {
        let Some(kind) = T::kind() else { return Ok(None) };
        let found = self.carrying(&kind, stamp, sent, true).await?;
        if found.is_empty() {
            return Ok(None);
        }
        let n = found.len();
        T::adopt(found).map(Some).ok_or_else(|| {
            let what = format!("{n} things carry the stamp {}", stamp.text());
            Error::new(ErrorKind::Conflict, what).delivered(Delivery::Unknown)
        })
    }

    /// Everything that carries the stamp; `early` is content with the first sight of anything.
    async fn carrying(
        &mut self,
        kind: &ResourceKind,
        stamp: &Stamp,
        sent: Timestamp,
        early: bool,
    ) -> Result<Vec<ResourceRef>> {
        let left = self.provider.info().settle.saturating_sub(sent.elapsed());
        let (what, began) = (format!("what became of {}", stamp.step()), Instant::now());
        let mut pause = self.watch.policy.min;
        loop {
            let found = match self.provider.stamped(kind, stamp).await {
                Err(e) if e.is_transient() && began.elapsed() < left => Vec::new(),
                found => found?,
            };
            let rest = left.saturating_sub(began.elapsed());
            if (early && !found.is_empty()) || rest.is_zero() {
                return Ok(found);
            }
            self.watch.say(Event::Waiting { what: &what, state: None, progress: None });
            self.watch.pause(pause.min(rest), &what).await?;
            pause = (pause * 2).min(self.watch.policy.max);
        }
    }
}

fn saved(name: &str, value: &impl Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|e| {
        Error::new(ErrorKind::Journal, format!("the step {name} cannot be saved")).with_source(e)
    })
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("operation", &self.operation).finish_non_exhaustive()
    }
}
