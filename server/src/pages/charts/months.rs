//! What came in and what went out in each month, as bars beside each other.

use super::{AmountFormat, Scale, escape, frame};
use std::fmt::Write as _;

const HEIGHT: f64 = 230.0;
const LEFT: f64 = 52.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 200.0;
const WIDTH: f64 = 960.0;
/// Widest place of a month, so that two months do not fill the page.
const WIDEST: f64 = 110.0;

/// A month.
#[derive(Debug)]
pub(in crate::pages) struct MonthBars {
    /// `Apr 25`.
    pub(in crate::pages) label: String,
    /// Sum of credits, in minor units.
    pub(in crate::pages) credits: i64,
    /// Sum of debits, positive.
    pub(in crate::pages) debits: i64,
    /// Its rows.
    pub(in crate::pages) href: String,
}

/// Draws the months; `None` without any.
pub(in crate::pages) fn month_bars(months: &[MonthBars], format: &AmountFormat) -> Option<String> {
    if months.is_empty() {
        return None;
    }
    let scale = Scale::over(months.iter().flat_map(|month| [month.credits, month.debits]), TOP, BOTTOM);
    let place = ((WIDTH - LEFT - 8.0) / months.len() as f64).min(WIDEST);
    let bar = place * 0.36;
    // Every label where there is room, else every second, third ...
    let every = (46.0 / place).ceil().max(1.0) as usize;
    let mut svg = String::new();
    scale.grid(&mut svg, LEFT, LEFT + place * months.len() as f64, format);
    for (index, month) in months.iter().enumerate() {
        let x = LEFT + place * index as f64 + place * 0.12;
        let _ = write!(svg, "<a href=\"{}\" tabindex=\"-1\">", escape(&month.href));
        for (class, words, amount, at) in
            [("in", "in", month.credits, x), ("out", "out", month.debits, x + bar + place * 0.04)]
        {
            let y = scale.y(amount);
            let _ = write!(
                svg,
                "<rect class=\"{class}\" x=\"{at:.1}\" y=\"{y:.1}\" width=\"{bar:.1}\" height=\"{:.1}\"><title>{}: {} {words}</title></rect>",
                (scale.y(0) - y).max(0.0),
                escape(&month.label),
                format.show(amount)
            );
        }
        svg.push_str("</a>");
        if index % every == 0 {
            let _ = write!(
                svg,
                "<text class=\"axis\" x=\"{:.1}\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
                x + bar + place * 0.02,
                BOTTOM + 18.0,
                escape(&month.label)
            );
        }
    }
    let name = format!(
        "Bars of money in and out per month in {}; the table below has the figures",
        format.currency()
    );
    Some(frame("months", WIDTH, HEIGHT, &name, &svg))
}
