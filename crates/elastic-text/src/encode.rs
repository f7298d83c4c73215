use crate::error::{Error, ErrorKind, Result};
use crate::grammar::{self, Scan};
use crate::limits::Limits;
use crate::record::Record;

/// Writes one object, refusing what would not be read back as it is. An object without keys is an empty body.
///
/// ```
/// use anycloud_elastic_text::{Record, encode_object};
///
/// let mut drive = Record::new();
/// drive.push("name", "first\nsecond").push("size", 1024).push("claimed", "");
/// assert_eq!(encode_object(&drive)?, "name first\\nsecond\nsize 1024\nclaimed \n");
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
///
/// # Errors
///
/// As [`Encoder::object`].
pub fn encode_object(record: &Record) -> Result<String> {
    Encoder::new().object(record)
}

/// Writes a list of values, one on each line, refusing what would not be read back as it is.
///
/// # Errors
///
/// As [`Encoder::list`].
pub fn encode_list<I: IntoIterator<Item: AsRef<str>>>(items: I) -> Result<String> {
    Encoder::new().list(items)
}

/// Writes many objects, separated by one blank line, refusing what would not be read back as it is.
///
/// # Errors
///
/// As [`Encoder::objects`].
pub fn encode_objects<'a>(records: impl IntoIterator<Item = &'a Record>) -> Result<String> {
    Encoder::new().objects(records)
}

/// Writes bodies of each shape.
///
/// What it writes decodes to what it was given, under the same limits; what would not, it refuses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encoder {
    limits: Limits,
    lossy: bool,
}

impl Encoder {
    /// With the default limits, refusing what would be lost.
    pub const fn new() -> Self {
        Self { limits: Limits::new(), lossy: false }
    }

    /// With other limits.
    pub const fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Whether a backslash followed by `n` in a value is written as it is, though it is read back as a
    /// newline. The wire has no other way to write it.
    pub const fn lossy_backslash_n(self, lossy: bool) -> Self {
        Self { lossy, ..self }
    }

    /// Writes one object.
    ///
    /// # Errors
    ///
    /// For a key: [`ErrorKind::EmptyKey`], [`ErrorKind::KeyCharacter`]. For a value, with the key's name:
    /// [`ErrorKind::BackslashN`], [`ErrorKind::CarriageReturn`], [`ErrorKind::Nul`]. For the size:
    /// [`ErrorKind::LineTooLong`], [`ErrorKind::RecordTooLong`].
    pub fn object(&self, record: &Record) -> Result<String> {
        let mut body = String::new();
        self.write(&mut body, record)?;
        Ok(body)
    }

    /// Writes a list of values, one on each line.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::CarriageReturn`], [`ErrorKind::EmptyItem`], [`ErrorKind::ItemStart`],
    /// [`ErrorKind::LineTooLong`], [`ErrorKind::MultiLineItem`], [`ErrorKind::Nul`].
    pub fn list<I: IntoIterator<Item: AsRef<str>>>(&self, items: I) -> Result<String> {
        let mut body = String::new();
        for item in items {
            let item = item.as_ref();
            self.check_item(item).map_err(Error::new)?;
            body.push_str(item);
            body.push('\n');
        }
        Ok(body)
    }

    /// Writes many objects, separated by one blank line.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EmptyRecord`] and the errors of [`object`](Self::object).
    pub fn objects<'a>(&self, records: impl IntoIterator<Item = &'a Record>) -> Result<String> {
        let mut body = String::new();
        for record in records {
            if record.is_empty() {
                return Err(Error::new(ErrorKind::EmptyRecord));
            }
            if !body.is_empty() {
                body.push('\n');
            }
            self.write(&mut body, record)?;
        }
        Ok(body)
    }

    fn write(&self, body: &mut String, record: &Record) -> Result<()> {
        let start = body.len();
        for (key, value) in record {
            let line = body.len();
            check_key(key).map_err(Error::new)?;
            self.check_value(value).map_err(|kind| Error::new(kind).or_key(key))?;
            body.push_str(key);
            body.push(' ');
            for (at, part) in value.split('\n').enumerate() {
                if at > 0 {
                    body.push_str("\\n");
                }
                body.push_str(part);
            }
            if body.len() - line > self.limits.line {
                return Err(Error::new(ErrorKind::LineTooLong).or_key(key));
            }
            body.push('\n');
        }
        if body.len() - start > self.limits.record {
            return Err(Error::new(ErrorKind::RecordTooLong));
        }
        Ok(())
    }

    fn check_value(&self, value: &str) -> Result<(), ErrorKind> {
        check_characters(value)?;
        if !self.lossy && value.contains("\\n") {
            return Err(ErrorKind::BackslashN);
        }
        Ok(())
    }

    fn check_item(&self, item: &str) -> Result<(), ErrorKind> {
        check_characters(item)?;
        if item.contains('\n') {
            return Err(ErrorKind::MultiLineItem);
        }
        if item.bytes().all(|byte| byte == b' ') {
            return Err(ErrorKind::EmptyItem);
        }
        // The first line of a body must not look like a web page; one rule for all items is easier to know.
        if item.starts_with(grammar::BOM) || grammar::html_at(item.as_bytes(), usize::MAX).is_some() {
            return Err(ErrorKind::ItemStart);
        }
        if item.len() > self.limits.line {
            return Err(ErrorKind::LineTooLong);
        }
        Ok(())
    }
}

fn check_key(key: &str) -> Result<(), ErrorKind> {
    match grammar::scan_key(key.as_bytes()) {
        Scan::Space(_) | Scan::Refused(_) => Err(ErrorKind::KeyCharacter),
        Scan::Line => grammar::check_key(key).map_err(|(kind, _)| kind),
    }
}

fn check_characters(text: &str) -> Result<(), ErrorKind> {
    match memchr::memchr2(b'\r', b'\0', text.as_bytes()).map(|at| text.as_bytes()[at]) {
        None => Ok(()),
        Some(b'\0') => Err(ErrorKind::Nul),
        Some(_) => Err(ErrorKind::CarriageReturn),
    }
}
