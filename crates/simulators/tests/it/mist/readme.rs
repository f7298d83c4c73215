use anycloud_simulators::{
    Simulator,
    faults::FaultScript,
    mist::{Dialect, Mist, SeedState},
};
use std::collections::BTreeSet;

const README: &str = include_str!("../../../README.md");

fn section(heading: &str) -> &'static str {
    let (_, section) = README.split_once(&format!("\n## {heading}\n")).unwrap();
    section.split_once("\n## ").map_or(section, |(section, _)| section)
}

fn sample(heading: &str) -> &'static str {
    let (_, sample) = section(heading).split_once("```json\n").unwrap();
    sample.split_once("```").unwrap().0
}

#[test]
fn the_sample_of_a_seed_state_can_be_built() {
    let seed = SeedState::from_json(sample("Mist.io: seed state")).unwrap();
    let account = Mist::builder().seed(seed).build().unwrap();
    assert_eq!((account.backends().len(), account.machines(), account.keys()), (3, 4, 2));
}

#[test]
fn the_sample_of_a_fault_script_can_be_read() {
    assert_eq!(FaultScript::from_json(sample("Mist.io")).unwrap().rules.len(), 2);
}

#[test]
fn every_call_is_in_the_table() {
    let (table, _) = section("Mist.io").split_once("\nThese are the names").unwrap();
    let calls: BTreeSet<&str> = table
        .lines()
        .filter(|line| line.starts_with("| "))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect();
    for call in &calls {
        let (method, path) = call.split_once(' ').unwrap();
        let account = Mist::builder().dialect(Dialect::Version2).build().unwrap();
        let request =
            http::Request::builder().method(method).uri(format!("/{}", path.trim_start_matches('/')));
        let request = request.header("authorization", account.token()).body("{}".into()).unwrap();
        let reply = account.handle(std::time::Duration::ZERO, request).into_response().unwrap();
        // Whatever it says, it does not say that there is no such call.
        let unknown = reply.body().starts_with(b"Not Found: The resource");
        assert_eq!(unknown, *call == "GET keys/KEY", "{call}: {:?}", reply.body());
        assert_eq!(account.calls("unknown"), 0, "{call}");
    }
    assert_eq!(calls.len(), 30);
}
