use crate::cloudsigma::client::{Client, NOBODY};
use anycloud_simulators::cloudsigma::CloudSigma;

#[test]
fn groups_are_made_renamed_and_unmade() {
    let client = Client::new();
    let made = client.post("/servergroups/create", "name Database Servers").keys();
    let id = made["uuid"].clone();
    assert_eq!((&*made["name"], &*made["description"], made.len()), ("Database Servers", "", 3));
    assert_eq!(client.get("/servergroups/list").lines(), std::slice::from_ref(&id));
    assert_eq!(client.get(&format!("/servergroups/{id}/info")).keys(), made);
    let path = format!("/servergroupss/{id}/set");
    let keys = client.post(&path, "name Web Servers\ndescription all kinds").keys();
    assert_eq!((&*keys["name"], &*keys["description"]), ("Web Servers", "all kinds"));
    assert_eq!(client.post(&path, "description ").keys()["name"], "Web Servers");
    client.post("/servergroups/create", "").wrong("name");
    client.post(&path, "name ").wrong("name");
    client.post(&path, "colour blue").wrong("colour");
    client.post(&format!("/servergroups/{NOBODY}/set"), "name x").missing(NOBODY);
    // What the body says does not matter.
    client.post(&format!("/servergroupss/{id}/destroy"), "name \n\n\nnonsense").done();
    client.post(&format!("/servergroups/{id}/destroy"), "").missing(&id);
    assert_eq!((client.get("/servergroups/list").text(), client.cloud.groups()), ("", 0));
    assert_eq!(client.cloud.calls("servergroups/GROUP/destroy"), 2);
}

#[test]
fn servers_join_and_leave() {
    let client = Client::of(CloudSigma::filled(3));
    let ids = client.cloud.server_ids();
    let id = client.post("/servergroups/create", "name g").keys()["uuid"].clone();
    let path = |what: &str| format!("/servergroups/{id}/{what}");
    let two = format!("server:0 {}\nserver:1 {}", ids[0], ids[1]);
    assert_eq!(client.post(&path("add"), two.clone()).lines(), ids[..2]);
    // Who is in it already may be named again.
    assert_eq!(client.post(&path("add"), format!("server:0 {}\nserver:1 {}", ids[1], ids[2])).lines(), ids);
    assert_eq!(client.post(&path("remove"), format!("server:0 {}", ids[0])).lines(), ids[1..]);
    client.post(&path("remove"), two).system(400, "is not in group");
    client.post(&path("add"), format!("server:0 {NOBODY}")).missing(NOBODY);
    client.post(&path("add"), "server:0 x").wrong("server:0");
    client.post(&path("add"), "").wrong("server:0");

    assert_eq!(client.get(&path("stop")).lines(), ids[1..]);
    assert_eq!((client.status(&ids[0]), client.status(&ids[1])), ("active".into(), "stopped".into()));
    assert_eq!(client.post(&path("start"), "").lines(), ids[1..]);
    assert_eq!(client.status(&ids[1]), "active");

    client.get(&format!("/servers/{}/stop", ids[1])).done();
    client.get(&format!("/servers/{}/destroy", ids[1])).done();
    assert_eq!(client.get(&path("stop")).lines(), ids[2..]);
    client.get(&format!("/servergroups/{NOBODY}/start")).missing(NOBODY);
    client.post(&path("destroy"), "").done();
    assert_eq!(client.cloud.servers(), 2);
}
