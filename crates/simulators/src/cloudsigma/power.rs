//! Servers: start, stop, shutdown, reset, destroy; one, or several at once.

use super::state::State;
use crate::family::{config::devices, drive::uuid, ids::Uuid, power::Power, problem::Problem, wire::Form};
use std::time::Duration;

impl State {
    /// Starting a running server is no error: clients start what `create` has started.
    pub(super) fn start(&mut self, id: Uuid) -> Result<(), Problem> {
        self.start_within(id, self.settings.boot)
    }

    pub(super) fn start_within(&mut self, id: Uuid, boot: Duration) -> Result<(), Problem> {
        let server = self.machines.get(id)?;
        if matches!(server.power, Power::Active(_)) {
            return Ok(());
        }
        for (_, drive) in devices(&server.config) {
            self.check_claimable(drive)?;
        }
        self.machines.switch_on(id, self.clock(), boot)
    }

    /// Stopping a stopped server is no error either.
    pub(super) fn stop(&mut self, id: Uuid) -> Result<(), Problem> {
        self.machines.get(id)?;
        self.machines.switch_off(id, Power::Stopped);
        Ok(())
    }

    pub(super) fn shutdown(&mut self, id: Uuid) -> Result<(), Problem> {
        self.machines.get(id)?;
        if self.machines.is_active(id) && !self.settings.ignores_shutdown {
            self.machines.leave(id, self.now.saturating_add(self.settings.shutdown));
            self.settle_shutdown();
        }
        Ok(())
    }

    pub(super) fn reset(&mut self, id: Uuid) -> Result<(), Problem> {
        self.machines.reset(id, self.clock())
    }

    /// Only a server that does not run can be destroyed. Its drives stay.
    pub(super) fn destroy_server(&mut self, id: Uuid) -> Result<(), Problem> {
        self.check_destroyable(id)?;
        self.machines.remove(id);
        for group in self.groups.values_mut() {
            group.servers.remove(&id);
        }
        Ok(())
    }

    /// All of them, or none.
    pub(super) fn start_all(&mut self, ids: &[Uuid]) -> Result<(), Problem> {
        for id in ids {
            self.machines.get(*id)?;
        }
        let mut started = Vec::new();
        for id in ids {
            let off = !self.machines.is_active(*id);
            if let Err(problem) = self.start(*id) {
                for id in started {
                    self.machines.switch_off(id, Power::Stopped);
                }
                return Err(problem);
            }
            started.extend(off.then_some(*id));
        }
        Ok(())
    }

    /// All of them, or none.
    pub(super) fn stop_all(&mut self, ids: &[Uuid]) -> Result<(), Problem> {
        for id in ids {
            self.machines.get(*id)?;
        }
        ids.iter().try_for_each(|id| self.stop(*id))
    }

    /// All of them, or none.
    pub(super) fn destroy_all(&mut self, ids: &[Uuid]) -> Result<(), Problem> {
        for id in ids {
            self.check_destroyable(*id)?;
        }
        ids.iter().try_for_each(|id| self.destroy_server(*id))
    }

    /// Puts a server into a status that no call leads to, or out of it.
    pub(super) fn force(&mut self, id: Uuid, status: &str) -> Result<(), Problem> {
        if status == "active" {
            return self.start_within(id, Duration::ZERO);
        }
        let power = Power::off(status)?;
        self.machines.get(id)?;
        self.machines.switch_off(id, power);
        Ok(())
    }

    fn check_destroyable(&self, id: Uuid) -> Result<(), Problem> {
        self.machines.get(id)?;
        if self.machines.is_active(id) {
            return Err(Problem::Refused(format!("server {id} is currently running: stop it first")));
        }
        Ok(())
    }

    fn check_claimable(&self, drive: Uuid) -> Result<(), Problem> {
        let shared = match self.drives.get(&drive) {
            Some(drive) => drive.shared,
            None if self.standard(drive).is_some() => true,
            None => return Err(Problem::no("drive", drive)),
        };
        if !shared && self.machines.claims.contains_key(&drive) {
            return Err(Problem::busy("drive", drive, "is claimed by a server"));
        }
        self.imagings.check_no_target(drive)
    }
}

/// Reads `server:NUMBER UUID` lines, in the order of their numbers. One that is there twice counts once.
pub(super) fn numbered(form: &Form) -> Result<Vec<Uuid>, Problem> {
    let mut found = Vec::new();
    for (key, value) in form {
        let number = key.strip_prefix("server:").filter(|number| number.bytes().all(|b| b.is_ascii_digit()));
        let number = number.and_then(|number| number.parse::<u32>().ok());
        found.push((number.ok_or_else(|| Problem::UnknownKey(key.clone()))?, uuid(key, value)?));
    }
    if found.is_empty() {
        return Err(Problem::MissingKey("server:0"));
    }
    found.sort_by_key(|(number, _)| *number);
    let mut ids = Vec::new();
    for (_, id) in found {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}
