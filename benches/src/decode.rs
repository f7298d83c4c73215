//! The ways to read a reply about many servers. Each returns how many there were, or another number that depends on all
//! of the body.

use anycloud_core::{Error, Text};
use anycloud_elastic_family::{Dialect, ServerRecord, Stretch, native_record};
use anycloud_elastic_text::{Event, Events, Reader, Records, decode_objects};
use bytes::Bytes;
use serde_json::{Map, Value};

/// The provider's own record, as a driver has it.
#[derive(Clone, Debug)]
struct Info(ServerRecord);

native_record!(Info, ServerRecord, "bench.server");

/// Every newline, which is what reading lines costs at least.
pub fn newlines(body: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', body).fold(0, |sum, at| sum ^ at)
}

/// Keys and values, borrowed from the body; UTF-8 and all rules are checked.
pub fn borrowed(body: &[u8]) -> usize {
    let mut sum = 0;
    for event in Events::from_slice(body) {
        if let Ok(Event::Pair(pair)) = event {
            sum += pair.key.len() ^ pair.raw.len();
        }
    }
    sum
}

/// The records as stretches of the body.
pub fn ranges(body: &[u8]) -> usize {
    Records::from_slice(body).flatten().count()
}

/// Records that own their keys and values.
pub fn records(body: &[u8]) -> usize {
    decode_objects(body).map_or(0, |records| records.len())
}

/// The same from pieces of 16 KiB, as they come from a socket.
pub fn pieces(body: &[u8]) -> usize {
    let (mut reader, mut count) = (Reader::new(), 0);
    for piece in body.chunks(16 << 10) {
        reader.feed(piece);
        while let Ok(Some(_)) = reader.next_record() {
            count += 1;
        }
    }
    count
}

/// anycloud's servers, each with the provider's own record behind it: what a driver's list is made of.
///
/// # Errors
/// If the body is no servers.
pub fn typed(body: Bytes) -> Result<usize, Error> {
    let text = Text::from_utf8(body).map_err(|_| Error::invalid("the body is not UTF-8"))?;
    let native = |server: anycloud_core::Server, record| server.with_native(Info(record));
    Ok(Stretch::whole(text).servers(Dialect::Two, native)?.len())
}

/// serde_json into maps, which is what a client without types gets from a JSON reply.
pub fn json_maps(json: &[u8]) -> usize {
    serde_json::from_slice::<Vec<Map<String, Value>>>(json).map_or(0, |servers| servers.len())
}
