//! The stamp of a run, at the end of a name: `web [anycloud 0123456789abcdef0123456789abcdef-server]`.
//!
//! These objects have no keys of the user's, so that the name is the only text of ours that the service keeps and shows
//! again for servers, drives and VLANs. Three things follow:
//!
//! - The stamp is for the driver, the name for people. So models and comparisons have the name without the stamp; only
//!   the native record has both. A name that ends like a stamp would lose its end, so it is refused.
//! - The stamp stays after the run is over. Taking it away would be one more request that can fail, at a time when
//!   nothing is wrong; and whoever reads the service's own pages sees what made the thing.
//! - A rename through anycloud keeps the stamp: the run that made the thing may still be open in another process, and
//!   without the stamp its resume would make a second one and its undo leave this one. A rename elsewhere drops it;
//!   then an undo refuses to touch the thing, which is the safe side.

use crate::request::invalid;
use anycloud_core::run::Stamp;
use anycloud_core::{Result, Text};
use anycloud_elastic_family::Properties;
use std::borrow::Cow;

/// The most characters of a name without its stamp. The manual has no limit. Services keep names in columns of 255,
/// and one that was cut off silently would lose its stamp, and with it what makes a lost answer harmless.
pub(crate) const NAME_MAX: usize = 200;

const OPEN: &str = " [anycloud ";

/// The name with the stamp.
pub(crate) fn stamped(name: &str, stamp: &Stamp) -> String {
    format!("{name}{OPEN}{}]", stamp.text())
}

/// Another name with the stamp that this one has, if it has one.
pub(crate) fn restamped(name: &str, old: &str) -> String {
    let (title, _) = split(old);
    format!("{name}{}", &old[title.len()..])
}

/// The name of a record as people gave it.
pub(crate) fn title(record: &Properties) -> Text {
    titled(record.text_of("name").unwrap_or_default())
}

/// The name as people gave it.
pub(crate) fn titled(name: Text) -> Text {
    match split(&name) {
        (_, None) => name,
        (title, Some(_)) => name.share(title),
    }
}

/// Whether the name of a record carries this stamp.
pub(crate) fn carries(record: &Properties, stamp: &Stamp) -> bool {
    let name = record.text_of("name").unwrap_or_default();
    split(&name).1 == Some(stamp.text().as_str())
}

/// Whether this can be a name: neither too long nor ending like a stamp.
pub(crate) fn good_name(name: &str) -> Result<()> {
    if split(name).1.is_some() {
        return Err(invalid(format!("the name {name:?} ends like the stamp that this driver puts on names")));
    }
    if name.chars().count() > NAME_MAX {
        return Err(invalid(format!("the name has more than {NAME_MAX} characters")));
    }
    Ok(())
}

/// The service's words about a name, without the stamps in them.
pub(crate) fn unstamped(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let begin = at + OPEN.len();
        match rest[begin..].find(']').filter(|end| is_stamp(&rest[begin..begin + end])) {
            Some(end) => {
                shown.push_str(&rest[..at]);
                rest = &rest[begin + end + 1..];
            }
            None => {
                shown.push_str(&rest[..begin]);
                rest = &rest[begin..];
            }
        }
    }
    if shown.is_empty() && rest.len() == text.len() { text.into() } else { (shown + rest).into() }
}

/// Whether it is an operation and a step.
fn is_stamp(text: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    text.split_once('-').is_some_and(|(operation, step)| {
        operation.len() == 32 && operation.bytes().all(hex) && !step.is_empty()
    })
}

/// The name and the text of its stamp.
fn split(name: &str) -> (&str, Option<&str>) {
    let stamp = name.strip_suffix(']').and_then(|rest| {
        let (title, text) = rest.rsplit_once(OPEN)?;
        is_stamp(text).then_some((title, text))
    });
    match stamp {
        Some((title, text)) => (title, Some(text)),
        None => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{NAME_MAX, carries, good_name, restamped, stamped, title, unstamped};
    use anycloud_core::run::Stamp;
    use anycloud_elastic_family::Properties;

    fn stamp(step: &str) -> Stamp {
        Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), step)
    }

    fn record(name: &str) -> Properties {
        Properties::new(format!("name {name}\n").into())
    }

    #[test]
    fn a_stamp_is_found_and_not_shown() {
        let name = stamped("web [1]", &stamp("server"));
        assert_eq!(name, "web [1] [anycloud 0123456789abcdef0123456789abcdef-server]");
        assert_eq!(title(&record(&name)), "web [1]");
        assert!(carries(&record(&name), &stamp("server")) && !carries(&record(&name), &stamp("drive")));
        assert_eq!(restamped("db", &name), stamped("db", &stamp("server")));
        assert_eq!(restamped("db", "web"), "db");
        assert!(!carries(&record("web"), &stamp("server")));
    }

    #[test]
    fn words_of_the_service_lose_all_stamps() {
        let (one, two) = (stamped("web", &stamp("server")), stamped("a [anycloud x", &stamp("drive")));
        let said = format!("The name {one} is taken, as is '{two}'.");
        assert_eq!(unstamped(&said), "The name web is taken, as is 'a [anycloud x'.");
        assert_eq!(unstamped(&one), "web");
        assert_eq!(unstamped("web [anycloud] [anycloud 1-x]"), "web [anycloud] [anycloud 1-x]");
    }

    #[test]
    fn what_is_no_stamp_is_a_name() {
        for name in [
            "web",
            "web [anycloud]",
            "web [anycloud 0123-server]",
            "[anycloud 0123456789abcdef0123456789abcdef-server]",
            "web [anycloud 0123456789ABCDEF0123456789abcdef-server]",
            "web [anycloud 0123456789abcdef0123456789abcdef-]",
            "web [anycloud 0123456789abcdef0123456789abcdef-server] ",
        ] {
            assert_eq!(title(&record(name)), name);
            good_name(name).unwrap();
        }
        assert!(good_name(&stamped("web", &stamp("server"))).is_err());
        assert!(good_name(&"ö".repeat(NAME_MAX)).is_ok() && good_name(&"ö".repeat(NAME_MAX + 1)).is_err());
    }
}
