//! What the services offer to everyone: installed systems, which are gzipped raw images, and install CDs.
//!
//! Newer installations list them, and then what they list counts. These tables stand in where they do not, which saves
//! a request, and where the record of a drive says too little.

use crate::zones::Zone;
use anycloud_core::ByteSize;

/// An installed system. It is stored gzipped: imaging a drive from it needs the conversion `gunzip`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StandardImage {
    /// The UUID of the standard drive.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How large the drive must be at least that is made from it.
    pub unzipped: ByteSize,
}

/// An install or live CD, to be attached with media `cdrom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstallCd {
    /// The UUID of the standard drive.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
}

/// The installed systems of a zone, e.g. of [`Client::zone`](crate::Client::zone); `None` is a service that this crate
/// does not know, which gets those of the API document.
pub fn standard_images(zone: Option<&Zone>) -> impl Iterator<Item = &'static StandardImage> + use<> {
    let tables: &[&[StandardImage]] = match zone.map(|zone| zone.id) {
        None => &[DOCUMENT],
        Some("go2cloud-jhb1") => &[GO2CLOUD],
        Some("lon-b" | "lon-p") => &[LISTED_2014, EARLIER, EARLIER_LONDON],
        Some("openhosting-east1") => &[OPEN_HOSTING],
        Some("sat-p") => &[LISTED_2014, EARLIER, EARLIER_SAN_ANTONIO],
        Some("serverlove-z1-man") => &[SERVERLOVE],
        Some("skalicloud-sdg-my") => &[SKALI],
        Some(_) => &[LISTED_2014, EARLIER],
    };
    tables.iter().copied().flatten()
}

/// The install CDs of the API document, the same in every zone.
pub fn install_cds() -> impl Iterator<Item = &'static InstallCd> {
    INSTALL_CDS.iter()
}

/// The installed system of this id in a zone.
pub(crate) fn find(zone: Option<&Zone>, id: &str) -> Option<&'static StandardImage> {
    standard_images(zone).find(|image| image.id.eq_ignore_ascii_case(id))
}

const fn image(id: &'static str, name: &'static str, gib: u64) -> StandardImage {
    StandardImage { id, name, unzipped: ByteSize::gib(gib) }
}

const fn cd(id: &'static str, name: &'static str) -> InstallCd {
    InstallCd { id, name }
}

/// docs: ElasticHosts API, the table with "Size gunzipped"; one misspelt name mended.
const DOCUMENT: &[StandardImage] = &[
    image("38df0986-4d85-4b76-b502-3878ffc80161", "CentOS Linux 5.5", 1),
    image("980cf63c-f21e-4382-997b-6541d5809629", "Debian Linux 6.0", 1),
    image("aee5589a-88c3-43ef-bb0a-9cab6e64192d", "Ubuntu Linux 10.04", 1),
    image("b9d0eb72-d273-43f1-98e3-0d4b87d372c0", "Windows Web Server 2008", 13),
    image("30824e97-05a4-410c-946e-2ba5a92b07cb", "Windows Web Server 2008 R2", 13),
    image("9ecf810e-6ad1-40ef-b360-d606f0444671", "Windows Web Server 2008 R2 + SQL Server", 13),
    image("10a88d1c-6575-46e3-8d2c-7744065ea530", "Windows Web Server Standard", 13),
    image("2567f25c-8fb8-45c7-95fc-bfe3c3d84c47", "Windows Web Server Standard R2 + SQL Server", 13),
];

/// ElasticHosts, 2010 to 2013. It gave CentOS 3 GB and called 980cf63c Debian 5.0, unlike the document.
const EARLIER: &[StandardImage] = &[
    image("38df0986-4d85-4b76-b502-3878ffc80161", "CentOS 5.5", 3),
    image("980cf63c-f21e-4382-997b-6541d5809629", "Debian 5.0", 1),
    image("6aa953cc-3395-4e8d-938e-65c74fd20334", "Debian 6.0.1", 1),
    image("aee5589a-88c3-43ef-bb0a-9cab6e64192d", "Ubuntu 10.04", 1),
    image("bf1d943e-2a55-46bb-a8c7-6099e44a3dde", "Ubuntu 8.10", 3),
    image("757586d5-f1e9-4d9c-b215-5a391c9a24bf", "Ubuntu 9.04 with X", 3),
    image("b9d0eb72-d273-43f1-98e3-0d4b87d372c0", "Windows Web Server 2008", 13),
    image("30824e97-05a4-410c-946e-2ba5a92b07cb", "Windows Web Server 2008 R2", 13),
    image("b405b598-4ae4-4ba8-8a2b-a9487d693f34", "Windows Web Server 2008 R2", 13),
    image("9ecf810e-6ad1-40ef-b360-d606f0444671", "Windows Web Server 2008 R2 + SQL Server", 13),
    image("9397d327-3bf6-46a2-abf6-69553dbb6927", "Windows Web Server 2008 R2 + SQL Server", 13),
    image("10a88d1c-6575-46e3-8d2c-7744065ea530", "Windows Server 2008 Standard R2", 13),
    image("2567f25c-8fb8-45c7-95fc-bfe3c3d84c47", "Windows Server 2008 Standard R2 + SQL Server", 13),
    image("662c5b3f-9828-4aa2-a866-7cfa53798cdf", "Windows Server 2008 Standard R2 + SQL Server", 13),
];

/// Ubuntu 10.10 had another UUID in each zone.
const EARLIER_LONDON: &[StandardImage] = &[image("325c7e71-77c9-4e88-9fd2-85b34a996cfb", "Ubuntu 10.10", 1)];

/// Ubuntu 10.10 had another UUID in each zone.
const EARLIER_SAN_ANTONIO: &[StandardImage] =
    &[image("2bae7a5a-7a56-4d02-a711-ed90f25b74a3", "Ubuntu 10.10", 1)];

/// ElasticHosts, as the service listed them in 2014, with `rawsize`.
const LISTED_2014: &[StandardImage] = &[
    image("ce85ef47-9794-4ed7-a8bd-af902ec0eddc", "Debian Linux 7.4 (Wheezy)", 1),
    image("82890da7-a036-4427-ac24-caea6c644a2f", "Ubuntu 14.04 LTS (Trusty Tahr)", 1),
    image("62f512cd-82c7-498e-88d8-a09ac2ef20e7", "Ubuntu Linux 12.04.1 LTS (Precise Pangolin)", 1),
    image("4f31382b-5098-4610-8993-bbebb844febd", "Ubuntu Linux 13.10 (Saucy Salamander)", 1),
    image("cdea53be-2511-4c91-9779-f6421f623a49", "Windows Server 2012", 14),
    image("7b9807cc-3c92-425f-878c-1d45927f3f9c", "Windows Server 2012 + SQL", 30),
    image("61ef248d-6616-4378-9702-9101870741d2", "Windows Server 2012 R2", 10),
    image("6c0c3072-f55f-4dd2-9308-951dacf41ce3", "Windows Standard 2008 R2", 9),
    image("63677762-4423-464f-92fd-5c43d449a716", "Windows Standard 2008 R2 + SQL", 19),
    image("11b84345-7169-4279-8038-18d6ba1a7712", "Windows Web Server 2008 R2", 11),
    image("b23e81b9-103e-4f9d-8ce5-b57bb529007c", "Windows Web Server 2008 R2 + SQL", 19),
    image("8d5c93b8-e4e4-4943-b41e-873576b7fcd1", "centOS Linux 6.5", 1),
];

/// Go2Cloud, 2012.
const GO2CLOUD: &[StandardImage] = &[
    image("14c88d27-1f5e-4ad5-9f3a-28e5d2282f61", "Ubuntu 10.10", 1),
    image("cc54132d-4912-4106-a91a-7a27e6866c8b", "Debian 6.0.2.1", 1),
    image("77ad0ffe-9537-4c64-a8e3-10db185261c0", "Windows 2008 R2 (x64) with SP1", 13),
    image("d971ddfb-7a69-48f7-8d14-a76ef61b01d8", "Windows 8 Developer Preview (x64)", 13),
];

/// Open Hosting, 2012.
const OPEN_HOSTING: &[StandardImage] = &[
    image("1fc52c4b-f08d-4f9f-8821-7fdd073a32d6", "CentOS Linux 5.5 64", 3),
    image("4d67096a-c2b5-4be7-9716-d4b2f9e2d4b5", "CentOS Linux 5.6 64", 3),
    image("61e04f61-a39e-494f-bcf6-b17d3eba0df7", "CentOS Linux 5.7 64", 3),
    image("9c1a506a-5d2b-496b-9ebc-26cfeae76f42", "Debian Linux 5.0", 1),
    image("13658a54-4086-47a4-89cb-ae21da7afb0c", "Debian Linux 6 (Squeeze) 64", 1),
    image("8023b089-7b0e-4fcb-8016-01e82f2a9716", "Ubuntu 10.04.3 LTS (lucid) Server 64", 1),
    image("d7826937-a160-4f70-ab5a-7ee9d78f7404", "Windows 2008 R2 Standard Edition", 10),
];

/// Serverlove, from its page of questions about the API.
const SERVERLOVE: &[StandardImage] = &[
    image("679f5f44-0be7-4745-a658-cccd4334c1aa", "CentOS 5.5", 1),
    image("5f2e0e29-2937-42b9-b362-d2d07eddbdeb", "Ubuntu Linux 10.04", 1),
    image("5795b68f-ed26-4639-b41d-c93235062b6b", "Debian Linux 5", 1),
    image("41993a02-0b22-4e49-bb47-0aa8975217e4", "Windows Server 2008 R2 Standard", 15),
    image("85623ca1-9c2a-4398-a771-9a43c347e86b", "Windows Web Server 2008 R2", 15),
];

/// Skali Cloud, from its page about the API.
const SKALI: &[StandardImage] = &[
    image("90aa51f2-15c0-4cff-81ee-e93aa20b9468", "CentOS 5.5, 64 bit", 1),
    image("c144d7a7-e24b-48ab-954b-6b6ec514ed6f", "Debian 5, 64 bit", 1),
    image("3051699a-a536-4220-aeb5-67f2ec101a09", "Ubuntu Server 10.10, 64 bit", 1),
    image("11c4c922-5ff8-4094-b06c-eb8ffaec1ea9", "Windows 2008 R2 Web Edition", 13),
    image("93bf390e-4f46-4252-a8bc-9d6d80e3f955", "Windows Server 2008 R2 Standard", 13),
];

/// docs: ElasticHosts API, the table of install CDs.
const INSTALL_CDS: &[InstallCd] = &[
    cd("b86afe3a-b5dc-4184-9ef0-3a52dce63238", "CentOS Linux 5.3 Install CD"),
    cd("ac646eda-62be-4366-8cc9-10afdf6506b5", "CentOS Linux 5.4 Install CD"),
    cd("5f029de7-1729-486b-9bb3-65e326febb4d", "CentOS Linux 5.5 Install CD"),
    cd("adb59223-edcf-418f-a74c-8a9b4788e1d6", "Debian Linux 5.0 Install CD"),
    cd("86f52611-567b-40b9-8db7-933ad4f483d7", "FreeBSD 7.2 Install CD"),
    cd("a080dce0-2f28-4e42-9db6-1c5f410a3da8", "FreeBSD 8.0 Install CD"),
    cd("a1cd7ea0-6539-4cb6-b35f-03c9a6b61917", "Knoppix Linux 6.0.1 Live CD"),
    cd("b36bd91f-ce93-45c3-946a-d095018681c0", "OpenSolaris 2009 06 Install CD"),
    cd("c06a0aa9-9919-4e0f-92a0-c67b6799a732", "Red Hat Fedora Linux 10 Install CD"),
    cd("9b283809-2990-4f3b-a4e9-8b59a417536c", "Red Hat Fedora Linux 10 Live CD"),
    cd("b3df1320-5f11-4ebd-bd8c-2eef0e2ffe0d", "Red Hat Fedora Linux 11 Install CD"),
    cd("bf3cf10d-d07b-47de-b79c-327983182ef0", "Red Hat Fedora Linux 11 Live CD"),
    cd("d10281f4-3bf1-4a98-bc0c-6dcec04fd995", "Red Hat Fedora Linux 12 Install CD"),
    cd("c0ae458c-d5fb-4d9c-ae3c-778c12fe0649", "Red Hat Fedora Linux 12 Live CD"),
    cd("d2511065-1d4f-46e5-936a-c6b5c32a7556", "Red Hat Fedora Linux 13 Install CD"),
    cd("853bb98a-4fff-4c2f-a265-97c363f19ea5", "Red Hat Fedora Linux 13 Live CD"),
    cd("5d63810b-6e11-4a26-a820-9e0e92c2f35c", "Ubuntu Linux 8.04.2 LTS Server Install CD"),
    cd("b06b793a-2aa6-433b-80b2-1863eacd3391", "Ubuntu Linux 8.10 Server Install CD"),
    cd("95a324fd-3e45-498d-812f-98778bd127b9", "Ubuntu Linux 9.04 Server Install CD"),
    cd("c90a801d-679e-4647-81ac-3146da724c62", "Ubuntu Linux 9.10 Server Install CD"),
    cd("37e0f871-8a71-4b15-9478-ada0109dcce5", "Ubuntu Linux 10.04 Server Install CD"),
    cd("f89af28e-ff00-4fc9-a7ed-22e7fa5a88db", "Windows Server 2008 Trial Install CD"),
    cd("7aead6d3-c3e6-4940-85c7-f5ee61f6ef2b", "Windows Web Server 2008 Trial Install CD"),
];

#[cfg(test)]
mod tests {
    use super::{find, install_cds, standard_images};
    use crate::request::uuid;
    use crate::zones::Zone;
    use anycloud_core::ByteSize;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_uuids_and_unique_in_each_zone() {
        for zone in Zone::ALL.iter().map(Some).chain([None]) {
            let mut seen = BTreeSet::new();
            for image in standard_images(zone) {
                uuid("an image", image.id).unwrap();
                assert!(seen.insert(image.id), "{} is there twice in {zone:?}", image.id);
                assert!(image.unzipped >= ByteSize::gib(1) && !image.name.is_empty());
            }
            assert!(!seen.is_empty());
        }
        let cds: BTreeSet<_> = install_cds().map(|cd| cd.id).collect();
        assert_eq!(cds.len(), 23);
        assert!(cds.iter().all(|id| uuid("a CD", id).is_ok()));
    }

    #[test]
    fn the_document_lists_eight() {
        let rows: Vec<_> =
            standard_images(None).map(|i| format!("{} {} {}", i.id, i.name, i.unzipped)).collect();
        insta::assert_snapshot!(rows.join("\n"));
    }

    #[test]
    fn how_many_each_zone_has() {
        let rows: Vec<_> =
            Zone::ALL.iter().map(|z| format!("{} {}", z.id, standard_images(Some(z)).count())).collect();
        insta::assert_snapshot!(rows.join("\n"));
    }

    #[test]
    fn an_id_means_what_its_zone_says() {
        let centos = "38DF0986-4d85-4b76-b502-3878ffc80161";
        assert_eq!(find(None, centos).unwrap().unzipped, ByteSize::gib(1));
        assert_eq!(find(Zone::find("lon-p"), centos).unwrap().unzipped, ByteSize::gib(3));
        assert_eq!(find(Zone::find("uk-1"), centos), None);
        let ubuntu = "325c7e71-77c9-4e88-9fd2-85b34a996cfb";
        assert!(find(Zone::find("lon-b"), ubuntu).is_some() && find(Zone::find("sat-p"), ubuntu).is_none());
    }
}
