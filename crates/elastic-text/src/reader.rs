use crate::block::Records;
use crate::error::{Error, Result};
use crate::event::Events;
use crate::grammar::BOM;
use crate::limits::Limits;
use crate::record::Record;

/// Reads records from bytes as they arrive, cut anywhere: inside a character, inside a CRLF.
///
/// Give it what came with [`feed`](Self::feed), then take records until there is none; after the last byte
/// call [`finish`](Self::finish) and take what is left. It holds the record that is being read, which the
/// limits bound, and what was fed and not taken yet. It reports the same records and the same error as
/// [`decode_objects`](crate::decode_objects) on the whole body.
///
/// ```
/// use anycloud_elastic_text::Reader;
///
/// let mut reader = Reader::new();
/// let mut names = Vec::new();
/// for piece in ["name w", "eb\n\nna", "me db"] {
///     reader.feed(piece.as_bytes());
///     while let Some(record) = reader.next_record()? {
///         names.push(record.require("name")?.to_owned());
///     }
/// }
/// reader.finish();
/// while let Some(record) = reader.next_record()? {
///     names.push(record.require("name")?.to_owned());
/// }
/// assert_eq!(names, ["web", "db"]);
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
#[derive(Clone)]
pub struct Reader {
    limits: Limits,
    /// What was fed and is not consumed; what is before `start` is consumed.
    buffer: Vec<u8>,
    start: usize,
    /// Where `buffer[start]` stands in the body.
    line: u64,
    byte: u64,
    /// Lines of the record being read, and where in the buffer the next one starts.
    lines: u64,
    next: usize,
    /// Up to here there is no line feed after `next`.
    searched: usize,
    /// Bytes of the record being read.
    record: usize,
    fresh: bool,
    finished: bool,
    failed: Option<Error>,
}

impl Reader {
    /// With the default limits.
    pub const fn new() -> Self {
        Self {
            limits: Limits::new(),
            buffer: Vec::new(),
            start: 0,
            line: 1,
            byte: 0,
            lines: 0,
            next: 0,
            searched: 0,
            record: 0,
            fresh: true,
            finished: false,
            failed: None,
        }
    }

    /// With other limits.
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Takes bytes of the body. After [`finish`](Self::finish) or an error they are ignored.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.finished || self.failed.is_some() {
            return;
        }
        self.buffer.drain(..self.start);
        self.next -= self.start;
        self.searched -= self.start;
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Says that the body has ended.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// The next record that is complete; `None` if more bytes are needed, or the body has ended.
    ///
    /// # Errors
    ///
    /// As [`Decoder::objects`](crate::Decoder::objects). The same error comes again from then on.
    pub fn next_record(&mut self) -> Result<Option<Record>> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let record = self.advance();
        if let Err(error) = &record {
            self.failed = Some(error.clone());
            (self.buffer, self.start, self.next, self.searched) = (Vec::new(), 0, 0, 0);
        }
        record
    }

    fn advance(&mut self) -> Result<Option<Record>> {
        if self.byte == 0 && !self.finished && self.buffer.len() < BOM.len() {
            return Ok(None);
        }
        loop {
            let mark = if self.byte == 0 && self.next == 0 && self.buffer.starts_with(BOM.as_bytes()) {
                BOM.len()
            } else {
                0
            };
            let rest = &self.buffer[self.searched..];
            let Some(end) = memchr::memchr(b'\n', rest).map(|at| self.searched + at) else {
                self.searched = self.buffer.len();
                let open = self.buffer.len() - self.next - mark;
                return if self.finished || open > self.limits.line {
                    self.decode(self.buffer.len())
                } else {
                    Ok(None)
                };
            };
            let line = &self.buffer[self.next + mark..end];
            let (length, blank) = (line.len(), line.is_empty() || line == b"\r");
            (self.next, self.searched) = (end + 1, end + 1);
            self.lines += 1;
            if blank {
                let record = self.decode(end + 1)?;
                if record.is_some() {
                    return Ok(record);
                }
                continue;
            }
            self.record = self.record.saturating_add(length + 1);
            if length > self.limits.line || self.record > self.limits.record {
                // Decoding finds this again, unless an earlier line has an error to report first.
                return self.decode(end + 1);
            }
        }
    }

    /// Decodes and consumes the buffer up to `end`, which holds one record at most.
    fn decode(&mut self, end: usize) -> Result<Option<Record>> {
        let bytes = &self.buffer[self.start..end];
        let events = Events::resume(bytes, self.line, self.byte, self.fresh).limits(self.limits);
        let mut pairs = Vec::new();
        let found = Records::over(events).next_pairs(|pair| pairs.push(pair))?;
        let record: Option<Record> = found.map(|_| pairs.into_iter().collect());
        self.fresh &= record.is_none();
        self.line += self.lines;
        self.byte += bytes.len() as u64;
        (self.start, self.next, self.searched) = (end, end, end);
        (self.lines, self.record) = (0, 0);
        Ok(record)
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

/// What was fed may be secret: `Debug` shows how far the reader is.
impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("limits", &self.limits)
            .field("line", &self.line)
            .field("byte", &self.byte)
            .field("buffered", &(self.buffer.len() - self.start))
            .field("finished", &self.finished)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}
