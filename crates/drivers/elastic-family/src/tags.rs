//! Tags on a wire that knows labels (`tags a b`) and the user's own keys (`user:KEY VALUE`).
//!
//! A tag with an empty value is a label; one with a value is a key of the user's.

use crate::properties::Properties;
use anycloud_core::{Error, Result, Tags};
use anycloud_elastic_text::{is_key, words};

/// The key that carries the mark of the run that made a thing.
pub const STAMP: &str = "user:anycloud:run";

/// What the driver keeps for itself under `user:`.
const RESERVED: &str = "anycloud:";

/// A key of the user's, `user:` and all, with its value.
pub type UserKey<'a> = (String, &'a str);

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

/// The labels and the `user:` keys that make these tags.
///
/// # Errors
/// `InvalidRequest`: a name that the wire cannot carry.
pub fn tag_keys(tags: &Tags) -> Result<(Vec<&str>, Vec<UserKey<'_>>)> {
    let (mut labels, mut keys) = (Vec::new(), Vec::new());
    for (name, value) in tags {
        // A name is a word of a list or a part of a key; neither has a space or an escape.
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(Error::invalid(format!("the tag {name:?}: this cloud's tags have no spaces")));
        }
        if reserved(name) {
            return Err(Error::invalid(format!(
                "the tag {name:?}: names that start with anycloud: are the driver's"
            )));
        }
        let key = format!("user:{name}");
        if !is_key(&key) {
            return Err(Error::invalid(format!("the tag {name:?} holds a character that a key cannot")));
        }
        if value.is_empty() { labels.push(name.as_str()) } else { keys.push((key, value.as_str())) }
    }
    Ok((labels, keys))
}

/// Whether a name under `user:` is the driver's own.
pub fn reserved(name: &str) -> bool {
    name.starts_with(RESERVED)
}

#[cfg(test)]
mod tests {
    use super::{STAMP, tag_keys, tags};
    use crate::Properties;
    use anycloud_core::Tags;

    fn some(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect()
    }

    #[test]
    fn labels_and_keys_come_back() {
        let wanted = some(&[("web", ""), ("prod", ""), ("owner", "me and you"), ("a:b", "c")]);
        let (labels, keys) = tag_keys(&wanted).unwrap();
        assert_eq!(labels, ["prod", "web"]);
        let mut lines = format!("tags {}\n{STAMP} 0-drive\n", labels.join(" "));
        for (key, value) in keys {
            lines.push_str(&format!("{key} {value}\n"));
        }
        assert_eq!(tags(&Properties::new(lines.into())), wanted, "and the stamp is hidden");
    }

    #[test]
    fn names_that_would_not_come_back_are_refused() {
        for bad in ["two words", "", "a\u{a0}b", "a<b", "anycloud:run", "tab\there"] {
            assert!(tag_keys(&some(&[(bad, "x")])).is_err(), "{bad:?}");
            assert!(tag_keys(&some(&[(bad, "")])).is_err(), "{bad:?}");
        }
    }
}
