//! Machines: the facet. Each change is in a file of its own.

mod create;
mod destroy;
mod power;
mod update;

use crate::backend::MistBackend;
use crate::request::segment;
use crate::wire::MachineInfo;
use anycloud_core::run::Run;
use anycloud_core::{
    Compute, CreateServer, DestroyServer, Error, ErrorKind, Gone, Image, Listing, Location, Result, Server,
    ServerId, ServerQuery, SetPower, Size, Started, UpdateServer, async_trait,
};

#[async_trait]
impl Compute for MistBackend {
    /// One request, however many there are. The service has no pages and no filter.
    fn servers(&self, _query: &ServerQuery) -> Listing<Server> {
        let this = self.clone();
        Listing::once(async move {
            let machines = this.client.machines(&this.backend).await?;
            Ok(machines.iter().map(|info| info.to_server_with(this.shutdown)).collect())
        })
    }

    /// Out of the list: the service has no call for one machine.
    async fn server(&self, id: &ServerId) -> Result<Server> {
        Ok(self.machine(id).await?.to_server_with(self.shutdown))
    }

    fn images(&self) -> Listing<Image> {
        let this = self.clone();
        Listing::once(async move {
            Ok(this.client.images(&this.backend).await?.iter().map(|info| info.to_image()).collect())
        })
    }

    fn sizes(&self) -> Listing<Size> {
        let this = self.clone();
        Listing::once(async move {
            Ok(this.client.sizes(&this.backend).await?.iter().map(|info| info.to_size()).collect())
        })
    }

    fn locations(&self) -> Listing<Location> {
        let this = self.clone();
        Listing::once(async move {
            Ok(this.client.locations(&this.backend).await?.iter().map(|info| info.to_location()).collect())
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

impl MistBackend {
    /// One machine. `NotFound` is said only of a machine that its backend does not list: that the backend is missing
    /// says nothing of its machines, which go on without the account.
    pub(crate) async fn machine(&self, id: &ServerId) -> Result<MachineInfo> {
        segment("a machine", id.as_str())?;
        let machines = self.client.machines(&self.backend).await.map_err(|e| match e.kind() {
            ErrorKind::NotFound => {
                Error::new(ErrorKind::Conflict, format!("the backend cannot be looked at: {}", e.message()))
                    .with_resource(self.backend.resource())
                    .with_source(e)
            }
            _ => e,
        })?;
        machines.into_iter().find(|info| info.id() == *id).ok_or_else(|| {
            Error::new(ErrorKind::NotFound, format!("the backend lists no machine {id}"))
                .with_resource(id.resource())
        })
    }
}
