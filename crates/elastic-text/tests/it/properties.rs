//! What holds for every input. The fuzz targets in `fuzz/` check the same with other generators.

use std::collections::BTreeMap;

use anycloud_elastic_text::{
    Decoder, Encoder, Error, ErrorKind, Limits, Reader, Record, Records, decode_object, encode_object,
    from_slice, is_key, parse_size, to_string,
};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_read_the_same_every_way(body in body(), cuts in cuts(), limits in limits()) {
        let decoder = Decoder::new().limits(limits);
        let whole = decoder.objects(&body);
        check_position(&body, whole.as_ref().err());
        prop_assert_eq!(&whole, &stream(&body, &cuts, limits));
        prop_assert_eq!(&whole, &batches(&body, &cuts, limits));
        let borrowed: Result<Vec<Record>, Error> =
            Records::from_slice(&body).limits(limits).map(|record| Ok(record?.to_record())).collect();
        prop_assert_eq!(&whole, &borrowed);
        let typed = Records::from_slice(&body).limits(limits).typed::<Record>().map(|found| {
            let (place, record) = found?;
            let range = place.range();
            assert_eq!(&body[range.start as usize..range.end as usize], place.as_str().as_bytes());
            assert_eq!(place.deserialize::<Record>().as_ref(), Ok(&record));
            Ok(record)
        });
        prop_assert_eq!(sorted(whole.clone()), sorted(typed.collect()));
        if limits == Limits::new() {
            prop_assert_eq!(sorted(whole.clone()), sorted(from_slice::<Vec<Record>>(&body)));
        }
        let object = decoder.object(&body);
        check_position(&body, object.as_ref().err());
        match (&whole, &object) {
            (Ok(records), Ok(object)) if records.is_empty() => prop_assert!(object.is_empty()),
            (Ok(records), Ok(object)) => prop_assert_eq!(records, std::slice::from_ref(object)),
            (Ok(records), Err(error)) => {
                prop_assert!(records.len() > 1);
                prop_assert_eq!(error.kind(), ErrorKind::SeveralRecords);
            }
            (Err(_), object) => prop_assert!(object.is_err()),
        }
        check_position(&body, decoder.list(&body).err().as_ref());
    }

    #[test]
    fn bytes_of_every_kind_never_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let decoder = Decoder::new();
        check_position(&body, decoder.objects(&body).err().as_ref());
        check_position(&body, decoder.list(&body).err().as_ref());
        drop(from_slice::<BTreeMap<String, u64>>(&body));
    }

    #[test]
    fn an_object_comes_back(record in record(), limits in limits()) {
        let (encoder, decoder) = (Encoder::new().limits(limits), Decoder::new().limits(limits));
        match encoder.object(&record) {
            Ok(body) => prop_assert_eq!(decoder.object(body), Ok(record)),
            Err(error) if too_long(error.kind()) => {}
            // Nothing is refused without one of the documented reasons.
            Err(_) => prop_assert!(record.iter().any(|(key, value)| !is_key(key) || !is_value(value))),
        }
    }

    #[test]
    fn objects_come_back(records in proptest::collection::vec(record(), 0..5), limits in limits()) {
        let (encoder, decoder) = (Encoder::new().limits(limits), Decoder::new().limits(limits));
        match encoder.objects(&records) {
            Ok(body) => prop_assert_eq!(decoder.objects(body), Ok(records)),
            Err(error) if error.kind() == ErrorKind::EmptyRecord => {
                prop_assert!(records.iter().any(Record::is_empty));
            }
            Err(_) => prop_assert!(records.iter().any(|record| encoder.object(record).is_err())),
        }
    }

    #[test]
    fn a_list_comes_back(items in proptest::collection::vec(text(), 0..5), limits in limits()) {
        match Encoder::new().limits(limits).list(&items) {
            Ok(body) => prop_assert_eq!(Decoder::new().limits(limits).list(body), Ok(items)),
            Err(error) if too_long(error.kind()) => {}
            Err(_) => prop_assert!(items.iter().any(|item| !is_item(item))),
        }
    }

    #[test]
    fn no_value_can_add_a_key(value in text(), lossy in any::<bool>()) {
        let mut record = Record::new();
        record.push("before", "1").push("key", &value).push("after", "2");
        if let Ok(body) = Encoder::new().lossy_backslash_n(lossy).object(&record) {
            // However lines may be cut or joined on the way.
            for body in [body.clone(), body.replace('\n', "\r\n"), body.trim_end_matches('\n').to_owned()] {
                let read = decode_object(&body)?;
                prop_assert_eq!(read.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["before", "key", "after"]);
                let expected = if lossy { value.replace("\\n", "\n") } else { value.clone() };
                prop_assert_eq!(read.get("key"), Some(expected.as_str()));
            }
        }
    }

    #[test]
    fn serde_brings_records_back_through_both_formats(record in record()) {
        let mut expected = record.clone();
        expected.sort();
        let mut json: Record = serde_json::from_str(&serde_json::to_string(&record)?)?;
        json.sort();
        prop_assert_eq!(&json, &expected);
        if encode_object(&record).is_ok() {
            let mut text = decode_object(to_string(&record)?)?;
            text.sort();
            prop_assert_eq!(text, expected);
        }
    }

    #[test]
    fn sizes_never_panic(text in text(), number in any::<u64>()) {
        let _ = parse_size(&text);
        prop_assert_eq!(parse_size(&number.to_string()), Ok(number));
        for (suffix, shift) in [("k", 10), ("M", 20), ("G", 30), ("T", 40)] {
            let expected = number.checked_mul(1 << shift);
            prop_assert_eq!(parse_size(&format!("{number}{suffix}")).ok(), expected);
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    let nasty = [
        "\n",
        "\r",
        "\r\n",
        "\\n",
        "\\",
        "\\\\",
        "n",
        " ",
        "  ",
        "<",
        "<html>",
        "\u{feff}",
        "\0",
        "\t",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{a0}",
        "key",
        "key value",
        "\nkey value",
        ":",
        "é",
        "日本",
        "G",
        "1",
    ];
    let nasty = proptest::collection::vec(proptest::sample::select(nasty.to_vec()), 0..6);
    let tame = ["", "web", "2000", "two words", "tcp/21 tcp/22", "NT AUTHORITY\\NETWORK", "a\nb\n"];
    prop_oneof![
        3 => nasty.prop_map(|parts| parts.concat()),
        3 => proptest::sample::select(tame.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn record() -> impl Strategy<Value = Record> {
    let known = ["name", "cpu", "ide:0:0", "nic:0:dhcp:ip", "user:é", "\\n", "a>b"];
    let key =
        prop_oneof![12 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => text()];
    proptest::collection::vec((key, text()), 0..5).prop_map(|pairs| pairs.into_iter().collect())
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let parts: [&[u8]; 24] = [
        b"name web\n",
        b"name ",
        b"key",
        b" ",
        b"\n",
        b"\n",
        b"\n\n",
        b"\r\n",
        b"\r",
        b"\\n",
        b"\\",
        b"<",
        b"\xef\xbb\xbf",
        b"\xef\xbb",
        b"\xbf",
        b"\xff",
        b"\xc3",
        b"\xa9",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\0",
        b"\t",
        b"a 1\nb 2\n\n",
        b"value value\n",
    ];
    let parts = proptest::collection::vec(proptest::sample::select(parts.to_vec()), 0..24);
    parts.prop_map(|parts| parts.concat())
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(1_usize..12, 1..8)
}

fn limits() -> impl Strategy<Value = Limits> {
    let narrow =
        (0_usize..60, 0_usize..30).prop_map(|(record, line)| Limits::new().record(record).line(line));
    prop_oneof![2 => Just(Limits::new()), 1 => narrow]
}

fn stream(body: &[u8], cuts: &[usize], limits: Limits) -> Result<Vec<Record>, Error> {
    fed(body, cuts, limits, |reader, records| {
        while let Some(record) = reader.next_record()? {
            records.push(record);
        }
        Ok(())
    })
}

/// Every other time a record, so that batches begin behind records that were taken.
fn batches(body: &[u8], cuts: &[usize], limits: Limits) -> Result<Vec<Record>, Error> {
    let mut turn = false;
    fed(body, cuts, limits, |reader, records| {
        turn = !turn;
        if turn {
            records.extend(reader.next_record()?);
        }
        while let Some(batch) = reader.next_batch()? {
            for record in Records::resume(&batch.text, batch.place).limits(limits) {
                records.push(record?.to_record());
            }
        }
        Ok(())
    })
}

fn fed(
    body: &[u8],
    cuts: &[usize],
    limits: Limits,
    mut take: impl FnMut(&mut Reader, &mut Vec<Record>) -> Result<(), Error>,
) -> Result<Vec<Record>, Error> {
    let mut reader = Reader::new().limits(limits);
    let mut records = Vec::new();
    let mut rest = body;
    for length in cuts.iter().cycle() {
        let (piece, after) = rest.split_at((*length).min(rest.len()));
        reader.feed(piece);
        take(&mut reader, &mut records)?;
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    reader.finish();
    take(&mut reader, &mut records)?;
    Ok(records)
}

fn sorted(mut records: Result<Vec<Record>, Error>) -> Result<Vec<Record>, Error> {
    records.iter_mut().flatten().for_each(Record::sort);
    records
}

fn check_position(body: &[u8], error: Option<&Error>) {
    let Some(error) = error else { return };
    let byte = usize::try_from(error.byte().expect("a byte")).expect("a small body");
    assert!(byte <= body.len());
    let line = 1 + body[..byte].iter().filter(|&&byte| byte == b'\n').count() as u64;
    assert_eq!(error.line(), Some(line));
    assert_eq!(error.to_string().lines().count(), 1);
}

fn too_long(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::LineTooLong | ErrorKind::RecordTooLong)
}

fn is_value(value: &str) -> bool {
    !value.contains(['\r', '\0']) && !value.contains("\\n")
}

fn is_item(item: &str) -> bool {
    let start = item.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{feff}');
    !item.contains(['\r', '\0', '\n'])
        && !item.trim_matches(' ').is_empty()
        && !item.starts_with('\u{feff}')
        && !start.starts_with('<')
}
