use crate::elastichosts::client::Client;
use anycloud_simulators::elastichosts::{Dialect, ElasticHosts, Problem, SeedError, SeedState};

fn build(text: &str) -> Result<ElasticHosts, SeedError> {
    ElasticHosts::builder().seed(SeedState::from_json(text)?).build()
}

#[test]
fn what_is_seeded_is_there() {
    let text = r#"{
        "resources": [
            {"type": "ip", "resource": "192.0.2.10", "name": "front"},
            {"type": "vlan", "resource": "00000000-0000-4000-8000-00000000000a", "name": "back"},
            {"type": "ip", "name": "any"}
        ],
        "drives": [
            {"drive": "00000000-0000-4000-8000-00000000000b", "name": "root", "size": "10G", "contents": "hello"},
            {"name": "data", "size": 1073741824, "claim:type": "shared", "user:x": true}
        ],
        "servers": [
            {"server": "00000000-0000-4000-8000-00000000000c", "name": "web", "cpu": 1000, "mem": 512,
             "persistent": true, "ide:0:0": "00000000-0000-4000-8000-00000000000b", "ide:0:1": "data",
             "boot": "ide:0:0", "nic:0:model": "e1000", "nic:0:dhcp": "192.0.2.10"},
            {"name": "db", "cpu": 500, "mem": 256, "status": "stopped", "ide:0:0": "data"},
            {"name": "odd", "cpu": 500, "mem": 256, "status": "dead"}
        ]
    }"#;
    let client = Client::of(build(text).unwrap());
    assert_eq!((client.cloud.servers(), client.cloud.drives(), client.cloud.resources()), (3, 2, 3));
    let web = client.get("/servers/00000000-0000-4000-8000-00000000000c/info").keys();
    assert_eq!((&*web["status"], &*web["nic:0:dhcp:ip"]), ("active", "192.0.2.10"));
    let drives = client.get("/drives/info").all();
    assert!(drives.iter().all(|drive| drive["claimed"].contains("00000000-0000-4000-8000-00000000000c")));
    let root = client.cloud.drive_contents("00000000-0000-4000-8000-00000000000b", 0, 6).unwrap();
    assert_eq!(root, b"hello\0");
    let mut states: Vec<_> =
        client.get("/servers/info").all().iter().map(|one| one["status"].clone()).collect();
    states.sort();
    assert_eq!(states, ["active", "dead", "stopped"]);
    assert_eq!(build("{}").unwrap().servers(), 0);
}

#[test]
fn what_is_no_seed_is_named() {
    for text in [
        "",
        "[]",
        r#"{"drive":[]}"#,
        r#"{"drives":{}}"#,
        r#"{"drives":[1]}"#,
        r#"{"drives":[{"name":null}]}"#,
        r#"{"drives":[{"name":["a"]}]}"#,
    ] {
        let error = SeedState::from_json(text).unwrap_err();
        assert!(matches!(error, SeedError::Json { line: 1, .. }), "{text}: {error}");
    }
}

#[test]
fn seeds_that_do_not_hold_together_are_named() {
    let refused = |text: &str, section: &str, index: usize| match build(text) {
        Err(SeedError::Record { section: place, index: number, problem }) => {
            assert_eq!((place, number), (section, index), "{text}");
            problem
        }
        other => panic!("{text}: {other:?}"),
    };
    let drive = |keys: &str| refused(&format!(r#"{{"drives":[{{{keys}}}]}}"#), "drives", 0);
    assert_eq!(drive(r#""name":"d""#), Problem::MissingKey("size"));
    assert_eq!(drive(r#""name":"d","size":"1G","colour":"x""#), Problem::UnknownKey("colour".into()));
    assert!(matches!(drive(r#""name":"d","size":"10GB""#), Problem::BadValue { .. }));
    assert!(matches!(drive(r#""name":"d","size":1"#), Problem::OutOfRange { value: 1, .. }));
    assert!(matches!(drive(r#""drive":"d1","name":"d","size":"1G""#), Problem::BadValue { .. }));
    let long = "x".repeat((1 << 20) + 1);
    assert!(matches!(drive(&format!(r#""name":"d","size":"1M","contents":"{long}""#)), Problem::Full(_)));

    let twice = r#"{"drive":"00000000-0000-4000-8000-00000000000b","name":"d","size":"1G"}"#;
    let problem = refused(&format!(r#"{{"drives":[{twice},{twice}]}}"#), "drives", 1);
    assert!(matches!(problem, Problem::Duplicate(_)));

    let server = |keys: &str| {
        let text = format!(r#"{{"drives":[{twice}],"servers":[{{"name":"s","cpu":500,"mem":256,{keys}}}]}}"#);
        refused(&text, "servers", 0)
    };
    assert!(matches!(
        server(r#""ide:0:0":"00000000-0000-4000-8000-00000000dead""#),
        Problem::NotFound { .. }
    ));
    assert!(matches!(server(r#""ide:0:0":"nothing""#), Problem::BadValue { .. }));
    assert!(matches!(server(r#""server":"x""#), Problem::BadValue { .. }));
    assert!(matches!(server(r#""status":"asleep""#), Problem::BadValue { .. }));
    assert!(matches!(server(r#""boot":"ide:0:0""#), Problem::BadValue { .. }));
    assert!(matches!(server(r#""nic:0:model":"e1000","nic:0:dhcp":"192.0.2.1""#), Problem::NotFound { .. }));

    let resource = |keys: &str| refused(&format!(r#"{{"resources":[{{{keys}}}]}}"#), "resources", 0);
    assert_eq!(resource(r#""name":"a""#), Problem::MissingKey("type"));
    assert!(matches!(resource(r#""type":"ip","resource":"x","name":"a""#), Problem::BadValue { .. }));

    // One exclusive drive cannot be in two running servers.
    let on = r#"{"name":"s","cpu":500,"mem":256,"ide:0:0":"d"}"#;
    let problem = refused(&format!(r#"{{"drives":[{twice}],"servers":[{on},{on}]}}"#), "servers", 1);
    assert!(matches!(problem, Problem::Busy(_)));
    let error = build(&format!(r#"{{"drives":[{twice}],"servers":[{on},{on}]}}"#)).unwrap_err();
    assert!(error.to_string().starts_with("seed state, servers[1]: drive 0"), "{error}");
}

#[test]
fn seeds_speak_the_dialect_of_the_account() {
    let seed =
        SeedState::from_json(r#"{"servers":[{"name":"s","cpu":500,"mem":256,"vnc:ip":"auto"}]}"#).unwrap();
    assert!(ElasticHosts::builder().dialect(Dialect::One).seed(seed.clone()).build().is_ok());
    assert!(ElasticHosts::builder().seed(seed).build().is_err());
    assert_eq!("2.0".parse(), Ok(Dialect::Two));
    assert!("3.0".parse::<Dialect>().is_err());
}
