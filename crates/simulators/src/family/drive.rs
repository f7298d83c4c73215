//! A drive: what is known about it, and what is on it.

use super::{
    contents::{Contents, Unconverted, decompress},
    ids::Uuid,
    imaging::Job,
    problem::Problem,
};
use anycloud_elastic_text::{Record, parse_size};
use std::collections::BTreeMap;

/// Limits of a drive's size in bytes: the least that was seen to be accepted, and 2 TiB.
pub(crate) const SIZES: (u64, u64) = (1 << 20, 2 << 40);

/// The most that one read gives: 4 MB, of which the services' own tools use 4194304 bytes.
pub(crate) const READ_LIMIT: u64 = 4 << 20;

#[derive(Clone, Debug)]
pub(crate) struct Drive {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) shared: bool,
    pub(crate) readers: String,
    pub(crate) tags: String,
    pub(crate) cipher: &'static str,
    /// Keys that one of the services has beside these, never empty.
    pub(crate) more: BTreeMap<String, String>,
    pub(crate) io: Io,
    pub(crate) contents: Contents,
}

/// Bytes read and written. Requests are these over 4096, as in recordings of the live service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Io {
    pub(crate) read: u64,
    pub(crate) written: u64,
}

impl Io {
    /// A new drive has been touched once each way.
    pub(crate) const NEW: Self = Self { read: 4096, written: 4096 };
}

impl Drive {
    pub(crate) fn new() -> Self {
        Self {
            name: String::new(),
            size: 0,
            shared: false,
            readers: String::new(),
            tags: String::new(),
            cipher: "aes-xts-plain",
            more: BTreeMap::new(),
            io: Io::NEW,
            contents: Contents::default(),
        }
    }

    /// One of the keys that are the same everywhere; any other is not known. An empty value unsets.
    pub(crate) fn assign(&mut self, key: String, value: String) -> Result<(), Problem> {
        match key.as_str() {
            "name" => self.name = name(value)?,
            "size" => self.size = size(&value)?,
            "claim:type" => {
                self.shared = match value.as_str() {
                    "" | "exclusive" => false,
                    "shared" => true,
                    _ => return Err(Problem::bad(key, value, "`exclusive` or `shared`")),
                };
            }
            "readers" => {
                for word in value.split_whitespace() {
                    uuid("readers", word)?;
                }
                self.readers = value;
            }
            "tags" => self.tags = line("tags", value)?,
            _ => return Err(Problem::UnknownKey(key)),
        }
        Ok(())
    }

    /// `encryption:cipher`, which only a new drive can be given.
    pub(crate) fn encrypt(&mut self, value: String) -> Result<(), Problem> {
        self.cipher = match value.as_str() {
            "none" => "none",
            "" | "aes-xts-plain" => "aes-xts-plain",
            _ => return Err(Problem::bad("encryption:cipher", value, "`none` or `aes-xts-plain`")),
        };
        Ok(())
    }

    pub(crate) fn keep(&mut self, key: String, value: String) {
        if value.is_empty() {
            self.more.remove(&key);
        } else {
            self.more.insert(key, value);
        }
    }

    /// It has what a drive must have.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.name.is_empty() {
            return Err(Problem::MissingKey("name"));
        }
        if self.size == 0 {
            return Err(Problem::MissingKey("size"));
        }
        Ok(())
    }

    /// The keys that are the same everywhere.
    pub(crate) fn record(&self, id: Uuid, user: Uuid) -> Record {
        let mut record = Record::new();
        record
            .push("claim:type", if self.shared { "shared" } else { "exclusive" })
            .push("drive", id)
            .push("encryption:cipher", self.cipher)
            .push("name", &self.name)
            .push("read:bytes", self.io.read)
            .push("read:requests", self.io.read.div_ceil(4096))
            .push("size", self.size)
            .push("user", user)
            .push("write:bytes", self.io.written)
            .push("write:requests", self.io.written.div_ceil(4096));
        for (key, value) in [("readers", &self.readers), ("tags", &self.tags)] {
            if !value.is_empty() {
                record.push(key, value);
            }
        }
        for (key, value) in &self.more {
            record.push(key, value);
        }
        record
    }

    pub(crate) fn read(&mut self, offset: u64, length: usize) -> Vec<u8> {
        self.io.read += length as u64;
        self.contents.read(offset, length)
    }

    /// Writes `data`, unzipped if need be. Nothing is written unless all of it fits.
    pub(crate) fn write(
        &mut self,
        id: Uuid,
        offset: Option<&str>,
        data: &[u8],
        gzip: bool,
    ) -> Result<(), Problem> {
        let offset = offset.map_or(Ok(0), |offset| bytes("OFFSET", offset))?;
        let full = || Problem::Full(format!("drive {id} ends at {} bytes", self.size));
        let most = self.size.checked_sub(offset).ok_or_else(full)?;
        let unzipped;
        let data = if gzip {
            unzipped = decompress(data, most).map_err(|error| match error {
                Unconverted::Corrupt => Problem::Usage("the body is not gzip data".to_owned()),
                Unconverted::TooLong => full(),
            })?;
            &unzipped[..]
        } else {
            data
        };
        if data.len() as u64 > most {
            return Err(full());
        }
        self.contents.write(offset, data);
        self.io.written += data.len() as u64;
        Ok(())
    }
}

/// What ended imagings leave behind.
pub(crate) fn arrive(drives: &mut BTreeMap<Uuid, Drive>, ended: Vec<Job>) {
    for job in ended {
        if let Some(drive) = drives.get_mut(&job.from) {
            drive.io.read += drive.size;
        }
        if let Some(drive) = drives.get_mut(&job.to) {
            drive.contents.copy(&job.contents, job.length);
            drive.io.written += job.length;
        }
    }
}

/// What `read` is asked for.
pub(crate) fn stretch(offset: &str, size: &str) -> Result<(u64, u64), Problem> {
    let (offset, length) = (bytes("OFFSET", offset)?, bytes("SIZE", size)?);
    if length == 0 || length > READ_LIMIT {
        return Err(Problem::OutOfRange { key: "SIZE", value: length, least: 1, most: READ_LIMIT });
    }
    Ok((offset, length))
}

/// The stretch lies within the drive.
pub(crate) fn check_within(offset: u64, length: u64, all: u64) -> Result<(), Problem> {
    if offset.checked_add(length).is_none_or(|end| end > all) {
        return Err(Problem::Usage(format!(
            "{length} bytes from {offset} reach beyond the {all} of the drive"
        )));
    }
    Ok(())
}

pub(crate) fn uuid(what: &str, text: &str) -> Result<Uuid, Problem> {
    Uuid::parse(text).ok_or_else(|| Problem::bad(what, text, "a UUID"))
}

pub(crate) fn name(value: String) -> Result<String, Problem> {
    if value.trim().is_empty() {
        return Err(Problem::MissingKey("name"));
    }
    line("name", value)
}

pub(crate) fn line(key: &str, value: String) -> Result<String, Problem> {
    if value.contains(char::is_control) {
        return Err(Problem::bad(key, value, "one line of text"));
    }
    Ok(value)
}

fn size(text: &str) -> Result<u64, Problem> {
    let size = bytes("size", text)?;
    if !(SIZES.0..=SIZES.1).contains(&size) {
        return Err(Problem::OutOfRange { key: "size", value: size, least: SIZES.0, most: SIZES.1 });
    }
    Ok(size)
}

pub(crate) fn bytes(key: &str, text: &str) -> Result<u64, Problem> {
    parse_size(text)
        .map_err(|_| Problem::bad(key, text, "a number of bytes, or one with the suffix k, M, G or T"))
}
