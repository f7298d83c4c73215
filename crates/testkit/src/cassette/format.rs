//! The file: lines that a person can write by hand, with `>` and `<` before what went out and came in.

use super::{Answered, Asked, Cassette, Exchange, Mode, Origin};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use std::fmt;
use std::iter::Peekable;
use std::path::{Path, PathBuf};

const FIRST_LINE: &str = "anycloud cassette 1";
/// Bytes in one line of base64.
const WIDTH: usize = 57;

/// Why a cassette could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CassetteError {
    path: Option<PathBuf>,
    line: Option<usize>,
    what: String,
}

impl CassetteError {
    /// The line, from 1, if it is about one.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    pub(super) fn file(path: &Path, error: &std::io::Error) -> Self {
        Self { path: Some(path.to_owned()), line: None, what: error.to_string() }
    }

    pub(super) fn of(mut self, path: &Path) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    fn at(line: usize, what: impl Into<String>) -> Self {
        Self { path: None, line: Some(line), what: what.into() }
    }
}

impl fmt::Display for CassetteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}", path.display())?,
            None => f.write_str("cassette")?,
        }
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for CassetteError {}

pub(super) fn read(text: &str) -> Result<Cassette, CassetteError> {
    let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let mut lines = lines.enumerate().map(|(n, line)| (n + 1, line)).peekable();
    match lines.next() {
        Some((_, FIRST_LINE)) => {}
        _ => return Err(CassetteError::at(1, format!("the first line must be `{FIRST_LINE}`"))),
    }
    let (mut origin, mut mode, mut notes) = (None, Mode::default(), Vec::new());
    while let Some((n, line)) = lines.next_if(|(_, line)| !line.starts_with('>')) {
        match line.split_once(": ") {
            _ if line.trim().is_empty() || line.starts_with('#') => {}
            Some(("origin", from)) => origin = Some(read_origin(n, from)?),
            Some(("mode", "sequential")) => mode = Mode::Sequential,
            Some(("mode", "unordered")) => mode = Mode::Unordered,
            Some(("note", note)) => notes.push(note.to_owned()),
            _ => return Err(CassetteError::at(n, format!("{line:?} is no origin, mode or note"))),
        }
    }
    let missing = "`origin: recorded from SERVER VERSION` or `origin: transcribed from DOCUMENT` is missing";
    let mut cassette = Cassette::new(origin.ok_or_else(|| CassetteError::at(2, missing))?);
    (cassette.mode, cassette.notes) = (mode, notes);
    while skip_to_text(&mut lines) {
        cassette.exchanges.push(read_exchange(&mut lines)?);
    }
    Ok(cassette)
}

pub(super) fn write(cassette: &Cassette, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{FIRST_LINE}\norigin: {}", cassette.origin)?;
    if cassette.mode == Mode::Unordered {
        writeln!(f, "mode: unordered")?;
    }
    for note in &cassette.notes {
        writeln!(f, "note: {}", note.replace('\n', " "))?;
    }
    for Exchange { request, response } in &cassette.exchanges {
        write!(f, "\n> {} {}\n", request.method, request.path)?;
        write_rest(f, '>', &request.headers, &request.body)?;
        write!(f, "\n< {}\n", response.status.as_str())?;
        write_rest(f, '<', &response.headers, &response.body)?;
    }
    Ok(())
}

type Line<'a> = (usize, &'a str);

fn read_origin(n: usize, text: &str) -> Result<Origin, CassetteError> {
    let named = |rest: &str| Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty());
    let recorded = text.strip_prefix("recorded from ").and_then(named).map(Origin::Recorded);
    let transcribed = || text.strip_prefix("transcribed from ").and_then(named).map(Origin::Transcribed);
    let wrong = "an origin is `recorded from SERVER VERSION` or `transcribed from DOCUMENT`";
    recorded.or_else(transcribed).ok_or_else(|| CassetteError::at(n, wrong))
}

/// Passes blank lines and remarks; `false` at the end.
fn skip_to_text<'a>(lines: &mut Peekable<impl Iterator<Item = Line<'a>>>) -> bool {
    while lines.next_if(|(_, line)| line.trim().is_empty() || line.starts_with('#')).is_some() {}
    lines.peek().is_some()
}

fn read_exchange<'a>(
    lines: &mut Peekable<impl Iterator<Item = Line<'a>>>,
) -> Result<Exchange, CassetteError> {
    let (n, first) = start(lines, '>', "> METHOD /path")?;
    let Some((method, path)) = first.split_once(' ').filter(|(_, path)| path.starts_with('/')) else {
        return Err(CassetteError::at(n, format!("{first:?} is no `METHOD /path`")));
    };
    let method: Method =
        method.parse().map_err(|_| CassetteError::at(n, format!("{method:?} is no method")))?;
    let (headers, body) = read_rest(lines, '>')?;
    let request = Asked { method, path: path.trim_end().to_owned(), headers, body };
    skip_to_text(lines);
    let (n, first) = start(lines, '<', "< STATUS")?;
    // A manual's `200 OK` may stay as it is.
    let code = first.split_whitespace().next().unwrap_or_default();
    let status: StatusCode =
        code.parse().map_err(|_| CassetteError::at(n, format!("{first:?} is no status")))?;
    let (headers, body) = read_rest(lines, '<')?;
    Ok(Exchange { request, response: Answered { status, headers, body } })
}

fn start<'a>(
    lines: &mut Peekable<impl Iterator<Item = Line<'a>>>,
    mark: char,
    form: &str,
) -> Result<Line<'a>, CassetteError> {
    let wrong = |n| CassetteError::at(n, format!("`{form}` is expected here"));
    let (n, line) = lines.next().ok_or_else(|| wrong(0)).map_err(|mut e| {
        e.line = None;
        e.what.push_str(", and the file ends");
        e
    })?;
    match marked(line, mark) {
        Some(text) if !text.is_empty() => Ok((n, text)),
        _ => Err(wrong(n)),
    }
}

/// Headers up to an empty line, then the body up to the first line without the mark.
fn read_rest<'a>(
    lines: &mut Peekable<impl Iterator<Item = Line<'a>>>,
    mark: char,
) -> Result<(Vec<(String, String)>, Bytes), CassetteError> {
    let mut headers = Vec::new();
    let mut body: Option<Vec<u8>> = None;
    while let Some((n, line)) = lines.next_if(|(_, line)| line.starts_with(mark)) {
        let rest = &line[1..];
        match (&mut body, marked(line, mark)) {
            (None, Some("")) => body = Some(Vec::new()),
            (None, Some(header)) => {
                let pair = header.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
                let good = pair.filter(|(name, value)| {
                    name.parse::<HeaderName>().is_ok() && HeaderValue::from_str(value).is_ok()
                });
                let (name, value) =
                    good.ok_or_else(|| CassetteError::at(n, format!("{header:?} is no `Name: value`")))?;
                headers.push((name.to_owned(), value.to_owned()));
            }
            (Some(body), _) if rest == "\\" => {
                if body.pop().is_none_or(|last| last != b'\n') {
                    return Err(CassetteError::at(n, "there is no line end before this to take away"));
                }
            }
            (Some(body), _) if rest.starts_with('=') => {
                let bytes = STANDARD.decode(rest[1..].trim());
                body.extend(bytes.map_err(|_| CassetteError::at(n, "that is no base64"))?);
            }
            (Some(body), Some(text)) => {
                body.extend(text.as_bytes());
                body.push(b'\n');
            }
            (_, None) => return Err(CassetteError::at(n, format!("a space must follow `{mark}`"))),
        }
    }
    Ok((headers, body.unwrap_or_default().into()))
}

/// What follows the mark and one space; editors take the space of an empty line away.
fn marked(line: &str, mark: char) -> Option<&str> {
    let rest = line.strip_prefix(mark)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(' ') }
}

fn write_rest(
    f: &mut fmt::Formatter<'_>,
    mark: char,
    headers: &[(String, String)],
    body: &[u8],
) -> fmt::Result {
    for (name, value) in headers {
        writeln!(f, "{mark} {name}: {value}")?;
    }
    if body.is_empty() {
        return Ok(());
    }
    writeln!(f, "{mark}")?;
    let Some(text) = readable(body) else {
        for line in body.chunks(WIDTH) {
            writeln!(f, "{mark}= {}", STANDARD.encode(line))?;
        }
        return Ok(());
    };
    for line in text.split_inclusive('\n') {
        match line.trim_end_matches('\n') {
            "" => writeln!(f, "{mark}")?,
            // Editors take away what cannot be seen at the end of a line.
            text if text.ends_with(char::is_whitespace) => writeln!(f, "{mark}= {}", STANDARD.encode(line))?,
            text => writeln!(f, "{mark} {text}")?,
        }
    }
    if !text.ends_with(char::is_whitespace) {
        writeln!(f, "{mark}\\")?;
    }
    Ok(())
}

/// Text without control characters.
fn readable(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?;
    let good = text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control());
    good.then_some(text)
}
