//! What may not be done is refused before anything is sent.

use super::case::{COMPUTE, Case, Outcome, case, compute, drives, networking, offered};
use super::fixture::Lab;
use super::look::attempt;
use anycloud_core::{
    AttachAddress, AttachDrive, AttachNetwork, Boot, ByteSize, CloneDrive, CloneServer, Cloud, Cpu,
    CreateAddress, CreateDrive, CreateFirewall, CreateKeyPair, CreateNetwork, CreateServer, CreateSnapshot,
    DestroyAddress, DestroyDrive, DestroyFirewall, DestroyKeyPair, DestroyNetwork, DestroyServer,
    DestroySnapshot, DetachAddress, DetachDrive, DetachNetwork, DriveId, DrivesFate, ErrorKind, FirewallRule,
    ImageDrive, ImportKeyPair, Mutation, Need, PageToken, PowerAction, RenameNetwork, Result, ServerQuery,
    SetPower, Support, Tags, UpdateDrive, UpdateFirewall, UpdateServer,
};
use bytes::Bytes;
use std::future::Future;
use std::pin::Pin;

pub(super) const CASES: &[Case] = &[
    case!(one a_read_only_handle_refuses_every_change_unsent),
    case!(one changes_that_are_not_offered_are_refused_unsent),
    case!(one reads_that_are_not_offered_are_refused_unsent),
    case!(one amounts_outside_the_limits_are_refused_unsent),
    case!(one an_update_of_nothing_is_refused_unsent, COMPUTE),
];

async fn a_read_only_handle_refuses_every_change_unsent(lab: Lab) -> Outcome {
    let cloud = lab.cloud.read_only();
    for attempt in changes(&lab, &cloud) {
        lab.unsent(attempt.what, ErrorKind::Forbidden, attempt.act).await;
    }
    let drive = DriveId::new("any");
    let write = cloud.write_drive(&drive, 0, Bytes::from_static(b"x"));
    lab.unsent("writing", ErrorKind::Forbidden, write).await;
    let several = cloud.create_servers(&CreateServer::new("", Boot::image("any")), ["a", "b"]);
    lab.unsent("making several servers", ErrorKind::Forbidden, several.done()).await;
    let operation = "0123456789abcdef0123456789abcdef".parse().expect("32 hex digits");
    lab.unsent("resuming", ErrorKind::Forbidden, async { cloud.resume(operation).await }).await;
    lab.unsent("undoing", ErrorKind::Forbidden, cloud.undo(operation)).await;
    Ok(())
}

async fn changes_that_are_not_offered_are_refused_unsent(lab: Lab) -> Outcome {
    for attempt in changes(&lab, &lab.cloud).into_iter().filter(|attempt| !attempt.offered) {
        lab.unsent(attempt.what, ErrorKind::Unsupported, attempt.act).await;
    }
    Ok(())
}

async fn reads_that_are_not_offered_are_refused_unsent(lab: Lab) -> Outcome {
    let can = lab.cloud.capabilities().into_owned();
    let cloud = &lab.cloud;
    let no = |support: Option<Support>| !support.is_some_and(offered);
    let (servers, disks, nets) = (compute(&can), drives(&can), networking(&can));
    if servers.is_none() {
        lab.unsent("servers", ErrorKind::Unsupported, cloud.servers(&Default::default()).all()).await;
    }
    if no(servers.map(|c| c.pages)) {
        let from = ServerQuery::new().from(PageToken::new("any"));
        lab.unsent("servers from a page on", ErrorKind::Unsupported, cloud.servers(&from).all()).await;
    }
    if no(servers.map(|c| c.images)) {
        lab.unsent("images", ErrorKind::Unsupported, cloud.images().all()).await;
    }
    if no(servers.map(|c| c.sizes)) {
        lab.unsent("sizes", ErrorKind::Unsupported, cloud.sizes().all()).await;
    }
    if no(servers.map(|c| c.sizes)) {
        let need = Need::new().memory(ByteSize::gib(1));
        lab.unsent("fitting a size", ErrorKind::Unsupported, cloud.fit(&need)).await;
    }
    if no(servers.map(|c| c.locations)) {
        lab.unsent("locations", ErrorKind::Unsupported, cloud.locations().all()).await;
    }
    if no(servers.map(|c| c.console)) {
        lab.unsent("console", ErrorKind::Unsupported, cloud.console(&"any".into())).await;
    }
    if disks.is_none() {
        lab.unsent("drives", ErrorKind::Unsupported, cloud.drives().all()).await;
    }
    if no(disks.map(|c| c.read)) {
        lab.unsent("reading", ErrorKind::Unsupported, cloud.read_drive(&"any".into(), 0, 1)).await;
    }
    if no(disks.map(|c| c.write)) {
        let drive = DriveId::new("any");
        let write = cloud.write_drive(&drive, 0, Bytes::from_static(b"x"));
        lab.unsent("writing", ErrorKind::Unsupported, write).await;
    }
    if no(disks.map(|c| c.snapshots)) {
        lab.unsent("snapshots", ErrorKind::Unsupported, cloud.snapshots().all()).await;
        lab.unsent("a snapshot", ErrorKind::Unsupported, cloud.snapshot(&"any".into())).await;
    }
    if can.key_pairs.is_none() {
        lab.unsent("key pairs", ErrorKind::Unsupported, cloud.key_pairs().all()).await;
    }
    if no(nets.map(|c| c.firewalls)) {
        lab.unsent("firewalls", ErrorKind::Unsupported, cloud.firewalls().all()).await;
    }
    if no(nets.map(|c| c.networks)) {
        lab.unsent("networks", ErrorKind::Unsupported, cloud.networks().all()).await;
    }
    if no(nets.map(|c| c.addresses)) {
        lab.unsent("addresses", ErrorKind::Unsupported, cloud.addresses().all()).await;
    }
    if no(can.billing.map(|c| c.balance)) {
        lab.unsent("balance", ErrorKind::Unsupported, cloud.balance()).await;
    }
    Ok(())
}

async fn amounts_outside_the_limits_are_refused_unsent(lab: Lab) -> Outcome {
    let can = lab.cloud.capabilities().into_owned();
    let cloud = &lab.cloud;
    if let (Some(limits), true) =
        (compute(&can).and_then(|c| c.memory_bytes), compute(&can).is_some_and(|c| offered(c.update.sizing)))
    {
        for memory in [limits.min - 1, limits.max + 1] {
            let update = UpdateServer::new(id(lab.servers.get(1))).memory(ByteSize(memory));
            lab.unsent("resizing", ErrorKind::InvalidRequest, attempt(cloud, &update)).await;
        }
    }
    if let (Some(limits), true) = (
        drives(&can).and_then(|c| c.size_bytes),
        drives(&can).is_some_and(|c| offered(c.create) && offered(c.sized)),
    ) {
        for size in [limits.min - 1, limits.max + 1] {
            let create = CreateDrive::new("wrong").size(ByteSize(size));
            lab.unsent("making a drive", ErrorKind::InvalidRequest, attempt(cloud, &create)).await;
        }
    }
    Ok(())
}

async fn an_update_of_nothing_is_refused_unsent(lab: Lab) -> Outcome {
    let update = UpdateServer::new(id(lab.servers.get(1)));
    lab.unsent("updating nothing", ErrorKind::InvalidRequest, attempt(&lab.cloud, &update)).await;
    Ok(())
}

struct Attempt<'a> {
    what: &'static str,
    offered: bool,
    act: Pin<Box<dyn Future<Output = Result<()>> + 'a>>,
}

struct Attempts<'a> {
    cloud: &'a Cloud,
    all: Vec<Attempt<'a>>,
}

impl<'a> Attempts<'a> {
    fn add<M: Mutation>(&mut self, request: M) {
        let cloud = self.cloud;
        let refusal = request.check(&cloud.capabilities()).err();
        let offered = refusal.is_none_or(|error| error.kind() != ErrorKind::Unsupported);
        let act = Box::pin(async move { attempt(cloud, &request).await.map(|_| ()) });
        self.all.push(Attempt { what: M::KIND, offered, act });
    }

    fn each<M: Mutation>(&mut self, requests: impl IntoIterator<Item = M>) {
        requests.into_iter().for_each(|request| self.add(request));
    }
}

/// Every kind of change, and every option of those that have options.
fn changes<'a>(lab: &Lab, cloud: &'a Cloud) -> Vec<Attempt<'a>> {
    let mut attempts = Attempts { cloud, all: Vec::new() };
    new_servers(lab, &mut attempts);
    servers_that_exist(lab, &mut attempts);
    drives_and_snapshots(lab, &mut attempts);
    what_servers_are_reached_by(lab, &mut attempts);
    attempts.all
}

fn new_servers(lab: &Lab, attempts: &mut Attempts<'_>) {
    let image = lab.image.as_ref().map_or("image", |image| image.as_str());
    let plain = CreateServer::new("new", Boot::image(image));
    attempts.each([
        plain.clone(),
        CreateServer::new("new", Boot::drive(id(lab.drives.first()))),
        plain.clone().size("small"),
        plain.clone().needs(Cpu::Mhz(1000), ByteSize::gib(1)),
        plain.clone().needs(Cpu::cores(1), ByteSize::gib(1)),
        plain.clone().drive_size(ByteSize::gib(20)),
        plain.clone().drive(id(lab.drives.first())),
        plain.clone().address(id(lab.addresses.first())),
        plain.clone().network(id(lab.networks.first())),
        plain.clone().location("any"),
        plain.clone().key_pair(id(lab.key_pairs.first())),
        plain.clone().firewall(id(lab.firewalls.first())),
        plain.clone().user_data("#!/bin/sh"),
        plain.clone().tag("role", "web"),
        plain.clone().stopped(),
        plain.console_password("pass1234"),
    ]);
}

fn servers_that_exist(lab: &Lab, attempts: &mut Attempts<'_>) {
    let server = id(lab.servers.first());
    attempts.each([
        UpdateServer::new(server).name("new"),
        UpdateServer::new(server).memory(ByteSize::gib(1)),
        UpdateServer::new(server).size("small"),
        UpdateServer::new(server).firewalls(vec![id(lab.firewalls.first()).into()]),
        UpdateServer::new(server).tags(Tags::new()),
        UpdateServer::new(server).console_password("pass1234"),
    ]);
    use PowerAction::{PowerOff, Reboot, Reset, Shutdown, Start};
    attempts.each([PowerOff, Reboot, Reset, Shutdown, Start].map(|action| SetPower::new(server, action)));
    attempts.add(CloneServer::new(server, "copy"));
    let fates = [DrivesFate::Keep, DrivesFate::DestroyAll];
    attempts.each(fates.map(|fate| DestroyServer::new(server, fate)));
}

fn drives_and_snapshots(lab: &Lab, attempts: &mut Attempts<'_>) {
    let (server, drive) = (id(lab.servers.first()), id(lab.drives.first()));
    let snapshot = id(lab.snapshots.first());
    attempts.each([
        CreateDrive::new("new"),
        CreateDrive::new("new").size(ByteSize::gib(20)),
        CreateDrive::new("new").snapshot(snapshot),
        CreateDrive::new("new").location("any"),
        CreateDrive::new("new").tag("role", "data"),
    ]);
    attempts.each([
        UpdateDrive::new(drive).name("new"),
        UpdateDrive::new(drive).size(ByteSize::gib(20)),
        UpdateDrive::new(drive).tags(Tags::new()),
    ]);
    attempts.add(CloneDrive::new(drive, "copy"));
    attempts.add(ImageDrive::new(drive, lab.image.as_ref().map_or("image", |image| image.as_str())));
    attempts.add(AttachDrive::new(drive, server));
    attempts.add(DetachDrive::new(drive, server));
    attempts.add(DestroyDrive::new(drive));
    attempts.add(CreateSnapshot::new(drive, "new"));
    attempts.add(DestroySnapshot::new(snapshot));
}

fn what_servers_are_reached_by(lab: &Lab, attempts: &mut Attempts<'_>) {
    let (server, key_pair) = (id(lab.servers.first()), id(lab.key_pairs.first()));
    let (network, address) = (id(lab.networks.first()), id(lab.addresses.first()));
    let firewall = id(lab.firewalls.first());
    attempts.add(CreateKeyPair::new("new"));
    attempts.add(ImportKeyPair::new("new", "ssh-ed25519 AAAA"));
    attempts.add(DestroyKeyPair::new(key_pair));
    let rule = FirewallRule::tcp_in(22, 22, "192.0.2.0/24");
    attempts.add(CreateFirewall::new("new").rule(rule.clone()));
    attempts.add(UpdateFirewall::new(firewall, vec![rule]));
    attempts.add(DestroyFirewall::new(firewall));
    attempts.add(CreateNetwork::new("new"));
    attempts.add(RenameNetwork::new(network, "new"));
    attempts.add(DestroyNetwork::new(network));
    attempts.add(AttachNetwork::new(network, server));
    attempts.add(DetachNetwork::new(network, server));
    attempts.add(CreateAddress::new("new"));
    attempts.add(DestroyAddress::new(address));
    attempts.add(AttachAddress::new(address, server));
    attempts.add(DetachAddress::new(address, server));
}

/// The id as text, or any text where the fixture has none: it must not matter.
fn id<T: AsId>(id: Option<&T>) -> &str {
    id.map_or("any", AsId::text)
}

trait AsId {
    fn text(&self) -> &str;
}

macro_rules! as_id {
    ($($id:ident),*) => { $(
        impl AsId for anycloud_core::$id {
            fn text(&self) -> &str {
                self.as_str()
            }
        }
    )* };
}

as_id!(AddressId, DriveId, FirewallId, KeyPairId, NetworkId, ServerId, SnapshotId);
