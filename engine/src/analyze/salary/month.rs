//! For which month a payment is: the one its narration names, else the one that its pay day tells.

use crate::analyze::cadence::Cadence;
use crate::analyze::year_month::YearMonth;
use jiff::civil::Date;

/// Pay booked up to this day of a month is for the month before: nobody is paid for a month that has hardly begun.
const LATEST_IN_ARREARS: i8 = 10;

/// English, German, Romanian and French months begin with these; the longer ones first where one begins another.
const NAMES: &[(&str, i8)] = &[
    ("jan", 1),
    ("ian", 1),
    ("feb", 2),
    ("fev", 2),
    ("mar", 3),
    ("mär", 3),
    ("apr", 4),
    ("avr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("iun", 6),
    ("juin", 6),
    ("jul", 7),
    ("iul", 7),
    ("juil", 7),
    ("aug", 8),
    ("aoû", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("noi", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
];

/// Full names, so that `MARTIN` and `JUNCTION` are no months.
const FULL: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "januar",
    "februar",
    "märz",
    "maerz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "ianuarie",
    "februarie",
    "martie",
    "aprilie",
    "iunie",
    "iulie",
    "septembrie",
    "octombrie",
    "noiembrie",
    "decembrie",
    "janvier",
    "février",
    "mars",
    "avril",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "sept",
];

/// The month that a payment pays for. `usual_day` is the day of the month around which the payments of a monthly series
/// lie, so that a pay day moved by a holiday keeps its month.
pub(super) fn paid_for(
    date: Date,
    narration: &str,
    cadence: Option<Cadence>,
    usual_day: Option<i8>,
) -> YearMonth {
    if let Some(named) = named(narration, date) {
        return named;
    }
    let month = YearMonth::of(date);
    let monthly = !matches!(cadence, Some(Cadence::Weekly | Cadence::Biweekly | Cadence::SemiMonthly));
    let early = match usual_day {
        // A month-end pay day that slipped into the next month, or one in the first days that did not.
        Some(day) if day > LATEST_IN_ARREARS => date.day() < 5 && day > 25,
        Some(_) => date.day() <= LATEST_IN_ARREARS + 5,
        None => date.day() <= LATEST_IN_ARREARS,
    };
    if monthly && early { month.before() } else { month }
}

/// Whether a word is the name of a month or begins one: `apr`, `aprilie`.
pub(super) fn is_name_of_month(word: &str) -> bool {
    FULL.contains(&word) || (word.chars().count() == 3 && NAMES.iter().any(|(start, _)| *start == word))
}

/// The month that a narration names, when it lies near the day: two months before at most, or the one after.
fn named(narration: &str, date: Date) -> Option<YearMonth> {
    let words: Vec<String> = narration
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let near = |month: i8| {
        let home = YearMonth::of(date);
        (-2..=1).map(|offset| home.plus(offset)).rev().find(|candidate| candidate.first().month() == month)
    };
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index + 1).map(String::as_str);
        let before = index.checked_sub(1).and_then(|before| words.get(before)).map(String::as_str);
        let month = by_name(word, next, before)
            .or_else(|| korean(word))
            .or_else(|| vietnamese(word, next))
            .or_else(|| by_number(word, next));
        if let Some(month) = month.and_then(near) {
            return Some(month);
        }
    }
    None
}

/// `APR`, `APR25`, `APRIL`: a name beside a number or at the end, where no name of a person or company would stand.
fn by_name(word: &str, next: Option<&str>, before: Option<&str>) -> Option<i8> {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let month = NAMES.iter().rev().find(|(start, _)| letters.starts_with(start))?.1;
    let is_name = letters.chars().count() == 3 || FULL.contains(&letters);
    let number = |word: &str| word.len() >= 2 && word.chars().all(|c| c.is_ascii_digit());
    let placed = letters.len() < word.len() || next.is_none_or(number) || before.is_some_and(is_pay_word);
    (is_name && placed).then_some(month)
}

fn is_pay_word(word: &str) -> bool {
    [
        "salary", "sal", "pay", "payroll", "wages", "salariu", "salar", "gehalt", "lohn", "luna", "for",
        "pension",
    ]
    .contains(&word)
}

/// `11월`, also within a longer word: `11월급여`.
fn korean(word: &str) -> Option<i8> {
    let at = word.find('월')?;
    let digits: String = word.get(..at)?.chars().rev().take_while(char::is_ascii_digit).collect();
    let digits: String = digits.chars().rev().collect();
    digits.parse().ok().filter(|month| (1..=12).contains(month))
}

/// `THANG 03`, `T3`.
fn vietnamese(word: &str, next: Option<&str>) -> Option<i8> {
    let number = match word {
        "thang" | "tháng" => next?,
        _ => word.strip_prefix('t').filter(|rest| rest.len() <= 2)?,
    };
    number.parse().ok().filter(|month| (1..=12).contains(month))
}

/// `04/2025`, `2025-04`.
fn by_number(word: &str, next: Option<&str>) -> Option<i8> {
    let next = next?;
    let year =
        |text: &str| text.len() == 4 && text.starts_with("20") && text.chars().all(|c| c.is_ascii_digit());
    let month = match (year(word), year(next)) {
        (true, false) => next,
        (false, true) => word,
        _ => return None,
    };
    (month.len() <= 2).then(|| month.parse().ok()).flatten().filter(|month| (1..=12).contains(month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn month(narration: &str, on: Date) -> String {
        paid_for(on, narration, Some(Cadence::Monthly), None).unpadded()
    }

    #[test]
    fn a_named_month_wins() {
        let on = date(2025, 5, 2);
        for narration in [
            "NEFT CR-KESTREL FOODS-SALARY APR 2025",
            "SAL APR25",
            "SALARY APRIL",
            "급여 4월",
            "4월급여 한빛전자",
            "TT LUONG THANG 04",
            "LUONG T4 CTY HOA SEN",
            "salariu aprilie 2025",
            "LOHN 04/2025",
        ] {
            assert_eq!(month(narration, on), "4-2025", "{narration}");
        }
    }

    #[test]
    fn names_of_people_and_far_months_are_no_months() {
        let on = date(2025, 6, 28);
        for narration in
            ["MARTIN JUNCTION LTD SALARY", "APRIL FOODS LTD PAYROLL", "SALARY DEC", "SALARY 1234"]
        {
            assert_eq!(month(narration, on), "6-2025", "{narration}");
        }
    }

    #[test]
    fn early_days_pay_for_the_month_before_and_shifts_keep_their_month() {
        let paid = |on, usual| paid_for(on, "SALARY", Some(Cadence::Monthly), Some(usual)).unpadded();
        assert_eq!(paid(date(2025, 1, 5), 5), "12-2024");
        assert_eq!(paid(date(2025, 8, 11), 10), "7-2025", "the 10th was a Sunday");
        assert_eq!(paid(date(2025, 8, 29), 1), "8-2025", "pulled before the weekend");
        assert_eq!(paid(date(2025, 9, 1), 31), "8-2025", "slipped over the weekend");
        assert_eq!(paid(date(2025, 8, 25), 25), "8-2025");
        let weekly = paid_for(date(2025, 8, 1), "WAGES", Some(Cadence::Weekly), None);
        assert_eq!(weekly.unpadded(), "8-2025");
    }
}
