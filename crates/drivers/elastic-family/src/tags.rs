//! Tags on a wire that knows labels (`tags a b`) and the user's own keys (`user:KEY VALUE`).
//!
//! A tag with an empty value is a label; one with a value is a key of the user's.

use crate::properties::Properties;
use anycloud_core::Tags;
use anycloud_elastic_text::words;

/// What drivers keep for themselves under `user:`.
const RESERVED: &str = "anycloud:";

/// The tags of a record, without the driver's own.
pub fn tags(record: &Properties) -> Tags {
    let mut tags = Tags::new();
    for (key, raw) in record.pairs().filter(|(_, raw)| !raw.is_empty()) {
        if let Some(name) = key.strip_prefix("user:") {
            tag(record, &mut tags, name, raw);
        }
    }
    label(record, &mut tags, record.some("tags").unwrap_or_default());
    tags
}

/// One key of the user's, unless it is the driver's.
pub(crate) fn tag(record: &Properties, tags: &mut Tags, name: &str, raw: &str) {
    if !reserved(name) {
        tags.insert(record.share(name), record.text(raw));
    }
}

/// Labels, which do not hide a key of the same name.
pub(crate) fn label(record: &Properties, tags: &mut Tags, words: &str) {
    for word in words::split(words) {
        tags.entry(record.share(word)).or_default();
    }
}

/// Whether a name under `user:` is the driver's own.
pub fn reserved(name: &str) -> bool {
    name.starts_with(RESERVED)
}
