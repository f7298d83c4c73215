//! Ids and names, before they go into a path.
//!
//! The engine takes the beginning of an id for the id. A caller who mistypes one, or who names a thing that is gone,
//! would hit another: so what could be the beginning of an id, and is not a whole one, is refused here. Source: moby's
//! `container/view.go`, `daemon/network.go` and `daemon/images/image.go`.

use crate::error::invalid;
use anycloud_core::{DriveId, ImageId, NetworkId, Result, ServerId};

/// The length of a whole id.
const WHOLE: usize = 64;

/// A whole id, or a name that cannot be the beginning of one.
pub(crate) fn container(id: &ServerId) -> Result<&str> {
    let text = id.as_str();
    if is_whole(text) {
        return Ok(text);
    }
    name("container", text)?;
    not_cut("container", text)
}

/// The name of a container that is made: it must be good for naming it later.
pub(crate) fn new_container(text: &str) -> Result<&str> {
    name("container", text)?;
    if is_hex(text) {
        return Err(invalid(format!(
            "{text:?} could be taken for the beginning of a container's id: use another name"
        )));
    }
    Ok(text)
}

/// `sha256:` and a whole id, a whole id, or a reference: `[host/]name[:tag][@digest]`.
pub(crate) fn image(id: &ImageId) -> Result<&str> {
    let text = id.as_str();
    let id_part = text.strip_prefix("sha256:").unwrap_or(text);
    if is_whole(id_part) {
        return Ok(text);
    }
    if is_hex(id_part) {
        return not_cut("image", text);
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "._-/:@+".contains(c);
    let whole = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(good)
        && !text.split('/').any(|part| matches!(part, "" | "." | ".."));
    if whole { Ok(text) } else { Err(invalid(format!("{text:?} is no reference of an image"))) }
}

/// A whole id, or a name that cannot be the beginning of one.
pub(crate) fn network(id: &NetworkId) -> Result<&str> {
    let text = id.as_str();
    if is_whole(text) {
        return Ok(text);
    }
    name("network", text)?;
    not_cut("network", text)
}

/// A name: volumes have no ids.
pub(crate) fn volume(id: &DriveId) -> Result<&str> {
    name("volume", id.as_str())
}

/// A whole id: commands that run in a container have no names.
pub(crate) fn exec(id: &str) -> Result<&str> {
    if is_whole(id) { Ok(id) } else { Err(invalid(format!("{id:?} is not the id of an exec"))) }
}

/// What the engine lets things be called: `[a-zA-Z0-9][a-zA-Z0-9_.-]*`.
fn name<'a>(what: &str, text: &'a str) -> Result<&'a str> {
    let good = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(good) && text.len() <= 255 {
        return Ok(text);
    }
    Err(invalid(format!("{text:?} is neither the id nor the name of a {what}")))
}

fn not_cut<'a>(what: &str, text: &'a str) -> Result<&'a str> {
    if is_hex(text.strip_prefix("sha256:").unwrap_or(text)) {
        let text =
            format!("{text:?} could be the beginning of the id of another {what}: give all {WHOLE} digits");
        return Err(invalid(text));
    }
    Ok(text)
}

/// Whether this is an id, and no name.
pub(crate) fn is_whole(text: &str) -> bool {
    text.len() == WHOLE && is_hex(text)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::{container, exec, image, network, new_container, volume};
    use anycloud_core::{ErrorKind, ImageId, ServerId};

    const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn whole_ids_and_names_pass() {
        for good in [ID, "web", "web-1", "a.b_c", "CAFE", "cafe-1"] {
            assert_eq!(container(&good.into()).unwrap(), good);
            assert_eq!(network(&good.into()).unwrap(), good);
            assert_eq!(volume(&good.into()).unwrap(), good);
        }
        for good in [
            ID,
            &format!("sha256:{ID}"),
            "busybox",
            "lab/busybox:1",
            "cafe:latest",
            "localhost:5000/a/b:1.2",
            &format!("busybox@sha256:{ID}"),
        ] {
            assert_eq!(image(&good.into()).unwrap(), good);
        }
        // Volumes have no ids that they could be the beginning of.
        assert_eq!(volume(&"cafe".into()).unwrap(), "cafe");
    }

    #[test]
    fn what_could_hit_another_is_refused() {
        let short = &ID[..12];
        for cut in [short, "cafe", "0", &ID[..63], &format!("{ID}0")] {
            for error in [container(&cut.into()).unwrap_err(), network(&cut.into()).unwrap_err()] {
                assert_eq!(error.kind(), ErrorKind::InvalidRequest);
                assert!(error.to_string().contains("give all 64 digits"), "{error}");
            }
            assert!(image(&ImageId::new(cut)).unwrap_err().to_string().contains("give all 64"), "{cut}");
            assert!(image(&format!("sha256:{cut}").into()).is_err());
        }
        new_container("cafe").unwrap_err();
        new_container(ID).unwrap_err();
        exec(short).unwrap_err();
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for bad in ["", ".", "..", "/web", "web/json", "a b", "-x", "_x", "a?b", "a%2fb", "ä", "a\n"] {
            assert_eq!(
                container(&ServerId::new(bad)).unwrap_err().kind(),
                ErrorKind::InvalidRequest,
                "{bad}"
            );
            network(&bad.into()).unwrap_err();
            volume(&bad.into()).unwrap_err();
        }
        for bad in ["", "a/../b", "a//b", "../a", "a b", "a?b", "a/", "a%2fb"] {
            assert_eq!(image(&bad.into()).unwrap_err().kind(), ErrorKind::InvalidRequest, "{bad}");
        }
    }
}
