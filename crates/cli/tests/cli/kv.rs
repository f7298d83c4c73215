//! `kv`: every shape in both directions, and the place of every error.

use crate::lab::{Ended, bare, fed};
use std::path::Path;

fn kv(words: &str, input: &[u8]) -> Ended {
    let mut command = bare(Path::new("/nonexistent"));
    command.arg("kv").args(words.split(' '));
    fed(command, input)
}

#[test]
fn good_input() {
    let table: [(&str, &str, &str); 15] = [
        ("decode", "", "[]\n"),
        (
            "decode",
            "name a\nx 1\nx 2\n\nname b\\nc\n",
            "[{\"name\":\"a\",\"x\":[\"1\",\"2\"]},{\"name\":\"b\\nc\"}]\n",
        ),
        ("decode --as objects", "z 1\na 2\n", "[{\"z\":\"1\",\"a\":\"2\"}]\n"),
        ("decode --as object", "name web one\nclaimed \n", "{\"name\":\"web one\",\"claimed\":\"\"}\n"),
        ("decode --as object", "", "{}\n"),
        ("decode --as list", "a\n\nb c\\n\n", "[\"a\",\"b c\\\\n\"]\n"),
        ("decode --as list", "", "[]\n"),
        ("encode", "[]", ""),
        ("encode", r#"[{"name":"a","x":["1","2"]},{"name":"b\nc"}]"#, "name a\nx 1\nx 2\n\nname b\\nc\n"),
        ("encode --as objects", r#"[{"z":"1","a":2}]"#, "z 1\na 2\n"),
        ("encode --as object", r#"{"size":1073741824,"on":true}"#, "size 1073741824\non true\n"),
        ("encode --as object --lossy", r#"{"path":"C:\\new"}"#, "path C:\\new\n"),
        ("encode --as list", r#"["a","b c"]"#, "a\nb c\n"),
        ("encode --as list", "[]", ""),
        ("decode -o json", "name a\n", "[{\"name\":\"a\"}]\n"),
    ];
    for (words, input, wanted) in table {
        let ended = kv(words, input.as_bytes());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), wanted), "{words}: {input:?}: {ended:?}");
        assert_eq!(ended.stderr, "", "{words}: {input:?}");
    }
}

#[test]
fn bad_input_is_refused_with_its_place() {
    let long = format!("name a\n\n{}\n", "x".repeat(300 << 10));
    let table: [(&str, &[u8], &str); 13] = [
        ("decode", b"name a\n bad\n", "line 2, byte 7: the key is empty"),
        ("decode", b"name a\n\nb\xffd c\n", "line 3, byte 9: the text is not UTF-8"),
        ("decode", b"<html>", "line 1, byte 0: this is a web page"),
        ("decode", long.as_bytes(), "line 3, byte 8: the line is longer"),
        ("decode --as object", b"a 1\n\nb 2\n", "line 3, byte 5: one object was expected"),
        ("decode --as list", b"a\nb\xff\n", "line 2, byte 3: the text is not UTF-8"),
        ("encode", br#"[{"a b":"1"}]"#, "the key holds a character"),
        ("encode", br#"[{"size":12345678901234567890123}]"#, "too large to be exact"),
        ("encode", br#"[{"a":"x\\ny"}]"#, "key `a`: a backslash before an `n`"),
        ("encode", br#"[{}, {"a":"1"}]"#, "a record without keys"),
        ("encode --as list", br#"["a\nb"]"#, "a list item holds a newline"),
        ("encode --as object", br#"[{"a":"1"}]"#, "not JSON of an object of texts"),
        ("encode", b"{", "not JSON of an array of objects"),
    ];
    for (words, input, wanted) in table {
        let ended = kv(words, input);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{words}: {wanted}: {ended:?}");
        assert!(ended.stderr.starts_with("error: ") && ended.stderr.contains(wanted), "{wanted}: {ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    }
}

#[test]
fn a_value_of_megabytes_is_refused_and_three_of_many_records_pass() {
    let record = format!("user:data {}\n", "x".repeat(200 << 10)).repeat(16);
    let ended = kv("decode", record.as_bytes());
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("the record is longer than the limit"), "{}", ended.stderr);
    let many = format!("user:data {}\n\n", "x".repeat(200 << 10)).repeat(16);
    assert_eq!(kv("decode", many.as_bytes()).code, Some(0));
}
