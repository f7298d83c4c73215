use crate::block::Records;
#[cfg(doc)]
use crate::error::ErrorKind;
use crate::error::Result;
use crate::event::Lines;
use crate::limits::Limits;
use crate::record::Record;

/// Reads a body that is one object, with the default limits. An empty body is an object without keys.
///
/// ```
/// let drive = anycloud_elastic_text::decode_object("name test\nsize 1073741824\nclaimed \n")?;
/// assert_eq!(drive.get("name"), Some("test"));
/// assert_eq!(drive.u64("size")?, Some(1 << 30));
/// assert_eq!(drive.get("claimed"), Some(""));
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
///
/// # Errors
///
/// As [`Decoder::object`].
pub fn decode_object(body: impl AsRef<[u8]>) -> Result<Record> {
    Decoder::new().object(body)
}

/// Reads a body that is a list of values, one on each line, with the default limits.
///
/// ```
/// let addresses = anycloud_elastic_text::decode_list("ip 192.168.0.1\nip 192.168.0.2\n")?;
/// assert_eq!(addresses, ["ip 192.168.0.1", "ip 192.168.0.2"]);
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
///
/// # Errors
///
/// As [`Decoder::list`].
pub fn decode_list(body: impl AsRef<[u8]>) -> Result<Vec<String>> {
    Decoder::new().list(body)
}

/// Reads a body that is many objects, separated by blank lines, with the default limits.
///
/// ```
/// let servers = anycloud_elastic_text::decode_objects("name web\n\nname db\n")?;
/// assert_eq!(servers.len(), 2);
/// # Ok::<(), anycloud_elastic_text::Error>(())
/// ```
///
/// # Errors
///
/// As [`Decoder::objects`].
pub fn decode_objects(body: impl AsRef<[u8]>) -> Result<Vec<Record>> {
    Decoder::new().objects(body)
}

/// Reads whole bodies of each shape. For bodies that arrive piece by piece there is
/// [`Reader`](crate::Reader).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decoder {
    limits: Limits,
}

impl Decoder {
    /// With the default limits.
    pub const fn new() -> Self {
        Self { limits: Limits::new() }
    }

    /// With other limits.
    pub const fn limits(self, limits: Limits) -> Self {
        Self { limits }
    }

    /// Reads one object. An empty body, or one of blank lines only, is an object without keys.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::SeveralRecords`] if a line follows a blank line that follows a line, and the errors of
    /// [`objects`](Self::objects).
    pub fn object(&self, body: impl AsRef<[u8]>) -> Result<Record> {
        let mut records = self.records(body.as_ref());
        let mut pairs = Vec::new();
        records.next_pairs(|pair| pairs.push(pair))?;
        records.refuse_another()?;
        Ok(pairs.into_iter().collect())
    }

    /// Reads a list of values: each line that is not blank is one, as it stands.
    ///
    /// Values of a list have no escapes: a `\n` in one stays two characters. A line of spaces is blank here.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Html`], [`ErrorKind::LineTooLong`], [`ErrorKind::NotUtf8`].
    pub fn list(&self, body: impl AsRef<[u8]>) -> Result<Vec<String>> {
        let mut items = Vec::new();
        let mut fresh = true;
        for line in Lines::from_slice(body.as_ref()).filter(|line| !line.is_blank()) {
            let item = line.check(fresh, self.limits.line)?;
            if item.bytes().any(|byte| byte != b' ') {
                fresh = false;
                items.push(item.to_owned());
            }
        }
        Ok(items)
    }

    /// Reads the objects between blank lines. An empty body is no object.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EmptyKey`], [`ErrorKind::Html`], [`ErrorKind::KeyCharacter`], [`ErrorKind::LineTooLong`],
    /// [`ErrorKind::NotUtf8`], [`ErrorKind::RecordTooLong`]; the first in the body's order, with its place.
    pub fn objects(&self, body: impl AsRef<[u8]>) -> Result<Vec<Record>> {
        let mut records = self.records(body.as_ref());
        let mut pairs = Vec::new();
        let mut objects = Vec::new();
        while records.next_pairs(|pair| pairs.push(pair))?.is_some() {
            objects.push(pairs.drain(..).collect());
        }
        Ok(objects)
    }

    fn records<'a>(&self, body: &'a [u8]) -> Records<'a> {
        Records::from_slice(body).limits(self.limits)
    }
}
