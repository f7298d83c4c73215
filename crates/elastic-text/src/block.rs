use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;

use crate::de::{self, Typed};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{self, Event, Events, Lines, Pair, Place};
use crate::limits::Limits;
use crate::record::Record;

/// The records of a body, borrowed from it: checked, but not copied.
///
/// ```
/// use anycloud_elastic_text::Records;
///
/// let body = "server 1\nname web\n\nserver 2\nname db\n";
/// let names = Records::new(body).map(|record| Ok(record?.get("name").unwrap_or_default()));
/// let names: Result<Vec<_>, anycloud_elastic_text::Error> = names.collect();
/// assert_eq!(names?, ["web", "db"]);
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Records<'a> {
    events: Events<'a>,
}

impl<'a> Records<'a> {
    /// The records of a text.
    pub fn new(text: &'a str) -> Self {
        Self { events: Events::new(text) }
    }

    /// The records of a body that should be UTF-8.
    pub fn from_slice(bytes: &'a [u8]) -> Self {
        Self { events: Events::from_slice(bytes) }
    }

    /// With other limits than the default ones.
    pub fn limits(self, limits: Limits) -> Self {
        Self { events: self.events.limits(limits) }
    }

    /// The records of a stretch of a body that starts at `place`, e.g. of a [`Batch`](crate::Batch). Errors tell where
    /// they are in the body.
    pub fn resume(text: &'a str, place: Place) -> Self {
        Self { events: Events::resume(text, place) }
    }

    /// The same with bytes that should be UTF-8.
    pub(crate) fn resume_slice(bytes: &'a [u8], place: Place) -> Self {
        Self { events: Events::resume_slice(bytes, place) }
    }

    /// Where the next line starts.
    pub(crate) fn place(&self) -> Place {
        self.events.place()
    }

    pub(crate) fn over(events: Events<'a>) -> Self {
        Self { events }
    }

    /// The records as types with where each stands, in one pass; as [`from_str`](crate::from_str).
    ///
    /// For a caller who takes some keys of each record and keeps the rest as a range of the body. A record
    /// that its type refuses is an error in its place, and the next one follows.
    pub fn typed<T: Deserialize<'a>>(self) -> Typed<'a, T> {
        Typed::over(self)
    }

    /// The next record, its pairs handed over as they are found: for a caller who makes a type of its own of many
    /// keys, in the same pass that checks the lines.
    ///
    /// If the record turns out to be bad, some of its pairs were handed over already.
    ///
    /// # Errors
    ///
    /// As [`Decoder::objects`](crate::Decoder::objects).
    #[inline]
    pub fn next_pairs(&mut self, mut take: impl FnMut(Pair<'a>)) -> Result<Option<RecordRef<'a>>> {
        let (mut start, mut end) = (None, 0);
        loop {
            match self.events.next() {
                Some(Ok(Event::Pair(pair))) => {
                    start = start.or(Some((pair.line, pair.byte)));
                    end = self.events.offset();
                    take(pair);
                }
                Some(Ok(Event::Blank { .. })) if start.is_none() => {}
                Some(Ok(Event::Blank { .. })) | None => break,
                Some(Err(error)) => return Err(error),
            }
        }
        let Some((line, byte)) = start else { return Ok(None) };
        Ok(Some(RecordRef { text: self.events.slice(byte..end), line, byte }))
    }

    /// Refuses a further record, for a body that should be one object.
    pub(crate) fn refuse_another(&mut self) -> Result<()> {
        match self.next_pairs(|_| {})? {
            None => Ok(()),
            Some(record) => Err(Error::at(ErrorKind::SeveralRecords, record.line, record.byte)),
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<RecordRef<'a>>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.next_pairs(|_| {}).transpose()
    }
}

/// One record as a stretch of the body it came in.
///
/// Getting a value reads the lines again. That suits a caller who takes a few keys out of many records and
/// keeps the rest as [`range`](Self::range); who wants many keys of one record takes [`Record`].
#[derive(Clone, Copy)]
pub struct RecordRef<'a> {
    text: &'a str,
    line: u64,
    byte: u64,
}

impl<'a> RecordRef<'a> {
    /// The keys and values in the body's order.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'a>> + use<'a> {
        // The lines were checked when the record was found.
        let lines = Lines::text(self.text, self.line, self.byte);
        lines.filter_map(|line| event::split(line.text.ok()?, line.line, line.byte).ok())
    }

    /// The value as it was written, newlines still as `\n`; the last one if the key is repeated.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.pairs().filter(|pair| pair.key == key).map(|pair| pair.raw).last()
    }

    /// The value with newlines read; the last one if the key is repeated.
    pub fn value(&self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key).map(crate::unescape)
    }

    /// The lines of the record, without the blank lines around it.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Where the record stands in its body, in bytes.
    pub fn range(&self) -> Range<u64> {
        self.byte..self.byte + self.text.len() as u64
    }

    /// The line at which it starts, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Reads the record as a type, which may borrow from the body; as [`from_str`](crate::from_str).
    ///
    /// # Errors
    /// As [`from_str`](crate::from_str).
    pub fn deserialize<T: Deserialize<'a>>(&self) -> Result<T> {
        de::from_pairs(self.pairs())
    }

    /// A copy that owns its text.
    pub fn to_record(&self) -> Record {
        self.pairs().collect()
    }
}

/// Values may be secrets: `Debug` shows the keys.
impl fmt::Debug for RecordRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.pairs().map(|pair| pair.key)).finish()
    }
}
