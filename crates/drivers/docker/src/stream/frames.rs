//! What a container without a terminal says comes in frames: the stream (1 byte), nothing (3), the length (4,
//! big-endian), so many bytes. docs: Engine API, `ContainerAttach`, "Stream format".

use super::output::{Output, OutputSource};
use crate::error::{told, unread};
use anycloud_core::Result;
use bytes::{Buf, Bytes};

const HEADER: usize = 8;

/// Splits frames, wherever reads cut them. It keeps no more than a header: what of a frame is there is handed out.
#[derive(Debug)]
pub(super) struct Frames {
    header: [u8; HEADER],
    /// Bytes of the header that are there.
    known: usize,
    /// Bytes of the frame still to come, once its header is whole.
    left: usize,
}

impl Frames {
    pub(super) fn new() -> Self {
        Self { header: [0; HEADER], known: 0, left: 0 }
    }

    /// The next part of a frame, taken off the bytes that arrived; `None` if they are used up.
    pub(super) fn next(&mut self, arrived: &mut Bytes) -> Result<Option<Output>> {
        while !arrived.is_empty() {
            if self.known < HEADER {
                let n = arrived.len().min(HEADER - self.known);
                arrived.copy_to_slice(&mut self.header[self.known..self.known + n]);
                self.known += n;
                if self.known == HEADER {
                    self.begin()?;
                }
                continue;
            }
            let bytes = arrived.split_to(arrived.len().min(self.left));
            self.left -= bytes.len();
            if self.left == 0 {
                self.known = 0;
            }
            let source = match self.header[0] {
                2 => OutputSource::Stderr,
                // What the engine itself could not do, instead of more output.
                3 => return Err(told(&String::from_utf8_lossy(&bytes))),
                _ => OutputSource::Stdout,
            };
            return Ok(Some(Output { source, bytes }));
        }
        Ok(None)
    }

    /// Whether the end may come here.
    pub(super) fn end(&self) -> Result<()> {
        if self.known == 0 { Ok(()) } else { Err(unread("the output ends in the middle of a frame")) }
    }

    fn begin(&mut self) -> Result<()> {
        let [stream, zeros @ .., a, b, c, d] = self.header;
        // 0 is standard input, which some engines echo as output.
        if stream > 3 || zeros != [0; 3] {
            return Err(unread("the output is not in frames: has the container a terminal?"));
        }
        self.left = u32::from_be_bytes([a, b, c, d]) as usize;
        if self.left == 0 {
            self.known = 0;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Frames;
    use crate::stream::{Output, OutputSource};
    use anycloud_core::{ErrorKind, Result};
    use bytes::Bytes;
    use proptest::prelude::{any, prop, prop_assert_eq, proptest};

    fn frame(stream: u8, text: &[u8]) -> Vec<u8> {
        let mut out = vec![stream, 0, 0, 0];
        out.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
        out.extend(text);
        out
    }

    /// What comes out if the bytes arrive in these pieces.
    fn split(pieces: &[&[u8]]) -> Result<Vec<Output>> {
        let (mut frames, mut out) = (Frames::new(), Vec::new());
        for piece in pieces {
            let mut arrived = Bytes::copy_from_slice(piece);
            while let Some(output) = frames.next(&mut arrived)? {
                out.push(output);
            }
        }
        frames.end().map(|()| out)
    }

    /// Byte by byte with its source: how frames were cut does not matter.
    fn flat(outputs: &[Output]) -> Vec<(OutputSource, u8)> {
        outputs.iter().flat_map(|output| output.bytes.iter().map(|byte| (output.source, *byte))).collect()
    }

    #[test]
    fn interleaved_frames() {
        let mut wire = frame(1, b"out\n");
        wire.extend(frame(2, b"err\n"));
        wire.extend(frame(1, b""));
        wire.extend(frame(1, b"more"));
        let outputs = split(&[&wire]).unwrap();
        let seen: Vec<_> = outputs.iter().map(|output| (output.source, &output.bytes[..])).collect();
        let expected: [(OutputSource, &[u8]); 3] = [
            (OutputSource::Stdout, b"out\n"),
            (OutputSource::Stderr, b"err\n"),
            (OutputSource::Stdout, b"more"),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn what_is_no_frame() {
        let error = split(&[b"plain text of a terminal"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("terminal"), "{error}");
        let cut = frame(1, b"whole");
        assert_eq!(split(&[&cut[..5]]).unwrap_err().kind(), ErrorKind::Decode);
        assert_eq!(split(&[&cut[..10]]).unwrap_err().kind(), ErrorKind::Decode);
        assert_eq!(split(&[&frame(3, b"log driver failed")]).unwrap_err().message(), "log driver failed");
    }

    /// A header may claim 4 GiB; nothing is set aside for them.
    #[test]
    fn a_frame_is_handed_out_before_it_is_whole() {
        let (mut frames, mut arrived) = (Frames::new(), Bytes::from_static(b"\x01\0\0\0\xff\xff\xff\xffab"));
        assert_eq!(&frames.next(&mut arrived).unwrap().unwrap().bytes[..], b"ab");
        assert!(frames.next(&mut arrived).unwrap().is_none());
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same(
            frames in prop::collection::vec((1u8..=2, prop::collection::vec(any::<u8>(), 0..40)), 0..12),
            cuts in prop::collection::vec(0usize..400, 0..12),
        ) {
            let wire: Vec<u8> = frames.iter().flat_map(|(stream, text)| frame(*stream, text)).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(wire.len())).collect();
            cuts.extend([0, wire.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &wire[pair[0]..pair[1]]).collect();
            let expected: Vec<_> = frames.iter().flat_map(|(stream, text)| {
                let source = if *stream == 1 { OutputSource::Stdout } else { OutputSource::Stderr };
                text.iter().map(move |byte| (source, *byte))
            }).collect();
            prop_assert_eq!(flat(&split(&pieces).unwrap()), expected);
        }

        #[test]
        fn nothing_panics(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..30), 0..8)) {
            let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            let _ = split(&pieces);
        }
    }
}
