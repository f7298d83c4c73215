//! JSON replies, rewritten as the lines that text replies have, so that everything after has one source.

mod object;

use anycloud_core::{Error, ErrorKind, Result};
use object::Object;
use serde_json::{Deserializer, Value};

/// The most bytes of one object of a list: as much as a record of text may have.
const OBJECT_MAX: usize = 1 << 20;

/// Objects as records between blank lines. A single object is one record.
pub(super) fn records_from(json: &[u8]) -> Result<String> {
    let mut objects = Objects::default();
    objects.feed(json);
    objects.next_lines(true)
}

/// The objects of a reply that is still arriving: an array of them, or a single one. It holds the object that is not
/// whole yet.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    /// What came and was not read yet.
    buffer: Vec<u8>,
    /// Where the buffer stands in the body.
    byte: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Start,
    /// Behind the bracket that opens the list.
    Opened,
    /// Behind an object of the list.
    Behind,
    /// Behind a comma.
    Comma,
    End,
}

impl Objects {
    pub(super) fn feed(&mut self, piece: &[u8]) {
        self.buffer.extend_from_slice(piece);
    }

    /// The objects that are whole and were not taken yet, as records between blank lines. At the end of the body,
    /// nothing may be left over.
    pub(super) fn next_lines(&mut self, end: bool) -> Result<String> {
        let (mut lines, mut rest) = (String::new(), trimmed(&self.buffer));
        while let Some(first) = rest.first() {
            let byte = self.byte + self.buffer.len() - rest.len();
            let (state, length) = match (self.state, first) {
                (State::Start, b'[') => (State::Opened, 1),
                (State::Opened | State::Behind, b']') => (State::End, 1),
                (State::Behind, b',') => (State::Comma, 1),
                (State::Start | State::Opened | State::Comma, b'{') => {
                    let Some((object, length)) = object(rest, byte, end)? else { break };
                    if !lines.is_empty() {
                        lines.push('\n');
                    }
                    lines.push_str(&object);
                    let alone = matches!(self.state, State::Start);
                    (if alone { State::End } else { State::Behind }, length)
                }
                (State::Start, _) => return Err(unlike("the reply is neither an object nor an array")),
                (State::Opened | State::Comma, _) => {
                    return Err(unlike("the reply holds something else than objects"));
                }
                (State::Behind | State::End, _) => return Err(broken(byte)),
            };
            self.state = state;
            rest = trimmed(&rest[length..]);
        }
        let taken = self.buffer.len() - rest.len();
        self.buffer.drain(..taken);
        self.byte += taken;
        if end && !matches!(self.state, State::Start | State::End) {
            return Err(broken(self.byte));
        }
        Ok(lines)
    }
}

/// The lines of the object with which these bytes begin, and its length; `None` if more of it is to come.
fn object(bytes: &[u8], byte: usize, end: bool) -> Result<Option<(String, usize)>> {
    let mut objects = Deserializer::from_slice(bytes).into_iter::<Object>();
    match objects.next() {
        Some(Ok(Object(lines))) => Ok(Some((lines.map_err(unlike)?, objects.byte_offset()))),
        Some(Err(e)) if e.is_eof() && !end => {
            if bytes.len() > OBJECT_MAX {
                return Err(unlike(format!("an object of the reply is longer than {OBJECT_MAX} bytes")));
            }
            Ok(None)
        }
        // serde_json's error may quote the reply, so only its place is told.
        Some(Err(_)) | None => Err(broken(byte)),
    }
}

/// Without the white space of JSON at the start.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let spaces = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    &bytes[spaces..]
}

fn broken(byte: usize) -> Error {
    unlike(format!("the reply is not JSON behind byte {byte}"))
}

/// Items of a list as lines of words: each is a string, or an object whose values are the words.
pub(super) fn list_from(json: &[u8], order: &[&str]) -> Result<String> {
    let mut lines = String::new();
    for item in array(json)? {
        let words = match item {
            Value::Object(mut object) => {
                let known = order.iter().filter_map(|key| object.remove(*key));
                known.map(scalar).filter_map(Result::transpose).collect::<Result<Vec<_>>>()?
            }
            other => scalar(other)?.into_iter().collect(),
        };
        lines.push_str(&words.join(" "));
        lines.push('\n');
    }
    Ok(lines)
}

fn array(json: &[u8]) -> Result<Vec<Value>> {
    if json.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    match anycloud_http::json::parse(json)? {
        Value::Array(items) => Ok(items),
        object @ Value::Object(_) => Ok(vec![object]),
        _ => Err(unlike("the reply is neither an object nor an array")),
    }
}

/// The service writes numbers as numbers or strings, and several values as an array or as words.
fn scalar(value: Value) -> Result<Option<String>> {
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => value,
        Value::Array(values) => {
            let words = values.into_iter().map(scalar).filter_map(Result::transpose);
            words.collect::<Result<Vec<_>>>()?.join(" ")
        }
        Value::Object(_) => return Err(unlike("a value of the reply is an object")),
    }))
}

fn unlike(what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, what)
}

#[cfg(test)]
mod tests {
    use super::{Objects, list_from, records_from};

    #[test]
    fn numbers_strings_and_arrays_are_the_same() {
        let one = br#"{"cpu": 2000, "mem": "512", "persistent": true, "nic:0:dhcp": ["1.2.3.4", "1.2.3.5"], "x": null}"#;
        let lines = records_from(one).unwrap();
        let mut lines: Vec<_> = lines.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, ["cpu 2000", "mem 512", "nic:0:dhcp 1.2.3.4 1.2.3.5", "persistent true"]);
        assert_eq!(records_from(br#"[{"name":"a\nb"},{"name":""}]"#).unwrap(), "name a\\nb\n\nname \n");
        assert_eq!(records_from(b" []").unwrap(), "");
        assert_eq!(records_from(b"").unwrap(), "");
    }

    #[test]
    fn lists() {
        let order = ["type", "resource"];
        let pairs = br#"[{"resource":"192.168.0.1","type":"ip"}]"#;
        assert_eq!(list_from(pairs, &order).unwrap(), "ip 192.168.0.1\n");
        assert_eq!(list_from(br#"["a","b"]"#, &["drive"]).unwrap(), "a\nb\n");
    }

    #[test]
    fn a_list_is_read_wherever_it_is_cut() {
        let list = br#" [ {"name": "a \u00e9 }", "n": 1.5} , {"name": "b]", "ips": ["x", ["y"], null]},{}, {"cpu": -2}]"#;
        let whole = "name a é }\nn 1.5\n\nname b]\nips x y\n\n\ncpu -2\n";
        assert_eq!(records_from(list).unwrap(), whole);
        for size in 1..list.len() {
            let mut objects = Objects::default();
            let mut records = Vec::new();
            for piece in list.chunks(size) {
                objects.feed(piece);
                records.push(objects.next_lines(false).unwrap());
            }
            records.push(objects.next_lines(true).unwrap());
            records.retain(|lines| !lines.is_empty());
            assert_eq!(
                records.join("\n").replace("\n\n\n", "\n\n"),
                whole.replace("\n\n\n", "\n\n"),
                "{size}"
            );
        }
    }

    #[test]
    fn an_object_without_end_is_refused_before_it_is_long() {
        let mut objects = Objects::default();
        objects.feed(b"[{\"name\": \"");
        assert_eq!(objects.next_lines(false).unwrap(), "");
        objects.feed(&vec![b'x'; super::OBJECT_MAX]);
        assert!(objects.next_lines(false).unwrap_err().to_string().contains("longer than 1048576 bytes"));
    }

    #[test]
    fn half_a_list_is_none() {
        for half in
            ["[", "[{}", "[{},", "[{}, {\"a\": 1", "{", "[{}]]", "{}{}", "[{} {}]", "[,{}]", "[{},]", "[]x"]
        {
            records_from(half.as_bytes()).unwrap_err();
        }
    }

    #[test]
    fn what_is_not_like_it_is_refused_without_quoting_it() {
        for bad in [
            &b"{hunter2"[..],
            b"\"hunter2\"",
            b"[1, \"hunter2\"]",
            br#"{"a": {"b": "hunter2"}}"#,
            br#"{"hunter2 a": 1}"#,
            br#"{"": 1}"#,
        ] {
            let error = records_from(bad).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
