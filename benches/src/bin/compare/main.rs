//! What anycloud costs beside its peers, in one run on one machine.
//!
//! ```text
//! cargo run --release -p anycloud-benches --bin compare [ITEM...] [--print]
//! ```
//!
//! Items are `decode`, `listing`, `ec2`, `streamed`, `call`, `upload` and `build`; without any, all of them. What was measured is
//! put into `benches/RESULTS.md`, where the sections of other items stay as they are; with `--print` it is only shown. Every item
//! takes the median of several rounds, in each of which every contender has its turn.
//!
//! The other arguments that the program knows are for the processes that it starts of itself: a contender whose memory is
//! measured, and the server that it talks to, each have one of their own.

mod build;
mod call;
mod clients;
mod decode;
mod ec2;
mod listing;
mod machine;
mod process;
mod python;
mod report;
mod servers;
mod stats;
mod streamed;
mod upload;

use report::{Results, Section};
use std::error::Error;

/// Whatever stops a measurement.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

type Measure = fn() -> Outcome<Section>;

/// What can be measured, in the order of the results.
const ITEMS: [(&str, Measure); 7] = [
    ("decode", decode::measure),
    ("listing", listing::measure),
    ("ec2", ec2::measure),
    ("streamed", streamed::measure),
    ("call", call::measure),
    ("upload", upload::measure),
    ("build", build::measure),
];

fn main() -> Outcome {
    // Cargo calls this program in place of the compiler where the build is measured.
    if let Some(log) = std::env::var_os(build::PEAKS) {
        return build::compile(log.as_ref());
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("client") => return clients::run(&arguments[1..]),
        Some("serve") => return servers::run(&arguments[1..]),
        _ => {}
    }
    let print = arguments.iter().any(|argument| argument == "--print");
    let wanted: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| *word != "--print").collect();
    if let Some(unknown) = wanted.iter().find(|name| ITEMS.iter().all(|(item, _)| item != *name)) {
        return Err(format!("there is no item {unknown}; see the head of {}", file!()).into());
    }
    let mut results = Results::read()?;
    for (name, measure) in ITEMS {
        if wanted.is_empty() || wanted.contains(&name) {
            eprintln!("measuring: {name}");
            let section = measure()?;
            println!("{}", section.markdown());
            results.put(name, &section);
            // Each as soon as it is there: a later item that fails loses nothing.
            if !print {
                results.write()?;
            }
        }
    }
    Ok(())
}
