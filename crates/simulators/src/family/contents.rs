//! What is on a drive: real bytes, of which only those that are not zero take space.

use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use std::{
    collections::BTreeMap,
    io::{self, BufRead, Read, Write},
    sync::{Arc, OnceLock},
};

const PAGE: u64 = 64 * 1024;

/// Sparse bytes without an end. Copies share pages until one of them is written to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    pages: BTreeMap<u64, Arc<[u8]>>,
}

/// Why a conversion did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unconverted {
    /// The source is not what the conversion reads.
    Corrupt,
    /// The result is longer than it may be.
    TooLong,
}

impl Contents {
    pub(crate) fn read(&self, offset: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        let end = offset + length as u64;
        let mut at = offset;
        while at < end {
            let (page, within) = (at / PAGE, (at % PAGE) as usize);
            let take = (PAGE as usize - within).min((end - at) as usize);
            if let Some(held) = self.pages.get(&page) {
                let to = (at - offset) as usize;
                bytes[to..to + take].copy_from_slice(&held[within..within + take]);
            }
            at += take as u64;
        }
        bytes
    }

    pub(crate) fn write(&mut self, offset: u64, mut bytes: &[u8]) {
        let mut at = offset;
        while !bytes.is_empty() {
            let (page, within) = (at / PAGE, (at % PAGE) as usize);
            let (now, later) = bytes.split_at(bytes.len().min(PAGE as usize - within));
            self.write_in_page(page, within, now);
            at += now.len() as u64;
            bytes = later;
        }
    }

    /// Makes the first `length` bytes those of `source`.
    pub(crate) fn copy(&mut self, source: &Self, length: u64) {
        let whole = length / PAGE;
        self.pages = self.pages.split_off(&whole);
        self.pages.extend(source.pages.range(..whole).map(|(page, held)| (*page, Arc::clone(held))));
        let rest = source.read(whole * PAGE, (length % PAGE) as usize);
        self.write(whole * PAGE, &rest);
    }

    /// The first `length` bytes, compressed: the result and its length.
    ///
    /// It is made of several members, as gzip allows, so that the holes of a big drive cost nothing.
    pub(crate) fn gzip(&self, length: u64) -> (Self, u64) {
        let (mut to, mut at, mut out) = (Self::default(), 0, 0);
        let mut put = |bytes: &[u8]| {
            to.write(out, bytes);
            out += bytes.len() as u64;
        };
        while at < length {
            let next =
                self.pages.range(at / PAGE..).next().map_or(length, |(page, _)| page * PAGE).min(length);
            if next > at {
                let (zeros, member) = zero_member(next - at);
                put(&member);
                at += zeros;
                continue;
            }
            let take = PAGE.min(length - at);
            put(&compress(&self.read(at, take as usize)));
            at += take;
        }
        if length == 0 {
            put(&compress(&[]));
        }
        (to, out)
    }

    /// The first `length` bytes, decompressed: the result and its length. Zeros may follow the last member.
    pub(crate) fn gunzip(&self, length: u64, most: u64) -> Result<(Self, u64), Unconverted> {
        let (mut to, mut out) = (Self::default(), 0);
        let mut from = Source { contents: self, at: 0, end: length, buffer: Vec::new(), used: 0 };
        let mut buffer = vec![0; PAGE as usize];
        while from.begins_with(&[0x1f, 0x8b]) {
            if let Some((zeros, member)) = ZEROS.iter().find_map(|zeros| from.zero_member(*zeros)) {
                from.skip(member);
                out += zeros;
            } else {
                let mut decoder = GzDecoder::new(from);
                loop {
                    match decoder.read(&mut buffer) {
                        Ok(0) => break,
                        Ok(read) => {
                            if out + read as u64 > most {
                                return Err(Unconverted::TooLong);
                            }
                            to.write(out, &buffer[..read]);
                            out += read as u64;
                        }
                        Err(_) => return Err(Unconverted::Corrupt),
                    }
                }
                from = decoder.into_inner();
            }
            if out > most {
                return Err(Unconverted::TooLong);
            }
        }
        if from.at == 0 { Err(Unconverted::Corrupt) } else { Ok((to, out)) }
    }

    fn write_in_page(&mut self, page: u64, within: usize, bytes: &[u8]) {
        let zero = bytes.iter().all(|byte| *byte == 0);
        if zero && (bytes.len() == PAGE as usize || !self.pages.contains_key(&page)) {
            self.pages.remove(&page);
            return;
        }
        let held = self.pages.entry(page).or_insert_with(|| vec![0; PAGE as usize].into());
        Arc::make_mut(held)[within..within + bytes.len()].copy_from_slice(bytes);
    }
}

/// Decompresses a whole gzip stream, unless it is longer than `most`.
pub(crate) fn decompress(bytes: &[u8], most: u64) -> Result<Vec<u8>, Unconverted> {
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .take(most + 1)
        .read_to_end(&mut out)
        .map_err(|_| Unconverted::Corrupt)?;
    if out.len() as u64 > most { Err(Unconverted::TooLong) } else { Ok(out) }
}

pub(crate) fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // A Vec takes every write.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The lengths of holes whose compressed form is made once and kept.
const ZEROS: [u64; 3] = [16 << 20, 1 << 20, PAGE];

fn kept(zeros: u64) -> Option<&'static [u8]> {
    static KEPT: [OnceLock<Vec<u8>>; ZEROS.len()] = [const { OnceLock::new() }; ZEROS.len()];
    let index = ZEROS.iter().position(|length| *length == zeros)?;
    Some(KEPT[index].get_or_init(|| compress(&vec![0; zeros as usize])))
}

/// A gzip member for the beginning of `hole` zero bytes, and for how many of them.
fn zero_member(hole: u64) -> (u64, Vec<u8>) {
    for zeros in ZEROS {
        if zeros <= hole
            && let Some(member) = kept(zeros)
        {
            return (zeros, member.to_vec());
        }
    }
    (hole, compress(&vec![0; hole as usize]))
}

/// Contents, read from the front.
#[derive(Debug)]
struct Source<'a> {
    contents: &'a Contents,
    at: u64,
    end: u64,
    buffer: Vec<u8>,
    used: usize,
}

impl Source<'_> {
    fn begins_with(&self, bytes: &[u8]) -> bool {
        self.end - self.at >= bytes.len() as u64 && self.contents.read(self.at, bytes.len()) == bytes
    }

    fn zero_member(&self, zeros: u64) -> Option<(u64, usize)> {
        let member = kept(zeros)?;
        self.begins_with(member).then_some((zeros, member.len()))
    }

    fn skip(&mut self, bytes: usize) {
        self.at += bytes as u64;
        self.buffer.clear();
        self.used = 0;
    }
}

impl Read for Source<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let mut held = self.fill_buf()?;
        let read = held.read(to)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used == self.buffer.len() {
            self.buffer = self.contents.read(self.at, PAGE.min(self.end - self.at) as usize);
            self.used = 0;
        }
        Ok(&self.buffer[self.used..])
    }

    fn consume(&mut self, bytes: usize) {
        self.used += bytes;
        self.at += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::{Contents, PAGE, Unconverted, compress, decompress};

    #[test]
    fn what_was_written_is_read_and_zeros_take_no_space() {
        let mut contents = Contents::default();
        contents.write(PAGE - 3, b"across");
        assert_eq!(contents.read(PAGE - 4, 8), b"\0across\0");
        assert_eq!(contents.pages.len(), 2);
        contents.write(0, &vec![0; 2 * PAGE as usize]);
        contents.write(1 << 40, &[0; 100]);
        assert_eq!(contents.pages.len(), 0);
    }

    #[test]
    fn copies_replace_only_what_they_cover() {
        let (mut from, mut to) = (Contents::default(), Contents::default());
        from.write(PAGE + 5, b"new");
        to.write(0, b"old");
        to.write(PAGE + 2, &[b'x'; 10]);
        to.copy(&from, PAGE + 7);
        assert_eq!(to.read(0, 3), [0; 3]);
        assert_eq!(to.read(PAGE, 14), b"\0\0\0\0\0nexxxxx\0\0");
        assert_eq!(from.read(PAGE + 5, 3), b"new");
    }

    #[test]
    fn gzip_and_back_is_the_same_and_holes_are_quick() {
        let mut contents = Contents::default();
        contents.write(100, b"some");
        contents.write(5 << 30, b"more");
        let length = (8 << 30) + 17;
        let (packed, packed_length) = contents.gzip(length);
        assert!(packed_length < 32 << 20, "{packed_length}");
        let (back, back_length) = packed.gunzip(packed_length + 12_345, length).unwrap();
        assert_eq!(back_length, length);
        assert_eq!(back.pages.keys().collect::<Vec<_>>(), contents.pages.keys().collect::<Vec<_>>());
        assert_eq!(back.read(5 << 30, 4), b"more");
        assert_eq!(packed.gunzip(packed_length, 4096).unwrap_err(), Unconverted::TooLong);
    }

    #[test]
    fn what_gzip_writes_other_decoders_read() {
        let mut contents = Contents::default();
        contents.write(70_000, b"some");
        let (packed, length) = contents.gzip(200_001);
        let plain = decompress(&packed.read(0, length as usize), 1 << 30).unwrap();
        assert_eq!(plain, contents.read(0, 200_001));
        assert_eq!(decompress(&compress(b"four"), 3), Err(Unconverted::TooLong));
    }

    #[test]
    fn what_is_no_gzip_is_refused() {
        let mut contents = Contents::default();
        assert_eq!(contents.gunzip(4096, 1 << 20).unwrap_err(), Unconverted::Corrupt);
        contents.write(0, &compress(&[7; 9000])[..20]);
        assert_eq!(contents.gunzip(4096, 1 << 20).unwrap_err(), Unconverted::Corrupt);
    }
}
