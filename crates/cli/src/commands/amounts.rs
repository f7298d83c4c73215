//! Amounts as people read them. JSON has them as the provider wrote them.

use anycloud::{Money, Quantity};
use serde::Serialize;

/// `1,220.87 EUR`.
pub(super) fn money(money: Money) -> String {
    format!("{} {}", grouped(&money.amount()), money.currency())
}

/// `2,000 core MHz`; without a unit only the number.
pub(super) fn quantity(quantity: Quantity, unit: Option<&str>) -> String {
    let number = grouped(&quantity.to_string());
    unit.map_or_else(|| number.clone(), |unit| format!("{number} {unit}"))
}

/// The word of an enumeration, as in JSON.
pub(super) fn word(value: impl Serialize) -> String {
    let word = serde_json::to_value(value).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or("?").to_owned()
}

/// Commas between the thousands; what is behind the point stays.
fn grouped(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut grouped = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::{grouped, money, quantity, word};
    use anycloud::{Money, Period, Tariff};

    #[test]
    fn thousands_are_apart() {
        let table = [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-999", "-999"),
            ("-1220.87", "-1,220.87"),
            ("1234567.0001234", "1,234,567.0001234"),
            ("0.001", "0.001"),
        ];
        for (number, wanted) in table {
            assert_eq!(grouped(number), wanted);
        }
        assert_eq!(money(Money::parse("1220.87", "eur").unwrap()), "1,220.87 EUR");
        assert_eq!(quantity(2000.into(), Some("core MHz")), "2,000 core MHz");
        assert_eq!(quantity(20.into(), None), "20");
        assert_eq!([word(Tariff::Burst), word(Period::Unstated)], ["burst", "unstated"]);
    }
}
