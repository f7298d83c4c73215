//! The conformance suite over simulated services, in this process: every driver that has a simulator, and the gateway.
//!
//! Docker and EC2 run it in their own programs, beside a real engine and somebody else's service.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cloudsigma;
mod elastichosts;
mod gateway;
mod mist;

use anycloud_core::Result;
use anycloud_simulators::faults::{self, FaultRule, FaultScript};
use anycloud_simulators::{Faulty, Simulator};
use anycloud_testkit::conformance::Fault;

/// The ids of all that a listing has.
fn ids<T, I>(all: Result<Vec<T>>, id: impl Fn(T) -> I) -> Vec<I> {
    all.unwrap().into_iter().map(id).collect()
}

/// Lets the next requests of these meet this. Every simulator has these faults, but not every provider a word for them.
fn arm<S: Simulator>(simulator: &Faulty<S>, on: &[impl AsRef<str>], fault: Fault) -> bool {
    let fault = match fault {
        Fault::Busy => faults::Fault::Busy,
        Fault::LoseReply => faults::Fault::DropAfter,
        Fault::LoseRequest => faults::Fault::DropBefore,
        Fault::Refuse => faults::Fault::Refused { code: "billing".into() },
        Fault::Stall => faults::Fault::Stall,
        Fault::Truncate => faults::Fault::Truncate { bytes: 10 },
    };
    let rules = on.iter().map(|on| FaultRule::new(on.as_ref(), fault.clone()).unwrap());
    simulator.arm(FaultScript::new(rules));
    true
}
