use crate::config::{CloudConfig, Config};
use anycloud_core::{Cloud, CloudId, Fleet, Result};

/// Every provider that this version has a driver for, whether or not it is compiled in.
pub(crate) const PROVIDERS: [&str; 5] = ["cloudsigma", "docker", "ec2", "elastichosts", "mist"];

/// Opens a cloud. Nothing is sent; a secret that comes from a file or a command is read now.
///
/// # Errors
/// `InvalidConfig` with the cloud's name and what is allowed: an unknown provider or zone, a driver that this
/// build does not have, a missing key, a secret that cannot be read.
pub fn open(config: &CloudConfig) -> Result<Cloud> {
    let known = PROVIDERS.join(", ");
    let provider = config
        .provider()
        .ok_or_else(|| config.wrong(format_args!("`provider` is missing; known providers: {known}")))?;
    // The only place that knows providers by name.
    match provider {
        "cloudsigma" => cloudsigma(config),
        "docker" => docker(config),
        "ec2" => ec2(config),
        "elastichosts" => elastichosts(config),
        "mist" => mist(config),
        other => {
            Err(config.wrong(format_args!("the provider {other:?} is not known; known providers: {known}")))
        }
    }
}

/// Opens every cloud of a configuration, to be asked together. Nothing is sent; one that cannot be opened is a member of
/// the fleet all the same, and answers with the reason.
///
/// ```
/// use anycloud::{CloudConfig, Config, ServerQuery, open_all};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let config: Config = [CloudConfig::new("paris", "no such provider")].into_iter().collect();
/// for answer in open_all(&config).ask(|cloud| async move { cloud.servers(&ServerQuery::new()).all().await }).await {
///     match &answer.outcome {
///         Ok(servers) => println!("{} has {} servers", answer.name(), servers.len()),
///         Err(why) => println!("{} does not tell: {why}", answer.name()),
///     }
/// }
/// # }
/// ```
pub fn open_all(config: &Config) -> Fleet {
    config.clouds().fold(Fleet::new(), |fleet, cloud| match open(cloud) {
        Ok(opened) => fleet.cloud(opened),
        Err(why) => fleet.absent(CloudId::new(cloud.name()), &why),
    })
}

#[cfg(feature = "cloudsigma")]
fn cloudsigma(config: &CloudConfig) -> Result<Cloud> {
    use anycloud_cloudsigma::{CloudSigma, Config};

    config.only_options(&["guests", "legacy_get_actions"])?;
    let (zone, endpoint) = config.needed_place()?;
    let driver =
        Config::new(config.needed_user()?, config.needed_secret()?).http(config.connection().clone());
    let driver = zone.into_iter().fold(driver, |driver, zone| driver.zone(zone));
    let driver = endpoint.into_iter().fold(driver, |driver, url| driver.endpoint(url.clone()));
    let driver = config.uses_legacy_get_actions().into_iter().fold(driver, Config::legacy_get_actions);
    let driver = config.uses_guests().into_iter().fold(driver, Config::guests);
    let provider =
        CloudSigma::new(CloudId::new(config.name()), driver).map_err(|e| config.wrong(e.message()))?;
    Ok(Cloud::new(provider))
}

#[cfg(not(feature = "cloudsigma"))]
fn cloudsigma(config: &CloudConfig) -> Result<Cloud> {
    Err(without(config, "cloudsigma"))
}

/// Without user and secret, whoever AWS' own tools would be.
#[cfg(feature = "ec2")]
fn ec2(config: &CloudConfig) -> Result<Cloud> {
    use anycloud_ec2::{Config, Credentials, Ec2};

    config.only_options(&["image_owners", "profile", "region", "session_token"])?;
    let endpoint = config.endpoint_alone()?;
    let driver = match (config.profile_alone()?, config.key()?) {
        (Some(profile), _) => Config::profile(profile),
        (None, Some((user, secret, token))) => {
            let key = Credentials::new(user, secret);
            Config::new(token.into_iter().fold(key, Credentials::session_token))
        }
        (None, None) => Config::standard(),
    };
    let driver = driver.http(config.connection().clone());
    let driver = config.named_region().into_iter().fold(driver, |driver, region| driver.region(region));
    let driver = endpoint.into_iter().fold(driver, |driver, url| driver.endpoint(url.clone()));
    let driver = match config.listed_owners() {
        Some(owners) => driver.image_owners(owners.iter().map(String::as_str)),
        None => driver,
    };
    let provider = Ec2::new(CloudId::new(config.name()), driver).map_err(|e| config.wrong(e.message()))?;
    Ok(Cloud::new(provider))
}

#[cfg(not(feature = "ec2"))]
fn ec2(config: &CloudConfig) -> Result<Cloud> {
    Err(without(config, "ec2"))
}

/// The engine at the endpoint, of the context, or the one that the `docker` command would talk to.
#[cfg(feature = "docker")]
fn docker(config: &CloudConfig) -> Result<Cloud> {
    use anycloud_docker::{Config, Docker, Tls};

    config.only_options(&["cert_path", "context"])?;
    config.without_credentials()?;
    let wrong = |e: anycloud_core::Error| config.wrong(e.message());
    let driver = match (config.endpoint_text_alone()?, config.named_context()) {
        (Some(_), Some(_)) => return Err(config.wrong("`endpoint` and `context` exclude each other")),
        (Some(address), None) => Config::new(address),
        (None, Some(context)) => Config::from_context(context).map_err(wrong)?,
        (None, None) => Config::from_env().map_err(wrong)?,
    };
    let driver = config.certificates().into_iter().fold(driver, |driver, at| driver.tls(Tls::in_folder(at)));
    let driver = driver.http(config.connection().clone());
    Docker::new(CloudId::new(config.name()), driver).map(Cloud::new).map_err(wrong)
}

#[cfg(not(feature = "docker"))]
fn docker(config: &CloudConfig) -> Result<Cloud> {
    Err(without(config, "docker"))
}

#[cfg(feature = "elastichosts")]
fn elastichosts(config: &CloudConfig) -> Result<Cloud> {
    use anycloud_elastichosts::{Config, ElasticHosts};

    config.only_options(&["dialect", "format"])?;
    let (zone, endpoint) = config.needed_place()?;
    let driver =
        Config::new(config.needed_user()?, config.needed_secret()?).http(config.connection().clone());
    let driver = zone.into_iter().fold(driver, |driver, zone| driver.zone(zone));
    let driver = endpoint.into_iter().fold(driver, |driver, url| driver.endpoint(url.clone()));
    let driver = config.chosen_dialect()?.into_iter().fold(driver, |driver, word| driver.dialect(word));
    let driver = config.chosen_format()?.into_iter().fold(driver, |driver, word| driver.format(word));
    let provider =
        ElasticHosts::new(CloudId::new(config.name()), driver).map_err(|e| config.wrong(e.message()))?;
    Ok(Cloud::new(provider))
}

#[cfg(not(feature = "elastichosts"))]
fn elastichosts(config: &CloudConfig) -> Result<Cloud> {
    Err(without(config, "elastichosts"))
}

/// The account, or one of its backends if the configuration names one.
#[cfg(feature = "mist")]
fn mist(config: &CloudConfig) -> Result<Cloud> {
    use anycloud_mist::{Config, Mist, MistBackend};

    config.only_options(&["backend", "dialect", "shutdown"])?;
    let endpoint = config.endpoint_alone()?;
    let driver = match config.user_name() {
        Some(user) => Config::token(user, config.needed_secret()?),
        None => Config::open(),
    };
    let driver = driver.http(config.connection().clone());
    let driver = endpoint.into_iter().fold(driver, |driver, url| driver.endpoint(url.clone()));
    let driver = config.chosen_dialect()?.into_iter().fold(driver, |driver, word| driver.dialect(word));
    let driver = config.takes_shutdown().into_iter().fold(driver, Config::shutdown);
    let id = CloudId::new(config.name());
    let opened = match config.named_backend() {
        Some(backend) => MistBackend::new(id, driver.backend(backend)).map(Cloud::new),
        None => Mist::new(id, driver).map(Cloud::new),
    };
    opened.map_err(|e| config.wrong(e.message()))
}

#[cfg(not(feature = "mist"))]
fn mist(config: &CloudConfig) -> Result<Cloud> {
    Err(without(config, "mist"))
}

#[cfg(not(all(
    feature = "cloudsigma",
    feature = "docker",
    feature = "ec2",
    feature = "elastichosts",
    feature = "mist"
)))]
fn without(config: &CloudConfig, driver: &str) -> anycloud_core::Error {
    config.wrong(format_args!(
        "this build has no driver for {driver}: it was compiled without the feature `{driver}`"
    ))
}
