use super::{Need, choose};
use crate::error::ErrorKind;
use crate::model::{Period, Size, SizePrice};
use crate::money::Money;
use crate::request::Sizing;
use crate::unit::{ByteSize, Cpu};

fn size(id: &str, cores: u32, gib: u64, prices: &[(&str, &str, &str)]) -> Size {
    let mut size = Size::new(id.into(), id);
    (size.cpu, size.memory) = (Some(Cpu::cores(cores)), Some(ByteSize::gib(gib)));
    for (system, amount, currency) in prices {
        let price = SizePrice::new(Money::parse(amount, currency).unwrap(), Period::Hour);
        size.prices.push(price.system(*system));
    }
    size
}

fn named(need: &Need, all: Vec<Size>) -> (String, String) {
    let fit = choose(need, all).unwrap();
    assert!(!fit.cpu_untold);
    let Sizing::Named(id) = fit.sizing else { panic!("{:?}", fit.sizing) };
    (id.to_string(), fit.why)
}

#[test]
fn the_cheapest_wins_and_says_why() {
    let all = || {
        vec![
            size("big", 8, 32, &[("linux", "0.5", "USD"), ("windows", "0.4", "USD")]),
            size("fair", 2, 8, &[("linux", "0.2", "USD"), ("windows", "0.45", "USD")]),
            size("small", 1, 2, &[("linux", "0.02", "USD")]),
            size("free", 2, 4, &[]),
        ]
    };
    let need = Need::new().cpu(Cpu::cores(2)).memory(ByteSize::gib(4));
    let why = "fair: the cheapest of 3 sizes with at least 2 cores and 4 GiB, 0.2 USD per hour for linux; \
               1 has no price";
    assert_eq!(named(&need, all()), ("fair".to_owned(), why.to_owned()));
    assert_eq!(named(&need.clone().system("windows"), all()).0, "big", "0.40 is less than 0.45");
    let euros = size("euros", 2, 4, &[("linux", "0.1", "EUR")]);
    let mixed = all().into_iter().chain([euros]).collect();
    let why = "euros: the smallest of 4 sizes with at least 2 cores and 4 GiB, 0.1 EUR per hour for linux; not all \
               prices compare";
    assert_eq!(named(&need, mixed), ("euros".to_owned(), why.to_owned()), "currencies do not compare");
}

#[test]
fn a_size_of_another_architecture_does_not_cover() {
    let of = |id: &str, gib, architecture: Option<&str>| {
        let mut size = size(id, 2, gib, &[]);
        size.architecture = architecture.map(Into::into);
        size
    };
    let all = || vec![of("arm", 4, Some("arm64")), of("intel", 8, Some("x86_64")), of("silent", 16, None)];
    let need = Need::new().memory(ByteSize::gib(2));
    assert_eq!(named(&need, all()).0, "arm", "nothing is said");
    let why = "intel: the smallest of 2 sizes with at least 2 GiB on x86_64; no price is told";
    assert_eq!(named(&need.architecture("x86_64"), all()), ("intel".to_owned(), why.to_owned()));
    assert_eq!(named(&Need::new().memory(ByteSize::gib(2)).architecture("riscv"), all()).0, "silent");
}

#[test]
fn a_need_in_both_units_fits_clouds_of_either() {
    let mut fast = Size::new("fast".into(), "fast");
    (fast.cpu, fast.memory) = (Some(Cpu::Mhz(5000)), Some(ByteSize::gib(4)));
    let need = Need::new().cpu(Cpu::cores(2)).or_cpu(Cpu::Mhz(4000)).memory(ByteSize::gib(4));
    assert_eq!(named(&need, vec![fast.clone()]).0, "fast");
    assert_eq!(named(&need, vec![size("two", 2, 4, &[])]).0, "two");
    let why = choose(&need.clone().or_cpu(Cpu::Mhz(6000)), vec![fast]).unwrap_err().to_string();
    assert!(why.contains("none of 1 size is known to have 2 cores or 6000 MHz and 4 GiB"), "{why}");
}

#[test]
fn of_equals_the_usual_and_the_new_are_chosen() {
    let of = |id: &str, architecture: &str| {
        let mut size = size(id, 2, 4, &[]);
        size.architecture = Some(architecture.into());
        size
    };
    let mut old = of("a-old", "x86_64");
    old.superseded = true;
    let need = Need::new().memory(ByteSize::gib(2));
    assert_eq!(named(&need, vec![old.clone(), of("b-arm", "arm64"), of("c-intel", "x86_64")]).0, "c-intel");
    assert_eq!(named(&need.clone().architecture("x86_64"), vec![old, of("b-arm", "arm64")]).0, "a-old");
}

#[test]
fn what_is_not_known_does_not_cover() {
    let mut blind = Size::new("blind".into(), "blind");
    blind.memory = Some(ByteSize::gib(64));
    let need = Need::new().cpu(Cpu::cores(1)).memory(ByteSize::gib(1));
    let refused = |need: &Need, sizes| choose(need, sizes).map_err(|e| (e.kind(), e.message().to_owned()));
    let why = "whether 1 of 2 sizes have 1 core and 1 GiB cannot be known: their processor is not told";
    let sizes = vec![blind.clone(), size("tiny", 1, 0, &[])];
    assert_eq!(refused(&need, sizes).unwrap_err(), (ErrorKind::Unsupported, why.to_owned()));
    let why = "none of 2 sizes is known to have 2 cores and 65 GiB";
    let more = Need::new().cpu(Cpu::cores(2)).memory(ByteSize::gib(65));
    let sizes = vec![blind.clone(), size("one", 1, 65, &[])];
    assert_eq!(
        refused(&more, sizes).unwrap_err(),
        (ErrorKind::NotFound, why.to_owned()),
        "both are too small"
    );
    assert_eq!(named(&Need::new().memory(ByteSize::gib(1)), vec![blind.clone()]).0, "blind");
    blind.name = "Linode 4096".into();
    let why = named(&Need::new().memory(ByteSize::gib(1)), vec![blind]).1;
    assert_eq!(why, "blind (Linode 4096): the smallest of 1 size with at least 1 GiB; no price is told");
}

#[test]
fn a_processor_that_is_not_told_will_do_if_the_need_says_so_and_is_named() {
    let mut silent = size("silent", 1, 4, &[("linux", "0.1", "USD")]);
    silent.cpu = None;
    let need = Need::new().cpu(Cpu::cores(2)).or_cpu(Cpu::Mhz(4000)).memory(ByteSize::gib(2)).cpu_if_told();
    let fit = choose(&need, vec![silent.clone(), size("single", 1, 8, &[])]).unwrap();
    let why = "silent: the cheapest of 1 size with at least 2 GiB, 0.1 USD per hour for linux; whether it has 2 \
               cores or 4000 MHz is not told";
    assert_eq!((fit.cpu_untold, fit.why.as_str()), (true, why));
    assert_eq!(fit.size.unwrap().id.as_str(), "silent");
    let why = choose(&Need::new().cpu(Cpu::cores(2)).cpu_if_told(), vec![silent.clone()]).unwrap().why;
    assert_eq!(
        why,
        "silent: the cheapest of 1 size, 0.1 USD per hour for linux; whether it has 2 cores is not told"
    );
    assert_eq!(named(&need, vec![silent, size("told", 2, 64, &[])]).0, "told", "what is known comes first");
    let error = choose(&need, vec![size("single", 1, 8, &[])]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "told, and too small");
}
