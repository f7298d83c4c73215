//! Drives: list, info, create, set, destroy.

use super::state::State;
use crate::family::{
    drive::{Drive, uuid},
    ids::Uuid,
    power::claimed,
    problem::Problem,
    wire::Form,
};
use anycloud_elastic_text::Record;

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
        let mut drive = Drive::new();
        for (key, value) in form {
            match key.as_str() {
                "encryption:cipher" => drive.encrypt(value)?,
                "avoid" => {
                    for word in value.split_whitespace() {
                        uuid("avoid", word)?;
                    }
                }
                "tier" if matches!(value.as_str(), "" | "disk" | "ssd") => drive.keep(key, value),
                "tier" => return Err(Problem::bad(key, value, "`disk` or `ssd`")),
                _ => assign(&mut drive, key, value)?,
            }
        }
        drive.check()?;
        self.drives.insert(id, drive);
        Ok(())
    }

    pub(super) fn set_drive(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let held = self.own_drive(id)?;
        // Nothing changes unless everything can. Contents are shared, not copied.
        let mut changed = held.clone();
        for (key, value) in form {
            assign(&mut changed, key, value)?;
        }
        let (old, new) = (held.size, changed.size);
        if new < old {
            return Err(Problem::Usage(format!("size: a drive of {old} bytes cannot shrink to {new}")));
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

    pub(super) fn destroy_drive(&mut self, id: Uuid) -> Result<(), Problem> {
        self.own_drive(id)?;
        self.check_idle(id)?;
        self.imagings.check_no_source(id)?;
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
        if self.machines.claims.contains_key(&id) {
            return Err(Problem::busy("drive", id, "is claimed by a server"));
        }
        self.imagings.check_no_target(id)
    }

    /// The drive as `info` has it, its keys in order.
    pub(super) fn drive_record(&self, id: Uuid, full: bool) -> Result<Record, Problem> {
        let Some(drive) = self.drives.get(&id) else {
            let standard = self.standard.get(&id).ok_or_else(|| Problem::no("drive", id))?;
            return Ok(standard.record());
        };
        let mut record = drive.record(id, self.settings.user);
        record.push("status", "active");
        if let Some(claims) = self.machines.claims.get(&id) {
            record.push("claimed", claimed(self.settings.host, claims));
        }
        if let Some(imaging) = self.imaging(id, full) {
            record.push("imaging", imaging);
        }
        record.sort();
        Ok(record)
    }
}

/// One of the keys that both `create` and `set` know. An empty value unsets.
fn assign(drive: &mut Drive, key: String, value: String) -> Result<(), Problem> {
    if key.len() > 5 && key.starts_with("user:") {
        drive.keep(key, value);
        return Ok(());
    }
    drive.assign(key, value)
}
