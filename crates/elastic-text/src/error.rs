use std::fmt;

/// What this crate's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, and where.
///
/// Text that came from a body or from a caller's value is never part of an error: it may be a secret. Key
/// names are, if they keep the rule for keys and the caller or the record's author chose them.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

/// Why the codec refused, for matching on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Encode: a value holds a backslash followed by `n`, which would be read back as a newline.
    BackslashN,
    /// Encode: a value or an item holds a carriage return.
    CarriageReturn,
    /// Encode: a list item is empty or only spaces.
    EmptyItem,
    /// A line starts with a space, or a key to encode is empty.
    EmptyKey,
    /// Encode: one of several records has no keys; between blank lines it would vanish.
    EmptyRecord,
    /// The body is a web page: its first character that is not white space is `<`.
    Html,
    /// Encode: a list item starts with `<` or with a byte order mark, as a web page would.
    ItemStart,
    /// A key holds a control character or `<`, starts with a byte order mark, or (encode) holds a space.
    KeyCharacter,
    /// A line is longer than [`Limits::line`](crate::Limits::line).
    LineTooLong,
    /// A key that is required is absent.
    MissingKey,
    /// Encode: a list item holds a line feed.
    MultiLineItem,
    /// The body is not UTF-8.
    NotUtf8,
    /// Encode: a value or an item holds a NUL character.
    Nul,
    /// A record is longer than [`Limits::record`](crate::Limits::record).
    RecordTooLong,
    /// One object was asked for, and the body holds several.
    SeveralRecords,
    /// A Rust type has no place in this format, such as a map inside a map.
    Shape,
    /// A key that a type with `deny_unknown_fields` does not have.
    UnknownKey,
    /// A value is not of the type that was asked for.
    Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    position: Option<Position>,
    key: Option<Box<str>>,
    expected: Option<Box<str>>,
}

/// A place in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// Counted from 1.
    pub(crate) line: u64,
    /// Counted from 0, in bytes from the start of the body.
    pub(crate) byte: u64,
}

impl Error {
    /// Why.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The line of the body, counted from 1; `None` if there is no body (encoding, records made by hand).
    pub fn line(&self) -> Option<u64> {
        self.0.position.map(|position| position.line)
    }

    /// The byte of the body, counted from 0; `None` if there is no body.
    ///
    /// It is where the offending character stands, or where the offending line starts.
    pub fn byte(&self) -> Option<u64> {
        self.0.position.map(|position| position.byte)
    }

    /// The key whose value was refused or is missing.
    pub fn key(&self) -> Option<&str> {
        self.0.key.as_deref()
    }

    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, position: None, key: None, expected: None }))
    }

    pub(crate) fn at(kind: ErrorKind, line: u64, byte: u64) -> Self {
        Self::new(kind).or_position(Some(Position { line, byte }))
    }

    pub(crate) fn value(expected: impl Into<Box<str>>) -> Self {
        let mut error = Self::new(ErrorKind::Value);
        error.0.expected = Some(expected.into());
        error
    }

    pub(crate) fn shape(what: &'static str) -> Self {
        let mut error = Self::new(ErrorKind::Shape);
        error.0.expected = Some(what.into());
        error
    }

    /// Names the key, unless one is named already or the name itself is suspect.
    pub(crate) fn or_key(mut self, key: &str) -> Self {
        if self.0.key.is_none() && crate::is_key(key) {
            let short: String = key.chars().take(64).collect();
            self.0.key = Some(short.into());
        }
        self
    }

    /// Places the error, unless it has a place already.
    pub(crate) fn or_position(mut self, position: Option<Position>) -> Self {
        self.0.position = self.0.position.or(position);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.0.position {
            write!(f, "line {}, byte {}: ", position.line, position.byte)?;
        }
        if let Some(key) = &self.0.key {
            write!(f, "key `{key}`: ")?;
        }
        match (self.0.kind, &self.0.expected) {
            (ErrorKind::Value, Some(expected)) => write!(f, "the value is not {expected}"),
            (ErrorKind::Shape, Some(what)) => write!(f, "the format has no place for {what}"),
            (kind, _) => f.write_str(kind.message()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("line", &self.line())
            .field("byte", &self.byte())
            .field("key", &self.0.key)
            .field("expected", &self.0.expected)
            .finish()
    }
}

impl std::error::Error for Error {}

impl ErrorKind {
    fn message(self) -> &'static str {
        match self {
            Self::BackslashN => "a backslash before an `n` would be read back as a newline",
            Self::CarriageReturn => "a carriage return cannot be written",
            Self::EmptyItem => "a list item has no text",
            Self::EmptyKey => "the key is empty",
            Self::EmptyRecord => "a record without keys cannot stand among several",
            Self::Html => "this is a web page (it starts with `<`), not KEY VALUE text",
            Self::ItemStart => "a list item starts like a web page",
            Self::KeyCharacter => "the key holds a character that keys cannot have",
            Self::LineTooLong => "the line is longer than the limit",
            Self::MissingKey => "the key is missing",
            Self::MultiLineItem => "a list item holds a newline",
            Self::NotUtf8 => "the text is not UTF-8",
            Self::Nul => "a NUL character cannot be written",
            Self::RecordTooLong => "the record is longer than the limit",
            Self::SeveralRecords => "one object was expected, here a second one starts",
            Self::Shape => "the type has no place in this format",
            Self::UnknownKey => "the type has no such key",
            Self::Value => "the value was refused",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}
