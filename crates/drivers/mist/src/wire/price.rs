//! Prices as text: `$0.035/hour`.

use anycloud_core::{Money, Period, SizePrice};
use anycloud_http::json::text;
use serde_json::{Map, Value};

/// A price per operating system.
pub(super) fn prices(systems: &Map<String, Value>) -> Vec<SizePrice> {
    let read = |(system, price): (&String, &Value)| Some(read_price(&text(price)?)?.system(system.as_str()));
    systems.iter().filter_map(read).collect()
}

/// One price; `None` unless it states its currency and a period that is known, or none.
pub(super) fn read_price(text: &str) -> Option<SizePrice> {
    let (amount, period) = match text.split_once('/') {
        None => (text, Period::Unstated),
        Some((amount, "hour")) => (amount, Period::Hour),
        Some((amount, "month")) => (amount, Period::Month),
        Some(_) => return None,
    };
    // The service writes "$" before Amazon's prices, which are in US dollars.
    let signs = [("$", "USD"), ("€", "EUR"), ("£", "GBP")];
    let (amount, currency) =
        signs.iter().find_map(|(sign, code)| Some((amount.trim().strip_prefix(sign)?, code)))?;
    Some(SizePrice::new(Money::parse(amount, currency).ok()?, period))
}

#[cfg(test)]
mod tests {
    use super::{prices, read_price};
    use anycloud_core::Period;
    use serde_json::json;

    #[test]
    fn currency_and_period_are_read_and_never_guessed() {
        let read = |text: &str| read_price(text).map(|p| (p.price.to_string(), p.period));
        assert_eq!(read("$0.035/hour"), Some(("0.035 USD".into(), Period::Hour)));
        assert_eq!(read("$20/month"), Some(("20 USD".into(), Period::Month)));
        assert_eq!(read("€5.00"), Some(("5.00 EUR".into(), Period::Unstated)));
        for odd in ["0.02", "0.02/hour", "", "free", "$/hour", "$1e-2/hour", "$1/fortnight", "$1/hour/core"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    #[test]
    fn each_system_has_its_own() {
        let systems = json!({"linux": "$0.027/hour", "rhel": null, "sles": 0.1});
        let read = prices(systems.as_object().unwrap());
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].system.as_deref(), Some("linux"));
        assert_eq!(read[0].price.to_string(), "0.027 USD");
    }
}
