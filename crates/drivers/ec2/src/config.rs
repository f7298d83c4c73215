//! What it takes to reach an account in a region.

use crate::credentials::{Chain, CredentialSource, Environment, Kept, Profile};
use crate::region::Hosts;
use crate::sign::SigV4;
use anycloud_core::{Error, Realm, Result};
use anycloud_http::{Http, HttpConfig};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The driver's name in errors, realms and configuration files.
pub(crate) const PROVIDER: &str = "ec2";

/// The most bytes of a reply: a page of a thousand servers has some 4 MB, what is not paged is smaller.
const REPLY_MAX: usize = 48 << 20;

/// The service is eventually consistent. docs: "Eventual consistency in the Amazon EC2 API": it names no limit, and
/// lets programs wait for some minutes at most.
const SETTLE: Duration = Duration::from_secs(60);

/// Whose images are listed.
const OWNERS: [&str; 2] = ["self", "amazon"];

/// A region and who asks. Nothing is checked before [`Client::new`](crate::Client::new) or
/// [`Ec2::new`](crate::Ec2::new).
///
/// ```
/// use anycloud_ec2::{Client, Config, Credentials};
/// let client = Client::new(Config::new(Credentials::new("AKIDEXAMPLE", "made-up")).region("eu-west-1"))?;
/// # Ok::<(), anycloud_core::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    credentials: Option<Arc<dyn CredentialSource>>,
    environment: Environment,
    profile: Option<Box<str>>,
    region: Option<Box<str>>,
    endpoint: Option<Url>,
    hosts: Option<Hosts>,
    http: HttpConfig,
    settle: Duration,
    image_owners: Vec<Box<str>>,
}

impl Config {
    /// With these [`Credentials`](crate::Credentials), or another source of them. The region is to be said; else it is
    /// the environment's, or that of the profile that `AWS_PROFILE` names (`default` without it).
    pub fn new(credentials: impl CredentialSource) -> Self {
        Self { credentials: Some(Arc::new(credentials)), ..Self::standard() }
    }

    /// With what [`Chain::standard`] finds when the first request is sent, and the region of the environment
    /// (`AWS_REGION`, `AWS_DEFAULT_REGION`) or of the profile.
    pub fn standard() -> Self {
        Self {
            credentials: None,
            environment: Environment::new(),
            profile: None,
            region: None,
            endpoint: None,
            hosts: None,
            http: HttpConfig::default(),
            settle: SETTLE,
            image_owners: OWNERS.map(Into::into).to_vec(),
        }
    }

    /// With the credentials of a [`Profile`] of the shared files, and its region, unless another is said; then the
    /// environment's.
    pub fn profile(name: &str) -> Self {
        Self { profile: Some(name.into()), ..Self::standard() }
    }

    /// Another environment than the process's, for all that is read from there: region, profile, files, hosts and,
    /// without others, credentials.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// The region, e.g. `eu-west-1`. Requests are signed for it, whatever the [`endpoint`](Self::endpoint).
    pub fn region(mut self, region: &str) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The URL of the API, instead of the region's. Plain http beyond this machine needs
    /// [`HttpConfig::allow_plain_http`].
    pub fn endpoint(mut self, url: Url) -> Self {
        self.endpoint = Some(url);
        self
    }

    /// Which of the region's hosts to ask; one that is not usual cannot be said beside an [`endpoint`](Self::endpoint).
    /// If it is not said: what `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT` say or, unless credentials were
    /// given, the profile by `use_fips_endpoint` and `use_dualstack_endpoint`; they mean nothing to an
    /// [`endpoint`](Self::endpoint).
    pub fn hosts(mut self, hosts: Hosts) -> Self {
        self.hosts = Some(hosts);
        self
    }

    /// Timeouts, proxy, authorities, retries, limits, and what carries the requests. The metadata service is asked
    /// without it.
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// How late a request whose answer was lost may still take effect, and what is there still be `NotFound`; a minute
    /// by default. After so long a thing that is not found was not made, or is gone.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// Whose images [`Cloud::images`](anycloud_core::Cloud::images) lists: account numbers, `self`, `amazon`,
    /// `aws-marketplace`; the account's own and Amazon's by default. A region has some hundred thousand public images,
    /// most of them nobody's in particular: any can be used by its id, and the native client lists all.
    pub fn image_owners<'a>(mut self, owners: impl IntoIterator<Item = &'a str>) -> Self {
        self.image_owners = owners.into_iter().map(Into::into).collect();
        self
    }

    pub(crate) fn check(self) -> Result<Checked> {
        self.checked().map_err(|e| e.with_provider(PROVIDER))
    }

    fn checked(self) -> Result<Checked> {
        let region = self.found_region()?;
        let hosts = match self.hosts {
            Some(hosts) => hosts,
            None => Hosts::usual()
                .fips(self.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")?)
                .dual_stack(self.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")?),
        };
        let regional = hosts.url(&region)?;
        let endpoint = match self.endpoint {
            Some(_) if self.hosts.is_some_and(|hosts| hosts != Hosts::usual()) => {
                return Err(Error::config(
                    "an endpoint is one host: it cannot be chosen by FIPS or dual stack",
                ));
            }
            Some(url) => url,
            None => regional,
        };
        let source: Arc<dyn CredentialSource> = match (self.credentials, self.profile) {
            (Some(source), _) => source,
            (None, Some(name)) => Arc::new(Profile::named(&self.environment, &name)),
            (None, None) => Arc::new(Chain::standard(&self.environment)?),
        };
        let realm = Realm::new(PROVIDER, endpoint.origin().ascii_serialization()).scope(&*region);
        let credentials = Kept::new(source);
        let http = Http::builder(endpoint, crate::error::judge)
            .provider(PROVIDER)
            .auth(Arc::new(SigV4::new(credentials.clone(), &region)))
            .config(self.http)
            .max_body(REPLY_MAX)
            .log_headers(&["x-amzn-requestid"])
            .build()?;
        let (settle, image_owners) = (self.settle, self.image_owners);
        Ok(Checked { http, credentials, realm, region: region.into(), settle, image_owners })
    }

    /// What is on or off in the environment or, if that is silent and no other credentials were given, in the profile.
    fn flag(&self, name: &str, key: &str) -> Result<bool> {
        let said = match self.environment.get(name) {
            None if self.credentials.is_none() => self.shared().setting(key)?.map(|value| (key, value)),
            value => value.map(|value| (name, value)),
        };
        match said {
            None => Ok(false),
            Some((_, value)) if value.eq_ignore_ascii_case("true") => Ok(true),
            Some((_, value)) if value.eq_ignore_ascii_case("false") => Ok(false),
            Some((name, value)) => {
                Err(Error::config(format!("{name} is {value:?}, and may be true or false")))
            }
        }
    }

    /// The profile of the shared files.
    fn shared(&self) -> Profile {
        match &self.profile {
            Some(name) => Profile::named(&self.environment, name),
            None => Profile::new(&self.environment),
        }
    }

    fn found_region(&self) -> Result<String> {
        let named = ["AWS_REGION", "AWS_DEFAULT_REGION"].iter().find_map(|name| self.environment.get(name));
        match (&self.region, named) {
            (Some(region), _) => Ok(region.to_string()),
            // Who names a profile means its region too.
            (None, Some(region)) if self.profile.is_none() => Ok(region),
            (None, named) => self
                .shared()
                .setting("region")?
                .or(named)
                .ok_or_else(|| Error::config("say a region, e.g. eu-west-1, here or as AWS_REGION")),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An unchecked endpoint may hold a password.
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("profile", &self.profile)
            .field("origin", &self.endpoint.as_ref().map(|url| url.origin().ascii_serialization()))
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}

/// A configuration that can work.
pub(crate) struct Checked {
    pub(crate) http: Http,
    pub(crate) credentials: Kept,
    pub(crate) realm: Realm,
    pub(crate) region: Box<str>,
    pub(crate) settle: Duration,
    pub(crate) image_owners: Vec<Box<str>>,
}

#[cfg(test)]
mod tests;
