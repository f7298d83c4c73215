//! Prints what changes among the servers of all configured clouds until Ctrl-C: `cargo run --example watch`, and
//! `-- --config FILE` for clouds of yours.

use anycloud::{CloudId, Fleet, ServerQuery, open_all};
use std::collections::BTreeMap;
use std::time::Duration;

#[tokio::main]
async fn main() -> anycloud_examples::Result<()> {
    let config = anycloud_examples::config().await?;
    let fleet = open_all(&config);
    println!("Watching {} clouds, and those inside them", config.clouds().len());
    tokio::select! {
        () = watch(&fleet, Duration::from_millis(200)) => Ok(()),
        over = anycloud_examples::meanwhile(&config) => over,
    }
}

async fn watch(fleet: &Fleet, every: Duration) {
    let mut seen = BTreeMap::<CloudId, BTreeMap<String, String>>::new();
    loop {
        let answers = fleet.ask(|cloud| async move { cloud.servers(&ServerQuery::new()).all().await });
        for answer in answers.await {
            // A cloud that does not answer now has not lost its servers: what was seen last still counts.
            let Ok(servers) = &answer.outcome else { continue };
            let now = servers.iter().map(|s| (format!("{} ({})", s.name, s.id), s.state.to_string()));
            let now: BTreeMap<_, _> = now.collect();
            let Some(before) = seen.insert(answer.cloud.clone(), now.clone()) else { continue };
            for (server, state) in now.iter().filter(|(server, state)| before.get(*server) != Some(state)) {
                let was = before.get(server).map_or("new", String::as_str);
                println!("{}: {server}: {was} -> {state}", answer.name());
            }
            for (server, was) in before.iter().filter(|(server, _)| !now.contains_key(*server)) {
                println!("{}: {server}: {was} -> gone", answer.name());
            }
        }
        tokio::time::sleep(every).await;
    }
}
