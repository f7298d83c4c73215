//! What an observer of a transfer is told.

use crate::error::Error;

/// What an observer of a transfer is told.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// So far.
    Progress {
        /// What is done to these bytes.
        phase: Phase,
        /// Bytes of the image that are done; with those that were done before.
        done: u64,
        /// Bytes of the image; a pipe does not tell.
        total: Option<u64>,
    },
    /// A piece did not get through and is tried again after a pause.
    Retrying {
        /// Where on the drive it begins, in bytes.
        offset: u64,
        /// Its bytes.
        length: u64,
        /// Why.
        error: &'a Error,
    },
}

/// What is done to an image, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// It is read here, to know it again when the upload is resumed; before an upload goes on, or a download.
    Hashing,
    /// It travels.
    Moving,
    /// It is read back and compared.
    Verifying,
}

pub(super) type Observer = Box<dyn FnMut(Event<'_>) + Send>;
