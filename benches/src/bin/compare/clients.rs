//! The contenders that are processes of their own, so that each has its own memory.

use crate::stats::Stopwatch;
use crate::{Outcome, decode, ec2, machine};
use anycloud_cloudsigma::CloudSigma;
use anycloud_core::{Cloud, CloudId, Secret, ServerQuery};
use anycloud_elastichosts::{ElasticHosts, Format};
use serde::{Deserialize, Serialize};

/// What a contender tells: ours, and those in `benches/third-party` and `benches/aws-sdk-ec2`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Told {
    /// How many servers there were.
    pub(crate) servers: usize,
    /// How long each listing took, connection and all.
    pub(crate) seconds: Vec<f64>,
    /// How much time of the processor each took.
    pub(crate) cpu_seconds: Vec<f64>,
    /// The most memory that the process ever held.
    pub(crate) peak_kib: u64,
}

impl Told {
    /// One more listing was done.
    pub(crate) fn took(&mut self, since: &Stopwatch) {
        let (seconds, cpu_seconds) = since.elapsed();
        self.seconds.push(seconds);
        self.cpu_seconds.push(cpu_seconds);
    }

    pub(crate) fn tell(mut self) -> Outcome {
        self.peak_kib = machine::peak();
        println!("{}", serde_json::to_string(&self)?);
        Ok(())
    }
}

/// `client all|each DRIVER URL USER SECRET TIMES`: lists the servers so many times, and keeps all of them or none.
///
/// `client decode WAY` reads a body that is there already; for `client ec2 …` see there.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if let [what, way] = arguments
        && what == "decode"
    {
        return decode::read(way);
    }
    if let Some((what, arguments)) = arguments.split_first()
        && what == "ec2"
    {
        return ec2::run(arguments);
    }
    let [keep, driver, url, user, secret, times] = arguments else {
        return Err("client KEEP DRIVER URL USER SECRET TIMES".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let cloud = open(driver, url, user, secret)?;
    let mut told = Told::default();
    for _ in 0..times.parse()? {
        let began = Stopwatch::start();
        told.servers = runtime.block_on(list(&cloud, keep == "all"))?;
        told.took(&began);
    }
    told.tell()
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
