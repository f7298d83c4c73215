//! The journal: changes that were cut off before this gateway began, and those that are long over.

use crate::gateway::Gateway;
use anycloud::Result;
use anycloud::journal::{FileJournal, Journal};
use anycloud::run::{Operation, OperationState};
use std::time::Duration;
use tokio::time::sleep;
use tracing::warn;

/// Operations that are over are kept this long, as those of the command are.
const KEPT: Duration = Duration::from_secs(7 * DAY.as_secs());
const DAY: Duration = Duration::from_secs(24 * 3600);

impl Gateway {
    /// Tells the log of what is not over in the journal and is made by nobody: whoever made it was cut off.
    pub(crate) async fn tell_unfinished(&self) {
        let Some(journal) = self.backends().journal() else { return };
        if let Err(e) = self.tell_all(journal).await {
            warn!(error = %e, "what was cut off before is not known");
        }
    }

    /// Removes from the journal what has been over for a week.
    pub(crate) async fn prune(&self) {
        let Some(journal) = self.backends().journal() else { return };
        if let Err(e) = journal.prune(KEPT).await {
            // Old entries do no harm.
            warn!(error = %e, "old operations stay in the journal");
        }
    }

    /// The same every day.
    pub(crate) async fn prune_daily(self) {
        loop {
            sleep(DAY).await;
            self.prune().await;
        }
    }

    async fn tell_all(&self, journal: &FileJournal) -> Result<()> {
        for id in journal.list().await? {
            match journal.read(id).await {
                Ok(Some(operation)) if operation.is_over() => {}
                Ok(Some(operation)) if journal.claim(id).await.is_ok() => self.tell(&operation),
                // Somebody is at it, or has forgotten it between the two looks.
                Ok(_) => {}
                Err(e) => warn!(operation = %id, error = %e, "an operation of the journal does not read"),
            }
        }
        Ok(())
    }

    fn tell(&self, operation: &Operation) {
        let (id, cloud) = (operation.id(), operation.cloud());
        let word = if operation.state() == OperationState::Undoing { "undo" } else { "resume" };
        let added = self.backends().is_added(cloud.as_str());
        let first = if added {
            format!(" (first put [clouds.{cloud}] into its configuration)")
        } else {
            String::new()
        };
        warn!(
            operation = %id,
            kind = operation.kind(),
            %cloud,
            "a change was cut off: anycloud operations {word} {id}{first}"
        );
    }
}
