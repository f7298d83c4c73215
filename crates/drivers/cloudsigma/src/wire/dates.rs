//! Dates. docs: CloudSigma API 1.0, §11: `2010-03-10 21:24`, with seconds or microseconds in some places. They have no
//! zone; that UTC is meant is our assumption.

use crate::request::invalid;
use anycloud_core::{Result, Timestamp};
use anycloud_elastic_family::{Properties, unread};

/// A date of a record; `None` if it is absent, empty or `n/a`.
pub(crate) fn date(record: &Properties, key: &str) -> Result<Option<Timestamp>> {
    let Some(text) = record.some(key).filter(|text| *text != "n/a") else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| unread(format!("{key} is not a date")))
}

/// The date as an order has it: `Y-m-d H:M`.
pub(crate) fn minutes(at: Timestamp) -> Result<String> {
    let text = at.to_string();
    match text.get(..16).filter(|text| text.as_bytes()[10] == b'T') {
        Some(text) => Ok(text.replace('T', " ")),
        None => Err(invalid(format!("no subscription begins at {at}"))),
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let (day, time) = text.trim().split_once(' ')?;
    let time = time.trim();
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    format!("{day}T{time}{seconds}Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{minutes, parse};
    use anycloud_core::Timestamp;

    #[test]
    fn every_form_of_the_manual() {
        let shown = |text: &str| parse(text).map(|at| at.to_string());
        assert_eq!(shown("2010-03-10 21:24").unwrap(), "2010-03-10T21:24:00Z");
        assert_eq!(shown("2010-03-08 21:15:18").unwrap(), "2010-03-08T21:15:18Z");
        assert_eq!(shown("2010-02-23 17:18:32.401708").unwrap(), "2010-02-23T17:18:32.401708Z");
        for bad in ["2010-03-10", "2010-13-10 21:24", "10.3.2010 21:24", "2010-03-10 25:00", "n/a", ""] {
            assert_eq!(shown(bad), None, "{bad:?}");
        }
        assert_eq!(minutes(parse("2010-03-20 13:20:59").unwrap()).unwrap(), "2010-03-20 13:20");
        assert!(minutes(Timestamp::from_unix(-99_999_999_999).unwrap()).is_err());
    }
}
