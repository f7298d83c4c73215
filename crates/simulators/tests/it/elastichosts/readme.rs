use anycloud_simulators::{
    elastichosts::{ElasticHosts, SeedState},
    faults::{Fault, FaultScript},
};
use std::{collections::BTreeSet, mem::discriminant};

const README: &str = include_str!("../../../README.md");

/// The JSON sample under a heading.
fn sample(heading: &str) -> &'static str {
    let (_, section) = README.split_once(&format!("\n## {heading}\n")).unwrap();
    let (_, sample) = section.split_once("```json\n").unwrap();
    sample.split_once("```").unwrap().0
}

#[test]
fn the_sample_of_a_fault_script_has_every_fault() {
    let script = FaultScript::from_json(sample("Fault scripts")).unwrap();
    let kinds: std::collections::HashSet<_> =
        script.rules.iter().map(|rule| discriminant(&rule.fault)).collect();
    assert_eq!(kinds.len(), 13);
    assert!(script.rules.iter().any(|rule| matches!(rule.fault, Fault::Delay { .. })));
}

#[test]
fn the_sample_of_a_seed_state_can_be_built() {
    let seed = SeedState::from_json(sample("Seed state")).unwrap();
    let account = ElasticHosts::builder().seed(seed).build().unwrap();
    assert_eq!((account.servers(), account.drives(), account.resources()), (2, 2, 2));
}

#[test]
fn every_command_is_in_the_table() {
    let (_, section) = README.split_once("\n## Commands\n").unwrap();
    let section = section.split_once("\n## ").unwrap().0;
    let commands: BTreeSet<&str> =
        section.split('`').filter(|word| word.starts_with(['d', 's', 'r']) && word.contains('/')).collect();
    for command in &commands {
        let account = ElasticHosts::new();
        let path = format!("/{command}").replace("CONVERSION", "gzip");
        let request = http::Request::get(path).body(bytes::Bytes::new()).unwrap();
        anycloud_simulators::Simulator::handle(&account, std::time::Duration::ZERO, request);
        assert_eq!(account.calls("unknown"), 0, "{command}");
    }
    assert_eq!(commands.len(), 36);
}
