//! What a transfer came to.

use crate::id::DriveId;
use serde::Serialize;

/// How a transfer ended: well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// The drive.
    pub drive: DriveId,
    /// Where on the drive the image begins, in bytes.
    pub offset: u64,
    /// Bytes of the image.
    pub bytes: u64,
    /// Bytes of a piece; the last one may be shorter.
    pub piece_bytes: u64,
    /// Pieces of the image.
    pub pieces: u64,
    /// Pieces that had travelled before, in an earlier call.
    pub resumed: u64,
    /// Pieces that were not sent because they are all zeros.
    pub skipped: u64,
    /// How often a piece was tried again.
    pub retried: u64,
    /// Bytes that were sent now, each piece once, as they travelled: gzipped or not.
    pub sent_bytes: u64,
    /// Bytes of the image that came now, each piece once. What is read back to be compared does not count.
    pub received_bytes: u64,
    /// Whether it was read back and compared.
    pub verified: bool,
    /// The SHA-256 of the SHA-256 of each piece, in hexadecimal: the same for the same image and size of pieces.
    pub digest: String,
}
