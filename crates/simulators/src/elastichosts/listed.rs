//! Servers that are computed when they are listed, so that a million of them take no space.

use super::{Dialect, state::State};
use crate::family::{ids::Uuid, power::address};
use anycloud_elastic_text::Record;

/// The first of their ids; the others count up from it.
const FIRST: u128 = 0x0000_0000_0000_4000_a000_0000_0000_0000;

pub(super) fn id(index: u64) -> Uuid {
    Uuid::new(FIRST + u128::from(index))
}

impl State {
    pub(super) fn listed_index(&self, id: Uuid) -> Option<u64> {
        let index = id.bits().checked_sub(FIRST)?;
        u64::try_from(index).ok().filter(|index| *index < self.settings.listed)
    }

    /// Nineteen keys in order, as a running server has them.
    pub(super) fn listed_record(&self, index: u64) -> Record {
        let address = address([10, 0, 0, 1], index as u32);
        let two = self.settings.dialect == Dialect::Two;
        let mut record = Record::new();
        record
            .push("boot", "ide:0:0")
            .push("cpu", 500 + index % 40 * 50)
            .push("ide:0:0", Uuid::new(FIRST + (1 << 60) + u128::from(index)))
            .push("mem", 256 + index % 8 * 128)
            .push("name", format_args!("listed-{index}"));
        if two {
            record.push("nic:0:dhcp", "auto").push("nic:0:dhcp:ip", &address);
        } else {
            record.push("nic:0:dhcp", &address);
        }
        record
            .push("nic:0:model", "e1000")
            .push("persistent", "true")
            .push("rx", 1024 * index)
            .push("rx:packets", 8 * index)
            .push("server", id(index))
            .push("smp", if two { "auto" } else { "1" })
            .push("started", self.settings.epoch)
            .push("status", "active")
            .push("tags", "listed")
            .push("tx", 512 * index)
            .push("tx:packets", 4 * index)
            .push("user", self.settings.user);
        record
    }
}
