//! Dates as the service writes them. They have no zone; UTC is meant (an assumption).

use crate::family::problem::Problem;
use jiff::{Timestamp, ToSpan, civil::DateTime, tz::TimeZone};
use std::time::Duration;

/// The earliest and the latest year that means anything here.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=9000;

/// Reads `Y-m-d H:M` or `Y-m-d H:M:S`.
pub(super) fn date(key: &str, text: &str) -> Result<DateTime, Problem> {
    let date = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| DateTime::strptime(format, text).ok())
        .filter(|date| YEARS.contains(&date.year()));
    date.ok_or_else(|| Problem::bad(key, text, "a date and time such as `2010-03-20 13:20`"))
}

/// So many seconds after the beginning of 1970, and a bit.
pub(super) fn moment(epoch: u64, since: Duration) -> DateTime {
    let seconds = i64::try_from(epoch.saturating_add(since.as_secs())).unwrap_or(i64::MAX);
    let nanoseconds = i32::try_from(since.subsec_nanos()).unwrap_or_default();
    Timestamp::new(seconds, nanoseconds).unwrap_or(Timestamp::MAX).to_zoned(TimeZone::UTC).datetime()
}

/// Seconds since the beginning of 1970.
pub(super) fn seconds(date: DateTime) -> u64 {
    let zoned = date.to_zoned(TimeZone::UTC);
    zoned.ok().and_then(|zoned| u64::try_from(zoned.timestamp().as_second()).ok()).unwrap_or_default()
}

/// So many calendar months later; on the last day of a month that is too short.
pub(super) fn months_after(date: DateTime, months: i32) -> DateTime {
    date.checked_add(months.months()).unwrap_or(DateTime::MAX)
}

pub(super) fn with_minutes(date: DateTime) -> String {
    date.strftime("%Y-%m-%d %H:%M").to_string()
}

pub(super) fn with_seconds(date: DateTime) -> String {
    date.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

pub(super) fn with_microseconds(date: DateTime) -> String {
    date.strftime("%Y-%m-%d %H:%M:%S.%6f").to_string()
}
