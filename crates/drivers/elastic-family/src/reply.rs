//! Replies as text: records between blank lines, and lists.

use crate::properties::Properties;
use anycloud_core::{Error, ErrorKind, Result, Text};
use anycloud_elastic_text::Records;
use std::borrow::Cow;

/// All records of a reply. They share its memory.
///
/// # Errors
/// `Decode`, without quoting the reply: what is not records of KEY VALUE lines.
pub fn records(lines: &Text) -> Result<Vec<Properties>> {
    let records = Records::new(lines).map(|record| {
        let record = record.map_err(|e| unread(e.to_string()).with_source(e))?;
        Ok(Properties::new(lines.share(record.as_str())))
    });
    records.collect()
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

/// A reply that does not read.
pub fn unread(what: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, what)
}
