//! Bodies beyond the limits, whole and in pieces.

use anycloud_elastic_text::{
    Decoder, Encoder, Error, ErrorKind, Limits, Reader, Record, decode_list, decode_object, decode_objects,
    encode_list, encode_object,
};

const MIB: usize = 1 << 20;

#[test]
fn a_record_of_3_mib_is_refused_at_the_line_that_crosses_the_limit() {
    let line = format!("user:note {}\n", "x".repeat(1013));
    assert_eq!(line.len(), 1024);
    let body = line.repeat(3 * 1024);
    let expected = (ErrorKind::RecordTooLong, Some(1025), Some(MIB as u64));
    for error in [decode_object(&body).unwrap_err(), decode_objects(&body).unwrap_err()] {
        assert_eq!((error.kind(), error.line(), error.byte()), expected);
    }
    for piece in [1, 1000, 1024, 5000, body.len()] {
        let error = stream(&body, piece, Limits::new()).unwrap_err();
        assert_eq!((error.kind(), error.line(), error.byte()), expected, "pieces of {piece}");
    }
}

#[test]
fn a_line_of_3_mib_is_refused() {
    let body = format!("name web\nnotes {}\nmem 1\n", "x".repeat(3 * MIB));
    let expected = (ErrorKind::LineTooLong, Some(2), Some(9));
    for error in [
        decode_object(&body).unwrap_err(),
        decode_list(&body).unwrap_err(),
        stream(&body, 777, Limits::new()).unwrap_err(),
        stream(&body, body.len(), Limits::new()).unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.line(), error.byte()), expected);
    }
}

#[test]
fn a_web_page_of_one_long_line_is_a_web_page() {
    let body = format!("<html>{}", "x".repeat(3 * MIB));
    for error in [decode_object(&body).unwrap_err(), stream(&body, 4096, Limits::new()).unwrap_err()] {
        assert_eq!((error.kind(), error.line(), error.byte()), (ErrorKind::Html, Some(1), Some(0)));
    }
}

#[test]
fn many_records_together_may_be_longer_than_one() {
    let record = format!("notes {}\n\n", "x".repeat(200 << 10));
    let body = record.repeat(20);
    assert_eq!(decode_objects(&body).unwrap().len(), 20);
    assert_eq!(stream(&body, 4096, Limits::new()).unwrap().len(), 20);
    let items = "11111111-1111-4111-8111-111111111111\n".repeat(100_000);
    assert_eq!(decode_list(&items).unwrap().len(), 100_000);
}

#[test]
fn the_reader_never_holds_more_than_the_limits_and_a_piece() {
    let line = [b'x'; 4096];
    let mut lines = vec![b'\n'; 4096];
    lines[..4000].fill(b'x');
    let page = [b' '; 4096];
    for (piece, kind, most) in [
        (&line[..], ErrorKind::LineTooLong, 256 << 10),
        (&lines[..4001], ErrorKind::RecordTooLong, MIB),
        (&page[..], ErrorKind::LineTooLong, 256 << 10),
    ] {
        let mut reader = Reader::new();
        let mut fed = 0;
        let error = loop {
            reader.feed(piece);
            fed += piece.len();
            match reader.next_record() {
                Ok(record) => assert_eq!(record, None),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), kind);
        assert!(fed <= most + piece.len(), "{fed} bytes for {kind:?}");
        // It stays refused, and takes nothing more.
        reader.feed(b"\n\nname web\n\n");
        assert_eq!(reader.next_record(), Err(error));
    }
}

#[test]
fn a_reader_that_is_finished_takes_nothing_more() {
    let mut reader = Reader::new();
    reader.feed(b"name web\n\nname");
    reader.finish();
    reader.feed(b" ignored");
    assert_eq!(reader.next_record().unwrap().unwrap().get("name"), Some("web"));
    assert_eq!(reader.next_record().unwrap().unwrap().get("name"), Some(""));
    assert_eq!(reader.next_record().unwrap(), None);
    assert_eq!(reader.next_record().unwrap(), None);
}

#[test]
fn what_is_exactly_at_a_limit_passes_both_ways() {
    let limits = Limits::new().line(10).record(22);
    let (decoder, encoder) = (Decoder::new().limits(limits), Encoder::new().limits(limits));
    let fits = "a 12345678\nb 12345678\n";
    let record = decoder.object(fits).unwrap();
    assert_eq!(encoder.object(&record).unwrap(), fits);
    // The line end that is missing counts.
    assert_eq!(decoder.object(fits.trim_end()).unwrap(), record);

    let kind = |result: Result<Record, Error>| result.unwrap_err().kind();
    assert_eq!(kind(decoder.object("a 123456789\n")), ErrorKind::LineTooLong);
    assert_eq!(kind(decoder.object("a 12345678\r\n")), ErrorKind::LineTooLong);
    assert_eq!(kind(decoder.object(format!("{fits}c"))), ErrorKind::RecordTooLong);
    assert_eq!(decoder.objects(format!("{fits}\n{fits}")).unwrap().len(), 2);

    let long: Record = [("a", "123456789")].into_iter().collect();
    assert_eq!(encoder.object(&long).unwrap_err().kind(), ErrorKind::LineTooLong);
    let wide: Record = [("a", "12345678"), ("b", "12345678"), ("c", "")].into_iter().collect();
    assert_eq!(encoder.object(&wide).unwrap_err().kind(), ErrorKind::RecordTooLong);
    // A newline takes two characters on the wire.
    let lines: Record = [("a", "1234567\n")].into_iter().collect();
    assert_eq!(encoder.object(&lines).unwrap_err().kind(), ErrorKind::LineTooLong);
    assert_eq!(encoder.list(["12345678901"]).unwrap_err().kind(), ErrorKind::LineTooLong);
    assert!(encode_list(["12345678901"]).is_ok() && encode_object(&wide).is_ok());
}

/// Found by fuzzing: a first line that was not UTF-8 counted its byte order mark, in one way of reading only.
#[test]
fn a_byte_order_mark_is_no_part_of_the_first_line() {
    let limits = Limits::new().line(4);
    for (body, kind, byte) in [
        (&b"\xef\xbb\xbfname a\\\x9a\n"[..], ErrorKind::LineTooLong, 3),
        (&b"\xef\xbb\xbfk \x9a\n"[..], ErrorKind::NotUtf8, 5),
        (&b"\xef\xbb\xbf1234 \n"[..], ErrorKind::LineTooLong, 3),
        (&b"\xef\xbb\xbf<\x9a\n"[..], ErrorKind::Html, 3),
    ] {
        let whole = Decoder::new().limits(limits).objects(body).unwrap_err();
        assert_eq!((whole.kind(), whole.line(), whole.byte()), (kind, Some(1), Some(byte)));
        for piece in 1..=body.len() {
            assert_eq!(stream(body, piece, limits), Err(whole.clone()));
        }
    }
    assert_eq!(Decoder::new().limits(limits).objects(b"\xef\xbb\xbf1234\n").unwrap().len(), 1);
}

/// Found by the properties: a mark alone on the first line made it no blank line when the body came in pieces, and what
/// came after was lost.
#[test]
fn a_byte_order_mark_alone_leaves_its_line_blank() {
    let limits = Limits::new().record(4).line(3);
    for end in ["\n", "\r\n"] {
        let fits = format!("\u{feff}{end}a 1\n\nb 2\n");
        let wide = format!("\u{feff}{end}a 1\nb 2\n\n");
        for piece in 1..=wide.len() {
            assert_eq!(stream(&fits, piece, limits).unwrap().len(), 2);
            let error = stream(&wide, piece, limits).unwrap_err();
            assert_eq!((error.kind(), error.line()), (ErrorKind::RecordTooLong, Some(3)));
            assert_eq!(Err(error), Decoder::new().limits(limits).objects(&wide));
        }
    }
}

/// Found by the properties: half of a blank line counted as a line, and what came after it was lost.
#[test]
fn half_of_a_blank_line_is_no_line() {
    let limits = Limits::new().line(0);
    let body = "\r\nname web\n";
    let whole = Decoder::new().limits(limits).objects(body).unwrap_err();
    assert_eq!((whole.kind(), whole.line()), (ErrorKind::LineTooLong, Some(2)));
    assert_eq!(stream(body, 1, limits), Err(whole));
}

fn stream(body: impl AsRef<[u8]>, piece: usize, limits: Limits) -> Result<Vec<Record>, Error> {
    let mut reader = Reader::new().limits(limits);
    let mut records = Vec::new();
    for piece in body.as_ref().chunks(piece) {
        reader.feed(piece);
        while let Some(record) = reader.next_record()? {
            records.push(record);
        }
    }
    reader.finish();
    records.extend(reader.next_record()?);
    Ok(records)
}
