//! Types from bodies and back.

use std::collections::{BTreeMap, HashMap};

use anycloud_elastic_text::{
    ErrorKind, Record, Records, decode_object, from_record, from_slice, from_str, to_record, to_string,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
struct Server {
    name: String,
    cpu: u32,
    mem: Option<u64>,
    persistent: bool,
    load: f64,
    offset: i8,
    letter: char,
    state: State,
    id: Id,
    #[serde(rename = "ide:0:0")]
    drives: Vec<String>,
    #[serde(with = "anycloud_elastic_text::words")]
    tags: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Active,
    #[default]
    Stopped,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
struct Id(String);

fn server() -> Server {
    Server {
        name: "two\nlines".to_owned(),
        cpu: 2000,
        mem: None,
        persistent: true,
        load: 0.5,
        offset: -3,
        letter: 'é',
        state: State::Active,
        id: Id("abc".to_owned()),
        drives: vec!["first".to_owned(), "second".to_owned()],
        tags: vec!["web".to_owned(), "blue".to_owned()],
    }
}

#[test]
fn a_struct_goes_out_and_comes_back() {
    let body = to_string(&server()).unwrap();
    let expected = "name two\\nlines\ncpu 2000\npersistent true\nload 0.5\noffset -3\nletter é\n\
                    state active\nid abc\nide:0:0 first\nide:0:0 second\ntags web blue\n";
    assert_eq!(body, expected);
    assert_eq!(from_str::<Server>(&body).unwrap(), server());
    assert_eq!(from_slice::<Server>(body.as_bytes()).unwrap(), server());
    assert_eq!(from_record::<Server>(&decode_object(&body).unwrap()).unwrap(), server());
    assert_eq!(to_record(&server()).unwrap(), decode_object(&body).unwrap());
    let record = Records::new(&body).next().unwrap().unwrap();
    assert_eq!(record.deserialize::<Server>().unwrap(), server());
    assert_eq!((record.as_str(), record.range()), (body.as_str(), 0..body.len() as u64));
}

#[test]
fn many_structs_go_out_and_come_back() {
    let servers = vec![server(), Server { drives: Vec::new(), mem: Some(7), ..server() }];
    let body = to_string(&servers).unwrap();
    assert_eq!(body.matches("\n\n").count(), 1);
    assert_eq!(from_str::<Vec<Server>>(&body).unwrap(), servers);
    assert_eq!(from_str::<Vec<Server>>("").unwrap(), []);
    assert_eq!(from_str::<Server>(&body).unwrap_err().kind(), ErrorKind::SeveralRecords);
}

#[test]
fn typed_records_know_where_they_stand() {
    let body = "server 1\ncpu 5\n\n\nserver 2\ncpu many\n\nserver 3\nname c";
    let found: Vec<_> = Records::new(body).typed::<Server>().collect();
    let (record, server) = found[0].as_ref().unwrap();
    assert_eq!((record.line(), record.range(), server.cpu), (1, 0..15, 5));
    assert_eq!((record.get("server"), record.as_str()), (Some("1"), "server 1\ncpu 5\n"));
    // A record that its type refuses leaves the others be.
    let error = found[1].as_ref().unwrap_err();
    assert_eq!((error.key(), error.line(), error.byte()), (Some("cpu"), Some(6), Some(26)));
    let (record, server) = found[2].as_ref().unwrap();
    assert_eq!((record.line(), &body[36..], server.name.as_str()), (8, record.as_str(), "c"));
    assert_eq!(found.len(), 3);
    // What is no text of this format ends the list.
    let broken = Records::new("name a\n\n name\n\nname b\n").typed::<Server>();
    assert_eq!(broken.map(|found| found.is_ok()).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_scalar_takes_the_last_and_a_vec_takes_all() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct One<T> {
        key: T,
    }
    let body = "key 1\nother x\nkey 2\nkey 3\n";
    assert_eq!(from_str::<One<u8>>(body).unwrap().key, 3);
    assert_eq!(from_str::<One<&str>>(body).unwrap().key, "3");
    assert_eq!(from_str::<One<Option<u8>>>(body).unwrap().key, Some(3));
    assert_eq!(from_str::<One<Vec<u8>>>(body).unwrap().key, [1, 2, 3]);
    assert_eq!(from_str::<One<(u8, u8, u8)>>(body).unwrap().key, (1, 2, 3));
    assert_eq!(from_str::<One<Option<Vec<u8>>>>(body).unwrap().key, Some(vec![1, 2, 3]));
    let map = from_str::<BTreeMap<&str, &str>>(body).unwrap();
    assert_eq!(map, BTreeMap::from([("key", "3"), ("other", "x")]));
    let map = from_str::<HashMap<String, Vec<u8>>>("key 1\nkey 2\n").unwrap();
    assert_eq!(map["key"], [1, 2]);
    let record = decode_object(body).unwrap();
    assert_eq!(from_record::<One<Vec<&str>>>(&record).unwrap().key, ["1", "2", "3"]);
}

#[test]
fn empty_means_unset() {
    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Unset {
        title: String,
        note: Option<String>,
        vlan: Option<u32>,
        gone: Option<u32>,
        nothing: (),
    }
    let unset: Unset = from_str("title \nnote\nvlan \nnothing\n").unwrap();
    let expected = Unset { title: String::new(), note: None, vlan: None, gone: None, nothing: () };
    assert_eq!(unset, expected);
    assert_eq!(to_string(&expected).unwrap(), "title \nnothing \n");
    let record = decode_object("title \nvlan \nmem 5\nfree true\nsize 4k\ntags a  b\n").unwrap();
    assert_eq!(record.u64("vlan").unwrap(), None);
    assert_eq!(record.bool("vlan").unwrap(), None);
    assert_eq!(record.u64("mem").unwrap(), Some(5));
    assert_eq!(record.i64("mem").unwrap(), Some(5));
    assert_eq!(record.bool("free").unwrap(), Some(true));
    assert_eq!(record.size("size").unwrap(), Some(4096));
    assert_eq!(record.size("gone").unwrap(), None);
    assert_eq!(record.list("tags").collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(record.list("gone").count(), 0);
    assert_eq!(record.parse::<std::net::IpAddr>("gone", "an address").unwrap(), None);
}

#[test]
fn errors_name_the_key_and_the_place() {
    let body = "server 1\nname web\n\nserver 2\nname db\ncpu many\npersistent yes\n";
    let error = from_str::<Vec<Server>>(body).unwrap_err();
    assert_eq!((error.kind(), error.key()), (ErrorKind::Value, Some("cpu")));
    assert_eq!((error.line(), error.byte()), (Some(6), Some(36)));
    let shown = "line 6, byte 36: key `cpu`: the value is not a whole number of 32 bits, not negative";
    assert_eq!(error.to_string(), shown);

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Strict {
        name: String,
    }
    let error = from_str::<Vec<Strict>>("name a\n\n\nnom b\n").unwrap_err();
    assert_eq!((error.kind(), error.line(), error.byte()), (ErrorKind::UnknownKey, Some(4), Some(9)));
    let error = from_str::<Vec<BTreeMap<String, u8>>>("a 1\n\na 256\n").unwrap_err();
    assert_eq!((error.kind(), error.line(), error.byte()), (ErrorKind::Value, Some(3), Some(5)));
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Needy {
        name: String,
    }
    let error = from_str::<Vec<Needy>>("name a\n\nnom b\n").unwrap_err();
    assert_eq!((error.kind(), error.key()), (ErrorKind::MissingKey, Some("name")));
    assert_eq!(error.to_string(), "line 3, byte 8: key `name`: the key is missing");

    let record = decode_object("\nmem much\n").unwrap();
    let error = record.u64("mem").unwrap_err();
    assert_eq!(error.to_string(), "line 2, byte 1: key `mem`: the value is not a whole number");
    assert_eq!(record.position("mem"), Some((2, 1)));
    assert_eq!(record.require("cpu").unwrap_err().to_string(), "key `cpu`: the key is missing");
}

#[test]
fn shapes_without_a_place_are_refused() {
    let shape = |result: anycloud_elastic_text::Result<String>| result.unwrap_err().kind();
    assert_eq!(shape(to_string(&1)), ErrorKind::Shape);
    assert_eq!(shape(to_string("text")), ErrorKind::Shape);
    assert_eq!(shape(to_string(&["text"])), ErrorKind::Shape);
    assert_eq!(shape(to_string(&json!({"a": {"b": 1}}))), ErrorKind::Shape);
    assert_eq!(shape(to_string(&json!({"a": [[1]]}))), ErrorKind::Shape);
    assert_eq!(shape(to_string(&json!([[{"a": 1}]]))), ErrorKind::Shape);
    assert_eq!(shape(to_string(&json!({"a\nb": 1}))), ErrorKind::KeyCharacter);
    assert_eq!(shape(to_string(&json!([{}]))), ErrorKind::EmptyRecord);
    let nested = from_str::<BTreeMap<String, BTreeMap<String, String>>>("a b\n").unwrap_err();
    assert_eq!(
        nested.to_string(),
        "line 1, byte 0: key `a`: the format has no place for an object inside an object"
    );
    assert!(from_str::<Vec<String>>("a b\n").is_err());
    assert!(from_str::<u32>("5\n").is_err());
}

#[test]
fn a_record_is_json_with_arrays_for_repeated_keys() {
    let record = decode_object("b 1\na x\\ny\nb 2\nempty \n").unwrap();
    let value = serde_json::to_string(&record).unwrap();
    assert_eq!(value, r#"{"b":["1","2"],"a":"x\ny","empty":""}"#);
    let back: Record = serde_json::from_str(&value).unwrap();
    assert_eq!(back.iter().collect::<Vec<_>>(), [("b", "1"), ("b", "2"), ("a", "x\ny"), ("empty", "")]);
    let typed: Record =
        serde_json::from_value(json!({"cpu": 2000, "f": 1.5, "i": -1, "free": true, "vlan": null})).unwrap();
    assert_eq!(to_string(&typed).unwrap(), "cpu 2000\nf 1.5\nfree true\ni -1\nvlan \n");
    for wrong in [json!({"a": {}}), json!({"a": [["b"]]}), json!([]), json!("a")] {
        assert!(serde_json::from_value::<Record>(wrong).is_err());
    }
    // Through this format itself nothing is lost either.
    let again: Record = from_str("b 1\nb 2\na \n").unwrap();
    assert_eq!(again.iter().collect::<Vec<_>>(), [("b", "1"), ("b", "2"), ("a", "")]);
}

#[test]
fn flattened_keys_and_inner_tags_work() {
    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Drive {
        name: String,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }
    let drive: Drive = from_str("name a\nuser:x 1\nuser:y 2\n").unwrap();
    assert_eq!(drive.rest.len(), 2);
    assert_eq!(to_string(&drive).unwrap(), "name a\nuser:x 1\nuser:y 2\n");

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    #[serde(tag = "type", rename_all = "lowercase")]
    enum Resource {
        Ip { resource: String },
        Vlan { resource: String },
    }
    let found: Vec<Resource> = from_str("type ip\nresource 1.2.3.4\n\ntype vlan\nresource x\n").unwrap();
    assert_eq!(found[1], Resource::Vlan { resource: "x".to_owned() });
    assert_eq!(to_string(&found[0]).unwrap(), "type ip\nresource 1.2.3.4\n");
}
