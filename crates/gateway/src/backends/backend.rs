//! One cloud, as clients see it.

use crate::refusal::{Refusal, Result};
use anycloud::Cloud;
use aws_lc_rs::digest;
use std::fmt::Write;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

/// A look that is younger than this is not repeated. What Mist.io tells its clients to wait between two of their own.
pub(super) const POLL: Duration = Duration::from_secs(10);

/// One cloud, as clients see it.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) id: String,
    /// Unless a client has renamed it.
    pub(super) title: String,
    pub(super) provider: String,
    pub(super) region: String,
    pub(super) apikey: String,
    pub(super) apiurl: String,
    pub(super) origin: Origin,
    /// Or why it could not be opened.
    cloud: std::result::Result<Cloud, String>,
    /// The latest look; whoever waits for the lock finds it done.
    look: Mutex<Option<(Instant, Look)>>,
    /// The clouds inside that were seen last.
    inner: std::sync::Mutex<Vec<Arc<Backend>>>,
    /// Tags are read and written back whole: one client at a time.
    pub(crate) tagging: Arc<Mutex<()>>,
}

/// Who named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A client.
    Added,
    /// The configuration.
    Configured,
    /// Another cloud, which holds it.
    Inner,
}

/// Whether there was an answer, or why not.
pub(crate) type Look = std::result::Result<(), String>;

/// When all looks that a request needs must be over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Until {
    at: Instant,
    deadline: Duration,
}

impl Until {
    pub(super) fn after(deadline: Duration) -> Self {
        Self { at: Instant::now() + deadline, deadline }
    }

    /// The time, and what is said when it is over.
    pub(crate) fn at(self) -> (Instant, String) {
        (self.at, format!("no answer within {} s", self.deadline.as_secs_f32()))
    }

    fn missed(self) -> String {
        self.at().1
    }
}

impl Backend {
    /// A cloud of the configuration.
    pub(super) fn configured(name: &str, cloud: std::result::Result<Cloud, String>) -> Self {
        Self::new(format!("configured/{name}"), name.to_owned(), Origin::Configured, cloud)
    }

    /// A cloud that another one holds.
    fn within(cloud: Cloud) -> Self {
        let info = cloud.info();
        let (name, provider) = (info.id.as_str().to_owned(), info.realm.provider.to_string());
        let title = info.title.as_ref().map_or_else(|| name.clone(), ToString::to_string);
        Self { provider, ..Self::new(format!("inner/{name}"), title, Origin::Inner, Ok(cloud)) }
    }

    /// A cloud of this identity; ids are opaque to clients, and the same after a restart.
    pub(super) fn new(
        identity: String,
        title: String,
        origin: Origin,
        cloud: std::result::Result<Cloud, String>,
    ) -> Self {
        let provider =
            cloud.as_ref().map(|cloud| cloud.info().realm.provider.to_string()).unwrap_or_default();
        Self {
            id: hashed(&identity, 14),
            title,
            provider,
            region: String::new(),
            apikey: String::new(),
            apiurl: String::new(),
            origin,
            cloud,
            look: Mutex::default(),
            inner: std::sync::Mutex::default(),
            tagging: Arc::default(),
        }
    }

    /// The cloud.
    ///
    /// # Errors
    /// 503 if it could not be opened.
    pub(crate) fn cloud(&self) -> Result<&Cloud> {
        self.cloud.as_ref().map_err(|why| Refusal::unavailable(why.clone()))
    }

    /// Asks the cloud the cheapest thing that needs its credentials, unless that was done just before. One that holds
    /// clouds is asked for those.
    pub(crate) async fn look(&self, until: Until) -> Look {
        let Ok(mut last) = timeout_at(until.at, self.look.lock()).await else { return Err(until.missed()) };
        if let Some((at, look)) = &*last
            && at.elapsed() < POLL
        {
            return look.clone();
        }
        let look = timeout_at(until.at, self.looked()).await.unwrap_or_else(|_| Err(until.missed()));
        *last = Some((Instant::now(), look.clone()));
        look
    }

    /// The clouds inside, as they were seen last.
    pub(super) fn inside(&self) -> Vec<Arc<Self>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether clouds inside are shown: a cloud without machines has nothing else to show. Regions inside one with
    /// machines are asked for by nobody: dozens that are not used would each be looked at.
    pub(crate) fn holds_clouds(&self) -> bool {
        self.cloud.as_ref().is_ok_and(|cloud| cloud.capabilities().compute.is_none())
    }

    async fn looked(&self) -> Look {
        let cloud = self.cloud.as_ref().map_err(String::clone)?;
        if !self.holds_clouds() {
            return cloud.verify().await.map_err(|e| e.to_string());
        }
        let now = cloud.clouds().all().await.map_err(|e| e.to_string())?;
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *inner);
        inner.extend(now.into_iter().map(Self::within).map(|new| {
            // The same cloud stays the same handle, with what was seen of it.
            before.iter().find(|old| old.id == new.id).cloned().unwrap_or_else(|| Arc::new(new))
        }));
        Ok(())
    }
}

/// So many bytes of the text's hash, as hexadecimal digits.
pub(crate) fn hashed(text: &str, bytes: usize) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    hash.as_ref().iter().take(bytes).fold(String::new(), |mut out, byte| {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
