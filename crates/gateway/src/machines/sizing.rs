//! Sizes of clouds that sell cpu and memory freely: ids such as `2000mhz-2048mib`.

use anycloud::{ByteSize, ComputeCapabilities, Cpu, Limits};

/// What an id of a free size says.
pub(crate) fn free(id: &str) -> Option<(Cpu, ByteSize)> {
    let (cpu, memory) = id.split_once('-')?;
    let memory = ByteSize::mib(number(memory.strip_suffix("mib")?)?.into());
    let cpu = match cpu.strip_suffix("mhz") {
        Some(mhz) => Cpu::Mhz(number(mhz)?),
        None => Cpu::MilliCores(number(cpu.strip_suffix("mcores")?)?),
    };
    Some((cpu, memory))
}

/// Digits, and nothing else that a parser would take: each size has one id.
fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().ok() } else { None }
}

/// A free size to choose from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) memory_mib: u64,
}

/// A few of the sizes that a cloud sells: memory in powers of two, about a core or a gigahertz for each GiB. Every other
/// id within the limits is taken as well.
pub(crate) fn menu(can: &ComputeCapabilities) -> Vec<Offer> {
    let Some(memory) = can.memory_bytes else { return Vec::new() };
    let (unit, cpu) = match (can.cpu_mhz, can.cpu_millicores) {
        (Some(limits), _) => ("mhz", limits),
        (None, Some(limits)) => ("mcores", limits),
        (None, None) => return Vec::new(),
    };
    let powers = (0..40).map(|n| ByteSize::mib(1 << n)).filter(|size| memory.allow(size.0));
    powers.take(16).map(|size| offer(unit, cpu, size)).collect()
}

fn offer(unit: &str, limits: Limits, memory: ByteSize) -> Offer {
    let mib = memory.as_mib();
    let cpu = (mib * 1000 / 1024).clamp(limits.min, limits.max);
    let name = match (unit, u32::try_from(cpu)) {
        ("mhz", Ok(n)) => Cpu::Mhz(n).to_string(),
        (_, Ok(n)) => Cpu::MilliCores(n).to_string(),
        (_, Err(_)) => format!("{cpu} {unit}"),
    };
    Offer { id: format!("{cpu}{unit}-{mib}mib"), name: format!("{name}, {memory}"), memory_mib: mib }
}

#[cfg(test)]
mod tests {
    use super::{free, menu};
    use anycloud::{ByteSize, ComputeCapabilities, Cpu, Limits};

    #[test]
    fn ids_say_cpu_and_memory() {
        assert_eq!(free("2000mhz-2048mib"), Some((Cpu::Mhz(2000), ByteSize::gib(2))));
        assert_eq!(free("500mcores-256mib"), Some((Cpu::MilliCores(500), ByteSize::mib(256))));
        let odd = [
            "t1.micro",
            "",
            "-",
            "mhz-mib",
            "2000mhz",
            "2000mhz-2048",
            "+2000mhz-2048mib",
            "2000mhz--1mib",
            "02000mhz-2048mib",
            "0mhz-1mib",
            "99999999999mhz-1mib",
            "2000MHz-2048MiB",
            "2000mhz-2048mib ",
        ];
        for id in odd {
            assert_eq!(free(id), None, "{id}");
        }
    }

    #[test]
    fn the_menu_stays_within_the_limits_and_reads_back() {
        let mut can = ComputeCapabilities::default();
        assert!(menu(&can).is_empty());
        can.cpu_mhz = Some(Limits::new(500..=20000));
        can.memory_bytes = Some(Limits::new(256 << 20..=32 << 30));
        let offers = menu(&can);
        let ids: Vec<&str> = offers.iter().map(|offer| offer.id.as_str()).collect();
        let wanted = [
            "500mhz-256mib",
            "500mhz-512mib",
            "1000mhz-1024mib",
            "2000mhz-2048mib",
            "4000mhz-4096mib",
            "8000mhz-8192mib",
            "16000mhz-16384mib",
            "20000mhz-32768mib",
        ];
        assert_eq!(ids, wanted);
        assert_eq!((offers[3].name.as_str(), offers[3].memory_mib), ("2000 MHz, 2 GiB", 2048));
        assert!(ids.iter().all(|id| free(id).is_some()));
    }
}
