//! What must be on file: the calls of the document, and the rows of its table of errors, written out.

use super::tape::{folder, load};
use super::{RECORDED, TRANSCRIBED};
use anycloud_elastichosts::Format;
use anycloud_testkit::cassette::{Exchange, Origin};
use std::collections::BTreeSet;

/// Every call of the document. Words in capitals are any word. docs: ElasticHosts API, in its order.
const DOCUMENTED: &[&str] = &[
    "GET /drives/list",
    "GET /drives/DRIVE/info",
    "GET /drives/info",
    "POST /drives/create",
    "POST /drives/DRIVE/destroy",
    "POST /drives/DRIVE/set",
    "POST /drives/DRIVE/image/SOURCE",
    "POST /drives/DRIVE/image/SOURCE/gzip",
    "POST /drives/DRIVE/image/SOURCE/gunzip",
    "GET /drives/DRIVE/read/OFFSET/SIZE",
    "POST /drives/DRIVE/write/OFFSET",
    "GET /servers/list",
    "GET /servers/SERVER/info",
    "GET /servers/info",
    "POST /servers/create",
    "POST /servers/create/stopped",
    "POST /servers/SERVER/start",
    "POST /servers/SERVER/set",
    "POST /servers/SERVER/stop",
    "POST /servers/SERVER/destroy",
    "POST /servers/SERVER/shutdown",
    "POST /servers/SERVER/reset",
    "GET /resources/list",
    "GET /resources/ip/list",
    "GET /resources/ip/RESOURCE/info",
    "GET /resources/vlan/RESOURCE/info",
    "GET /resources/info",
    "POST /resources/ip/create",
    "POST /resources/vlan/create",
    "POST /resources/ip/RESOURCE/set",
    "POST /resources/ip/RESOURCE/destroy",
    "POST /resources/vlan/RESOURCE/destroy",
];

/// Calls of this driver that the document does not have, or has of another type.
const OTHERS: &[&str] = &[
    "GET /drives/list/standard",
    "GET /drives/info/standard",
    "GET /resources/firewall/list",
    "GET /resources/vlan/list",
    "POST /resources/vlan/RESOURCE/set",
];

/// Rows of the document's table.
const ERRORS: &[(u16, &str)] = &[
    (400, "usage"),
    (401, "auth"),
    (402, "billing"),
    (404, "missing"),
    (405, "method"),
    (409, "busy"),
    (500, "failed"),
    (500, "system"),
    (507, "full"),
];

fn fits(call: &str, exchange: &Exchange) -> bool {
    let asked = format!("{} {}", exchange.request.method, exchange.request.path);
    let (call, asked): (Vec<&str>, Vec<&str>) = (call.split('/').collect(), asked.split('/').collect());
    // The method is the first word of both, with a space behind it.
    let any = |word: &str| !word.contains(' ') && word.chars().all(|c| c.is_ascii_uppercase());
    let id = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_hexdigit()) && word.contains(|c: char| c.is_ascii_digit())
    };
    call.len() == asked.len() && call.iter().zip(asked).all(|(c, a)| *c == a || any(c) && id(a))
}

/// All exchanges that are replayed in this format.
fn exchanges(format: Format) -> Vec<Exchange> {
    let files = [TRANSCRIBED, RECORDED].concat();
    let files = files.into_iter().filter(|(_, is)| *is == format);
    files.flat_map(|(file, _)| load(file).exchanges).collect()
}

#[test]
fn every_call_of_the_document_is_on_file_in_both_formats() {
    let transcribed: Vec<Exchange> = TRANSCRIBED
        .iter()
        .filter(|(_, is)| *is == Format::Text)
        .flat_map(|(file, _)| load(file).exchanges)
        .collect();
    let good = |exchanges: &[Exchange], call: &str| {
        exchanges.iter().any(|exchange| exchange.response.status.is_success() && fits(call, exchange))
    };
    let json = exchanges(Format::Json);
    for call in DOCUMENTED {
        assert!(good(&transcribed, call), "no file in text, transcribed from the document, has {call}");
        assert!(good(&json, call), "no file in JSON has {call}");
    }
    let text = exchanges(Format::Text);
    for call in OTHERS {
        assert!(good(&text, call) || good(&json, call), "no file has {call}");
    }
    for exchange in text.iter().chain(&json) {
        let known = DOCUMENTED.iter().chain(OTHERS).any(|call| fits(call, exchange));
        assert!(known, "{} {} is no call of this service", exchange.request.method, exchange.request.path);
    }
}

#[test]
fn every_row_of_the_table_of_errors_is_on_file() {
    let told: BTreeSet<(u16, String)> = load("errors")
        .exchanges
        .iter()
        .filter_map(|exchange| {
            let header = exchange.response.headers.iter().find(|(name, _)| name == "X-Elastic-Error")?;
            let code = header.1.split(' ').next()?;
            Some((exchange.response.status.as_u16(), code.to_owned()))
        })
        .collect();
    let rows = ERRORS.iter().map(|(status, code)| (*status, (*code).to_owned())).collect();
    assert_eq!(told, rows);
}

#[test]
fn every_file_is_replayed_and_says_where_it_comes_from() {
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    let listed = TRANSCRIBED.iter().chain(RECORDED).map(|(file, _)| format!("{file}.cassette"));
    assert_eq!(files, listed.collect());
    for (file, _) in TRANSCRIBED {
        assert!(matches!(load(file).origin, Origin::Transcribed(_)), "{file}");
    }
    for (file, _) in RECORDED {
        let cassette = load(file);
        assert!(matches!(cassette.origin, Origin::Recorded(_)), "{file}");
        let text = cassette.to_string();
        assert!(
            !["maDeUp", "simulated-secret", "Basic "].iter().any(|secret| text.contains(secret)),
            "{file}"
        );
    }
}
