//! Tags are labels, and the stamp of a run is one. It stays on what was made; models do not show it among the tags.

use anycloud_core::run::Stamp;
use anycloud_core::{Error, Result, Tags, Text};
use std::collections::BTreeMap;

/// The label that carries the stamp.
pub(crate) const LABEL: &str = "anycloud.stamp";

/// The tags as labels, with the stamp.
pub(crate) fn labels(tags: &Tags, stamp: &Stamp) -> BTreeMap<String, String> {
    let own = tags.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    own.chain([(LABEL.to_owned(), stamp.text())]).collect()
}

/// Refuses tags that an engine cannot keep apart from its stamp.
pub(crate) fn good_tags(tags: &Tags) -> Result<()> {
    if tags.contains_key(LABEL) {
        let text = format!("the tag {LABEL} is the stamp that this driver puts on things");
        return Err(Error::invalid(text));
    }
    Ok(())
}

/// The labels without the stamp.
pub(crate) fn tags(mut labels: BTreeMap<Text, Text>) -> Tags {
    labels.remove(LABEL);
    labels
}

/// Whether these labels hold this stamp.
pub(crate) fn carries(labels: &BTreeMap<Text, Text>, stamp: &Stamp) -> bool {
    labels.get(LABEL).is_some_and(|carried| *carried == stamp.text().as_str())
}

#[cfg(test)]
mod tests {
    use super::{LABEL, carries, good_tags, labels, tags};
    use anycloud_core::Tags;
    use anycloud_core::run::Stamp;

    #[test]
    fn the_stamp_is_a_label_and_no_tag() {
        let stamp = Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), "container");
        let own = Tags::from([("stack".into(), "web".into())]);
        let all = labels(&own, &stamp);
        assert_eq!(all[LABEL], "0123456789abcdef0123456789abcdef-container");
        let read = all.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into())).collect();
        assert!(carries(&read, &stamp) && !carries(&own, &stamp));
        assert_eq!(tags(read), own);
        good_tags(&own).unwrap();
        good_tags(&Tags::from([(LABEL.into(), "x".into())])).unwrap_err();
    }
}
