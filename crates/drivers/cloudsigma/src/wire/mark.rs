//! The mark of a run, at the end of a name: `web [anycloud 0123456789abcdef0123456789abcdef-server]`.
//!
//! These objects have no keys of the user's, so that the name is the only text of ours that the service keeps and shows again
//! for servers, drives and VLANs. Three things follow:
//!
//! - The mark is for the driver, the name for people. So models and comparisons have the name without the mark; only the
//!   native record has both. A name that ends like a mark would lose its end, so it is refused.
//! - The mark stays after the run is over. Taking it away would be one more request that can fail, at a time when
//!   nothing is wrong; and whoever reads the service's own pages sees what made the thing.
//! - A rename through anycloud keeps the mark: the run that made the thing may still be open in another process, and
//!   without the mark its resume would make a second one and its undo leave this one. A rename elsewhere drops it;
//!   then an undo refuses to touch the thing, which is the safe side.

use crate::request::invalid;
use anycloud_core::run::Stamp;
use anycloud_core::{Result, Text};
use anycloud_elastic_family::Properties;

/// The most characters of a name without its mark. The manual has no limit. Services keep names in columns of 255,
/// and one that was cut off silently would lose its mark, and with it what makes a lost answer harmless.
pub(crate) const NAME_MAX: usize = 200;

const OPEN: &str = " [anycloud ";

/// The name with the mark.
pub(crate) fn marked(name: &str, stamp: &Stamp) -> String {
    format!("{name}{OPEN}{}]", stamp.text())
}

/// Another name with the mark that this one has, if it has one.
pub(crate) fn remarked(name: &str, old: &str) -> String {
    let (title, _) = split(old);
    format!("{name}{}", &old[title.len()..])
}

/// The name of a record as people gave it.
pub(crate) fn title(record: &Properties) -> Text {
    let name = record.text_of("name").unwrap_or_default();
    name.share(split(&name).0)
}

/// Whether the name of a record carries this mark.
pub(crate) fn carries(record: &Properties, stamp: &Stamp) -> bool {
    let name = record.text_of("name").unwrap_or_default();
    split(&name).1 == Some(stamp.text().as_str())
}

/// Whether this can be a name: neither too long nor ending like a mark.
pub(crate) fn good_name(name: &str) -> Result<()> {
    if split(name).1.is_some() {
        return Err(invalid(format!("the name {name:?} ends like the mark that this driver puts on names")));
    }
    if name.chars().count() > NAME_MAX {
        return Err(invalid(format!("the name has more than {NAME_MAX} characters")));
    }
    Ok(())
}

/// The name and the text of its mark.
fn split(name: &str) -> (&str, Option<&str>) {
    let mark = name.strip_suffix(']').and_then(|rest| {
        let (title, text) = rest.rsplit_once(OPEN)?;
        let (operation, step) = text.split_once('-')?;
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (operation.len() == 32 && operation.bytes().all(hex) && !step.is_empty()).then_some((title, text))
    });
    match mark {
        Some((title, text)) => (title, Some(text)),
        None => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{NAME_MAX, carries, good_name, marked, remarked, title};
    use anycloud_core::run::Stamp;
    use anycloud_elastic_family::Properties;

    fn stamp(step: &str) -> Stamp {
        Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), step)
    }

    fn record(name: &str) -> Properties {
        Properties::new(format!("name {name}\n").into())
    }

    #[test]
    fn a_mark_is_found_and_not_shown() {
        let name = marked("web [1]", &stamp("server"));
        assert_eq!(name, "web [1] [anycloud 0123456789abcdef0123456789abcdef-server]");
        assert_eq!(title(&record(&name)), "web [1]");
        assert!(carries(&record(&name), &stamp("server")) && !carries(&record(&name), &stamp("drive")));
        assert_eq!(remarked("db", &name), marked("db", &stamp("server")));
        assert_eq!(remarked("db", "web"), "db");
        assert!(!carries(&record("web"), &stamp("server")));
    }

    #[test]
    fn what_is_no_mark_is_a_name() {
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
        assert!(good_name(&marked("web", &stamp("server"))).is_err());
        assert!(good_name(&"ö".repeat(NAME_MAX)).is_ok() && good_name(&"ö".repeat(NAME_MAX + 1)).is_err());
    }
}
