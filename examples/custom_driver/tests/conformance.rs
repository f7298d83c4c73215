//! The suite that every driver passes, from outside.

use anycloud_core::{
    Boot, ByteSize, Cloud, CloudId, CreateDrive, CreateServer, ResourceKind, ServerId, SizeId, Sizing,
};
use anycloud_custom_driver::{Call, Config, Loft, Problem, Service, Trouble};
use anycloud_testkit::conformance::{self, At, Fault, Fixture, Lab};

struct InTheLoft;

anycloud_testkit::suite!(InTheLoft);

#[test]
fn matrix() {
    insta::assert_snapshot!(conformance::matrix::<InTheLoft>());
}

impl Fixture for InTheLoft {
    fn name() -> &'static str {
        "loft"
    }

    async fn lab() -> Lab {
        let service = Service::new();
        let door = Door(service.clone());
        let cloud = conformance::Service::reopen(&door);
        let mut servers: Vec<ServerId> = Vec::new();
        for name in ["web-1", "web-2", "web-3"] {
            let request = CreateServer::new(name, Boot::image("debian")).size("small");
            servers.push(cloud.create_server(&request).done().await.expect("the account is empty"));
        }
        let mut drives = Vec::new();
        for name in ["data-1", "data-2", "data-3"] {
            let request = CreateDrive::new(name).size(ByteSize::gib(2));
            drives.push(cloud.create_drive(&request).done().await.expect("there is room"));
        }
        Lab::new(cloud, door)
            .servers(servers)
            .drives(drives)
            .image("debian")
            .sizing(Sizing::Named(SizeId::new("small")))
            .absent_id(|_| Some("999".into()))
            .malformed_id("no id at all")
            .malformed_id("01")
            .malformed_id("1/switch")
            .malformed_id("")
            .secret(service.key())
    }
}

/// What the suite may know and do without asking the driver.
struct Door(Service);

impl conformance::Service for Door {
    fn requests(&self) -> u64 {
        self.0.requests()
    }

    fn reopen(&self) -> Cloud {
        let config = Config::new(&self.0, self.0.key());
        Cloud::new(Loft::new(CloudId::new("upstairs"), config).expect("the key is not empty"))
    }

    fn count(&self, kind: &ResourceKind) -> Option<usize> {
        let (machines, disks) = self.0.count();
        match kind {
            ResourceKind::Drive => Some(disks),
            ResourceKind::Server => Some(machines),
            _ => None,
        }
    }

    fn inject(&self, at: At, fault: Fault) -> bool {
        let call = match at {
            At::CreateDrive => Call::CreateDisk,
            At::CreateServer => Call::CreateMachine,
            At::DestroyDrive | At::Discard => Call::DestroyDisk,
            At::DestroyServer => Call::DestroyMachine,
            At::ListDrives => Call::ListDisks,
            At::ListServers => Call::ListMachines,
            At::Power | At::PowerOff => Call::Switch,
            At::ReadDrive => Call::ReadDisk,
            At::ReadServer => Call::ReadMachine,
            At::UpdateServer => Call::EditMachine,
            At::Verify => Call::Hello,
            _ => return false,
        };
        let trouble = match fault {
            Fault::Busy => Trouble::Answer(Problem::Busy),
            Fault::LoseReply => Trouble::LoseReply,
            Fault::LoseRequest => Trouble::LoseRequest,
            Fault::Refuse => Trouble::Answer(Problem::Full),
            Fault::Stall => Trouble::Silence,
            // An answer is a value here, and has no middle.
            Fault::Truncate => return false,
        };
        self.0.expect(call, trouble);
        true
    }
}
