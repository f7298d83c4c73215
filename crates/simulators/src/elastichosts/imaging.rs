//! Imaging: one drive copied onto another, with time passing. Reading and writing directly.

use super::state::State;
use crate::family::{
    contents::Unconverted,
    drive::{arrive, bytes, check_within, stretch},
    ids::Uuid,
    imaging::Progress,
    problem::Problem,
};

impl State {
    /// Notes the imaging, which begins when one of the slots is free and the drives' earlier ones are done.
    pub(super) fn image(&mut self, to: Uuid, from: Uuid, conversion: Option<&str>) -> Result<(), Problem> {
        let target = self.own_drive(to)?;
        let most = target.size;
        if to == from {
            return Err(Problem::Usage(format!("drive {to} cannot be imaged from itself")));
        }
        if self.machines.claims.contains_key(&to) {
            return Err(Problem::busy("drive", to, "is claimed by a server"));
        }
        self.imagings.check_no_source(to)?;
        self.imagings.check_no_target(from)?;
        let (source, size, raw_size) = match (self.drives.get(&from), self.standard.get(&from)) {
            (Some(drive), _) => {
                if self.machines.claims.contains_key(&from) && !drive.shared {
                    return Err(Problem::busy("drive", from, "is claimed by a server"));
                }
                (drive.contents.clone(), drive.size, None)
            }
            (None, Some(standard)) => (standard.contents(), standard.size, standard.raw_size),
            (None, None) => return Err(Problem::no("drive", from)),
        };
        let full = || Problem::Full(format!("drive {to} of {most} bytes is too small for drive {from}"));
        let (contents, length) = match conversion {
            None => (source, size),
            Some("gzip") => source.gzip(size),
            Some("gunzip") => match source.gunzip(size, most) {
                // The zipped form of a standard drive leaves out the zeros at its end.
                Ok((contents, length)) => (contents, length.max(raw_size.unwrap_or(0))),
                Err(Unconverted::TooLong) => return Err(full()),
                Err(Unconverted::Corrupt) => {
                    return Err(Problem::Usage(format!("drive {from} does not hold gzip data")));
                }
            },
            Some(other) => return Err(Problem::bad("CONVERSION", other, "`gzip` or `gunzip`")),
        };
        if length > most {
            return Err(full());
        }
        self.imagings.queue(self.now, to, from, contents, length);
        Ok(())
    }

    /// What `imaging` says about a drive: nothing, `queued` or a percentage.
    pub(super) fn imaging(&self, id: Uuid, full: bool) -> Option<String> {
        Some(match self.imagings.progress(self.now, id)? {
            Progress::Queued => "queued".to_owned(),
            Progress::Percent(percent) if full => format!("{percent}%"),
            Progress::Percent(percent) => percent.to_string(),
        })
    }

    /// Lets the imagings end whose time has come.
    pub(super) fn settle_imaging(&mut self) {
        arrive(&mut self.drives, self.imagings.ended(self.now));
    }

    pub(super) fn read(&mut self, id: Uuid, offset: &str, size: &str) -> Result<Vec<u8>, Problem> {
        let (offset, length) = stretch(offset, size)?;
        self.imagings.check_no_target(id)?;
        if let Some(drive) = self.drives.get_mut(&id) {
            check_within(offset, length, drive.size)?;
            return Ok(drive.read(offset, length as usize));
        }
        let standard = self.standard.get(&id).ok_or_else(|| Problem::no("drive", id))?;
        check_within(offset, length, standard.size)?;
        Ok(standard.contents().read(offset, length as usize))
    }

    pub(super) fn write(
        &mut self,
        id: Uuid,
        offset: Option<&str>,
        data: &[u8],
        gzip: bool,
    ) -> Result<(), Problem> {
        offset.map_or(Ok(0), |offset| bytes("OFFSET", offset))?;
        self.own_drive(id)?;
        self.check_idle(id)?;
        self.imagings.check_no_source(id)?;
        self.own_drive_mut(id)?.write(id, offset, data, gzip)
    }
}
