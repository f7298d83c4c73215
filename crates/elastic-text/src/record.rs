use std::fmt::{self, Write as _};

use crate::error::Position;
use crate::event::Pair;

/// One object: keys with values, in order, a key as often as it was given.
///
/// Values are plain text; the escapes of the wire are already read.
///
/// ```
/// use anycloud_elastic_text::Record;
///
/// let mut server = Record::new();
/// server.push("name", "web").push("cpu", 2000).push("ide:0:0", "old").push("ide:0:0", "new");
/// assert_eq!(server.get("ide:0:0"), Some("new"));
/// assert_eq!(server.get_all("ide:0:0").collect::<Vec<_>>(), ["old", "new"]);
/// ```
#[derive(Clone, Default)]
pub struct Record {
    /// Keys and values, one after the other. One text for all spares two allocations per pair.
    text: String,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    key: usize,
    value: usize,
    position: Option<Position>,
}

impl Record {
    /// A record without keys.
    pub const fn new() -> Self {
        Self { text: String::new(), entries: Vec::new() }
    }

    /// The value of a key; the last one if it is repeated.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.find(key).map(|entry| self.value_of(entry))
    }

    /// Every value of a key, in order.
    pub fn get_all<'a>(&'a self, key: &'a str) -> impl DoubleEndedIterator<Item = &'a str> {
        self.iter().filter(move |(found, _)| *found == key).map(|(_, value)| value)
    }

    /// Whether the key is there, with whatever value.
    pub fn contains(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The keys with their values, in order.
    pub fn iter(&self) -> Iter<'_> {
        Iter { record: self, entries: self.entries.iter() }
    }

    /// How many pairs there are, repeated keys counted as often as they stand.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The line, counted from 1, and the byte, counted from 0, at which the key's line starts in the body that the
    /// record was decoded from; of its last one if the key is repeated. `None` if there is no such key, or it was not
    /// decoded but put in.
    pub fn position(&self, key: &str) -> Option<(u64, u64)> {
        self.place(key).map(|position| (position.line, position.byte))
    }

    /// Adds a pair at the end, even if the key is there already.
    ///
    /// Any text is taken; what the wire cannot carry is refused when the record is encoded.
    pub fn push(&mut self, key: &str, value: impl fmt::Display) -> &mut Self {
        let start = self.text.len();
        self.text.push_str(key);
        let middle = self.text.len();
        if write!(self.text, "{value}").is_err() {
            // Only a broken `Display` gets here: keep what it wrote.
        }
        let value = self.text.len() - middle;
        self.entries.push(Entry { start, key: key.len(), value, position: None });
        self
    }

    /// Makes a key have one value: in the place of its first one, or at the end.
    pub fn set(&mut self, key: &str, value: impl fmt::Display) -> &mut Self {
        let first = self.entries.iter().position(|entry| self.key_of(entry) == key);
        self.push(key, value);
        if let Some(first) = first
            && let Some(entry) = self.entries.pop()
        {
            self.entries[first] = entry;
            let mut at = 0;
            self.retain(|found, _| {
                at += 1;
                at <= first + 1 || found != key
            });
        }
        self
    }

    /// Takes a key away with all its values; says whether it was there.
    pub fn remove(&mut self, key: &str) -> bool {
        let before = self.len();
        self.retain(|found, _| found != key);
        self.len() < before
    }

    /// Keeps the pairs for which `keep` says so, asked in order.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &str) -> bool) {
        let text = &self.text;
        self.entries.retain(|entry| keep(entry.key_in(text), entry.value_in(text)));
    }

    /// Sorts by key; the values of a repeated key stay in their order.
    pub fn sort(&mut self) {
        let text = &self.text;
        self.entries.sort_by(|a, b| a.key_in(text).cmp(b.key_in(text)));
    }

    /// Like [`position`](Self::position).
    pub(crate) fn place(&self, key: &str) -> Option<Position> {
        self.find(key)?.position
    }

    /// The pairs with where they came from, in line 0 if nowhere; the values are read already.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        self.entries.iter().map(|entry| {
            let Position { line, byte } = entry.position.unwrap_or(Position { line: 0, byte: 0 });
            Pair { key: self.key_of(entry), raw: self.value_of(entry), line, byte }
        })
    }

    fn find(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| self.key_of(entry) == key)
    }

    fn key_of(&self, entry: &Entry) -> &str {
        entry.key_in(&self.text)
    }

    fn value_of(&self, entry: &Entry) -> &str {
        entry.value_in(&self.text)
    }
}

impl Entry {
    fn key_in<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.start + self.key]
    }

    fn value_in<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start + self.key..self.start + self.key + self.value]
    }
}

/// The same keys with the same values in the same order, wherever they came from.
impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Record {}

/// Values may be secrets: `Debug` shows their length.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.iter().map(|(key, value)| (key, format_args!("{} bytes", value.len()).to_string())))
            .finish()
    }
}

/// The keys and values of a [`Record`].
#[derive(Clone)]
pub struct Iter<'a> {
    record: &'a Record,
    entries: std::slice::Iter<'a, Entry>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next().map(|entry| (self.record.key_of(entry), self.record.value_of(entry)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.entries.next_back().map(|entry| (self.record.key_of(entry), self.record.value_of(entry)))
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone().map(|(key, _)| key)).finish()
    }
}

impl<'a> IntoIterator for &'a Record {
    type Item = (&'a str, &'a str);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<K: AsRef<str>, V: fmt::Display> Extend<(K, V)> for Record {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.push(key.as_ref(), value);
        }
    }
}

impl<K: AsRef<str>, V: fmt::Display> FromIterator<(K, V)> for Record {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut record = Self::new();
        record.extend(pairs);
        record
    }
}

/// A copy of what was borrowed, with its newlines read.
impl<'a> FromIterator<Pair<'a>> for Record {
    fn from_iter<I: IntoIterator<Item = Pair<'a>>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        let mut record = Self { text: String::new(), entries: Vec::with_capacity(pairs.size_hint().0) };
        for pair in pairs {
            let start = record.text.len();
            let value = pair.value();
            record.text.push_str(pair.key);
            record.text.push_str(&value);
            let (key, value) = (pair.key.len(), value.len());
            record.entries.push(Entry { start, key, value, position: pair.position() });
        }
        record
    }
}
