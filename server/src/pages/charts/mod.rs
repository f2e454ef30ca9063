//! Charts as SVG. Colours are classes of the page's style sheet; what a chart shows stands in a table beside it, too.

mod balance;
mod calendar;
mod months;

pub(super) use balance::{Mark, balance_line};
pub(super) use calendar::{CashDay, cash_calendar};
pub(super) use months::{MonthBars, month_bars};

use super::amount::AmountFormat;
use std::fmt::Write as _;

/// A text within SVG or an attribute of it.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no place for these, escaped or not.
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Amounts along the height of a chart, with its grid.
struct Scale {
    low: f64,
    high: f64,
    top: f64,
    bottom: f64,
    steps: Vec<i64>,
}

impl Scale {
    /// A scale that holds all amounts and zero, with three to six round steps.
    fn over(amounts: impl Iterator<Item = i64>, top: f64, bottom: f64) -> Scale {
        let (least, most) =
            amounts.fold((0, 0), |(least, most): (i64, i64), amount| (least.min(amount), most.max(amount)));
        // Half of what an amount can be, so that sums of steps stay amounts.
        let (least, most) = (least.max(i64::MIN / 4), most.min(i64::MAX / 4));
        let step = round_step((most - least).max(1));
        let first = least.div_euclid(step) * step;
        let steps: Vec<i64> = std::iter::successors(Some(first), |at| Some(at + step))
            .take_while(|at| *at < most + step)
            .collect();
        let high = steps.last().copied().unwrap_or(most).max(first + step);
        Scale { low: first as f64, high: high as f64, top, bottom, steps }
    }

    fn y(&self, amount: i64) -> f64 {
        let part = (amount as f64 - self.low) / (self.high - self.low);
        self.bottom - part.clamp(0.0, 1.0) * (self.bottom - self.top)
    }

    /// Lines and their amounts, from `left` to `right`.
    fn grid(&self, svg: &mut String, left: f64, right: f64, format: &AmountFormat) {
        for step in &self.steps {
            let y = self.y(*step);
            let class = if *step == 0 { "zero" } else { "grid" };
            let _ = write!(
                svg,
                "<line class=\"{class}\" x1=\"{left:.0}\" x2=\"{right:.0}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"axis\" x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                left - 6.0,
                y + 4.0,
                format.short(*step)
            );
        }
    }
}

/// The smallest 1, 2 or 5 times a power of ten that cuts a width into at most five steps.
fn round_step(width: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if width / step < 5 || step == i64::MAX {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// The frame of a chart: a picture with a name for those who do not see it.
fn frame(class: &str, width: f64, height: f64, name: &str, inner: &str) -> String {
    format!(
        "<svg class=\"chart {class}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{}\">{inner}</svg>",
        escape(name)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_holds_zero_and_all_amounts_in_few_round_steps() {
        let scale = Scale::over([-340, 1_920].into_iter(), 0.0, 100.0);
        assert_eq!(scale.steps, [-500, 0, 500, 1_000, 1_500, 2_000]);
        assert!((scale.y(-500) - 100.0).abs() < 1e-9 && scale.y(2_000).abs() < 1e-9);
        let extreme = Scale::over([i64::MIN, i64::MAX].into_iter(), 0.0, 100.0);
        assert!(extreme.steps.len() < 9 && extreme.y(0).is_finite());
        assert!(Scale::over(std::iter::empty(), 0.0, 1.0).y(0).is_finite());
    }

    #[test]
    fn what_the_paper_says_is_no_markup() {
        assert_eq!(escape("<script>\"&\u{7}"), "&lt;script&gt;&quot;&amp; ");
    }
}
