//! Names and stamps are tags in EC2, beside the user's own.

use crate::provider::Ec2;
use crate::wire::Tag;
use anycloud_core::run::Stamp;
use anycloud_core::{Error, Result, Tags, Text};

/// The tag that the service's own console shows as the name of a thing.
pub(crate) const NAME: &str = "Name";

/// The tag that says which step of which operation made a thing.
const STAMP: &str = "anycloud:operation";

/// What the service reserves for itself.
const RESERVED: &str = "aws:";

/// The filter that finds what carries a stamp.
pub(crate) fn stamp_filter() -> String {
    format!("tag:{STAMP}")
}

/// The name of a thing; empty if it has none.
pub(crate) fn name(tags: &[Tag]) -> Text {
    tags.iter().find(|tag| tag.key() == NAME).map(Tag::value).unwrap_or_default()
}

/// The user's own: without the name, the stamp and the service's.
pub(crate) fn own(tags: &[Tag]) -> Tags {
    tags.iter().map(|tag| (tag.key(), tag.value())).filter(|(key, _)| !is_ours(key)).collect()
}

/// Whether a thing was made by this step.
pub(crate) fn carries(tags: &[Tag], stamp: &Stamp) -> bool {
    tags.iter().any(|tag| tag.key() == STAMP && tag.value() == stamp.text().as_str())
}

/// The tag of what is made beside a thing.
pub(crate) fn stamp_only(stamp: &str) -> [(&str, &str); 1] {
    [(STAMP, stamp)]
}

/// All tags of a new thing.
pub(crate) fn new<'a>(name: &'a str, tags: &'a Tags, stamp: &'a str) -> Vec<(&'a str, &'a str)> {
    let first = [(NAME, name), (STAMP, stamp)];
    first.into_iter().chain(tags.iter().map(|(key, value)| (&**key, &**value))).collect()
}

/// Refuses tags of the user's that would be something else.
pub(crate) fn check(tags: &Tags) -> Result<()> {
    match tags.keys().find(|key| is_ours(key)) {
        None => Ok(()),
        Some(key) => {
            let text = format!("the tag {key:?} is no user's: a name is set by its own field");
            Err(Error::invalid(text))
        }
    }
}

/// A filter's value that means this text and nothing else. docs: "List resources by filter": `*`, `?` and `\`.
pub(crate) fn exactly(text: &str) -> String {
    let escaped = |c: char| matches!(c, '*' | '?' | '\\').then_some('\\').into_iter().chain([c]);
    text.chars().flat_map(escaped).collect()
}

fn is_ours(key: &str) -> bool {
    key == NAME || key == STAMP || key.starts_with(RESERVED)
}

impl Ec2 {
    /// Gives a thing that has these tags another name, and all of these tags of the user's and no other.
    pub(crate) async fn retag(
        &self,
        id: &str,
        now: &[Tag],
        name: Option<&Text>,
        wanted: Option<&Tags>,
    ) -> Result<()> {
        let has = |key: &str, value: &str| now.iter().any(|tag| tag.key() == key && tag.value() == value);
        let wanted_now = wanted.into_iter().flatten().map(|(key, value)| (&**key, &**value));
        let all = name.map(|name| (NAME, &**name)).into_iter().chain(wanted_now);
        let set: Vec<(&str, &str)> = all.filter(|(key, value)| !has(key, value)).collect();
        if !set.is_empty() {
            self.client.create_tags(&[id], &set).await?;
        }
        let Some(wanted) = wanted else { return Ok(()) };
        let old = own(now);
        let gone: Vec<(&str, Option<&str>)> =
            old.keys().filter(|key| !wanted.contains_key(*key)).map(|key| (&**key, None)).collect();
        if gone.is_empty() { Ok(()) } else { self.client.delete_tags(&[id], &gone).await }
    }
}

#[cfg(test)]
mod tests {
    use super::{check, exactly};
    use anycloud_core::Tags;

    #[test]
    fn a_filter_means_what_it_says() {
        assert_eq!(exactly("web"), "web");
        assert_eq!(exactly(r"a*b?c\d"), r"a\*b\?c\\d");
    }

    #[test]
    fn names_and_stamps_are_no_tags_of_the_users() {
        for key in ["Name", "anycloud:operation", "aws:cloudformation:stack-name"] {
            assert!(check(&Tags::from([(key.into(), "x".into())])).is_err(), "{key}");
        }
        check(&Tags::from([("name".into(), "x".into()), ("role".into(), "".into())])).unwrap();
    }
}
