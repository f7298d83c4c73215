use crate::config::{CloudConfig, Config};
use crate::providers;
use anycloud_core::{Cloud, CloudId, Fleet, Result};

/// Opens a cloud. Nothing is sent; a secret that comes from a file or a command is read now.
///
/// # Errors
/// `InvalidConfig` with the cloud's name and what is allowed: an unknown provider or zone, a driver that this
/// build does not have, a missing key, a secret that cannot be read.
pub fn open(config: &CloudConfig) -> Result<Cloud> {
    let known = || providers::names().collect::<Vec<_>>().join(", ");
    let name = config
        .provider()
        .ok_or_else(|| config.wrong(format_args!("`provider` is missing; known providers: {}", known())))?;
    let provider = providers::named(name).ok_or_else(|| {
        config.wrong(format_args!("the provider {name:?} is not known; known providers: {}", known()))
    })?;
    let open = provider.open.ok_or_else(|| {
        config.wrong(format_args!(
            "this build has no driver for {name}: it was compiled without the feature `{name}`"
        ))
    })?;
    config.check_options(provider.options).and_then(|()| open(config)).map_err(|e| config.wrong(e.message()))
}

/// Opens every cloud of a configuration, to be asked together. Nothing is sent; one that cannot be opened is a member of
/// the fleet all the same, and answers with the reason.
///
/// ```
/// use anycloud::{CloudConfig, Config, ServerQuery, open_all};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let config: Config = [CloudConfig::new("paris", "no such provider")].into_iter().collect();
/// for answer in open_all(&config).ask(async |cloud| cloud.servers(&ServerQuery::new()).all().await).await {
///     match &answer.outcome {
///         Ok(servers) => println!("{answer} has {} servers", servers.len()),
///         Err(why) => println!("{answer} does not tell: {why}"),
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
