//! Gzip for the way.

use super::blocking;
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
    /// Gzipped, if that is wanted and makes them fewer.
    pub(crate) fn new(bytes: Bytes, gzip: bool) -> Result<Self> {
        let length = bytes.len() as u64;
        if gzip {
            let body = zip(&bytes)?;
            if body.len() < bytes.len() {
                return Ok(Self { body, gzipped: true, length });
            }
        }
        Ok(Self { body: bytes, gzipped: false, length })
    }
}

/// The same, off the threads that serve other futures.
pub(crate) async fn packed(bytes: Bytes, gzip: bool) -> Result<Packed> {
    if !gzip {
        return Packed::new(bytes, false);
    }
    blocking(move || Packed::new(bytes, true)).await
}

fn zip(bytes: &[u8]) -> Result<Bytes> {
    let failed = |e| Error::invalid("the bytes cannot be gzipped").with_source(e);
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::fast());
    encoder.write_all(bytes).map_err(failed)?;
    encoder.finish().map(Bytes::from).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::Packed;
    use bytes::Bytes;

    #[test]
    fn is_gzipped_only_where_that_helps() {
        let zeros = Packed::new(Bytes::from(vec![0; 1 << 20]), true).unwrap();
        assert!(
            zeros.gzipped && zeros.body.len() < 10_000 && zeros.length == 1 << 20,
            "{}",
            zeros.body.len()
        );
        let tiny = Packed::new(Bytes::from_static(b"tiny"), true).unwrap();
        assert_eq!((tiny.gzipped, &*tiny.body, tiny.length), (false, &b"tiny"[..], 4));
        let plain = Packed::new(Bytes::from(vec![0; 512]), false).unwrap();
        assert_eq!((plain.gzipped, plain.body.len()), (false, 512));
    }
}
