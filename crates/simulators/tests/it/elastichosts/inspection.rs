use crate::elastichosts::client::Client;
use anycloud_simulators::elastichosts::ElasticHosts;

#[test]
fn calls_are_counted_by_command() {
    let client = Client::new();
    let a = client.drive("name a\nsize 1G");
    client.drive("name b\nsize 1G");
    client.post("/drives/create", "name c").is(400, "usage");
    let cloud = &client.cloud;
    assert_eq!((cloud.calls("drives/create"), cloud.succeeded("drives/create")), (3, 2));
    assert_eq!(cloud.calls("POST /drives/create"), 3);
    client.post(&format!("/drives/{a}/image/38df0986-4d85-4b76-b502-3878ffc80161/gunzip"), "").done();
    assert_eq!(cloud.calls("drives/DRIVE/image/SOURCE/gunzip"), 1);
    assert_eq!(cloud.calls("drives/*/image/*"), 1);
    assert_eq!(cloud.calls("drives/DRIVE/image/SOURCE"), 0);
    client.get("/nonsense");
    assert_eq!((cloud.calls("unknown"), cloud.requests(), cloud.calls("*")), (1, 5, 5));
    cloud.reset_counts();
    assert_eq!((cloud.requests(), cloud.calls("*")), (0, 0));
}

#[test]
fn a_filled_account_has_as_many_of_each() {
    let client = Client::of(ElasticHosts::filled(4));
    assert_eq!((client.cloud.servers(), client.cloud.drives(), client.cloud.resources()), (4, 4, 8));
    let servers = client.get("/servers/info").all();
    assert_eq!(servers.len(), 4);
    for server in &servers {
        assert_eq!(server["status"], "active");
        assert!(server.contains_key("nic:0:dhcp:ip") && server.contains_key("vnc:ip"));
    }
    assert_eq!(client.cloud.server_ids()[3], "00000000-0000-4000-9000-000000000003");
    let names: Vec<_> = client.get("/drives/info").all().into_iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["drive-0", "drive-1", "drive-2", "drive-3"]);
}

#[test]
fn listed_servers_are_only_listed() {
    let client = Client::built(ElasticHosts::builder().filled(2).listed(10_000));
    assert_eq!(client.cloud.servers(), 2);
    assert_eq!(client.get("/servers/list").text().lines().count(), 10_002);
    let all = client.get("/servers/info").all();
    assert_eq!(all.len(), 10_002);
    let last = &all[10_001];
    assert_eq!(last["name"], "listed-9999");
    let id = &last["server"];
    assert_eq!(&client.get(&format!("/servers/{id}/info")).keys(), last);
    client.post(&format!("/servers/{id}/stop"), "").is(409, "busy");
    let accept = http::Request::get("/servers/info").header("accept", "application/json");
    assert_eq!(client.send(accept, "").json().as_array().unwrap().len(), 10_002);
}

#[test]
fn time_does_not_go_back() {
    let client = Client::new();
    let id = client.server("nic:0:model e1000\nnic:0:dhcp auto");
    client.pass(5.0);
    let up = client.get(&format!("/servers/{id}/info")).keys();
    let early = Client::of(client.cloud);
    assert_eq!(early.get(&format!("/servers/{id}/info")).keys(), up);
}
