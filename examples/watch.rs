//! Prints the servers of all configured clouds, then what changes, until Ctrl-C; also when a cloud stops answering and when
//! it answers again: `cargo run --example watch`, and `-- --config FILE` for clouds of yours.

use anycloud::{Cloud, Result, Server, ServerId, ServerQuery, open_all};
use std::collections::BTreeMap;

#[tokio::main]
async fn main() -> Result<()> {
    let config = anycloud_examples::config().await?; // in yours: Config::load(Config::default_path()?)?
    for answer in open_all(&config).ask(async |cloud| Ok(cloud)).await {
        let name = answer.to_string(); // a cloud that holds clouds answers by those that it holds now
        match answer.outcome {
            Ok(cloud) => drop(tokio::spawn(watch(name, cloud))), // so that none waits for another
            Err(why) => eprintln!("{name}: is not watched: {why}"),
        }
    }
    anycloud_examples::meanwhile(&config).await // in yours: tokio::signal::ctrl_c()
}

async fn watch(name: String, cloud: Cloud) {
    let (mut said, mut known) = (String::new(), BTreeMap::<ServerId, Server>::new());
    loop {
        let found = cloud.servers(&ServerQuery::new()).all().await;
        let says = found.as_ref().map_or_else(|why| format!("does not answer: {why}"), |_| "answers".into());
        if says != said {
            println!("{name}: {says}");
            said = says;
        }
        if let Ok(servers) = found {
            let now = BTreeMap::from_iter(servers.into_iter().map(|server| (server.id.clone(), server)));
            let changed = now.values().filter(|s| known.get(&s.id).is_none_or(|old| old.state != s.state));
            changed.for_each(|s| println!("{name}: {} ({}): {}", s.name, s.id, s.state));
            let gone = known.values().filter(|s| !now.contains_key(&s.id));
            gone.for_each(|s| println!("{name}: {} ({}): gone", s.name, s.id));
            known = now; // but while the cloud does not answer, what was known: its servers are not gone
        }
        anycloud_examples::pause(&cloud).await; // in yours: tokio::time::sleep(Duration::from_secs(10))
    }
}
