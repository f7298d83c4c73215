//! All providers but EC2. The ids of the samples in Mist.io's documents are here; the rest is made up.

use super::{Family, Image, location, size};
use serde_json::{Value, json};

/// What `driver` of a size says.
pub(super) fn driver(family: Family) -> &'static str {
    match family {
        Family::Azure => "Azure Virtual machines",
        Family::BareMetal => "BareMetal",
        Family::DigitalOcean => "Digital Ocean",
        Family::Docker => "Docker",
        Family::Ec2 => "Amazon EC2",
        Family::Gce => "Google Compute Engine",
        Family::Linode => "Linode",
        Family::Nephoscale => "NephoScale",
        Family::OpenStack => "OpenStack",
        Family::Other => "Simulated",
        Family::Rackspace | Family::RackspaceFirstGen => "Rackspace Cloud",
        Family::SoftLayer => "SoftLayer",
    }
}

/// Prices are numbers, numbers as strings, or `null`, as Mist passes on what each provider says.
pub(super) fn sizes(family: Family) -> Vec<Value> {
    let none = || Value::Null;
    match family {
        Family::Azure => vec![
            size("ExtraSmall", "Extra Small Instance", (768, 127), none(), json!("0.0211")),
            size("Small", "Small Instance", (1792, 127), none(), json!("0.0633")),
            size("Medium", "Medium Instance", (3584, 127), none(), json!("0.1266")),
        ],
        Family::BareMetal => vec![],
        Family::DigitalOcean => vec![
            size("512mb", "512mb", (512, 20), none(), json!("0.007")),
            size("1gb", "1gb", (1024, 30), none(), json!(0.015)),
            size("2gb", "2gb", (2048, 40), none(), json!("0.030")),
        ],
        // Docker knows no sizes; the libcloud library says so in its own way.
        Family::Docker => vec![
            json!({"id": "default", "name": "default", "ram": "unlimited", "disk": "unlimited",
                   "bandwidth": "unlimited", "price": 0}),
            size("half", "half", (512, 10), none(), none()),
            size("full", "full", (1024, 10), none(), none()),
        ],
        Family::Gce => vec![
            size("1000", "n1-standard-1", (3840, 10), none(), none()),
            size("2000", "n1-standard-2", (7680, 10), none(), none()),
            size("4000", "n1-standard-4", (15360, 10), none(), json!(0.415)),
        ],
        Family::Linode => vec![
            size("1", "Linode 1024", (1024, 24), json!(2000), json!(20)),
            size("2", "Linode 2048", (2048, 48), json!(3000), json!(40)),
            size("4", "Linode 4096", (4096, 96), json!(4000), json!(80.0)),
        ],
        Family::OpenStack => vec![
            size("1", "m1.tiny", (512, 0), none(), json!(0.0)),
            size("2", "m1.small", (2048, 20), none(), json!(0.0)),
            size("3", "m1.medium", (4096, 40), none(), json!(0.0)),
        ],
        Family::Rackspace | Family::RackspaceFirstGen => vec![
            size("2", "512MB Standard Instance", (512, 20), none(), json!(0.022)),
            size("3", "1GB Standard Instance", (1024, 40), none(), json!(0.06)),
            size("4", "2GB Standard Instance", (2048, 80), none(), json!(0.12)),
        ],
        Family::Ec2 | Family::Nephoscale | Family::Other | Family::SoftLayer => vec![
            size("3", "small", (512, 25), none(), json!(0.5)),
            size("5", "medium", (1024, 50), none(), json!("1.0")),
            size("7", "large", (2048, 100), json!(1000), none()),
        ],
    }
}

pub(super) fn locations(family: Family) -> Vec<Value> {
    match family {
        Family::Azure => vec![
            location("West US", "West US", "West US"),
            location("East US", "East US", "East US"),
            location("North Europe", "North Europe", "North Europe"),
        ],
        Family::BareMetal => vec![],
        Family::DigitalOcean => vec![
            location("sfo1", "San Francisco 1", ""),
            location("nyc2", "New York 2", ""),
            location("ams2", "Amsterdam 2", ""),
        ],
        Family::Gce => vec![
            location("2221", "us-central1-a", "us-central1"),
            location("2222", "us-central1-b", "us-central1"),
            location("2223", "europe-west1-b", "europe-west1"),
        ],
        Family::Linode => LINODE.iter().map(|(id, name, country)| location(id, name, country)).collect(),
        // Mist says this of providers that have no locations.
        _ => vec![location("", "default", "")],
    }
}

/// The name of a Linode data centre, which Mist adds to the tags.
pub(in super::super) fn linode_datacenter(id: &str) -> &'static str {
    LINODE.iter().find(|(one, ..)| *one == id).map_or("", |(_, name, _)| name)
}

pub(super) fn images(family: Family) -> Vec<Image> {
    match family {
        Family::BareMetal => vec![],
        Family::OpenStack | Family::Rackspace => vec![
            nova("73764eb8-3c1c-42a9-8fff-71f6beefc6a7", "Gentoo 13.3", "gentoo"),
            nova("5eed0000-0000-4000-8000-000000000101", "Ubuntu 12.04 LTS", "ubuntu"),
            nova("5eed0000-0000-4000-8000-000000000102", "CentOS 6.4", "centos"),
            nova("5eed0000-0000-4000-8000-000000000103", "Windows Server 2012", "windows"),
        ],
        family => plain(family).iter().map(|(id, name)| Image::new(id, name, extra(family))).collect(),
    }
}

/// An image with the `extra` of the document on images.
fn nova(id: &str, name: &str, system: &str) -> Image {
    let extra = json!({
        "status": "ACTIVE", "updated": "2013-11-21T19:12:29Z", "created": "2013-10-15T20:02:10Z", "minDisk": 0,
        "progress": 100, "minRam": 512, "serverId": null,
        "metadata": {"os_distro": system, "image_type": "base", "os_type": "linux", "auto_disk_config": "True"},
    });
    Image::new(id, name, extra)
}

fn extra(family: Family) -> Value {
    match family {
        Family::Azure => {
            json!({"affinity_group": "", "category": "Public", "location": "West US", "os": "Linux"})
        }
        Family::DigitalOcean => json!({"distribution": "Ubuntu"}),
        Family::Gce => json!({"status": "READY", "deprecated": null}),
        Family::Linode => json!({"64bit": 1, "pvops": 1}),
        _ => json!({}),
    }
}

fn plain(family: Family) -> &'static [(&'static str, &'static str)] {
    match family {
        Family::Azure => &[
            ("2b171e93f07c4903bcad35bda10acf22__CoreOS-Stable-633.1.0", "CoreOS Stable 633.1.0"),
            ("b39f27a8b8c64d52b05eac6a62ebad85__Ubuntu-14_04-LTS", "Ubuntu Server 14.04 LTS"),
            ("5112500ae3b842c8b9c604889f8753c3__OpenLogic-CentOS-65", "OpenLogic CentOS 6.5"),
        ],
        Family::DigitalOcean => {
            &[("7572830", "Debian 7.0 x64"), ("3240036", "Ubuntu 14.04 x64"), ("1601", "CentOS 6.5 x64")]
        }
        Family::Docker => &[
            ("d0955f21bf24f5bfffd32d2d0bb669d0564701c271bc3dfc64cfc5adfdec2d07", "ubuntu:14.04"),
            ("mist/ubuntu-14.04", "mist/ubuntu-14.04"),
            ("mist/debian-wheezy", "mist/debian-wheezy"),
        ],
        Family::Gce => &[
            ("5298942163210525420", "debian-7-wheezy-v20140318"),
            ("5298942163210525421", "centos-6-v20140318"),
            ("5298942163210525422", "opensuse-13-1-v20140318"),
        ],
        Family::Linode => &[("124", "Ubuntu 14.04 LTS"), ("109", "Debian 7"), ("122", "CentOS 6.5")],
        _ => &[("101", "Ubuntu 12.04 LTS"), ("102", "Debian 7"), ("103", "CentOS 6.4")],
    }
}

/// Mist's table of data centres.
const LINODE: [(&str, &str, &str); 6] = [
    ("2", "Dallas, TX, USA", "US"),
    ("3", "Fremont, CA, USA", "US"),
    ("4", "Atlanta, GA, USA", "US"),
    ("6", "Newark, NJ, USA", "US"),
    ("7", "London, UK", "GB"),
    ("8", "Tokyo, JP", "JP"),
];
