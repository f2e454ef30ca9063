//! Accounts of people whose truth is known: which row is pay, which rows belong to one series, which are a lender's, and
//! by which channel each went. What an analysis finds is held against it.
//!
//! Narrations come from `testdata/personas/<cc>.txt`, in two sets: one to build with, and one that is only measured.

mod calendar;
mod habits;
mod household;
mod persona;
mod wording;

use crate::ledger::{Bank, Direction, Ledger, LedgerRow, RowKind};
use crate::random::Random;
use jiff::civil::{Date, date};

pub use wording::Wording;

/// Where a person lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Country {
    /// Rupees, UPI, NEFT, NACH.
    India,
    /// Won; summaries in Hangul.
    Korea,
    /// Dong; text with and without diacritics.
    Vietnam,
    /// Lei; labels in Romanian.
    Romania,
    /// US dollars; ACH.
    UnitedStates,
    /// Pounds; BACS and direct debits.
    UnitedKingdom,
    /// Singapore dollars; GIRO and FAST.
    Singapore,
}

impl Country {
    /// Every country.
    pub const ALL: [Self; 7] = [
        Self::India,
        Self::Korea,
        Self::Vietnam,
        Self::Romania,
        Self::UnitedStates,
        Self::UnitedKingdom,
        Self::Singapore,
    ];

    /// ISO 3166 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::India => "IN",
            Self::Korea => "KR",
            Self::Vietnam => "VN",
            Self::Romania => "RO",
            Self::UnitedStates => "US",
            Self::UnitedKingdom => "GB",
            Self::Singapore => "SG",
        }
    }

    /// ISO 4217 code, its minor digits, and an ordinary monthly pay in minor units.
    fn money(self) -> (&'static str, u32, i64) {
        match self {
            Self::India => ("INR", 2, 6_200_000),
            Self::Korea => ("KRW", 0, 3_300_000),
            Self::Vietnam => ("VND", 0, 18_500_000),
            Self::Romania => ("RON", 2, 680_000),
            Self::UnitedStates => ("USD", 2, 520_000),
            Self::UnitedKingdom => ("GBP", 2, 295_000),
            Self::Singapore => ("SGD", 2, 560_000),
        }
    }
}

/// What life a person leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Persona {
    /// Monthly, semi-monthly or biweekly pay that shifts over days of rest, with raises, a bonus, sometimes another job.
    Salaried,
    /// Wages every week.
    WeeklyPaid,
    /// Bills that clients pay; no pay at all.
    Freelancer,
    /// A pension.
    Pensioner,
    /// A shop or workshop: customers, suppliers, staff.
    Business,
    /// Money from home; sometimes a part-time job.
    Student,
    /// Pay, several loans, returned instalments, pay-later.
    Borrower,
}

impl Persona {
    /// Every persona.
    pub const ALL: [Self; 7] = [
        Self::Salaried,
        Self::WeeklyPaid,
        Self::Freelancer,
        Self::Pensioner,
        Self::Business,
        Self::Student,
        Self::Borrower,
    ];
}

/// Kinds of pay in truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pay {
    /// Regular pay, a bonus or an advance.
    Salary,
    /// A pension.
    Pension,
}

/// What a row truly is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// Channel by its name in the contract.
    pub channel: String,
    /// Pay or a pension.
    pub pay: Option<Pay>,
    /// Rows of one series share a number.
    pub series: Option<u32>,
    /// Whether a lender stands on the other side: disbursal, instalment, its return, card bill, pay-later.
    pub lender: bool,
}

/// What account to invent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonaPlan {
    /// Where.
    pub country: Country,
    /// Who.
    pub persona: Persona,
    /// Which narrations.
    pub wording: Wording,
    /// How many months, from July 2024.
    pub months: u32,
    /// Everything else hangs on it.
    pub seed: u64,
}

/// An account and its truth, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonaLedger {
    /// The account.
    pub ledger: Ledger,
    /// Parallel to the rows.
    pub truth: Vec<Truth>,
}

/// A row before it has a balance.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    date: Date,
    narration: String,
    direction: Direction,
    amount: i64,
    truth: Truth,
}

impl PersonaLedger {
    /// Invents an account. The same plan gives the same account on every machine.
    #[must_use]
    pub fn invent(plan: &PersonaPlan) -> Self {
        let words = wording::Words::of(plan.country, plan.wording);
        let salt =
            plan.country as u64 * 31 + plan.persona as u64 * 7 + u64::from(plan.wording == Wording::HeldOut);
        let random = Random::new(plan.seed.wrapping_mul(0x9E37_79B9).wrapping_add(salt));
        let mut scene = persona::Scene::new(plan, words, random);
        persona::live(&mut scene);
        let (currency, decimals, pay) = plan.country.money();
        let from = date(2024, 7, 1);
        let last =
            from.saturating_add(jiff::Span::new().months(i64::from(plan.months.max(1)) - 1)).last_of_month();
        let holder = scene.holder.clone();
        let account_number = scene.random.digits(11);
        let mut events = scene.events;
        events.retain(|event| from <= event.date && event.date <= last);
        events.sort_by_key(|event| event.date);
        let mut balance = 0;
        let lowest = events.iter().fold(0, |lowest: i64, event| {
            balance += signed(event);
            lowest.min(balance)
        });
        let opening_minor = pay / 5 - lowest;
        let mut balance_minor = opening_minor;
        let rows = events.iter().map(|event| {
            balance_minor += signed(event);
            LedgerRow {
                date: event.date,
                value_date: event.date,
                narration: event.narration.clone(),
                reference: None,
                direction: event.direction,
                amount_minor: event.amount,
                balance_minor,
                kind: RowKind::Spend,
            }
        });
        let rows = rows.collect();
        let ledger = Ledger {
            bank: Bank {
                name: "Lantern Bay Bank".to_string(),
                address: Vec::new(),
                code: "LTBY".to_string(),
            },
            holder,
            address_lines: Vec::new(),
            account_number,
            customer_id: String::new(),
            product: String::new(),
            ifsc: String::new(),
            micr: String::new(),
            branch: String::new(),
            currency: currency.to_string(),
            decimals,
            from,
            to: last,
            opening_minor,
            rows,
        };
        Self { ledger, truth: events.into_iter().map(|event| event.truth).collect() }
    }
}

fn signed(event: &Event) -> i64 {
    match event.direction {
        Direction::Debit => -event.amount,
        Direction::Credit => event.amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_balances_and_carries_its_truth() {
        for country in Country::ALL {
            for persona in Persona::ALL {
                for wording in [Wording::Tuned, Wording::HeldOut] {
                    let plan = PersonaPlan { country, persona, wording, months: 12, seed: 3 };
                    let made = PersonaLedger::invent(&plan);
                    assert_eq!(made.ledger.rows.len(), made.truth.len());
                    assert_eq!(made.ledger.first_break(), None, "{plan:?}");
                    assert!(made.ledger.rows.iter().all(|row| row.balance_minor > 0 && row.amount_minor > 0));
                    assert!(made.ledger.rows.len() > 60, "{plan:?}: {} rows", made.ledger.rows.len());
                    let open = made.ledger.rows.iter().find(|row| row.narration.contains(['{', '}']));
                    assert_eq!(open, None, "{plan:?}");
                }
            }
        }
    }

    #[test]
    fn truth_follows_the_persona() {
        for country in Country::ALL {
            for seed in 0..5 {
                let truth = |persona| {
                    let plan = PersonaPlan { country, persona, wording: Wording::Tuned, months: 12, seed };
                    PersonaLedger::invent(&plan).truth
                };
                assert!(truth(Persona::Freelancer).iter().all(|row| row.pay.is_none()));
                assert!(
                    truth(Persona::Salaried).iter().filter(|row| row.pay == Some(Pay::Salary)).count() >= 10
                );
                assert!(truth(Persona::Pensioner).iter().all(|row| row.pay != Some(Pay::Salary)));
                assert!(truth(Persona::Borrower).iter().filter(|row| row.lender).count() >= 12);
            }
        }
    }

    #[test]
    fn the_same_plan_gives_the_same_account_and_another_seed_another() {
        let plan = PersonaPlan {
            country: Country::India,
            persona: Persona::Salaried,
            wording: Wording::Tuned,
            months: 6,
            seed: 1,
        };
        assert_eq!(PersonaLedger::invent(&plan), PersonaLedger::invent(&plan));
        assert_ne!(PersonaLedger::invent(&plan), PersonaLedger::invent(&PersonaPlan { seed: 2, ..plan }));
    }
}
