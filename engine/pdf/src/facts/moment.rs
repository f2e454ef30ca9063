//! Points in time as files state them: `D:20250401093000+05'30'` in the Info dictionary, ISO 8601 in XMP.

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
        let year = digits.take(4)?;
        let month = digits.next(b"-").unwrap_or(1);
        let day = digits.next(b"-").unwrap_or(1);
        let hour = digits.next(b"T ");
        let minute = hour.and_then(|_| digits.next(b":"));
        let second = minute.and_then(|_| digits.next(b":"));
        digits.skip_fraction();
        let ahead = digits.zone();
        if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
            return None;
        }
        let (h, m, s) = (hour.unwrap_or(0), minute.unwrap_or(0), second.unwrap_or(0));
        if h > 23 || m > 59 || s > 60 {
            return None;
        }
        let local = days_since_1970(year, month, day) * 86_400 + h * 3_600 + m * 60 + s;
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
        civil(self.local.div_euclid(86_400))
    }
}

/// The rest of a text of digits with a few marks between them.
struct Digits<'t>(&'t [u8]);

impl Digits<'_> {
    fn take(&mut self, count: usize) -> Option<i64> {
        let digits = self.0.get(..count)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = self.0.get(count..)?;
        Some(digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
    }

    /// Two digits, perhaps after one of these marks.
    fn next(&mut self, marks: &[u8]) -> Option<i64> {
        let before = self.0;
        self.skip(marks);
        let value = self.take(2);
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
        let minutes = self.next(b"':").unwrap_or(0);
        let ahead = i32::try_from(hours * 60 + minutes).ok()?;
        (ahead <= 15 * 60 && minutes < 60).then_some(sign * ahead)
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March, so that leap days come last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_since_1970`].
fn civil(days: i64) -> (i16, i8, i8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (i16::try_from(year).unwrap_or(0), i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0))
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

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-200_000..200_000).step_by(37) {
            let (year, month, day) = civil(days);
            assert_eq!(days_since_1970(i64::from(year), i64::from(month), i64::from(day)), days);
        }
    }
}
