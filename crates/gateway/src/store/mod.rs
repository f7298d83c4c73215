//! What outlives the gateway: backends that clients added, what they set about others, stars, keys.
//!
//! One small JSON file. A change writes the whole of it beside the old one, syncs, and renames: whoever is killed leaves
//! the old file or the new one, and a change is answered after the rename is on the disk. Disks are slow: that is done
//! on a thread of its own, one change after the other, and whoever reads meanwhile sees what was before.

mod seal;

pub use seal::SealingKey;
pub(crate) use seal::{Seal, Sealed, private_text};

use anycloud::{Error, ErrorKind, Result, Secret};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::task::spawn_blocking;

const VERSION: u32 = 1;

/// The file, and what is in it.
#[derive(Debug)]
pub(crate) struct Store {
    seal: Option<Seal>,
    kept: Arc<Kept>,
    /// Whoever changes something holds it until that is on the disk.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug)]
struct Kept {
    dir: PathBuf,
    /// As it is on the disk.
    state: Mutex<State>,
    /// The system lets go of it when the process dies.
    _lock: File,
}

/// All that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    version: u32,
    /// In the order in which they were added.
    pub(crate) backends: Vec<AddedBackend>,
    /// What clients set about backends of the configuration, by id.
    pub(crate) settings: BTreeMap<String, BackendSettings>,
    /// Starred images, by backend.
    pub(crate) stars: BTreeMap<String, BTreeSet<String>>,
    /// In the order in which they were added.
    pub(crate) keys: Vec<StoredKey>,
}

/// A backend that a client added.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddedBackend {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) provider: String,
    pub(crate) region: String,
    pub(crate) apikey: String,
    pub(crate) apisecret: Option<Sealed>,
    pub(crate) apiurl: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) docker_port: Option<u16>,
    pub(crate) enabled: bool,
}

/// What differs from the configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BackendSettings {
    pub(crate) title: Option<String>,
    pub(crate) disabled: bool,
}

/// A key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoredKey {
    pub(crate) id: String,
    /// In OpenSSH's form.
    pub(crate) public: String,
    pub(crate) private: Sealed,
    pub(crate) default: bool,
}

impl Store {
    /// Opens the store in this folder, which is made if it is not there.
    ///
    /// # Errors
    /// `InvalidConfig` if another gateway has it, if it cannot be read, or if the key is not the one that it was sealed
    /// with.
    pub(crate) fn open(dir: &Path, key: Option<&SealingKey>) -> Result<Self> {
        let failed =
            |e: io::Error| Error::config(format!("{} cannot be opened: {e}", dir.display())).with_source(e);
        let lock = locked(dir).map_err(failed)?.ok_or_else(|| {
            Error::config(format!("another gateway uses {}: say another --state-dir", dir.display()))
        })?;
        let state = match fs::read(dir.join(FILE)) {
            Ok(text) => read(&text).map_err(|why| {
                Error::config(format!("{} cannot be read: {why}", dir.join(FILE).display()))
            })?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => State {
                version: VERSION,
                backends: Vec::new(),
                settings: BTreeMap::new(),
                stars: BTreeMap::new(),
                keys: Vec::new(),
            },
            Err(e) => return Err(failed(e)),
        };
        let seal = key.map(Seal::new).transpose()?;
        if let Some(seal) = &seal
            && !state.opens_with(seal)
        {
            return Err(Error::config(format!(
                "the key is not the one that {} was sealed with",
                dir.display()
            )));
        }
        let kept = Kept { dir: dir.to_owned(), state: Mutex::new(state), _lock: lock };
        Ok(Self { seal, kept: Arc::new(kept), turn: Arc::default() })
    }

    /// Looks at what is kept. Waits for no disk.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.kept.state())
    }

    /// Changes what is kept; on the disk when this returns. What fails changes nothing.
    ///
    /// # Errors
    /// What the change says; `Journal` if it cannot be written.
    pub(crate) async fn change<T, E: From<Error>>(
        &self,
        change: impl FnOnce(&mut State) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.change_with(change, || ()).await
    }

    /// The same; once it is on the disk and before anybody else changes anything, it also does `then`. A caller that stops
    /// waiting leaves both undone or both done.
    ///
    /// # Errors
    /// What the change says; `Journal` if it cannot be written.
    pub(crate) async fn change_with<T, E: From<Error>>(
        &self,
        change: impl FnOnce(&mut State) -> std::result::Result<T, E>,
        then: impl FnOnce() + Send + 'static,
    ) -> std::result::Result<T, E> {
        let turn = self.turn.clone().lock_owned().await;
        let mut next = self.read(State::clone);
        let value = change(&mut next)?;
        let kept = self.kept.clone();
        let written = spawn_blocking(move || {
            // Here, not in the caller: who is cancelled would let the next one write beside this.
            let _turn = turn;
            kept.write(&next)?;
            *kept.state() = next;
            then();
            io::Result::Ok(())
        });
        written.await.unwrap_or_else(|e| Err(io::Error::other(e))).map_err(|e| {
            Error::new(ErrorKind::Journal, format!("the store cannot be written: {e}")).with_source(e)
        })?;
        Ok(value)
    }

    /// Seals a secret for one place in the store.
    ///
    /// # Errors
    /// `Forbidden` without a key.
    pub(crate) fn seal(&self, place: &str, secret: &Secret) -> Result<Sealed> {
        self.sealer()?.seal(place, secret)
    }

    /// The secret that was sealed for this place.
    ///
    /// # Errors
    /// `Forbidden` without a key; `Journal` if it was tampered with.
    pub(crate) fn unseal(&self, place: &str, sealed: &Sealed) -> Result<Secret> {
        self.sealer()?.open(place, sealed)
    }

    fn sealer(&self) -> Result<&Seal> {
        self.seal.as_ref().ok_or_else(|| {
            let what = "this gateway was started without a key and stores no secrets: say --key-file FILE or set \
                        ANYCLOUD_GATEWAY_KEY";
            Error::new(ErrorKind::Forbidden, what)
        })
    }
}

impl Kept {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic cannot leave half a change: the new state is moved in whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, state: &State) -> io::Result<()> {
        let (new, old) = (self.dir.join(NEW), self.dir.join(FILE));
        let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&new)?;
        file.write_all(&serde_json::to_vec_pretty(state)?)?;
        file.sync_all()?;
        fs::rename(new, old)?;
        File::open(&self.dir)?.sync_all()
    }
}

impl State {
    /// Every secret with its place; the key that opens one opens all.
    fn opens_with(&self, seal: &Seal) -> bool {
        let backends =
            self.backends.iter().filter_map(|b| Some((place_of_backend(&b.id), b.apisecret.as_ref()?)));
        let keys = self.keys.iter().map(|key| (place_of_key(&key.id), &key.private));
        backends.chain(keys).next().is_none_or(|(place, sealed)| seal.open(&place, sealed).is_ok())
    }
}

/// Where a backend's secret is: it does not open anywhere else.
pub(crate) fn place_of_backend(id: &str) -> String {
    format!("backend/{id}")
}

/// Where a key's private half is.
pub(crate) fn place_of_key(id: &str) -> String {
    format!("key/{id}")
}

const FILE: &str = "gateway.json";

/// What is to become it.
const NEW: &str = "gateway.json.new";

fn read(text: &[u8]) -> Result<State, String> {
    let state: State = serde_json::from_slice(text).map_err(|e| e.to_string())?;
    match state.version {
        VERSION => Ok(state),
        other => Err(format!("it is of version {other}, and this gateway reads version {VERSION}")),
    }
}

/// The folder's lock; `None` if another process has it.
fn locked(dir: &Path) -> io::Result<Option<File>> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    let lock = private(OpenOptions::new().write(true).create(true)).open(dir.join("lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

/// For nobody else to read.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(test)]
mod tests;
