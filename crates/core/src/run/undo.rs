//! The way back: what was made is discarded, last made first.

use super::{Event, OperationState, Run, StepState};
use crate::error::{Error, ErrorKind, Result};
use crate::id::ResourceRef;
use crate::operation::OperationStatus;

impl Run {
    /// Walks back over the steps and destroys only what carries their stamps or, where nothing can carry one, what has
    /// an id that they wrote down. Answers with what it could not remove; may be run again, by any process.
    pub(crate) async fn undo(&mut self) -> Result<Vec<(ResourceRef, Error)>> {
        self.operation.close(OperationState::Undoing, None);
        self.write().await?;
        let mut left = Vec::new();
        for i in (0..self.operation.steps().len()).rev() {
            if self.watch.cancel.is_cancelled() {
                return Err(Error::new(ErrorKind::Cancelled, "cancelled before all was removed"));
            }
            let failed = self.undo_step(i).await;
            if failed.is_empty() {
                self.operation.discard(i);
                self.write().await?;
            }
            left.extend(failed);
        }
        if left.is_empty() {
            self.close(OperationState::Undone, None).await?;
        }
        Ok(left)
    }

    async fn undo_step(&mut self, i: usize) -> Vec<(ResourceRef, Error)> {
        let step = self.operation.steps()[i].clone();
        if step.discarded {
            return Vec::new();
        }
        let stamp = self.stamp(&step.name);
        let made = match (&step.state, &step.makes) {
            // Sent, perhaps: wait until it can no longer take effect, then take all that carries the stamp.
            (StepState::Intended, Some(kind)) if step.made.is_empty() => {
                match self.carrying(kind, &stamp, step.at, false).await {
                    Ok(found) => found,
                    Err(e) => return vec![(ResourceRef::new(kind.clone(), stamp.text()), e)],
                }
            }
            _ => step.made,
        };
        let mut failed = Vec::new();
        for resource in made.into_iter().rev() {
            self.watch.say(Event::Undoing(&resource));
            let provider = &self.provider;
            let remove =
                || async { provider.discard(&resource, &stamp).await.map(|_| OperationStatus::Succeeded) };
            if let Err(ended) = self.watch.wait(&format!("removing {resource}"), remove).await {
                failed.push((resource, ended.into_error()));
            }
        }
        failed
    }
}
