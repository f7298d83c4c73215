//! Networks: the facet.

use crate::compute::whole;
use crate::error::{Reason, Refusal};
use crate::filters::Filters;
use crate::id;
use crate::provider::Docker;
use crate::settings::{CreateNetwork as NewNetwork, Endpoint};
use crate::tags::{carries, labels};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    AttachNetwork, CreateNetwork, DestroyNetwork, DetachNetwork, Error, ErrorKind, Gone, Listing, Network,
    NetworkId, Networking, Result, ServerId, Started, Tags, async_trait,
};

#[async_trait]
impl Networking for Docker {
    /// All of them, with the engine's own `bridge`, `host` and `none`.
    fn networks(&self) -> Listing<Network> {
        let client = self.client.clone();
        Listing::once(async move {
            let all = client.networks(&Filters::new()).await?;
            Ok(all.into_iter().map(|info| info.to_network()).collect())
        })
    }

    async fn create_network(&self, request: &CreateNetwork, run: &mut Run) -> Result<Started<NetworkId>> {
        id::network(&NetworkId::new(&*request.name))?;
        let made = run.make("network", Recover::Find, async |stamp| {
            let mut new = NewNetwork::new(&*request.name);
            new.labels = labels(&Tags::new(), stamp);
            match self.client.network_create(&new).await {
                // Sent again after an answer that was lost: it is there by then, and ours.
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {
                    match self.client.network(&NetworkId::new(&*request.name)).await {
                        Ok(found) if carries(&found.labels(), stamp) => Ok(found.id()),
                        _ => Err(e),
                    }
                }
                sent => sent,
            }
        });
        made.await.map(Started::done)
    }

    /// Refused while containers are in it: Docker looks itself, Podman 4.3 does not.
    async fn destroy_network(&self, request: &DestroyNetwork, run: &mut Run) -> Result<Started<Gone>> {
        id::network(&request.id)?;
        let network = &self.whole_network("id", &request.id, run).await?;
        let destroyed = run.destroy("destroy", async || {
            match self.client.network(network).await {
                Err(e) if e.kind() == ErrorKind::NotFound => {
                    return self.gone_already(&network.resource()).await;
                }
                Err(e) => return Err(e),
                Ok(info) => {
                    if let Some(server) = info.containers().first() {
                        let text = format!("the network is in use by the container {server}");
                        return Err(
                            Error::unsent(ErrorKind::Conflict, text).with_resource(network.resource())
                        );
                    }
                }
            }
            self.remove(&network.resource()).await
        });
        destroyed.await.map(Started::done)
    }

    async fn attach_network(&self, request: &AttachNetwork, run: &mut Run) -> Result<Started<()>> {
        let (network, server) = self.both(&request.network, &request.server, run).await?;
        run.step("connect", async || self.connect(&network, &server).await).await?;
        Ok(Started::done(()))
    }

    async fn detach_network(&self, request: &DetachNetwork, run: &mut Run) -> Result<Started<()>> {
        let (network, server) = &self.both(&request.network, &request.server, run).await?;
        run.step("disconnect", async || {
            if !self.is_on(network, server).await? {
                return Ok(());
            }
            self.client.network_disconnect(network, server, false).await
        })
        .await?;
        Ok(Started::done(()))
    }
}

impl Docker {
    /// Puts a container on a network, unless it is on it. The engine refuses in the same words where another's endpoint
    /// has the name, such as one that a container left behind: so the container itself is asked.
    pub(crate) async fn connect(&self, network: &NetworkId, server: &ServerId) -> Result<()> {
        match self.client.network_connect(&Endpoint::new(network.clone()), server).await {
            Err(e) if Refusal::of(&e).and_then(Refusal::reason) == Some(Reason::Connected) => {
                if self.is_on(network, server).await? { Ok(()) } else { Err(e) }
            }
            sent => sent,
        }
    }

    /// The ids behind two names.
    async fn both(
        &self,
        network: &NetworkId,
        server: &ServerId,
        run: &mut Run,
    ) -> Result<(NetworkId, ServerId)> {
        id::network(network)?;
        id::container(server)?;
        Ok((self.whole_network("network", network, run).await?, whole(self, server, run).await?))
    }

    /// The id behind a name, as the fact of this name. A name that nothing has is not found, and another network may
    /// have it later.
    async fn whole_network(
        &self,
        fact: &'static str,
        network: &NetworkId,
        run: &mut Run,
    ) -> Result<NetworkId> {
        if id::is_whole(id::network(network)?) {
            return Ok(network.clone());
        }
        run.fact(fact, async || self.client.network(network).await.map(|info| info.id())).await
    }

    async fn is_on(&self, network: &NetworkId, server: &ServerId) -> Result<bool> {
        let known = self.client.network(network).await?;
        let places = self.client.container(server).await?.networks();
        Ok(places.iter().any(|place| place.is_in(&known)))
    }
}
