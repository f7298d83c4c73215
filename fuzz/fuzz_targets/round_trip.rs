//! What the encoder takes comes back as it was, and it refuses nothing but what its documentation says.

#![no_main]

use anycloud_elastic_text::{Decoder, Encoder, ErrorKind, Limits, Record, is_key, to_string};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    record: u8,
    line: u8,
    narrow: bool,
    items: Vec<&'a str>,
    records: Vec<Vec<(&'a str, &'a str)>>,
}

fuzz_target!(|input: Input<'_>| {
    let narrow = Limits::new().record(input.record.into()).line(input.line.into());
    let limits = if input.narrow { narrow } else { Limits::new() };
    let (decoder, encoder) = (Decoder::new().limits(limits), Encoder::new().limits(limits));
    let records: Vec<Record> = input.records.iter().map(|pairs| pairs.iter().copied().collect()).collect();

    for record in &records {
        match encoder.object(record) {
            Ok(body) => {
                // No value can add a key.
                assert_eq!(body.lines().count(), record.len());
                assert_eq!(decoder.object(&body).as_ref(), Ok(record));
            }
            Err(error) if too_long(error.kind()) => {}
            Err(_) => assert!(record.iter().any(|(key, value)| !is_key(key) || !is_value(value))),
        }
        if let Ok(body) = encoder.lossy_backslash_n(true).object(record) {
            let read: Record = record.iter().map(|(key, value)| (key, value.replace("\\n", "\n"))).collect();
            assert_eq!(decoder.object(body), Ok(read));
        }
    }

    match encoder.objects(&records) {
        Ok(body) => {
            assert_eq!(decoder.objects(&body).as_ref(), Ok(&records));
            if !input.narrow {
                // By serde repeated keys move together; sorted, nothing else differs.
                let mut again = decoder.objects(to_string(&records).expect("serde")).expect("its own text");
                let mut sorted = records.clone();
                again.iter_mut().chain(&mut sorted).for_each(Record::sort);
                assert_eq!(again, sorted);
            }
        }
        Err(error) if error.kind() == ErrorKind::EmptyRecord => assert!(records.iter().any(Record::is_empty)),
        Err(_) => assert!(records.iter().any(|record| encoder.object(record).is_err())),
    }

    match encoder.list(&input.items) {
        Ok(body) => assert_eq!(decoder.list(body).expect("its own text"), input.items),
        Err(error) if too_long(error.kind()) => {}
        Err(_) => assert!(input.items.iter().any(|item| !is_item(item))),
    }
});

fn too_long(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::LineTooLong | ErrorKind::RecordTooLong)
}

fn is_value(value: &str) -> bool {
    !value.contains(['\r', '\0']) && !value.contains("\\n")
}

fn is_item(item: &str) -> bool {
    let page = item.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{feff}').starts_with('<');
    !item.contains(['\r', '\0', '\n'])
        && !item.trim_matches(' ').is_empty()
        && !item.starts_with('\u{feff}')
        && !page
}
