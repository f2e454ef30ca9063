//! How often something comes back: the longest chain of rows that a rhythm explains.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// A rhythm of payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Every seven days.
    Weekly,
    /// Every fourteen days.
    Biweekly,
    /// Twice a month, as on the 15th and the last.
    SemiMonthly,
    /// Every month.
    Monthly,
    /// Every second month.
    BiMonthly,
    /// Every third month.
    Quarterly,
    /// Every sixth month.
    HalfYearly,
    /// Every year.
    Yearly,
}

impl Cadence {
    /// All rhythms, the quickest first.
    pub const ALL: [Cadence; 8] = [
        Cadence::Weekly,
        Cadence::Biweekly,
        Cadence::SemiMonthly,
        Cadence::Monthly,
        Cadence::BiMonthly,
        Cadence::Quarterly,
        Cadence::HalfYearly,
        Cadence::Yearly,
    ];

    /// The rhythms in which wages are paid.
    pub const OF_PAY: [Cadence; 4] =
        [Cadence::Weekly, Cadence::Biweekly, Cadence::SemiMonthly, Cadence::Monthly];

    /// The day that is `steps` payments after a day.
    pub(crate) fn after(self, day: Date, steps: i32) -> Option<Date> {
        let span: Span = match self {
            Cadence::Weekly => (7 * steps).days(),
            Cadence::Biweekly => (14 * steps).days(),
            // Two payments are a month; one is half of it, to the nearest day.
            Cadence::SemiMonthly => (steps / 2).months().days(15 * (steps % 2)),
            Cadence::Monthly => steps.months(),
            Cadence::BiMonthly => (2 * steps).months(),
            Cadence::Quarterly => (3 * steps).months(),
            Cadence::HalfYearly => (6 * steps).months(),
            Cadence::Yearly => steps.years(),
        };
        day.checked_add(span).ok()
    }

    /// Days between two payments, on average.
    #[must_use]
    pub fn days(self) -> i32 {
        match self {
            Cadence::Weekly => 7,
            Cadence::Biweekly => 14,
            Cadence::SemiMonthly => 15,
            Cadence::Monthly => 30,
            Cadence::BiMonthly => 61,
            Cadence::Quarterly => 91,
            Cadence::HalfYearly => 182,
            Cadence::Yearly => 365,
        }
    }

    /// How many days a payment may stray from its step: days of rest on either side, and bills that drift.
    #[must_use]
    pub fn tolerance(self) -> i32 {
        match self {
            Cadence::Weekly => 2,
            Cadence::Biweekly => 3,
            Cadence::SemiMonthly => 4,
            Cadence::Monthly => 6,
            Cadence::BiMonthly => 8,
            Cadence::Quarterly => 10,
            Cadence::HalfYearly => 15,
            Cadence::Yearly => 20,
        }
    }

    /// Whether a chain of this rhythm can hold so many percent of points in the order of time: their days have room for a
    /// limited number of steps. Who is paid several times a day is not worth looking for a monthly rhythm in.
    pub(crate) fn can_explain(self, points: &[Point], percent: usize) -> bool {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return false };
        // Months differ by up to three days.
        let shortest = (self.days() - self.tolerance() - 3).max(1);
        let most = usize::try_from(days(first.date, last.date) / shortest + 1).unwrap_or(0);
        most.saturating_mul(100) >= points.len().saturating_mul(percent)
    }

    /// An amount of this rhythm in terms of a month, in minor units.
    #[must_use]
    pub fn per_month(self, amount: i64) -> i64 {
        match self {
            Cadence::Weekly => amount.saturating_mul(52) / 12,
            Cadence::Biweekly => amount.saturating_mul(26) / 12,
            Cadence::SemiMonthly => amount.saturating_mul(2),
            Cadence::Monthly => amount,
            Cadence::BiMonthly => amount / 2,
            Cadence::Quarterly => amount / 3,
            Cadence::HalfYearly => amount / 6,
            Cadence::Yearly => amount / 12,
        }
    }
}

/// A payment: when and how much, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) date: Date,
    pub(crate) amount: i64,
}

/// Payments that a rhythm explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    pub(crate) cadence: Cadence,
    /// Indices into the points, in order.
    pub(crate) members: Vec<usize>,
    /// Payments that the rhythm expects between the first and the last and that are not there.
    pub(crate) missed: u32,
    /// How well it fits; comparable between chains over the same points only.
    pub(crate) score: i64,
}

/// How many payments in a row may be missing before a series is broken.
const LONGEST_PAUSE: i32 = 3;
/// What a step is worth, and what a missed payment, a strayed day and another amount cost of it.
const STEP: i64 = 100;
const MISSED: i64 = 25;
const STRAYED_DAY: i64 = 2;
const OTHER_AMOUNT: i64 = 40;

/// The best chain of a rhythm through points in the order of time; `None` when fewer than two points fit.
///
/// Points that do not fit are left out, so an extra payment between two regular ones does not break the series, and of
/// two candidates the one with the nearer amount is taken.
pub(crate) fn chain(points: &[Point], cadence: Cadence) -> Option<Chain> {
    // For each point the best chain that ends there: score, point before, payments missed on the way.
    let mut best: Vec<(i64, Option<usize>, u32)> = Vec::with_capacity(points.len());
    let start = points.first()?.date;
    // Days are counted once, not for every pair.
    let due: Vec<Due> = points.iter().map(|point| Due::of(cadence, start, point.date)).collect();
    let reach = cadence.days() * LONGEST_PAUSE + cadence.tolerance() + LONGEST_PAUSE;
    let mut first = 0;
    for (point, at) in points.iter().zip(&due) {
        while due.get(first).is_some_and(|early| at.day - early.day > reach) {
            first += 1;
        }
        let mut found = (STEP, None, 0);
        let before = points.iter().zip(&due).zip(&best).enumerate().skip(first);
        for (before, ((early, from), (score, _, missed))) in before {
            let Some((steps, strayed)) = from.steps_to(at.day, cadence.tolerance()) else { continue };
            let gain = STEP
                - MISSED * i64::from(steps - 1)
                - STRAYED_DAY * i64::from(strayed)
                - OTHER_AMOUNT * apart(early.amount, point.amount) / 100;
            // Of two that are as good the earlier one stays: the order of rows decides, and nothing by chance.
            if score + gain > found.0 {
                found = (score + gain, Some(before), missed + u32::try_from(steps - 1).unwrap_or(0));
            }
        }
        best.push(found);
    }
    let (last, (score, _, missed)) =
        best.iter().enumerate().max_by(|one, other| one.1.0.cmp(&other.1.0).then(other.0.cmp(&one.0)))?;
    let mut members = vec![last];
    let mut at = last;
    while let Some((_, Some(before), _)) = best.get(at) {
        members.push(*before);
        at = *before;
    }
    members.reverse();
    (members.len() >= 2).then_some(Chain { cadence, members, missed: *missed, score: *score })
}

/// The chain of the rhythm that explains the points best.
pub(crate) fn best_chain(points: &[Point], cadences: &[Cadence]) -> Option<Chain> {
    let chains = cadences.iter().filter_map(|cadence| chain(points, *cadence));
    // Of two rhythms that fit as well the slower one claims less.
    chains.max_by_key(|chain| (chain.score, chain.cadence))
}

/// A payment and when the next ones of its rhythm are due, in days from the first payment of all.
struct Due {
    day: i32,
    next: [Option<i32>; LONGEST_PAUSE as usize],
}

impl Due {
    fn of(cadence: Cadence, start: Date, date: Date) -> Due {
        let mut next = [None; LONGEST_PAUSE as usize];
        for (slot, steps) in next.iter_mut().zip(1..) {
            *slot = cadence.after(date, steps).map(|due| days(start, due));
        }
        Due { day: days(start, date), next }
    }

    /// How many steps of the rhythm lie between this payment and a later day, and by how many days they are missed.
    fn steps_to(&self, day: i32, tolerance: i32) -> Option<(i32, i32)> {
        if day <= self.day {
            return None;
        }
        let strayed =
            self.next.iter().zip(1..).filter_map(|(due, steps)| Some((steps, (day - (*due)?).abs())));
        strayed.min_by_key(|(_, strayed)| *strayed).filter(|(_, strayed)| *strayed <= tolerance)
    }
}

/// Days from one date to another, negative when it lies before.
pub(crate) fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// How far two amounts are apart, in percent of the larger one.
pub(crate) fn apart(one: i64, other: i64) -> i64 {
    let larger = one.abs().max(other.abs()).max(1);
    i64::try_from(i128::from(one.abs_diff(other)) * 100 / i128::from(larger)).unwrap_or(100).min(100)
}

/// The value in the middle; of two in the middle the larger, as the contract has it.
#[must_use]
pub fn upper_median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// The day of the month around which days lie, month ends counted as the 31st; `None` without days.
#[must_use]
pub fn usual_day(dates: &[Date]) -> Option<i8> {
    let at_end = |date: &Date| date.day() == date.last_of_month().day();
    let ends = dates.iter().filter(|date| at_end(date)).count();
    // A payment due on the last is booked on the last, or just before or after a weekend at the month's end.
    let near = |date: &&Date| date.day() >= 27 || date.day() <= 3;
    if ends * 2 >= dates.len() && dates.iter().filter(near).count() == dates.len() && !dates.is_empty() {
        return Some(31);
    }
    // Days around the turn of the month are neighbours: the smallest circle of days holds them.
    let middle = |shift: i64| {
        let turned = dates.iter().map(|date| (i64::from(date.day()) + shift) % 31).collect();
        upper_median(turned).map(|day| (day, spread(dates, shift, day)))
    };
    let (plain, turned) = (middle(0)?, middle(15)?);
    let day = if plain.1 <= turned.1 { plain.0 } else { (turned.0 + 31 - 15) % 31 };
    i8::try_from(if day == 0 { 31 } else { day }).ok()
}

fn spread(dates: &[Date], shift: i64, middle: i64) -> i64 {
    dates.iter().map(|date| ((i64::from(date.day()) + shift) % 31 - middle).abs()).sum()
}

/// When the next payment of a series is due: one step after the last, on the usual day of the month.
pub(crate) fn next_due(cadence: Cadence, dates: &[Date]) -> Option<Date> {
    let last = *dates.last()?;
    match cadence {
        Cadence::Weekly | Cadence::Biweekly => cadence.after(last, 1),
        // The payment before the last was on the other of the two days.
        Cadence::SemiMonthly => match dates.len().checked_sub(2).and_then(|index| dates.get(index)) {
            Some(before) if (9..=22).contains(&days(*before, last)) => cadence.after(*before, 2),
            _ => cadence.after(last, 1),
        },
        _ => {
            let usual = usual_day(dates)?;
            // A payment pulled before the turn of the month belongs to the month after.
            let pulled = i32::from(usual) - i32::from(last.day());
            let home = match pulled {
                -31..=-16 => last.checked_add(1.month()).ok()?,
                16..=31 => last.checked_sub(1.month()).ok()?,
                _ => last,
            };
            let month = cadence.after(home.first_of_month(), 1)?;
            let day = usual.min(month.last_of_month().day());
            month.with().day(day).build().ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn points(dates: &[Date]) -> Vec<Point> {
        dates.iter().map(|date| Point { date: *date, amount: 10_000 }).collect()
    }

    fn told(dates: &[Date]) -> Option<(Cadence, usize, u32)> {
        best_chain(&points(dates), &Cadence::ALL)
            .map(|chain| (chain.cadence, chain.members.len(), chain.missed))
    }

    #[test]
    fn rhythms_are_told_apart() {
        let start = date(2025, 1, 3);
        let every = |days: i32, count: i32| -> Vec<Date> {
            (0..count).map(|step| start.checked_add((days * step).days()).unwrap()).collect()
        };
        assert_eq!(told(&every(7, 12)), Some((Cadence::Weekly, 12, 0)));
        assert_eq!(told(&every(14, 12)), Some((Cadence::Biweekly, 12, 0)));
        assert_eq!(told(&every(30, 8)), Some((Cadence::Monthly, 8, 0)), "a prepaid month drifts");
        let twice: Vec<Date> = (1..=6)
            .flat_map(|month| [date(2025, month, 15), date(2025, month, 15).last_of_month()])
            .collect();
        assert_eq!(told(&twice), Some((Cadence::SemiMonthly, 12, 0)));
        let ends: Vec<Date> = (1..=12).map(|month| date(2025, month, 1).last_of_month()).collect();
        assert_eq!(told(&ends), Some((Cadence::Monthly, 12, 0)));
        let quarters: Vec<Date> = [1, 4, 7, 10].iter().map(|month| date(2025, *month, 12)).collect();
        assert_eq!(told(&quarters), Some((Cadence::Quarterly, 4, 0)));
    }

    #[test]
    fn a_missed_month_is_counted_and_a_stray_payment_left_out() {
        let dates = [
            date(2025, 1, 31),
            date(2025, 2, 28),
            date(2025, 3, 14),
            date(2025, 3, 31),
            date(2025, 5, 30),
            date(2025, 6, 30),
        ];
        let found = chain(&points(&dates), Cadence::Monthly).unwrap();
        assert_eq!(found.members, [0, 1, 3, 4, 5]);
        assert_eq!(found.missed, 1);
    }

    #[test]
    fn of_two_candidates_the_nearer_amount_is_taken() {
        let mut list = points(&[date(2025, 1, 5), date(2025, 2, 5), date(2025, 2, 5), date(2025, 3, 5)]);
        list[1].amount = 90_000;
        assert_eq!(chain(&list, Cadence::Monthly).unwrap().members, [0, 2, 3]);
    }

    #[test]
    fn days_without_rhythm_make_no_long_chain() {
        let dates =
            [date(2025, 1, 2), date(2025, 1, 13), date(2025, 2, 23), date(2025, 3, 1), date(2025, 5, 19)];
        assert!(told(&dates).is_none_or(|(_, members, _)| members <= 3));
    }

    #[test]
    fn the_usual_day_looks_over_the_turn_of_the_month() {
        assert_eq!(usual_day(&[date(2025, 1, 5), date(2025, 2, 5), date(2025, 3, 7)]), Some(5));
        assert_eq!(usual_day(&[date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 29)]), Some(31));
        assert_eq!(
            usual_day(&[date(2025, 1, 1), date(2025, 2, 1), date(2025, 2, 28), date(2025, 4, 1)]),
            Some(1)
        );
        assert_eq!(usual_day(&[]), None);
    }

    #[test]
    fn the_next_payment_is_due_on_the_usual_day() {
        let ends = [date(2025, 11, 28), date(2025, 12, 31), date(2026, 1, 30)];
        assert_eq!(next_due(Cadence::Monthly, &ends), Some(date(2026, 2, 28)));
        let first = [date(2025, 1, 1), date(2025, 2, 1), date(2025, 2, 28)];
        assert_eq!(
            next_due(Cadence::Monthly, &first),
            Some(date(2025, 4, 1)),
            "February's end stands for March"
        );
        let twice = [date(2025, 3, 15), date(2025, 3, 31), date(2025, 4, 15)];
        assert_eq!(next_due(Cadence::SemiMonthly, &twice), Some(date(2025, 4, 30)));
        assert_eq!(next_due(Cadence::Biweekly, &[date(2025, 4, 4)]), Some(date(2025, 4, 18)));
    }

    #[test]
    fn the_median_of_an_even_count_is_the_upper_one() {
        assert_eq!(upper_median(vec![2_905_700, 2_759_800]), Some(2_905_700));
        assert_eq!(upper_median(vec![39, 37]), Some(39));
        assert_eq!(upper_median(vec![]), None);
    }
}
