//! What people do again and again, and what they do now and then: each habit adds its rows with their truth.

use super::persona::Scene;
use super::wording::Line;
use super::{Pay, Truth, calendar};
use crate::ledger::Direction;
use jiff::ToSpan;
use jiff::civil::Date;

/// How often a habit comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Every {
    Week,
    TwoWeeks,
    /// On the 15th and the last.
    HalfMonth,
    Month(i64),
    Quarter(i64),
    /// Every so many days, whatever the month.
    Days(i64),
}

/// A habit with an agreed rhythm: one series of truth.
#[derive(Debug, Clone)]
pub(super) struct Habit {
    pub(super) kind: &'static str,
    pub(super) party: String,
    pub(super) direction: Direction,
    pub(super) amount: i64,
    /// Percent by which each amount may differ.
    pub(super) varies: i64,
    pub(super) every: Every,
    /// Days by which each date may differ.
    pub(super) strays: i64,
    /// Whether days of rest push it: earlier, later, or not at all.
    pub(super) shift: Shift,
    /// Percent of the payments that are left out.
    pub(super) missed: u32,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) pay: Option<Pay>,
    pub(super) lender: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    Earlier,
    Later,
    None,
}

impl Habit {
    /// A monthly debit of a fixed amount.
    pub(super) fn monthly(kind: &'static str, party: &str, amount: i64, day: i64, scene: &Scene) -> Habit {
        Habit {
            kind,
            party: party.to_string(),
            direction: Direction::Debit,
            amount,
            varies: 0,
            every: Every::Month(day),
            strays: 0,
            shift: Shift::Later,
            missed: 0,
            from: scene.from,
            to: scene.to,
            pay: None,
            lender: false,
        }
    }

    fn days(&self, scene: &Scene) -> Vec<Date> {
        let step = |days: i64| {
            std::iter::successors(Some(self.from), move |day| day.checked_add(days.days()).ok())
                .take_while(|day| *day <= self.to)
                .collect::<Vec<_>>()
        };
        let months = |every: usize| scene.months().into_iter().step_by(every).collect::<Vec<_>>();
        let days: Vec<Date> = match self.every {
            Every::Week => step(7),
            Every::TwoWeeks => step(14),
            Every::Days(days) => step(days),
            Every::HalfMonth => months(1)
                .into_iter()
                .flat_map(|month| [calendar::day(month, 15), calendar::day(month, 31)])
                .collect(),
            Every::Month(day) => months(1).into_iter().map(|month| calendar::day(month, day)).collect(),
            Every::Quarter(day) => months(3).into_iter().map(|month| calendar::day(month, day)).collect(),
        };
        days.into_iter().filter(|day| self.from <= *day && *day <= self.to).collect()
    }
}

/// Adds all payments of a habit as one series; gives the days on which it was paid.
pub(super) fn keep(scene: &mut Scene, habit: &Habit) -> Vec<(Date, i64)> {
    let Some(line) = scene.line(habit.kind) else { return Vec::new() };
    keep_as(scene, habit, line)
}

/// The same in given words.
pub(super) fn keep_as(scene: &mut Scene, habit: &Habit, line: Line) -> Vec<(Date, i64)> {
    let series = scene.next_series();
    let mut paid = Vec::new();
    for due in habit.days(scene) {
        if scene.random.chance(habit.missed) {
            continue;
        }
        let strayed = due.saturating_add(scene.random.between(-habit.strays, habit.strays).days());
        let date = match habit.shift {
            Shift::Earlier => calendar::before(scene.country, strayed),
            Shift::Later => calendar::after(scene.country, strayed),
            Shift::None => strayed,
        };
        let amount = scene.vary(habit.amount, habit.varies);
        let truth = Truth {
            channel: line.channel.to_string(),
            pay: habit.pay,
            series: Some(series),
            lender: habit.lender,
        };
        scene.book(date, habit.direction, amount, line, &habit.party, truth);
        paid.push((date, amount));
    }
    paid
}

/// One row that is no series.
pub(super) fn once(
    scene: &mut Scene,
    kind: &str,
    party: &str,
    date: Date,
    direction: Direction,
    amount: i64,
    lender: bool,
) {
    let Some(line) = scene.line(kind) else { return };
    let truth = Truth { channel: line.channel.to_string(), pay: None, series: None, lender };
    scene.book(date, direction, amount, line, party, truth);
}

/// Purchases and transfers on days and of amounts that nobody agreed to, `a_month` on average.
pub(super) fn now_and_then(
    scene: &mut Scene,
    kind: &'static str,
    parties: &'static str,
    direction: Direction,
    (low, high): (i64, i64),
    a_month: i64,
) {
    for month in scene.months() {
        let count = scene.random.between(a_month / 2, a_month + a_month / 2);
        for _ in 0..count {
            let party = scene.pick(parties);
            let date = calendar::day(month, scene.random.between(1, 31));
            let amount = scene.random.between(low, high);
            let amount = scene.round(amount);
            once(scene, kind, &party, date, direction, amount, false);
        }
    }
}
