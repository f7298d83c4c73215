use crate::CloudConfig;
use crate::providers;
use anycloud_core::{Error, Result, Secret};
use url::Url;

/// Where Mist.io looks for an engine of Docker if nobody says the port.
const DOCKER_PORT: u16 = 4243;

/// The fields with which clients of Mist.io's API add a backend (`POST /backends`), in its words: of them
/// [`to_config`](Self::to_config) makes the configuration of a cloud. It speaks to nobody; a backend of an account *at*
/// Mist.io is the driver's `mist::MistBackend`.
///
/// ```
/// use anycloud::{MistBackendConfig, Secret};
/// let added = MistBackendConfig::new("elastichosts").region("lon-p").apikey("a user").apisecret(Secret::new("its key"));
/// let config = added.to_config("london")?;
/// assert_eq!((config.provider(), config.place().as_deref()), (Some("elastichosts"), Some("lon-p")));
/// # Ok::<(), anycloud::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct MistBackendConfig {
    provider: String,
    region: Option<String>,
    apikey: Option<String>,
    apisecret: Option<Secret>,
    apiurl: Option<Url>,
    docker_port: Option<u16>,
}

impl MistBackendConfig {
    /// A backend of this provider, by its id at Mist.io. The region may follow after a colon: `rackspace:dfw`.
    pub fn new(provider: &str) -> Self {
        let (provider, region) = match provider.split_once(':') {
            Some((provider, region)) => (provider, Some(region.to_owned())),
            None => (provider, None),
        };
        Self {
            provider: provider.to_owned(),
            region,
            apikey: None,
            apisecret: None,
            apiurl: None,
            docker_port: None,
        }
    }

    /// In this region. ElasticHosts and CloudSigma call it zone; of EC2 the provider's id says it already.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The key or user: an access key id, a user's UUID or email, by provider.
    pub fn apikey(mut self, apikey: impl Into<String>) -> Self {
        self.apikey = Some(apikey.into());
        self
    }

    /// What proves it: the secret key, password or token. `Debug` shows `***`.
    pub fn apisecret(mut self, apisecret: impl Into<Secret>) -> Self {
        self.apisecret = Some(apisecret.into());
        self
    }

    /// The address of the service, where it is not the provider's own.
    pub fn apiurl(mut self, apiurl: Url) -> Self {
        self.apiurl = Some(apiurl);
        self
    }

    /// The port of an engine of Docker. Without it the address's; 4243 if that has none, or has its scheme's own (80,
    /// 443), which a `Url` forgets: say those here.
    pub fn docker_port(mut self, port: u16) -> Self {
        self.docker_port = Some(port);
        self
    }

    /// The first of the fields that this provider needs and that was not said, in Mist.io's spelling; `None` also for a
    /// provider that is not known.
    pub fn missing(&self) -> Option<&'static str> {
        let row = self.row()?;
        let needed = |name: &&&str| row.needs.contains(name) && !self.says(name);
        let unplaced = row.place == Place::Zone && !self.says("region") && !self.says("apiurl");
        FIELDS.iter().find(needed).copied().or(unplaced.then_some("region"))
    }

    /// The first of the fields that was said and that this provider has no use for, in Mist.io's spelling; `None` also for
    /// a provider that is not known.
    pub fn surplus(&self) -> Option<&'static str> {
        let row = self.row()?;
        FIELDS.iter().find(|name| self.says(name) && !row.takes(name)).copied()
    }

    fn says(&self, field: &str) -> bool {
        match field {
            "apikey" => self.apikey.is_some(),
            "apisecret" => self.apisecret.is_some(),
            "apiurl" => self.apiurl.is_some(),
            "docker_port" => self.docker_port.is_some(),
            _ => self.region.is_some(),
        }
    }

    fn row(&self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.provider == self.provider)
    }

    /// The same as a configuration of this name, which [`open`](crate::open) takes. Sends nothing, and does not ask
    /// whether a field is [`missing`](Self::missing): `open` refuses what cannot work.
    ///
    /// # Errors
    /// `InvalidRequest` for a provider that Mist.io did not have and anycloud does not add, a field that the provider has
    /// no use for, or fields that contradict each other; `Unsupported` for a provider that this version has no driver for.
    pub fn to_config(&self, name: &str) -> Result<CloudConfig> {
        let provider = self.provider.as_str();
        let row = self.row().ok_or_else(|| {
            let served: Vec<&str> = mist_providers().map(|provider| provider.provider).collect();
            Error::invalid(format!(
                "the provider {provider:?} is not known; served are {}",
                served.join(", ")
            ))
        })?;
        if !row.is_served() {
            return Err(Error::unsupported(format!(
                "this version has no driver for the provider {provider:?}"
            )));
        }
        if let Some(field) = self.surplus() {
            return Err(Error::invalid(format!("{field} is nothing that the provider {provider} takes")));
        }
        let config = CloudConfig::new(name, row.driver);
        let config = match (row.place, &self.region) {
            (Place::Region(region), Some(other)) if region != other => {
                return Err(Error::invalid(format!("the provider {provider} is in the region {region}")));
            }
            (Place::Region(region), _) => config.region(region),
            (Place::Zone, Some(zone)) => config.zone(zone),
            (Place::Zone | Place::Nowhere, _) => config,
        };
        let config = self.apikey.iter().fold(config, CloudConfig::user);
        let config = self.apisecret.iter().cloned().fold(config, CloudConfig::secret);
        Ok(self.endpoint(row)?.into_iter().fold(config, CloudConfig::endpoint))
    }

    /// The address, with the port if that is said apart.
    fn endpoint(&self, row: &Row) -> Result<Option<Url>> {
        let Some(mut url) = self.apiurl.clone() else { return Ok(None) };
        if row.takes("docker_port") {
            match (url.port(), self.docker_port) {
                (Some(one), Some(other)) if one != other => {
                    return Err(Error::invalid("apiurl and docker_port name two ports"));
                }
                (Some(_), _) => {}
                (None, port) => {
                    let set = url.set_port(Some(port.unwrap_or(DOCKER_PORT)));
                    set.map_err(|()| Error::invalid("apiurl has no host"))?;
                }
            }
        }
        Ok(Some(url))
    }
}

/// A provider of Mist.io that this version serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MistProvider {
    /// Its id at Mist.io, for [`MistBackendConfig::new`].
    pub provider: &'static str,
    /// Its name for people.
    pub title: &'static str,
}

/// The providers of Mist.io that this version has a driver for, and those that anycloud adds.
pub fn mist_providers() -> impl Iterator<Item = MistProvider> {
    TABLE
        .iter()
        .filter(|row| row.is_served())
        .map(|row| MistProvider { provider: row.provider, title: row.title })
}

/// One provider of Mist.io, and the driver that it is here.
struct Row {
    provider: &'static str,
    title: &'static str,
    /// As in a [`CloudConfig`]; empty where nobody has written one.
    driver: &'static str,
    place: Place,
    /// The fields without which nothing works.
    needs: &'static [&'static str],
    /// Those that may be said besides; a region belongs to the place.
    takes: &'static [&'static str],
}

/// What a region is to the driver.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// There is none.
    Nowhere,
    /// Its zone. Without one the address must be known.
    Zone,
    /// The region that the provider's id implies.
    Region(&'static str),
}

/// What a client may say, in the order in which it is asked for.
const FIELDS: &[&str] = &["apikey", "apisecret", "apiurl", "docker_port", "region"];

/// What most providers need.
const KEYS: &[&str] = &["apikey", "apisecret"];

impl Row {
    fn is_served(&self) -> bool {
        providers::named(self.driver).is_some()
    }

    fn takes(&self, field: &str) -> bool {
        let placed = field == "region" && self.place != Place::Nowhere;
        placed || self.needs.contains(&field) || self.takes.contains(&field)
    }
}

const fn row(provider: &'static str, title: &'static str, driver: &'static str) -> Row {
    Row { provider, title, driver, place: Place::Nowhere, needs: KEYS, takes: &["apiurl"] }
}

const fn zoned(provider: &'static str, title: &'static str, driver: &'static str) -> Row {
    Row { place: Place::Zone, ..row(provider, title, driver) }
}

const fn ec2(provider: &'static str, title: &'static str, region: &'static str) -> Row {
    Row { place: Place::Region(region), ..row(provider, title, "ec2") }
}

const fn docker(provider: &'static str, title: &'static str) -> Row {
    Row { needs: &["apiurl"], takes: &["docker_port"], ..row(provider, title, "docker") }
}

/// Source: `config.SUPPORTED_PROVIDERS` of Mist.io, January and October 2014. The first rows are anycloud's own.
const TABLE: &[Row] = &[
    zoned("cloudsigma", "CloudSigma", "cloudsigma"),
    zoned("elastichosts", "ElasticHosts", "elastichosts"),
    row("mist", "Mist.io", "mist"),
    row("azure", "Azure", ""),
    row("bare_metal", "Bare Metal Server", ""),
    row("digitalocean", "DigitalOcean", ""),
    docker("docker", "Docker"),
    ec2("ec2_ap_northeast", "EC2 AP NORTHEAST", "ap-northeast-1"),
    ec2("ec2_ap_southeast", "EC2 AP SOUTHEAST", "ap-southeast-1"),
    ec2("ec2_ap_southeast_2", "EC2 AP Sydney", "ap-southeast-2"),
    ec2("ec2_eu_west", "EC2 EU Ireland", "eu-west-1"),
    ec2("ec2_sa_east", "EC2 SA EAST", "sa-east-1"),
    ec2("ec2_us_east", "EC2 US EAST", "us-east-1"),
    ec2("ec2_us_west", "EC2 US WEST", "us-west-1"),
    ec2("ec2_us_west_oregon", "EC2 US WEST OREGON", "us-west-2"),
    row("gce", "Google Compute Engine", ""),
    row("hpcloud", "HP Cloud", ""),
    row("linode", "Linode", ""),
    row("nephoscale", "NephoScale", ""),
    row("openstack", "OpenStack", ""),
    row("rackspace", "Rackspace", ""),
    row("rackspace_first_gen", "Rackspace (OLD)", ""),
    row("softlayer", "SoftLayer", ""),
];

#[cfg(test)]
mod tests {
    use super::{MistBackendConfig, TABLE, mist_providers};
    use anycloud_core::{ErrorKind, Secret};
    use url::Url;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn fields_become_a_configuration() {
        let added = MistBackendConfig::new("elastichosts").apikey("me").apisecret(Secret::new("k3y"));
        let added = added.apiurl(url("http://127.0.0.1:9/"));
        let config = added.to_config("mine").unwrap();
        assert_eq!((config.name(), config.user_name()), ("mine", Some("me")));
        assert_eq!(config.place().as_deref(), Some("http://127.0.0.1:9"));
        assert!(!format!("{added:?} {config:?}").contains("k3y"));
        assert_eq!(added.missing(), None);
        let zoned = MistBackendConfig::new("cloudsigma:zrh").to_config("z").unwrap();
        assert_eq!((zoned.provider(), zoned.place().as_deref()), (Some("cloudsigma"), Some("zrh")));
    }

    #[test]
    fn what_is_needed_and_what_is_of_no_use() {
        let keys =
            |provider: &str| MistBackendConfig::new(provider).apikey("me").apisecret(Secret::new("k3y"));
        assert_eq!(MistBackendConfig::new("elastichosts").missing(), Some("apikey"));
        assert_eq!(MistBackendConfig::new("elastichosts").apikey("me").missing(), Some("apisecret"));
        assert_eq!(keys("elastichosts").missing(), Some("region"));
        assert_eq!(keys("ec2_eu_west").missing(), None);
        assert_eq!(MistBackendConfig::new("docker").missing(), Some("apiurl"));
        for (added, field) in [
            (keys("docker"), "apikey"),
            (keys("mist").region("here"), "region"),
            (keys("mist:here"), "region"),
            (keys("cloudsigma").docker_port(1), "docker_port"),
        ] {
            assert_eq!(added.surplus(), Some(field));
            let error = added.to_config("x").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.message().starts_with(field), "{error}");
        }
    }

    #[test]
    fn an_id_of_ec2_is_a_region() {
        let config = MistBackendConfig::new("ec2_ap_southeast_2").to_config("sydney").unwrap();
        assert_eq!((config.provider(), config.place().as_deref()), (Some("ec2"), Some("ap-southeast-2")));
        MistBackendConfig::new("ec2_eu_west").region("eu-west-1").to_config("x").unwrap();
        let other = MistBackendConfig::new("ec2_eu_west").region("us-east-1").to_config("x").unwrap_err();
        assert_eq!(other.message(), "the provider ec2_eu_west is in the region eu-west-1");
    }

    #[test]
    fn an_engine_has_a_port() {
        let at = |at: &str, port: Option<u16>| {
            let added = MistBackendConfig::new("docker").apiurl(url(at));
            let added = port.into_iter().fold(added, MistBackendConfig::docker_port);
            added.to_config("x").map(|config| config.place().unwrap()).map_err(|e| e.message().to_owned())
        };
        assert_eq!(at("https://engine.example", None).unwrap(), "https://engine.example:4243");
        assert_eq!(at("https://engine.example", Some(2376)).unwrap(), "https://engine.example:2376");
        assert_eq!(at("https://engine.example:9", Some(9)).unwrap(), "https://engine.example:9");
        #[cfg(feature = "docker")]
        {
            let added =
                MistBackendConfig::new("docker").apiurl(url("https://engine.example")).docker_port(443);
            let cloud = crate::open(&added.to_config("x").unwrap()).unwrap();
            assert_eq!(cloud.info().realm.to_string(), "docker at https://engine.example");
        }
        assert_eq!(
            at("https://engine.example:9", Some(2376)).unwrap_err(),
            "apiurl and docker_port name two ports"
        );
    }

    #[test]
    fn what_nobody_drives_is_refused() {
        let kind = |provider: &str| MistBackendConfig::new(provider).to_config("x").unwrap_err().kind();
        assert_eq!(kind("linode"), ErrorKind::Unsupported);
        assert_eq!(kind("rackspace:dfw"), ErrorKind::Unsupported);
        let unknown = MistBackendConfig::new("vaporware").to_config("x").unwrap_err();
        assert_eq!(unknown.kind(), ErrorKind::InvalidRequest);
        assert!(unknown.message().contains("elastichosts"), "{unknown}");
    }

    /// Every row that is served, with what it needs: a driver takes it.
    #[cfg(all(
        feature = "cloudsigma",
        feature = "docker",
        feature = "ec2",
        feature = "elastichosts",
        feature = "mist"
    ))]
    #[test]
    fn every_provider_that_is_served_opens() {
        for known in mist_providers() {
            let row = TABLE.iter().find(|row| row.provider == known.provider).unwrap();
            let mut added = MistBackendConfig::new(known.provider);
            while let Some(field) = added.missing() {
                added = match field {
                    "apikey" => added.apikey("71cf2d4c-1ac2-4a0b-9c5f-6ac2f0e1b1a7"),
                    "apisecret" => added.apisecret(Secret::new("k3y")),
                    "apiurl" => added.apiurl(url("https://engine.example")),
                    "region" if row.driver == "cloudsigma" => added.region("zrh"),
                    "region" => added.region("lon-p"),
                    other => panic!("{}: {other}", known.provider),
                };
            }
            let config = added.to_config("opened").unwrap();
            let cloud = crate::open(&config).unwrap_or_else(|e| panic!("{}: {e}", known.provider));
            let info = cloud.info();
            assert_eq!((info.id.as_str(), &*info.realm.provider), ("opened", row.driver));
        }
    }

    #[test]
    fn every_id_stands_once() {
        let mut ids: Vec<&str> = TABLE.iter().map(|row| row.provider).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), TABLE.len());
        assert!(mist_providers().any(|p| p.provider == "elastichosts" && p.title == "ElasticHosts"));
    }
}
