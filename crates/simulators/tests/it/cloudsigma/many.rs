use crate::cloudsigma::client::{Client, NOBODY};
use anycloud_simulators::cloudsigma::CloudSigma;

fn numbered(ids: &[String]) -> String {
    ids.iter().enumerate().map(|(number, id)| format!("server:{number} {id}\n")).collect()
}

#[test]
fn several_servers_stop_start_and_go() {
    for (servers, first) in [("servers", "servers"), ("guests", "guest"), ("guests", "guests")] {
        let client = Client::of(CloudSigma::filled(12));
        let ids = client.cloud.server_ids();
        let statuses =
            || client.get("/servers/info").all().iter().map(|one| one["status"].clone()).collect::<Vec<_>>();
        assert_eq!(client.post(&format!("/{servers}/stop"), numbered(&ids)).lines(), ids);
        assert!(statuses().iter().all(|status| status == "stopped"));
        assert_eq!(client.post(&format!("/{servers}/start"), numbered(&ids[..3])).lines(), ids[..3]);
        assert_eq!(statuses().iter().filter(|status| *status == "active").count(), 3);
        assert_eq!(client.post(&format!("/{first}/destroy"), numbered(&ids[3..])).lines(), ids[3..]);
        assert_eq!(client.cloud.server_ids(), ids[..3]);
        assert_eq!(client.cloud.calls("servers/destroy"), 1);
    }
}

#[test]
fn all_of_them_or_none() {
    let client = Client::of(CloudSigma::filled(3));
    let mut ids = client.cloud.server_ids();
    client.post(&format!("/servers/{}/stop", ids[0]), "").done();
    client.post("/servers/destroy", numbered(&ids)).system(400, "currently running");
    assert_eq!(client.cloud.servers(), 3);
    ids.push(NOBODY.to_owned());
    for call in ["destroy", "start", "stop"] {
        client.post(&format!("/servers/{call}"), numbered(&ids)).refused(400);
    }
    assert_eq!((client.status(&ids[0]), client.status(&ids[1])), ("stopped".into(), "active".into()));
    // The second cannot start for want of the drive that the first has.
    let drive = client.drive("name d\nsize 1G");
    let both = [client.stopped(&format!("ide:0:0 {drive}")), client.stopped(&format!("ide:0:0 {drive}"))];
    client.post("/servers/start", numbered(&both)).system(409, "claimed");
    assert_eq!(client.status(&both[0]), "stopped");
}

#[test]
fn what_is_no_numbered_uuid_is_refused() {
    let client = Client::of(CloudSigma::filled(1));
    let id = client.cloud.server_ids()[0].clone();
    // One digit short, as it stands in the manual.
    let short = "e4d50a5c-b516-4993-8d73-c36e7782fbb";
    for call in ["destroy", "start", "stop"] {
        let path = format!("/servers/{call}");
        let keys = client.post(&path, format!("server:0 {id}\nserver:1 {short}")).wrong("server:1");
        assert_eq!(keys["server:1"], short);
        client.post(&path, "").wrong("server:0");
        for key in ["server", "server:", "server:x", "server:-1", "drive:0"] {
            client.post(&path, format!("{key} {id}")).wrong(key);
        }
        client.get(&path).status.eq(&405).then_some(()).unwrap();
    }
    assert_eq!(client.post("/servers/stop", format!("server:7 {id}\nserver:8 {id}")).lines(), [id]);
}
