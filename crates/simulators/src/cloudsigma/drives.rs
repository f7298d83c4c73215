//! Drives: list, info, create, set, clone, destroy, read, write.

use super::state::State;
use crate::family::{
    drive::{Drive, bytes, check_within, line, stretch, uuid},
    ids::Uuid,
    imaging::Progress,
    power::claimed,
    problem::Problem,
    wire::Form,
};
use anycloud_elastic_text::Record;

/// The tag that says where a drive lies.
const SSD: &str = "affinity:ssd";

/// Keys that recordings of drives have beside those of the manual.
const MORE: [&str; 8] = ["bits", "description", "drive_type", "install_notes", "os", "type", "url", "use"];

impl State {
    pub(super) fn create_drive(&mut self, form: Form) -> Result<Uuid, Problem> {
        let id = self.ids.make();
        self.insert_drive(id, form)?;
        if let Err(problem) = self.check_fee("drive") {
            self.drives.remove(&id);
            return Err(problem);
        }
        self.take_fee("drive", id);
        Ok(id)
    }

    pub(super) fn insert_drive(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        if self.drives.contains_key(&id) || self.standard(id).is_some() {
            return Err(Problem::Duplicate(id.to_string()));
        }
        let mut drive = Drive::new();
        for (key, value) in form {
            match key.as_str() {
                "encryption:cipher" => drive.encrypt(value)?,
                _ => assign(&mut drive, key, value)?,
            }
        }
        drive.check()?;
        self.drives.insert(id, drive);
        Ok(())
    }

    /// What is given is changed, the rest stays. Where a drive lies cannot be changed: that takes a clone.
    pub(super) fn set_drive(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let held = self.own_drive(id)?;
        let mut changed = held.clone();
        for (key, value) in form {
            assign(&mut changed, key, value)?;
        }
        let (old, new) = (held.size, changed.size);
        if new < old {
            return Err(too_small(new, old));
        }
        if is_ssd(&held.tags) != is_ssd(&changed.tags) {
            let why = "* A drive moves between SSD and HDD by being cloned.".to_owned();
            return Err(Problem::Fields(vec![("tags".to_owned(), why)]));
        }
        if new > old {
            self.check_idle(id)?;
        }
        if changed.shared != held.shared && self.machines.claims.contains_key(&id) {
            return Err(Problem::busy("drive", id, "is claimed by a server"));
        }
        self.drives.insert(id, changed);
        Ok(())
    }

    /// A copy that fills as time passes. Keys that are not known are ignored: a public client sends one.
    pub(super) fn clone_drive(&mut self, from: Uuid, form: Form) -> Result<Uuid, Problem> {
        let (contents, size, mut clone) = match (self.drives.get(&from), self.standard(from)) {
            (Some(drive), _) => (drive.contents.clone(), drive.size, copy(drive)),
            (None, Some(standard)) => {
                let mut clone = Drive::new();
                clone.keep("type".to_owned(), standard.kind.word().to_owned());
                (standard.contents(), standard.size, clone)
            }
            (None, None) => return Err(Problem::no("drive", from)),
        };
        clone.name = String::new();
        clone.size = size;
        for (key, value) in form {
            if matches!(key.as_str(), "claim:type" | "name" | "readers" | "size" | "tags") {
                assign(&mut clone, key, value)?;
            }
        }
        clone.check()?;
        if clone.size < size {
            return Err(too_small(clone.size, size));
        }
        self.imagings.check_no_target(from)?;
        if self.machines.claims.contains_key(&from)
            && self.drives.get(&from).is_some_and(|drive| !drive.shared)
        {
            return Err(Problem::busy("drive", from, "is claimed by a server"));
        }
        self.check_fee("drive")?;
        let id = self.ids.make();
        self.drives.insert(id, clone);
        self.imagings.queue(self.now, id, from, contents, size);
        self.take_fee("drive", id);
        Ok(id)
    }

    pub(super) fn destroy_drive(&mut self, id: Uuid) -> Result<(), Problem> {
        self.own_drive(id)?;
        if self.machines.claims.contains_key(&id) {
            return Err(in_use("drive", id));
        }
        self.imagings.check_no_target(id)?;
        self.imagings.check_no_source(id)?;
        self.drives.remove(&id);
        Ok(())
    }

    pub(super) fn read(&mut self, id: Uuid, offset: &str, size: &str) -> Result<Vec<u8>, Problem> {
        let (offset, length) = stretch(offset, size)?;
        self.imagings.check_no_target(id)?;
        if let Some(drive) = self.drives.get_mut(&id) {
            check_within(offset, length, drive.size)?;
            return Ok(drive.read(offset, length as usize));
        }
        let standard = self.standard(id).ok_or_else(|| Problem::no("drive", id))?;
        check_within(offset, length, standard.size)?;
        Ok(standard.contents().read(offset, length as usize))
    }

    pub(super) fn write(&mut self, id: Uuid, offset: &str, data: &[u8], gzip: bool) -> Result<(), Problem> {
        let offset = if offset.is_empty() { "0" } else { offset };
        bytes("OFFSET", offset)?;
        self.own_drive(id)?;
        self.check_idle(id)?;
        self.imagings.check_no_source(id)?;
        let drive = self.drives.get_mut(&id).ok_or_else(|| Problem::no("drive", id))?;
        drive.write(id, Some(offset), data, gzip)
    }

    pub(super) fn own_drive(&self, id: Uuid) -> Result<&Drive, Problem> {
        self.drives.get(&id).ok_or_else(|| Problem::no("drive", id))
    }

    pub(super) fn has_drive(&self, id: Uuid) -> bool {
        self.drives.contains_key(&id) || self.standard(id).is_some()
    }

    /// The drive as `info` has it. While it is being filled its status is `copying`, and `imaging` says how far it is.
    pub(super) fn drive_record(&self, id: Uuid) -> Result<Record, Problem> {
        if let Some(standard) = self.standard(id) {
            return Ok(standard.record(self.settings.user));
        }
        let mut record = self.own_drive(id)?.record(id, self.settings.user);
        if !record.contains("type") {
            record.push("type", "disk");
        }
        if let Some(claims) = self.machines.claims.get(&id) {
            record.push("claimed", claimed(self.settings.host, claims));
        }
        let progress = self.imagings.progress(self.now, id);
        record.push("status", if progress.is_some() { "copying" } else { "active" });
        match progress {
            Some(Progress::Percent(percent)) => record.push("imaging", format_args!("{percent}%")),
            Some(Progress::Queued) => record.push("imaging", "queued"),
            None => &mut record,
        };
        Ok(record)
    }

    /// Neither claimed by a running server nor being filled.
    fn check_idle(&self, id: Uuid) -> Result<(), Problem> {
        if self.machines.claims.contains_key(&id) {
            return Err(Problem::busy("drive", id, "is claimed by a server"));
        }
        self.imagings.check_no_target(id)
    }
}

/// What a copy takes over: all but its readers, its claim type and what was counted.
pub(super) fn copy(drive: &Drive) -> Drive {
    let mut copy = Drive::new();
    copy.name.clone_from(&drive.name);
    copy.size = drive.size;
    copy.tags.clone_from(&drive.tags);
    copy.more.clone_from(&drive.more);
    copy.cipher = drive.cipher;
    copy
}

pub(super) fn in_use(what: &str, id: impl std::fmt::Display) -> Problem {
    Problem::Refused(format!("{what} {id} is currently in use"))
}

fn too_small(new: u64, old: u64) -> Problem {
    let why = format!("* The size {new} is less than the {old} of the drive.");
    Problem::Fields(vec![("size".to_owned(), why)])
}

fn is_ssd(tags: &str) -> bool {
    tags.split_whitespace().any(|tag| tag == SSD)
}

fn assign(drive: &mut Drive, key: String, value: String) -> Result<(), Problem> {
    if key == "tags"
        && let Some(tag) = value
            .split_whitespace()
            .find(|tag| tag.starts_with("affinity:") && !matches!(*tag, SSD | "affinity:hdd"))
    {
        return Err(Problem::bad(key, tag, "a tag such as `affinity:ssd`"));
    }
    if key == "type" && !matches!(value.as_str(), "" | "cdrom" | "disk" | "shared") {
        return Err(Problem::bad(key, value, "`disk`, `cdrom` or `shared`"));
    }
    if key == "readers" {
        for word in value.split_whitespace() {
            uuid("readers", word)?;
        }
    }
    if MORE.contains(&key.as_str()) {
        // Notes may have several lines.
        if !matches!(key.as_str(), "description" | "install_notes") {
            line(&key, value.clone())?;
        }
        drive.keep(key, value);
        return Ok(());
    }
    drive.assign(key, value)
}
