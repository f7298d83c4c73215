//! What the encoder refuses, what it passes through, and that no message shows a value.

use anycloud_elastic_text::{
    ElasticError, Encoder, ErrorKind, Events, Reader, Record, Records, decode_list, decode_object,
    decode_objects, encode_list, encode_object, encode_objects, from_str,
};

#[test]
fn keys_that_would_inject_are_refused() {
    for (key, kind) in [
        ("", ErrorKind::EmptyKey),
        ("two words", ErrorKind::KeyCharacter),
        (" name", ErrorKind::KeyCharacter),
        ("name\nmem", ErrorKind::KeyCharacter),
        ("name\r", ErrorKind::KeyCharacter),
        ("na\0me", ErrorKind::KeyCharacter),
        ("na\tme", ErrorKind::KeyCharacter),
        ("na\u{7f}me", ErrorKind::KeyCharacter),
        ("na\u{85}me", ErrorKind::KeyCharacter),
        ("<html>", ErrorKind::KeyCharacter),
        ("a<b", ErrorKind::KeyCharacter),
        ("\u{feff}name", ErrorKind::KeyCharacter),
    ] {
        let mut record = Record::new();
        record.push(key, "value");
        let error = encode_object(&record).unwrap_err();
        assert_eq!((error.kind(), error.line(), error.byte()), (kind, None, None), "{key:?}");
        assert!(!anycloud_elastic_text::is_key(key));
    }
}

#[test]
fn values_that_would_not_come_back_are_refused() {
    for (value, kind) in [
        ("a\rb", ErrorKind::CarriageReturn),
        ("a\r\nb", ErrorKind::CarriageReturn),
        ("a\r", ErrorKind::CarriageReturn),
        ("a\0b", ErrorKind::Nul),
        ("a\\nb", ErrorKind::BackslashN),
        ("C:\\new", ErrorKind::BackslashN),
        ("\\\\n", ErrorKind::BackslashN),
    ] {
        let mut record = Record::new();
        record.push("vnc:password", value);
        let error = encode_object(&record).unwrap_err();
        assert_eq!((error.kind(), error.key()), (kind, Some("vnc:password")), "{value:?}");
    }
}

#[test]
fn every_other_value_comes_back() {
    for value in [
        "",
        " ",
        "   ",
        " leading",
        "trailing ",
        "\n",
        "\n\n",
        "a\n",
        "\na",
        "backslash\\",
        "backslash before newline\\\n",
        "\\\\",
        "\\t \\r \\0 \\\\ \\N",
        "NT AUTHORITY\\SERVICE",
        "next line\u{85}line separator\u{2028}paragraph\u{2029}",
        "\u{b}\u{c}\u{1b}[0m\t\u{7f}",
        "\u{feff}",
        "<html>",
        "key value",
        "non-break\u{a0}",
        "日本語 👩‍🚀",
    ] {
        let mut record = Record::new();
        record.push("first", value).push("name", "web");
        let body = encode_object(&record).unwrap();
        assert_eq!(decode_object(&body).unwrap(), record, "{value:?}");
        assert_eq!(body.split('\n').count(), 3, "{value:?}");
        assert_eq!(decode_object(body.trim_end_matches('\n')).unwrap(), record, "{value:?}");
        assert_eq!(decode_object(body.replace('\n', "\r\n")).unwrap(), record, "{value:?}");
    }
}

#[test]
fn the_lossy_form_has_to_be_asked_for() {
    let record: Record = [("path", "C:\\new")].into_iter().collect();
    let body = Encoder::new().lossy_backslash_n(true).object(&record).unwrap();
    assert_eq!(body, "path C:\\new\n");
    assert_eq!(decode_object(&body).unwrap().get("path"), Some("C:\new"));
}

#[test]
fn list_items_are_one_line_with_text() {
    for (item, kind) in [
        ("", ErrorKind::EmptyItem),
        ("   ", ErrorKind::EmptyItem),
        ("a\nb", ErrorKind::MultiLineItem),
        ("a\n", ErrorKind::MultiLineItem),
        ("\n", ErrorKind::MultiLineItem),
        ("a\rb", ErrorKind::CarriageReturn),
        ("a\0", ErrorKind::Nul),
        ("<html>", ErrorKind::ItemStart),
        (" \t<html>", ErrorKind::ItemStart),
        ("\u{feff}a", ErrorKind::ItemStart),
    ] {
        assert_eq!(encode_list(["ok", item]).unwrap_err().kind(), kind, "{item:?}");
    }
    let items = ["ip 192.168.0.1", " leading", "trailing ", "a\\nb", "\t", "x <y>", "\u{2028}"];
    assert_eq!(decode_list(encode_list(items).unwrap()).unwrap(), items);
    let none: [&str; 0] = [];
    assert_eq!(encode_list(none).unwrap(), "");
}

#[test]
fn a_record_without_keys_has_no_place_among_several() {
    let full: Record = [("name", "web")].into_iter().collect();
    let empty = Record::new();
    assert_eq!(encode_object(&empty).unwrap(), "");
    assert_eq!(decode_object("").unwrap(), empty);
    assert_eq!(encode_objects([]).unwrap(), "");
    assert_eq!(decode_objects("").unwrap(), []);
    for records in [vec![&empty], vec![&full, &empty], vec![&empty, &full, &full]] {
        assert_eq!(encode_objects(records).unwrap_err().kind(), ErrorKind::EmptyRecord);
    }
}

#[test]
fn no_message_shows_a_value() {
    const SECRET: &str = "hunter2";
    let secret = format!("{SECRET}\r");
    let record: Record = [("vnc:password", secret.as_str())].into_iter().collect();
    let decoded = decode_object(format!("cpu {SECRET}\nvnc:password {SECRET}\n")).unwrap();
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Strict {
        cpu: u32,
    }
    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        Auto,
    }
    type Words = std::collections::BTreeMap<String, Word>;
    let errors = [
        encode_object(&record).unwrap_err(),
        encode_list([&secret]).unwrap_err(),
        decoded.u64("cpu").unwrap_err(),
        decoded.bool("cpu").unwrap_err(),
        decoded.size("cpu").unwrap_err(),
        decode_object(format!("name\t{SECRET}\n")).unwrap_err(),
        decode_object(format!(" {SECRET}\n")).unwrap_err(),
        from_str::<Strict>(&format!("cpu {SECRET}\n")).unwrap_err(),
        from_str::<Strict>(&format!("{SECRET} 1\n")).unwrap_err(),
        from_str::<Words>(&format!("cpu {SECRET}\n")).unwrap_err(),
        from_str::<std::collections::BTreeMap<String, std::net::IpAddr>>(&format!("ip {SECRET}\n"))
            .unwrap_err(),
    ];
    for error in errors {
        for shown in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
            assert!(!shown.contains(SECRET), "{shown}");
        }
        assert_eq!(error.to_string().lines().count(), 1);
    }
    assert!(matches!(Word::Auto, Word::Auto));
    let text = format!("vnc:password {SECRET}\n");
    let mut reader = Reader::new();
    reader.feed(text.as_bytes());
    let mut records = Records::new(&text);
    let before = format!("{reader:?} {records:?} {:?}", Events::new(&text));
    let refusal = ElasticError::from_parts(400, Some(&format!("usage {SECRET}")), SECRET);
    let event = Events::new(&text).next();
    let others = format!("{:?} {event:?} {refusal:?} {refusal}", records.next());
    for shown in [format!("{decoded:?}"), format!("{:?}", decoded.iter()), before, others] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
    assert_eq!(format!("{decoded:?}"), r#"{"cpu": "7 bytes", "vnc:password": "7 bytes"}"#);
}
