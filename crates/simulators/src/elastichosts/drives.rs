//! Drives: list, info, create, set, destroy.

use super::{
    contents::Contents,
    ids::Uuid,
    problem::Problem,
    state::{Drive, Io, Settings, State},
    wire::Form,
};
use anycloud_elastic_text::{Record, parse_size};
use std::collections::BTreeMap;

/// Limits of a drive's size in bytes: the least that was seen to be accepted, and 2 TiB.
pub(super) const SIZES: (u64, u64) = (1 << 20, 2 << 40);

impl State {
    pub(super) fn create_drive(&mut self, form: Form) -> Result<Uuid, Problem> {
        let id = self.ids.make();
        self.insert_drive(id, form)?;
        Ok(id)
    }

    pub(super) fn insert_drive(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        if self.drives.contains_key(&id) || self.standard.contains_key(&id) {
            return Err(Problem::Duplicate(id.to_string()));
        }
        let mut drive = Drive {
            name: String::new(),
            size: 0,
            shared: false,
            readers: String::new(),
            tags: String::new(),
            tier: String::new(),
            cipher: "aes-xts-plain",
            user: BTreeMap::new(),
            io: Io::NEW,
            contents: Contents::default(),
        };
        for (key, value) in form {
            match key.as_str() {
                "encryption:cipher" => {
                    drive.cipher = match value.as_str() {
                        "none" => "none",
                        "" | "aes-xts-plain" => "aes-xts-plain",
                        _ => return Err(Problem::bad(key, value, "`none` or `aes-xts-plain`")),
                    };
                }
                "avoid" => {
                    for word in value.split_whitespace() {
                        uuid("avoid", word)?;
                    }
                }
                "tier" if matches!(value.as_str(), "" | "disk" | "ssd") => drive.tier = value,
                "tier" => return Err(Problem::bad(key, value, "`disk` or `ssd`")),
                _ => drive.assign(key, value)?,
            }
        }
        if drive.name.is_empty() {
            return Err(Problem::MissingKey("name"));
        }
        if drive.size == 0 {
            return Err(Problem::MissingKey("size"));
        }
        self.drives.insert(id, drive);
        Ok(())
    }

    pub(super) fn set_drive(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let held = self.own_drive(id)?;
        // Nothing changes unless everything can. Contents are shared, not copied.
        let mut changed = held.clone();
        for (key, value) in form {
            changed.assign(key, value)?;
        }
        let (old, new) = (held.size, changed.size);
        if new < old {
            return Err(Problem::Usage(format!("size: a drive of {old} bytes cannot shrink to {new}")));
        }
        if new > old {
            self.check_idle(id)?;
        }
        if changed.shared != held.shared && self.claims.contains_key(&id) {
            return Err(Problem::busy("drive", id, "is claimed by a server"));
        }
        self.drives.insert(id, changed);
        Ok(())
    }

    pub(super) fn destroy_drive(&mut self, id: Uuid) -> Result<(), Problem> {
        self.own_drive(id)?;
        self.check_idle(id)?;
        self.check_no_source(id)?;
        self.drives.remove(&id);
        Ok(())
    }

    pub(super) fn own_drive(&self, id: Uuid) -> Result<&Drive, Problem> {
        self.drives.get(&id).ok_or_else(|| Problem::no("drive", id))
    }

    pub(super) fn own_drive_mut(&mut self, id: Uuid) -> Result<&mut Drive, Problem> {
        self.drives.get_mut(&id).ok_or_else(|| Problem::no("drive", id))
    }

    /// Neither claimed by a running server nor being imaged.
    pub(super) fn check_idle(&self, id: Uuid) -> Result<(), Problem> {
        if self.claims.contains_key(&id) {
            return Err(Problem::busy("drive", id, "is claimed by a server"));
        }
        self.check_not_imaging(id)
    }

    pub(super) fn check_not_imaging(&self, id: Uuid) -> Result<(), Problem> {
        if self.jobs.iter().any(|job| job.to == id) {
            return Err(Problem::busy("drive", id, "is being imaged"));
        }
        Ok(())
    }

    pub(super) fn check_no_source(&self, id: Uuid) -> Result<(), Problem> {
        if self.jobs.iter().any(|job| job.from == id) {
            return Err(Problem::busy("drive", id, "is the source of an imaging"));
        }
        Ok(())
    }

    /// The drive as `info` has it, its keys in order.
    pub(super) fn drive_record(&self, id: Uuid, full: bool) -> Result<Record, Problem> {
        let Some(drive) = self.drives.get(&id) else {
            let standard = self.standard.get(&id).ok_or_else(|| Problem::no("drive", id))?;
            return Ok(standard.record());
        };
        let mut record = Record::new();
        record
            .push("claim:type", if drive.shared { "shared" } else { "exclusive" })
            .push("drive", id)
            .push("encryption:cipher", drive.cipher)
            .push("name", &drive.name)
            .push("read:bytes", drive.io.read)
            .push("read:requests", drive.io.read.div_ceil(4096))
            .push("size", drive.size)
            .push("status", "active")
            .push("user", self.settings.user)
            .push("write:bytes", drive.io.written)
            .push("write:requests", drive.io.written.div_ceil(4096));
        for (key, value) in [("readers", &drive.readers), ("tags", &drive.tags), ("tier", &drive.tier)] {
            if !value.is_empty() {
                record.push(key, value);
            }
        }
        for (key, value) in &drive.user {
            record.push(key, value);
        }
        if let Some(claims) = self.claims.get(&id) {
            record.push("claimed", claimed(&self.settings, claims));
        }
        if let Some(imaging) = self.imaging(id, full) {
            record.push("imaging", imaging);
        }
        record.sort();
        Ok(record)
    }
}

impl Drive {
    /// One of the keys that both `create` and `set` know. An empty value unsets.
    fn assign(&mut self, key: String, value: String) -> Result<(), Problem> {
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
            _ if key.len() > 5 && key.starts_with("user:") => {
                if value.is_empty() {
                    self.user.remove(&key);
                } else {
                    self.user.insert(key, value);
                }
            }
            _ => return Err(Problem::UnknownKey(key)),
        }
        Ok(())
    }
}

/// `HOST:guest:SERVER:DEVICE` for each server, as recordings of the live service have it.
fn claimed(settings: &Settings, claims: &BTreeMap<Uuid, String>) -> String {
    let tokens: Vec<String> =
        claims.iter().map(|(server, device)| format!("{}:guest:{server}:{device}", settings.host)).collect();
    tokens.join(" ")
}

pub(super) fn uuid(what: &str, text: &str) -> Result<Uuid, Problem> {
    Uuid::parse(text).ok_or_else(|| Problem::bad(what, text, "a UUID"))
}

pub(super) fn name(value: String) -> Result<String, Problem> {
    if value.trim().is_empty() {
        return Err(Problem::MissingKey("name"));
    }
    line("name", value)
}

pub(super) fn line(key: &str, value: String) -> Result<String, Problem> {
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

pub(super) fn bytes(key: &str, text: &str) -> Result<u64, Problem> {
    parse_size(text)
        .map_err(|_| Problem::bad(key, text, "a number of bytes, or one with the suffix k, M, G or T"))
}
