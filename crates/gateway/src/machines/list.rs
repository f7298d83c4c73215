use super::shown::Listed;
use crate::answer::{Answer, json_bytes};
use crate::backends::Backend;
use crate::gateway::{Answered, Gateway};
use crate::refusal::{Refusal, Result};
use anycloud::{Error, ErrorKind, ServerQuery};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

impl Gateway {
    /// `GET /backends/B/machines`.
    ///
    /// # Errors
    /// 404; 503 if the cloud does not answer.
    pub(crate) async fn list_machines(&self, backend: &str) -> Answered {
        let backend = self.enabled(backend).await?;
        let entries = self.entries(&backend).await?;
        Ok(json_bytes(StatusCode::OK, [b"[", entries.as_slice(), b"]"].concat()))
    }

    /// `GET /machines`: those of all enabled backends, asked at once, and which of them did not answer.
    pub(crate) async fn list_all_machines(&self) -> Answer {
        let mut listings = JoinSet::new();
        for (backend, look) in self.with_machines().await {
            let this = self.clone();
            listings.spawn(async move {
                let entries = match look {
                    Ok(()) => this.entries(&backend).await,
                    Err(why) => Err(Refusal::unavailable(why)),
                };
                (backend, entries)
            });
        }
        let (mut machines, mut silent) = (Vec::new(), Vec::<Value>::new());
        while let Some(done) = listings.join_next().await {
            match done {
                Ok((_, Ok(entries))) if entries.is_empty() => {}
                Ok((_, Ok(entries))) => {
                    if !machines.is_empty() {
                        machines.push(b',');
                    }
                    machines.extend(entries);
                }
                Ok((backend, Err(why))) => silent.push(json!({
                    "backend": backend.id,
                    "title": self.title(&backend),
                    "error": why.to_string(),
                })),
                // A task of ours that broke is nobody's machine; its log says more.
                Err(e) => silent.push(json!({"backend": null, "title": null, "error": e.to_string()})),
            }
        }
        let silent = Value::from(silent).to_string();
        let body = [b"{\"machines\":[", machines.as_slice(), b"],\"unavailable\":", silent.as_bytes(), b"}"];
        json_bytes(StatusCode::OK, body.concat())
    }

    /// The machines as JSON with commas between them, written as they arrive: no list of a million is held twice.
    async fn entries(&self, backend: &Backend) -> Result<Vec<u8>> {
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
            match servers.gaps().first() {
                None => Ok(out),
                Some(gap) => {
                    let what = format!("the list is incomplete: {} ({})", gap.scope, gap.why);
                    Err(Error::new(ErrorKind::Provider, what))
                }
            }
        };
        self.read(written).await
    }
}
