//! Lists of objects, as their reply arrives.

use super::refused;
use crate::error::is_page;
use anycloud_core::Result;
use anycloud_elastic_family::Stretch;
use anycloud_http::web_page;
use bytes::Bytes;
use http::response::Parts;

/// A list of objects that is still arriving.
#[derive(Debug, Default)]
pub(crate) struct Arriving {
    stretches: anycloud_elastic_family::Arriving,
    begun: bool,
}

impl Arriving {
    /// What `read` makes of the records that are whole after this piece, or after the end.
    pub(crate) fn read<T>(
        &mut self,
        parts: &Parts,
        piece: Option<Bytes>,
        read: impl Fn(&Stretch) -> Result<Vec<T>>,
    ) -> Result<Vec<T>> {
        if !self.begun && is_page(parts, piece.as_deref().unwrap_or_default()) {
            return Err(web_page());
        }
        self.begun = true;
        self.stretches.read(piece.as_deref(), |stretch| match refused(parts, stretch.lines()) {
            Some(refusal) => Err(refusal),
            None => read(stretch),
        })
    }
}
