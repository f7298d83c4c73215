//! The secrets, and the looking.

use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use tracing_subscriber::filter::LevelFilter;

pub(crate) const KEY: &str = "canary-api-key-4711";
pub(crate) const VNC: &str = "canaryPW";
pub(crate) const PROXY: &str = "canary-proxy-password";

/// Everything that was logged in this process, by any crate, at TRACE.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn capture() -> Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        let begin = || {
            let log = Self::default();
            let writer = log.clone();
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(LevelFilter::TRACE)
                .with_writer(move || writer.clone());
            tracing::subscriber::set_global_default(subscriber.finish()).unwrap();
            log
        };
        LOG.get_or_init(begin).clone()
    }

    /// Neither a secret nor too little: the place must be in it.
    pub(crate) fn free_of_secrets(&self, place: &str) {
        let logged = String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned();
        assert!(logged.contains(place), "there was something to look at");
        secret_free("log", &logged);
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An error as anybody may print it, with its causes.
pub(crate) fn shows(error: &anycloud_core::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    text
}

pub(crate) fn secret_free(what: &str, text: &str) {
    for canary in [KEY, VNC, PROXY] {
        assert!(!text.contains(canary), "{what} shows {canary}: {text}");
    }
}

/// Looks at every file of a journal; answers with how many there were.
pub(crate) fn journal_free(journal: &Path) -> usize {
    let mut files = 0;
    for folder in std::fs::read_dir(journal).unwrap().flatten() {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            secret_free("journal", &std::fs::read_to_string(file.path()).unwrap());
            files += 1;
        }
    }
    files
}
