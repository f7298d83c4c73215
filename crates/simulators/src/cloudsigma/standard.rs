//! The drives that the service offers to everyone: CDs and installed systems, kept apart.

use crate::family::{EVERYONE, contents::Contents, ids::Uuid};
use anycloud_elastic_text::Record;

/// A drive that everyone may read and clone, and nobody may change.
#[derive(Clone, Debug)]
pub(super) struct Standard {
    pub(super) id: Uuid,
    pub(super) kind: Kind,
    name: &'static str,
    pub(super) size: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Cd,
    Image,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Cd => "cdrom",
            Self::Image => "disk",
        }
    }
}

impl Standard {
    pub(super) fn record(&self, user: Uuid) -> Record {
        let mut record = Record::new();
        record
            .push("claim:type", "shared")
            .push("description", format_args!("{} & others' \"simulated\" drive", self.name))
            .push("drive", self.id)
            .push("encryption:cipher", "none")
            .push("free", "true")
            .push("install_notes", "Boot it.\nThen log in as C:\\nobody.")
            .push("name", self.name)
            .push("os", if self.name.starts_with("Windows") { "windows" } else { "linux" })
            .push("readers", EVERYONE)
            .push("size", self.size)
            .push("status", "active")
            .push("type", self.kind.word())
            .push("user", user);
        match self.kind {
            Kind::Cd => record.push("drive_type", "installcd,livecd"),
            Kind::Image => record.push("drive_type", "preinstalled"),
        };
        record
    }

    /// A boot sector that names the system; zeros follow.
    pub(super) fn contents(&self) -> Contents {
        let mut head = vec![0; 512];
        let label = format!("anycloud simulated drive\n{}\n{}\n", self.id, self.name);
        head[..label.len()].copy_from_slice(label.as_bytes());
        head[510..].copy_from_slice(&[0x55, 0xaa]);
        let mut contents = Contents::default();
        contents.write(0, &head);
        contents
    }
}

/// All of them, in the order in which they are listed.
pub(super) fn catalogue() -> Vec<Standard> {
    CATALOGUE
        .iter()
        .map(|(id, kind, name, mib)| Standard { id: Uuid::new(*id), kind: *kind, name, size: mib << 20 })
        .collect()
}

/// The manual shows one list of eight UUIDs twice, for CDs and for images, and no names. Here four are CDs and four
/// are images; names and sizes (in MiB) are made up.
const CATALOGUE: [(u128, Kind, &str, u64); 8] = [
    (0xa49e25b3_69f4_440b_87a8_d79fa78ace53, Kind::Cd, "CentOS Linux 5.5 Install CD", 700),
    (0x5caa223b_0177_49d8_a287_39865a07e650, Kind::Cd, "Debian Linux 6.0 Install CD", 650),
    (0xb72f7b9a_69bb_47d1_b87e_de7be0924eea, Kind::Cd, "Gentoo Live CD", 1024),
    (0x9b700743_2890_4d68_b109_66699ceb9491, Kind::Cd, "Windows Server 2008 Trial Install CD", 2540),
    (0x267a24ea_899f_48fb_b348_aab24fb246b3, Kind::Image, "CentOS 5.5 Linux 64bit preinstalled", 3072),
    (0x932ccf77_88ca_40f8_94c6_affe364a4caa, Kind::Image, "Debian 6.0 Linux 64bit preinstalled", 2048),
    (0xde2adf14_61b4_430e_9cb6_6e612ee90d88, Kind::Image, "Ubuntu 10.04 Linux 64bit preinstalled", 5120),
    (0xc138e42c_2070_41fe_a354_7058870c79b0, Kind::Image, "Windows Web Server 2008 preinstalled", 13312),
];
