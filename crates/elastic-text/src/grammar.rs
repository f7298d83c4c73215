//! The rules that every layer shares: what a key is, how a newline is written, what a web page looks like.

use std::borrow::Cow;

use crate::error::ErrorKind;

/// The byte order mark.
pub(crate) const BOM: &str = "\u{feff}";

/// Whether a text can be a key: not empty, without control characters, spaces and `<`, and not starting with
/// a byte order mark.
pub fn is_key(text: &str) -> bool {
    match scan_key(text.as_bytes()) {
        Scan::Line => check_key(text).is_ok(),
        Scan::Space(_) | Scan::Refused(_) => false,
    }
}

/// Reads a value as it stands on the wire: the two characters `\n` are a newline, every other backslash is
/// itself.
#[inline]
pub fn unescape(raw: &str) -> Cow<'_, str> {
    match memchr::memchr(b'\\', raw.as_bytes()) {
        Some(first) => unescape_from(raw, first),
        None => Cow::Borrowed(raw),
    }
}

/// Where the key of a line ends.
pub(crate) enum Scan {
    /// At the first space.
    Space(usize),
    /// At the end of the line: there is no space.
    Line,
    /// At an ASCII character that keys cannot have.
    Refused(usize),
}

/// Looks for the end of the key in a line, or in a text that should be a key.
#[inline]
pub(crate) fn scan_key(line: &[u8]) -> Scan {
    for (at, &byte) in line.iter().enumerate() {
        if ENDS_KEY[usize::from(byte)] {
            return if byte == b' ' { Scan::Space(at) } else { Scan::Refused(at) };
        }
    }
    Scan::Line
}

/// The rest of the rule for a key in which [`scan_key`] found nothing; the offset is the offending character's.
#[inline]
pub(crate) fn check_key(key: &str) -> Result<(), (ErrorKind, usize)> {
    if key.is_empty() {
        return Err((ErrorKind::EmptyKey, 0));
    }
    if key.is_ascii() {
        return Ok(());
    }
    if key.starts_with(BOM) {
        return Err((ErrorKind::KeyCharacter, 0));
    }
    // The control characters beyond ASCII, U+0080 to U+009F.
    match key.char_indices().find(|(_, c)| c.is_control()) {
        Some((at, _)) => Err((ErrorKind::KeyCharacter, at)),
        None => Ok(()),
    }
}

/// Where a web page's `<` stands, if a body's first line with text starts like one.
///
/// Looks at the start of the line only: never further than a reader that stops at the line limit.
pub(crate) fn html_at(line: &[u8], limit: usize) -> Option<usize> {
    let window = &line[..line.len().min(limit.saturating_add(1)).min(1024)];
    let mut rest = window;
    loop {
        rest = rest.trim_ascii_start();
        match rest.strip_prefix(BOM.as_bytes()) {
            Some(after) => rest = after,
            None => break,
        }
    }
    rest.starts_with(b"<").then_some(window.len() - rest.len())
}

fn unescape_from(raw: &str, first: usize) -> Cow<'_, str> {
    let bytes = raw.as_bytes();
    let mut text = String::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'\\', &bytes[first..]).map(|at| at + first) {
        if bytes.get(at + 1) == Some(&b'n') {
            text.push_str(&raw[copied..at]);
            text.push('\n');
            copied = at + 2;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(raw);
    }
    text.push_str(&raw[copied..]);
    Cow::Owned(text)
}

/// ASCII control characters, space and `<`.
static ENDS_KEY: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte <= 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[0x7f] = true;
    table[b'<' as usize] = true;
    table
};
