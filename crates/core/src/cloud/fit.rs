//! Which size has what is needed.

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
    /// Whether a size that does not tell its processor will do where none that tells it is enough; a [`Fit`] says so.
    pub cpu_if_told: bool,
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

    /// With so much processor where the cloud tells how much its sizes have. Mist.io tells it of no size, so that there
    /// only memory is left to choose by.
    pub fn cpu_if_told(mut self) -> Self {
        self.cpu_if_told = true;
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
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Fit {
    /// For [`CreateServer::sizing`](crate::CreateServer::sizing).
    pub sizing: Sizing,
    /// The size that was chosen; `None` where cpu and memory are sold freely.
    pub size: Option<Size>,
    /// What the size costs, if the provider tells. What is sold freely has at most a price list, [`Cloud::prices`].
    pub price: Option<SizePrice>,
    /// That nobody knows whether its processor is enough. Only a need that is [`cpu_if_told`](Need::cpu_if_told) is
    /// fitted so.
    pub cpu_untold: bool,
    /// One sentence for people, with the price and what is not known.
    pub why: String,
}

impl Cloud {
    /// The cheapest size that covers the need, else the smallest; or the need itself, where cpu and memory are sold
    /// freely. Buys nothing: pass it on to a create.
    ///
    /// # Errors
    /// `NotFound` if no size is known to cover it; `InvalidRequest` if it is outside of what is sold freely, or needs
    /// nothing; `Unsupported` where the cloud counts processors otherwise than the need, or does not tell the processors
    /// of the sizes that are left, which [`Need::cpu_if_told`] would take; otherwise as [`sizes`](Self::sizes).
    pub async fn fit(&self, need: &Need) -> Result<Fit> {
        match self.ours(self.sold_freely(need))? {
            Some(fit) => Ok(fit),
            None => self.ours(choose(need, self.sizes().all().await?)),
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
        self.ours(match self.sold_freely(need) {
            Ok(None) if !sizes => {
                Err(Error::unsupported("this cloud has no named sizes: ask for cpu and memory"))
            }
            known => known.map(drop),
        })
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
                let listed = caps.billing.as_ref().is_some_and(|can| can.prices != Support::No);
                let price =
                    if listed { "each by its price list, and tells no sum" } else { "and tells no price" };
                let why = format!("{cpu} and {memory}: this cloud sells both freely, {price}");
                let sizing = Sizing::Needs { cpu, memory };
                Ok(Some(Fit { sizing, size: None, price: None, cpu_untold: false, why }))
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
    let (mut fitting, mut untold) = (Vec::new(), Vec::new());
    for size in all.into_iter().filter(|size| covers_but_cpu(size, need)) {
        match covers_cpu(&size, need) {
            Some(true) => fitting.push(size),
            Some(false) => {}
            None => untold.push(size),
        }
    }
    let cpu_untold = need.cpu_if_told && fitting.is_empty();
    if cpu_untold {
        fitting = std::mem::take(&mut untold);
    }
    if fitting.iter().any(|size| !size.superseded) {
        fitting.retain(|size| !size.superseded);
    }
    fitting.sort_by(|a, b| order(a).cmp(&order(b)));
    let prices: Vec<(&Size, &SizePrice)> =
        fitting.iter().filter_map(|size| Some((size, price(size, need)?))).collect();
    let comparable = prices.windows(2).all(|two| two[0].1.compare_within(two[1].1).is_some());
    let cheapest = prices.iter().min_by_key(|(_, price)| price.price.decimal()).filter(|_| comparable);
    let (size, how) = match (cheapest, fitting.first()) {
        (Some((size, _)), _) => (*size, "the cheapest"),
        (None, Some(size)) => (size, "the smallest"),
        (None, None) => return Err(nothing(need, total, untold.len())),
    };
    // Some ids say little: `4`.
    let named = if *size.name == *size.id.as_str() { String::new() } else { format!(" ({})", size.name) };
    let mut why = format!("{}{named}: {how} of {}", size.id, counted(fitting.len()));
    match wanted(need, !cpu_untold) {
        nothing if nothing.is_empty() => {}
        wanted => why.push_str(&format!(" with at least {wanted}")),
    }
    let price = price(size, need).cloned();
    if let Some(price) = &price {
        why.push_str(&format!(", {price}"));
    }
    match fitting.len() - prices.len() {
        _ if !comparable => why.push_str("; not all prices compare"),
        0 => {}
        1 if fitting.len() > 1 => why.push_str("; 1 has no price"),
        n if n < fitting.len() => why.push_str(&format!("; {n} have no price")),
        _ => why.push_str("; no price is told"),
    }
    if cpu_untold {
        why.push_str(&format!("; whether it has {} is not told", cpus(need)));
    }
    Ok(Fit { sizing: Sizing::Named(size.id.clone()), size: Some(size.clone()), price, cpu_untold, why })
}

/// Too small is not found; where it is not told, nobody can know.
fn nothing(need: &Need, total: usize, untold: usize) -> Error {
    let (total, wanted) = (counted(total), wanted(need, true));
    if untold == 0 {
        return Error::new(ErrorKind::NotFound, format!("none of {total} is known to have {wanted}"));
    }
    let what =
        format!("whether {untold} of {total} have {wanted} cannot be known: their processor is not told");
    Error::new(ErrorKind::Unsupported, what)
}

/// What is not known does not cover a need, but for the architecture: most clouds have one and do not say so.
fn covers_but_cpu(size: &Size, need: &Need) -> bool {
    let architecture = match (&size.architecture, &need.architecture) {
        (Some(has), Some(want)) => has == want,
        _ => true,
    };
    architecture && need.memory.is_none_or(|want| size.memory.is_some_and(|has| has >= want))
}

/// Whether the processor is enough; `None` if it is not told in a unit of the need.
fn covers_cpu(size: &Size, need: &Need) -> Option<bool> {
    if need.cpus().next().is_none() {
        return Some(true);
    }
    let has = size.cpu?;
    need.cpus().find_map(|want| match (want, has) {
        (Cpu::Mhz(want), Cpu::Mhz(has)) | (Cpu::MilliCores(want), Cpu::MilliCores(has)) => Some(has >= want),
        _ => None,
    })
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

fn wanted(need: &Need, with_cpu: bool) -> String {
    let cpu = Some(cpus(need)).filter(|cpus| with_cpu && !cpus.is_empty());
    let memory = need.memory.map(|memory| memory.to_string());
    let amounts = cpu.into_iter().chain(memory).collect::<Vec<_>>().join(" and ");
    need.architecture.iter().fold(amounts, |amounts, on| format!("{amounts} on {on}"))
}

fn cpus(need: &Need) -> String {
    need.cpus().map(|cpu| cpu.to_string()).collect::<Vec<_>>().join(" or ")
}

fn counted(sizes: usize) -> String {
    if sizes == 1 { "1 size".to_owned() } else { format!("{sizes} sizes") }
}

#[cfg(test)]
mod tests;
