//! What a server with two cores and 2 GiB costs on each configured cloud: `cargo run --example cheapest`, and
//! `-- --config FILE` for clouds of yours.

use anycloud::{ByteSize, Cpu, ErrorKind, Fit, Need, open_all};
use std::cmp::Ordering;

#[tokio::main]
async fn main() -> anycloud_examples::Result<()> {
    let fleet = open_all(&anycloud_examples::config().await?);

    // Some clouds count cores, some megahertz, and some do not tell: those are measured by memory.
    let memory = Need::new().memory(ByteSize::gib(2));
    let need = memory.clone().cpu(Cpu::cores(2)).or_cpu(Cpu::Mhz(4000));
    let fits = fleet.ask(move |cloud| {
        let (memory, need) = (memory.clone(), need.clone());
        async move {
            match cloud.fit(&need).await {
                Err(e) if e.kind() == ErrorKind::NotFound => cloud.fit(&memory).await,
                fit => fit,
            }
        }
    });
    let fits = fits.await;

    // Dollars do not compare with francs, nor hours with months: the cheapest is so among its like.
    let prices: Vec<_> = fits.iter().filter_map(|fit| fit.outcome.as_ref().ok()?.price.as_ref()).collect();
    let cheapest = |fit: &Fit| {
        fit.price.as_ref().is_some_and(|own| prices.iter().all(|p| p.compare(own) != Some(Ordering::Less)))
    };
    for answer in &fits {
        match &answer.outcome {
            Ok(fit) => println!("{} {:36} {}", if cheapest(fit) { "*" } else { " " }, answer.name(), fit.why),
            Err(why) => println!("  {:36} nothing: {why}", answer.name()),
        }
    }
    Ok(())
}
