//! Replies as text: records between blank lines, and lists.

use crate::dialect::Dialect;
use crate::properties::Properties;
use crate::server::{ServerRecord, nameless};
use crate::server_model::ServerLines;
use anycloud_core::{Error, ErrorKind, Result, Server, Text};
use anycloud_elastic_text::{Place, Reader, Records};
use std::borrow::Cow;

/// The most servers that room is made for before they are read.
const ROOM: usize = 10_000;

/// A reply that is still arriving, as stretches of whole records.
#[derive(Debug, Default)]
pub struct Arriving(Reader);

impl Arriving {
    /// What `read` makes of the records that are whole with this piece, and were not read yet; `None` is the end. There
    /// may be more than one stretch of them.
    ///
    /// # Errors
    /// `Decode`, without quoting the reply: it is not UTF-8. And what `read` fails with.
    pub fn read<T>(
        &mut self,
        piece: Option<&[u8]>,
        read: impl Fn(&Stretch) -> Result<Vec<T>>,
    ) -> Result<Vec<T>> {
        match piece {
            Some(bytes) => self.0.feed(bytes),
            None => self.0.finish(),
        }
        let mut items = Vec::new();
        while let Some(batch) = self.0.next_batch().map_err(undecoded)? {
            let more = read(&Stretch { lines: batch.text.into(), place: batch.place })?;
            if items.is_empty() {
                items = more;
            } else {
                items.extend(more);
            }
        }
        Ok(items)
    }
}

/// Whole records of a reply. What is read of them shares their memory.
#[derive(Clone)]
pub struct Stretch {
    lines: Text,
    place: Place,
}

impl Stretch {
    /// A whole reply. It is checked when it is read.
    pub fn whole(lines: Text) -> Self {
        Self { lines, place: Place::default() }
    }

    /// The lines as they came, secrets too.
    pub fn lines(&self) -> &Text {
        &self.lines
    }

    /// The records, one for each thing.
    ///
    /// # Errors
    /// `Decode`, without quoting the reply: what is not records of KEY VALUE lines.
    pub fn records(&self) -> Result<Vec<Properties>> {
        let records = Records::resume(&self.lines, self.place);
        records.map(|record| Ok(self.properties(record.map_err(undecoded)?.as_str()))).collect()
    }

    /// The records of servers in anycloud's terms, in the same pass that checks their lines. The driver adds itself as
    /// the native record.
    ///
    /// # Errors
    /// As [`records`](Self::records), and `Decode` for one without the key `server`.
    pub fn servers(
        &self,
        dialect: Dialect,
        mut native: impl FnMut(Server, ServerRecord) -> Server,
    ) -> Result<Vec<Server>> {
        let mut records = Records::resume(&self.lines, self.place);
        let mut lines = ServerLines::default();
        let mut servers = Vec::new();
        while let Some(record) =
            records.next_pairs(|pair| lines.read(pair.key, pair.raw)).map_err(undecoded)?
        {
            lines.id().ok_or_else(nameless)?;
            if servers.is_empty() {
                // Room for all at once, if the others are like the first.
                servers.reserve((self.lines.len() / record.as_str().len()).clamp(1, ROOM));
            }
            let record = self.properties(record.as_str());
            let server = lines.server(&record, dialect);
            servers.push(native(server, ServerRecord::checked(record)));
            lines.clear();
        }
        Ok(servers)
    }

    fn properties(&self, record: &str) -> Properties {
        Properties::new(self.lines.share(record))
    }
}

/// Values may be secrets: `Debug` shows the length.
impl std::fmt::Debug for Stretch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stretch").field("bytes", &self.lines.len()).field("place", &self.place).finish()
    }
}

/// All records of a reply. They share its memory.
///
/// # Errors
/// `Decode`, without quoting the reply: what is not records of KEY VALUE lines.
pub fn records(lines: &Text) -> Result<Vec<Properties>> {
    Stretch::whole(lines.clone()).records()
}

/// The one record of a reply.
///
/// # Errors
/// `Decode`: as [`records`], or if there are none or several.
pub fn record(lines: &Text) -> Result<Properties> {
    match <[Properties; 1]>::try_from(records(lines)?) {
        Ok([one]) => Ok(one),
        Err(other) => Err(unread(format!("the reply holds {} records instead of one", other.len()))),
    }
}

/// The words of each line of a list, without empty lines.
pub fn list(lines: &Text) -> Vec<Vec<Text>> {
    let words = |line: &str| line.split_ascii_whitespace().map(|word| lines.share(word)).collect::<Vec<_>>();
    lines.lines().map(words).filter(|words| !words.is_empty()).collect()
}

/// The error of a reply that does not read: `Decode`.
pub fn unread(what: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, what)
}

fn undecoded(error: anycloud_elastic_text::Error) -> Error {
    unread(error.to_string()).with_source(error)
}
