//! A journal that outlives its "process", and a process that dies at a chosen write.

use anycloud_core::journal::{Claim, Journal};
use anycloud_core::run::{Operation, OperationId};
use anycloud_core::{Error, ErrorKind, Result, async_trait};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Operations as JSON text, as a file would have them; unlike the journal in memory it keeps what is over.
#[derive(Clone, Default)]
pub(super) struct Notebook {
    pages: Arc<Mutex<Pages>>,
    dies: Option<Dies>,
    died: Arc<Notify>,
}

#[derive(Default)]
struct Pages {
    operations: BTreeMap<OperationId, String>,
    claimed: BTreeSet<OperationId>,
    writes: usize,
}

/// At which write, counted from 0, the process dies: before it is on the disk or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dies {
    After(usize),
    Before(usize),
}

impl Dies {
    /// The same point, counted from `n` writes on.
    pub(super) fn shifted(self, n: usize) -> Self {
        match self {
            Self::After(at) => Self::After(at + n),
            Self::Before(at) => Self::Before(at + n),
        }
    }
}

impl Notebook {
    /// The same pages for a process that dies there.
    pub(super) fn dying(&self, at: Dies) -> Self {
        Self { dies: Some(at), died: Arc::default(), ..self.clone() }
    }

    /// The same pages for the next process. The dead one's claims went with it.
    pub(super) fn revived(&self) -> Self {
        Self { dies: None, died: Arc::default(), ..self.clone() }
    }

    /// The outcome, or `None` if the process died before there was one.
    pub(super) async fn or_death<T>(&self, process: impl IntoFuture<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.died.notified() => None,
            outcome = process.into_future() => Some(outcome),
        }
    }

    /// How often something was written.
    pub(super) fn writes(&self) -> usize {
        self.pages().writes
    }

    /// Everything that is written down, as text.
    pub(super) fn text(&self) -> String {
        self.pages().operations.values().cloned().collect::<Vec<_>>().join("\n")
    }

    /// Somebody has been at the journal: wherever it had one id, it has another. A short id may be part of any number.
    pub(super) fn doctor(&self, from: &str, to: &str) {
        let quoted = |id: &str| serde_json::Value::from(id).to_string();
        let (from, to) = (quoted(from), quoted(to));
        self.pages().operations.values_mut().for_each(|text| *text = text.replace(&from, &to));
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn die(&self) {
        self.died.notify_one();
        pending::<()>().await;
    }
}

#[async_trait]
impl Journal for Notebook {
    async fn write(&self, operation: &Operation) -> Result<()> {
        let n = {
            let mut pages = self.pages();
            pages.writes += 1;
            pages.writes - 1
        };
        if self.dies == Some(Dies::Before(n)) {
            self.die().await;
        }
        let known = self.read(operation.id()).await?.map_or(0, |known| known.revision());
        if known >= operation.revision() {
            return Err(Error::new(ErrorKind::Conflict, "the operation went on elsewhere"));
        }
        let text = serde_json::to_string(operation)
            .map_err(|e| Error::new(ErrorKind::Journal, "an operation does not serialise").with_source(e))?;
        self.pages().operations.insert(operation.id(), text);
        if self.dies == Some(Dies::After(n)) {
            self.die().await;
        }
        Ok(())
    }

    async fn read(&self, id: OperationId) -> Result<Option<Operation>> {
        let text = self.pages().operations.get(&id).cloned();
        text.map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|e| Error::new(ErrorKind::Journal, "an operation does not read back").with_source(e))
    }

    async fn list(&self) -> Result<Vec<OperationId>> {
        Ok(self.pages().operations.keys().copied().collect())
    }

    async fn claim(&self, id: OperationId) -> Result<Box<dyn Claim>> {
        if !self.pages().claimed.insert(id) {
            return Err(Error::new(ErrorKind::Busy, "the operation is run elsewhere"));
        }
        Ok(Box::new(Held { id, notebook: self.clone() }))
    }

    async fn remove(&self, id: OperationId) -> Result<()> {
        self.pages().operations.remove(&id);
        Ok(())
    }
}

impl fmt::Debug for Notebook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notebook").field("dies", &self.dies).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Held {
    id: OperationId,
    notebook: Notebook,
}

impl Claim for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        self.notebook.pages().claimed.remove(&self.id);
    }
}
