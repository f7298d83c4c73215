//! Backends: the clouds of the configuration and what clients have added; of one without machines of its own, the clouds
//! inside. Other regions of EC2, inside a cloud with machines, are none.

mod add;
mod backend;
mod find;
mod list;
mod set;

use backend::Look;
pub(crate) use backend::{Backend, Until, hashed};

use crate::refusal::{Refusal, Result};
use crate::settings::Settings;
use crate::store::{AddedBackend, State, Store};
use anycloud::journal::FileJournal;
use anycloud::{Cloud, CloudConfig, Error};
use std::sync::{Arc, PoisonError, RwLock};

/// The longest text that is kept of a backend.
const TEXT_MAX: usize = 1024;

/// All backends that are known without asking; those inside are asked for.
#[derive(Debug)]
pub(crate) struct Backends {
    configured: Vec<Arc<Backend>>,
    added: RwLock<Vec<Arc<Backend>>>,
    journal: Option<FileJournal>,
}

impl Backends {
    /// Opens what was added before. What does not open is shown as unavailable.
    pub(crate) fn open(settings: &Settings, store: &Store) -> anycloud::Result<Self> {
        let journal = settings.journal_dir.as_ref().map(FileJournal::open).transpose()?;
        let mut this = Self { configured: Vec::new(), added: RwLock::default(), journal };
        let kept = store.read(|state| state.backends.clone());
        let guard = settings.guard();
        let opened = kept.iter().map(|kept| Arc::new(add::reopened(kept, store, &guard, &this)));
        this.added = RwLock::new(opened.collect());
        Ok(this)
    }

    /// Adds a cloud of the configuration. What does not open is shown as unavailable.
    pub(crate) fn configure(&mut self, config: &CloudConfig) -> anycloud::Result<()> {
        let cloud = anycloud::open(config).map(|cloud| self.journaled(&cloud)).map_err(|e| e.to_string());
        let mut backend = Backend::configured(config.name(), cloud);
        backend.provider = config.provider().unwrap_or_default().to_owned();
        backend.region = config.place().unwrap_or_default();
        backend.apikey = config.user_name().unwrap_or_default().to_owned();
        self.push(backend)
    }

    /// Adds a cloud that is open already.
    pub(crate) fn place(&mut self, cloud: &Cloud) -> anycloud::Result<()> {
        self.push(Backend::configured(cloud.id().as_str(), Ok(self.journaled(cloud))))
    }

    fn push(&mut self, backend: Backend) -> anycloud::Result<()> {
        if self.configured.iter().any(|other| other.id == backend.id) {
            return Err(Error::config(format!("two clouds have the name {:?}", backend.title)));
        }
        self.configured.push(Arc::new(backend));
        Ok(())
    }

    fn journaled(&self, cloud: &Cloud) -> Cloud {
        match &self.journal {
            Some(journal) => cloud.with_journal(journal.clone()),
            None => cloud.clone(),
        }
    }

    /// Where changes are written down, if that lasts.
    pub(crate) fn journal(&self) -> Option<&FileJournal> {
        self.journal.as_ref()
    }

    /// Serves what a client has added, in the place of what has its id.
    fn serve(&self, new: Backend) {
        let mut added = self.added.write().unwrap_or_else(PoisonError::into_inner);
        match added.iter_mut().find(|old| old.id == new.id) {
            Some(old) => *old = Arc::new(new),
            None => added.push(Arc::new(new)),
        }
    }

    /// Serves what a client had added no more.
    fn no_more(&self, id: &str) {
        self.added.write().unwrap_or_else(PoisonError::into_inner).retain(|backend| backend.id != id);
    }

    /// Whether a client has added the backend of this id.
    pub(crate) fn is_added(&self, id: &str) -> bool {
        let added = self.added.read().unwrap_or_else(PoisonError::into_inner);
        added.iter().any(|backend| backend.id == id)
    }

    /// Those of the configuration, then those that were added.
    pub(crate) fn outer(&self) -> Vec<Arc<Backend>> {
        let added = self.added.read().unwrap_or_else(PoisonError::into_inner);
        self.configured.iter().chain(added.iter()).cloned().collect()
    }

    /// The same, with those inside that were seen last.
    fn seen(&self) -> Vec<Arc<Backend>> {
        let mut all = self.outer();
        let inner: Vec<_> = all.iter().flat_map(|outer| outer.inside()).collect();
        all.extend(inner);
        all
    }

    /// The backend of this id, as far as it was seen already.
    fn known(&self, id: &str) -> Option<Found> {
        let outer = self.outer();
        let inner = outer.iter().find_map(|holder| Found::inside(holder, id));
        let found = outer.iter().find(|backend| backend.id == id).cloned();
        found.map(|backend| Found { backend, holder: None }).or(inner)
    }
}

/// A backend, and the cloud around it if there is one.
struct Found {
    backend: Arc<Backend>,
    holder: Option<Arc<Backend>>,
}

impl Found {
    fn inside(holder: &Arc<Backend>, id: &str) -> Option<Self> {
        let backend = holder.inside().into_iter().find(|inner| inner.id == id)?;
        Some(Self { backend, holder: Some(holder.clone()) })
    }
}

/// How a backend is shown: the client's title and switch, over those that it came with.
struct Shown {
    title: String,
    enabled: bool,
}

fn shown(store: &Store, backend: &Backend) -> Shown {
    store.read(|state| shown_by(state, backend))
}

fn shown_by(state: &State, backend: &Backend) -> Shown {
    if let Some(AddedBackend { title, enabled, .. }) = state.backends.iter().find(|b| b.id == backend.id) {
        return Shown { title: title.clone(), enabled: *enabled };
    }
    let set = state.settings.get(&backend.id);
    let title = set.and_then(|set| set.title.clone()).unwrap_or_else(|| backend.title.clone());
    Shown { title, enabled: set.is_none_or(|set| !set.disabled) }
}

/// Text of a length that is worth keeping.
fn bounded(name: &str, text: String) -> Result<String> {
    if text.len() > TEXT_MAX {
        return Err(Refusal::bad(format!("{name} has at most {TEXT_MAX} bytes")));
    }
    Ok(text)
}
