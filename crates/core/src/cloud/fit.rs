use super::Cloud;
use crate::capability::{ComputeCapabilities, Support};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Size, SizePrice};
use crate::provider::missing;
use crate::request::{Sizing, within_limits};
use crate::text::Text;
use crate::unit::{ByteSize, Cpu};
use serde::Serialize;

/// What a server needs at least, whatever the cloud calls its sizes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Need {
    /// Processor. Megahertz and cores are not compared with each other.
    pub cpu: Option<Cpu>,
    /// The same in the other unit, where clouds of both are asked.
    pub or_cpu: Option<Cpu>,
    /// Memory.
    pub memory: Option<ByteSize>,
    /// The operating system whose price counts, in the provider's word; the cheapest one's if absent.
    pub system: Option<Text>,
    /// What the processors must be, as an image of this cloud says it; a size that does not say what its are has them.
    pub architecture: Option<Text>,
}

impl Need {
    /// Nothing in particular.
    pub fn new() -> Self {
        Self::default()
    }

    /// At least this processor.
    pub fn cpu(mut self, cpu: Cpu) -> Self {
        self.cpu = Some(cpu);
        self
    }

    /// The same need in the other unit: at least this processor on clouds that count so.
    pub fn or_cpu(mut self, cpu: Cpu) -> Self {
        self.or_cpu = Some(cpu);
        self
    }

    /// At least so much memory.
    pub fn memory(mut self, memory: ByteSize) -> Self {
        self.memory = Some(memory);
        self
    }

    /// With the price for this operating system.
    pub fn system(mut self, system: impl Into<Text>) -> Self {
        self.system = Some(system.into());
        self
    }

    /// With processors that run this [`Image::architecture`](crate::Image::architecture).
    pub fn architecture(mut self, architecture: impl Into<Text>) -> Self {
        self.architecture = Some(architecture.into());
        self
    }

    fn cpus(&self) -> impl Iterator<Item = Cpu> {
        self.cpu.into_iter().chain(self.or_cpu)
    }
}

/// The sizing that a cloud has for a need, and why this one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Fit {
    /// For [`CreateServer::sizing`](crate::CreateServer::sizing).
    pub sizing: Sizing,
    /// What it costs, if the provider tells.
    pub price: Option<SizePrice>,
    /// One sentence for people.
    pub why: String,
}

impl Cloud {
    /// The cheapest size that covers the need, else the smallest; or the need itself, where cpu and memory are sold
    /// freely. Buys nothing: pass it on to a create.
    ///
    /// # Errors
    /// `NotFound` if no size is known to cover it; `InvalidRequest` if it is outside of what is sold freely, or needs
    /// nothing; `Unsupported` where the cloud counts processors otherwise than the need; otherwise as
    /// [`sizes`](Self::sizes).
    pub async fn fit(&self, need: &Need) -> Result<Fit> {
        match self.sold_freely(need)? {
            Some(fit) => Ok(fit),
            None => choose(need, self.sizes().all().await?),
        }
    }

    /// What can be said of a need without asking the provider: a caller that has other things to ask first, e.g. what
    /// [`Need::architecture`] an image has, refuses early what [`fit`](Self::fit) would refuse.
    ///
    /// # Errors
    /// As [`fit`](Self::fit), but that sizes are not looked at; `Unsupported` if this cloud sells neither freely nor
    /// by size.
    pub fn check_need(&self, need: &Need) -> Result<()> {
        let sizes = self.capabilities().compute.as_ref().is_some_and(|can| can.sizes != Support::No);
        match self.sold_freely(need)? {
            None if !sizes => {
                Err(Error::unsupported("this cloud has no named sizes: ask for cpu and memory"))
            }
            _ => Ok(()),
        }
    }

    fn sold_freely(&self, need: &Need) -> Result<Option<Fit>> {
        if need.cpus().next().is_none() && need.memory.is_none() {
            return Err(Error::invalid("the need says neither cpu nor memory"));
        }
        let caps = self.capabilities();
        let can = caps.compute.as_ref().ok_or_else(|| missing("compute"))?;
        match (need.cpus().find(|cpu| sells(can, *cpu)), need.memory) {
            (Some(cpu), Some(memory)) => {
                within_limits(can, Some(cpu), Some(memory))?;
                let why = format!("{cpu} and {memory}: this cloud sells both freely");
                Ok(Some(Fit { sizing: Sizing::Needs { cpu, memory }, price: None, why }))
            }
            (None, Some(_)) if need.cpu.is_some() && only_freely(can) => {
                let unit = if can.cpu_mhz.is_some() { "MHz" } else { "cores" };
                Err(Error::unsupported(format!(
                    "this cloud counts processors in {unit}: say the need so, too"
                )))
            }
            _ => Ok(None),
        }
    }
}

/// Whether there are no sizes to choose among.
fn only_freely(can: &ComputeCapabilities) -> bool {
    let limits = can.cpu_mhz.or(can.cpu_millicores);
    can.create.free_sizing != Support::No && can.sizes == Support::No && limits.is_some()
}

fn sells(can: &ComputeCapabilities, cpu: Cpu) -> bool {
    let limits = match cpu {
        Cpu::Mhz(_) => can.cpu_mhz,
        Cpu::MilliCores(_) => can.cpu_millicores,
    };
    can.create.free_sizing != Support::No && limits.is_some()
}

fn choose(need: &Need, all: Vec<Size>) -> Result<Fit> {
    let total = all.len();
    let mut fitting: Vec<Size> = all.into_iter().filter(|size| covers(size, need)).collect();
    if fitting.iter().any(|size| !size.superseded) {
        fitting.retain(|size| !size.superseded);
    }
    let wanted = wanted(need);
    let mut priced: Vec<(&Size, &SizePrice)> =
        fitting.iter().filter_map(|size| Some((size, price(size, need)?))).collect();
    let comparable = priced.windows(2).all(|two| two[0].1.compare(two[1].1).is_some());
    if comparable {
        priced.sort_by(|a, b| (a.1.price.decimal(), order(a.0)).cmp(&(b.1.price.decimal(), order(b.0))));
    } else {
        priced.clear();
    }
    let (size, price, how) = match (priced.first(), fitting.iter().min_by(|a, b| order(a).cmp(&order(b)))) {
        (Some((size, price)), _) => (*size, Some((*price).clone()), "the cheapest"),
        (None, Some(size)) => (size, None, "the smallest"),
        (None, None) => {
            let what = format!("none of {total} sizes is known to have {wanted}");
            return Err(Error::new(ErrorKind::NotFound, what));
        }
    };
    // Some ids say little: `4`.
    let named = if *size.name == *size.id.as_str() { String::new() } else { format!(" ({})", size.name) };
    let mut why = format!("{}{named}: {how} of {} sizes with at least {wanted}", size.id, fitting.len());
    if let Some(price) = &price {
        why.push_str(&format!(", {price}"));
        if priced.len() < fitting.len() {
            why.push_str(&format!("; {} have no price", fitting.len() - priced.len()));
        }
    }
    Ok(Fit { sizing: Sizing::Named(size.id.clone()), price, why })
}

/// What is not known does not cover a need, but for the architecture: most clouds have one and do not say so.
fn covers(size: &Size, need: &Need) -> bool {
    if let (Some(has), Some(want)) = (&size.architecture, &need.architecture)
        && has != want
    {
        return false;
    }
    let enough = |want: Cpu| match (want, size.cpu) {
        (Cpu::Mhz(want), Some(Cpu::Mhz(has))) => has >= want,
        (Cpu::MilliCores(want), Some(Cpu::MilliCores(has))) => has >= want,
        _ => false,
    };
    let cpu = need.cpus().next().is_none() || need.cpus().any(enough);
    cpu && need.memory.is_none_or(|want| size.memory.is_some_and(|has| has >= want))
}

/// By memory, which every provider tells, then by cpu. Of equals, what runs most images comes first.
fn order(size: &Size) -> (Option<ByteSize>, u32, bool, &str) {
    let cpu = match size.cpu {
        Some(Cpu::Mhz(n) | Cpu::MilliCores(n)) => n,
        None => u32::MAX,
    };
    let odd = size.architecture.as_deref().is_some_and(|architecture| architecture != "x86_64");
    (size.memory, cpu, odd, size.id.as_str())
}

fn price<'a>(size: &'a Size, need: &Need) -> Option<&'a SizePrice> {
    let counts = |price: &&SizePrice| match (&price.system, &need.system) {
        (Some(system), Some(wanted)) => system == wanted,
        _ => true,
    };
    size.prices.iter().filter(counts).min_by_key(|price| price.price.decimal())
}

fn wanted(need: &Need) -> String {
    let cpus: Vec<String> = need.cpus().map(|cpu| cpu.to_string()).collect();
    let cpus = (!cpus.is_empty()).then(|| cpus.join(" or "));
    let memory = need.memory.map(|memory| memory.to_string());
    let amounts = cpus.into_iter().chain(memory).collect::<Vec<_>>().join(" and ");
    need.architecture.iter().fold(amounts, |amounts, on| format!("{amounts} on {on}"))
}

#[cfg(test)]
mod tests {
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
                   1 have no price";
        assert_eq!(named(&need, all()), ("fair".to_owned(), why.to_owned()));
        assert_eq!(named(&need.clone().system("windows"), all()).0, "big", "0.40 is less than 0.45");
        let euros = size("euros", 2, 4, &[("linux", "0.1", "EUR")]);
        let mixed = all().into_iter().chain([euros]).collect();
        let why = "euros: the smallest of 4 sizes with at least 2 cores and 4 GiB";
        assert_eq!(named(&need, mixed), ("euros".to_owned(), why.to_owned()), "currencies do not compare");
    }

    #[test]
    fn a_size_of_another_architecture_does_not_cover() {
        let of = |id: &str, gib, architecture: Option<&str>| {
            let mut size = size(id, 2, gib, &[]);
            size.architecture = architecture.map(Into::into);
            size
        };
        let all =
            || vec![of("arm", 4, Some("arm64")), of("intel", 8, Some("x86_64")), of("silent", 16, None)];
        let need = Need::new().memory(ByteSize::gib(2));
        assert_eq!(named(&need, all()).0, "arm", "nothing is said");
        let why = "intel: the smallest of 2 sizes with at least 2 GiB on x86_64";
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
        assert!(why.contains("none of 1 sizes is known to have 2 cores or 6000 MHz and 4 GiB"), "{why}");
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
        assert_eq!(
            named(&need, vec![old.clone(), of("b-arm", "arm64"), of("c-intel", "x86_64")]).0,
            "c-intel"
        );
        assert_eq!(named(&need.clone().architecture("x86_64"), vec![old, of("b-arm", "arm64")]).0, "a-old");
    }

    #[test]
    fn what_is_not_known_does_not_cover() {
        let mut blind = Size::new("blind".into(), "blind");
        blind.memory = Some(ByteSize::gib(64));
        let need = Need::new().cpu(Cpu::cores(1)).memory(ByteSize::gib(1));
        let error = choose(&need, vec![blind.clone()]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().contains("none of 1 sizes is known to have 1 core and 1 GiB"), "{error}");
        assert_eq!(named(&Need::new().memory(ByteSize::gib(1)), vec![blind.clone()]).0, "blind");
        blind.name = "Linode 4096".into();
        let why = named(&Need::new().memory(ByteSize::gib(1)), vec![blind]).1;
        assert_eq!(why, "blind (Linode 4096): the smallest of 1 sizes with at least 1 GiB");
    }
}
