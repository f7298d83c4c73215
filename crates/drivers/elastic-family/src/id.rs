//! What an id looks like.

use anycloud_core::{Error, Result};
use std::net::IpAddr;

/// Refuses what is not the text form of a UUID, which both services take a prefix or a path for.
///
/// # Errors
/// `InvalidRequest`, naming `what`.
pub fn uuid(what: &str, id: &str) -> Result<()> {
    let groups: Vec<&str> = id.split('-').collect();
    let hex = |group: &str| group.bytes().all(|b| b.is_ascii_hexdigit());
    if groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(|g| hex(g)) {
        return Ok(());
    }
    Err(Error::invalid(format!("{what} is named by a UUID, not by {id:?}")))
}

/// Refuses what is not an address.
///
/// # Errors
/// `InvalidRequest`.
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
    use super::{names, uuid};

    #[test]
    fn only_whole_ids() {
        assert!(uuid("a drive", "38df0986-4d85-4b76-b502-3878ffc80161").is_ok());
        for bad in [
            "",
            "38df0986-4d85-4b76-b502-3878ffc8016",
            "38df0986/../x",
            "38df0986-4d85-4b76-b502-3878ffc8016g",
        ] {
            assert!(uuid("a drive", bad).unwrap_err().to_string().contains("a drive"), "{bad:?}");
        }
        assert!(names("no 10.0.0.1.", "10.0.0.1") && !names("no 110.0.0.1", "10.0.0.1"));
        assert!(!names("10.0.0.12", "10.0.0.1") && !names("anything", ""));
    }
}
