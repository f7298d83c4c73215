//! The contenders that are processes of their own, so that each has its own memory.

use crate::{Outcome, decode, machine};
use anycloud_cloudsigma::CloudSigma;
use anycloud_core::{Cloud, CloudId, Secret, ServerQuery};
use anycloud_elastichosts::{ElasticHosts, Format};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// What a contender tells: ours, and the script that is libcloud's.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Told {
    /// How many servers there were.
    pub(crate) servers: usize,
    /// How long each listing took, connection and all.
    pub(crate) seconds: Vec<f64>,
    /// The most memory that the process ever held.
    pub(crate) peak_kib: u64,
}

/// `client all|each DRIVER URL USER SECRET TIMES`: lists the servers so many times, and keeps all of them or none.
///
/// `client decode WAY` reads a body that is there already.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if let [what, way] = arguments
        && what == "decode"
    {
        return decode::read(way);
    }
    let [keep, driver, url, user, secret, times] = arguments else {
        return Err("client KEEP DRIVER URL USER SECRET TIMES".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let cloud = open(driver, url, user, secret)?;
    let (mut servers, mut seconds) = (0, Vec::new());
    for _ in 0..times.parse()? {
        let began = Instant::now();
        servers = runtime.block_on(list(&cloud, keep == "all"))?;
        seconds.push(began.elapsed().as_secs_f64());
    }
    let told = Told { servers, seconds, peak_kib: machine::peak() };
    println!("{}", serde_json::to_string(&told)?);
    Ok(())
}

fn open(driver: &str, url: &str, user: &str, secret: &str) -> Outcome<Cloud> {
    let (id, url, secret) = (CloudId::new("bench"), url::Url::parse(url)?, Secret::new(secret));
    match driver {
        "cloudsigma" => {
            let config = anycloud_cloudsigma::Config::new(user, secret).endpoint(url);
            Ok(Cloud::new(CloudSigma::new(id, config)?))
        }
        _ => {
            let format = if driver == "elastichosts-json" { Format::Json } else { Format::Text };
            let config = anycloud_elastichosts::Config::new(user, secret).endpoint(url).format(format);
            Ok(Cloud::new(ElasticHosts::new(id, config)?))
        }
    }
}

async fn list(cloud: &Cloud, keep: bool) -> Outcome<usize> {
    let mut listing = cloud.servers(&ServerQuery::new());
    if keep {
        return Ok(listing.all().await?.len());
    }
    let mut count = 0;
    while listing.next().await?.is_some() {
        count += 1;
    }
    Ok(count)
}
