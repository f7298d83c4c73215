//! A few tasks at once.

use super::mover::stopped;
use crate::error::{Error, ErrorKind, Result};
use crate::run::Cancel;
use std::future::{Future, pending};
use tokio::task::JoinSet;

/// Tasks of which only so many run at once. After a failure or a cancel none begins any more, and those that run come
/// to their end. Dropped, all end at once.
pub(super) struct Pool<T> {
    tasks: JoinSet<Result<T>>,
    jobs: usize,
    cancel: Cancel,
    error: Option<Error>,
}

impl<T: Send + 'static> Pool<T> {
    pub(super) fn new(jobs: usize, cancel: Cancel) -> Self {
        Self { tasks: JoinSet::new(), jobs, cancel, error: None }
    }

    /// Whether another task may begin now.
    pub(super) fn has_room(&self) -> bool {
        self.tasks.len() < self.jobs && self.error.is_none() && !self.cancel.is_cancelled()
    }

    pub(super) fn spawn(&mut self, task: impl Future<Output = Result<T>> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// What the next task that ends well gives; `None` if none runs any more.
    pub(super) async fn next(&mut self) -> Option<T> {
        while let Some(ended) = self.tasks.join_next().await {
            match ended {
                Ok(Ok(value)) => return Some(value),
                Ok(Err(e)) => self.fail(e),
                Err(e) => self.fail(
                    Error::new(ErrorKind::Journal, "a task of the transfer ended early").with_source(e),
                ),
            }
        }
        None
    }

    /// The same, but waits for ever while nothing runs.
    pub(super) async fn next_of_some(&mut self) -> Option<T> {
        if self.tasks.is_empty() {
            return pending().await;
        }
        self.next().await
    }

    /// Lets nothing begin any more. The first reason is the one that is told.
    pub(super) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    /// How it ended, once nothing runs any more.
    pub(super) fn end(self, complete: bool) -> Result<()> {
        match self.error {
            Some(e) => Err(e),
            None if complete => Ok(()),
            None => Err(stopped()),
        }
    }
}
