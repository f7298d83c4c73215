use anycloud_simulators::{
    Simulator,
    cloudsigma::{CloudSigma, SeedState},
};
use std::collections::BTreeSet;

const README: &str = include_str!("../../../README.md");

fn section(heading: &str) -> &'static str {
    let (_, section) = README.split_once(&format!("\n## {heading}\n")).unwrap();
    section.split_once("\n## ").map_or(section, |(section, _)| section)
}

#[test]
fn the_sample_of_a_seed_state_can_be_built() {
    let (_, sample) = section("CloudSigma: seed state").split_once("```json\n").unwrap();
    let seed = SeedState::from_json(sample.split_once("```").unwrap().0).unwrap();
    let account = CloudSigma::builder().seed(seed).build().unwrap();
    assert_eq!((account.servers(), account.drives(), account.resources()), (2, 2, 2));
    assert_eq!((&*account.balance(), account.groups(), account.subscriptions()), ("50.00", 1, 1));
}

#[test]
fn every_call_is_in_the_table() {
    let calls: BTreeSet<&str> = section("CloudSigma")
        .lines()
        .filter(|line| line.starts_with("| "))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect();
    for call in &calls {
        let account = CloudSigma::new();
        let request = http::Request::get(format!("/{call}")).body(bytes::Bytes::new()).unwrap();
        account.handle(std::time::Duration::ZERO, request);
        assert_eq!(account.calls(call), 1, "{call}");
        assert_eq!(account.calls("unknown"), 0, "{call}");
    }
    assert_eq!(calls.len(), 70);
}
