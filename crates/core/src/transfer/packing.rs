//! Pieces made ready to travel.

use super::buffers::Buffers;
use super::digest::Digest;
use super::file::is_zero;
use super::pack::Packed;
use super::pieces::Piece;
use crate::error::Result;
use bytes::Bytes;
use flate2::Compression;
use std::sync::{Arc, OnceLock};

/// A piece, ready to travel.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) digest: Digest,
    pub(super) packed: Packed,
    /// Whether these are zeros only.
    pub(super) zero: bool,
}

/// How pieces are made ready. A whole piece of zeros is made once.
#[derive(Clone, Debug)]
pub(super) struct Packing {
    gzip: bool,
    /// Bytes of a whole piece.
    whole: u64,
    zeros: Arc<OnceLock<Content>>,
    pub(super) buffers: Buffers,
}

impl Packing {
    pub(super) fn new(whole: u64, gzip: bool) -> Self {
        Self { gzip, whole, zeros: Arc::default(), buffers: Buffers::default() }
    }

    /// A piece of these bytes, or of a hole.
    pub(super) fn content(&self, piece: Piece, bytes: Option<Bytes>) -> Result<Content> {
        match bytes.filter(|bytes| !is_zero(bytes)) {
            None => self.zeros(piece),
            Some(bytes) => Ok(Content {
                digest: Digest::of(&bytes),
                // More effort would hold up all but slow lines.
                packed: Packed::new(bytes, self.gzip.then(Compression::fast), &self.buffers)?,
                zero: false,
            }),
        }
    }

    pub(super) fn digest(&self, piece: Piece, bytes: Option<&Bytes>) -> Result<Digest> {
        match bytes {
            None => self.zeros(piece).map(|zeros| zeros.digest),
            Some(bytes) => Ok(Digest::of(bytes)),
        }
    }

    fn zeros(&self, piece: Piece) -> Result<Content> {
        if let Some(zeros) = self.zeros.get().filter(|_| piece.length == self.whole) {
            return Ok(zeros.clone());
        }
        let bytes = Bytes::from(vec![0; piece.length as usize]);
        let digest = Digest::of(&bytes);
        // Worth all effort: they travel many times.
        let packed = Packed::new(bytes, self.gzip.then(Compression::best), &self.buffers)?;
        let zeros = Content { digest, packed, zero: true };
        if piece.length == self.whole {
            return Ok(self.zeros.get_or_init(|| zeros).clone());
        }
        Ok(zeros)
    }
}
