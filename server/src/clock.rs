//! The clock of the server; the engine has none.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Milliseconds since 1970 in UTC.
#[must_use]
pub fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Today in UTC.
#[must_use]
pub fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// `2026-03-04T07:37:27.976000Z`, as the contract prints times.
#[must_use]
pub fn iso_micros(ms: i64) -> String {
    Timestamp::from_millisecond(ms)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
        .unwrap_or_default()
}

/// `2026-03-04 07:37:27` in UTC, as `net_banking_health` prints times.
#[must_use]
pub fn utc_seconds(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_are_printed_with_microseconds_in_utc() {
        assert_eq!(super::iso_micros(1_677_915_447_976), "2023-03-04T07:37:27.976000Z");
        assert_eq!(super::utc_seconds(1_677_915_447_976), "2023-03-04 07:37:27");
    }
}
