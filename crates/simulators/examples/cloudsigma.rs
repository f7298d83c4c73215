//! Serves a simulated CloudSigma account until it is killed.
//!
//! `cargo run -p anycloud-simulators --example cloudsigma -- [SERVERS] [SEED.json]`

use anycloud_simulators::{
    Server,
    cloudsigma::{CloudSigma, SeedState},
};
use std::{error::Error, sync::Arc};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let filled = arguments.next().map_or(Ok(0), |number| number.parse())?;
    let mut builder = CloudSigma::builder().filled(filled);
    if let Some(path) = arguments.next() {
        builder = builder.seed(SeedState::from_json(&std::fs::read_to_string(path)?)?);
    }
    let account = Arc::new(builder.build()?);
    let server = Server::start(([127, 0, 0, 1], 0).into(), account.clone()).await?;
    println!("{} {} {}", server.url(), account.user(), account.password());
    server.run_forever().await?;
    Ok(())
}
