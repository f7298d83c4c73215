//! Replies to "list all servers" with made-up servers of 19 keys, as the services of the family write them.

use std::fmt::Write as _;

use anycloud_elastic_text::{Result, decode_objects};
use serde_json::{Map, Value};

/// One server, with a blank line behind it.
pub fn server(number: usize) -> String {
    let mut text = String::with_capacity(450);
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "server {number:08x}-0000-4000-8000-000000000000\nname web server number {number}\nstatus active\n\
         user 11111111-1111-4111-8111-111111111111\ncpu 2000\nmem 1024\nsmp 1\npersistent true\nstarted {}\n\
         boot ide:0:0\nide:0:0 22222222-2222-4222-8222-{number:012x}\nide:0:0:read:bytes 299696128\n\
         ide:0:0:write:bytes 1024\nnic:0:model e1000\nnic:0:dhcp auto\nnic:0:dhcp:ip 10.0.0.1\nrx 4096\ntx 251\n\
         vnc:password secret{number}\n\n",
        1_300_000_000 + number
    );
    text
}

/// So many servers.
pub fn servers(count: usize) -> String {
    (0..count).map(server).collect()
}

/// The same records as a JSON array: numbers as numbers, everything else as text, as ElasticHosts does it.
///
/// # Errors
/// If the text is no records.
pub fn json(text: &str) -> Result<String> {
    let value = |value: &str| value.parse::<u64>().map_or_else(|_| value.into(), Value::from);
    let object = |record: &anycloud_elastic_text::Record| {
        record.iter().map(|(key, text)| (key.to_owned(), value(text))).collect::<Map<_, _>>()
    };
    let objects: Vec<Value> =
        decode_objects(text)?.iter().map(|record| Value::Object(object(record))).collect();
    Ok(Value::Array(objects).to_string())
}
