use std::borrow::Cow;
use std::ops::Range;

use crate::error::{Error, ErrorKind, Position, Result};
use crate::grammar::{self, Scan};
use crate::limits::Limits;

/// One line of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// An empty line. One or more of them end a record.
    Blank {
        /// The line, counted from 1.
        line: u64,
    },
    /// A key with its value.
    Pair(Pair<'a>),
}

/// A key and its value as they stand in a body, borrowed from it.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pair<'a> {
    /// The key.
    pub key: &'a str,
    /// The value as it was written, newlines still as `\n`.
    pub raw: &'a str,
    /// The line, counted from 1.
    pub line: u64,
    /// The byte at which the line starts, counted from 0.
    pub byte: u64,
}

impl<'a> Pair<'a> {
    /// The value, borrowed unless it holds newlines.
    #[inline]
    pub fn value(&self) -> Cow<'a, str> {
        grammar::unescape(self.raw)
    }

    /// `None` for a pair of a record that was made by hand.
    #[inline]
    pub(crate) fn position(&self) -> Option<Position> {
        (self.line > 0).then_some(Position { line: self.line, byte: self.byte })
    }
}

/// Values may be secrets: `Debug` shows their length.
impl std::fmt::Debug for Pair<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair")
            .field("key", &self.key)
            .field("bytes", &self.raw.len())
            .field("line", &self.line)
            .field("byte", &self.byte)
            .finish()
    }
}

/// Where a stretch of a body starts in it; [`Default`] is the start of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub(crate) line: u64,
    pub(crate) byte: u64,
    /// No line with text stands before it.
    pub(crate) fresh: bool,
}

impl Place {
    #[cold]
    pub(crate) fn refuse(self, kind: ErrorKind) -> Error {
        Error::at(kind, self.line, self.byte)
    }
}

impl Default for Place {
    fn default() -> Self {
        Self { line: 1, byte: 0, fresh: true }
    }
}

/// The lines of a body, one by one, without copying anything.
///
/// The first error ends the iteration. The limits of a line and of a record hold here too.
///
/// ```
/// use anycloud_elastic_text::{Event, Events};
///
/// let mut keys = Vec::new();
/// for event in Events::new("name web\nmem 1024\n") {
///     if let Event::Pair(pair) = event? {
///         keys.push(pair.key);
///     }
/// }
/// assert_eq!(keys, ["name", "mem"]);
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Events<'a> {
    lines: Lines<'a>,
    limits: Limits,
    /// Bytes of the record so far.
    record: usize,
    /// No line with text was seen in this body.
    fresh: bool,
    done: bool,
}

impl<'a> Events<'a> {
    /// The lines of a text.
    pub fn new(text: &'a str) -> Self {
        Self::over(Lines::new(text))
    }

    /// The lines of a body that should be UTF-8; if it is not, the error comes at the line that is not.
    pub fn from_slice(bytes: &'a [u8]) -> Self {
        Self::over(Lines::from_slice(bytes))
    }

    /// With other limits than the default ones.
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Continues a body whose start is gone.
    pub(crate) fn resume(text: &'a str, place: Place) -> Self {
        Self { fresh: place.fresh, ..Self::over(Lines::text(text, place.line, place.byte)) }
    }

    /// The same with bytes that should be UTF-8.
    pub(crate) fn resume_slice(bytes: &'a [u8], place: Place) -> Self {
        Self { fresh: place.fresh, ..Self::over(Lines::resume(bytes, place.line, place.byte)) }
    }

    /// Where the next line starts.
    pub(crate) fn place(&self) -> Place {
        Place { line: self.lines.line, byte: self.offset(), fresh: self.fresh }
    }

    /// Where the next line starts in the body.
    pub(crate) fn offset(&self) -> u64 {
        self.lines.base + self.lines.at as u64
    }

    /// The text between two places of the body, both in lines that were read.
    pub(crate) fn slice(&self, bytes: Range<u64>) -> &'a str {
        self.lines.slice(bytes)
    }

    fn over(lines: Lines<'a>) -> Self {
        Self { lines, limits: Limits::default(), record: 0, fresh: true, done: false }
    }

    #[inline]
    fn event(&mut self, line: Line<'a>) -> Result<Event<'a>> {
        if line.is_blank() {
            self.record = 0;
            return Ok(Event::Blank { line: line.line });
        }
        let text = line.check(self.fresh, self.limits.line)?;
        self.fresh = false;
        self.record += line.length + 1;
        if self.record > self.limits.record {
            return Err(line.refuse(ErrorKind::RecordTooLong, 0));
        }
        split(text, line.line, line.byte).map(Event::Pair)
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<Event<'a>>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let line = self.lines.next()?;
        let event = self.event(line);
        self.done = event.is_err();
        Some(event)
    }
}

/// Splits a line with text at its first space.
#[inline]
pub(crate) fn split(text: &str, line: u64, byte: u64) -> Result<Pair<'_>> {
    let refuse = |(kind, at)| Error::at(kind, line, byte + at as u64);
    let (key, raw) = match grammar::scan_key(text.as_bytes()) {
        Scan::Space(at) => (&text[..at], &text[at + 1..]),
        Scan::Line => (text, ""),
        Scan::Refused(at) => return Err(refuse((ErrorKind::KeyCharacter, at))),
    };
    grammar::check_key(key).map_err(refuse)?;
    Ok(Pair { key, raw, line, byte })
}

/// The physical lines of a body.
#[derive(Clone)]
pub(crate) struct Lines<'a> {
    /// The lines that are UTF-8, up to the first that is not.
    text: &'a str,
    at: usize,
    /// The first line that is not UTF-8: its bytes, and where in them the text breaks.
    broken: Option<(&'a [u8], usize)>,
    line: u64,
    base: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self::text(text, 1, 0)
    }

    pub(crate) fn from_slice(bytes: &'a [u8]) -> Self {
        Self::resume(bytes, 1, 0)
    }

    /// The lines of a text that starts at `line` and at byte `base` of its body.
    pub(crate) fn text(text: &'a str, line: u64, base: u64) -> Self {
        Self { text, at: mark(text.as_bytes(), base), broken: None, line, base }
    }

    fn resume(bytes: &'a [u8], line: u64, base: u64) -> Self {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return Self::text(text, line, base),
            Err(error) => error,
        };
        let valid = error.valid_up_to();
        let start = memchr::memrchr(b'\n', &bytes[..valid]).map_or(mark(bytes, base), |at| at + 1);
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let text = std::str::from_utf8(&bytes[..start]).unwrap_or_default();
        Self { broken: Some((&bytes[start..end], valid - start)), ..Self::text(text, line, base) }
    }

    /// The part of the text between two places of the body.
    pub(crate) fn slice(&self, bytes: Range<u64>) -> &'a str {
        let at = |byte: u64| (byte - self.base) as usize;
        &self.text[at(bytes.start)..at(bytes.end)]
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    #[inline]
    fn next(&mut self) -> Option<Line<'a>> {
        let (start, line) = (self.at, self.line);
        let byte = self.base + start as u64;
        let rest = &self.text.as_bytes()[start..];
        self.line += 1;
        let end = match memchr::memchr(b'\n', rest) {
            Some(length) => {
                self.at = start + length + 1;
                start + length
            }
            None if !rest.is_empty() => {
                self.at = self.text.len();
                self.text.len()
            }
            None => {
                let (bytes, at) = self.broken.take()?;
                return Some(Line { text: Err((bytes, at)), length: bytes.len(), line, byte });
            }
        };
        let text = &self.text[start..end];
        let length = text.len();
        Some(Line { text: Ok(text.strip_suffix('\r').unwrap_or(text)), length, line, byte })
    }
}

/// The text may hold secrets: `Debug` shows how far it was read.
impl std::fmt::Debug for Lines<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let byte = self.base + self.at as u64;
        f.debug_struct("Lines").field("line", &self.line).field("byte", &byte).finish_non_exhaustive()
    }
}

/// The length of the byte order mark at the start of a body.
fn mark(bytes: &[u8], base: u64) -> usize {
    if base == 0 && bytes.starts_with(grammar::BOM.as_bytes()) { grammar::BOM.len() } else { 0 }
}

/// One physical line, without its line end.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// The text, or the bytes and where they stop being UTF-8.
    pub(crate) text: Result<&'a str, (&'a [u8], usize)>,
    /// Bytes without the line feed, with the carriage return.
    length: usize,
    pub(crate) line: u64,
    pub(crate) byte: u64,
}

impl<'a> Line<'a> {
    #[inline]
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self.text, Ok(""))
    }

    /// The text of a line that is no web page (asked if `fresh`), not too long, and UTF-8.
    #[inline]
    pub(crate) fn check(&self, fresh: bool, limit: usize) -> Result<&'a str> {
        if fresh {
            let bytes = self.text.map_or_else(|(bytes, _)| bytes, str::as_bytes);
            if let Some(at) = grammar::html_at(bytes, limit) {
                return Err(self.refuse(ErrorKind::Html, at));
            }
        }
        if self.length > limit {
            return Err(self.refuse(ErrorKind::LineTooLong, 0));
        }
        self.text.map_err(|(_, at)| self.refuse(ErrorKind::NotUtf8, at))
    }

    #[cold]
    pub(crate) fn refuse(&self, kind: ErrorKind, at: usize) -> Error {
        Error::at(kind, self.line, self.byte + at as u64)
    }
}
