//! A journal that ends with the process.

use super::{Claim, Journal};
use crate::error::{Error, ErrorKind, Result};
use crate::run::{Operation, OperationId};
use async_trait::async_trait;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Forgets with the process, and forgets what is over: undo after an error works, resume after a crash does not.
#[derive(Debug, Default)]
pub struct MemoryJournal(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    operations: BTreeMap<OperationId, Operation>,
    claimed: BTreeSet<OperationId>,
}

#[derive(Debug)]
struct Held {
    id: OperationId,
    state: Arc<Mutex<State>>,
}

impl Claim for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        lock(&self.state).claimed.remove(&self.id);
    }
}

/// Nothing panics while holding the lock, and the maps are whole between calls: poisoning can be ignored.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Journal for MemoryJournal {
    async fn write(&self, operation: &Operation) -> Result<()> {
        let mut state = lock(&self.0);
        let known = state.operations.get(&operation.id()).map_or(0, Operation::revision);
        if known >= operation.revision() {
            return Err(Error::new(ErrorKind::Conflict, "the operation went on elsewhere"));
        }
        if operation.is_over() {
            state.operations.remove(&operation.id());
        } else {
            state.operations.insert(operation.id(), operation.clone());
        }
        Ok(())
    }

    async fn read(&self, id: OperationId) -> Result<Option<Operation>> {
        Ok(lock(&self.0).operations.get(&id).cloned())
    }

    async fn list(&self) -> Result<Vec<OperationId>> {
        Ok(lock(&self.0).operations.keys().copied().collect())
    }

    async fn claim(&self, id: OperationId) -> Result<Box<dyn Claim>> {
        if !lock(&self.0).claimed.insert(id) {
            return Err(Error::new(ErrorKind::Busy, format!("operation {id} is being run already")));
        }
        Ok(Box::new(Held { id, state: Arc::clone(&self.0) }))
    }

    async fn remove(&self, id: OperationId) -> Result<()> {
        lock(&self.0).operations.remove(&id);
        Ok(())
    }
}
