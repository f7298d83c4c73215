//! A server's configuration: which keys there are, and what their values may be.

use super::{
    drive::{line, name, uuid},
    ids::Uuid,
    problem::Problem,
};
use std::{collections::BTreeMap, net::IpAddr};

/// Keys and values, each checked on its own. VNC is under `vnc` and `vnc:password`, whatever a dialect calls it.
pub(crate) type Config = BTreeMap<String, String>;

/// CPU in MHz and memory in MB, as the provider's calculator had them.
const CPU: (u64, u64) = (500, 20_000);
const MEM: (u64, u64) = (256, 32_768);
const SMP: (u64, u64) = (1, 16);
/// Puts one key into a configuration, under the name by which it is kept. An empty value takes it out.
pub(crate) fn assign(
    config: &mut Config,
    stored: &str,
    value: String,
    longest_password: Option<usize>,
) -> Result<(), Problem> {
    if value.is_empty() {
        // A drive that is taken out takes its media type along.
        if is_device(stored) {
            config.remove(&format!("{stored}:media"));
        }
        config.remove(stored);
        return Ok(());
    }
    let value = check_value(stored, value, longest_password)?;
    config.insert(stored.to_owned(), value);
    Ok(())
}

/// Whether the keys fit together.
pub(crate) fn check(config: &Config) -> Result<(), Problem> {
    for key in ["name", "cpu", "mem"] {
        if !config.contains_key(key) {
            return Err(Problem::MissingKey(key));
        }
    }
    for device in config.get("boot").iter().flat_map(|boot| boot.split_whitespace()) {
        if !config.contains_key(device) {
            return Err(Problem::bad("boot", device, "a device that is attached"));
        }
    }
    for key in config.keys() {
        let needed = match key.split_once(":media") {
            Some((device, "")) => device.to_owned(),
            _ => match key.split(':').collect::<Vec<_>>()[..] {
                ["nic", nic, part] if part != "model" => format!("nic:{nic}:model"),
                _ => continue,
            },
        };
        if !config.contains_key(&needed) {
            return Err(Problem::Usage(format!("{key} without {needed}")));
        }
    }
    Ok(())
}

/// The drives: device and UUID.
pub(crate) fn devices(config: &Config) -> impl Iterator<Item = (&str, Uuid)> {
    config
        .iter()
        .filter(|(key, _)| is_device(key))
        .filter_map(|(key, value)| Some((key.as_str(), Uuid::parse(value)?)))
}

/// The static addresses: `nic:N:dhcp` and `vnc`, where they are not `auto`.
pub(crate) fn addresses(config: &Config) -> impl Iterator<Item = (&str, &str)> {
    config
        .iter()
        .filter(|(key, value)| (*key == "vnc" || key.ends_with(":dhcp")) && *value != "auto")
        .map(|(key, value)| (key.as_str(), value.as_str()))
}

/// The VLANs that network interfaces are on.
pub(crate) fn vlans(config: &Config) -> impl Iterator<Item = &str> {
    config.iter().filter(|(key, _)| key.ends_with(":vlan")).map(|(_, value)| value.as_str())
}

/// The MAC addresses, each with its VLAN.
pub(crate) fn macs(config: &Config) -> impl Iterator<Item = (&str, Option<&str>)> {
    config.iter().filter_map(|(key, mac)| {
        let nic = key.strip_suffix(":mac")?;
        Some((mac.as_str(), config.get(&format!("{nic}:vlan")).map(String::as_str)))
    })
}

pub(crate) fn is_device(key: &str) -> bool {
    let up_to = |text: &str, most: u8| matches!(text.as_bytes(), [digit] if (b'0'..=most).contains(digit));
    match key.split(':').collect::<Vec<_>>()[..] {
        ["ata" | "ide", bus, unit] => up_to(bus, b'1') && up_to(unit, b'1'),
        ["block", index] => up_to(index, b'7'),
        ["scsi", "0", unit] => up_to(unit, b'7'),
        _ => false,
    }
}

fn check_value(key: &str, value: String, longest_password: Option<usize>) -> Result<String, Problem> {
    let bad = |value: &str, wanted| Err(Problem::bad(key, value, wanted));
    let part = key.rsplit(':').next().unwrap_or(key);
    match key {
        "name" => return name(value),
        "cpu" => check_number("cpu", &value, CPU)?,
        "mem" => check_number("mem", &value, MEM)?,
        "smp" if value == "auto" => {}
        "smp" => check_number("smp", &value, SMP)?,
        "persistent" if !matches!(value.as_str(), "true" | "false") => {
            return bad(&value, "`true` or `false`");
        }
        "vnc:password" if longest_password.is_some_and(|most| value.chars().count() > most) => {
            // The value is a secret, so the refusal does not repeat it.
            let most = longest_password.unwrap_or_default();
            return Err(Problem::Usage(format!("vnc:password: more than {most} characters")));
        }
        "vnc:tls" if !matches!(value.as_str(), "on" | "off") => return bad(&value, "`on` or `off`"),
        "vnc" if !is_address(&value) => return bad(&value, "`auto` or an IP address"),
        "boot" => {
            if let Some(word) = value.split_whitespace().find(|word| !is_device(word)) {
                return bad(word, "a device such as ide:0:0, scsi:0:7 or block:7");
            }
        }
        "avoid:drives" | "avoid:servers" => {
            for word in value.split_whitespace() {
                uuid(key, word)?;
            }
        }
        _ if key.starts_with("user:") => return Ok(value),
        _ if is_device(key) => return Ok(uuid(key, &value)?.to_string()),
        _ if part == "media" && !matches!(value.as_str(), "cdrom" | "disk") => {
            return bad(&value, "`cdrom` or `disk`");
        }
        _ if part == "model" && !matches!(value.as_str(), "e1000" | "rtl8139" | "virtio") => {
            return bad(&value, "`e1000`, `rtl8139` or `virtio`");
        }
        _ if part == "dhcp" && !is_address(&value) => return bad(&value, "`auto` or an IP address"),
        _ if part == "mac" && !is_mac(&value) => return bad(&value, "a MAC address"),
        _ => {}
    }
    line(key, value)
}

fn check_number(key: &'static str, text: &str, (least, most): (u64, u64)) -> Result<(), Problem> {
    // `parse` takes a sign, too.
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = match text.parse::<u64>() {
        Ok(value) if digits => value,
        _ => return Err(Problem::bad(key, text, "a whole number")),
    };
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(Problem::OutOfRange { key, value, least, most })
    }
}

fn is_address(text: &str) -> bool {
    text == "auto" || text.parse::<IpAddr>().is_ok()
}

fn is_mac(text: &str) -> bool {
    let groups: Vec<&str> = text.split(':').collect();
    groups.len() == 6
        && groups.iter().all(|group| group.len() == 2 && group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::is_device;

    #[test]
    fn devices_are_those_of_the_document() {
        for device in ["ide:0:0", "ide:1:1", "scsi:0:7", "block:7", "ata:0:1"] {
            assert!(is_device(device), "{device}");
        }
        for other in
            ["ide:0:", "ide:0:2", "ide:2:0", "scsi:1:0", "scsi:0:8", "block:0:0", "block:8", "ide:0:)"]
        {
            assert!(!is_device(other), "{other}");
        }
    }
}
