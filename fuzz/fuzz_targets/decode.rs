//! Any bytes, under any limits, in any cuts: no panic, and every way of reading them agrees.

#![no_main]

use std::collections::BTreeMap;

use anycloud_elastic_text::{
    Decoder, Encoder, Error, ErrorKind, Limits, Reader, Record, Records, from_slice,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    record: u8,
    line: u8,
    narrow: bool,
    cuts: [u8; 5],
    body: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let body = input.body;
    let narrow = Limits::new().record(input.record.into()).line(input.line.into());
    let limits = if input.narrow { narrow } else { Limits::new() };
    let decoder = Decoder::new().limits(limits);

    let whole = decoder.objects(body);
    check_position(body, whole.as_ref().err());
    assert_eq!(whole, stream(body, &input.cuts, limits));
    let borrowed: Result<Vec<Record>, Error> =
        Records::from_slice(body).limits(limits).map(|record| Ok(record?.to_record())).collect();
    assert_eq!(whole, borrowed);
    let typed = Records::from_slice(body).limits(limits).typed::<Record>().map(|found| {
        let (place, record) = found?;
        assert_eq!(
            &body[place.range().start as usize..place.range().end as usize],
            place.as_str().as_bytes()
        );
        assert_eq!(place.deserialize::<Record>().as_ref(), Ok(&record));
        Ok(record)
    });
    assert_eq!(sorted(whole.clone()), sorted(typed.collect()));
    if !input.narrow {
        // Serde brings the values of a repeated key together; sorted, nothing else differs.
        assert_eq!(sorted(whole.clone()), sorted(from_slice::<Vec<Record>>(body)));
    }
    if let Ok(maps) = from_slice::<Vec<BTreeMap<String, String>>>(body) {
        assert!(maps.iter().all(|map| !map.is_empty()));
    }

    let object = decoder.object(body);
    check_position(body, object.as_ref().err());
    match (&whole, &object) {
        (Ok(records), Ok(object)) if records.is_empty() => assert!(object.is_empty()),
        (Ok(records), Ok(object)) => assert_eq!(records, std::slice::from_ref(object)),
        (Ok(records), Err(error)) => {
            assert!(records.len() > 1);
            assert_eq!(error.kind(), ErrorKind::SeveralRecords);
        }
        (Err(_), object) => assert!(object.is_err()),
    }

    if let Ok(records) = &whole
        && let Ok(text) = Encoder::new().limits(limits).objects(records)
    {
        assert_eq!(decoder.objects(text).as_ref(), Ok(records));
    }

    let items = decoder.list(body);
    check_position(body, items.as_ref().err());
    if let Ok(items) = &items
        && let Ok(text) = Encoder::new().limits(limits).list(items)
    {
        assert_eq!(decoder.list(text).as_ref(), Ok(items));
    }
});

fn stream(body: &[u8], cuts: &[u8], limits: Limits) -> Result<Vec<Record>, Error> {
    let mut reader = Reader::new().limits(limits);
    let mut records = Vec::new();
    let mut rest = body;
    let mut lengths = cuts.iter().cycle();
    while !rest.is_empty() {
        let length = lengths.next().map_or(1, |&length| usize::from(length)).clamp(1, rest.len());
        let (piece, after) = rest.split_at(length);
        reader.feed(piece);
        rest = after;
        while let Some(record) = reader.next_record()? {
            records.push(record);
        }
    }
    reader.finish();
    while let Some(record) = reader.next_record()? {
        records.push(record);
    }
    Ok(records)
}

fn sorted(mut records: Result<Vec<Record>, Error>) -> Result<Vec<Record>, Error> {
    records.iter_mut().flatten().for_each(Record::sort);
    records
}

fn check_position(body: &[u8], error: Option<&Error>) {
    let Some(error) = error else { return };
    let line = error.line().expect("a line");
    let byte = error.byte().expect("a byte") as usize;
    assert!(byte <= body.len());
    assert_eq!(line, 1 + body[..byte].iter().filter(|&&byte| byte == b'\n').count() as u64);
    assert_eq!(error.to_string().lines().count(), 1);
}
