//! One JSON object as the lines of a record, written while it is read.

use anycloud_elastic_text::is_key;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use std::fmt;

/// The lines of an object, or why it is not like one of the service's: errors of serde's would quote it.
pub(super) struct Object(pub(super) Result<String, &'static str>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Lines)
    }
}

struct Lines;

impl<'de> Visitor<'de> for Lines {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let (mut lines, mut refused) = (String::new(), None);
        loop {
            let start = lines.len();
            if map.next_key_seed(Text(&mut lines))?.is_none() {
                break;
            }
            if !is_key(&lines[start..]) {
                refused = refused.or(Some("a key of the reply holds a space, a control character or `<`"));
            }
            lines.push(' ');
            let value = Words { line: &mut lines, refused: &mut refused };
            if map.next_value_seed(value)? { lines.push('\n') } else { lines.truncate(start) }
        }
        Ok(Object(refused.map_or(Ok(lines), Err)))
    }
}

/// A text, put behind what is there.
struct Text<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }
}

/// A value, put behind what is there; `false` of null, which is none.
///
/// The service writes numbers as numbers or strings, and several values as an array or as words.
struct Words<'a> {
    line: &'a mut String,
    refused: &'a mut Option<&'static str>,
}

impl<'de> DeserializeSeed<'de> for Words<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Words<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                self.line.push_str("\\n");
            }
            self.line.push_str(part);
        }
        Ok(true)
    }

    fn visit_bool<E>(self, value: bool) -> Result<bool, E> {
        self.line.push_str(if value { "true" } else { "false" });
        Ok(true)
    }

    fn visit_u64<E>(self, value: u64) -> Result<bool, E> {
        self.line.push_str(&value.to_string());
        Ok(true)
    }

    fn visit_i64<E>(self, value: i64) -> Result<bool, E> {
        self.line.push_str(&value.to_string());
        Ok(true)
    }

    fn visit_f64<E>(self, value: f64) -> Result<bool, E> {
        // As JSON writes it.
        let number = Number::from_f64(value).map(|number| number.to_string());
        self.line.push_str(&number.unwrap_or_default());
        Ok(true)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<bool, A::Error> {
        let Self { line, refused } = self;
        let start = line.len();
        loop {
            let before = line.len();
            if before > start {
                line.push(' ');
            }
            match values.next_element_seed(Words { line: &mut *line, refused: &mut *refused })? {
                Some(true) => {}
                Some(false) => line.truncate(before),
                None => {
                    line.truncate(before);
                    return Ok(true);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        *self.refused = Some("a value of the reply is an object");
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(true)
    }
}
