//! What an account has that is to be filled: servers, each with a drive of its own, and something to stand beside them.

use super::{ids::Uuid, wire::Form};

const DRIVE: u128 = 0x0000_0000_0000_4000_8000_0000_0000_0000;
const SERVER: u128 = 0x0000_0000_0000_4000_9000_0000_0000_0000;

/// A server that boots from its drive.
pub(crate) struct Filled {
    pub(crate) drive: Uuid,
    pub(crate) drive_keys: Form,
    pub(crate) server: Uuid,
    pub(crate) server_keys: Form,
}

/// So many of them, called `server-0`, `server-1`, …; `vnc` is the key that asks for a console.
pub(crate) fn filled(n: usize, vnc: &str) -> impl Iterator<Item = Filled> {
    (0..n).map(move |index| {
        let (drive, server) = (Uuid::new(DRIVE + index as u128), Uuid::new(SERVER + index as u128));
        let server_keys = form(&[
            ("name", &format!("server-{index}")),
            ("cpu", "1000"),
            ("mem", "512"),
            ("smp", "auto"),
            ("persistent", "true"),
            ("ide:0:0", &drive.to_string()),
            ("boot", "ide:0:0"),
            ("nic:0:model", "e1000"),
            ("nic:0:dhcp", "auto"),
            (vnc, "auto"),
            ("vnc:password", "made-up"),
        ]);
        let drive_keys = form(&[("name", &format!("drive-{index}")), ("size", "1G")]);
        Filled { drive, drive_keys, server, server_keys }
    })
}

/// The keys of an address or a VLAN: `ip-0`, `vlan-1`, …
pub(crate) fn numbered(kind: &str, index: usize) -> Form {
    form(&[("name", &format!("{kind}-{index}"))])
}

fn form(keys: &[(&str, &str)]) -> Form {
    keys.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
