//! Drives.

use super::{Client, nothing};
use crate::error::beyond;
use crate::request::Conversion;
use crate::settings::DriveConfig;
use crate::wire::{DriveInfo, Properties, list, record, records, unread};
use anycloud_core::{DriveId, Listing, Result};
use anycloud_elastic_family::id::written;
use anycloud_http::Reply;
use bytes::Bytes;

impl Client {
    /// `GET /drives/list`: the ids of the account's drives.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn drives_list(&self) -> Result<Vec<DriveId>> {
        self.call(self.requests.drives_list(), ids).await
    }

    /// `GET /drives/info`: all of the account's drives.
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

    /// `GET /drives/DRIVE/info`: one drive, a standard one too.
    ///
    /// # Errors
    /// `NotFound`; otherwise as [any call](Self#errors).
    pub async fn drive_info(&self, id: &DriveId) -> Result<DriveInfo> {
        self.call_on(id.resource(), self.requests.drive_info(id), info).await
    }

    /// `POST /drives/create`: a new drive. Needs [`name`](DriveConfig::name) and [`size`](DriveConfig::size).
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`, `StorageFull`.
    pub async fn drive_create(&self, config: &DriveConfig) -> Result<DriveInfo> {
        self.call(self.requests.drive_create(config), info).await
    }

    /// `POST /drives/DRIVE/set`: changes the keys that are given, and grows it if `size` is one; an empty value unsets
    /// one.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`, `Busy`.
    pub async fn drive_set(&self, id: &DriveId, config: &DriveConfig) -> Result<DriveInfo> {
        self.call_on(id.resource(), self.requests.drive_set(id, config), info).await
    }

    /// `POST /drives/DRIVE/destroy`: the drive and all that is on it. The service does it also if a *stopped* server
    /// has the drive.
    ///
    /// # Errors
    /// `NotFound`; `Busy` while a server or an imaging uses it.
    pub async fn drive_destroy(&self, id: &DriveId) -> Result<()> {
        self.call_on(id.resource(), self.requests.drive_destroy(id), nothing).await
    }

    /// `POST /drives/DRIVE/image/SOURCE[/CONVERSION]`: copies `from` onto `to`, while
    /// [`imaging`](anycloud_elastic_family::DriveRecord::imaging) tells how far it is.
    ///
    /// # Errors
    /// `NotFound`; `Busy`; `StorageFull` if `to` is too small.
    pub async fn drive_image(&self, to: &DriveId, from: &DriveId, conversion: Conversion) -> Result<()> {
        self.call_on(to.resource(), self.requests.drive_image(to, from, conversion), nothing).await
    }

    /// `GET /drives/DRIVE/read/OFFSET/SIZE`: `length` raw bytes from the byte `offset` of the drive; 1 to
    /// [`CHUNK_MAX`](crate::CHUNK_MAX) at a time.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest`, also beyond the drive's end.
    pub async fn drive_read(&self, id: &DriveId, offset: u64, length: u64) -> Result<Bytes> {
        let whole = |reply: Reply| match reply.body.len() as u64 {
            n if n == length => Ok(reply.body),
            n => Err(unread(format!("{n} bytes came instead of {length}"))),
        };
        let read = self.call_on(id.resource(), self.requests.drive_read(id, offset, length), whole).await;
        read.map_err(|e| beyond(e, offset, length))
    }

    /// `POST /drives/DRIVE/write/OFFSET`: raw bytes, from the byte `offset` of the drive. No limit is documented; the
    /// service's own tool sends [`CHUNK_MAX`](crate::CHUNK_MAX) at a time.
    ///
    /// # Errors
    /// `NotFound`; `StorageFull` beyond the drive's end; `Busy`.
    pub async fn drive_write(&self, id: &DriveId, offset: u64, bytes: Bytes) -> Result<()> {
        self.call_on(id.resource(), self.requests.drive_write(id, offset, bytes, false), nothing).await
    }

    /// The same with bytes that are gzipped (`Content-Encoding: gzip`), as the service's own tool sends them; `offset`
    /// is where the unpacked ones begin.
    ///
    /// # Errors
    /// As [`drive_write`](Self::drive_write).
    pub async fn drive_write_gzip(&self, id: &DriveId, offset: u64, gzipped: Bytes) -> Result<()> {
        self.call_on(id.resource(), self.requests.drive_write(id, offset, gzipped, true), nothing).await
    }

    /// `GET /drives/list/standard`: the ids of what the service offers to everyone. Not in the document; older
    /// installations do not have it.
    ///
    /// # Errors
    /// `NotFound` where the service does not know the call; otherwise as [any call](Self#errors).
    pub async fn standard_drives_list(&self) -> Result<Vec<DriveId>> {
        self.call(self.requests.standard_drives_list(), ids).await
    }

    /// `GET /drives/info/standard`: what the service offers to everyone, CDs too.
    ///
    /// # Errors
    /// As [`standard_drives_list`](Self::standard_drives_list).
    pub async fn standard_drives_info(&self) -> Result<Vec<DriveInfo>> {
        self.call(self.requests.standard_drives_info(), |reply| infos(records(reply)?)).await
    }
}

fn ids(reply: Reply) -> Result<Vec<DriveId>> {
    let lines = list(reply, &["drive"])?;
    Ok(lines
        .into_iter()
        .filter_map(|words| words.into_iter().next())
        .map(|id| DriveId::new(written(id)))
        .collect())
}

fn info(reply: Reply) -> Result<DriveInfo> {
    DriveInfo::new(record(reply)?)
}

fn infos(records: Vec<Properties>) -> Result<Vec<DriveInfo>> {
    records.into_iter().map(DriveInfo::new).collect()
}
