//! Tags, which Mist calls metadata.

use super::{
    problem::Problem,
    providers::Family,
    state::State,
    wire::{Fields, text},
};
use jiff::Timestamp;

impl State {
    /// `POST …/machines/MACHINE/metadata`.
    pub(super) fn add_tag(&mut self, backend: &str, machine: &str, fields: &Fields) -> Result<(), Problem> {
        let tag = tag(fields)?;
        self.check_tags(backend, "Adding", "error creating tag")?;
        let key = format!("mist.io_tag-{}", self.stamp());
        self.backend_mut(backend)?.machine_mut(machine)?.tags.push((key, tag));
        Ok(())
    }

    /// `DELETE …/machines/MACHINE/metadata`.
    pub(super) fn delete_tag(
        &mut self,
        backend: &str,
        machine: &str,
        fields: &Fields,
    ) -> Result<(), Problem> {
        let tag = tag(fields)?;
        self.check_tags(backend, "Deleting", "Error while updating metadata")?;
        let tags = &mut self.backend_mut(backend)?.machine_mut(machine)?.tags;
        let at = tags.iter().position(|(_, value)| *value == tag);
        tags.remove(at.ok_or_else(|| Problem::NotFound("tag not found".to_owned()))?);
        Ok(())
    }

    /// Two providers were known to have no tags; others failed when they were asked.
    fn check_tags(&self, backend: &str, doing: &str, failed: &str) -> Result<(), Problem> {
        let backend = self.reached(backend)?;
        match backend.family {
            Family::Linode | Family::RackspaceFirstGen => {
                let why = format!("{doing} metadata is not supported in {}", backend.provider);
                Err(Problem::MethodNotAllowed(why))
            }
            Family::Ec2 | Family::Gce | Family::OpenStack | Family::Rackspace => Ok(()),
            _ => Err(Problem::Internal(failed.to_owned())),
        }
    }

    /// The time to the microsecond, other than any before.
    pub(super) fn stamp(&mut self) -> String {
        self.tagged += 1;
        let time = i64::try_from(self.unix()).ok().and_then(|unix| Timestamp::from_second(unix).ok());
        let time = time.map(|time| time.strftime("%Y-%m-%dT%H:%M:%S").to_string()).unwrap_or_default();
        format!("{time}.{:06}", self.tagged % 1_000_000)
    }
}

fn tag(fields: &Fields) -> Result<String, Problem> {
    text(fields, "tag").ok_or_else(|| Problem::Missing("tag".to_owned()))
}
