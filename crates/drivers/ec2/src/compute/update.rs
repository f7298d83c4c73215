//! Changes of a server: size, firewalls, name and tags.

use crate::provider::Ec2;
use crate::request::ModifyInstance;
use crate::tags;
use anycloud_core::run::Run;
use anycloud_core::{Error, Result, Started, UpdateServer};

pub(super) async fn update(cloud: &Ec2, request: &UpdateServer, run: &mut Run) -> Result<Started<()>> {
    if let Some(tags) = &request.tags {
        tags::check(tags)?;
    }
    if request.firewalls.as_ref().is_some_and(Vec::is_empty) {
        let text = "a server of this cloud is behind one firewall at least";
        return Err(Error::invalid(text).with_resource(request.id.resource()));
    }
    let id = request.id.as_str();
    if let Some(size) = &request.size {
        let change = ModifyInstance::instance_type(size.as_str());
        run.step("size", async || cloud.client.modify_instance_attribute(id, &change).await).await?;
    }
    if let Some(firewalls) = &request.firewalls {
        let change = ModifyInstance::security_groups(firewalls);
        run.step("firewalls", async || cloud.client.modify_instance_attribute(id, &change).await).await?;
    }
    if request.name.is_some() || request.tags.is_some() {
        run.step("tags", async || {
            let now = cloud.instance(&request.id).await?.tags();
            cloud.retag(id, &now, request.name.as_ref(), request.tags.as_ref()).await
        })
        .await?;
    }
    Ok(Started::done(()))
}
