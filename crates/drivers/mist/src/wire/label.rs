//! Labels as tags: the service has one text, anycloud a name and a value.

use anycloud_core::Text;

/// `name=value`, or the name alone.
pub(crate) fn written(name: &str, value: &str) -> Text {
    if value.is_empty() { name.into() } else { format!("{name}={value}").into() }
}

/// Name and value; a label without both is a name.
pub(crate) fn read(label: &str) -> (&str, &str) {
    match label.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => (name, value),
        _ => (label, ""),
    }
}
