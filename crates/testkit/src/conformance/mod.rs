//! What every driver must do alike: one suite over all of them.
//!
//! [`suite!`](crate::suite) makes one test per case; [`matrix`] runs all of them and says which had nothing to show.

mod actions;
mod billing;
mod case;
mod compute;
mod drives;
mod firewalls;
mod fixture;
mod key_pairs;
mod killed;
mod listing;
mod look;
mod many;
mod matrix;
mod names;
mod networking;
mod notebook;
mod power;
mod recovery;
mod safety;
mod sizes;
mod snapshots;
mod transfer;
mod user_data;

pub use case::Case;
pub use fixture::{At, Fault, Fixture, Lab, Service};
pub use matrix::{Matrix, Ran, matrix};

use case::{Labs, Outcome, Skip};
use std::time::Duration;

/// Every case, in the order of the matrix.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    let groups = [
        listing::CASES,
        compute::CASES,
        sizes::CASES,
        many::CASES,
        user_data::CASES,
        power::CASES,
        actions::CASES,
        key_pairs::CASES,
        drives::CASES,
        snapshots::CASES,
        transfer::CASES,
        networking::CASES,
        firewalls::CASES,
        billing::CASES,
        safety::CASES,
        recovery::CASES,
        killed::CASES,
    ];
    groups.into_iter().flatten()
}

/// Runs one case, by name; says on stderr if it was skipped. What [`suite!`](crate::suite) expands to.
///
/// # Panics
/// If the case fails, or there is none of this name.
pub fn run<F: Fixture>(name: &str) {
    let case = cases().find(|case| case.name == name);
    let case = case.unwrap_or_else(|| panic!("the suite has no case {name}"));
    if let Err(Skip(why)) = play::<F>(case) {
        eprintln!("{name} on {}: skipped: {why}", F::name());
    }
}

/// No case may take longer on its own clock, which runs as fast as there is nothing to do.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);

fn play<F: Fixture>(case: &Case) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without I/O needs nothing");
    runtime.block_on(async {
        let labs = Labs(|| Box::pin(F::lab()));
        let lab = labs.lab().await;
        if let Some(need) = case.needs.iter().find(|need| !(need.met)(&lab)) {
            return case::skip(need.what);
        }
        drop(lab);
        let ended = tokio::time::timeout(LONGEST, (case.run)(labs)).await;
        ended.unwrap_or_else(|_| panic!("{} waits for something that never comes", case.name))
    })
}
