use crate::block::Records;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Place;
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
///
/// Who wants many records fast takes [`next_batch`](Self::next_batch) instead: all that have arrived, as one text.
#[derive(Clone, Default)]
pub struct Reader {
    limits: Limits,
    /// What was fed and is in no batch yet.
    buffer: Vec<u8>,
    /// Where the buffer stands in the body.
    place: Place,
    /// Lines of the buffer before this byte are whole, and none of them is blank.
    open: usize,
    /// Up to here the buffer was searched for line feeds.
    searched: usize,
    /// The batch that records are taken from, and where the next one starts in its text.
    batch: Option<(Batch, usize)>,
    finished: bool,
    failed: Option<Error>,
}

/// Whole records of a body that is still arriving, in memory of their own.
///
/// They are UTF-8, and not checked further: [`Records`] over them does that.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Batch {
    /// The lines of the records.
    pub text: String,
    /// Where the text starts in the body.
    pub place: Place,
}

impl Reader {
    /// With the default limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other limits.
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Takes bytes of the body. After [`finish`](Self::finish) or an error they are ignored.
    pub fn feed(&mut self, bytes: &[u8]) {
        if !self.finished && self.failed.is_none() {
            self.buffer.extend_from_slice(bytes);
        }
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
        loop {
            let Some((batch, at)) = &mut self.batch else {
                match self.next_batch()? {
                    Some(batch) => self.batch = Some((batch, 0)),
                    None => return Ok(None),
                }
                continue;
            };
            let mut records = Records::resume(&batch.text[*at..], batch.place).limits(self.limits);
            let mut pairs = Vec::new();
            match records.next_pairs(|pair| pairs.push(pair)) {
                Ok(Some(_)) => {
                    let record = pairs.into_iter().collect();
                    let place = records.place();
                    *at += (place.byte - batch.place.byte) as usize;
                    batch.place = place;
                    return Ok(Some(record));
                }
                Ok(None) => self.batch = None,
                Err(error) => return Err(self.fail(error)),
            }
        }
    }

    /// All records that are complete and were not taken yet, as one text; `None` if more bytes are needed, or the
    /// body has ended. A batch may hold blank lines only.
    ///
    /// A record that the limits refuse comes as it is, so that reading it with the same limits finds why, and nothing
    /// comes after it.
    ///
    /// ```
    /// use anycloud_elastic_text::{Reader, Records};
    ///
    /// let mut reader = Reader::new();
    /// reader.feed(b"name web\n\nname db\n\nname no");
    /// let batch = reader.next_batch()?.unwrap();
    /// let names = Records::resume(&batch.text, batch.place).map(|record| record.map(|r| r.get("name")));
    /// assert_eq!(names.collect::<Result<Vec<_>, _>>()?, [Some("web"), Some("db")]);
    /// # Ok::<(), anycloud_elastic_text::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotUtf8`], or what is wrong before that in the same record. The same error comes again from then
    /// on.
    pub fn next_batch(&mut self) -> Result<Option<Batch>> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if let Some((batch, at)) = self.batch.take() {
            return Ok(Some(Batch { text: batch.text[at..].to_owned(), place: batch.place }));
        }
        if self.buffer.is_empty() || (self.place.byte == 0 && !self.finished && self.buffer.len() < BOM.len())
        {
            return Ok(None);
        }
        let end = match self.last_blank() {
            // The record that has begun is refused only after those before it.
            0 => match self.beyond() {
                Some(end) => {
                    self.finished = true;
                    self.buffer.truncate(end);
                    end
                }
                None if self.finished => self.buffer.len(),
                None => return Ok(None),
            },
            end => end,
        };
        self.take(end).map(Some)
    }

    /// How much of the buffer, which has no blank line, is needed to find that the limits refuse it.
    fn beyond(&self) -> Option<usize> {
        let mark = self.mark();
        if self.open.saturating_sub(mark) > self.limits.record {
            return Some(self.open);
        }
        let line = &self.buffer[self.open.max(mark)..];
        // A carriage return alone may become a blank line, which no limit refuses.
        (line != b"\r" && line.len() > self.limits.line).then_some(self.buffer.len())
    }

    /// The length of the byte order mark at the start of the buffer, which is no part of a line.
    fn mark(&self) -> usize {
        if self.place.byte == 0 && self.buffer.starts_with(BOM.as_bytes()) { BOM.len() } else { 0 }
    }

    /// The end of the last blank line, 0 if there is none.
    fn last_blank(&mut self) -> usize {
        let new = memchr::memrchr(b'\n', &self.buffer[self.searched..]);
        let (from, last) = (self.open.max(self.mark()), new.map(|at| self.searched + at));
        self.searched = self.buffer.len();
        let Some(last) = last else { return 0 };
        self.open = last + 1;
        last_blank(&self.buffer[..=last], from).unwrap_or(0)
    }

    /// The first `end` bytes of the buffer.
    fn take(&mut self, end: usize) -> Result<Batch> {
        let mark = self.mark();
        let rest = self.buffer.split_off(end);
        match String::from_utf8(std::mem::replace(&mut self.buffer, rest)) {
            Ok(text) => Ok(self.advance(text)),
            Err(error) => {
                let (valid, mut bytes) = (error.utf8_error().valid_up_to(), error.into_bytes());
                let whole = last_blank(&bytes[..valid], mark).unwrap_or(0);
                let mut broken = bytes.split_off(whole);
                if whole == 0 {
                    let mut records = Records::resume_slice(&broken, self.place).limits(self.limits);
                    let found = records.find_map(Result::err);
                    return Err(self.fail(found.unwrap_or_else(|| self.place.refuse(ErrorKind::NotUtf8))));
                }
                broken.append(&mut self.buffer);
                self.buffer = broken;
                // What is before the last blank line is UTF-8.
                Ok(self.advance(String::from_utf8(bytes).unwrap_or_default()))
            }
        }
    }

    /// The batch of this text, which the buffer does not hold any more.
    fn advance(&mut self, text: String) -> Batch {
        let end = text.len();
        let place = self.place;
        self.place.byte += end as u64;
        self.place.line += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
        // Only blank lines leave the body as fresh as it was.
        self.place.fresh &= text.trim_start_matches(BOM).bytes().all(|byte| matches!(byte, b'\n' | b'\r'));
        (self.open, self.searched) = (self.open.saturating_sub(end), self.searched.saturating_sub(end));
        Batch { text, place }
    }

    fn fail(&mut self, error: Error) -> Error {
        (self.buffer, self.batch) = (Vec::new(), None);
        self.failed = Some(error.clone());
        error
    }
}

/// The end of the last blank line of `lines`, whole lines all of them, that starts at `from`, where a line does, or
/// after it.
fn last_blank(lines: &[u8], from: usize) -> Option<usize> {
    let mut end = memchr::memrchr(b'\n', lines)?;
    loop {
        let start = memchr::memrchr(b'\n', &lines[from..end]).map_or(from, |at| from + at + 1);
        if matches!(&lines[start..end], b"" | b"\r") {
            return Some(end + 1);
        }
        if start <= from {
            return None;
        }
        end = start - 1;
    }
}

/// What was fed may be secret: `Debug` shows how far the reader is.
impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("limits", &self.limits)
            .field("place", &self.place)
            .field("buffered", &self.buffer.len())
            .field("finished", &self.finished)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// Values may be secrets: `Debug` shows the length.
impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("bytes", &self.text.len()).field("place", &self.place).finish()
    }
}
