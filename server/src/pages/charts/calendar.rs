//! Each day as a square in the column of its week: green where more came in, red where more went out, darker for more.

use super::{AmountFormat, escape, frame};
use jiff::civil::Date;
use std::fmt::Write as _;

const SIDE: f64 = 15.0;
const STEP: f64 = 17.6;
const LEFT: f64 = 30.0;
const TOP: f64 = 18.0;
/// Weeks in one line of the calendar: a year.
const WEEKS: i32 = 53;
/// Days that are drawn at most: six years.
const MOST_DAYS: i32 = 6 * 366;

/// A day on which something moved.
#[derive(Debug)]
pub(in crate::pages) struct CashDay {
    /// The day.
    pub(in crate::pages) day: Date,
    /// Sum of credits, in minor units.
    pub(in crate::pages) credits: i64,
    /// Sum of debits, positive.
    pub(in crate::pages) debits: i64,
    /// Number of rows.
    pub(in crate::pages) rows: usize,
    /// The first of them.
    pub(in crate::pages) href: String,
}

/// Draws the days from one to another; `None` when that are none. Days that `is_covered` denies are hatched out.
pub(in crate::pages) fn cash_calendar(
    from: Date,
    to: Date,
    days: &[CashDay],
    is_covered: impl Fn(Date) -> bool,
    format: &AmountFormat,
) -> Option<String> {
    let count = (to - from).get_days().min(MOST_DAYS);
    let shift = i32::from(from.weekday().to_monday_zero_offset());
    let mut sizes: Vec<i64> =
        days.iter().map(|day| day.credits.saturating_sub(day.debits).saturating_abs()).collect();
    sizes.sort_unstable();
    let mut svg = String::new();
    let mut labelled = None;
    let mut moved = days.iter().peekable();
    let mut date = from;
    for offset in 0..=count {
        let place = offset + shift;
        let (week, weekday) = (place / 7, place % 7);
        let line = f64::from(week / WEEKS) * (7.0 * STEP + TOP + 6.0);
        let x = LEFT + f64::from(week % WEEKS) * STEP;
        let y = TOP + line + f64::from(weekday) * STEP;
        if date.day() <= 7 && weekday == 0 || offset == 0 {
            let month = date.first_of_month();
            if labelled != Some(month) {
                let _ = write!(
                    svg,
                    "<text class=\"axis\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                    TOP + line - 5.0,
                    date.strftime("%b")
                );
                labelled = Some(month);
            }
        }
        if week % WEEKS == 0 && (weekday == 0 || offset == 0) {
            for (row, name) in [(0.0, "Mon"), (2.0, "Wed"), (4.0, "Fri")] {
                let _ = write!(
                    svg,
                    "<text class=\"axis\" x=\"0\" y=\"{:.1}\">{name}</text>",
                    TOP + line + row * STEP + 11.0
                );
            }
        }
        while moved.peek().is_some_and(|day| day.day < date) {
            moved.next();
        }
        match moved.peek().filter(|day| day.day == date) {
            Some(day) => square(&mut svg, x, y, day, &sizes, format),
            None => {
                let (class, note) =
                    if is_covered(date) { ("none", "no rows") } else { ("uncovered", "no statement") };
                let _ = write!(
                    svg,
                    "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{SIDE}\" height=\"{SIDE}\" rx=\"3\"><title>{date}: {note}</title></rect>"
                );
            }
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    if count < 0 {
        return None;
    }
    let weeks = (count + shift) / 7 + 1;
    let lines = (weeks + WEEKS - 1) / WEEKS;
    let height = f64::from(lines) * (7.0 * STEP + TOP + 6.0);
    // As wide as a year, so that squares have one size whatever the period.
    let width = LEFT + f64::from(WEEKS) * STEP;
    let name =
        "Calendar of the cash flow: one square per day, green where more came in, red where more went out";
    Some(frame("calendar", width, height, name, &svg))
}

fn square(svg: &mut String, x: f64, y: f64, day: &CashDay, sizes: &[i64], format: &AmountFormat) {
    let net = day.credits.saturating_sub(day.debits);
    // Its place among all days, so that one large day does not make all others pale.
    let below = sizes.partition_point(|size| *size < net.saturating_abs());
    let level = (below * 4 / sizes.len().max(1)).min(3) + 1;
    let class = match net {
        0 => "even".to_owned(),
        net if net > 0 => format!("in l{level}"),
        _ => format!("out l{level}"),
    };
    let rows = if day.rows == 1 { "1 row".to_owned() } else { format!("{} rows", day.rows) };
    let _ = write!(
        svg,
        "<a href=\"{}\" tabindex=\"-1\"><rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{SIDE}\" height=\"{SIDE}\" rx=\"3\">\
         <title>{}: {} in, {} out, {rows}</title></rect></a>",
        escape(&day.href),
        day.day,
        format.show(day.credits),
        format.show(day.debits)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::model::Currency;
    use jiff::civil::date;

    #[test]
    fn every_day_has_its_square_and_says_what_moved() {
        let day =
            CashDay { day: date(2025, 4, 3), credits: 500, debits: 700, rows: 2, href: "#r1".to_owned() };
        let format = AmountFormat::of("US", Currency::parse("USD").unwrap());
        let covered = |day: Date| day <= date(2025, 4, 20);
        let svg = cash_calendar(date(2025, 4, 1), date(2025, 4, 30), &[day], covered, &format).unwrap();
        assert_eq!(svg.matches("<rect").count(), 30);
        assert_eq!(svg.matches("class=\"uncovered\"").count(), 10);
        assert!(svg.contains("class=\"out l1\"") && svg.contains("2025-04-03: 5.00 in, 7.00 out, 2 rows"));
    }

    #[test]
    fn a_period_of_a_thousand_years_is_cut() {
        let format = AmountFormat::of("US", Currency::parse("USD").unwrap());
        let svg = cash_calendar(date(1000, 1, 1), date(2025, 1, 1), &[], |_| true, &format).unwrap();
        assert!(svg.matches("<rect").count() <= 2_197);
    }
}
