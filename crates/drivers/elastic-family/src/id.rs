//! What an id looks like.

use anycloud_core::{DriveId, Error, NetworkId, Result, ServerId, Text};
use std::borrow::Cow;
use std::net::IpAddr;

/// An id that is a UUID.
///
/// A UUID in upper case names the same thing, so ids are written in lower case where they come in, from a caller by
/// [`normal`] and from the service by [`written`]: whatever compares them behind that compares text.
pub trait Uuid: Sized {
    /// What it names, for people.
    const WHAT: &'static str;

    /// The id as it came.
    fn as_text(&self) -> &str;

    /// The id of this text.
    fn of(text: &str) -> Self;
}

macro_rules! uuids {
    ($($id:ident is $what:literal),*) => { $(
        impl Uuid for $id {
            const WHAT: &'static str = $what;

            fn as_text(&self) -> &str {
                self.as_str()
            }

            fn of(text: &str) -> Self {
                Self::new(text)
            }
        }
    )* };
}

uuids! { DriveId is "a drive", NetworkId is "a network", ServerId is "a server" }

/// An id of a request: checked, and in lower case.
///
/// # Errors
/// `InvalidRequest` if it is not a UUID.
pub fn normal<I: Uuid>(id: &I) -> Result<I> {
    uuid(I::WHAT, id.as_text()).map(|text| I::of(&text))
}

/// A UUID in lower case; what is none is refused, since both services take it for a prefix or a path.
///
/// # Errors
/// `InvalidRequest`, naming `what`.
pub fn uuid<'a>(what: &str, id: &'a str) -> Result<Cow<'a, str>> {
    if is_uuid(id) {
        return Ok(lower(id));
    }
    Err(Error::invalid(format!("{what} is named by a UUID, not by {id:?}")))
}

/// An id of a reply: a UUID in lower case, anything else as it is.
pub fn written(id: Text) -> Text {
    match lower(&id) {
        Cow::Owned(lower) if is_uuid(&id) => lower.into(),
        _ => id,
    }
}

/// Whether it is the text form of a UUID.
fn is_uuid(id: &str) -> bool {
    let mut groups = id.split('-');
    let hex = |group: &str, length| group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit());
    [8, 4, 4, 4, 12].into_iter().all(|length| groups.next().is_some_and(|group| hex(group, length)))
        && groups.next().is_none()
}

fn lower(id: &str) -> Cow<'_, str> {
    // Without stopping at the first: all lists pass here, and so it is done many bytes at a time.
    let upper = id.bytes().fold(false, |upper, b| upper | b.is_ascii_uppercase());
    if upper { id.to_ascii_lowercase().into() } else { id.into() }
}

/// The address, of version 4 or 6, that a text is.
///
/// # Errors
/// `InvalidRequest` if it is none.
pub fn address(id: &str) -> Result<IpAddr> {
    id.parse().map_err(|_| Error::invalid(format!("not an address: {id:?}")))
}

/// Whether a text names an id, and not a longer one that contains it.
pub fn names(text: &str, id: &str) -> bool {
    let part_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
    !id.is_empty()
        && text.match_indices(id).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + id.len()..]);
            let longer = after.starts_with(part_of_id)
                // 10.0.0.1 is not named by 10.0.0.1.2, but it may end a sentence.
                || (after.starts_with('.') && after[1..].starts_with(|c: char| c.is_ascii_alphanumeric()));
            !longer && !before.ends_with(|c: char| part_of_id(c) || c == '.')
        })
}

#[cfg(test)]
mod tests {
    use super::{names, normal, uuid, written};
    use anycloud_core::{DriveId, ErrorKind, Text};

    #[test]
    fn only_whole_ids() {
        assert!(uuid("a drive", "38df0986-4d85-4b76-b502-3878ffc80161").is_ok());
        for bad in [
            "",
            "38df0986-4d85-4b76-b502-3878ffc8016",
            "38df0986/../x",
            "38df0986-4d85-4b76-b502-3878ffc8016g",
            "38df0986-4d85-4b76-b502-3878ffc80161-",
            "-38df0986-4d85-4b76-b502-3878ffc80161",
        ] {
            assert!(uuid("a drive", bad).unwrap_err().to_string().contains("a drive"), "{bad:?}");
        }
        assert_eq!(normal(&DriveId::new("x")).unwrap_err().kind(), ErrorKind::InvalidRequest);
        assert!(names("no 10.0.0.1.", "10.0.0.1") && !names("no 110.0.0.1", "10.0.0.1"));
        assert!(!names("10.0.0.12", "10.0.0.1") && !names("anything", ""));
    }

    #[test]
    fn upper_and_lower_case_are_one_id() {
        let lower = "38df0986-4d85-4b76-b502-3878ffc80161";
        let upper = lower.to_ascii_uppercase();
        assert_eq!(normal(&DriveId::new(&*upper)).unwrap(), DriveId::new(lower));
        assert_eq!(uuid("a drive", &upper).unwrap(), lower);
        assert_eq!(written(Text::from(upper)), lower);
        assert_eq!(written(Text::from("FIREWALL-1")), "FIREWALL-1", "not a UUID, so perhaps not the same");
    }
}
