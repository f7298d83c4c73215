//! A new server, and what is attached to it once it runs.

use crate::drives::TOKEN_KEPT;
use crate::networking::taken;
use crate::provider::{Ec2, one, whole_gib};
use crate::request::{AssociateAddress, ImageQuery, RunInstances};
use crate::tags;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Boot, ByteSize, CreateServer, Error, ErrorKind, Goal, ImageId, OperationStatus, Provider, Result,
    ServerId, Sizing, Started, Text,
};
use tokio::time::Instant;

/// The most bytes of user data, before they are sent in Base64. docs: RunInstances.
const USER_DATA_MAX: usize = 16 << 10;

pub(super) async fn create(cloud: &Ec2, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>> {
    let (image, wanted) = wanted(request)?;
    let wanted = match request.drive_size {
        None => wanted,
        Some(size) => {
            let gib = whole_gib(size)?.to_string();
            let root: String = run.fact("root", async || root(cloud, &image, size).await).await?;
            wanted.volume(&root, [("Ebs.VolumeSize", gib.as_str())])
        }
    };
    let wanted = if request.drives.is_empty() && request.address.is_none() {
        wanted
    } else {
        let zone: Option<Text> = run.fact("zone", async || zone(cloud, request).await).await?;
        zone.iter().fold(wanted, |wanted, zone| wanted.zone(zone))
    };
    let id: ServerId = run
        .make("server", Recover::Resend { within: TOKEN_KEPT }, async |stamp| {
            let text = stamp.text();
            let tags = tags::new(&request.name, &request.tags, &text);
            // The image's volumes, too: undo takes those along that the image lets stay.
            let wanted = wanted.clone().tags("instance", tags).tags("volume", tags::stamp_only(&text));
            let made = cloud.client.run_instances(&wanted, stamp).await?;
            let server = made.instances().first().map(|server| ServerId::new(server.id()));
            server.ok_or_else(|| crate::xml::unread("it names no server").delivered(UNKNOWN))
        })
        .await?;
    if !request.drives.is_empty() || request.address.is_some() {
        running(cloud, &id, run).await?;
    }
    if !request.drives.is_empty() {
        // All at once: a second look may not show yet what the first drive is in.
        let count = request.drives.len();
        let slots: Vec<Text> = run.fact("slots", async || cloud.free_slots(&id, count).await).await?;
        for ((number, drive), slot) in (1..).zip(&request.drives).zip(&slots) {
            cloud.attach(run, &format!("drive {number}"), drive, &id, Some(slot)).await?;
        }
    }
    if let Some(address) = &request.address {
        run.step("address", async || {
            let join = AssociateAddress::instance(address.as_str(), id.as_str()).allow_reassociation(false);
            cloud.client.associate_address(&join).await.map(drop)
        })
        .await?;
    }
    let running = cloud.watch(id.resource(), Goal::Running);
    Ok(Started::watch(id, running))
}

const UNKNOWN: anycloud_core::Delivery = anycloud_core::Delivery::Unknown;

/// Everything but the size of the boot drive and the tags.
fn wanted(request: &CreateServer) -> Result<(ImageId, RunInstances)> {
    tags::check(&request.tags)?;
    let invalid = |text: String| Err(Error::invalid(text));
    let Boot::Image(image) = &request.boot else {
        return Err(Error::unsupported("servers of this cloud are made from images"));
    };
    let mut wanted = RunInstances::new(image.as_str());
    match &request.sizing {
        Some(Sizing::Named(size)) => wanted = wanted.instance_type(size.as_str()),
        // The service would take one of its own, at a price that nobody has asked for.
        None => return invalid("say which of the cloud's sizes the server has".to_owned()),
        _ => return Err(Error::unsupported("servers of this cloud have named sizes")),
    }
    match &request.networks[..] {
        [] => {}
        [subnet] => wanted = wanted.subnet(subnet.as_str()),
        _ => {
            let text = "a server of this cloud is made in one network: the native client adds interfaces";
            return Err(Error::unsupported(text));
        }
    }
    if let Some(zone) = &request.location {
        wanted = wanted.zone(zone.as_str());
    }
    if let Some(key_pair) = &request.key_pair {
        wanted = wanted.key_name(key_pair.as_str());
    }
    if !request.firewalls.is_empty() {
        wanted = wanted.security_groups(&request.firewalls);
    }
    if let Some(user_data) = &request.user_data {
        let data = user_data.expose();
        if data.len() > USER_DATA_MAX {
            return invalid(format!("user data of {} bytes is more than {USER_DATA_MAX}", data.len()));
        }
        wanted = wanted.user_data(data);
    }
    Ok((image.clone(), wanted))
}

/// Where the drives lie, if there are any: the server must be there, too. What would be refused when the server runs is
/// refused before it is bought.
async fn zone(cloud: &Ec2, request: &CreateServer) -> Result<Option<Text>> {
    if let Some(id) = &request.address {
        let address = cloud.settled(&id.resource(), || cloud.elastic_ip(id)).await?;
        if address.association_id().is_some() {
            return Err(taken(id));
        }
    }
    let mut wanted = request.location.as_ref().map(|zone| Text::from(zone.as_str()));
    for drive in &request.drives {
        let there = cloud.settled(&drive.resource(), || cloud.volume(drive)).await?.zone();
        match (&wanted, &there) {
            (Some(wanted), Some(there)) if wanted != there => {
                let text = format!("the drive lies in {there}, and a server in {wanted} cannot have it");
                return Err(Error::invalid(text).with_resource(drive.resource()));
            }
            _ => wanted = wanted.or(there),
        }
    }
    Ok(wanted)
}

/// The device that the image boots from, if its drive may be so large.
async fn root(cloud: &Ec2, image: &ImageId, size: ByteSize) -> Result<String> {
    let found = cloud.client.describe_images(&ImageQuery::ids([image.as_str()]));
    let found = one(found, &image.resource()).await?;
    let least = found.to_image().size.unwrap_or_default();
    let Some(root) = found.root_device_name() else {
        let text = "the image does not say what it boots from";
        return Err(Error::unsupported(text).with_resource(image.resource()));
    };
    if size < least {
        let text = format!("a drive of {size} is too small: the image needs {least}");
        return Err(Error::invalid(text).with_resource(image.resource()));
    }
    Ok(root.to_string())
}

/// Drives and addresses are put on running servers only. docs: AttachVolume, AssociateAddress.
async fn running(cloud: &Ec2, id: &ServerId, run: &mut Run) -> Result<()> {
    if run.has_answer("running") {
        return Ok(());
    }
    let unseen = Instant::now() + cloud.info().settle;
    run.until("the server starts", || async move {
        let server = match cloud.instance(id).await {
            Ok(server) => server,
            Err(e) if e.kind() == ErrorKind::NotFound && Instant::now() < unseen => {
                return Ok(OperationStatus::running());
            }
            Err(e) => return Err(e),
        };
        match server.state().as_str() {
            "pending" => Ok(OperationStatus::running()),
            "running" => Ok(OperationStatus::Succeeded),
            other => {
                let reason = server.to_server().reason.map(|why| format!(": {why}")).unwrap_or_default();
                let text = format!("the server is {other} before it ever ran{reason}");
                Ok(OperationStatus::Failed(Error::new(ErrorKind::OperationFailed, text).to_failure()))
            }
        }
    })
    .await?;
    run.fact("running", async || Ok(())).await
}
