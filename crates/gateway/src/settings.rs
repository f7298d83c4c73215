use crate::guard::{AddressRange, Guard};
use crate::store::{SealingKey, private_text};
use anycloud::{Error, Result, Secret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// The shortest token that is taken: shorter ones are guessed.
const TOKEN_LEN: usize = 16;

/// How a gateway is run, for [`Gateway::builder`](crate::Gateway::builder). `Debug` shows no secret.
///
/// ```
/// use anycloud_gateway::Settings;
/// use std::time::Duration;
/// let settings = Settings::new("a token of 16 letters or more", "/var/lib/anycloud")?.deadline(Duration::from_secs(10));
/// assert!(!format!("{settings:?}").contains("16 letters"));
/// # Ok::<(), anycloud::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) token: Secret,
    pub(crate) state_dir: PathBuf,
    pub(crate) key: Option<SealingKey>,
    pub(crate) journal_dir: Option<PathBuf>,
    pub(crate) allowed: Vec<AddressRange>,
    pub(crate) deadline: Duration,
    pub(crate) patience: Duration,
    pub(crate) destroys_drives: bool,
    pub(crate) listens_anywhere: bool,
}

impl Settings {
    /// Clients must carry this token, and what they add lasts in this folder, which one gateway at a time uses.
    ///
    /// # Errors
    /// `InvalidConfig` for a token of fewer than 16 characters, or one that does not fit into a header: with a colon,
    /// or what is not ASCII and printed.
    pub fn new(token: impl Into<Secret>, state_dir: impl Into<PathBuf>) -> Result<Self> {
        let token = token.into();
        let text = token.expose();
        if text.len() < TOKEN_LEN || text.contains(':') || text.contains(|c: char| !(' '..='~').contains(&c))
        {
            let what = format!("the token must be {TOKEN_LEN} or more characters of ASCII, without a colon");
            return Err(Error::config(what));
        }
        Ok(Self {
            token,
            state_dir: state_dir.into(),
            key: None,
            journal_dir: None,
            allowed: Vec::new(),
            deadline: Duration::from_secs(20),
            patience: Duration::from_secs(50),
            destroys_drives: false,
            listens_anywhere: false,
        })
    }

    /// A token that nobody guesses: 32 random bytes, in base64 for URLs.
    ///
    /// # Errors
    /// `InvalidConfig` if the system has no randomness.
    pub fn new_token() -> Result<Secret> {
        let mut bytes = Zeroizing::new([0; 32]);
        aws_lc_rs::rand::fill(bytes.as_mut_slice())
            .map_err(|_| Error::config("the system has no randomness"))?;
        Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
    }

    /// The token of a file that nobody else can read (mode 600 on Unix), without the line end that editors add.
    ///
    /// # Errors
    /// `InvalidConfig` if it cannot be read, or if others can read it.
    pub fn token_from_file(path: &Path) -> Result<Secret> {
        let text = private_text("token", path)?;
        Ok(Secret::new(text.expose().trim_end_matches(['\r', '\n'])))
    }

    /// Secrets are sealed with this key. Without one none is stored: no backend can be added, and no key.
    pub fn key(mut self, key: SealingKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Changes are written down in this folder before they are sent, for `anycloud operations`: what a kill cuts off is
    /// resumed or undone there. In memory by default.
    pub fn journal_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.journal_dir = Some(dir.into());
        self
    }

    /// An added backend's `apiurl` may lead to these addresses, too. By default it leads to public ones only.
    pub fn allow(mut self, range: AddressRange) -> Self {
        self.allowed.push(range);
        self
    }

    /// How long each cloud may take for a list, or to say whether it takes a new backend's credentials; 20 s by
    /// default. After that it is unavailable.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How long a change may take before its client is answered that it goes on; 50 s by default, which is less than
    /// proxies wait. Creating a machine may take ten minutes: where a drive is written first, that is usual.
    pub fn change_deadline(mut self, deadline: Duration) -> Self {
        self.patience = deadline;
        self
    }

    /// Whether a machine's drives go with it when it is destroyed. By default they stay: this API does not show them,
    /// and a client cannot know what it would lose.
    pub fn destroys_drives(mut self, destroys: bool) -> Self {
        self.destroys_drives = destroys;
        self
    }

    /// Whether the gateway may be reached from other machines; no by default, so that
    /// [`Gateway::listen`](crate::Gateway::listen) takes loopback addresses only. It speaks plain HTTP: put a proxy
    /// with TLS before it.
    pub fn listens_anywhere(mut self, anywhere: bool) -> Self {
        self.listens_anywhere = anywhere;
        self
    }

    pub(crate) fn guard(&self) -> Guard {
        Guard::new(self.allowed.clone())
    }
}
