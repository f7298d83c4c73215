//! A new backend, for every provider.

use crate::wire::without_userinfo;
use anycloud_core::{KeyPairId, Secret, Text};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// A backend to add, for [`Client::backend_add`](crate::Client::backend_add): a cloud and the credentials for it. The
/// service tries them before it keeps them. The first argument is always the title that people see.
///
/// One constructor per family of providers; [`Client::providers`](crate::Client::providers) lists their ids. In 2014
/// all families share the fields `apikey`, `apisecret` and a few more; with `Api-Version: 2` each has its own. Both
/// come from here. Sources: Mist.io's documents of 2014 and 2015, and `_add_backend_…` of its code of June 2015.
///
/// ```
/// use anycloud_core::Secret;
/// use anycloud_mist::AddBackend;
/// let sydney = AddBackend::ec2("EC2 AP Sydney", "ec2_ap_southeast_2", "POIHJO", Secret::new("made-up"));
/// assert!(!format!("{sydney:?}").contains("made-up"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AddBackend {
    title: Text,
    provider: Text,
    region: Option<Text>,
    account: Account,
}

/// A URL, in which somebody may have put a password.
#[derive(Clone, PartialEq)]
struct Address(Text);

impl Deref for Address {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = without_userinfo(self).map_or_else(|| Cow::from(&**self), Cow::from);
        write!(f, "{shown:?}")
    }
}

/// The fields that a family has.
#[derive(Clone, Debug, PartialEq)]
enum Account {
    Azure {
        subscription: Text,
        certificate: Secret,
    },
    BareMetal {
        ip: Text,
        key: KeyPairId,
        user: Text,
        port: Option<u16>,
    },
    DigitalOcean {
        client: Option<Text>,
        token: Secret,
    },
    Docker {
        host: Address,
        port: Option<u16>,
        user: Option<Text>,
        password: Option<Secret>,
        tls: Option<(Secret, Text)>,
    },
    Ec2 {
        key: Text,
        secret: Secret,
    },
    Gce {
        project: Text,
        email: Text,
        key: Secret,
    },
    Linode {
        key: Secret,
    },
    /// OpenStack itself, and HP Cloud, which has no URL.
    OpenStack {
        url: Option<Address>,
        user: Text,
        password: Secret,
        tenant: Text,
        endpoint: Option<Address>,
    },
    /// NephoScale, whose second half is a password.
    Password {
        user: Text,
        password: Secret,
    },
    /// Rackspace and SoftLayer, whose second half is a key.
    UserKey {
        user: Text,
        key: Secret,
    },
}

impl AddBackend {
    /// Amazon EC2, by an access key id and its secret. The provider says the region, e.g. `ec2_ap_southeast_2`.
    pub fn ec2(title: &str, provider: &str, key: &str, secret: Secret) -> Self {
        Self::of(title, provider, Account::Ec2 { key: key.into(), secret })
    }

    /// OpenStack, by the URL of its identity service (`http://192.0.2.1:5000/v2.0`), a user and password, and the
    /// tenant.
    pub fn openstack(title: &str, url: &str, user: &str, password: Secret, tenant: &str) -> Self {
        let (url, user, tenant) = (Some(Address(url.into())), user.into(), tenant.into());
        Self::of(title, "openstack", Account::OpenStack { url, user, password, tenant, endpoint: None })
    }

    /// HP Cloud, by a user and password, and the tenant. The provider says the region, e.g. `hpcloud:region-a.geo-1`;
    /// early services call it `openstack:az-1.region-a.geo-1`.
    pub fn hpcloud(title: &str, provider: &str, user: &str, password: Secret, tenant: &str) -> Self {
        let (user, tenant) = (user.into(), tenant.into());
        Self::of(title, provider, Account::OpenStack { url: None, user, password, tenant, endpoint: None })
    }

    /// Rackspace, by a user and API key. The provider says the region, e.g. `rackspace:dfw` or
    /// `rackspace_first_gen:us`.
    pub fn rackspace(title: &str, provider: &str, user: &str, key: Secret) -> Self {
        Self::of(title, provider, Account::UserKey { user: user.into(), key })
    }

    /// DigitalOcean, by a token; for an API key of its first API say the [`client_id`](Self::client_id), too.
    pub fn digitalocean(title: &str, token: Secret) -> Self {
        Self::of(title, "digitalocean", Account::DigitalOcean { client: None, token })
    }

    /// Linode, by an API key.
    pub fn linode(title: &str, key: Secret) -> Self {
        Self::of(title, "linode", Account::Linode { key })
    }

    /// SoftLayer, by a user and API key.
    pub fn softlayer(title: &str, user: &str, key: Secret) -> Self {
        Self::of(title, "softlayer", Account::UserKey { user: user.into(), key })
    }

    /// NephoScale, by a user and password.
    pub fn nephoscale(title: &str, user: &str, password: Secret) -> Self {
        Self::of(title, "nephoscale", Account::Password { user: user.into(), password })
    }

    /// Azure, by the id of a subscription and a certificate (PEM, with its private key).
    pub fn azure(title: &str, subscription: &str, certificate: Secret) -> Self {
        Self::of(title, "azure", Account::Azure { subscription: subscription.into(), certificate })
    }

    /// A Docker engine, by its URL without a port, e.g. `http://10.0.0.1`. The [`port`](Self::port) is the service's
    /// default, 4243, if none is said.
    pub fn docker(title: &str, host: &str) -> Self {
        let account =
            Account::Docker { host: Address(host.into()), port: None, user: None, password: None, tls: None };
        Self::of(title, "docker", account)
    }

    /// Google Compute Engine, by the id of a project, and the email and private key (PEM) of a service account.
    pub fn gce(title: &str, project: &str, email: &str, key: Secret) -> Self {
        Self::of(title, "gce", Account::Gce { project: project.into(), email: email.into(), key })
    }

    /// One machine that is there already: its address or name, and one of the account's keys that lets in this user.
    /// The service logs in over SSH to try.
    pub fn bare_metal(title: &str, ip: &str, key: impl Into<KeyPairId>, user: &str) -> Self {
        let account = Account::BareMetal { ip: ip.into(), key: key.into(), user: user.into(), port: None };
        Self::of(title, "bare_metal", account)
    }

    /// In this region, where the provider does not say it: of an OpenStack with several.
    pub fn region(mut self, region: &str) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The compute endpoint of OpenStack or HP Cloud, where the catalogue names one that cannot be reached. No effect
    /// on others.
    pub fn compute_endpoint(mut self, url: &str) -> Self {
        if let Account::OpenStack { endpoint, .. } = &mut self.account {
            *endpoint = Some(Address(url.into()));
        }
        self
    }

    /// The port of a Docker engine (4243 by default) or of a bare machine's SSH (22). No effect on others.
    pub fn port(mut self, number: u16) -> Self {
        if let Account::Docker { port, .. } | Account::BareMetal { port, .. } = &mut self.account {
            *port = Some(number);
        }
        self
    }

    /// A user and password of the proxy before a Docker engine. No effect on others.
    pub fn basic_auth(mut self, name: &str, secret: Secret) -> Self {
        if let Account::Docker { user, password, .. } = &mut self.account {
            (*user, *password) = (Some(name.into()), Some(secret));
        }
        self
    }

    /// A key and certificate (PEM) for a Docker engine that wants TLS. `Api-Version: 2` only; no effect on others.
    pub fn tls(mut self, key: Secret, certificate: &str) -> Self {
        if let Account::Docker { tls, .. } = &mut self.account {
            *tls = Some((key, certificate.into()));
        }
        self
    }

    /// The client id that DigitalOcean's first API asked for besides the key. No effect on others.
    pub fn client_id(mut self, id: &str) -> Self {
        if let Account::DigitalOcean { client, .. } = &mut self.account {
            *client = Some(id.into());
        }
        self
    }

    fn of(title: &str, provider: &str, account: Account) -> Self {
        Self { title: title.into(), provider: provider.into(), region: None, account }
    }

    /// The body of January and May 2014: all families in the same fields.
    pub(crate) fn to_v1(&self) -> Value {
        let mut body = Body::new(&self.title, &self.provider);
        match &self.account {
            Account::Azure { subscription, certificate } => {
                body.add("apikey", subscription).add("apisecret", certificate.expose());
            }
            Account::BareMetal { ip, key, user, port } => {
                body.add("machine_ip", ip).add("machine_key", key.as_str()).add("machine_user", user);
                body.number("machine_port", *port);
            }
            Account::DigitalOcean { client, token } => {
                let key = client.as_ref().map_or(token.expose(), |client| client.as_str());
                body.add("apikey", key).add("apisecret", token.expose());
            }
            Account::Docker { host, port, user, password, tls: _ } => {
                body.add("apiurl", host).number("docker_port", *port);
                body.some("apikey", user.as_deref()).some("apisecret", password.as_ref().map(Secret::expose));
            }
            Account::Ec2 { key, secret } => {
                body.add("apikey", key).add("apisecret", secret.expose());
            }
            Account::Gce { project, email, key } => {
                body.add("apikey", email).add("apisecret", key.expose()).add("tenant_name", project);
            }
            Account::Linode { key } => {
                body.add("apikey", key.expose()).add("apisecret", key.expose());
            }
            Account::OpenStack { url, user, password, tenant, endpoint } => {
                body.add("apikey", user).add("apisecret", password.expose()).add("tenant_name", tenant);
                body.some("apiurl", url.as_deref()).some("compute_endpoint", endpoint.as_deref());
            }
            Account::Password { user, password: secret } | Account::UserKey { user, key: secret } => {
                body.add("apikey", user).add("apisecret", secret.expose());
            }
        }
        body.some("region", self.region.as_deref());
        body.0.into()
    }

    /// The body with `Api-Version: 2`: the region is a field of its own, and fields have the family's names.
    pub(crate) fn to_v2(&self) -> Value {
        let (provider, region) = self.provider_and_region();
        let mut body = Body::new(&self.title, provider);
        match &self.account {
            Account::Azure { subscription, certificate } => {
                body.add("subscription_id", subscription).add("certificate", certificate.expose());
            }
            Account::BareMetal { ip, key, user, port } => {
                body.add("machine_ip", ip).add("machine_key", key.as_str()).add("machine_user", user);
                body.number("machine_port", *port);
            }
            Account::DigitalOcean { client: _, token } => {
                body.add("token", token.expose());
            }
            Account::Docker { host, port, user, password, tls } => {
                body.add("docker_host", host).number("docker_port", *port);
                body.some("auth_user", user.as_deref());
                body.some("auth_password", password.as_ref().map(Secret::expose));
                if let Some((key, certificate)) = tls {
                    body.add("key_file", key.expose()).add("cert_file", certificate);
                }
            }
            Account::Ec2 { key, secret } => {
                body.add("api_key", key).add("api_secret", secret.expose());
            }
            Account::Gce { project, email, key } => {
                body.add("email", email).add("private_key", key.expose()).add("project_id", project);
            }
            Account::Linode { key } => {
                body.add("api_key", key.expose());
            }
            Account::OpenStack { url, user, password, tenant, endpoint } => {
                body.add("username", user).add("password", password.expose()).add("tenant_name", tenant);
                body.some("auth_url", url.as_deref()).some("compute_endpoint", endpoint.as_deref());
            }
            Account::Password { user, password } => {
                body.add("username", user).add("password", password.expose());
            }
            Account::UserKey { user, key } => {
                body.add("username", user).add("api_key", key.expose());
            }
        }
        body.some("region", region);
        body.0.into()
    }

    /// Version 2 knows `ec2` with a region where 2014 has `ec2_us_east`, and `rackspace` with a region where it has
    /// `rackspace:dfw`.
    fn provider_and_region(&self) -> (&str, Option<&str>) {
        let said = self.region.as_deref();
        match (&self.account, self.provider.split_once(':')) {
            (Account::Ec2 { .. }, _) if self.provider != "ec2" => ("ec2", said.or(Some(&self.provider))),
            // The region says the generation too.
            (_, Some(("rackspace_first_gen", _))) => ("rackspace", Some(&self.provider)),
            (_, Some((provider, region))) => (provider, said.or(Some(region))),
            _ => (&self.provider, said),
        }
    }
}

/// Fields of a body.
struct Body(Map<String, Value>);

impl Body {
    fn new(title: &str, provider: &str) -> Self {
        let mut body = Self(Map::new());
        body.add("title", title).add("provider", provider);
        body
    }

    fn add(&mut self, name: &str, value: &str) -> &mut Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    fn some(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.add(name, value);
        }
        self
    }

    fn number(&mut self, name: &str, value: Option<u16>) {
        self.some(name, value.map(|n| n.to_string()).as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::AddBackend;
    use anycloud_core::Secret;

    fn secret() -> Secret {
        Secret::new("hunter2")
    }

    fn all() -> [AddBackend; 13] {
        [
            AddBackend::ec2("t", "ec2_us_east", "AK", secret()),
            AddBackend::openstack("t", "http://192.0.2.1:5000/v2.0", "me", secret(), "mist")
                .region("r1")
                .compute_endpoint("http://192.0.2.1:8774"),
            AddBackend::hpcloud("t", "hpcloud:region-a.geo-1", "me", secret(), "mist"),
            AddBackend::rackspace("t", "rackspace:dfw", "me", secret()),
            AddBackend::rackspace("t", "rackspace_first_gen:us", "me", secret()),
            AddBackend::digitalocean("t", secret()).client_id("c1"),
            AddBackend::linode("t", secret()),
            AddBackend::softlayer("t", "me", secret()),
            AddBackend::nephoscale("t", "me", secret()),
            AddBackend::azure("t", "sub-1", secret()),
            AddBackend::docker("t", "http://192.0.2.1")
                .port(2375)
                .basic_auth("me", secret())
                .tls(secret(), "PEM"),
            AddBackend::gce("t", "p-1", "me@example.com", secret()),
            AddBackend::bare_metal("t", "192.0.2.1", "mykey", "root").port(2222),
        ]
    }

    #[test]
    fn every_family_in_both_forms() {
        let lines: Vec<String> =
            all().iter().flat_map(|b| [b.to_v1().to_string(), b.to_v2().to_string()]).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn what_is_secret_is_not_shown() {
        for backend in all() {
            assert!(!format!("{backend:?} {backend:#?}").contains("hunter2"), "{:?}", backend.provider);
        }
    }
}
