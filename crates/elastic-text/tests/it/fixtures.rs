//! Every file of `fixtures/elastic-text`, read in its shape, against snapshots.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anycloud_elastic_text::{Error, Reader, Record, decode_list, decode_object, decode_objects};
use serde::Serialize;

#[test]
fn valid() {
    let mut shown = String::new();
    for (name, body) in files("valid") {
        let json = decode(&name, &body).unwrap_or_else(|error| panic!("{name}: {error}"));
        writeln!(shown, "{name}: {json}").unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn invalid() {
    let mut shown = String::new();
    for (name, body) in files("invalid") {
        let error = match decode(&name, &body) {
            Ok(_) => panic!("{name} was read"),
            Err(error) => error,
        };
        let place = (error.line().unwrap(), error.byte().unwrap());
        writeln!(shown, "{name}: {:?} at line {}, byte {}", error.kind(), place.0, place.1).unwrap();
    }
    insta::assert_snapshot!(shown);
}

fn decode(name: &str, body: &[u8]) -> Result<String, Error> {
    Ok(match name.split_once('-').map(|(shape, _)| shape) {
        Some("list") => json(&decode_list(body)?),
        Some("object") => json(&decode_object(body)?),
        Some("objects") => {
            let whole = decode_objects(body);
            assert_eq!(whole, one_byte_at_a_time(body), "{name}");
            json(&whole?)
        }
        _ => panic!("the name of {name} starts with no shape"),
    })
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("plain texts")
}

fn one_byte_at_a_time(body: &[u8]) -> Result<Vec<Record>, Error> {
    let mut reader = Reader::new();
    let mut records = Vec::new();
    for byte in body {
        reader.feed(&[*byte]);
        records.extend(reader.next_record()?);
    }
    reader.finish();
    records.extend(reader.next_record()?);
    Ok(records)
}

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/elastic-text").join(folder);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&root).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() > 10, "{} is nearly empty", root.display());
    paths
        .into_iter()
        .map(|path| {
            let body = fs::read(&path).expect("a readable file");
            (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), body)
        })
        .collect()
}
