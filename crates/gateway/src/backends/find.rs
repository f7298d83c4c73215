use super::{Backend, Found};
use crate::gateway::Gateway;
use crate::refusal::{Refusal, Result};
use std::sync::Arc;
use tokio::task::JoinSet;

impl Gateway {
    /// The backend of this id, if it is enabled, and the cloud around it too.
    ///
    /// # Errors
    /// 404; 503 if it is disabled, or if a cloud that might hold it does not answer.
    pub(crate) async fn enabled(&self, id: &str) -> Result<Arc<Backend>> {
        let Found { backend, holder } = self.found(id).await?;
        if self.is_enabled(&backend) && holder.is_none_or(|holder| self.is_enabled(&holder)) {
            Ok(backend)
        } else {
            Err(Refusal::unavailable("it is disabled"))
        }
    }

    /// The backend of this id, enabled or not.
    ///
    /// # Errors
    /// 404; 503 if a cloud that might hold it does not answer.
    pub(super) async fn backend(&self, id: &str) -> Result<Arc<Backend>> {
        self.found(id).await.map(|found| found.backend)
    }

    /// What was seen before is found without asking. Else all clouds that hold others are asked at once, and the first
    /// that has it ends the search: a silent one delays only ids that nobody else has.
    async fn found(&self, id: &str) -> Result<Found> {
        if let Some(found) = self.backends().known(id) {
            return Ok(found);
        }
        let (until, mut looks) = (self.until(), JoinSet::new());
        let outer = self.backends().outer();
        for holder in outer.into_iter().filter(|outer| outer.holds_clouds() && self.is_enabled(outer)) {
            looks.spawn(async move {
                let look = holder.look(until).await;
                (holder, look)
            });
        }
        let mut silent = None;
        while let Some(looked) = looks.join_next().await {
            let Ok((holder, look)) = looked else { continue };
            if let Some(found) = Found::inside(&holder, id) {
                // The others finish their look for whoever asks next.
                looks.detach_all();
                return Ok(found);
            }
            if let Err(why) = look {
                silent = Some(format!("{} does not tell its backends: {why}", self.title(&holder)));
            }
        }
        Err(silent.map_or_else(|| Refusal::no_backend(id), Refusal::unavailable))
    }
}
