//! What is used: at all, beyond the subscriptions, and subscribed.

use super::MONTH;
use crate::{cloudsigma::state::State, family::power::Power};
use anycloud_elastic_text::Record;
use rust_decimal::Decimal;

/// What is billed by use. Data transfer is counted, but not charged.
const CHARGED: [&str; 3] = ["cpu", "disk", "mem"];

impl State {
    pub(in crate::cloudsigma) fn usage_record(&self) -> Record {
        let mut record = Record::new();
        for kind in CHARGED {
            let (used, subscribed) = (self.used(kind), self.subscribed(kind));
            record
                .push(kind, used)
                .push(&format!("{kind}:burst"), used.saturating_sub(subscribed))
                .push(&format!("{kind}:sub"), subscribed);
        }
        let (received, sent) = self.transferred();
        let total = gigabytes(received + sent);
        record
            .push("rx:total", gigabytes(received))
            .push("tx:total", gigabytes(sent))
            .push("xfer:total", total);
        // The sample leaves these empty, where nothing is subscribed.
        match self.subscribed("xfer") {
            0 => record.push("xfer:burst", "").push("xfer:sub", ""),
            some => record
                .push("xfer:burst", (total - Decimal::from(some)).max(Decimal::ZERO))
                .push("xfer:sub", some),
        };
        record
    }

    /// What a minute of burst use costs at this moment.
    pub(super) fn rate(&self) -> Decimal {
        let month: Decimal = CHARGED
            .iter()
            .map(|kind| {
                let burst = self.used(kind).saturating_sub(self.subscribed(kind));
                let price = self.billing.prices.get(format!("{kind}:burst").as_str()).copied();
                Decimal::from(burst) * price.unwrap_or_default()
            })
            .sum();
        month / Decimal::from(MONTH)
    }

    /// MHz and MB of running servers, GB of drives.
    fn used(&self, kind: &str) -> u64 {
        if kind == "disk" {
            return self.drives.values().map(|drive| drive.size).sum::<u64>().div_ceil(1 << 30);
        }
        let running = self.machines.servers.values().filter(|one| matches!(one.power, Power::Active(_)));
        running.filter_map(|server| server.config.get(kind)?.parse::<u64>().ok()).sum()
    }

    /// Bytes that running servers have received and sent.
    fn transferred(&self) -> (u64, u64) {
        self.machines.servers.values().fold((0, 0), |(received, sent), server| match &server.power {
            Power::Active(running) => {
                let up = self.now.saturating_sub(running.since).as_secs();
                (received + up * 1024, sent + up * 512)
            }
            _ => (received, sent),
        })
    }
}

fn gigabytes(bytes: u64) -> Decimal {
    super::rounded(Decimal::from(bytes) / Decimal::from(1_000_000_000), 3)
}
