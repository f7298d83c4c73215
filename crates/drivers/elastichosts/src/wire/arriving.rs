//! Lists of objects, as their reply arrives.

use super::{is_json, json};
use anycloud_core::Result;
use anycloud_elastic_family::{Stretch, unread};
use bytes::Bytes;
use http::response::Parts;

/// The most bytes of a list in JSON, which is read when all of it is there.
const JSON_MAX: usize = 64 << 20;

/// A list of objects that is still arriving.
#[derive(Debug, Default)]
pub(crate) enum Arriving {
    #[default]
    Before,
    Json(Vec<u8>),
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
            *self = if json { Self::Json(Vec::new()) } else { Self::Text(Default::default()) };
        }
        match (self, piece) {
            (Self::Json(body), Some(piece)) if body.len() + piece.len() > JSON_MAX => {
                Err(unread(format!("the reply is longer than {JSON_MAX} bytes")))
            }
            (Self::Json(body), Some(piece)) => {
                body.extend_from_slice(&piece);
                Ok(Vec::new())
            }
            (Self::Json(body), None) => read(&Stretch::whole(json::records_from(body)?.into())),
            (Self::Text(stretches), piece) => {
                stretches.feed(piece.as_deref());
                let mut items = Vec::new();
                while let Some(stretch) = stretches.next_stretch()? {
                    let more = read(&stretch)?;
                    if items.is_empty() {
                        items = more;
                    } else {
                        items.extend(more);
                    }
                }
                Ok(items)
            }
            (Self::Before, _) => Ok(Vec::new()),
        }
    }
}
