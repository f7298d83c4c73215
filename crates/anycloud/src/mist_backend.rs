use crate::CloudConfig;
use crate::open::PROVIDERS;
use anycloud_core::{Error, Result, Secret};
use url::Url;

/// A cloud in the words of Mist.io's API, with which its clients add backends.
///
/// ```
/// use anycloud::{MistBackend, Secret};
/// let added = MistBackend::new("elastichosts").region("lon-p").apikey("a user").apisecret(Secret::new("its key"));
/// let config = added.to_config("london")?;
/// assert_eq!((config.provider(), config.place().as_deref()), (Some("elastichosts"), Some("lon-p")));
/// # Ok::<(), anycloud::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct MistBackend {
    provider: String,
    region: Option<String>,
    apikey: Option<String>,
    apisecret: Option<Secret>,
    apiurl: Option<Url>,
}

impl MistBackend {
    /// A backend of this provider, by its id at Mist.io. The region may follow after a colon: `rackspace:dfw`.
    pub fn new(provider: &str) -> Self {
        let (provider, region) = match provider.split_once(':') {
            Some((provider, region)) => (provider, Some(region.to_owned())),
            None => (provider, None),
        };
        Self { provider: provider.to_owned(), region, apikey: None, apisecret: None, apiurl: None }
    }

    /// In this region, which the driver calls zone.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The key or user.
    pub fn apikey(mut self, apikey: impl Into<String>) -> Self {
        self.apikey = Some(apikey.into());
        self
    }

    /// What proves it.
    pub fn apisecret(mut self, apisecret: impl Into<Secret>) -> Self {
        self.apisecret = Some(apisecret.into());
        self
    }

    /// The address of the service, where it is not the provider's own.
    pub fn apiurl(mut self, apiurl: Url) -> Self {
        self.apiurl = Some(apiurl);
        self
    }

    /// The first of the fields that this provider needs and that was not said, in Mist.io's spelling.
    pub fn missing(&self) -> Option<&'static str> {
        let row = self.row()?;
        let said = [
            ("apikey", self.apikey.is_some()),
            ("apisecret", self.apisecret.is_some()),
            ("apiurl", self.apiurl.is_some()),
        ];
        said.into_iter().find(|(name, said)| row.needs.contains(name) && !said).map(|(name, _)| name)
    }

    fn row(&self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.provider == self.provider)
    }

    /// The same as a configuration that [`open`](crate::open) takes. Sends nothing.
    ///
    /// # Errors
    /// `InvalidRequest` for a provider that Mist.io did not have and anycloud does not add; `Unsupported` for one that
    /// this version has no driver for.
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
        let config = CloudConfig::new(name, row.driver);
        let zone = row.zone.map(str::to_owned).or_else(|| self.region.clone());
        let config = zone.into_iter().fold(config, CloudConfig::zone);
        let config = self.apikey.iter().fold(config, CloudConfig::user);
        let config = self.apisecret.iter().cloned().fold(config, CloudConfig::secret);
        Ok(self.apiurl.iter().cloned().fold(config, CloudConfig::endpoint))
    }
}

/// A provider of Mist.io that this version serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MistProvider {
    /// Its id at Mist.io, for [`MistBackend::new`].
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
    /// The zone that the provider's id implies.
    zone: Option<&'static str>,
    /// The fields without which nothing works.
    needs: &'static [&'static str],
}

/// What most providers need.
const KEYS: &[&str] = &["apikey", "apisecret"];

impl Row {
    fn is_served(&self) -> bool {
        PROVIDERS.contains(&self.driver)
    }
}

const fn row(provider: &'static str, title: &'static str, driver: &'static str) -> Row {
    Row { provider, title, driver, zone: None, needs: KEYS }
}

const fn ec2(provider: &'static str, title: &'static str, region: &'static str) -> Row {
    Row { provider, title, driver: "ec2", zone: Some(region), needs: KEYS }
}

/// Source: `config.SUPPORTED_PROVIDERS` of Mist.io, January and October 2014. The first rows are anycloud's own.
const TABLE: &[Row] = &[
    row("cloudsigma", "CloudSigma", "cloudsigma"),
    row("elastichosts", "ElasticHosts", "elastichosts"),
    row("mist", "Mist.io", "mist"),
    row("azure", "Azure", ""),
    row("bare_metal", "Bare Metal Server", ""),
    row("digitalocean", "DigitalOcean", ""),
    Row { needs: &["apiurl"], ..row("docker", "Docker", "docker") },
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
    use super::{MistBackend, TABLE, mist_providers};
    use anycloud_core::{ErrorKind, Secret};

    #[test]
    fn fields_become_a_configuration() {
        let url = "http://127.0.0.1:9/".parse().unwrap();
        let added = MistBackend::new("elastichosts").apikey("me").apisecret(Secret::new("k3y")).apiurl(url);
        let config = added.to_config("mine").unwrap();
        assert_eq!((config.name(), config.user_name()), ("mine", Some("me")));
        assert_eq!(config.place().as_deref(), Some("http://127.0.0.1:9"));
        assert!(!format!("{added:?} {config:?}").contains("k3y"));
        assert_eq!(MistBackend::new("elastichosts").apikey("me").missing(), Some("apisecret"));
        assert_eq!(added.missing(), None);
        let zoned = MistBackend::new("cloudsigma:zrh").to_config("z").unwrap();
        assert_eq!((zoned.provider(), zoned.place().as_deref()), (Some("cloudsigma"), Some("zrh")));
    }

    #[test]
    fn what_nobody_drives_is_refused() {
        let kind = |provider: &str| MistBackend::new(provider).to_config("x").unwrap_err().kind();
        assert_eq!(kind("linode"), ErrorKind::Unsupported);
        assert_eq!(kind("rackspace:dfw"), ErrorKind::Unsupported);
        let unknown = MistBackend::new("vaporware").to_config("x").unwrap_err();
        assert_eq!(unknown.kind(), ErrorKind::InvalidRequest);
        assert!(unknown.message().contains("elastichosts"), "{unknown}");
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
