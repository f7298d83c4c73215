//! Which keys a server has, in both dialects.

use super::Dialect;
use crate::family::config::is_device;

/// The longest VNC password.
pub(super) const PASSWORD: usize = 8;

/// The document's list of what can be set while a server runs.
const WHILE_ACTIVE: [&str; 6] = ["cpu", "name", "password", "persistent", "tags", "vnc:password"];

pub(super) fn while_active(key: &str) -> bool {
    WHILE_ACTIVE.contains(&key)
}

/// The name under which a key is stored; nothing for a key that the dialect does not have.
pub(super) fn stored_key(dialect: Dialect, key: &str) -> Option<&str> {
    let two = dialect == Dialect::Two;
    match key {
        "avoid:drives" | "avoid:servers" | "boot" | "cpu" | "mem" | "name" | "persistent" | "smp"
        | "tags" | "vnc:password" | "vnc:tls" => Some(key),
        "password" if two => Some("vnc:password"),
        "vnc" if two => Some("vnc"),
        "vnc:ip" if !two => Some("vnc"),
        _ if key.strip_suffix(":media").is_some_and(is_device) || is_device(key) => Some(key),
        _ if key.len() > 5 && key.starts_with("user:") => Some(key),
        _ => match key.split(':').collect::<Vec<_>>()[..] {
            ["nic", "0" | "1" | "2" | "3", "block" | "dhcp" | "mac" | "model" | "vlan"] => Some(key),
            ["nic", "0" | "1" | "2" | "3", "firewall", "accept" | "policy" | "reject"] => Some(key),
            _ => None,
        },
    }
}
