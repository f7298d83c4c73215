//! Lists the instances of an account with aws-sdk-ec2, as its users do, and tells how long it took.
//!
//! usage: list-with-aws-sdk-ec2 URL KEY SECRET TIMES

use aws_sdk_ec2::Client;
use aws_sdk_ec2::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_ec2::types::{Instance, InstanceStateName, Reservation};
use aws_smithy_http_client::Builder;
use rustix::time::{ClockId, clock_gettime};
use serde_json::json;
use std::error::Error;
use std::time::Instant;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, key, secret, times] = arguments.as_slice() else { return Err("URL KEY SECRET TIMES".into()) };
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new(key, secret, None, None, "arguments"))
        .http_client(Builder::new().build_http())
        .endpoint_url(url);
    let client = Client::from_conf(config.build());
    let (mut servers, mut seconds, mut cpu_seconds) = (0, Vec::new(), Vec::new());
    for _ in 0..times.parse()? {
        let (began, before) = (Instant::now(), cpu());
        let reservations = list(&client).await?;
        seconds.push(began.elapsed().as_secs_f64());
        cpu_seconds.push(cpu() - before);
        servers = reservations.iter().flat_map(Reservation::instances).map(check).sum::<Result<_, _>>()?;
    }
    let peak_kib = peak_kib()?;
    let told =
        json!({"servers": servers, "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_kib": peak_kib});
    println!("{told}");
    Ok(())
}

async fn list(client: &Client) -> Result<Vec<Reservation>, aws_sdk_ec2::Error> {
    let mut pages = client.describe_instances().max_results(1000).into_paginator().send();
    let mut reservations = Vec::new();
    while let Some(page) = pages.try_next().await? {
        reservations.extend(page.reservations.unwrap_or_default());
    }
    Ok(reservations)
}

/// One, if it is as it was sent.
fn check(instance: &Instance) -> Result<usize, String> {
    let running = instance.state().and_then(|state| state.name()) == Some(&InstanceStateName::Running);
    let there = instance.instance_id().is_some_and(|id| id.starts_with("i-0"))
        && instance.instance_type().is_some_and(|kind| kind.as_str() == "m5.large")
        && instance.tags().len() == 5
        && instance.block_device_mappings().len() == 2
        && instance.network_interfaces().len() == 1;
    if running && there { Ok(1) } else { Err(format!("not as it was sent: {instance:?}")) }
}

/// Seconds of the processor that all threads of this process took.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no peak")?;
    Ok(peak.trim().trim_end_matches(" kB").parse()?)
}
