//! Reading a reply about 10,000 servers (4 MB, 19 keys each) that is there already: what the codec and the drivers do with
//! it, beside serde_json on the same records in JSON, and beside a scan for newlines, which no reader of lines can beat.

use crate::Outcome;
use crate::process::{answer, ourselves};
use crate::report::Section;
use crate::stats::{median, ratio, seconds};
use anycloud_benches::{bodies, decode};
use bytes::Bytes;
use std::hint::black_box;

/// Processes of each contender: what one leaves behind in the allocator would be another's burden.
const ROUNDS: usize = 7;
/// Readings in each.
const READINGS: usize = 15;

const WAYS: [(&str, &str); 6] = [
    ("newlines", "every newline (memchr)"),
    ("borrowed", "borrowed pairs, all rules checked"),
    ("ranges", "records as ranges of the body"),
    ("records", "records that own their text"),
    ("typed", "typed servers with their native records"),
    ("json", "serde_json into maps"),
];

pub(crate) fn measure() -> Outcome<Section> {
    let mut section = Section::new("Decoding 10,000 servers");
    let text = bodies::servers(10_000);
    let lengths = (text.len(), bodies::json(&text)?.len());
    let mut times = vec![Vec::new(); WAYS.len()];
    for _ in 0..ROUNDS {
        for ((way, _), times) in WAYS.iter().zip(&mut times) {
            let told: Vec<f64> = answer(&mut ourselves(&["client", "decode", way])?)?;
            times.push(median(&told));
        }
    }
    let maps = times.last().cloned().unwrap_or_default();
    let row = |((way, name), times): (&(&str, &str), &Vec<f64>)| {
        let (length, median) = (if *way == "json" { lengths.1 } else { lengths.0 }, median(times));
        vec![
            (*name).to_owned(),
            format!("{:.2} ms", median * 1e3),
            format!("{:.0} MB/s", length as f64 / median / 1e6),
            format!("{:.1}×", ratio(&maps, times)),
        ]
    };
    section.text(format!(
        "{} bytes of KEY VALUE text, {} bytes of JSON; {ROUNDS} processes of each, {READINGS} readings in each. The last column is \
         by how much it is faster than serde_json on the same servers. Aims: borrowed 1500 MB/s, typed 1000 MB/s and 6× \
         serde_json.",
        lengths.0, lengths.1
    ));
    let rows: Vec<Vec<String>> = WAYS.iter().zip(&times).map(row).collect();
    section.table(&["", "time", "throughput", "beside serde_json"], &rows);
    section.text(
        "What bounds it: of the time for typed servers nearly half is the scan itself, line ends and keys in one pass. An eighth is sharing \
         the reply's memory, five times for each server, each an atomic count up and down. The rest is three allocations \
         for each server (addresses, drives, native record), reading numbers and addresses, and moving the model, which is large; all \
         of that is given back within the measured time. Comparing eight bytes of a key at once changed nothing that \
         could be measured. The native record costs 48 bytes, for it is a range of the reply.",
    );
    Ok(section)
}

/// `client decode WAY`: reads the body so many times, and prints how long each took.
pub(crate) fn read(way: &str) -> Outcome {
    let text = bodies::servers(10_000);
    let body = Bytes::from(if way == "json" { bodies::json(&text)? } else { text });
    let typed = |_: &[u8]| decode::typed(body.clone()).unwrap_or_default();
    let read: &dyn Fn(&[u8]) -> usize = match way {
        "newlines" => &decode::newlines,
        "borrowed" => &decode::borrowed,
        "ranges" => &decode::ranges,
        "records" => &decode::records,
        "typed" => &typed,
        "json" => &decode::json_maps,
        other => return Err(format!("there is no way {other}").into()),
    };
    // The first makes the memory that the others find.
    black_box(read(&body));
    let times: Vec<f64> = (0..READINGS).map(|_| seconds(|| black_box(read(black_box(&body)))).0).collect();
    println!("{}", serde_json::to_string(&times)?);
    Ok(())
}
