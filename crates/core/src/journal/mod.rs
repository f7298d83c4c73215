//! Where operations are written down before they change anything.
//!
//! A [`Cloud`](crate::Cloud) begins with a [`MemoryJournal`], which ends with the process. Whoever wants to finish or undo
//! after a crash gives it a [`FileJournal`] by [`Cloud::with_journal`](crate::Cloud::with_journal); another store
//! implements [`Journal`]. Several clouds may share one. No secret is ever written.

mod file;
mod memory;

pub use file::FileJournal;
pub use memory::MemoryJournal;

use crate::error::{Error, ErrorKind, Result};
use crate::run::{Operation, OperationId};
use async_trait::async_trait;
use std::fmt::Debug;

/// The right to run one operation. Let go when dropped, and by any death of the process.
pub trait Claim: Debug + Send + Sync {}

/// A store of operations.
#[async_trait]
pub trait Journal: Debug + Send + Sync + 'static {
    /// Writes a new revision; durable when it returns.
    ///
    /// # Errors
    /// `Conflict` if somebody has written that revision already, `Journal` if it cannot be written.
    async fn write(&self, operation: &Operation) -> Result<()>;

    /// The latest revision; `None` if there is no such operation.
    ///
    /// # Errors
    /// `Journal` if it does not read.
    async fn read(&self, id: OperationId) -> Result<Option<Operation>>;

    /// The ids of all operations. Ids only: one damaged entry must not hide the others.
    ///
    /// # Errors
    /// `Journal` if the store cannot be read.
    async fn list(&self) -> Result<Vec<OperationId>>;

    /// Claims an operation, known or new.
    ///
    /// # Errors
    /// `Busy` if another holds it, `Journal` if the store fails.
    async fn claim(&self, id: OperationId) -> Result<Box<dyn Claim>>;

    /// Removes an operation, whoever runs it; also one that was claimed and never written.
    ///
    /// # Errors
    /// `Journal` if it cannot be removed.
    async fn remove(&self, id: OperationId) -> Result<()>;

    /// Forgets an operation, also one that does not read: for a person who has looked and knows how it ended.
    ///
    /// # Errors
    /// `NotFound` if the journal does not have it, `Busy` if it is being run, `Journal` if the store fails.
    async fn forget(&self, id: OperationId) -> Result<()> {
        let claim = self.claim(id).await?;
        let known = self.list().await?.contains(&id);
        // One that is not there leaves no trace of the claim either.
        self.remove(id).await?;
        drop(claim);
        if known {
            return Ok(());
        }
        Err(Error::new(ErrorKind::NotFound, format!("the journal has no operation {id}")))
    }
}
