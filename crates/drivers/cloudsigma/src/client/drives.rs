//! Drives.

use super::Client;
use crate::wire::{DriveInfo, ids, nothing, record, records};
use anycloud_core::{DriveId, Listing, Result};
use anycloud_elastic_family::{DriveConfig, Properties, unread};
use anycloud_http::Reply;
use bytes::Bytes;

impl Client {
    /// `GET /drives/list`: the ids of the account's drives.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn drives_list(&self) -> Result<Vec<DriveId>> {
        self.call(self.requests.drives_list(), drive_ids).await
    }

    /// `GET /drives/info` (§7.7): all of the account's drives.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn drives_info(&self) -> Result<Vec<DriveInfo>> {
        self.call(self.requests.drives_info(), |reply| infos(records(reply)?)).await
    }

    /// The same, read as the reply arrives: in bounded memory, however many there are.
    pub fn each_drive(&self) -> Listing<DriveInfo> {
        self.listed(self.requests.drives_info(), |stretch| infos(stretch.records()?))
    }

    /// `GET /drives/UUID/info` (§7.6): one drive, a standard one too.
    ///
    /// # Errors
    /// `NotFound`; otherwise as [any call](Self#errors).
    pub async fn drive_info(&self, id: &DriveId) -> Result<DriveInfo> {
        self.call_on(&[id.resource()], self.requests.drive_info(id), info).await
    }

    /// `POST /drives/create` (§7.1): a new drive. Needs `name` and `size` (bytes). On SSD with [`DriveConfig::ssd`].
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`.
    pub async fn drive_create(&self, config: &DriveConfig) -> Result<DriveInfo> {
        self.call(self.requests.drive_create(config), info).await
    }

    /// `POST /drives/UUID/clone` (§7.4): needs `name`; `size` is at least the source's, and
    /// [`ssd`](DriveConfig::ssd) moves the copy. The copy is there at once and fills:
    /// [`imaging`](anycloud_elastic_family::DriveRecord::imaging) tells how far it is.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`, `Busy`, `InsufficientFunds`.
    pub async fn drive_clone(&self, source: &DriveId, config: &DriveConfig) -> Result<DriveInfo> {
        self.call_on(&[source.resource()], self.requests.drive_clone(source, config), info).await
    }

    /// `POST /drives/UUID/set`: changes the keys that are given, and grows it if `size` is one. Not in the manual.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`, `Busy`.
    pub async fn drive_set(&self, id: &DriveId, config: &DriveConfig) -> Result<DriveInfo> {
        self.call_on(&[id.resource()], self.requests.drive_set(id, config), info).await
    }

    /// `POST /drives/UUID/destroy` (§7.5): the drive and all that is on it. The service does it also if a *stopped*
    /// server has the drive.
    ///
    /// # Errors
    /// `NotFound`; `Busy` while a server or a copy uses it.
    pub async fn drive_destroy(&self, id: &DriveId) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.drive_destroy(id), nothing).await
    }

    /// `GET /drives/UUID/read/OFFSET/SIZE` (§7.3): `length` raw bytes from the byte `offset` of the drive; 1 to
    /// [`CHUNK_MAX`](crate::CHUNK_MAX) at a time.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`.
    pub async fn drive_read(&self, id: &DriveId, offset: u64, length: u64) -> Result<Bytes> {
        let whole = |reply: Reply| match reply.body.len() as u64 {
            n if n == length => Ok(reply.body),
            n => Err(unread(format!("{n} bytes came instead of {length}"))),
        };
        self.call_on(&[id.resource()], self.requests.drive_read(id, offset, length), whole).await
    }

    /// `POST /drives/UUID/write[/OFFSET]` (§7.2): raw bytes, from the byte `offset` of the drive. The manual asks for
    /// pieces of [`CHUNK_MAX`](crate::CHUNK_MAX) bytes.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` beyond the drive's end; `Busy`.
    pub async fn drive_write(&self, id: &DriveId, offset: u64, bytes: Bytes) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.drive_write(id, offset, bytes, false), nothing).await
    }

    /// The same with bytes that are gzipped (`Content-Encoding: gzip`), which the manual advises; `offset` is where the
    /// unpacked ones begin.
    ///
    /// # Errors
    /// As [`drive_write`](Self::drive_write).
    pub async fn drive_write_gzip(&self, id: &DriveId, offset: u64, gzipped: Bytes) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.drive_write(id, offset, gzipped, true), nothing).await
    }

    /// `GET /drives/standard/cd/list` (§7.8): the ids of the service's CDs.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn standard_cds_list(&self) -> Result<Vec<DriveId>> {
        self.call(self.requests.standard_cds_list(), drive_ids).await
    }

    /// `GET /drives/standard/img/list` (§7.9): the ids of the service's installed systems.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn standard_images_list(&self) -> Result<Vec<DriveId>> {
        self.call(self.requests.standard_images_list(), drive_ids).await
    }

    /// `GET /drives/standard/list` (§7.10): the ids of both.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn standard_drives_list(&self) -> Result<Vec<DriveId>> {
        self.call(self.requests.standard_drives_list(), drive_ids).await
    }

    /// `GET /drives/standard/info`: all that the service offers to everyone. Not in the manual.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn standard_drives_info(&self) -> Result<Vec<DriveInfo>> {
        self.call(self.requests.standard_drives_info(), |reply| infos(records(reply)?)).await
    }
}

fn drive_ids(reply: Reply) -> Result<Vec<DriveId>> {
    Ok(ids(reply)?.into_iter().map(DriveId::new).collect())
}

fn info(reply: Reply) -> Result<DriveInfo> {
    DriveInfo::new(record(reply)?)
}

fn infos(records: Vec<Properties>) -> Result<Vec<DriveInfo>> {
    records.into_iter().map(DriveInfo::new).collect()
}
