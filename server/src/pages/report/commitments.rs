//! What is owed and what comes back: loans, returns, recurring payments.

use super::{RowLinker, RowLinks, hundredths};
use crate::pages::amount::AmountFormat;
use crate::wording;
use engine::analyze::AccountAnalysis;
use engine::analyze::bounce::BounceKind;
use engine::analyze::recurring::{RecurringSet, SetStatus};
use engine::model::ReturnReason;

pub(super) struct LoanView {
    pub(super) lender: String,
    pub(super) instalment: String,
    pub(super) rhythm: String,
    pub(super) span: String,
    pub(super) status: &'static str,
    pub(super) owed: Option<String>,
    pub(super) rows: RowLinks,
}

pub(super) struct BounceView {
    pub(super) date: String,
    pub(super) kind: &'static str,
    pub(super) amount: String,
    pub(super) party: String,
    pub(super) reason: &'static str,
    pub(super) rows: RowLinks,
}

pub(super) struct RecurringView {
    pub(super) party: String,
    pub(super) way: &'static str,
    pub(super) amount: String,
    pub(super) range: Option<String>,
    pub(super) cadence: &'static str,
    pub(super) next_due: String,
    pub(super) status: &'static str,
    pub(super) rows: RowLinks,
}

pub(super) fn obligations(account: &AccountAnalysis, format: &AmountFormat) -> String {
    let lender = &account.lender;
    if lender.obligations == 0 {
        return "No active loan was seen.".to_owned();
    }
    let income = format.show(lender.income);
    match lender.foir {
        Some(foir) => format!(
            "Instalments of active loans sum to {} a month: {} % of an income of {income}.",
            format.show(lender.obligations),
            hundredths(foir)
        ),
        None => format!(
            "Instalments of active loans sum to {} a month; there is no income to hold them against.",
            format.show(lender.obligations)
        ),
    }
}

pub(super) fn loans(account: &AccountAnalysis, linker: &RowLinker<'_>) -> Vec<LoanView> {
    let view = |loan: &engine::analyze::lender::Loan| {
        let rhythm = match (loan.cadence, loan.day) {
            (Some(cadence), Some(day)) => format!("{}, around day {day}", wording::cadence(cadence)),
            (Some(cadence), None) => wording::cadence(cadence).to_owned(),
            (None, _) => "once so far".to_owned(),
        };
        let returned = match loan.bounces.len() {
            0 => String::new(),
            count => format!(", {count} returned"),
        };
        let rows = loan.instalments.iter().copied().chain(loan.disbursal).chain(loan.foreclosure);
        LoanView {
            lender: loan.lender.clone().unwrap_or_else(|| "lender not named".to_owned()),
            instalment: linker.format.show(loan.instalment),
            rhythm,
            span: format!("{} to {}, {} months seen{returned}", loan.from, loan.to, loan.months_seen),
            status: wording::loan_status(loan.status),
            owed: loan.outstanding.map(|owed| {
                format!("{} to {}", linker.format.show(owed.at_least), linker.format.show(owed.likely))
            }),
            rows: linker.links(rows),
        }
    };
    account.lender.loans.iter().map(view).collect()
}

pub(super) fn bounces(account: &AccountAnalysis, linker: &RowLinker<'_>) -> Vec<BounceView> {
    let view = |bounce: &engine::analyze::bounce::Bounce| BounceView {
        date: bounce.date.to_string(),
        kind: match bounce.kind {
            BounceKind::AutoDebit => "mandate",
            BounceKind::InwardCheque => "cheque issued",
            BounceKind::OutwardCheque => "cheque deposited",
            BounceKind::ChargeOnly => "charge without a return",
        },
        amount: linker.format.show(bounce.amount),
        party: bounce.party.clone().unwrap_or_else(|| "not named".to_owned()),
        reason: match bounce.reason {
            Some(ReturnReason::FundsInsufficient) => "funds insufficient",
            Some(ReturnReason::Technical) => "technical",
            None => "not said",
        },
        rows: linker.links(
            bounce
                .original
                .into_iter()
                .chain(bounce.returned)
                .chain(bounce.charges.iter().copied())
                .chain(bounce.represented),
        ),
    };
    account.bounces.iter().map(view).collect()
}

/// The sets that go on first, then those that ended; within both the largest a month first.
pub(super) fn recurring(account: &AccountAnalysis, linker: &RowLinker<'_>) -> Vec<RecurringView> {
    let credit = account.recurring.credit.iter().map(|set| ("in", set));
    let debit = account.recurring.debit.iter().map(|set| ("out", set));
    let mut sets: Vec<(&'static str, &RecurringSet)> = credit.chain(debit).collect();
    sets.sort_by_key(|(_, set)| {
        (set.status == SetStatus::Ended, std::cmp::Reverse(set.cadence.per_month(set.median)))
    });
    let view = |(way, set): (&'static str, &RecurringSet)| RecurringView {
        party: set.party.clone().unwrap_or_else(|| set.clean_transaction_note.clone()),
        way,
        amount: linker.format.show(set.median),
        range: (set.least != set.most)
            .then(|| format!("{} to {}", linker.format.show(set.least), linker.format.show(set.most))),
        cadence: wording::cadence(set.cadence),
        next_due: set.next_due.map_or("\u{2013}".to_owned(), |day| day.to_string()),
        status: match set.status {
            SetStatus::Early => "seen twice",
            SetStatus::Mature => "goes on",
            SetStatus::Ended => "ended",
        },
        rows: linker.links(set.rows.iter().copied()),
    };
    sets.into_iter().map(view).collect()
}
