//! Imaging: one drive copied onto another, with time passing. Reading and writing directly.

use super::{
    contents::{Contents, Unconverted, decompress},
    drives::bytes,
    ids::Uuid,
    problem::Problem,
    state::{Job, Pace, State},
};
use std::time::Duration;

/// The most that one read gives: 4 MB, of which the service's own tools use 4194304 bytes.
pub(super) const READ_LIMIT: u64 = 4 << 20;

impl State {
    /// Notes the imaging, which begins when one of the slots is free and the drives' earlier ones are done.
    pub(super) fn image(&mut self, to: Uuid, from: Uuid, conversion: Option<&str>) -> Result<(), Problem> {
        let target = self.own_drive(to)?;
        let most = target.size;
        if to == from {
            return Err(Problem::Usage(format!("drive {to} cannot be imaged from itself")));
        }
        if self.claims.contains_key(&to) {
            return Err(Problem::busy("drive", to, "is claimed by a server"));
        }
        self.check_no_source(to)?;
        self.check_not_imaging(from)?;
        let (source, size, raw_size) = match (self.drives.get(&from), self.standard.get(&from)) {
            (Some(drive), _) => {
                if self.claims.contains_key(&from) && !drive.shared {
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
        self.queue(to, from, contents, length);
        Ok(())
    }

    fn queue(&mut self, to: Uuid, from: Uuid, contents: Contents, length: u64) {
        let takes = match self.settings.imaging {
            Pace::Duration(takes) => takes,
            Pace::BytesPerSecond(speed) => Duration::from_secs_f64(length as f64 / speed.max(1) as f64),
        };
        let after = self.jobs.iter().filter(|job| job.to == to).map(|job| job.ends).max();
        let now = self.now;
        // The constructor sees to it that there is at least one slot.
        let Some(slot) = self.slots.iter_mut().min() else { return };
        let begins = now.max(*slot).max(after.unwrap_or_default());
        *slot = begins.saturating_add(takes);
        let ends = *slot;
        self.jobs.push(Job { to, from, begins, ends, contents, length });
    }

    /// What `imaging` says about a drive: nothing, `queued` or a percentage.
    pub(super) fn imaging(&self, id: Uuid, full: bool) -> Option<String> {
        let job = self.jobs.iter().filter(|job| job.to == id).min_by_key(|job| job.begins)?;
        if job.begins > self.now {
            return Some("queued".to_owned());
        }
        let (done, all) = ((self.now - job.begins).as_micros(), (job.ends - job.begins).as_micros());
        let percent = (done * 100).checked_div(all).unwrap_or(0).min(99);
        Some(if full { format!("{percent}%") } else { percent.to_string() })
    }

    /// Lets the imagings end whose time has come.
    pub(super) fn settle_imaging(&mut self) {
        let now = self.now;
        let mut ended: Vec<Job> = self.jobs.extract_if(.., |job| job.ends <= now).collect();
        ended.sort_by_key(|job| job.ends);
        for job in ended {
            if let Some(drive) = self.drives.get_mut(&job.from) {
                drive.io.read += drive.size;
            }
            if let Some(drive) = self.drives.get_mut(&job.to) {
                drive.contents.copy(&job.contents, job.length);
                drive.io.written += job.length;
            }
        }
    }

    pub(super) fn read(&mut self, id: Uuid, offset: &str, size: &str) -> Result<Vec<u8>, Problem> {
        let (offset, length) = (bytes("OFFSET", offset)?, bytes("SIZE", size)?);
        if length == 0 || length > READ_LIMIT {
            return Err(Problem::OutOfRange { key: "SIZE", value: length, least: 1, most: READ_LIMIT });
        }
        self.check_not_imaging(id)?;
        let all = match (self.drives.get(&id), self.standard.get(&id)) {
            (Some(drive), _) => drive.size,
            (None, Some(standard)) => standard.size,
            (None, None) => return Err(Problem::no("drive", id)),
        };
        if offset.checked_add(length).is_none_or(|end| end > all) {
            return Err(Problem::Usage(format!(
                "{length} bytes from {offset} reach beyond the {all} of the drive"
            )));
        }
        if let Some(drive) = self.drives.get_mut(&id) {
            drive.io.read += length;
            return Ok(drive.contents.read(offset, length as usize));
        }
        Ok(self.standard.get(&id).map_or_else(Vec::new, |one| one.contents().read(offset, length as usize)))
    }

    pub(super) fn write(
        &mut self,
        id: Uuid,
        offset: Option<&str>,
        data: &[u8],
        gzip: bool,
    ) -> Result<(), Problem> {
        let offset = offset.map_or(Ok(0), |offset| bytes("OFFSET", offset))?;
        let size = self.own_drive(id)?.size;
        self.check_idle(id)?;
        self.check_no_source(id)?;
        let full = || Problem::Full(format!("drive {id} ends at {size} bytes"));
        let most = size.checked_sub(offset).ok_or_else(full)?;
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
        let drive = self.own_drive_mut(id)?;
        drive.contents.write(offset, data);
        drive.io.written += data.len() as u64;
        Ok(())
    }
}
