//! Changes that are being made, whether or not a client waits for them.

use anycloud::run::OperationId;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;

/// The changes that are being made. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Underway(Arc<watch::Sender<BTreeMap<u64, Option<OperationId>>>>);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Making {
    all: Underway,
    n: u64,
}

impl Underway {
    /// One more.
    pub(crate) fn begin(&self) -> Making {
        let mut n = 0;
        self.0.send_modify(|all| {
            n = all.last_key_value().map_or(0, |(last, _)| last + 1);
            all.insert(n, None);
        });
        Making { all: self.clone(), n }
    }

    /// Waits until there is none.
    pub(crate) async fn over(&self) {
        // The sender is here, so that this ends only when it is so.
        let _ = self.0.subscribe().wait_for(BTreeMap::is_empty).await;
    }

    /// What the journal calls those that have been written down.
    pub(crate) fn operations(&self) -> Vec<OperationId> {
        self.0.borrow().values().copied().flatten().collect()
    }
}

impl Making {
    /// What the journal calls it, once it is written down.
    pub(crate) fn operation(&self) -> Option<OperationId> {
        self.all.0.borrow().get(&self.n).copied().flatten()
    }

    /// It has been written down under this name.
    pub(crate) fn is(&self, id: OperationId) {
        self.all.0.send_modify(|all| {
            all.insert(self.n, Some(id));
        });
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        self.all.0.send_modify(|all| {
            all.remove(&self.n);
        });
    }
}
