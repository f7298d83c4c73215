//! Serves a simulated ElasticHosts account until it is killed.
//!
//! `cargo run -p anycloud-simulators --example elastichosts -- [SERVERS] [LISTED]`

use anycloud_simulators::{Server, elastichosts::ElasticHosts};
use std::{error::Error, sync::Arc};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|number| number.parse::<u64>());
    let filled = numbers.next().transpose()?.unwrap_or(0);
    let listed = numbers.next().transpose()?.unwrap_or(0);
    let account = Arc::new(ElasticHosts::builder().filled(filled.try_into()?).listed(listed).build()?);
    let server = Server::start(([127, 0, 0, 1], 0).into(), account.clone()).await?;
    println!("{} {} {}", server.url(), account.user(), account.secret());
    server.run_forever().await?;
    Ok(())
}
