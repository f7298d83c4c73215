//! What the fake cloud sells.

use super::quirk::Quirk;
use anycloud_core::{ByteSize, Cpu, Image, Location, Money, Period, Size, SizeId, SizePrice};

/// The only image.
pub(super) const IMAGE: &str = "img-1";

/// Places, of which the first is where things are made unless they are told.
pub(super) const LOCATIONS: [(&str, &str); 2] = [("loc-north", "North"), ("loc-south", "South")];

/// Id, cores, GiB and dollars per hour. The cheapest that covers a need is not always the smallest.
const SIZES: [(&str, u32, u64, &str); 4] =
    [("size-s", 1, 1, "0.01"), ("size-m", 2, 4, "0.04"), ("size-l", 4, 8, "0.09"), ("size-x", 4, 16, "0.08")];

pub(super) fn images() -> Vec<Image> {
    vec![Image::new(IMAGE.into(), "Debian")]
}

pub(super) fn locations() -> Vec<Location> {
    LOCATIONS.iter().map(|(id, name)| Location::new((*id).into(), *name)).collect()
}

pub(super) fn sizes(quirk: Quirk) -> Vec<Size> {
    let listed = SIZES.iter().map(|(id, cores, gib, dollars)| {
        let mut size = Size::new((*id).into(), *id);
        let gib = if quirk == Quirk::OverstatesSizes { gib * 2 } else { *gib };
        (size.cpu, size.memory) = (Some(Cpu::cores(*cores)), Some(ByteSize::gib(gib)));
        let price = Money::parse(dollars, "USD").ok();
        size.prices.extend(price.map(|price| SizePrice::new(price, Period::Hour)));
        size
    });
    listed.collect()
}

/// What a server of this size has.
pub(super) fn amounts(size: &SizeId) -> Option<(Cpu, ByteSize)> {
    let (_, cores, gib, _) = SIZES.iter().find(|(id, ..)| *id == size.as_str())?;
    Some((Cpu::cores(*cores), ByteSize::gib(*gib)))
}
