//! A program that dies where it is told, for `tests/kill` and `tests/docker/kill.rs`.
//!
//! ```text
//! victim create|resume|undo|destroy PROVIDER URL USER SECRET JOURNAL MOMENT [ID]
//! ```
//!
//! Moments are counted from 1: before and after each write of the journal, before and after each request that
//! changes something. At the given one the process aborts, as a power failure would end it.

use anycloud_cloudsigma as cloudsigma;
use anycloud_core::journal::{Claim, FileJournal, Journal};
use anycloud_core::run::{Operation, OperationId, WaitPolicy};
use anycloud_core::{
    Boot, ByteSize, Cloud, CloudId, Cpu, CreateServer, DestroyServer, DrivesFate, Goal, Result, Secret,
};
use anycloud_docker as docker;
use anycloud_ec2 as ec2;
use anycloud_elastichosts as elastichosts;
use anycloud_http::{Body, HttpConfig, ReqwestTransport, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [what, provider, url, user, secret, journal, moment, rest @ ..] = args.as_slice() else {
        panic!("usage: victim create|resume|undo|destroy PROVIDER URL USER SECRET JOURNAL MOMENT [ID]")
    };
    let clock = Clock { now: Arc::default(), end: moment.parse().expect("a number") };
    let cloud = cloud(provider, url, user, secret, journal, clock).expect("a cloud");
    let outcome = match what.as_str() {
        "create" => create(&cloud, provider).await,
        "destroy" => destroy(&cloud, &rest[0]).await,
        "resume" => match only_operation(&cloud).await {
            Some(id) => cloud.resume(id).done().await.map(drop),
            None => Ok(()),
        },
        "undo" => match only_operation(&cloud).await {
            Some(id) => cloud.undo(id).await.map(drop),
            None => Ok(()),
        },
        other => panic!("no such thing to do: {other}"),
    };
    if let Err(error) = outcome {
        eprintln!("{error:?}");
        std::process::exit(1);
    }
}

async fn create(cloud: &Cloud, provider: &str) -> Result<()> {
    let image = cloud.images().next().await?.expect("an image");
    let request = CreateServer::new("victim", Boot::Image(image.id));
    let request = match provider {
        "docker" => request.needs(Cpu::MilliCores(500), ByteSize::mib(64)),
        "ec2" => request.size("t3.micro").address("eipalloc-1").drive_size(ByteSize::gib(20)),
        _ => request.needs(Cpu::Mhz(1000), ByteSize::mib(512)).drive_size(ByteSize::gib(20)),
    };
    let server = cloud.create_server(&request).until(Goal::Running).await?;
    println!("{}", server.id);
    Ok(())
}

async fn destroy(cloud: &Cloud, id: &str) -> Result<()> {
    let request = DestroyServer::new(id, DrivesFate::DestroyAll).expect_name("victim");
    cloud.destroy_server(&request).done().await.map(drop)
}

/// The operation that is not over, if there is one.
async fn only_operation(cloud: &Cloud) -> Option<OperationId> {
    let mut open = Vec::new();
    for id in cloud.operations().await.expect("the journal lists") {
        if !cloud.operation(id).await.expect("it reads").is_over() {
            open.push(id);
        }
    }
    assert!(open.len() <= 1, "one operation at most: {open:?}");
    open.pop()
}

fn cloud(provider: &str, url: &str, user: &str, secret: &str, journal: &str, clock: Clock) -> Result<Cloud> {
    let transport = Mortal { inner: ReqwestTransport::new(&HttpConfig::default())?, clock: clock.clone() };
    let http = HttpConfig::default().transport(Arc::new(transport));
    let settle = Duration::from_millis(100);
    let (id, secret) = (CloudId::new("lab"), Secret::new(secret));
    let url: url::Url = url.parse().expect("a URL");
    let cloud = match provider {
        "cloudsigma" => {
            let config = cloudsigma::Config::new(user, secret).endpoint(url).settle(settle).http(http);
            Cloud::new(cloudsigma::CloudSigma::new(id, config)?)
        }
        "docker" => {
            let config = docker::Config::new(url.as_str()).settle(settle).http(http);
            Cloud::new(docker::Docker::new(id, config)?)
        }
        "ec2" => {
            let key = ec2::Credentials::new(user, secret);
            let config = ec2::Config::new(key).region("eu-west-1").endpoint(url);
            Cloud::new(ec2::Ec2::new(id, config.settle(settle).http(http))?)
        }
        "elastichosts" => {
            let config = elastichosts::Config::new(user, secret).endpoint(url).settle(settle).http(http);
            Cloud::new(elastichosts::ElasticHosts::new(id, config)?)
        }
        other => panic!("no such provider: {other}"),
    };
    let policy =
        WaitPolicy::new(Duration::from_millis(10), Duration::from_millis(50), Duration::from_secs(60));
    let journal = MortalJournal { inner: FileJournal::open(journal)?, clock };
    Ok(cloud.with_policy(policy).with_journal(journal))
}

/// Counts moments, and ends the process at one of them.
#[derive(Clone, Debug)]
struct Clock {
    now: Arc<AtomicU32>,
    end: u32,
}

impl Clock {
    fn tick(&self) {
        if self.now.fetch_add(1, Ordering::SeqCst) + 1 == self.end {
            std::process::abort();
        }
    }
}

#[derive(Debug)]
struct Mortal {
    inner: ReqwestTransport,
    clock: Clock,
}

#[async_trait]
impl Transport for Mortal {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        // EC2 posts its questions, too.
        if request.method() == http::Method::GET || request.body().starts_with(b"Action=Describe") {
            return self.inner.send(request).await;
        }
        self.clock.tick();
        let reply = self.inner.send(request).await;
        self.clock.tick();
        reply
    }
}

#[derive(Debug)]
struct MortalJournal {
    inner: FileJournal,
    clock: Clock,
}

#[async_trait]
impl Journal for MortalJournal {
    async fn write(&self, operation: &Operation) -> Result<()> {
        self.clock.tick();
        self.inner.write(operation).await?;
        self.clock.tick();
        Ok(())
    }

    async fn read(&self, id: OperationId) -> Result<Option<Operation>> {
        self.inner.read(id).await
    }

    async fn list(&self) -> Result<Vec<OperationId>> {
        self.inner.list().await
    }

    async fn claim(&self, id: OperationId) -> Result<Box<dyn Claim>> {
        self.inner.claim(id).await
    }

    async fn remove(&self, id: OperationId) -> Result<()> {
        self.inner.remove(id).await
    }
}
