//! Serves a simulated Mist.io account until it is killed.
//!
//! `cargo run -p anycloud-simulators --example mist -- [MACHINES] [SEED.json]`

use anycloud_simulators::{
    Server,
    mist::{Mist, SeedState},
};
use std::{error::Error, sync::Arc};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let filled = arguments.next().map_or(Ok(3), |number| number.parse())?;
    let mut builder = Mist::builder().filled(filled);
    if let Some(path) = arguments.next() {
        builder = builder.seed(SeedState::from_json(&std::fs::read_to_string(path)?)?);
    }
    let account = Arc::new(builder.build()?);
    let server = Server::start(([127, 0, 0, 1], 0).into(), account.clone()).await?;
    println!("{} {} {}", server.url(), account.email(), account.token());
    server.run_forever().await?;
    Ok(())
}
