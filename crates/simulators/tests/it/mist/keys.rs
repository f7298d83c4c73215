use crate::mist::client::{Client, each};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::{Value, json};

const PEM: &str = "-----BEGIN RSA PRIVATE KEY-----\nMIIE0k+/==\n-----END RSA PRIVATE KEY-----\n";

fn empty(dialect: Dialect) -> Client {
    Client::built(Mist::builder().dialect(dialect).empty())
}

#[test]
fn keys_of_january() {
    let client = empty(Dialect::January2014);
    let made = client.put("/keys", json!({"name": "my key", "priv": PEM})).json();
    assert_eq!(made, json!({"id": "my key", "name": "my key", "machines": [], "default": true}));
    client.put("/keys", json!({"name": "other", "priv": PEM})).json();
    let keys = client.get("/keys").json();
    assert_eq!(keys[0], json!({"id": "mykey", "name": "my key", "machines": [], "default_key": true}));
    assert_eq!(keys[1]["default_key"], false);
    client.put("/keys/other", json!({"newName": "third"})).ok();
    client.put("/keys/third", json!({"newName": ""})).refused(400, "Keypair id parameter missing: new name");
    client.post("/keys/third", "").ok();
    let default = |keys: Value| {
        each(&keys, "name")
            .into_iter()
            .zip(
                keys.as_array()
                    .unwrap()
                    .iter()
                    .map(|key| key["default_key"].as_bool().unwrap())
                    .collect::<Vec<bool>>(),
            )
            .collect::<Vec<_>>()
    };
    let expected = [("my key".to_owned(), false), ("third".to_owned(), true)];
    assert_eq!(default(client.get("/keys").json()), expected);
    // By the name, or by what the list calls its id.
    assert_eq!(client.get("/keys/mykey?action=private").json(), PEM);
    assert_eq!(client.get("/keys/my%20key?action=private").json(), PEM);
    // Another one becomes the default.
    assert_eq!(default(client.delete("/keys/third", "").json()), [("my key".to_owned(), true)]);
    assert_eq!(client.delete("/keys/mykey", "").json(), json!([]));
}

#[test]
fn keys_since_may() {
    for dialect in [Dialect::May2014, Dialect::Version2] {
        let client = empty(dialect);
        let made = client.put("/keys", json!({"id": "k", "priv": PEM})).json();
        assert_eq!(made, json!({"id": "k", "machines": [], "isDefault": true}));
        assert_eq!(client.get("/keys").json(), json!([made]));
        assert_eq!(client.put("/keys/k", json!({"new_id": "l"})).json(), json!({"new_id": "l"}));
        client.put("/keys/l", json!({})).refused(400, "Required parameter not provided: new_id");
        assert_eq!(client.get("/keys/l/private").json(), PEM);
        assert_eq!(client.get("/keys/l/public").json(), client.get("/keys/l?action=public").json());
    }
}

#[test]
fn names_of_fields_of_the_other_year_are_taken_unless_strict() {
    let both = |strict, dialect, name: &str, new: &str| {
        let client = Client::built(Mist::builder().dialect(dialect).strict(strict));
        [
            client.put("/keys", json!({name: "k", "priv": PEM})).status,
            client.put("/keys/Mykey", json!({new: "l"})).status,
        ]
    };
    assert_eq!(both(false, Dialect::January2014, "id", "new_id"), [200, 200]);
    assert_eq!(both(false, Dialect::May2014, "name", "newName"), [200, 200]);
    assert_eq!(both(true, Dialect::January2014, "id", "new_id"), [400, 400]);
    assert_eq!(both(true, Dialect::May2014, "name", "newName"), [400, 400]);
    assert_eq!(both(true, Dialect::May2014, "id", "new_id"), [200, 200]);
}

#[test]
fn a_generated_key_is_not_kept_and_can_be_added() {
    let client = empty(Dialect::January2014);
    let private = client.post("/keys", "").json()["priv"].as_str().unwrap().to_owned();
    assert!(private.starts_with("-----BEGIN RSA PRIVATE KEY-----\nMIIE"), "{private}");
    assert!(private.ends_with("\n-----END RSA PRIVATE KEY-----\n") && private.lines().count() > 20);
    assert_eq!(client.mist.keys(), 0);
    assert_ne!(client.post("/keys", "").json()["priv"], private);
    client.put("/keys", json!({"name": "k", "priv": private})).json();
    let public = client.get("/keys/k?action=public").json();
    assert!(public.as_str().unwrap().starts_with("ssh-rsa AAAAB3NzaC1yc2E"));
    // All the same in every run, and another for another key.
    let again = empty(Dialect::January2014);
    assert_eq!(again.post("/keys", "").json()["priv"], private);
    again.put("/keys", json!({"name": "k", "priv": private})).json();
    again.put("/keys", json!({"name": "l", "priv": PEM})).json();
    assert_eq!(again.get("/keys/k?action=public").json(), public);
    assert_ne!(again.get("/keys/l?action=public").json(), public);
}

#[test]
fn bad_keys_are_refused() {
    let client = Client::new(Dialect::January2014);
    let put = |body: Value| client.put("/keys", body);
    put(json!({"priv": PEM})).refused(400, "Keypair id parameter missing");
    put(json!({"name": "k"})).refused(400, "Required parameter not provided: Private key is not provided");
    put(json!({"name": "Mykey", "priv": PEM})).refused(409, "Keypair exists: Mykey");
    for bad in [
        "x",
        "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
        "-----BEGIN RSA PRIVATE KEY-----\nno key!\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----",
    ] {
        put(json!({"name": "k", "priv": bad})).refused(400, "Keypair could not be validated");
    }
    client.put("/keys/Mykey", json!({"newName": "MyKey2"})).refused(409, "Keypair exists: MyKey2");
    client.put("/keys/Mykey", json!({"newName": "Mykey"})).ok();
    for (method, path) in
        [("GET", "/keys/none?action=public"), ("POST", "/keys/none"), ("DELETE", "/keys/none")]
    {
        client.send(method, path, "").refused(404, "Keypair not found: none");
    }
    client.put("/keys/none", json!({"newName": "n"})).refused(404, "Keypair not found: none");
    assert_eq!(client.mist.keys(), 3);
}

#[test]
fn a_key_is_put_on_a_machine_and_taken_away() {
    let client = Client::built(Mist::builder().unreachable("198.51.100.1"));
    let (path, backend) = (client.first("linode"), client.mist.backend_of("linode").unwrap());
    let id = path.rsplit_once('/').unwrap().1;
    let key = format!("{path}/keys/MyKey2");
    let got = client.put(&key, json!({"host": "198.18.0.1", "user": "ann", "port": 2222})).json();
    let login = json!([backend, id, 1_389_621_483, "ann", true, 2222]);
    assert_eq!(got, json!([login]));
    assert_eq!(client.get("/keys").json()[1]["machines"], json!([login]));
    // Once more changes how it is logged in to.
    let got = client.put(&key, json!({"host": "198.18.0.1"})).json();
    assert_eq!(got, json!([[backend, id, 1_389_621_483, "root", true, 22]]));
    client.put(&key, json!({})).refused(400, "Required parameter not provided: host");
    client.put(&key, "").refused(400, "Required parameter not provided: host");
    client.put(&key, json!({"host": "198.51.100.1"})).refused(401, "Couldn't authenticate to machine");
    let host = json!({"host": "h"});
    client.put(&format!("{path}/keys/none"), &host).refused(404, "Keypair not found: none");
    client.put(&key.replace(id, "none"), &host).refused(404, "Machine not found: none");
    assert_eq!(client.delete(&key, "").json(), json!([]));
    let words = format!("Bad Request: Keypair 'MyKey2' is not associated with machine '{id}'");
    client.delete(&key, &host).refused(400, &words);
    client.delete(&format!("{path}/keys/none"), "").refused(404, "Keypair not found: none");
}
