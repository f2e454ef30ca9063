//! The end-of-day balance as a line, broken where no statement covers the days.

use super::{AmountFormat, Scale, escape, frame};
use jiff::civil::Date;
use std::fmt::Write as _;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 950.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 212.0;
/// Places on the line that say their day and balance; more would make the page heavy and be too narrow to point at.
const MOST_PLACES: usize = 450;

/// A day worth a mark on the line.
#[derive(Debug)]
pub(in crate::pages) struct Mark {
    /// The day.
    pub(in crate::pages) day: Date,
    /// Class of the style sheet: `pay`, `bounce`.
    pub(in crate::pages) class: &'static str,
    /// What happened.
    pub(in crate::pages) label: String,
    /// The row.
    pub(in crate::pages) href: String,
}

/// Draws covered days, oldest first; `None` without any.
pub(in crate::pages) fn balance_line(
    days: &[(Date, i64)],
    marks: &[Mark],
    format: &AmountFormat,
) -> Option<String> {
    let (first, last) = (days.first()?.0, days.last()?.0);
    let span = f64::from((last - first).get_days().max(1)) + 1.0;
    let x = |day: Date| LEFT + f64::from((day - first).get_days()) / span * (RIGHT - LEFT);
    let width = (RIGHT - LEFT) / span;
    let scale = Scale::over(days.iter().map(|(_, balance)| *balance), TOP, BOTTOM);
    let mut svg = String::new();
    scale.grid(&mut svg, LEFT, RIGHT, format);
    months(&mut svg, first, last, x);
    let (line, area) = paths(days, &x, width, &scale);
    let _ = write!(svg, "<path class=\"area\" d=\"{area}\"/><path class=\"line\" d=\"{line}\"/>");
    for mark in marks {
        let Some((_, balance)) = days.iter().find(|(day, _)| *day == mark.day) else { continue };
        let _ = write!(
            svg,
            "<a href=\"{}\" tabindex=\"-1\"><circle class=\"{}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"4.5\"><title>{}</title></circle></a>",
            escape(&mark.href),
            mark.class,
            x(mark.day) + width / 2.0,
            scale.y(*balance),
            escape(&mark.label)
        );
    }
    let every = days.len().div_ceil(MOST_PLACES);
    for (day, balance) in days.iter().step_by(every) {
        let _ = write!(
            svg,
            "<rect class=\"place\" x=\"{:.1}\" y=\"{BOTTOM:.0}\" width=\"{:.2}\" height=\"24\"><title>{day}: {}</title></rect>\
             <rect class=\"place over\" x=\"{:.1}\" y=\"{TOP:.0}\" width=\"{:.2}\" height=\"{:.1}\"><title>{day}: {}</title></rect>",
            x(*day),
            width * every as f64,
            format.show(*balance),
            x(*day),
            width * every as f64,
            (scale.y(*balance) - TOP - 6.0).max(0.0),
            format.show(*balance),
        );
    }
    let name = format!(
        "Line of the end-of-day balance in {} from {first} to {last}; the table of months below has its figures",
        format.currency()
    );
    Some(frame("balance", WIDTH, HEIGHT, &name, &svg))
}

/// The line as steps, and the area below it down to zero; both begin anew after days that are not covered.
fn paths(days: &[(Date, i64)], x: &impl Fn(Date) -> f64, width: f64, scale: &Scale) -> (String, String) {
    let (mut line, mut area) = (String::new(), String::new());
    let zero = scale.y(0);
    let mut before: Option<Date> = None;
    for (day, balance) in days {
        let (from, y) = (x(*day), scale.y(*balance));
        let joins = before.is_some_and(|before| before.tomorrow().ok() == Some(*day));
        if joins {
            let _ = write!(line, "V{y:.1}");
            let _ = write!(area, "V{y:.1}");
        } else {
            if before.is_some() {
                let _ = write!(area, "V{zero:.1}Z");
            }
            let _ = write!(line, "M{from:.1} {y:.1}");
            let _ = write!(area, "M{from:.1} {zero:.1}V{y:.1}");
        }
        let _ = write!(line, "H{:.1}", from + width);
        let _ = write!(area, "H{:.1}", from + width);
        before = Some(*day);
    }
    let _ = write!(area, "V{zero:.1}Z");
    (line, area)
}

/// A tick at the first of each month; every third or twelfth where there are many.
fn months(svg: &mut String, first: Date, last: Date, x: impl Fn(Date) -> f64) {
    let count = (last - first).get_days() / 30;
    let every = match count {
        0..=14 => 1,
        15..=42 => 3,
        _ => 12,
    };
    let mut month = first.first_of_month();
    while month <= last {
        if month >= first && (month.month() - 1) % every == 0 {
            let at = x(month);
            let _ = write!(
                svg,
                "<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP:.0}\" y2=\"{:.0}\"/>\
                 <text class=\"axis\" x=\"{:.1}\" y=\"{:.0}\">{}</text>",
                BOTTOM + 4.0,
                at + 3.0,
                BOTTOM + 18.0,
                month.strftime("%b %y")
            );
        }
        let Ok(next) = month.last_of_month().tomorrow() else { break };
        month = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::model::Currency;
    use jiff::civil::date;

    #[test]
    fn days_that_no_statement_covers_break_the_line() {
        let format = AmountFormat::of("IN", Currency::INR);
        let days = [(date(2025, 4, 1), 100), (date(2025, 4, 2), 300), (date(2025, 4, 9), 50)];
        let svg = balance_line(&days, &[], &format).unwrap();
        let line = svg.split("class=\"line\" d=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(line.matches('M').count(), 2, "{line}");
        assert!(svg.contains("<title>2025-04-02: 3.00</title>") && svg.contains("role=\"img\""));
        assert!(balance_line(&[], &[], &format).is_none());
    }
}
