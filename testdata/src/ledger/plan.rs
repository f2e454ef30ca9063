//! What kind of ledger to invent.

use jiff::civil::{Date, date};

/// Whose narrations, currency and habits the ledger has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flavour {
    /// UPI, IMPS, NEFT, NACH, POS, ATM; rupees.
    India,
    /// FAST, PayNow, GIRO, NETS; Singapore dollars.
    Singapore,
    /// AP, BP, D/C, EFTPOS; New Zealand dollars.
    NewZealand,
    /// ACH, Zelle, card purchases; US dollars.
    UnitedStates,
    /// Lastschrift, Dauerauftrag, Kartenzahlung; euros.
    Germany,
}

impl Flavour {
    /// Every flavour, for tests that go through all of them.
    pub const ALL: [Self; 5] =
        [Self::India, Self::Singapore, Self::NewZealand, Self::UnitedStates, Self::Germany];
}

/// The wishes from which, with a seed, a ledger is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPlan {
    /// Country of the bank and the holder.
    pub flavour: Flavour,
    /// A day of the first month; the period starts on the first of that month.
    pub first_month: Date,
    /// How many whole months.
    pub months: u32,
    /// About how many rows each month has; the fixed ones (pay, rent, instalments) come first.
    pub rows_per_month: u32,
    /// Percent of months in which the loan instalment is returned unpaid (India only).
    pub bounce_percent: u32,
}

impl Default for LedgerPlan {
    /// India, April to June 2025, some 25 rows a month, a bounce now and then.
    fn default() -> Self {
        Self {
            flavour: Flavour::India,
            first_month: date(2025, 4, 1),
            months: 3,
            rows_per_month: 25,
            bounce_percent: 12,
        }
    }
}

impl LedgerPlan {
    /// The default plan with another flavour.
    pub fn of(flavour: Flavour) -> Self {
        Self { flavour, ..Self::default() }
    }

    /// The same plan over another number of months.
    #[must_use]
    pub fn months(self, months: u32) -> Self {
        Self { months, ..self }
    }

    /// The same plan with another number of rows each month.
    #[must_use]
    pub fn rows_per_month(self, rows_per_month: u32) -> Self {
        Self { rows_per_month, ..self }
    }

    /// The same plan starting in another month.
    #[must_use]
    pub fn starting(self, first_month: Date) -> Self {
        Self { first_month, ..self }
    }
}
