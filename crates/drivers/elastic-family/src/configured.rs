//! Which servers have a drive.

use crate::server::ServerRecord;
use anycloud_core::{Attachment, Drive, DriveId, DriveState, Error, ErrorKind, Listing, Result, ServerId};
use std::collections::HashMap;
use std::ops::Deref;

/// Which servers have which drives, by the servers' own records.
///
/// A drive's record names running servers only (`claimed`), so that a drive of a stopped one looks free there, and the
/// services destroy it without a word.
#[derive(Clone, Debug, Default)]
pub struct Configured(HashMap<DriveId, Vec<Attachment>>);

impl Configured {
    /// What these servers have.
    pub fn of<'a>(servers: impl IntoIterator<Item = &'a ServerRecord>) -> Self {
        let mut all = Self::default();
        servers.into_iter().for_each(|server| all.add(server));
        all
    }

    /// What the servers of a listing have.
    ///
    /// # Errors
    /// Those of the listing.
    pub async fn among<S>(mut servers: Listing<S>) -> Result<Self>
    where
        S: Deref<Target = ServerRecord> + Send + 'static,
    {
        let mut all = Self::default();
        while let Some(server) = servers.next().await? {
            all.add(&server);
        }
        Ok(all)
    }

    /// Adds what this server has. Nothing of its record is held.
    fn add(&mut self, server: &ServerRecord) {
        for attached in server.devices() {
            let drive = DriveId::from(attached.drive.as_str());
            let server = ServerId::from(server.id().as_str());
            let attachment = Attachment::new(server).at(attached.device.to_string());
            self.0.entry(drive).or_default().push(attachment);
        }
    }

    /// The servers whose configuration names a drive, each once.
    pub fn servers(&self, drive: &DriveId) -> Vec<ServerId> {
        let mut servers: Vec<ServerId> =
            self.uses(drive).iter().map(|attachment| attachment.server.clone()).collect();
        servers.dedup();
        servers
    }

    /// Refuses to take drives from these servers.
    ///
    /// # Errors
    /// `Conflict`, with nothing sent, if one of them has one of the drives.
    pub fn unshared(&self, drives: &[DriveId]) -> Result<()> {
        let shared = |drive| Some((drive, &self.uses(drive).first()?.server));
        let Some((drive, server)) = drives.iter().find_map(shared) else { return Ok(()) };
        let text = format!("the drive {drive} is also in the server {server}: nothing was destroyed");
        Err(Error::unsent(ErrorKind::Conflict, text).with_resource(drive.resource()))
    }

    /// The drive with everybody who has it: those that its own record names, and those that name it.
    pub fn complete(&self, mut drive: Drive) -> Drive {
        for attachment in self.uses(&drive.id) {
            let same = |told: &&mut Attachment| {
                told.server == attachment.server
                    && (told.device.is_none() || told.device == attachment.device)
            };
            match drive.used_by.iter_mut().find(same) {
                Some(told) => told.device.clone_from(&attachment.device),
                None => drive.used_by.push(attachment.clone()),
            }
        }
        if !drive.used_by.is_empty() && drive.state != DriveState::Pending {
            drive.state = DriveState::Attached;
        }
        drive
    }

    fn uses(&self, drive: &DriveId) -> &[Attachment] {
        self.0.get(drive).map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Configured;
    use crate::drive::DriveRecord;
    use crate::properties::Properties;
    use crate::server::ServerRecord;
    use anycloud_core::{Delivery, DriveId, DriveState, ErrorKind};

    const D: &str = "6aa953cc-3395-4e8d-938e-65c74fd20334";
    const A: &str = "38df0986-4d85-4b76-b502-3878ffc80161";
    const B: &str = "980cf63c-f21e-4382-997b-6541d5809629";

    fn drive(lines: &str) -> anycloud_core::Drive {
        let text = format!("drive {D}\nname data\nstatus active\n{lines}");
        DriveRecord::new(Properties::new(text.into())).unwrap().to_drive()
    }

    #[test]
    fn a_stopped_server_has_its_drives() {
        let server = |id: &str, lines: String| {
            ServerRecord::new(Properties::new(format!("server {id}\n{lines}").into())).unwrap()
        };
        let servers = [
            server(A, format!("status active\nide:0:0 {D}\n")),
            server(B, format!("status stopped\nide:0:1 {}\nblock:3 {D}\n", D.to_ascii_uppercase())),
        ];
        let configured = Configured::of(&servers);
        let used = |lines: &str| {
            let drive = configured.complete(drive(lines));
            let used: Vec<String> = drive
                .used_by
                .iter()
                .map(|u| format!("{} {}", u.server, u.device.as_deref().unwrap_or("?")))
                .collect();
            (drive.state, used)
        };
        let all = vec![format!("{A} ide:0:0"), format!("{B} ide:0:1"), format!("{B} block:3")];
        assert_eq!(used(""), (DriveState::Attached, all.clone()));
        assert_eq!(used(&format!("claimed {A}\n")), (DriveState::Attached, all.clone()), "each once");
        assert_eq!(used(&format!("claimed node1:guest:{A}:ide:0:0\n")), (DriveState::Attached, all.clone()));
        assert_eq!(used("imaging 5\n"), (DriveState::Pending, all));
        assert_eq!(configured.servers(&DriveId::new(D)).len(), 2);
        let error = configured.unshared(&[DriveId::new(A), DriveId::new(D)]).unwrap_err();
        let text = format!("the drive {D} is also in the server {A}: nothing was destroyed");
        assert_eq!(
            (error.kind(), error.delivery(), error.message()),
            (ErrorKind::Conflict, Delivery::NotSent, &*text)
        );
        configured.unshared(&[DriveId::new(A)]).unwrap();
        let free = Configured::default().complete(drive(""));
        assert_eq!((free.state, free.used_by.len()), (DriveState::Available, 0));
    }
}
