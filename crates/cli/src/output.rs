//! The only place that writes to stdout and stderr.

use crate::args::Format;
use anycloud::{Error, ErrorKind, NativeOutput, Result};
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde::Serialize;
use serde_json::Value;
use std::io::{self, IsTerminal, Write};

/// How results are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    format: Format,
}

/// The head of a column and what stands in it.
pub(crate) type Column<T> = (&'static str, fn(&T) -> String);

/// What people look for first when one thing is shown.
const FIRST: [&str; 3] = ["id", "name", "state"];

impl Output {
    pub(crate) fn new(format: Format) -> Self {
        Self { format }
    }

    /// Whether stdout holds JSON.
    pub(crate) fn is_json(self) -> bool {
        self.format == Format::Json
    }

    /// Many things: an array, or a table with these columns.
    pub(crate) fn list<T: Serialize>(self, items: &[T], columns: &[Column<T>]) -> Result<()> {
        if self.is_json() {
            return self.document(&items);
        }
        let mut table = table();
        table.set_header(columns.iter().map(|(head, _)| *head));
        for item in items {
            table.add_row(columns.iter().map(|(_, cell)| clean(&cell(item))));
        }
        self.lines(table)
    }

    /// One thing: an object, or its fields below each other.
    pub(crate) fn one<T: Serialize>(self, item: &T) -> Result<()> {
        if self.is_json() {
            return self.document(item);
        }
        let mut fields = Vec::new();
        flatten("", &json(item)?, &mut fields);
        // The provider's own record is for programs.
        fields.retain(|(name, _)| !name.starts_with("native."));
        let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
        fields.sort_by_key(|(name, _)| rank(name));
        let mut table = table();
        for (name, value) in fields {
            table.add_row([clean(&name), clean(&value)]);
        }
        self.lines(table)
    }

    /// One thing with the fields that people want to see: an object, or these below each other.
    pub(crate) fn facts<T: Serialize>(self, item: &T, fields: &[Column<T>]) -> Result<()> {
        if self.is_json() {
            return self.document(item);
        }
        let mut table = table();
        for (name, field) in fields {
            // A field may have several lines; each is cleaned by itself.
            for (i, line) in field(item).lines().enumerate() {
                table.add_row([if i == 0 { (*name).to_owned() } else { String::new() }, clean(line)]);
            }
        }
        self.lines(table)
    }

    /// Whatever a provider's own command answers: a table of objects, a line for each of other things.
    pub(crate) fn value(self, value: &Value) -> Result<()> {
        match value {
            _ if self.is_json() => self.document(value),
            Value::Null => Ok(()),
            Value::Array(items) => self.values(items),
            Value::Object(_) => self.one(value),
            value => self.text(&format!("{}\n", clean(&word(value)))),
        }
    }

    fn values(self, items: &[Value]) -> Result<()> {
        let mut heads: Vec<&str> = Vec::new();
        for key in items.iter().filter_map(Value::as_object).flat_map(|object| object.keys()) {
            if !heads.contains(&key.as_str()) {
                heads.push(key);
            }
        }
        if heads.is_empty() {
            return self
                .text(&items.iter().map(|item| format!("{}\n", clean(&word(item)))).collect::<String>());
        }
        let mut table = table();
        table.set_header(heads.iter().map(|head| clean(&head.to_uppercase())));
        for item in items {
            let cell =
                |head: &&str| item.get(*head).map_or_else(|| "-".to_owned(), |value| clean(&word(value)));
            table.add_row(heads.iter().map(cell));
        }
        self.lines(table)
    }

    /// What a program said elsewhere, as if it had said it here. Its errors come first: a stdout that cannot be written
    /// does not cost them.
    pub(crate) fn said(self, said: &NativeOutput) -> Result<()> {
        if said.left_out_bytes > 0 {
            self.note(&format!("note: {} bytes of its beginning are left out", said.left_out_bytes));
        }
        // As with a note, nothing can be said about a stderr that does not take it.
        let _ = io::stderr().lock().write_all(said.stderr.as_bytes());
        let written = self.text(&said.stdout);
        // The error that follows is a line of its own.
        let follows = said.error.is_some() || written.is_err();
        if follows && !said.stderr.is_empty() && !said.stderr.ends_with('\n') {
            let _ = io::stderr().lock().write_all(b"\n");
        }
        written
    }

    /// A JSON document, whatever the format is. On one line unless a person reads it.
    pub(crate) fn document<T: Serialize>(self, item: &T) -> Result<()> {
        let pretty = io::stdout().is_terminal();
        let text = if pretty { serde_json::to_string_pretty(item) } else { serde_json::to_string(item) };
        self.text(&format!("{}\n", text.map_err(unwritable)?))
    }

    /// Text as it stands.
    pub(crate) fn text(self, text: &str) -> Result<()> {
        self.bytes(text.as_bytes())
    }

    /// Bytes as they stand.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Result<()> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            // Who closes the pipe has read enough.
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(unwritable(e)),
            _ => Ok(()),
        }
    }

    /// One line on stderr.
    pub(crate) fn note(self, line: &str) {
        // Nothing can be said about a stderr that does not take what is said.
        let _ = writeln!(io::stderr().lock(), "{}", clean(line));
    }

    /// A question on stderr, answered on stdin; only "y" and "yes" are yes.
    pub(crate) fn ask(self, question: &str) -> bool {
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "{} [y/N] ", clean(question)).and_then(|()| stderr.flush());
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }

    fn lines(self, mut table: Table) -> Result<()> {
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        let text: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        self.text(&text)
    }
}

/// What steers is made visible: a name from the provider must not move the terminal's cursor, end the line, or turn the
/// rest of it around.
pub(crate) fn clean(text: &str) -> String {
    let visible = |c: char| if steers(c) { c.escape_default().collect() } else { String::from(c) };
    if text.chars().any(steers) { text.chars().map(visible).collect() } else { text.to_owned() }
}

/// Control characters, the ends of lines and paragraphs, and the controls of Unicode's bidirectional algorithm (UAX #9).
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table
}

/// A nested object as one row for each value; nothing for what is absent or empty.
fn flatten(name: &str, value: &Value, rows: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                flatten(&name, value, rows);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (i, item) in items.iter().enumerate() {
                flatten(&format!("{name}.{i}"), item, rows);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let words: Vec<String> = items.iter().map(word).collect();
            rows.push((name.to_owned(), words.join(", ")));
        }
        Value::Array(_) | Value::Null => {}
        value => rows.push((name.to_owned(), word(value))),
    }
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn json<T: Serialize>(item: &T) -> Result<Value> {
    serde_json::to_value(item).map_err(unwritable)
}

fn unwritable(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    let why = why.into();
    Error::new(ErrorKind::Transport, format!("stdout cannot be written: {why}")).with_source(why)
}

#[cfg(test)]
mod tests {
    use super::{clean, flatten};
    use serde_json::json;

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(clean("web\u{1b}[2J\n\u{9b}x"), "web\\u{1b}[2J\\n\\u{9b}x");
        assert_eq!(clean("rtl\u{202e}evil\u{2066}\u{200f}"), "rtl\\u{202e}evil\\u{2066}\\u{200f}");
        for as_it_is in ["grün", "\u{5e9}\u{5dc}\u{5d5}\u{5dd}", "e\u{301}", "\u{1f468}\u{200d}\u{1f469}"] {
            assert_eq!(clean(as_it_is), as_it_is);
        }
    }

    #[test]
    fn objects_become_rows() {
        let mut rows = Vec::new();
        let value = json!({ "a": { "b": 1, "c": null }, "d": [], "e": ["x", 2], "f": [{ "g": true }] });
        flatten("", &value, &mut rows);
        let rows: Vec<(&str, &str)> = rows.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(rows, [("a.b", "1"), ("e", "x, 2"), ("f.0.g", "true")]);
    }
}
