use super::backend::{POLL, Until};
use super::{Backend, Look, shown};
use crate::answer::{Answer, document};
use crate::gateway::Gateway;
use serde_json::{Value, json};
use std::sync::Arc;

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

    /// All backends with what the latest look said, those inside a cloud after it, all within one deadline. Disabled ones
    /// are not asked.
    async fn all_backends(&self) -> Vec<(Arc<Backend>, Look)> {
        let until = self.until();
        let outer = self.backends().outer().into_iter().map(|outer| {
            let this = self.clone();
            tokio::spawn(async move {
                let mut seen = this.looked_at(vec![outer.clone()], until).await;
                seen.extend(this.looked_at(this.inside(&outer), until).await);
                seen
            })
        });
        let mut all = Vec::new();
        for seen in outer.collect::<Vec<_>>() {
            // A look that breaks is told by `looked_at`; nothing else in there can.
            all.extend(seen.await.unwrap_or_default());
        }
        all
    }

    /// With a cloud, all that is inside it is disabled.
    pub(crate) fn inside(&self, holder: &Backend) -> Vec<Arc<Backend>> {
        if self.is_enabled(holder) { holder.inside() } else { Vec::new() }
    }

    pub(crate) fn is_enabled(&self, backend: &Backend) -> bool {
        shown(self.store(), backend).enabled
    }

    pub(crate) fn title(&self, backend: &Backend) -> String {
        shown(self.store(), backend).title
    }

    /// All at once, in the same order.
    async fn looked_at(&self, backends: Vec<Arc<Backend>>, until: Until) -> Vec<(Arc<Backend>, Look)> {
        let looks = backends.into_iter().map(|backend| {
            let look = self.is_enabled(&backend).then(|| {
                let backend = backend.clone();
                tokio::spawn(async move { backend.look(until).await })
            });
            (backend, look)
        });
        let mut found = Vec::new();
        for (backend, look) in looks.collect::<Vec<_>>() {
            let look = match look {
                None => Ok(()),
                Some(look) => look.await.unwrap_or_else(|e| Err(e.to_string())),
            };
            found.push((backend, look));
        }
        found
    }

    /// When a look that begins now must be over.
    pub(crate) fn until(&self) -> Until {
        Until::after(self.deadline())
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
