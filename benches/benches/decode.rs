//! How fast 10,000 servers of 19 keys are read: `cargo bench -p anycloud-benches --bench decode`.

use anycloud_benches::{bodies, decode};
use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

type Way = fn(&[u8]) -> usize;

fn servers(criterion: &mut Criterion) {
    let text = bodies::servers(10_000);
    let json = bodies::json(&text).unwrap_or_default();
    let body = Bytes::from(text);
    let mut group = criterion.benchmark_group("10,000 servers");
    group.sample_size(20).throughput(Throughput::Bytes(body.len() as u64));
    let ways: [(&str, Way); 5] = [
        ("newlines alone (memchr)", decode::newlines),
        ("borrowed pairs", decode::borrowed),
        ("ranges of the body", decode::ranges),
        ("owned records", decode::records),
        ("owned records, from pieces", decode::pieces),
    ];
    for (name, way) in ways {
        group.bench_function(name, |bencher| bencher.iter(|| way(black_box(&body))));
    }
    group.bench_function("typed servers", |bencher| bencher.iter(|| decode::typed(black_box(body.clone()))));
    group.throughput(Throughput::Bytes(json.len() as u64));
    group.bench_function("serde_json into maps", |bencher| {
        bencher.iter(|| decode::json_maps(black_box(json.as_bytes())));
    });
    group.finish();
}

criterion_group!(decoding, servers);
criterion_main!(decoding);
