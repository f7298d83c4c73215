//! JSON, one value to a line.

use crate::error::unread;
use anycloud_core::Result;
use bytes::{Bytes, BytesMut};
use serde_json::Value;

/// The longest line. Real ones have some hundred bytes; an event with many labels has some thousand.
const LONGEST: usize = 4 << 20;

/// Puts lines together, wherever reads cut them.
#[derive(Debug, Default)]
pub(super) struct Lines {
    buffer: BytesMut,
    /// Bytes of it that hold no end of a line.
    searched: usize,
}

impl Lines {
    pub(super) fn push(&mut self, arrived: &Bytes) {
        self.buffer.extend_from_slice(arrived);
    }

    /// The value of the next line that is whole.
    pub(super) fn next(&mut self) -> Result<Option<Value>> {
        while let Some(at) = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n') {
            let line = self.buffer.split_to(self.searched + at + 1);
            self.searched = 0;
            if let Some(value) = value(&line)? {
                return Ok(Some(value));
            }
        }
        self.searched = self.buffer.len();
        if self.searched > LONGEST {
            return Err(unread(format!("a line of the reply is longer than {LONGEST} bytes")));
        }
        Ok(None)
    }

    /// The value of the last line, which need not have an end.
    pub(super) fn end(&mut self) -> Result<Option<Value>> {
        self.searched = 0;
        value(&self.buffer.split())
    }
}

fn value(line: &[u8]) -> Result<Option<Value>> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    // The column only: what serde says of the text itself could be a secret.
    let value: Value = serde_json::from_slice(line)
        .map_err(|e| unread(format!("a line of the reply is not JSON: column {}", e.column())))?;
    if value.is_object() { Ok(Some(value)) } else { Err(unread("a line of the reply is not a JSON object")) }
}

#[cfg(test)]
mod tests {
    use super::Lines;
    use anycloud_core::{ErrorKind, Result};
    use bytes::Bytes;
    use proptest::prelude::{prop, prop_assert_eq, proptest};
    use serde_json::{Value, json};

    fn read(pieces: &[&[u8]]) -> Result<Vec<Value>> {
        let (mut lines, mut out) = (Lines::default(), Vec::new());
        for piece in pieces {
            lines.push(&Bytes::copy_from_slice(piece));
            while let Some(value) = lines.next()? {
                out.push(value);
            }
        }
        out.extend(lines.end()?);
        Ok(out)
    }

    #[test]
    fn lines_end_in_any_way() {
        let values = read(&[b"{\"a\":1}\r\n\n{\"b\":\"x\\n\"}\n", b"{\"c\":2}"]).unwrap();
        assert_eq!(values, [json!({"a": 1}), json!({"b": "x\n"}), json!({"c": 2})]);
    }

    #[test]
    fn what_is_no_json_is_an_error_that_does_not_repeat_it() {
        for bad in ["{\"token\":\"hunter2\"\n", "hunter2\n", "[\"hunter2\"]\n", "{} hunter2"] {
            let error = read(&[bad.as_bytes()]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{bad}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
        let endless = vec![b'x'; 1 << 20];
        assert_eq!(read(&[&*endless; 5]).unwrap_err().kind(), ErrorKind::Decode);
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same(texts in prop::collection::vec("\\PC{0,20}", 0..8), cuts in prop::collection::vec(0usize..300, 0..8)) {
            let values: Vec<Value> = texts.into_iter().map(|text| json!({"t": text})).collect();
            let wire: Vec<u8> = values.iter().flat_map(|value| format!("{value}\n").into_bytes()).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(wire.len())).collect();
            cuts.extend([0, wire.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &wire[pair[0]..pair[1]]).collect();
            prop_assert_eq!(read(&pieces).unwrap(), values);
        }
    }
}
