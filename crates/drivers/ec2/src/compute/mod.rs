//! Servers: the facet. Each change is in a file of its own.

mod create;
mod destroy;
mod power;
mod update;

pub(crate) use power::{STARTED, poll_start};

use crate::provider::{Ec2, one};
use crate::request::{ImageQuery, Query};
use crate::tags::exactly;
use crate::undo::THERE;
use crate::wire::Instance;
use anycloud_core::run::Run;
use anycloud_core::{
    Compute, CreateServer, DestroyServer, Gone, Image, ImageId, Listing, Location, Result, Server, ServerId,
    ServerQuery, SetPower, Size, Started, UpdateServer, async_trait,
};

/// The fewest that the service may be asked for at once. docs: DescribeInstances.
const PAGE_MIN: u32 = 5;

#[async_trait]
impl Compute for Ec2 {
    /// Page by page, without the terminated ones, which the service shows for an hour. A name is looked for by the service.
    fn servers(&self, query: &ServerQuery) -> Listing<Server> {
        let mut asked = Query::all().filter("instance-state-name", THERE);
        if let Some(name) = &query.name {
            asked = asked.filter("tag:Name", [exactly(name)]);
        }
        if let Some(size) = query.page_size {
            asked = asked.page_size(size.max(PAGE_MIN));
        }
        if let Some(page) = &query.from {
            asked = asked.from(page.clone());
        }
        self.client.describe_instances(&asked).map(|instance| instance.to_server())
    }

    async fn server(&self, id: &ServerId) -> Result<Server> {
        Ok(self.instance(id).await?.to_server())
    }

    /// Those of the owners that the configuration says, as far as servers can be made from them.
    fn images(&self) -> Listing<Image> {
        let query = ImageQuery::owners(self.image_owners.iter());
        let query = query.filter("state", ["available"]).filter("image-type", ["machine"]);
        self.client.describe_images(&query).map(|image| image.to_image())
    }

    /// Anybody's that the account may use.
    async fn image(&self, id: &ImageId) -> Result<Option<Image>> {
        let number = id.as_str().strip_prefix("ami-").unwrap_or_default();
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let found = self.client.describe_images(&ImageQuery::ids([id.as_str()]));
        one(found, &id.resource()).await.map(|image| Some(image.to_image()))
    }

    /// Those that the region has. What they cost is another service's to tell.
    fn sizes(&self) -> Listing<Size> {
        self.client.describe_instance_types(&Query::all()).map(|size| size.to_size())
    }

    /// The availability zones of the region.
    fn locations(&self) -> Listing<Location> {
        self.client.describe_availability_zones(&Query::all()).map(|zone| zone.to_location())
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

impl Ec2 {
    pub(crate) async fn instance(&self, id: &ServerId) -> Result<Instance> {
        one(self.client.describe_instances(&Query::ids([id.as_str()])), &id.resource()).await
    }
}
