//! Servers: start, stop, shutdown, reset, destroy.

use super::state::State;
use crate::family::{
    config::devices,
    ids::Uuid,
    power::{Clock, Power},
    problem::Problem,
};
use std::time::Duration;

impl State {
    pub(super) fn start(&mut self, id: Uuid) -> Result<(), Problem> {
        self.start_within(id, self.settings.boot)
    }

    pub(super) fn start_within(&mut self, id: Uuid, boot: Duration) -> Result<(), Problem> {
        let server = self.machines.get(id)?;
        if matches!(server.power, Power::Active(_)) {
            return Err(Problem::busy("server", id, "is active"));
        }
        for (_, drive) in devices(&server.config) {
            self.check_claimable(drive)?;
        }
        self.machines.switch_on(id, self.clock(), boot)
    }

    pub(super) fn stop(&mut self, id: Uuid) -> Result<(), Problem> {
        if matches!(self.machines.get(id)?.power, Power::Stopped) {
            return Err(Problem::busy("server", id, "is stopped"));
        }
        self.halt(id);
        Ok(())
    }

    pub(super) fn shutdown(&mut self, id: Uuid) -> Result<(), Problem> {
        self.machines.running(id)?;
        if !self.settings.ignores_shutdown {
            self.machines.leave(id, self.now.saturating_add(self.settings.shutdown));
        }
        Ok(())
    }

    pub(super) fn reset(&mut self, id: Uuid) -> Result<(), Problem> {
        self.machines.reset(id, self.clock())
    }

    pub(super) fn destroy_server(&mut self, id: Uuid) -> Result<(), Problem> {
        self.machines.get(id)?;
        self.machines.remove(id);
        Ok(())
    }

    /// Lets the servers go whose time to shut down has come.
    pub(super) fn settle_shutdown(&mut self) {
        for id in self.machines.left(self.now) {
            self.halt(id);
        }
    }

    /// Puts a server into a status that no command leads to, or out of it.
    pub(super) fn force(&mut self, id: Uuid, status: &str) -> Result<(), Problem> {
        if status == "active" {
            return self.start_within(id, Duration::ZERO);
        }
        let power = Power::off(status)?;
        self.machines.get(id)?;
        self.machines.switch_off(id, power);
        Ok(())
    }

    fn clock(&self) -> Clock {
        Clock { now: self.now, unix: self.settings.epoch + self.now.as_secs() }
    }

    /// Power off: a persistent server is stopped, any other is gone. Drives stay.
    fn halt(&mut self, id: Uuid) {
        let persistent = self
            .machines
            .get(id)
            .is_ok_and(|server| server.config.get("persistent").is_some_and(|value| value == "true"));
        if persistent {
            self.machines.switch_off(id, Power::Stopped);
        } else {
            self.machines.remove(id);
        }
    }

    fn check_claimable(&self, drive: Uuid) -> Result<(), Problem> {
        let shared = match self.drives.get(&drive) {
            Some(drive) => drive.shared,
            None if self.standard.contains_key(&drive) => true,
            // Not `missing`: the server that is to start is there. A client that used the live service met this.
            None => return Err(Problem::Failed(format!("drive {drive} could not be found"))),
        };
        if !shared && self.machines.claims.contains_key(&drive) {
            return Err(Problem::busy("drive", drive, "is claimed by a server"));
        }
        self.imagings.check_no_target(drive)
    }
}
