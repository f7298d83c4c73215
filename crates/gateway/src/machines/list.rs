use super::shown::Listed;
use crate::answer::{Answer, json_bytes};
use crate::backends::{Backend, Until};
use crate::gateway::{Answered, Gateway};
use crate::refusal::{Refusal, Result};
use anycloud::{Error, ErrorKind, ServerQuery};
use http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::task::{JoinError, JoinSet};

impl Gateway {
    /// `GET /backends/B/machines`.
    ///
    /// # Errors
    /// 404; 503 if the cloud does not answer.
    pub(crate) async fn list_machines(&self, backend: &str) -> Answered {
        let backend = self.enabled(backend).await?;
        let entries = self.entries(&backend, self.until()).await?;
        Ok(json_bytes(StatusCode::OK, [b"[", entries.as_slice(), b"]"].concat()))
    }

    /// `GET /machines`: those of all enabled backends, asked at once, and which of them did not answer.
    pub(crate) async fn list_all_machines(&self) -> Answer {
        let (until, mut listings) = (self.until(), JoinSet::new());
        for outer in self.backends().outer() {
            if self.is_enabled(&outer) {
                let this = self.clone();
                listings.spawn(async move { this.listed_at(outer, until).await });
            }
        }
        let (mut machines, mut silent) = (Vec::new(), Vec::<Value>::new());
        while let Some(done) = listings.join_next().await {
            // A task of ours that broke is nobody's machine; its log says more.
            let broken =
                |e: JoinError| silent.push(json!({"backend": null, "title": null, "error": e.to_string()}));
            for (backend, listed) in done.map_err(broken).unwrap_or_default() {
                match listed {
                    Ok(entries) if entries.is_empty() => {}
                    Ok(entries) => {
                        if !machines.is_empty() {
                            machines.push(b',');
                        }
                        machines.extend(entries);
                    }
                    Err(why) => silent.push(json!({
                        "backend": backend.id,
                        "title": self.title(&backend),
                        "error": why.to_string(),
                    })),
                }
            }
        }
        let silent = Value::from(silent).to_string();
        let body = [b"{\"machines\":[", machines.as_slice(), b"],\"unavailable\":", silent.as_bytes(), b"}"];
        json_bytes(StatusCode::OK, body.concat())
    }

    /// The machines of a cloud; of one that holds clouds, those of each inside: the known ones are asked at once, others
    /// when it has told them, and it is there itself if it does not tell.
    async fn listed_at(self, outer: Arc<Backend>, until: Until) -> Vec<(Arc<Backend>, Result<Vec<u8>>)> {
        if !outer.holds_clouds() {
            let entries = self.entries(&outer, until).await;
            return vec![(outer, entries)];
        }
        let mut listings = JoinSet::new();
        let ask = |listings: &mut JoinSet<_>, backend: Arc<Backend>| {
            let this = self.clone();
            listings.spawn(async move {
                let entries = this.entries(&backend, until).await;
                (backend, entries)
            });
        };
        let enabled = || self.inside(&outer).into_iter().filter(|inner| self.is_enabled(inner));
        let known: Vec<_> = enabled().collect();
        known.iter().for_each(|inner| ask(&mut listings, inner.clone()));
        let look = outer.look(until).await;
        let new = enabled().filter(|inner| known.iter().all(|known| known.id != inner.id));
        new.for_each(|inner| ask(&mut listings, inner));
        let mut all = listings.join_all().await;
        // What is not inside any more was asked for nothing.
        let now: Vec<_> = enabled().collect();
        all.retain(|(inner, _)| now.iter().any(|now| now.id == inner.id));
        all.extend(look.err().map(|why| (outer, Err(Refusal::unavailable(why)))));
        all
    }

    /// The machines as JSON with commas between them, written as they arrive: no list of a million is held twice.
    async fn entries(&self, backend: &Backend, until: Until) -> Result<Vec<u8>> {
        let cloud = backend.cloud()?;
        if cloud.capabilities().compute.is_none() {
            return Ok(Vec::new());
        }
        let written = async {
            let mut out = Vec::new();
            let mut servers = cloud.servers(&ServerQuery::new());
            while let Some(server) = servers.next().await? {
                if !out.is_empty() {
                    out.push(b',');
                }
                serde_json::to_writer(&mut out, &Listed::new(backend, &server))
                    .map_err(|e| Error::new(ErrorKind::Decode, "a machine is no JSON").with_source(e))?;
            }
            Ok(out)
        };
        self.read_until(until, written).await
    }
}
