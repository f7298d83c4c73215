//! Lists of objects, as their reply arrives.

use super::is_json;
use super::json::Objects;
use anycloud_core::Result;
use anycloud_elastic_family::Stretch;
use bytes::Bytes;
use http::response::Parts;

/// A list of objects that is still arriving.
#[derive(Debug, Default)]
pub(crate) enum Arriving {
    #[default]
    Before,
    Json(Objects),
    Text(anycloud_elastic_family::Arriving),
}

impl Arriving {
    /// What `read` makes of the records that are whole after this piece, or after the end.
    pub(crate) fn read<T>(
        &mut self,
        parts: &Parts,
        piece: Option<Bytes>,
        read: impl Fn(&Stretch) -> Result<Vec<T>>,
    ) -> Result<Vec<T>> {
        if let Self::Before = self {
            let json = is_json(parts, piece.as_deref().unwrap_or_default())?;
            *self = if json { Self::Json(Objects::default()) } else { Self::Text(Default::default()) };
        }
        match (self, piece) {
            (Self::Json(objects), piece) => {
                objects.feed(piece.as_deref().unwrap_or_default());
                read(&Stretch::whole(objects.next_lines(piece.is_none())?.into()))
            }
            (Self::Text(stretches), piece) => stretches.read(piece.as_deref(), read),
            (Self::Before, _) => Ok(Vec::new()),
        }
    }
}
