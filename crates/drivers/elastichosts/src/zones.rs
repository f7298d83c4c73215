//! Where the service is: zones of ElasticHosts, and the white labels that run the same software.

use crate::config::Dialect;

/// One installation of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Zone {
    /// The name to configure, e.g. `lon-p`.
    pub id: &'static str,
    /// Other names that are understood: region keys of other libraries.
    pub aliases: &'static [&'static str],
    /// Who runs it, e.g. `Serverlove`.
    pub brand: &'static str,
    /// The host of the API.
    pub host: &'static str,
    /// Other hosts that lead to the same service.
    pub host_aliases: &'static [&'static str],
    /// The place, for people, e.g. `London Peer 1`.
    pub place: &'static str,
    /// ISO 3166 code of the country, with a subdivision where known.
    pub region: &'static str,
    /// Which spelling of the keys it speaks.
    pub dialect: Dialect,
    /// Whether it lists its standard drives. Where it does not, the built-in [images](crate::images) stand in.
    pub lists_standard_drives: bool,
}

impl Zone {
    /// Every zone, ElasticHosts' own first.
    pub const ALL: &'static [Self] = &ZONES;

    /// The zone of this name, alias or host; upper and lower case are the same.
    ///
    /// ```
    /// use anycloud_elastichosts::Zone;
    /// assert_eq!(Zone::find("syd-y").map(|z| z.id), Some("syd-v"));
    /// assert_eq!(Zone::find("api.lon-p.elastichosts.com").map(|z| z.id), Some("lon-p"));
    /// assert_eq!(Zone::find("moon-1"), None);
    /// ```
    pub fn find(name: &str) -> Option<&'static Self> {
        ZONES.iter().find(|zone| zone.names().any(|one| one.eq_ignore_ascii_case(name)))
    }

    /// The URL of its API, by https.
    pub fn url(&self) -> String {
        format!("https://{}/", self.host)
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let aliases = self.aliases.iter().chain(self.host_aliases).copied();
        [self.id, self.host].into_iter().chain(aliases)
    }
}

/// The region keys of other libraries are aliases: `syd-y` was never a host, and `cn-1` is Hong Kong.
/// The provider printed the host with a dash and, at other times, with a dot.
macro_rules! elastichosts {
    ($id:literal, [$($alias:literal),*], $place:literal, $region:literal) => {
        Zone {
            id: $id,
            aliases: &[concat!("elastichosts-", $id), $($alias),*],
            brand: "ElasticHosts",
            host: concat!("api-", $id, ".elastichosts.com"),
            host_aliases: &[concat!("api.", $id, ".elastichosts.com")],
            place: $place,
            region: $region,
            dialect: Dialect::Two,
            lists_standard_drives: true,
        }
    };
}

static ZONES: [Zone; 15] = [
    elastichosts!("lon-p", [], "London Peer 1", "GB-LND"),
    elastichosts!("lon-b", [], "London BlueSquare", "GB-LND"),
    elastichosts!("sat-p", [], "San Antonio Peer 1", "US-TX"),
    elastichosts!("lax-p", [], "Los Angeles Peer 1", "US-CA"),
    elastichosts!("sjc-c", [], "San Jose", "US-CA"),
    elastichosts!("tor-p", [], "Toronto Peer 1", "CA-ON"),
    elastichosts!("syd-v", ["syd-y"], "Sydney", "AU-NSW"),
    elastichosts!("hkg-e", ["cn-1"], "Hong Kong", "HK"),
    elastichosts!("ams-e", [], "Amsterdam", "NL-NH"),
    elastichosts!("dal-a", [], "Dallas", "US-TX"),
    elastichosts!("mmi-a", [], "Miami", "US-FL"),
    Zone {
        id: "serverlove-z1-man",
        aliases: &["serverlove", "uk-1"],
        brand: "Serverlove",
        host: "api.z1-man.serverlove.com",
        host_aliases: &[],
        place: "Manchester",
        region: "GB-MAN",
        dialect: Dialect::One,
        lists_standard_drives: false,
    },
    Zone {
        id: "skalicloud-sdg-my",
        aliases: &["skalicloud", "my-1"],
        brand: "Skali Cloud",
        host: "api.sdg-my.skalicloud.com",
        host_aliases: &[],
        place: "Kuala Lumpur",
        region: "MY-10",
        dialect: Dialect::One,
        lists_standard_drives: false,
    },
    Zone {
        id: "openhosting-east1",
        aliases: &["openhosting"],
        brand: "Open Hosting",
        host: "api.east1.openhosting.com",
        host_aliases: &["api-east1.openhosting.com"],
        place: "Virginia",
        region: "US-VA",
        dialect: Dialect::Two,
        lists_standard_drives: true,
    },
    Zone {
        id: "go2cloud-jhb1",
        aliases: &["go2cloud"],
        brand: "Go2Cloud",
        host: "api-jhb1.go2cloud.co.za",
        host_aliases: &[],
        place: "Johannesburg",
        region: "ZA-GP",
        dialect: Dialect::Two,
        lists_standard_drives: true,
    },
];

#[cfg(test)]
mod tests {
    use super::Zone;
    use std::collections::BTreeSet;
    use url::Url;

    #[test]
    fn the_table() {
        let rows: Vec<String> = Zone::ALL
            .iter()
            .map(|z| {
                let (d, s) = (z.dialect.as_str(), z.lists_standard_drives);
                format!("{} | {} | {} | {} | {} | {d} | {s}", z.id, z.brand, z.host, z.place, z.region)
            })
            .collect();
        insta::assert_snapshot!(rows.join("\n"));
    }

    #[test]
    fn names_are_unique_and_hosts_are_hosts() {
        let mut seen = BTreeSet::new();
        for zone in Zone::ALL {
            for name in zone.names() {
                assert!(seen.insert(name.to_ascii_lowercase()), "{name} is there twice");
                assert_eq!(Zone::find(&name.to_ascii_uppercase()).unwrap().id, zone.id);
            }
            assert_eq!(Url::parse(&zone.url()).unwrap().host_str(), Some(zone.host));
            let (country, rest) = zone.region.split_at(2);
            assert!(country.bytes().all(|b| b.is_ascii_uppercase()), "{}", zone.region);
            assert!(rest.is_empty() || rest.starts_with('-'), "{}", zone.region);
        }
    }

    #[test]
    fn other_libraries_names_are_understood() {
        for (alias, id) in [
            ("syd-y", "syd-v"),
            ("cn-1", "hkg-e"),
            ("uk-1", "serverlove-z1-man"),
            ("my-1", "skalicloud-sdg-my"),
            ("elastichosts-lon-b", "lon-b"),
            ("api.sat-p.elastichosts.com", "sat-p"),
            ("api-east1.openhosting.com", "openhosting-east1"),
        ] {
            assert_eq!(Zone::find(alias).unwrap().id, id);
        }
    }
}
