//! How fast 10,000 servers of 19 keys are read: `cargo bench -p anycloud-elastic-text --bench decode`, followed
//! by `-- NAME` for those whose name holds NAME.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use anycloud_elastic_text::{Event, Events, Reader, Records, decode_objects, encode_objects, from_str};
use serde::Deserialize;

#[derive(Deserialize)]
#[allow(dead_code)]
struct Server<'a> {
    server: &'a str,
    name: String,
    status: &'a str,
    cpu: u32,
    mem: u64,
    smp: u32,
    persistent: bool,
    started: u64,
    #[serde(rename = "nic:0:dhcp:ip")]
    ip: Option<&'a str>,
}

fn main() {
    // `cargo test --benches` starts it too; then once is enough.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { 60 } else { 1 };
    let body = body(10_000);
    println!("{} bytes, best of {rounds} rounds", body.len());
    let only: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let measure = |name: &str, work: &dyn Fn(&str) -> usize| {
        if !only.is_empty() && !only.iter().any(|part| name.contains(part.as_str())) {
            return;
        }
        let seconds = (0..rounds).map(|_| {
            let start = Instant::now();
            black_box(work(black_box(&body)));
            start.elapsed().as_secs_f64()
        });
        let best = seconds.fold(f64::MAX, f64::min);
        println!("{name:32} {:8.0} MB/s", body.len() as f64 / best / 1e6);
    };
    measure("newlines alone (memchr)", &|body| {
        memchr::memchr_iter(b'\n', body.as_bytes()).fold(0, |sum, at| sum ^ at)
    });
    measure("Events, from str", &|body| events(Events::new(body)));
    measure("Events, from bytes", &|body| events(Events::from_slice(body.as_bytes())));
    measure("Records, from bytes", &|body| Records::from_slice(body.as_bytes()).flatten().count());
    measure("from_str, 9 typed keys of 19", &|body| {
        from_str::<Vec<Server<'_>>>(body).unwrap_or_default().len()
    });
    measure("the same, and each one's range", &|body| {
        let servers = Records::new(body).typed::<Server<'_>>().flatten();
        servers.map(|(record, server)| (record.range(), server)).collect::<Vec<_>>().len()
    });
    measure("decode_objects", &|body| decode_objects(body).unwrap_or_default().len());
    measure("Reader, pieces of 16 KiB", &|body| stream(body));
    let records = decode_objects(&body).unwrap_or_default();
    measure("encode_objects", &|_| encode_objects(&records).map_or(0, |body| body.len()));
}

fn events(events: Events<'_>) -> usize {
    let mut sum = 0;
    for event in events {
        if let Ok(Event::Pair(pair)) = event {
            sum += pair.key.len() ^ pair.raw.len();
        }
    }
    sum
}

fn stream(body: &str) -> usize {
    let mut reader = Reader::new();
    let mut count = 0;
    for piece in body.as_bytes().chunks(16 << 10) {
        reader.feed(piece);
        while let Ok(Some(_)) = reader.next_record() {
            count += 1;
        }
    }
    reader.finish();
    count + usize::from(matches!(reader.next_record(), Ok(Some(_))))
}

fn body(servers: usize) -> String {
    let mut body = String::new();
    for number in 0..servers {
        let written = write!(
            body,
            "server {number:08x}-0000-4000-8000-000000000000\nname web server number {number}\n\
             status active\nuser 11111111-1111-4111-8111-111111111111\ncpu 2000\nmem 1024\nsmp 1\n\
             persistent true\nstarted {}\nboot ide:0:0\nide:0:0 22222222-2222-4222-8222-{number:012x}\n\
             ide:0:0:read:bytes 299696128\nide:0:0:write:bytes 1024\nnic:0:model e1000\nnic:0:dhcp auto\n\
             nic:0:dhcp:ip 10.0.0.1\nrx 4096\ntx 251\nvnc:password secret{number}\n\n",
            1_300_000_000 + number
        );
        assert!(written.is_ok());
    }
    body
}
