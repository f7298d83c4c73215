//! Regions, and the hosts that serve them. docs: AWS SDKs' `partitions.json` and the endpoint rules of EC2.

use crate::config::PROVIDER;
use anycloud_core::{Error, Result};
use url::Url;

/// Regions with accounts, keys and host names of their own: AWS' own word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partition {
    /// Its name in ARNs: `aws`, `aws-cn`, `aws-us-gov`, …
    pub id: &'static str,
    /// How the names of its regions begin; nothing for the first, which has all others.
    prefix: &'static str,
    suffix: &'static str,
    dual_stack: &'static str,
}

impl Partition {
    /// All of them, the most particular prefixes first.
    pub const ALL: [Self; 8] = [
        partition("aws-us-gov", "us-gov-", "amazonaws.com", "api.aws"),
        partition("aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
        partition("aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
        partition("aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
        partition("aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
        partition("aws-iso-f", "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        partition("aws-eusc", "eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
        partition("aws", "", "amazonaws.com", "api.aws"),
    ];

    /// The partition of a region, by the region's name.
    pub fn of(region: &str) -> &'static Self {
        const ALL: &[Partition] = &Partition::ALL;
        // The last has no prefix, so that there always is one.
        ALL.iter().find(|partition| region.starts_with(partition.prefix)).unwrap_or(&ALL[ALL.len() - 1])
    }
}

const fn partition(
    id: &'static str,
    prefix: &'static str,
    suffix: &'static str,
    dual_stack: &'static str,
) -> Partition {
    Partition { id, prefix, suffix, dual_stack }
}

/// Which of a region's hosts to ask, for [`Config::hosts`](crate::Config::hosts).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hosts {
    /// Whether it is the host whose cryptography is validated by FIPS 140, e.g. `ec2-fips.us-east-1.amazonaws.com`. Not
    /// all regions have one.
    pub fips: bool,
    /// Whether it is the host that has IPv6 addresses too, e.g. `ec2.us-east-1.api.aws`. Not all regions have one.
    pub dual_stack: bool,
}

impl Hosts {
    /// The usual host, e.g. `ec2.us-east-1.amazonaws.com`: neither of both.
    pub fn usual() -> Self {
        Self::default()
    }

    /// With or without [`fips`](Self#structfield.fips).
    #[must_use]
    pub fn fips(mut self, fips: bool) -> Self {
        self.fips = fips;
        self
    }

    /// With or without [`dual_stack`](Self#structfield.dual_stack).
    #[must_use]
    pub fn dual_stack(mut self, dual_stack: bool) -> Self {
        self.dual_stack = dual_stack;
        self
    }

    /// The URL of a region's API, by name alone: nothing is asked, and that there is such a host is not said. A region
    /// need not be among [`RegionInfo::ALL`]: there may be newer ones.
    ///
    /// # Errors
    /// [`InvalidConfig`](anycloud_core::ErrorKind::InvalidConfig): the name could be no region's.
    pub fn url(self, region: &str) -> Result<Url> {
        if !is_region(region) {
            let text = format!("{region:?} is no region: one looks like eu-west-1");
            return Err(Error::config(text).with_provider(PROVIDER));
        }
        let partition = Partition::of(region);
        let suffix = if self.dual_stack { partition.dual_stack } else { partition.suffix };
        // All hosts of GovCloud are validated; only the ones for IPv6 have the name.
        let named = self.fips && (self.dual_stack || partition.id != "aws-us-gov");
        let service = if named { "ec2-fips" } else { "ec2" };
        Url::parse(&format!("https://{service}.{region}.{suffix}"))
            .map_err(|e| Error::config("the region makes no host").with_provider(PROVIDER).with_source(e))
    }
}

/// `eu-west-1`: small letters and digits between dashes, so that no region becomes another host.
fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let plain =
        |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (3..=5).contains(&parts.len()) && name.len() <= 32 && parts.iter().all(plain)
}

/// A region, as it is known without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegionInfo {
    /// Its name, e.g. `eu-west-1`.
    pub id: &'static str,
    /// Where it is, in AWS' words, e.g. `Europe (Ireland)`.
    pub place: &'static str,
}

impl RegionInfo {
    /// The regions of the partitions `aws`, `aws-cn` and `aws-us-gov`, as AWS' own tools list them in November 2026.
    /// What an account may use, it is told by [`Client::describe_regions`](crate::Client::describe_regions).
    pub const ALL: [Self; 40] = [
        region("af-south-1", "Africa (Cape Town)"),
        region("ap-east-1", "Asia Pacific (Hong Kong)"),
        region("ap-east-2", "Asia Pacific (Taipei)"),
        region("ap-northeast-1", "Asia Pacific (Tokyo)"),
        region("ap-northeast-2", "Asia Pacific (Seoul)"),
        region("ap-northeast-3", "Asia Pacific (Osaka)"),
        region("ap-south-1", "Asia Pacific (Mumbai)"),
        region("ap-south-2", "Asia Pacific (Hyderabad)"),
        region("ap-southeast-1", "Asia Pacific (Singapore)"),
        region("ap-southeast-2", "Asia Pacific (Sydney)"),
        region("ap-southeast-3", "Asia Pacific (Jakarta)"),
        region("ap-southeast-4", "Asia Pacific (Melbourne)"),
        region("ap-southeast-5", "Asia Pacific (Malaysia)"),
        region("ap-southeast-6", "Asia Pacific (New Zealand)"),
        region("ap-southeast-7", "Asia Pacific (Thailand)"),
        region("ca-central-1", "Canada (Central)"),
        region("ca-west-1", "Canada West (Calgary)"),
        region("eu-central-1", "Europe (Frankfurt)"),
        region("eu-central-2", "Europe (Zurich)"),
        region("eu-north-1", "Europe (Stockholm)"),
        region("eu-south-1", "Europe (Milan)"),
        region("eu-south-2", "Europe (Spain)"),
        region("eu-west-1", "Europe (Ireland)"),
        region("eu-west-2", "Europe (London)"),
        region("eu-west-3", "Europe (Paris)"),
        region("il-central-1", "Israel (Tel Aviv)"),
        region("me-central-1", "Middle East (UAE)"),
        region("me-south-1", "Middle East (Bahrain)"),
        region("me-west-1", "Middle East (Saudi Arabia)"),
        region("mx-central-1", "Mexico (Central)"),
        region("sa-east-1", "South America (São Paulo)"),
        region("sa-west-1", "South America (Chile)"),
        region("us-east-1", "US East (N. Virginia)"),
        region("us-east-2", "US East (Ohio)"),
        region("us-west-1", "US West (N. California)"),
        region("us-west-2", "US West (Oregon)"),
        region("cn-north-1", "China (Beijing)"),
        region("cn-northwest-1", "China (Ningxia)"),
        region("us-gov-east-1", "AWS GovCloud (US-East)"),
        region("us-gov-west-1", "AWS GovCloud (US-West)"),
    ];
}

const fn region(id: &'static str, place: &'static str) -> RegionInfo {
    RegionInfo { id, place }
}

#[cfg(test)]
mod tests {
    use super::{Hosts, Partition, RegionInfo};
    use anycloud_core::ErrorKind;

    #[test]
    fn every_kind_of_host() {
        let (usual, fips) = (Hosts::usual(), Hosts::usual().fips(true));
        let (dual, both) = (usual.dual_stack(true), fips.dual_stack(true));
        let cases = [
            (usual, "us-east-1", "ec2.us-east-1.amazonaws.com"),
            (fips, "us-east-1", "ec2-fips.us-east-1.amazonaws.com"),
            (dual, "us-east-1", "ec2.us-east-1.api.aws"),
            (both, "us-east-1", "ec2-fips.us-east-1.api.aws"),
            (usual, "cn-north-1", "ec2.cn-north-1.amazonaws.com.cn"),
            (fips, "cn-north-1", "ec2-fips.cn-north-1.amazonaws.com.cn"),
            (dual, "cn-north-1", "ec2.cn-north-1.api.amazonwebservices.com.cn"),
            (usual, "us-gov-west-1", "ec2.us-gov-west-1.amazonaws.com"),
            (fips, "us-gov-west-1", "ec2.us-gov-west-1.amazonaws.com"),
            (both, "us-gov-west-1", "ec2-fips.us-gov-west-1.api.aws"),
            (usual, "us-isob-east-1", "ec2.us-isob-east-1.sc2s.sgov.gov"),
            (usual, "eusc-de-east-1", "ec2.eusc-de-east-1.amazonaws.eu"),
            (usual, "xx-new-7", "ec2.xx-new-7.amazonaws.com"),
        ];
        for (hosts, region, host) in cases {
            assert_eq!(hosts.url(region).unwrap().as_str(), format!("https://{host}/"));
        }
    }

    #[test]
    fn what_is_no_region_makes_no_host() {
        for name in
            ["", "eu", "eu-west", "eu-west-1.evil.example", "eu-west-1/", "EU-WEST-1", "a--1", "eu-west-1a@b"]
        {
            assert_eq!(Hosts::usual().url(name).unwrap_err().kind(), ErrorKind::InvalidConfig, "{name}");
        }
    }

    #[test]
    fn known_regions_are_of_known_partitions() {
        let of = |id| RegionInfo::ALL.iter().filter(|region| Partition::of(region.id).id == id).count();
        assert_eq!((of("aws"), of("aws-cn"), of("aws-us-gov")), (36, 2, 2));
    }
}
