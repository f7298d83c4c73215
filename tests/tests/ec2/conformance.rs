//! The conformance suite.

use crate::moto::{Account, Form, IMAGE, Met, Moto, SECRET};
use anycloud_core::{
    AddressId, Boot, ByteSize, Cloud, CloudId, CreateAddress, CreateDrive, CreateFirewall, CreateServer,
    CreateSnapshot, DriveId, FirewallId, FirewallRule, ImportKeyPair, KeyPairId, ResourceKind, ServerId,
    Sizing, SnapshotId, Text,
};
use anycloud_ec2::{Client, Ec2, RunInstances};
use anycloud_testkit::conformance::{self, At, Fault, Fixture, Lab, Service};
use std::sync::{Arc, Mutex, Weak};

/// Kept alive by the test that runs.
static MOTO: Mutex<Weak<Moto>> = Mutex::new(Weak::new());

#[test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
fn matrix() {
    let moto = Moto::new();
    *MOTO.lock().unwrap() = Arc::downgrade(&moto);
    let matrix = conformance::matrix::<OnMoto>();
    let failed = matrix.rows.iter().filter_map(|(_, name, ran)| match ran {
        conformance::Ran::Failed(why) => Some(format!("{name}: {why}")),
        _ => None,
    });
    assert_eq!(failed.collect::<Vec<_>>(), Vec::<String>::new());
    insta::assert_snapshot!(matrix);
}

struct OnMoto;

impl Fixture for OnMoto {
    fn name() -> &'static str {
        "ec2 on moto 5.2.5"
    }

    /// Three of each thing, beside what a new account has.
    async fn lab() -> Lab {
        let account = MOTO.lock().unwrap().upgrade().unwrap().account();
        let faults: Arc<Mutex<Option<(At, Fault)>>> = Arc::default();
        let armed = faults.clone();
        account.meets(move |form| meets(&armed, form));
        let service = Accounts { account, faults };
        let cloud = service.reopen();
        let mut servers: Vec<ServerId> = Vec::new();
        let (mut drives, mut snapshots) = (Vec::<DriveId>::new(), Vec::<SnapshotId>::new());
        let (mut addresses, mut firewalls) = (Vec::<AddressId>::new(), Vec::<FirewallId>::new());
        let mut key_pairs: Vec<KeyPairId> = Vec::new();
        for n in 1..=3 {
            let server = CreateServer::new(format!("server-{n}"), Boot::image(IMAGE));
            servers.push(cloud.create_server(&server.size("t3.micro").location(ZONE)).done().await.unwrap());
            let drive = CreateDrive::new(format!("data-{n}")).size(ByteSize::gib(1)).location(ZONE);
            drives.push(cloud.create_drive(&drive).done().await.unwrap());
            let snapshot = CreateSnapshot::new(drives[0].clone(), format!("kept-{n}"));
            snapshots.push(cloud.create_snapshot(&snapshot).done().await.unwrap());
            let address = CreateAddress::new(format!("address-{n}"));
            addresses.push(cloud.create_address(&address).done().await.unwrap());
            let rule = FirewallRule::tcp_in(8000 + n, 8000 + n, "192.0.2.0/24");
            let firewall = CreateFirewall::new(format!("wall-{n}")).rule(rule);
            firewalls.push(cloud.create_firewall(&firewall).done().await.unwrap());
            let key_pair = ImportKeyPair::new(format!("key-{n}"), PUBLIC);
            key_pairs.push(cloud.import_key_pair(&key_pair).done().await.unwrap());
        }
        // moto gives the account those of its images, too.
        let kept = cloud.snapshots().all().await.unwrap().into_iter().map(|snapshot| snapshot.id);
        let beside: Vec<_> = kept.filter(|id| !snapshots.contains(id)).collect();
        let used = cloud.server(&servers[0]).await.unwrap().networks;
        let mut networks = cloud.networks().all().await.unwrap();
        networks.retain(|network| !used.contains(&network.id));
        Lab::new(cloud, service)
            .servers(servers)
            .drives(drives)
            .snapshots(snapshots.into_iter().chain(beside))
            .addresses(addresses)
            .firewalls(firewalls)
            .key_pairs(key_pairs)
            .networks(networks.into_iter().map(|network| network.id).chain(used))
            .location(ZONE)
            .image(IMAGE)
            .sizing(Sizing::Named("t3.micro".into()))
            .absent_id(absent)
            .malformed_id("i-")
            .malformed_id("i-0123456789abcdef0/../x")
            .malformed_id("s-1")
            .malformed_id("")
            .secret(SECRET)
    }
}

/// The public half of a key that was made for this line and thrown away.
const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnnNXRjK8Gs3BuMaDB8XSuMSI4/29NtIesoZS0Gntvd test";

const ZONE: &str = "us-east-1a";

fn absent(kind: &ResourceKind) -> Option<Text> {
    let id = match kind {
        ResourceKind::Address => "eipalloc-0123456789abcdead",
        ResourceKind::Drive => "vol-0123456789abcdead",
        ResourceKind::Firewall => "sg-0123456789abcdead",
        ResourceKind::Image => "ami-0123456789abcdead",
        ResourceKind::KeyPair => "nobody's",
        ResourceKind::Location => "us-east-1q",
        ResourceKind::Network => "subnet-0123456789abcdead",
        ResourceKind::Server => "i-0123456789abcdead",
        ResourceKind::Size => "z9.nano",
        ResourceKind::Snapshot => "snap-0123456789abcdead",
        _ => return None,
    };
    Some(id.into())
}

struct Accounts {
    account: Account,
    faults: Arc<Mutex<Option<(At, Fault)>>>,
}

impl Service for Accounts {
    fn requests(&self) -> u64 {
        self.account.requests()
    }

    fn reopen(&self) -> Cloud {
        Cloud::new(Ec2::new(CloudId::new("moto"), self.account.config()).unwrap())
    }

    fn has_user_data(&self, server: &ServerId, user_data: &str) -> Option<bool> {
        let client = Client::new(self.account.config()).unwrap();
        let (id, wanted) = (server.to_string(), user_data.to_owned());
        let run = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let attribute = client.describe_instance_attribute(&id, "userData").await.unwrap();
                let sent = RunInstances::new("ami-1").user_data(&wanted);
                let value = attribute.element().at("userData/value").map(|value| value.text().to_string());
                value.as_deref() == sent.params().get("UserData")
            })
        });
        Some(run.join().unwrap())
    }

    fn inject(&self, at: At, fault: Fault) -> bool {
        if matches!(at, At::ImageDrive | At::Subscribe | At::WriteDrive) {
            return false;
        }
        *self.faults.lock().unwrap() = Some((at, fault));
        true
    }
}

/// The armed fault, once, at the first call of its sort.
fn meets(armed: &Mutex<Option<(At, Fault)>>, form: &Form) -> Met {
    let mut armed = armed.lock().unwrap();
    match *armed {
        Some((at, fault)) if is(at, form) => {
            *armed = None;
            match fault {
                Fault::Busy => Met::Answer(400, "ConcurrentTagAccess"),
                Fault::LoseReply => Met::LostAfter,
                Fault::LoseRequest => Met::LostBefore,
                Fault::Refuse => Met::Answer(400, "VcpuLimitExceeded"),
                Fault::Stall => Met::Silence,
                Fault::Truncate => Met::Cut,
            }
        }
        _ => Met::Service,
    }
}

fn is(at: At, form: &Form) -> bool {
    let (action, has) = (form.action(), |name: &str| form.get(name).is_some());
    let any = |actions: &[&str]| actions.contains(&action);
    match at {
        At::AddRules => action.starts_with("AuthorizeSecurityGroup"),
        At::AttachDrive => any(&["AttachVolume", "DetachVolume"]),
        At::CreateDrive => action == "CreateVolume",
        At::CreateFirewall => action == "CreateSecurityGroup",
        At::CreateKeyPair => action == "CreateKeyPair",
        At::CreateServer => action == "RunInstances",
        At::CreateSnapshot => action == "CreateSnapshot",
        At::DestroyDrive => action == "DeleteVolume",
        At::DestroyFirewall => action == "DeleteSecurityGroup",
        At::DestroyKeyPair => action == "DeleteKeyPair",
        At::DestroyServer => action == "TerminateInstances" && !has("DryRun"),
        At::DestroySnapshot => action == "DeleteSnapshot",
        At::Discard => action.starts_with("Delete") || any(&["ReleaseAddress", "TerminateInstances"]),
        At::Find => form.get("Filter.1.Name") == Some("tag:anycloud:operation"),
        At::ImportKeyPair => action == "ImportKeyPair",
        At::ListDrives => action == "DescribeVolumes" && !has("VolumeId.1"),
        At::ListFirewalls => action == "DescribeSecurityGroups" && !has("GroupId.1"),
        At::ListKeyPairs => action == "DescribeKeyPairs" && !has("KeyName.1"),
        At::ListServers => action == "DescribeInstances" && !has("InstanceId.1"),
        At::ListSnapshots => action == "DescribeSnapshots" && !has("SnapshotId.1"),
        At::Power => {
            any(&["RebootInstances", "StartInstances"]) || (action == "StopInstances" && !has("Force"))
        }
        At::PowerOff => action == "StopInstances" && has("Force"),
        At::ReadDrive => action == "DescribeVolumes" && has("VolumeId.1"),
        At::ReadServer => action == "DescribeInstances" && has("InstanceId.1"),
        At::ReadSnapshot => action == "DescribeSnapshots" && has("SnapshotId.1"),
        At::RemoveRules => action.starts_with("RevokeSecurityGroup"),
        At::UpdateDrive => any(&["CreateTags", "DeleteTags", "ModifyVolume"]),
        At::UpdateServer => any(&["CreateTags", "DeleteTags", "ModifyInstanceAttribute"]),
        At::Verify => action == "DescribeAccountAttributes",
        _ => false,
    }
}
