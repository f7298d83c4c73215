use crate::mist::client::{Client, assert_has};
use anycloud_simulators::mist::{Mist, SeedError, SeedState};
use serde_json::json;

fn build(text: &str) -> Result<Mist, SeedError> {
    Mist::builder().seed(SeedState::from_json(text)?).build()
}

#[test]
fn what_is_seeded_is_there_and_nothing_else() {
    let text = r#"{
        "keys": [{"name": "a"}, {"name": "b", "default": true}],
        "backends": [
            {"provider": "rackspace:iad", "apikey": "k", "apisecret": "s", "enabled": false, "title": "t",
             "starred": ["73764eb8-3c1c-42a9-8fff-71f6beefc6a7"],
             "machines": [
                {"id": "m-1", "name": "web", "image": "gone", "size": "gone too", "key": "a", "tags": ["x", "y"],
                 "state": "resizing"},
                {"name": "db", "image": "gone", "size": "2"}]},
            {"provider": "bare_metal", "machine_ip": "h.example.org", "machine_key": "none"}
        ]
    }"#;
    let client = Client::resumed(build(text).unwrap());
    assert_eq!((client.mist.backends().len(), client.mist.machines(), client.mist.keys()), (2, 3, 2));
    let path = client.at("rackspace");
    let backends = client.get("/backends").json();
    assert_has(&backends[0], &json!({"region": "iad", "enabled": false, "title": "t"}));
    assert_eq!(backends[1]["title"], "h.example.org");
    // The UUID is SHA-1 of `m-1:rackspace`.
    let web = client.machine(&format!("{path}/machines/m-1")).unwrap();
    assert_has(
        &web,
        &json!({"state": "resizing", "imageId": "gone", "tags": ["x", "y"], "can_destroy": true}),
    );
    let keys = client.get("/keys").json();
    assert_eq!((&keys[0]["machines"][0][1], &keys[1]["default_key"]), (&json!("m-1"), &json!(true)));
    assert_eq!(client.get(&format!("{path}/images")).json()[0]["star"], true);
    assert_eq!(build("{}").unwrap().backends(), []);
}

#[test]
fn what_is_no_seed_is_named() {
    for text in ["", "[]", r#"{"backend":[]}"#, r#"{"backends":{}}"#, r#"{"keys":[1]}"#] {
        let error = SeedState::from_json(text).unwrap_err();
        assert!(matches!(error, SeedError::Json { line: 1, .. }), "{text}: {error}");
    }
    let seed = SeedState::from_json(r#"{"backends":[{"apisecret":"s3cret"}]}"#).unwrap();
    assert!(!format!("{seed:?}").contains("s3cret"), "{seed:?}");
}

#[test]
fn seeds_that_do_not_hold_together_are_named() {
    let backend = r#"{"provider":"linode","apikey":"a","apisecret":"s","MORE"}"#;
    let with = |more: &str| format!(r#"{{"backends":[{}]}}"#, backend.replace(r#""MORE""#, more));
    for (text, words) in [
        (r#"{"keys":[{}]}"#.to_owned(), "keys[0]: Required parameter not provided: name"),
        (r#"{"keys":[{"name":"a","priv":"x"}]}"#.to_owned(), "keys[0]: Keypair could not be validated"),
        (r#"{"keys":[{"name":"a"},{"name":"a"}]}"#.to_owned(), "keys[1]: Keypair exists: a"),
        (
            r#"{"keys":[{"name":"a","colour":"x"}]}"#.to_owned(),
            "keys[0]: Bad Request: there is no field colour here",
        ),
        (
            r#"{"keys":[{"name":"a","default":1}]}"#.to_owned(),
            "keys[0]: Bad Request: default is not true or false",
        ),
        (
            r#"{"backends":[{"provider":"linode","apikey":"a"}]}"#.to_owned(),
            "backends[0]: Required parameter not provided: apisecret",
        ),
        (
            r#"{"backends":[{"provider":"moon","apikey":"a","apisecret":"s"}]}"#.to_owned(),
            "backends[0]: Bad Request: Provider unknown.",
        ),
        (with(r#""colour":1"#), "backends[0]: Bad Request: there is no field colour here"),
        (with(r#""starred":"x""#), "backends[0]: Bad Request: starred is not a list of strings"),
        (with(r#""machines":{}"#), "backends[0]: Bad Request: machines is not a list of objects"),
        (with(r#""machines":[1]"#), "backends[0].machines[0]: Bad Request: it is not an object"),
        (with(r#""machines":[{}]"#), "backends[0].machines[0]: Required parameter not provided: name"),
        (
            with(r#""machines":[{"name":"n","image":"i","size":"s","key":"none"}]"#),
            "backends[0].machines[0]: Keypair not found: none",
        ),
        (
            with(
                r#""machines":[{"id":"x","name":"n","image":"i","size":"s"},{"id":"x","name":"n","image":"i","size":"s"}]"#,
            ),
            "backends[0].machines[1]: Machine creation failed: Linode, got exception there is a machine x",
        ),
    ] {
        assert_eq!(build(&text).unwrap_err().to_string(), format!("seed state, {words}"), "{text}");
    }
}
