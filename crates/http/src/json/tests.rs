#![allow(unreachable_pub)] // records are public

use super::{Item, Object, list, list_in, one, record};
use crate::reply::Reply;
use anycloud_core::{Delivery, Error, ErrorKind, Record};
use serde_json::{Value, json};

record! {
    hide hide;
    /// What has a name or a number.
    Thing => "example.thing", needs ["id", "name"]
}

fn hide(value: &mut Value) {
    value["password"] = "***".into();
}

fn reply(body: &str) -> Reply {
    let (parts, ()) = http::Response::new(()).into_parts();
    Reply::new(parts, body.to_owned())
}

fn ids(things: anycloud_core::Result<Vec<Thing>>) -> Vec<Value> {
    things.unwrap().iter().map(|thing| thing.get("id").cloned().unwrap_or_default()).collect()
}

#[test]
fn numbers_and_flags_are_read_in_every_spelling() {
    let value = json!({
        "n": 7, "text": " 7 ", "float": 7.0, "float text": "7.0", "below": -7, "half": 0.5, "huge": 1e300, "word": "x", "huge text": "1e400",
        "most": u64::MAX, "zero": 0, "nan": "NaN", "infinite": "inf", "list": [7], "null": null,
    });
    let object = Object::of(&value);
    for name in ["n", "text", "float", "float text"] {
        assert_eq!(
            (object.number(name), object.count(name), object.positive(name)),
            (Some(7), Some(7), Some(7))
        );
    }
    assert_eq!((object.number("below"), object.count("below")), (Some(-7), None));
    assert_eq!((object.number("most"), object.count("most")), (None, Some(u64::MAX)));
    assert_eq!((object.count("zero"), object.positive("zero")), (Some(0), None));
    for name in ["half", "huge", "word", "huge text", "nan", "infinite", "list", "null", "absent"] {
        assert_eq!((object.number(name), object.count(name)), (None, None), "{name}");
    }

    let flags = |value: Value| super::flag(&value);
    for yes in [json!(true), json!("True"), json!("1"), json!(1)] {
        assert_eq!(flags(yes.clone()), Some(true), "{yes}");
    }
    for no in [json!(false), json!("FALSE"), json!("0"), json!(0)] {
        assert_eq!(flags(no.clone()), Some(false), "{no}");
    }
    assert_eq!((flags(json!("yes")), flags(json!([true]))), (None, None));
}

#[test]
fn texts_times_and_what_is_inside() {
    let value = json!({
        "text": "a", "empty": "", "n": 1.5, "list": ["a", "", null, 2, ["b"]], "inner": {"deep": {"text": "b"}},
        "labels": {"a": "b", "empty": "", "n": 1}, "made": "2026-01-02T03:04:05Z", "never": "0001-01-01T00:00:00Z",
        "objects": [{"text": "c"}, 1],
    });
    let object = Object::of(&value);
    assert_eq!((object.text("text").unwrap(), object.text("n").unwrap()), ("a".into(), "1.5".into()));
    assert_eq!((object.str("text"), object.str("n"), object.str("empty")), (Some("a"), None, None));
    assert!(object.text("empty").is_none() && object.get("empty").is_some());
    assert_eq!(
        (object.texts("list"), object.texts("text")),
        (vec!["a".into(), "2".into()], vec!["a".into()])
    );
    assert_eq!(object.inner("inner").inner("deep").text("text").unwrap(), "b");
    assert!(object.inner("list").fields().is_empty() && object.list("inner").is_empty());
    let objects: Vec<_> = object.objects("objects").map(|object| object.text("text")).collect();
    assert_eq!(objects, [Some("c".into()), None]);
    let labels: Vec<_> = object.map("labels").into_iter().collect();
    assert_eq!(labels, [("a".into(), "b".into()), ("empty".into(), "".into())]);
    assert_eq!(object.time("made").unwrap().to_string(), "2026-01-02T03:04:05Z");
    assert_eq!((object.time("never"), object.time("text")), (None, None));
}

#[test]
fn secrets_are_shown_to_who_asks_for_the_field_only() {
    let fields = json!({"id": 1, "password": "hunter2"});
    let thing: Thing = one(reply(&fields.to_string())).unwrap();
    assert_eq!(format!("{thing:?}"), r#"Thing({"id":1,"password":"***"})"#);
    assert_eq!((thing.kind(), thing.to_json()), ("example.thing", json!({"id": 1, "password": "***"})));
    assert_eq!(thing.get("password").unwrap(), "hunter2");
    assert_eq!(format!("{:?}", Object::of(&fields)), r#"Object{"id", "password"}"#);
}

#[test]
fn lists_may_be_null_have_holes_or_stand_in_an_object() {
    assert_eq!(ids(list(reply("null"))), [Value::Null; 0]);
    assert_eq!(ids(list(reply(r#"[null, {"id": 7}, {"name": "a"}]"#))), [json!(7), Value::Null]);
    assert_eq!(ids(list_in("things", reply(r#"{"things": [{"id": 7}], "next": null}"#))), [json!(7)]);
    assert_eq!(ids(list_in("things", reply(r#"[{"id": 7}]"#))), [json!(7)]);
    assert_eq!(ids(list_in("things", reply(r#"{"things": null}"#))), [Value::Null; 0]);
    assert_eq!(ids(list_in("things", reply("{}"))), [Value::Null; 0]);
}

#[test]
fn what_cannot_be_read_is_an_error_that_does_not_quote_it() {
    for (body, says) in [
        ("", "the reply is not JSON: line 1, column 0"),
        (r#"[{"id": "hunter2"#, "the reply is not JSON: line 1, column 16"),
        (r#"{"id": "hunter2"}"#, "the reply is not a list"),
        (r#"["hunter2"]"#, "entry 1 of the list is not an object"),
        (r#"[null, {"id": "", "text": "hunter2"}]"#, "entry 2 of the list lacks what it cannot be without"),
    ] {
        unread(list::<Thing>(reply(body)).unwrap_err(), says);
    }
    unread(
        list_in::<Thing>("things", reply(r#"{"things": "hunter2"}"#)).unwrap_err(),
        "the reply is not a list",
    );
    unread(one::<Thing>(reply(r#"["hunter2"]"#)).unwrap_err(), "the reply is not an object");
    unread(
        one::<Thing>(reply(r#"{"id": {"hunter2": 1}}"#)).unwrap_err(),
        "the reply lacks what it cannot be without",
    );
}

fn unread(error: Error, says: &str) {
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown), "{says}");
    assert!(error.to_string().contains(says) && !format!("{error:?}").contains("hunter2"), "{error:?}");
}

#[test]
fn what_an_item_needs_is_text_or_a_number() {
    let read = |value: Value| Thing::read(value.as_object().cloned().unwrap().into()).is_some();
    for good in [json!({"id": 0}), json!({"id": null, "name": "a"})] {
        assert!(read(good.clone()), "{good}");
    }
    for bad in
        [json!({}), json!({"id": ""}), json!({"id": true}), json!({"id": ["a"]}), json!({"id": {"a": 1}})]
    {
        assert!(!read(bad.clone()), "{bad}");
    }
}
