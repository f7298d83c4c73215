//! Amazon EC2, as Mist.io's document of January 2014 shows it.

use super::{Image, location, size};
use serde_json::{Value, json};

/// Amazon's name of a region and its country, for one of Mist's providers.
pub(in super::super) fn region(provider: &str) -> Option<(&'static str, &'static str)> {
    Some(match provider {
        "ec2_ap_northeast" => ("ap-northeast-1", "Japan"),
        "ec2_ap_southeast" => ("ap-southeast-1", "Singapore"),
        "ec2_ap_southeast_2" => ("ap-southeast-2", "Australia"),
        "ec2_eu_central" => ("eu-central-1", "Germany"),
        "ec2_eu_west" => ("eu-west-1", "Ireland"),
        "ec2_sa_east" => ("sa-east-1", "Brazil"),
        "ec2_us_east" => ("us-east-1", "USA"),
        "ec2_us_west" => ("us-west-1", "USA"),
        "ec2_us_west_oregon" => ("us-west-2", "US"),
        _ => return None,
    })
}

pub(super) fn driver(provider: &str) -> String {
    format!("Amazon EC2 ({})", region(provider).map_or("", |(name, _)| name))
}

/// Three zones, numbered from 0.
pub(super) fn locations(provider: &str) -> Vec<Value> {
    let (name, country) = region(provider).unwrap_or_default();
    let zones = ["a", "b", "c"].iter().enumerate();
    zones.map(|(number, zone)| location(&number.to_string(), &format!("{name}{zone}"), country)).collect()
}

pub(super) fn sizes() -> Vec<Value> {
    let sizes = SIZES.iter().map(|(id, name, ram_and_disk, prices)| {
        let prices: Value = prices
            .iter()
            .map(|(system, price)| ((*system).to_owned(), json!(format!("${price}/hour"))))
            .collect::<serde_json::Map<_, _>>()
            .into();
        size(id, name, *ram_and_disk, Value::Null, prices)
    });
    sizes.collect()
}

pub(super) fn images() -> Vec<Image> {
    let one = |(id, name, chosen, hidden): &(&str, &str, bool, bool)| Image {
        chosen: *chosen,
        hidden: *hidden,
        ..Image::new(
            id,
            name,
            json!({"architecture": "x86_64", "imagetype": "machine", "ispublic": "true", "ownerid": "137112412989",
                   "platform": null, "rootdevicetype": "ebs", "state": "available",
                   "virtualizationtype": "paravirtual"}),
        )
    };
    IMAGES.iter().map(one).collect()
}

type Size = (&'static str, &'static str, (u64, u64), &'static [(&'static str, &'static str)]);

/// Ids, names, MB of memory and GB of disk; US dollars for each system. The document's.
const SIZES: [Size; 7] = [
    (
        "t1.micro",
        "Micro Instance",
        (613, 15),
        &[
            ("mswin", "0.035"),
            ("sles", "0.037"),
            ("mswinSQLWeb", "0.081"),
            ("rhel", "0.087"),
            ("linux", "0.027"),
        ],
    ),
    (
        "m1.small",
        "Small Instance",
        (1740, 160),
        &[
            ("mswinSQL", "0.706"),
            ("mswinSQLWeb", "0.161"),
            ("mswin", "0.115"),
            ("rhel", "0.155"),
            ("linux", "0.088"),
            ("sles", "0.122"),
        ],
    ),
    (
        "m1.medium",
        "Medium Instance",
        (3700, 410),
        &[
            ("mswinSQL", "0.821"),
            ("mswinSQLWeb", "0.276"),
            ("mswin", "0.23"),
            ("rhel", "0.22"),
            ("linux", "0.175"),
            ("sles", "0.234"),
        ],
    ),
    (
        "m1.large",
        "Large Instance",
        (7680, 850),
        &[
            ("mswinSQL", "1.051"),
            ("mswinSQLWeb", "0.506"),
            ("mswin", "0.46"),
            ("rhel", "0.419"),
            ("linux", "0.35"),
            ("sles", "0.465"),
        ],
    ),
    (
        "m1.xlarge",
        "Extra Large Instance",
        (15360, 1690),
        &[
            ("mswinSQL", "1.511"),
            ("mswinSQLWeb", "0.966"),
            ("mswin", "0.92"),
            ("rhel", "0.769"),
            ("linux", "0.7"),
            ("sles", "0.815"),
        ],
    ),
    (
        "m2.xlarge",
        "High-Memory Extra Large Instance",
        (17510, 420),
        &[
            ("mswinSQL", "1.161"),
            ("mswinSQLWeb", "0.616"),
            ("mswin", "0.57"),
            ("rhel", "0.574"),
            ("linux", "0.505"),
            ("sles", "0.62"),
        ],
    ),
    (
        "m2.2xlarge",
        "High-Memory Double Extra Large Instance",
        (35021, 850),
        &[
            ("mswinSQL", "1.731"),
            ("mswinSQLWeb", "1.186"),
            ("mswin", "1.14"),
            ("rhel", "1.079"),
            ("linux", "1.01"),
            ("sles", "1.125"),
        ],
    ),
];

/// Id, name, whether Mist's table has it, and whether only a search finds it. The first two ids are the document's.
const IMAGES: [(&str, &str, bool, bool); 10] = [
    ("ami-2f61fe2e", "Amazon Linux 2013.09", true, false),
    ("ami-7c356d2e", "Ubuntu 14.04 PV", true, false),
    ("ami-0f0f0f01", "RedHat Enterprise Linux 6.4", true, false),
    ("ami-0f0f0f02", "amazon/NAT 2013.09", false, false),
    ("ami-0f0f0f03", "community/gentoo-20131121", false, true),
    ("ami-0f0f0f04", "community/gentoo-hardened-20131121", false, true),
    ("ami-0f0f0f05", "community/gentoo-hvm-20131121", false, true),
    ("ami-0f0f0f06", "Windows_Server-2012-RTM-English", false, false),
    ("aki-42992843", "pv-grub-hd0", false, false),
    ("ari-0f0f0f07", "initrd", false, false),
];
