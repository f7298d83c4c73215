//! The drive that is made for an image: once, however often its process dies.

use super::blocking;
use super::lock::Lock;
use super::resume::{self, Kept, Unfinished};
use crate::cloud::Cloud;
use crate::error::{Delivery, Error, ErrorKind, Result};
use crate::id::{DriveId, Realm};
use crate::request::CreateDrive;
use crate::run::{Cancel, Event, OperationId, OperationState};
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A resume file that no other transfer has, as long as this or the transfer that it was given to lives.
#[derive(Clone, Debug)]
pub struct ResumeFile {
    path: PathBuf,
    pub(super) lock: Arc<Lock>,
}

/// What stands in a resume file while the drive of an upload is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Making {
    version: u32,
    pub(super) realm: Realm,
    pub(super) name: Text,
    /// Who makes it, in the cloud's journal; nothing has been asked of the cloud before it is known.
    operation: Option<OperationId>,
    /// What was made, once that is known.
    pub(super) made: Option<DriveId>,
}

impl Making {
    pub(super) fn is_sound(&self) -> bool {
        self.version == 1
    }
}

impl ResumeFile {
    /// Takes the lock of a resume file, which need not be there yet.
    ///
    /// # Errors
    /// `Busy` if another transfer has it; `InvalidRequest`, `StorageFull` or `LocalIo` if it cannot be written there.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let at = path.clone();
        let lock = Arc::new(blocking(move || Lock::of(&at)).await?);
        Ok(Self { path, lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The transfer that it is of; `None` if none has begun.
    ///
    /// # Errors
    /// `Journal` if it does not read.
    pub async fn unfinished(&self) -> Result<Option<Unfinished>> {
        Unfinished::read(&self.path).await
    }

    /// The drive that this upload makes for itself. What makes it is written down before anything is asked of the cloud, so
    /// that a later call, also of another process, goes on with it and makes no second one; for this the cloud needs a
    /// journal that outlives the process.
    ///
    /// # Errors
    /// `Conflict` if the file is of another upload, or the journal has forgotten what it names; what making it failed with.
    pub async fn new_drive(
        &self,
        cloud: &Cloud,
        create: &CreateDrive,
        cancel: &Cancel,
        observer: impl FnMut(Event<'_>) + Send + 'static,
    ) -> Result<DriveId> {
        let realm = &cloud.info().realm;
        let before = match resume::read(self.path.clone()).await? {
            None => None,
            Some(Kept::Making(making)) if making.realm == *realm && making.name == create.name => {
                Some(making)
            }
            Some(_) => {
                let text = format!("{} is of another upload", self.path.display());
                return Err(resume::conflict(text, &self.path));
            }
        };
        let making = Making {
            version: 1,
            realm: realm.clone(),
            name: create.name.clone(),
            operation: None,
            made: None,
        };
        let found = match before {
            Some(Making { made: Some(drive), .. }) => Some(drive),
            Some(Making { operation: Some(id), .. }) => self.begun(cloud, id, cancel).await?,
            _ => None,
        };
        let drive = match found {
            Some(drive) => drive,
            None => self.begin(cloud, create, making.clone(), cancel, observer).await?,
        };
        self.save(Making { made: Some(drive.clone()), ..making }).await.map_err(|e| {
            let text = format!("{}; the drive {drive} is kept", e.message());
            Error::new(e.kind(), text).with_resource(drive.resource())
        })?;
        Ok(drive)
    }

    /// What an earlier call made, or goes on to make; `None` if it made nothing.
    async fn begun(&self, cloud: &Cloud, id: OperationId, cancel: &Cancel) -> Result<Option<DriveId>> {
        let mut operation = cloud.operation(id).await.map_err(|e| match e.kind() {
            ErrorKind::NotFound => {
                let text = format!("whether operation {id} made a drive is forgotten: look for it");
                resume::conflict(text, &self.path)
            }
            _ => e,
        })?;
        if operation.state() == OperationState::Open {
            operation = cloud.resume(id).cancel(cancel).done().await?;
        }
        match operation.state() {
            OperationState::Undone => Ok(None),
            _ => Ok(operation.drive()),
        }
    }

    async fn begin(
        &self,
        cloud: &Cloud,
        create: &CreateDrive,
        making: Making,
        cancel: &Cancel,
        mut observer: impl FnMut(Event<'_>) + Send + 'static,
    ) -> Result<DriveId> {
        // Also tells early whether it can be written at all.
        self.save(making.clone()).await?;
        let path = self.path.clone();
        let made = cloud.create_drive(create).cancel(cancel).observe(move |event| {
            if let Event::Begun(id) = event {
                // If this fails, so does what is written at the end, and that is told.
                let _ = resume::write(&path, &Making { operation: Some(id), ..making.clone() });
            }
            observer(event);
        });
        made.done().await.inspect_err(|e| {
            // Nothing was begun that is to be gone on with.
            if e.operation().is_none() && e.delivery() != Delivery::Unknown {
                let _ = std::fs::remove_file(&self.path);
            }
        })
    }

    async fn save(&self, making: Making) -> Result<()> {
        let path = self.path.clone();
        blocking(move || resume::write(&path, &making)).await
    }
}
