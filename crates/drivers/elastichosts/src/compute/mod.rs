//! Servers: the facet. Each change is in a file of its own.

mod create;
mod destroy;
mod power;
mod update;

pub(crate) use update::WHILE_ACTIVE;

use crate::images::standard_images;
use crate::provider::ElasticHosts;
use anycloud_core::run::Run;
use anycloud_core::{
    Compute, Console, CreateServer, DestroyServer, ErrorKind, Gone, Image, ImageId, Listing, Location,
    LocationId, Result, Server, ServerId, ServerQuery, SetPower, Started, UpdateServer, async_trait,
};

#[async_trait]
impl Compute for ElasticHosts {
    /// One request, however many there are, read as its reply arrives. The service has no pages and no filter.
    fn servers(&self, _query: &ServerQuery) -> Listing<Server> {
        self.client.servers()
    }

    async fn server(&self, id: &ServerId) -> Result<Server> {
        Ok(self.client.server_info(id).await?.to_server(self.client.dialect()))
    }

    /// Installed systems: what the service lists or, where it does not, what this crate knows of the zone.
    fn images(&self) -> Listing<Image> {
        let client = self.client.clone();
        Listing::once(async move {
            if client.zone().is_none_or(|zone| zone.lists_standard_drives) {
                match client.standard_drives_info().await {
                    Ok(all) => {
                        let disks =
                            all.iter().filter(|drive| drive.media().is_none_or(|media| media == "disk"));
                        return Ok(disks.map(|drive| drive.to_image()).collect());
                    }
                    // An older service takes `standard` for an id or for an unknown command.
                    Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::InvalidRequest) => {}
                    Err(e) => return Err(e),
                }
            }
            let built_in = standard_images(client.zone()).map(|standard| {
                let mut image = Image::new(ImageId::new(standard.id), standard.name);
                image.size = Some(standard.unzipped);
                image
            });
            Ok(built_in.collect())
        })
    }

    /// The one zone that this is.
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
        info.console(self.client.dialect())
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
