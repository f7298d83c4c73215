use super::backend::POLL;
use super::{Backend, Look, shown};
use crate::answer::{Answer, document};
use crate::gateway::Gateway;
use crate::refusal::{Refusal, Result};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::task::JoinSet;

impl Gateway {
    /// `GET /providers`.
    pub(crate) fn list_providers(&self) -> Answer {
        let all: Vec<Value> = anycloud::mist_providers()
            .map(|known| json!({"title": known.title, "provider": known.provider}))
            .collect();
        document(&json!({"supported_providers": all}))
    }

    /// `GET /backends`. Each is looked at, all at once; those that do not answer are `unavailable`.
    pub(crate) async fn list_backends(&self) -> Answer {
        let all = self.all_backends().await;
        let shown: Vec<Value> = all.iter().map(|(backend, health)| self.listed(backend, health)).collect();
        document(&shown)
    }

    /// All backends with what the latest look said, those inside a cloud after it. Disabled ones are not asked.
    async fn all_backends(&self) -> Vec<(Arc<Backend>, Look)> {
        let mut all = Vec::new();
        for (outer, look) in self.looked_at(self.backends().outer()).await {
            let inside = self.inside(&outer);
            all.push((outer, look));
            all.extend(self.looked_at(inside).await);
        }
        all
    }

    /// The backends that may have machines; and those that hold clouds, if they do not tell which. Only what holds clouds
    /// is asked: of the others the list of machines tells whether they answer.
    pub(crate) async fn with_machines(&self) -> Vec<(Arc<Backend>, Look)> {
        let (holders, plain): (Vec<_>, Vec<_>) =
            self.backends().outer().into_iter().partition(|backend| backend.holds_clouds());
        let mut all: Vec<_> = plain.into_iter().map(|backend| (backend, Ok(()))).collect();
        for (holder, look) in self.looked_at(holders).await {
            all.extend(self.inside(&holder).into_iter().map(|backend| (backend, Ok(()))));
            if look.is_err() {
                all.push((holder, look));
            }
        }
        all.retain(|(backend, _)| self.is_enabled(backend));
        all
    }

    /// With a cloud, all that is inside it is disabled.
    fn inside(&self, holder: &Backend) -> Vec<Arc<Backend>> {
        if self.is_enabled(holder) { holder.inside() } else { Vec::new() }
    }

    /// The backend of this id, if it is enabled, and the cloud around it too.
    ///
    /// # Errors
    /// 404; 503 if it is disabled.
    pub(crate) async fn enabled(&self, id: &str) -> Result<Arc<Backend>> {
        let backend = self.backends().find(id, self.deadline()).await?;
        let around =
            self.backends().outer().into_iter().filter(|outer| outer.inside().iter().any(|b| b.id == id));
        if around.chain([backend.clone()]).all(|backend| self.is_enabled(&backend)) {
            Ok(backend)
        } else {
            Err(Refusal::unavailable("it is disabled"))
        }
    }

    fn is_enabled(&self, backend: &Backend) -> bool {
        shown(self.store(), backend).enabled
    }

    pub(crate) fn title(&self, backend: &Backend) -> String {
        shown(self.store(), backend).title
    }

    /// All at once, in the same order.
    async fn looked_at(&self, backends: Vec<Arc<Backend>>) -> Vec<(Arc<Backend>, Look)> {
        let mut looks = JoinSet::new();
        let mut found: Vec<_> = backends.into_iter().map(|backend| (backend, Ok(()))).collect();
        for (n, (backend, _)) in found.iter().enumerate() {
            if self.is_enabled(backend) {
                let (backend, deadline) = (backend.clone(), self.deadline());
                looks.spawn(async move { (n, backend.look(deadline).await) });
            }
        }
        while let Some(done) = looks.join_next().await {
            if let Ok((n, look)) = done {
                found[n].1 = look;
            }
        }
        found
    }

    fn listed(&self, backend: &Backend, health: &Look) -> Value {
        let shown = shown(self.store(), backend);
        let state = match (shown.enabled, health) {
            (false, _) => "offline",
            (true, Ok(())) => "online",
            (true, Err(_)) => "unavailable",
        };
        let mut listed = json!({
            "id": backend.id,
            "apikey": backend.apikey,
            "title": shown.title,
            "provider": backend.provider,
            "poll_interval": POLL.as_millis() as u64,
            "state": state,
            "region": backend.region,
            "enabled": shown.enabled,
            "tenant_name": "",
        });
        if let Err(why) = health {
            listed["error"] = json!(why);
        }
        listed
    }
}
