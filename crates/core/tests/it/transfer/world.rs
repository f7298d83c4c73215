//! A cloud of one drive in memory, whose requests fail as they are told.

use anycloud_core::run::{Run, Stamp, WaitPolicy, is_sent_once};
use anycloud_core::transfer::Summary;
use anycloud_core::{
    ByteSize, Capabilities, Cloud, CloudId, CreateDrive, DestroyDrive, Drive, DriveCapabilities, DriveId,
    DriveState, Drives, Error, ErrorKind, Gone, Listing, Provider, ProviderInfo, Realm, ResourceKind,
    ResourceRef, Result, Started, Support, async_trait,
};
use bytes::Bytes;
use flate2::read::GzDecoder;
use std::any::Any;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs;
use std::future::Future;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The most bytes of a piece here.
pub(crate) const PIECE: u64 = 64 * 1024;

#[derive(Clone, Debug)]
pub(crate) struct World(Arc<Mutex<State>>, ProviderInfo);

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) bytes: Vec<u8>,
    /// What arrived: `write` or `read`, where, and how many bytes travelled.
    pub(crate) log: Vec<(&'static str, u64, u64)>,
    /// What the next requests meet; `None` passes.
    pub(crate) faults: VecDeque<Option<Fault>>,
    /// What requests at this place always meet.
    pub(crate) bad_place: Option<(u64, ErrorKind)>,
    pub(crate) now: usize,
    pub(crate) most: usize,
    pub(crate) no_gzip: bool,
    pub(crate) no_read: bool,
    pub(crate) no_size: bool,
    /// A write after this many waits for ever.
    pub(crate) stall_after: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    Refused(ErrorKind),
    LostBefore,
    LostAfter,
    Short,
}

impl World {
    pub(crate) fn new(size: u64) -> Self {
        let state = State { bytes: vec![0; size as usize], ..State::default() };
        let realm = Realm::new("memory", "memory:").account("me");
        Self(Arc::new(Mutex::new(state)), ProviderInfo::new(CloudId::new("world"), realm))
    }

    /// The same drive, in another account's eyes.
    pub(crate) fn of_account(&self, account: &str) -> Self {
        let mut other = self.clone();
        other.1.realm.account = Some(account.into());
        other
    }

    pub(crate) fn cloud(&self) -> Cloud {
        Cloud::new(self.clone())
    }

    pub(crate) fn state<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.0.lock().unwrap())
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.state(|s| s.bytes.clone())
    }

    /// Where writes (or reads) arrived since the last time, in order of place.
    pub(crate) fn places(&self, what: &str) -> Vec<u64> {
        let mut places: Vec<u64> = self.state(|s| {
            let of = s.log.iter().filter(|(verb, ..)| *verb == what).map(|(_, at, _)| *at).collect();
            s.log.retain(|(verb, ..)| *verb != what);
            of
        });
        places.sort_unstable();
        places
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.state(|s| s.faults.push_back(Some(fault)));
    }

    async fn meet<T>(
        &self,
        verb: &'static str,
        at: u64,
        travelled: u64,
        act: impl FnOnce(&mut State) -> T,
    ) -> Result<(T, bool)> {
        // Whoever moves pieces sends them again himself.
        assert!(is_sent_once());
        let stalled = self.state(|s| {
            s.now += 1;
            s.most = s.most.max(s.now);
            s.log.push((verb, at, travelled));
            s.stall_after.is_some_and(|n| s.log.len() > n)
        });
        if stalled {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
        self.state(|s| {
            s.now -= 1;
            if let Some((_, kind)) = s.bad_place.filter(|(place, _)| *place == at) {
                return Err(Error::new(kind, "so it is"));
            }
            let lost =
                || Error::new(ErrorKind::Transport, "reset").delivered(anycloud_core::Delivery::Unknown);
            match s.faults.pop_front().flatten() {
                Some(Fault::Refused(kind)) => Err(Error::new(kind, "not now").with_status(503)),
                Some(Fault::LostBefore) => Err(lost()),
                Some(Fault::LostAfter) => {
                    act(s);
                    Err(lost())
                }
                Some(Fault::Short) => Ok((act(s), true)),
                None => Ok((act(s), false)),
            }
        })
    }
}

pub(crate) const DRIVE: &str = "the-drive";

/// Quick, and not for long.
pub(crate) const PATIENCE: WaitPolicy =
    WaitPolicy::new(Duration::from_millis(5), Duration::from_millis(20), Duration::from_millis(400));

#[async_trait]
impl Provider for World {
    fn info(&self) -> &ProviderInfo {
        &self.1
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        let mut drives = DriveCapabilities::default();
        (drives.read, drives.write) = (Support::Yes, Support::Yes);
        if self.state(|s| s.no_read) {
            drives.read = Support::No;
        }
        if !self.state(|s| s.no_gzip) {
            drives.write_gzip = Support::Yes;
        }
        (drives.read_max, drives.write_max) = (Some(PIECE), Some(PIECE));
        let mut all = Capabilities::default();
        all.drives = Some(drives);
        Cow::Owned(all)
    }

    async fn verify(&self) -> Result<()> {
        Ok(())
    }

    fn drives(&self) -> Option<&dyn Drives> {
        Some(self)
    }

    async fn stamped(&self, _: &ResourceKind, _: &Stamp) -> Result<Vec<ResourceRef>> {
        Ok(Vec::new())
    }

    async fn discard(&self, _: &ResourceRef, _: &Stamp) -> Result<Gone> {
        Ok(Gone::Already)
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}

#[async_trait]
impl Drives for World {
    fn drives(&self) -> Listing<Drive> {
        Listing::ready(Vec::new())
    }

    async fn drive(&self, id: &DriveId) -> Result<Drive> {
        if id.as_str() != DRIVE {
            return Err(Error::new(ErrorKind::NotFound, "no such drive"));
        }
        let mut drive = Drive::new(id.clone(), "data", DriveState::Available);
        drive.size = self.state(|s| (!s.no_size).then_some(ByteSize(s.bytes.len() as u64)));
        Ok(drive)
    }

    async fn create_drive(&self, _: &CreateDrive, _: &mut Run) -> Result<Started<DriveId>> {
        Err(Error::unsupported("there is one"))
    }

    async fn destroy_drive(&self, _: &DestroyDrive, _: &mut Run) -> Result<Started<Gone>> {
        Err(Error::unsupported("it stays"))
    }

    async fn read(&self, _: &DriveId, offset: u64, length: u64) -> Result<Bytes> {
        let read = |s: &mut State| s.bytes[offset as usize..][..length as usize].to_vec();
        let (mut bytes, short) = self.meet("read", offset, length, read).await?;
        if short {
            bytes.truncate(bytes.len() / 2);
        }
        Ok(bytes.into())
    }

    async fn write(&self, _: &DriveId, offset: u64, bytes: Bytes) -> Result<()> {
        let travelled = bytes.len() as u64;
        self.meet("write", offset, travelled, |s| put(s, offset, &bytes)).await.map(drop)
    }

    async fn write_gzip(&self, _: &DriveId, offset: u64, gzipped: Bytes) -> Result<()> {
        assert!(!self.state(|s| s.no_gzip), "not said in the capabilities");
        let mut bytes = Vec::new();
        GzDecoder::new(&*gzipped).read_to_end(&mut bytes).unwrap();
        self.meet("write", offset, gzipped.len() as u64, |s| put(s, offset, &bytes)).await.map(drop)
    }
}

fn put(state: &mut State, offset: u64, bytes: &[u8]) {
    state.bytes[offset as usize..][..bytes.len()].copy_from_slice(bytes);
}

/// Bytes that look like nothing, the same for the same seed.
pub(crate) fn noise(length: u64, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Ends a transfer, as a death would, once so many pieces are written down as done.
pub(crate) async fn ended_after<F>(transfer: F, kept: &Path, pieces: u64)
where
    F: Future<Output = Result<Summary>> + Send + 'static,
{
    let task = tokio::spawn(transfer);
    let done = || {
        let saved: serde_json::Value = serde_json::from_slice(&fs::read(kept).ok()?).ok()?;
        let stretches: Vec<(u64, u64)> = serde_json::from_value(saved["done"].clone()).ok()?;
        Some(stretches.iter().map(|(from, to)| to - from).sum::<u64>())
    };
    while done() != Some(pieces) {
        assert!(!task.is_finished(), "it ended too early");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    // Unlike in a death, what blocks comes to its end.
    tokio::time::sleep(Duration::from_millis(50)).await;
}
