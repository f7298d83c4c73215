//! Machines: listed, made, acted on, tagged.

mod act;
mod container;
mod create;
mod list;
mod shown;
mod sizing;
mod tag;

pub(crate) use sizing::menu;

use crate::backends::Backend;
use crate::gateway::Gateway;
use crate::refusal::{Refusal, Result};
use anycloud::{ErrorKind, Server, ServerId};

impl Gateway {
    /// One machine. An id that cannot be one of this cloud's is the id of no machine of it.
    async fn machine(&self, backend: &Backend, id: &str) -> Result<Server> {
        let (cloud, server) = (backend.cloud()?, ServerId::new(id));
        let read = async {
            match cloud.server(&server).await {
                Err(e) if matches!(e.kind(), ErrorKind::InvalidRequest | ErrorKind::NotFound) => Ok(None),
                other => other.map(Some),
            }
        };
        self.read(read).await?.ok_or_else(|| Refusal::no_machine(id))
    }
}
