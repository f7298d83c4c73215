//! The suite that every driver passes, from outside.

use anycloud_custom_driver::{Call, Config, Loft, Problem, Service, Trouble};
use anycloud_testkit::anycloud_core::{
    Boot, Cloud, CloudId, CreateServer, ResourceKind, ServerId, SizeId, Sizing,
};
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
        Lab::new(cloud, door)
            .servers(servers)
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
        (*kind == ResourceKind::Server).then(|| self.0.count())
    }

    fn inject(&self, at: At, fault: Fault) -> bool {
        let call = match at {
            At::CreateServer => Call::Create,
            At::DestroyServer | At::Discard => Call::Destroy,
            At::Find | At::ListServers => Call::List,
            At::Power | At::PowerOff => Call::Switch,
            At::ReadServer => Call::Read,
            At::UpdateServer => Call::Edit,
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
