use super::backend::Origin;
use super::{Backend, bounded, shown_by};
use crate::answer::{Answer, ok};
use crate::asked::Fields;
use crate::gateway::Gateway;
use crate::refusal::{Refusal, Result};
use crate::store::{AddedBackend, State};
use http::StatusCode;
use serde_json::Value;
use std::sync::Arc;

impl Gateway {
    /// `PUT /backends/B`.
    ///
    /// # Errors
    /// 404, 409 if another has the name.
    pub(crate) async fn rename_backend(&self, id: &str, fields: &Fields) -> Result<Answer> {
        let name = bounded("new_name", fields.needed("new_name")?)?;
        let backend = self.backend(id).await?;
        let all = self.backends().seen();
        let renamed = self.store().change(|state| {
            free_title(state, &all, &name, &backend.id)?;
            match added(state, &backend) {
                Some(kept) => kept.title = name,
                None => state.settings.entry(backend.id.clone()).or_default().title = Some(name),
            }
            Ok::<_, Refusal>(())
        });
        renamed.await.map(|()| ok())
    }

    /// `POST /backends/B`: enables or disables. `newState` is January's word, `new_state` the later one.
    ///
    /// # Errors
    /// 404.
    pub(crate) async fn toggle_backend(&self, id: &str, fields: &Fields) -> Result<Answer> {
        let said = fields.said("newState").or_else(|| fields.said("new_state"));
        let enabled = match said {
            None => return Err(Refusal::missing("newState")),
            Some(Value::Bool(enabled)) => *enabled,
            Some(Value::Number(n)) if n.as_u64().is_some_and(|n| n < 2) => n.as_u64() == Some(1),
            Some(Value::String(word)) if matches!(word.as_str(), "True" | "true" | "1") => true,
            Some(Value::String(word)) if matches!(word.as_str(), "False" | "false" | "0") => false,
            Some(_) => return Err(Refusal::bad("newState is True or False")),
        };
        let backend = self.backend(id).await?;
        let toggled = self.store().change(|state| {
            match added(state, &backend) {
                Some(kept) => kept.enabled = enabled,
                None => state.settings.entry(backend.id.clone()).or_default().disabled = !enabled,
            }
            Ok::<_, Refusal>(())
        });
        toggled.await.map(|()| ok())
    }

    /// `DELETE /backends/B`: forgets one that a client has added, with its secret and stars, and what was set of those inside
    /// it. Its machines go on.
    ///
    /// # Errors
    /// 404, 403 for one of the configuration.
    pub(crate) async fn delete_backend(&self, id: &str) -> Result<Answer> {
        let backend = self.backend(id).await?;
        if backend.origin != Origin::Added {
            let what =
                "it is in the gateway's configuration, which clients do not change; disable it instead";
            return Err(Refusal::new(StatusCode::FORBIDDEN, "Forbidden", what));
        }
        let (this, served) = (self.clone(), backend.clone());
        let forget = |state: &mut State| {
            state.backends.retain(|kept| kept.id != backend.id);
            for gone in backend.inside().iter().chain([&backend]) {
                state.stars.remove(&gone.id);
                state.settings.remove(&gone.id);
            }
            Ok::<_, Refusal>(())
        };
        self.store().change_with(forget, move || this.backends().no_more(&served.id)).await?;
        Ok(ok())
    }
}

/// Whether no backend other than this one is shown with the title. To be asked within the change that takes it.
///
/// # Errors
/// 409.
pub(super) fn free_title(state: &State, all: &[Arc<Backend>], title: &str, id: &str) -> Result<()> {
    let seen = all.iter().any(|other| other.id != id && shown_by(state, other).title == title);
    // Those that were added since are not among all.
    if seen || state.backends.iter().any(|other| other.id != id && other.title == title) {
        return Err(Refusal::new(StatusCode::CONFLICT, "Backend name exists", title));
    }
    Ok(())
}

fn added<'a>(state: &'a mut State, backend: &Backend) -> Option<&'a mut AddedBackend> {
    state.backends.iter_mut().find(|kept| kept.id == backend.id)
}
