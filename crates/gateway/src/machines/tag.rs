use super::shown::written;
use crate::answer::ok;
use crate::asked::Fields;
use crate::gateway::{Answered, Gateway};
use crate::refusal::{Refusal, Result};
use anycloud::{Action, Server, Tags, UpdateServer};
use http::StatusCode;
use tokio::time::timeout;

impl Gateway {
    /// `POST /backends/B/machines/M/metadata`: a label. One with a value that the cloud has shows as `name=value`, and
    /// what is written so is a label all the same: which clouds take values, and when, is not for this API to know.
    ///
    /// # Errors
    /// 404; 405 if the machine takes no tags.
    pub(crate) async fn tag(&self, backend: &str, machine: &str, fields: &Fields) -> Answered {
        let tag = fields.needed("tag")?;
        self.retag(backend, machine, |tags| {
            if !written(tags).contains(&tag) {
                tags.insert(tag.into(), "".into());
            }
            Ok(())
        })
        .await
    }

    /// `DELETE /backends/B/machines/M/metadata`.
    ///
    /// # Errors
    /// 404 for the tag, too.
    pub(crate) async fn untag(&self, backend: &str, machine: &str, fields: &Fields) -> Answered {
        let tag = fields.needed("tag")?;
        self.retag(backend, machine, |tags| {
            let (names, shown): (Vec<_>, Vec<_>) = (tags.keys().cloned().collect(), written(tags));
            let found = names.into_iter().zip(shown).find(|(_, shown)| *shown == tag).map(|(name, _)| name);
            let name =
                found.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "Tag not found", tag.clone()))?;
            tags.remove(&name);
            Ok(())
        })
        .await
    }

    /// Reads the tags, and writes them back if the change changes any.
    async fn retag(
        &self,
        backend: &str,
        machine: &str,
        change: impl FnOnce(&mut Tags) -> Result<()>,
    ) -> Answered {
        let backend = self.enabled(backend).await?;
        let alone = backend.tagging.clone().lock_owned();
        let busy = || Refusal::unavailable("another change of tags is not over");
        let alone = timeout(self.deadline(), alone).await.map_err(|_| busy())?;
        let server = self.machine(&backend, machine).await?;
        taggable(&server)?;
        let mut tags = server.tags.clone();
        change(&mut tags)?;
        if tags != server.tags {
            let update = UpdateServer::new(server.id).tags(tags);
            // Its client may leave, or be told that it goes on: the next one waits for its end all the same.
            self.change(backend.cloud()?.update_server(&update), self.patience(), alone).await?;
        }
        Ok(ok())
    }
}

fn taggable(server: &Server) -> Result<()> {
    if server.actions.contains(Action::Tag) {
        return Ok(());
    }
    let what = format!("the machine {} takes no tags now", server.id);
    Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", what))
}
