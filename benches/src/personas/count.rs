//! Found and missed, row by row and pair by pair.

use engine::analyze::recurring::RecurringSet;
use engine::analyze::salary::PayKind;
use engine::analyze::{AccountAnalysis, Analysis};
use engine::model::Channel;
use std::collections::HashMap;
use std::fmt;
use std::ops::AddAssign;
use testdata::personas::{Pay, PersonaLedger, PersonaPlan};

/// True and false answers of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    right: u64,
    /// Said and not true.
    said: u64,
    /// True and not said.
    missed: u64,
}

impl Answers {
    fn add(&mut self, said: bool, is: bool) {
        match (said, is) {
            (true, true) => self.right += 1,
            (true, false) => self.said += 1,
            (false, true) => self.missed += 1,
            (false, false) => {}
        }
    }

    /// F1 in thousandths; `None` when there is nothing to find and nothing was said.
    fn f1(self) -> Option<u64> {
        let all = 2 * self.right + self.said + self.missed;
        (all > 0).then(|| 2_000 * self.right / all)
    }
}

impl AddAssign for Answers {
    fn add_assign(&mut self, other: Answers) {
        self.right += other.right;
        self.said += other.said;
        self.missed += other.missed;
    }
}

/// All answers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    salary: Answers,
    lender: Answers,
    pairs: Answers,
    channels: u64,
    rows: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.salary += other.salary;
        self.lender += other.lender;
        self.pairs += other.pairs;
        self.channels += other.channels;
        self.rows += other.rows;
    }
}

/// A row that was taken for something else.
pub(crate) struct Mistake {
    plan: PersonaPlan,
    what: String,
    narration: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PersonaPlan { country, persona, seed, .. } = self.plan;
        write!(f, "{} {persona:?} {seed}: {}: {}", country.code(), self.what, self.narration)
    }
}

impl Counts {
    /// Salary F1, lender F1, recurring pair-wise F1 and channel accuracy, in thousandths.
    pub(crate) fn figures(&self) -> [Option<u64>; 4] {
        let channel = (self.rows > 0).then(|| self.channels * 1_000 / self.rows.max(1));
        [self.salary.f1(), self.lender.f1(), self.pairs.f1(), channel]
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Holds what was found against the truth.
    pub(crate) fn add(
        &mut self,
        account: &PersonaLedger,
        found: &Analysis,
        plan: &PersonaPlan,
        mistakes: &mut Vec<Mistake>,
    ) {
        let Some(found) = found.accounts.first() else { return };
        for (index, (row, truth)) in account.ledger.rows.iter().zip(&account.truth).enumerate() {
            let (Some(role), Some(told)) = (found.roles.get(index), found.ledger.rows.get(index)) else {
                continue;
            };
            let mut wrong = |what: String| {
                mistakes.push(Mistake { plan: *plan, what, narration: row.narration.clone() });
            };
            let pay = role.pay.map(|kind| if kind == PayKind::Pension { Pay::Pension } else { Pay::Salary });
            if pay != truth.pay {
                wrong(format!("pay {:?} is {:?}", role.pay, truth.pay));
            }
            // Pay taken for a pension is both missed and wrongly said.
            self.salary.add(pay.is_some() && pay == truth.pay, truth.pay.is_some());
            self.salary.add(pay.is_some() && pay != truth.pay, false);
            if role.lender.is_some() != truth.lender {
                wrong(format!("lender {:?} is {}", role.lender, truth.lender));
            }
            self.lender.add(role.lender.is_some(), truth.lender);
            let channel = name(told.channel);
            self.rows += 1;
            if channel == truth.channel {
                self.channels += 1;
            } else {
                wrong(format!("channel {channel} is {}", truth.channel));
            }
        }
        self.pairs(account, found, plan, mistakes);
    }

    fn pairs(
        &mut self,
        account: &PersonaLedger,
        found: &AccountAnalysis,
        plan: &PersonaPlan,
        mistakes: &mut Vec<Mistake>,
    ) {
        let sets: Vec<&RecurringSet> = found.recurring.credit.iter().chain(&found.recurring.debit).collect();
        let home: HashMap<usize, usize> = sets
            .iter()
            .enumerate()
            .flat_map(|(set, of)| of.rows.iter().map(move |row| (*row, set)))
            .collect();
        let mut of_series: HashMap<u32, u64> = HashMap::new();
        let mut of_set: HashMap<usize, u64> = HashMap::new();
        let mut of_both: HashMap<(u32, usize), u64> = HashMap::new();
        for (row, truth) in account.truth.iter().enumerate() {
            let set = home.get(&row).copied();
            if let Some(series) = truth.series {
                *of_series.entry(series).or_default() += 1;
            }
            if let Some(set) = set {
                *of_set.entry(set).or_default() += 1;
            }
            if let (Some(series), Some(set)) = (truth.series, set) {
                *of_both.entry((series, set)).or_default() += 1;
            }
            if truth.series.is_some() != set.is_some() {
                let what = format!("recurring {} is {}", set.is_some(), truth.series.is_some());
                let narration = account.ledger.rows.get(row).map_or(String::new(), |row| {
                    format!("{} {} {}", row.date, row.amount_minor, row.narration)
                });
                mistakes.push(Mistake { plan: *plan, what, narration });
            }
        }
        let pairs = |count: &u64| count * count.saturating_sub(1) / 2;
        let right: u64 = of_both.values().map(pairs).sum();
        let said: u64 = of_set.values().map(pairs).sum();
        let is: u64 = of_series.values().map(pairs).sum();
        self.pairs += Answers { right, said: said - right, missed: is - right };
    }
}

/// The name of a channel in the contract.
fn name(channel: Channel) -> String {
    serde_json::to_value(channel).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
