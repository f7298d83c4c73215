//! Gzip for the way.

use super::blocking;
use super::buffers::Buffers;
use crate::error::{Error, Result};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Bytes as they travel.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    pub(crate) body: Bytes,
    pub(crate) gzipped: bool,
    /// How many bytes they are on the drive.
    pub(crate) length: u64,
}

impl Packed {
    /// Gzipped with this much effort, if any is wanted and it makes them fewer.
    pub(super) fn new(bytes: Bytes, gzip: Option<Compression>, buffers: &Buffers) -> Result<Self> {
        let length = bytes.len() as u64;
        if let Some(effort) = gzip {
            let zipped = zip(&bytes, effort, buffers)?;
            if zipped.len() < bytes.len() {
                return Ok(Self { body: buffers.lend(zipped), gzipped: true, length });
            }
            buffers.give_back(zipped);
        }
        Ok(Self { body: bytes, gzipped: false, length })
    }
}

/// The same, off the threads that serve other futures.
pub(crate) async fn packed(bytes: Bytes, gzip: bool) -> Result<Packed> {
    if !gzip {
        return Packed::new(bytes, None, &Buffers::default());
    }
    blocking(move || Packed::new(bytes, Some(Compression::default()), &Buffers::default())).await
}

fn zip(bytes: &[u8], effort: Compression, buffers: &Buffers) -> Result<Vec<u8>> {
    let failed = |e| Error::invalid("the bytes cannot be gzipped").with_source(e);
    // What cannot be made smaller becomes a little longer.
    let mut buffer = buffers.take(bytes.len() + bytes.len() / 1000 + 64);
    buffer.clear();
    let mut encoder = GzEncoder::new(buffer, effort);
    encoder.write_all(bytes).map_err(failed)?;
    encoder.finish().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::{Buffers, Packed};
    use bytes::Bytes;
    use flate2::Compression;

    fn packed(bytes: Vec<u8>, gzip: Option<Compression>) -> Packed {
        Packed::new(bytes.into(), gzip, &Buffers::default()).unwrap()
    }

    #[test]
    fn is_gzipped_only_where_that_helps() {
        let zeros = packed(vec![0; 1 << 20], Some(Compression::best()));
        let short = zeros.body.len() < 2000;
        assert!(zeros.gzipped && short && zeros.length == 1 << 20, "{}", zeros.body.len());
        let tiny = packed(b"tiny".to_vec(), Some(Compression::fast()));
        assert_eq!((tiny.gzipped, tiny.body, tiny.length), (false, Bytes::from_static(b"tiny"), 4));
        let plain = packed(vec![0; 512], None);
        assert_eq!((plain.gzipped, plain.body.len()), (false, 512));
    }
}
