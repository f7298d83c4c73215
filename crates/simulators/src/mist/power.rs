//! What machines are doing, and what may be asked of them.

use super::{Dialect, problem::Problem, providers::Family, state::State, wire::Fields, wire::required};
use std::time::Duration;

/// What a machine is doing, and what comes then.
#[derive(Clone, Debug)]
pub(super) struct Phase {
    /// The word in `state`.
    pub(super) word: String,
    next: Option<(Duration, Next)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Gone,
    Running,
}

impl Phase {
    /// A state that lasts.
    pub(super) fn steady(word: impl Into<String>) -> Self {
        Self { word: word.into(), next: None }
    }

    /// A state until `end`.
    pub(super) fn until(word: &str, end: Duration, next: Next) -> Self {
        Self { word: word.to_owned(), next: Some((end, next)) }
    }

    /// What has come, if its time has.
    pub(super) fn advance(&mut self, now: Duration) -> Option<Next> {
        let (end, next) = self.next?;
        if end > now {
            return None;
        }
        if next == Next::Running {
            *self = Self::steady("running");
        }
        Some(next)
    }
}

/// The flags `can_…`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Actions {
    pub(super) destroy: bool,
    pub(super) reboot: bool,
    pub(super) rename: bool,
    pub(super) start: bool,
    pub(super) stop: bool,
    pub(super) tag: bool,
}

impl Actions {
    /// What can be done to a machine in a state.
    pub(super) fn of(dialect: Dialect, family: Family, word: &str) -> Self {
        if family == Family::BareMetal {
            return Self { reboot: true, ..Self::default() };
        }
        if word == "terminated" {
            return Self::default();
        }
        let running = word == "running";
        let between = matches!(word, "pending" | "rebooting");
        let stops = stops(dialect, family);
        Self {
            destroy: true,
            reboot: running,
            rename: dialect == Dialect::Version2 && renames(family),
            start: stops && !running && !between,
            stop: stops && running,
            tag: tags(family),
        }
    }
}

/// Whether machines can be stopped and started.
fn stops(dialect: Dialect, family: Family) -> bool {
    match dialect {
        Dialect::January2014 => {
            matches!(family, Family::DigitalOcean | Family::Ec2 | Family::Nephoscale | Family::SoftLayer)
        }
        Dialect::May2014 => family != Family::Gce,
        Dialect::Version2 => true,
    }
}

/// Whether machines can be renamed and resized, which came in 2015.
fn renames(family: Family) -> bool {
    matches!(
        family,
        Family::DigitalOcean
            | Family::Ec2
            | Family::Linode
            | Family::Nephoscale
            | Family::OpenStack
            | Family::Rackspace
    )
}

/// Whether machines can be tagged.
fn tags(family: Family) -> bool {
    matches!(family, Family::Ec2 | Family::Gce | Family::OpenStack | Family::Rackspace)
}

impl State {
    /// `POST …/machines/MACHINE`.
    pub(super) fn act(
        &mut self,
        backend: &str,
        id: &str,
        action: &str,
        fields: &Fields,
    ) -> Result<(), Problem> {
        let dialect = self.settings.dialect;
        let action = match action {
            "shutdown" if self.settings.takes_shutdown => "stop",
            "start" | "stop" | "reboot" | "destroy" => action,
            "rename" | "resize" if dialect == Dialect::Version2 => action,
            _ => return Err(Problem::BadRequest(String::new())),
        };
        let family = self.reached(backend)?.family;
        let machine = self.backend(backend)?.machine(id)?;
        let can = Actions::of(dialect, family, &machine.phase.word);
        let allowed = match action {
            "start" => can.start,
            "stop" => can.stop,
            "reboot" => can.reboot,
            "destroy" => can.destroy,
            _ => can.rename,
        };
        if !allowed {
            return Err(Problem::BadRequest(format!("Action {action} not supported for this machine")));
        }
        let (now, settings) = (self.now, &self.settings);
        let phase = match action {
            "start" => Phase::until("pending", now.saturating_add(settings.boot), Next::Running),
            "stop" => Phase::steady("stopped"),
            "reboot" => Phase::until("rebooting", now.saturating_add(settings.reboot), Next::Running),
            "destroy" => Phase::until("terminated", now.saturating_add(settings.destroy), Next::Gone),
            _ => return self.alter(backend, id, action, fields),
        };
        self.backend_mut(backend)?.machine_mut(id)?.phase = phase;
        if action == "destroy" {
            self.forget_machine(backend, id);
        }
        // What takes no time has happened before the answer.
        self.advance(now);
        Ok(())
    }

    fn alter(&mut self, backend: &str, id: &str, action: &str, fields: &Fields) -> Result<(), Problem> {
        if action == "rename" {
            self.backend_mut(backend)?.machine_mut(id)?.name = required(fields, "name")?;
            return Ok(());
        }
        let size = required(fields, "plan_id")?;
        if !self.backend(backend)?.has_size(&size) {
            return Err(Problem::MachineUnavailable("Error while attempting to resize machine".to_owned()));
        }
        self.backend_mut(backend)?.machine_mut(id)?.size = Some(size);
        Ok(())
    }

    /// Puts a machine into a state, for good.
    pub(super) fn force(&mut self, backend: &str, id: &str, word: &str) -> Result<(), Problem> {
        self.backend_mut(backend)?.machine_mut(id)?.phase = Phase::steady(word);
        Ok(())
    }
}
