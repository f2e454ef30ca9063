//! Points in time as files state them: `D:20250401093000+05'30'` in the Info dictionary, ISO 8601 in XMP.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// A stated point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970-01-01 on the clock that the file goes by; parts that are not stated count as the earliest.
    pub local: i64,
    /// How far that clock is ahead of UTC, in minutes, if the file says so.
    pub ahead: Option<i32>,
    /// Whether the hour is stated, and not the day alone.
    pub has_time: bool,
}

impl Moment {
    /// Reads either form; nothing when it is neither, or no day of the calendar.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        let mut digits = Digits(text.strip_prefix("D:").unwrap_or(text).as_bytes());
        let year = i16::try_from(digits.take(4)?).ok()?;
        let month = digits.next(b"-").unwrap_or(1);
        let day = digits.next(b"-").unwrap_or(1);
        let hour = digits.next(b"T ");
        let minute = hour.and_then(|_| digits.next(b":"));
        let second = minute.and_then(|_| digits.next(b":"));
        digits.skip_fraction();
        let ahead = digits.zone();
        // A leap second is the first of the next minute.
        let (second, leap) = match second {
            Some(60) => (59, 1),
            second => (second.unwrap_or(0), 0),
        };
        let date = Date::new(year, month, day).ok()?;
        let time = Time::new(hour.unwrap_or(0), minute.unwrap_or(0), second, 0).ok()?;
        let local = TimeZone::UTC.to_timestamp(date.to_datetime(time)).ok()?.as_second() + leap;
        Some(Moment { local, ahead, has_time: hour.is_some() })
    }

    /// Seconds since 1970-01-01 UTC, if the file says how its clock stands to UTC.
    #[must_use]
    pub fn utc(self) -> Option<i64> {
        Some(self.local - i64::from(self.ahead?) * 60)
    }

    /// Seconds from `earlier` to `self`, compared by UTC where both state it, and by the clock on the wall otherwise.
    #[must_use]
    pub fn seconds_since(self, earlier: Moment) -> i64 {
        match (self.utc(), earlier.utc()) {
            (Some(this), Some(that)) => this - that,
            _ => self.local - earlier.local,
        }
    }

    /// Year, month and day on the clock of the file.
    #[must_use]
    pub fn day(self) -> (i16, i8, i8) {
        let day = Timestamp::from_second(self.local).map(|local| TimeZone::UTC.to_datetime(local).date());
        day.map_or_else(|_| (0, 0, 0), |day| (day.year(), day.month(), day.day()))
    }
}

/// The rest of a text of digits with a few marks between them.
struct Digits<'t>(&'t [u8]);

impl Digits<'_> {
    fn take(&mut self, count: usize) -> Option<i32> {
        let digits = self.0.get(..count)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = self.0.get(count..)?;
        Some(digits.iter().fold(0, |value, digit| value * 10 + i32::from(digit - b'0')))
    }

    /// Two digits, perhaps after one of these marks.
    fn next(&mut self, marks: &[u8]) -> Option<i8> {
        let before = self.0;
        self.skip(marks);
        let value = self.take(2).and_then(|value| i8::try_from(value).ok());
        if value.is_none() {
            self.0 = before;
        }
        value
    }

    fn skip(&mut self, marks: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        if !marks.contains(first) {
            return None;
        }
        self.0 = rest;
        Some(*first)
    }

    fn skip_fraction(&mut self) {
        if self.skip(b".").is_some() {
            while self.skip(b"0123456789").is_some() {}
        }
    }

    /// `Z`, `+05'30'`, `+05:30` or `Z00'00'`, in minutes.
    fn zone(&mut self) -> Option<i32> {
        let sign = match self.skip(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.take(2)?;
        let minutes = i32::from(self.next(b"':").unwrap_or(0));
        let ahead = hours * 60 + minutes;
        (ahead <= 15 * 60 && minutes < 60).then_some(sign * ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_name_the_same_moment() {
        let info = Moment::parse("D:20260201061240+01'00'").unwrap();
        let xmp = Moment::parse("2026-02-01T06:12:40+01:00").unwrap();
        let elsewhere = Moment::parse("2026-02-01T10:42:40.250+05:30").unwrap();
        assert_eq!(info, xmp);
        assert_eq!((info.utc(), info.day()), (Some(1_769_922_760), (2026, 2, 1)));
        assert_eq!(elsewhere.seconds_since(info), 0);
        // Without a zone only the clocks on the wall can be compared.
        assert_eq!(Moment::parse("D:20260201061340").unwrap().seconds_since(info), 60);
    }

    #[test]
    fn short_and_odd_forms_are_read() {
        let day = |text| Moment::parse(text).map(|moment| (moment.day(), moment.ahead, moment.has_time));
        assert_eq!(day("D:20250401"), Some(((2025, 4, 1), None, false)));
        assert_eq!(day("2024-02-29"), Some(((2024, 2, 29), None, false)));
        assert_eq!(day("D:20240604171352Z00'00'"), Some(((2024, 6, 4), Some(0), true)));
        assert_eq!(day("D:20221111180027-05'00'"), Some(((2022, 11, 11), Some(-300), true)));
        assert_eq!(day("D:1999"), Some(((1999, 1, 1), None, false)));
    }

    #[test]
    fn what_is_no_day_is_nothing() {
        for text in
            ["", "yesterday", "D:20250230", "D:20251301", "D:20250401250000", "D:20250401"[..4].into()]
        {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
