use crate::mist::client::{Client, each};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::json;

#[test]
fn the_list_is_the_documents() {
    let client = Client::new(Dialect::January2014);
    let backends = client.get("/backends").json();
    let id = client.mist.backend_of("rackspace").unwrap();
    assert_eq!(
        backends[1],
        json!({"state": "wait", "apikey": "rackspace-key", "title": "Rackspace DFW", "enabled": true,
               "region": "dfw", "provider": "rackspace", "poll_interval": 10000, "id": id})
    );
    assert_eq!(backends.as_array().unwrap().len(), 8);
    let may = Client::new(Dialect::May2014).get("/backends").json()[1].clone();
    assert_eq!((&may["state"], &may["tenant_name"]), (&json!("online"), &json!("")));
}

#[test]
fn a_backend_is_switched_off_and_on() {
    for (dialect, off, on) in [
        (Dialect::January2014, json!({"newState": "False"}), json!({"newState": "True"})),
        (Dialect::January2014, json!({"new_state": "0"}), json!({"newState": "anything"})),
        (Dialect::May2014, json!({"new_state": "0"}), json!({"new_state": "1"})),
        (Dialect::May2014, json!({"newState": "False"}), json!({"newState": "True"})),
        (Dialect::Version2, json!({"new_state": "0"}), json!({"new_state": "1"})),
    ] {
        let client = Client::new(dialect);
        let (path, january) = (client.at("ec2_ap_northeast"), dialect == Dialect::January2014);
        let state = || {
            let backend = client.get("/backends").json()[0].clone();
            (backend["enabled"].as_bool().unwrap(), backend["state"].as_str().unwrap().to_owned())
        };
        client.post(&path, off).ok();
        assert_eq!(state(), (false, if january { "wait" } else { "offline" }.to_owned()));
        // It answers all the same.
        assert_eq!(client.get(&format!("{path}/machines")).json().as_array().unwrap().len(), 3);
        client.post(&path, on).ok();
        assert_eq!(state(), (true, if january { "wait" } else { "online" }.to_owned()));
    }
}

#[test]
fn states_that_say_nothing_are_refused() {
    let client = Client::new(Dialect::May2014);
    let path = client.at("ec2_ap_northeast");
    for body in [json!({}), json!({"new_state": ""}), json!({"new_state": null}), json!({"newState": false})]
    {
        client.post(&path, body).refused(400, "Required parameter not provided: new_state");
    }
    for body in [json!({"new_state": "True"}), json!({"new_state": "2"}), json!({"new_state": 1})] {
        client.post(&path, body).refused(400, "Bad Request: Invalid backend state");
    }
    client.post("/backends/none", json!({"new_state": "1"})).refused(404, "Backend not found: none");
    let strict = |dialect| Client::built(Mist::builder().dialect(dialect).strict(true));
    for (dialect, body) in
        [(Dialect::January2014, json!({"new_state": "0"})), (Dialect::May2014, json!({"newState": "False"}))]
    {
        let client = strict(dialect);
        let got = client.post(&client.at("ec2_ap_northeast"), body);
        got.refused(400, "Required parameter not provided: new_state");
    }
}

#[test]
fn a_backend_is_renamed() {
    let client = Client::new(Dialect::January2014);
    let path = client.at("ec2_ap_northeast");
    client.put(&path, json!({"new_name": "Renamed Backend"})).ok();
    assert_eq!(each(&client.get("/backends").json(), "title")[0], "Renamed Backend");
    client.put(&path, json!({"new_name": "Renamed Backend"})).ok();
    client.put(&path, json!({"new_name": "Linode"})).refused(409, "Backend name exists: Linode");
    client.put(&path, json!({"new_name": ""})).refused(400, "Required parameter not provided: new_name");
    client.put("/backends/none", json!({"new_name": "x"})).refused(404, "Backend not found: none");
}

#[test]
fn a_deleted_backend_keeps_its_machines_for_later() {
    let client = Client::new(Dialect::January2014);
    let (path, id) = (client.at("digitalocean"), client.mist.backend_of("digitalocean").unwrap());
    let machines = client.get(&format!("{path}/machines")).json();
    client.delete(&path, "").ok();
    assert_eq!((client.mist.backends().len(), client.mist.machines()), (7, 21));
    client.delete(&path, "").refused(404, &format!("Backend not found: {id}"));
    client.get(&format!("{path}/machines")).refused(404, &format!("Backend not found: {id}"));
    // Keys stay associated.
    assert!(client.get("/keys").text().contains(&id));
    let again =
        json!({"title": "again", "provider": "digitalocean", "apikey": "digitalocean-key", "apisecret": "s"});
    assert_eq!(client.post("/backends", again).json()["id"], id);
    assert_eq!(client.get(&format!("{path}/machines")).json(), machines);
}
