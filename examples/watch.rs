//! Prints the servers of all configured clouds, then what changes, until Ctrl-C; also when a cloud stops answering and when
//! it answers again: `cargo run --example watch`, and `-- --config FILE` for clouds of yours.

use anycloud::{Cloud, Result, ServerQuery, open_all};
use std::collections::BTreeMap;

#[tokio::main]
async fn main() -> Result<()> {
    let config = anycloud_examples::config().await?; // in yours: Config::load(Config::default_path()?)?
    // Where a cloud holds clouds, those that it holds now; each is watched for itself, so that none waits for another.
    for answer in open_all(&config).ask(async |cloud| Ok(cloud)).await {
        let name = answer.name().to_owned();
        match answer.outcome {
            Ok(cloud) => drop(tokio::spawn(watch(name, cloud))),
            Err(why) => eprintln!("{name}: is not watched: {why}"),
        }
    }
    anycloud_examples::meanwhile(&config).await // in yours: tokio::signal::ctrl_c()
}

async fn watch(name: String, cloud: Cloud) {
    let mut seen = BTreeMap::new();
    loop {
        let mut now = BTreeMap::new();
        match cloud.servers(&ServerQuery::new()).all().await {
            Ok(servers) => {
                now.extend(seen.keys().map(|known: &String| (known.clone(), "gone".to_owned())));
                now.insert(name.clone(), "answers".to_owned());
                now.extend(
                    servers.iter().map(|s| (format!("{name}: {} ({})", s.name, s.id), s.state.to_string())),
                );
            }
            Err(why) => drop(now.insert(name.clone(), format!("does not answer: {why}"))), // its servers stay
        }
        now.retain(|what, state| seen.insert(what.clone(), state.clone()).as_ref() != Some(state));
        now.iter().for_each(|(what, state)| println!("{what}: {state}"));
        anycloud_examples::pause(&cloud).await; // in yours: tokio::time::sleep(Duration::from_secs(10))
    }
}
