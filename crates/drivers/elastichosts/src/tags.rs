//! Tags as they are sent, and the stamp of a run among them. A tag with an empty value is a label (`tags a b`), one
//! with a value a key of the user's (`user:KEY VALUE`).

use anycloud_core::{Error, Result, Tags};
use anycloud_elastic_family::Properties;
use anycloud_elastic_family::tags::reserved;
use anycloud_elastic_text::is_key;

/// The key that carries the stamp of the run that made a thing.
pub(crate) const STAMP: &str = "user:anycloud:run";

/// A key of the user's, `user:` and all, with its value.
type UserKey<'a> = (String, &'a str);

/// Whether a thing carries this stamp.
pub(crate) fn carries(record: &Properties, stamp: &str) -> bool {
    record.raw(STAMP) == Some(stamp)
}

/// The labels and the `user:` keys that make these tags.
///
/// # Errors
/// `InvalidRequest`: a name that the wire cannot carry.
pub(crate) fn tag_keys(tags: &Tags) -> Result<(Vec<&str>, Vec<UserKey<'_>>)> {
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

/// The keys that make these all tags: what is there besides is unset, what is there already is left alone.
pub(crate) fn retagged<'a>(
    tags: &Tags,
    present: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Result<Vec<(String, String)>> {
    let (labels, keys) = tag_keys(tags)?;
    let mut changes = vec![("tags".to_owned(), labels.join(" "))];
    for (name, _) in present.clone().filter(|(name, _)| !reserved(name)) {
        let key = format!("user:{name}");
        if !keys.iter().any(|(wanted, _)| *wanted == key) {
            changes.push((key, String::new()));
        }
    }
    for (key, value) in keys {
        let there =
            present.clone().any(|(name, old)| key.strip_prefix("user:") == Some(name) && old == value);
        if !there {
            changes.push((key, value.to_owned()));
        }
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::{STAMP, tag_keys};
    use anycloud_core::Tags;
    use anycloud_elastic_family::Properties;
    use anycloud_elastic_family::tags::tags;

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
