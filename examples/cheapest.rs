//! Which size has two cores and 2 GiB on each configured cloud, and which is the cheapest: `cargo run --example cheapest`,
//! and `-- --config FILE` for clouds of yours.

use anycloud::{ByteSize, Cpu, Fit, Need, Result, open_all};
use std::cmp::Ordering;

#[tokio::main]
async fn main() -> Result<()> {
    let config = anycloud_examples::config().await?; // in yours: Config::load(Config::default_path()?)?

    // Some clouds count cores, some megahertz, and some do not tell: there it is only known how much memory a size has.
    let cpu = Need::new().cpu(Cpu::cores(2)).or_cpu(Cpu::Mhz(4000)).cpu_if_told();
    let need = cpu.memory(ByteSize::gib(2));
    let answers = open_all(&config).ask(async |cloud| cloud.fit(&need).await).await;

    // Dollars do not compare with francs, hours with months, or what has two cores with what may have one.
    let less = |a: &Fit, b: &Fit| {
        let prices = a.price.as_ref().zip(b.price.as_ref());
        a.cpu_untold == b.cpu_untold && prices.is_some_and(|(a, b)| a.compare(b) == Some(Ordering::Less))
    };
    let fits = || answers.iter().filter_map(|answer| answer.outcome.as_ref().ok());
    for answer in &answers {
        match &answer.outcome {
            Ok(fit) => {
                let cheapest = fit.price.is_some() && !fits().any(|other| less(other, fit));
                let mark = match fit.cpu_untold {
                    _ if !cheapest => ' ',
                    true => '?',
                    false => '*',
                };
                println!("{mark} {answer}: {}", fit.why);
            }
            Err(why) => eprintln!("  {answer}: nothing: {why}"),
        }
    }
    println!("*: no known price that compares is less; ?: the same, where nobody tells the processor");
    Ok(())
}
