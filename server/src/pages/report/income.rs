//! Pay and pensions: who pays how much how often, and what makes us say so.

use super::{RowLinker, RowLinks};
use crate::wording;
use engine::analyze::AccountAnalysis;
use engine::analyze::salary::{Employment, PayKind, PayReason, Payment};
use std::collections::BTreeMap;

pub(super) struct IncomeView {
    pub(super) payer: String,
    pub(super) kind: &'static str,
    pub(super) usual: String,
    pub(super) rhythm: String,
    pub(super) span: String,
    pub(super) next_due: Option<String>,
    pub(super) confidence: u8,
    pub(super) reasons: Vec<String>,
    pub(super) changes: Vec<String>,
    pub(super) rows: RowLinks,
}

pub(super) fn views(account: &AccountAnalysis, linker: &RowLinker<'_>) -> Vec<IncomeView> {
    account
        .salary
        .employments
        .iter()
        .map(|employment| {
            let payments: Vec<&Payment> =
                account.salary.payments.iter().filter(|payment| belongs(payment, employment)).collect();
            view(employment, &payments, linker)
        })
        .collect()
}

/// Whether a payment is of an employment: the same payer, and a pension is not pay of the same office.
fn belongs(payment: &Payment, employment: &Employment) -> bool {
    payment.employer == employment.employer
        && (payment.kind == PayKind::Pension) == (employment.kind == PayKind::Pension)
}

fn view(employment: &Employment, payments: &[&Payment], linker: &RowLinker<'_>) -> IncomeView {
    let mut confidences: Vec<u8> = payments.iter().map(|payment| payment.confidence).collect();
    confidences.sort_unstable();
    let mut reasons: BTreeMap<PayReason, usize> = BTreeMap::new();
    for payment in payments {
        for reason in &payment.reasons {
            *reasons.entry(*reason).or_default() += 1;
        }
    }
    let rhythm = match (employment.cadence, employment.pay_day) {
        (Some(cadence), Some(31)) => format!("{}, at the end of the month", wording::cadence(cadence)),
        (Some(cadence), Some(day)) => format!("{}, around day {day}", wording::cadence(cadence)),
        (Some(cadence), None) => wording::cadence(cadence).to_owned(),
        (None, _) => "no rhythm".to_owned(),
    };
    let missed =
        if employment.missed > 0 { format!(", {} missed", employment.missed) } else { String::new() };
    let ended = if employment.ended { ", ended" } else { "" };
    IncomeView {
        payer: employment.employer.clone().unwrap_or_else(|| "payer not named".to_owned()),
        kind: if employment.kind == PayKind::Pension { "pension" } else { "salary" },
        usual: linker.format.show(employment.usual),
        rhythm,
        span: format!("{} to {}{missed}{ended}", employment.from, employment.to),
        next_due: employment.next_due.map(|day| day.to_string()),
        // The value in the middle, as the account's confidence is made.
        confidence: confidences.get(confidences.len() / 2).copied().unwrap_or(0),
        reasons: reasons
            .into_iter()
            .map(|(reason, count)| format!("{} ({count} of {})", why(reason), payments.len()))
            .collect(),
        changes: employment
            .increments
            .iter()
            .map(|step| {
                format!("{}: {} to {}", step.on, linker.format.show(step.from), linker.format.show(step.to))
            })
            .collect(),
        rows: linker.links(payments.iter().map(|payment| payment.row)),
    }
}

fn why(reason: PayReason) -> &'static str {
    match reason {
        PayReason::Labelled => "the narration calls it pay",
        PayReason::EmployerHint => "the payer was named as employer",
        PayReason::SamePayer => "other credits of the payer are called pay",
        PayReason::CompanyName => "the payer is a company or an office by its name",
        PayReason::Rhythm => "it fits the payer's rhythm",
        PayReason::SteadyAmount => "the amount is steady",
        PayReason::PayDay => "it came on the usual pay day",
    }
}

pub(super) fn job_changes(account: &AccountAnalysis) -> Vec<String> {
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "a payer who is not named".to_owned());
    let changes = account.salary.job_changes.iter();
    changes
        .map(|change| format!("{}: from {} to {}", change.on, name(&change.from), name(&change.to)))
        .collect()
}
