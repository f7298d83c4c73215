//! Servers: the facet. Each change is in a file of its own.

mod create;
mod destroy;
mod power;
mod update;

pub(crate) use update::WHILE_ACTIVE;

use crate::provider::CloudSigma;
use crate::wire::DIALECT;
use anycloud_core::run::Run;
use anycloud_core::{
    CloneServer, Compute, Console, CreateServer, DestroyServer, Gone, Image, Listing, Location, LocationId,
    Result, Server, ServerId, ServerQuery, SetPower, Started, UpdateServer, async_trait,
};

#[async_trait]
impl Compute for CloudSigma {
    /// One request, however many there are, read as its reply arrives. The service has no pages and no filter.
    fn servers(&self, _query: &ServerQuery) -> Listing<Server> {
        self.client.servers()
    }

    async fn server(&self, id: &ServerId) -> Result<Server> {
        Ok(self.client.server_info(id).await?.to_server())
    }

    /// Installed systems, without the CDs.
    fn images(&self) -> Listing<Image> {
        let client = self.client.clone();
        Listing::once(async move {
            let all = client.standard_drives_info().await?;
            let disks = all.iter().filter(|drive| drive.kind().is_none_or(|kind| kind != "cdrom"));
            Ok(disks.map(|drive| drive.to_image()).collect())
        })
    }

    /// The one location that this is.
    fn locations(&self) -> Listing<Location> {
        let location = match self.client.zone() {
            Some(zone) => {
                let mut location = Location::new(LocationId::new(zone.id), zone.place);
                location.region = Some(zone.region.into());
                location
            }
            None => {
                let host = self.client.endpoint().host_str().unwrap_or_default();
                Location::new(LocationId::new(host), host)
            }
        };
        Listing::ready(vec![location])
    }

    async fn console(&self, id: &ServerId) -> Result<Console> {
        let info = self.client.server_info(id).await?;
        info.console(DIALECT)
    }

    async fn create_server(&self, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>> {
        create::create(self, request, run).await
    }

    async fn update_server(&self, request: &UpdateServer, run: &mut Run) -> Result<Started<()>> {
        update::update(self, request, run).await
    }

    async fn clone_server(&self, request: &CloneServer, run: &mut Run) -> Result<Started<ServerId>> {
        create::copy(self, request, run).await
    }

    async fn set_power(&self, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
        power::set(self, request, run).await
    }

    async fn destroy_server(&self, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
        destroy::destroy(self, request, run).await
    }
}
