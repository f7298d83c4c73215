//! Containers: the facet. Each change is in a file of its own.

mod create;
mod destroy;
mod power;
mod update;

pub(crate) use power::restarts_before;

use crate::filters::Filters;
use crate::id;
use crate::provider::Docker;
use crate::wire::{ContainerSummary, NetworkIds};
use anycloud_core::run::Run;
use anycloud_core::{
    Compute, CreateServer, DestroyServer, Gone, Image, Listing, Result, Server, ServerId, ServerQuery,
    SetPower, Started, UpdateServer, async_trait,
};

/// The id behind a name, which another container may have by the time that this is resumed. A name that nothing has is
/// not found: only an id can be known to be of something that is gone.
pub(crate) async fn whole(cloud: &Docker, server: &ServerId, run: &mut Run) -> Result<ServerId> {
    if id::is_whole(id::container(server)?) {
        return Ok(server.clone());
    }
    run.fact("id", async || cloud.client.container(server).await.map(|info| info.id())).await
}

#[async_trait]
impl Compute for Docker {
    /// All containers, running or not, in one request; and the networks, where a container does not say their ids.
    fn servers(&self, _query: &ServerQuery) -> Listing<Server> {
        let client = self.client.clone();
        Listing::once(async move {
            let all = client.containers(true, &Filters::new()).await?;
            let said = |container: &ContainerSummary| NetworkIds::are_said(&container.networks());
            let networks = match all.iter().all(said) {
                true => NetworkIds::default(),
                false => NetworkIds::of(&client.networks(&Filters::new()).await?),
            };
            Ok(all.iter().map(|container| container.to_server(&networks)).collect())
        })
    }

    async fn server(&self, id: &ServerId) -> Result<Server> {
        id::container(id)?;
        let info = self.client.container(id).await?;
        let networks = match NetworkIds::are_said(&info.networks()) {
            true => NetworkIds::default(),
            false => NetworkIds::of(&self.client.networks(&Filters::new()).await?),
        };
        Ok(info.to_server(&networks))
    }

    /// Images that the engine has, by their names. Others are pulled when a server is made of them.
    fn images(&self) -> Listing<Image> {
        let client = self.client.clone();
        Listing::once(async move {
            let all = client.images(false, &Filters::new()).await?;
            Ok(all.iter().flat_map(|image| image.to_images()).collect())
        })
    }

    async fn create_server(&self, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>> {
        create::create(self, request, run).await
    }

    async fn update_server(&self, request: &UpdateServer, run: &mut Run) -> Result<Started<()>> {
        update::update(self, request, run).await
    }

    async fn set_power(&self, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
        power::set(self, request, run).await
    }

    async fn destroy_server(&self, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
        destroy::destroy(self, request, run).await
    }
}
