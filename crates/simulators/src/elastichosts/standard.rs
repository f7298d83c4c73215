//! The drives that the service offers to everyone: installed systems and install CDs.

use crate::family::{
    EVERYONE,
    contents::{Contents, compress},
    ids::Uuid,
};
use anycloud_elastic_text::Record;

/// A drive that everyone may read and nobody may change.
#[derive(Clone, Debug)]
pub(super) struct Standard {
    pub(super) id: Uuid,
    pub(super) name: &'static str,
    /// As the service stores it.
    pub(super) size: u64,
    /// Unzipped, if it is stored zipped.
    pub(super) raw_size: Option<u64>,
}

impl Standard {
    pub(super) fn record(&self) -> Record {
        let mut record = Record::new();
        record.push("claim:type", "shared").push("drive", self.id);
        if self.raw_size.is_some() {
            record.push("format", "gzip");
        }
        record.push("media", if self.raw_size.is_some() { "disk" } else { "cdrom" });
        record.push("name", self.name);
        if let Some(raw_size) = self.raw_size {
            record.push("rawsize", raw_size);
        }
        record.push("readers", EVERYONE).push("size", self.size);
        record
    }

    /// A boot sector that names the system, and nothing else: gzip of it for an installed system. Zeros follow
    /// up to the size.
    pub(super) fn contents(&self) -> Contents {
        let mut contents = Contents::default();
        let head = self.head();
        match self.raw_size {
            Some(_) => contents.write(0, &compress(&head)),
            None => contents.write(0, &head),
        }
        contents
    }

    fn head(&self) -> Vec<u8> {
        let mut head = vec![0; 64 * 1024];
        let label = format!("anycloud simulated drive\n{}\n{}\n", self.id, self.name);
        head[..label.len()].copy_from_slice(label.as_bytes());
        head[510..512].copy_from_slice(&[0x55, 0xaa]);
        // Something that does not compress away, and differs from one drive to the next.
        let mut word = self.id.bits() as u64 | 1;
        for chunk in head[1024..].chunks_exact_mut(8) {
            word ^= word << 13;
            word ^= word >> 7;
            word ^= word << 17;
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        head
    }
}

/// All of them, in the order in which they are listed.
pub(super) fn catalogue() -> Vec<Standard> {
    let mib = |size: u64| size << 20;
    let disks = DOCUMENTED.iter().map(|(id, name, gib)| Standard {
        id: Uuid::new(*id),
        name,
        // Only the unzipped size is documented. A fifth is what the recorded ones come to.
        size: mib(gib * 1024 / 5),
        raw_size: Some(gib << 30),
    });
    let recorded = RECORDED.iter().map(|(id, name, size, raw_size)| Standard {
        id: Uuid::new(*id),
        name,
        size: *size,
        raw_size: Some(*raw_size),
    });
    let cds = CDS.iter().map(|(id, name, size)| Standard {
        id: Uuid::new(*id),
        name,
        // No size is documented; the one of a full CD.
        size: if *size == 0 { mib(700) } else { *size },
        raw_size: None,
    });
    disks.chain(recorded).chain(cds).collect()
}

/// The installed systems of the ElasticHosts API document, with their sizes in GiB unzipped.
const DOCUMENTED: [(u128, &str, u64); 8] = [
    (0x38df0986_4d85_4b76_b502_3878ffc80161, "CentOS Linux 5.5", 1),
    (0x980cf63c_f21e_4382_997b_6541d5809629, "Debian Linux 6.0", 1),
    (0xaee5589a_88c3_43ef_bb0a_9cab6e64192d, "Ubuntu Linux 10.04", 1),
    (0xb9d0eb72_d273_43f1_98e3_0d4b87d372c0, "Windows Web Server 2008", 13),
    (0x30824e97_05a4_410c_946e_2ba5a92b07cb, "Windows Web Server 2008 R2", 13),
    (0x9ecf810e_6ad1_40ef_b360_d606f0444671, "Windows Web Server 2008 R2 + SQL Server", 13),
    (0x10a88d1c_6575_46e3_8d2c_7744065ea530, "Windows Web Server Standard", 13),
    (0x2567f25c_8fb8_45c7_95fc_bfe3c3d84c47, "Windows Web Server Standard R2 + SQL Server", 13),
];

/// Installed systems of 2014, with both sizes in bytes: from recordings of the live service.
const RECORDED: [(u128, &str, u64, u64); 12] = [
    (0xce85ef47_9794_4ed7_a8bd_af902ec0eddc, "Debian Linux 7.4 (Wheezy)", 184_549_376, 1_073_741_824),
    (0x82890da7_a036_4427_ac24_caea6c644a2f, "Ubuntu 14.04 LTS (Trusty Tahr)", 264_241_152, 1_073_741_824),
    (
        0x62f512cd_82c7_498e_88d8_a09ac2ef20e7,
        "Ubuntu Linux 12.04.1 LTS (Precise Pangolin)",
        201_326_592,
        1_073_741_824,
    ),
    (
        0x4f31382b_5098_4610_8993_bbebb844febd,
        "Ubuntu Linux 13.10 (Saucy Salamander)",
        230_686_720,
        1_073_741_824,
    ),
    (0xcdea53be_2511_4c91_9779_f6421f623a49, "Windows Server 2012", 7_671_382_016, 15_032_385_536),
    (0x7b9807cc_3c92_425f_878c_1d45927f3f9c, "Windows Server 2012 + SQL", 17_192_452_096, 32_212_254_720),
    (0x61ef248d_6616_4378_9702_9101870741d2, "Windows Server 2012 R2", 5_368_709_120, 10_737_418_240),
    (0x6c0c3072_f55f_4dd2_9308_951dacf41ce3, "Windows Standard 2008 R2", 4_345_298_944, 9_663_676_416),
    (
        0x63677762_4423_464f_92fd_5c43d449a716,
        "Windows Standard 2008 R2 + SQL",
        14_050_918_400,
        20_401_094_656,
    ),
    (0x11b84345_7169_4279_8038_18d6ba1a7712, "Windows Web Server 2008 R2", 4_743_757_824, 11_811_160_064),
    (
        0xb23e81b9_103e_4f9d_8ce5_b57bb529007c,
        "Windows Web Server 2008 R2 + SQL",
        14_357_102_592,
        20_401_094_656,
    ),
    (0x8d5c93b8_e4e4_4943_b41e_873576b7fcd1, "centOS Linux 6.5", 218_103_808, 1_073_741_824),
];

/// CDs: the 23 of the ElasticHosts API document, then some of 2014. A size is in bytes and from recordings of
/// the live service; 0 where there is none.
const CDS: [(u128, &str, u64); 28] = [
    (0xb86afe3a_b5dc_4184_9ef0_3a52dce63238, "CentOS Linux 5.3 Install CD", 0),
    (0xac646eda_62be_4366_8cc9_10afdf6506b5, "CentOS Linux 5.4 Install CD", 0),
    (0x5f029de7_1729_486b_9bb3_65e326febb4d, "CentOS Linux 5.5 Install CD", 0),
    (0xadb59223_edcf_418f_a74c_8a9b4788e1d6, "Debian Linux 5.0 Install CD", 0),
    (0x86f52611_567b_40b9_8db7_933ad4f483d7, "FreeBSD 7.2 Install CD", 0),
    (0xa080dce0_2f28_4e42_9db6_1c5f410a3da8, "FreeBSD 8.0 Install CD", 0),
    (0xa1cd7ea0_6539_4cb6_b35f_03c9a6b61917, "Knoppix Linux 6.0.1 Live CD", 0),
    (0xb36bd91f_ce93_45c3_946a_d095018681c0, "OpenSolaris 2009 06 Install CD", 0),
    (0xc06a0aa9_9919_4e0f_92a0_c67b6799a732, "Red Hat Fedora Linux 10 Install CD", 0),
    (0x9b283809_2990_4f3b_a4e9_8b59a417536c, "Red Hat Fedora Linux 10 Live CD", 0),
    (0xb3df1320_5f11_4ebd_bd8c_2eef0e2ffe0d, "Red Hat Fedora Linux 11 Install CD", 0),
    (0xbf3cf10d_d07b_47de_b79c_327983182ef0, "Red Hat Fedora Linux 11 Live CD", 0),
    (0xd10281f4_3bf1_4a98_bc0c_6dcec04fd995, "Red Hat Fedora Linux 12 Install CD", 0),
    (0xc0ae458c_d5fb_4d9c_ae3c_778c12fe0649, "Red Hat Fedora Linux 12 Live CD", 0),
    (0xd2511065_1d4f_46e5_936a_c6b5c32a7556, "Red Hat Fedora Linux 13 Install CD", 0),
    (0x853bb98a_4fff_4c2f_a265_97c363f19ea5, "Red Hat Fedora Linux 13 Live CD", 0),
    (0x5d63810b_6e11_4a26_a820_9e0e92c2f35c, "Ubuntu Linux 8.04.2 LTS Server Install CD", 0),
    (0xb06b793a_2aa6_433b_80b2_1863eacd3391, "Ubuntu Linux 8.10 Server Install CD", 0),
    (0x95a324fd_3e45_498d_812f_98778bd127b9, "Ubuntu Linux 9.04 Server Install CD", 0),
    (0xc90a801d_679e_4647_81ac_3146da724c62, "Ubuntu Linux 9.10 Server Install CD", 0),
    (0x37e0f871_8a71_4b15_9478_ada0109dcce5, "Ubuntu Linux 10.04 Server Install CD", 0),
    (0xf89af28e_ff00_4fc9_a7ed_22e7fa5a88db, "Windows Server 2008 Trial Install CD", 2_663_383_040),
    (0x7aead6d3_c3e6_4940_85c7_f5ee61f6ef2b, "Windows Web Server 2008 Trial Install CD", 2_248_146_944),
    (0x65cb106c_3dff_4f27_9607_f25bbe0a3fc6, "Debian 7.4 DVD", 3_955_228_672),
    (0x9dfbbe29_5352_415a_9f7c_70ec7409b684, "Ubuntu 14.04 LTS Server Install CD", 591_396_864),
    (0xe58ad21f_c53f_47a1_95bd_c6d614a59d2d, "System Rescue CD 4.0.1", 473_956_352),
    (0x312ccda0_c3b2_4cac_911b_68b82a498075, "arch Linux 2014-03-01", 553_648_128),
    (0x5a4419f8_6c39_490c_87e9_21e33a1c8add, "Virtio Drivers 1.74", 62_914_560),
];
