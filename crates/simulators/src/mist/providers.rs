//! Which providers there are, by the dialect, and what they have in common.

use super::{Dialect, catalog::ec2};
use serde_json::{Value, json};

/// Providers that Mist drives in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Azure,
    BareMetal,
    DigitalOcean,
    Docker,
    Ec2,
    Gce,
    Linode,
    Nephoscale,
    OpenStack,
    /// Those that were added in 2015, and of which little is known.
    Other,
    Rackspace,
    RackspaceFirstGen,
    SoftLayer,
}

impl Family {
    /// The family of a provider, without its region; nothing if Mist does not know it.
    pub(super) fn of(provider: &str) -> Option<Self> {
        Some(match provider {
            "azure" => Self::Azure,
            "bare_metal" => Self::BareMetal,
            "digitalocean" => Self::DigitalOcean,
            "docker" => Self::Docker,
            "gce" => Self::Gce,
            "hpcloud" | "openstack" => Self::OpenStack,
            "linode" => Self::Linode,
            "nephoscale" => Self::Nephoscale,
            "rackspace" => Self::Rackspace,
            "rackspace_first_gen" => Self::RackspaceFirstGen,
            "softlayer" => Self::SoftLayer,
            "coreos" | "hostvirtual" | "indonesian_vcloud" | "libvirt" | "vcloud" | "vsphere" | "vultr" => {
                Self::Other
            }
            ec2 if ec2::region(ec2).is_some() => Self::Ec2,
            _ => return None,
        })
    }

    /// How Mist calls it when it says what went wrong.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Azure => "Azure",
            Self::BareMetal => "Bare metal",
            Self::DigitalOcean => "Digital Ocean",
            Self::Docker => "Docker",
            Self::Ec2 => "EC2",
            Self::Gce => "Google Compute Engine",
            Self::Linode => "Linode",
            Self::Nephoscale => "Nephoscale",
            Self::OpenStack => "OpenStack",
            Self::Other => "Provider",
            Self::Rackspace | Self::RackspaceFirstGen => "Rackspace",
            Self::SoftLayer => "Softlayer",
        }
    }
}

/// The answer to `GET /providers`. `grouped` is the form of `Api-Version: 2`.
pub(super) fn supported(dialect: Dialect, grouped: bool) -> Value {
    let providers: Vec<Value> = if grouped {
        let single =
            |(title, provider): &(&str, &str)| json!({"title": title, "provider": provider, "regions": []});
        let regions = |title: &str, provider: &str, regions: &[(&str, &str)]| {
            let regions: Vec<Value> =
                regions.iter().map(|(location, id)| json!({"location": location, "id": id})).collect();
            json!({"title": title, "provider": provider, "regions": regions})
        };
        GROUPED
            .iter()
            .map(single)
            .chain([
                regions("EC2", "ec2", &EC2_REGIONS),
                regions("HP Helion Cloud", "hpcloud", &HP_REGIONS),
                regions("Rackspace", "rackspace", &RACKSPACE_REGIONS),
            ])
            .collect()
    } else {
        let hp: &[(&str, &str)] = if dialect == Dialect::Version2 { &HP_2015 } else { &HP };
        let later: &[(&str, &str)] = match dialect {
            Dialect::January2014 => &[],
            Dialect::May2014 => &MAY,
            Dialect::Version2 => &LATER,
        };
        let all = JANUARY.iter().chain(hp).chain(later);
        all.map(|(title, provider)| json!({"title": title, "provider": provider})).collect()
    };
    json!({"supported_providers": providers})
}

/// Titles and providers of January 2014, but HP's.
const JANUARY: [(&str, &str); 21] = [
    ("Bare Metal Server", "bare_metal"),
    ("EC2 AP NORTHEAST", "ec2_ap_northeast"),
    ("EC2 AP SOUTHEAST", "ec2_ap_southeast"),
    ("EC2 AP Sydney", "ec2_ap_southeast_2"),
    ("EC2 EU Ireland", "ec2_eu_west"),
    ("EC2 SA EAST", "ec2_sa_east"),
    ("EC2 US EAST", "ec2_us_east"),
    ("EC2 US WEST", "ec2_us_west"),
    ("EC2 US WEST OREGON", "ec2_us_west_oregon"),
    ("NephoScale", "nephoscale"),
    ("DigitalOcean", "digitalocean"),
    ("Linode", "linode"),
    ("OpenStack", "openstack"),
    ("Rackspace DFW", "rackspace:dfw"),
    ("Rackspace ORD", "rackspace:ord"),
    ("Rackspace IAD", "rackspace:iad"),
    ("Rackspace LON", "rackspace:lon"),
    ("Rackspace AU", "rackspace:syd"),
    ("Rackspace US (OLD)", "rackspace_first_gen:us"),
    ("Rackspace UK (OLD)", "rackspace_first_gen:uk"),
    ("SoftLayer", "softlayer"),
];

const HP: [(&str, &str); 4] = [
    ("HP Cloud US West - AZ 1", "openstack:az-1.region-a.geo-1"),
    ("HP Cloud US West - AZ 2", "openstack:az-2.region-a.geo-1"),
    ("HP Cloud US West - AZ 3", "openstack:az-3.region-a.geo-1"),
    ("HP Cloud US East", "openstack:region-b.geo-1"),
];

const HP_2015: [(&str, &str); 2] =
    [("HP Cloud US West", "hpcloud:region-a.geo-1"), ("HP Cloud US East", "hpcloud:region-b.geo-1")];

const MAY: [(&str, &str); 2] = [("Google Compute Engine", "gce"), ("Rackspace HKG", "rackspace:hkg")];

/// What came until June 2015.
const LATER: [(&str, &str); 12] = [
    ("Google Compute Engine", "gce"),
    ("Rackspace HKG", "rackspace:hkg"),
    ("Azure", "azure"),
    ("Docker", "docker"),
    ("CoreOS", "coreos"),
    ("EC2 EU Frankfurt", "ec2_eu_central"),
    ("VMware vCloud", "vcloud"),
    ("Indonesian Cloud", "indonesian_vcloud"),
    ("KVM (via libvirt)", "libvirt"),
    ("HostVirtual", "hostvirtual"),
    ("Vultr", "vultr"),
    ("VMware vSphere", "vsphere"),
];

/// Providers without regions in the form of `Api-Version: 2`.
const GROUPED: [(&str, &str); 16] = [
    ("Other Server", "bare_metal"),
    ("CoreOS", "coreos"),
    ("Azure", "azure"),
    ("Google Compute Engine", "gce"),
    ("NephoScale", "nephoscale"),
    ("DigitalOcean", "digitalocean"),
    ("Linode", "linode"),
    ("OpenStack", "openstack"),
    ("SoftLayer", "softlayer"),
    ("Docker", "docker"),
    ("VMware vCloud", "vcloud"),
    ("Indonesian Cloud", "indonesian_vcloud"),
    ("KVM (via libvirt)", "libvirt"),
    ("HostVirtual", "hostvirtual"),
    ("Vultr", "vultr"),
    ("VMware vSphere", "vsphere"),
];

const EC2_REGIONS: [(&str, &str); 9] = [
    ("Tokyo", "ec2_ap_northeast"),
    ("Singapore", "ec2_ap_southeast"),
    ("Sydney", "ec2_ap_southeast_2"),
    ("Frankfurt", "ec2_eu_central"),
    ("Ireland", "ec2_eu_west"),
    ("Sao Paulo", "ec2_sa_east"),
    ("N. Virginia", "ec2_us_east"),
    ("N. California", "ec2_us_west"),
    ("Oregon", "ec2_us_west_oregon"),
];

const HP_REGIONS: [(&str, &str); 2] = [("US West", "region-a.geo-1"), ("US East", "region-b.geo-1")];

const RACKSPACE_REGIONS: [(&str, &str); 8] = [
    ("Dallas", "dfw"),
    ("Chicago", "ord"),
    ("N. Virginia", "iad"),
    ("London", "lon"),
    ("Sydney", "syd"),
    ("Hong Kong", "hkg"),
    ("US-First Gen", "rackspace_first_gen:us"),
    ("UK-First Gen", "rackspace_first_gen:uk"),
];
