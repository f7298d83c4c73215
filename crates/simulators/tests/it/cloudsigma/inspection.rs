use crate::cloudsigma::client::Client;
use anycloud_simulators::cloudsigma::CloudSigma;

#[test]
fn calls_are_counted_by_template_whatever_the_alias() {
    let client = Client::of(CloudSigma::filled(2));
    let ids = client.cloud.server_ids();
    client.post(&format!("/servers/{}/start", ids[0]), "").keys();
    client.get(&format!("/guests/{}/start", ids[1])).keys();
    client.post("/drives/create", "name c").wrong("size");
    let cloud = &client.cloud;
    assert_eq!((cloud.calls("servers/SERVER/start"), cloud.calls("GET servers/*/start")), (2, 1));
    assert_eq!((cloud.calls("drives/create"), cloud.succeeded("drives/create")), (1, 0));
    client.get("/nonsense");
    assert_eq!((cloud.calls("unknown"), cloud.requests(), cloud.calls("*")), (1, 4, 4));
    cloud.reset_counts();
    assert_eq!((cloud.requests(), cloud.calls("*")), (0, 0));
}

#[test]
fn a_filled_account_has_as_many_of_each() {
    let client = Client::of(CloudSigma::filled(4));
    let cloud = &client.cloud;
    assert_eq!((cloud.servers(), cloud.drives(), cloud.resources(), cloud.groups()), (4, 4, 8, 0));
    for server in client.get("/servers/info").all() {
        assert_eq!(server["status"], "active");
        assert!(server["nic:0:dhcp"] != "auto" && server["vnc:ip"] != "auto");
    }
    assert_eq!(cloud.server_ids()[3], "00000000-0000-4000-9000-000000000003");
    assert_eq!((cloud.drive_ids().len(), cloud.resource_ids()[0].0.as_str()), (4, "ip"));
    assert!(cloud.group_ids().is_empty() && cloud.drive_contents("x", 0, 1).is_none());
    assert!(cloud.set_balance("much").is_err());
}

#[test]
fn time_does_not_go_back() {
    let client = Client::new();
    let id = client.server("nic:0:model e1000\nnic:0:dhcp auto");
    client.pass(5);
    let up = client.info(&id);
    let early = Client::of(client.cloud);
    assert_eq!(early.info(&id), up);
}
