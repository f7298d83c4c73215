//! Pieces made ready to travel.

use super::digest::Digest;
use super::file::is_zero;
use super::pack::Packed;
use super::pieces::Piece;
use crate::error::Result;
use bytes::Bytes;
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
}

impl Packing {
    pub(super) fn new(whole: u64, gzip: bool) -> Self {
        Self { gzip, whole, zeros: Arc::default() }
    }

    /// A piece of these bytes, or of a hole.
    pub(super) fn content(&self, piece: Piece, bytes: Option<Bytes>) -> Result<Content> {
        match bytes.filter(|bytes| !is_zero(bytes)) {
            None => self.zeros(piece),
            Some(bytes) => Ok(Content {
                digest: Digest::of(&bytes),
                packed: Packed::new(bytes, self.gzip)?,
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
        let zeros = Content { digest, packed: Packed::new(bytes, self.gzip)?, zero: true };
        if piece.length == self.whole {
            return Ok(self.zeros.get_or_init(|| zeros).clone());
        }
        Ok(zeros)
    }
}
