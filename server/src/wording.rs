//! Words for people, the same on the terminal and on pages.

use engine::analyze::bounce::BounceKind;
use engine::analyze::cadence::Cadence;
use engine::analyze::lender::LoanStatus;
use engine::model::{Severity, Verdict};
use std::io::{self, ErrorKind};

/// Reasons to leave a line out that say nothing about the rows: what stands outside tables, and the headings themselves.
pub(crate) const EXPECTED_TO_BE_SKIPPED: &[(&str, &str)] = &[
    ("heading", "column headings"),
    ("outside_table", "outside the table"),
    ("stated_balance", "stated balances, held against the rows"),
    ("totals", "printed totals, held against the rows"),
    ("left_out_by_template", "left out by the template"),
    ("turned_text", "watermarks and margin notes"),
    ("running_text", "running feet over other lines"),
    ("labelled_figures", "printed figures, held against the rows"),
    ("pending", "payments that are not booked yet"),
    ("end_of_table", "end marks"),
    ("after_end", "after the end mark"),
];

/// What the system says of a file or an address, without its numbers.
pub(crate) fn trouble(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound if error.raw_os_error().is_some() => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied if error.raw_os_error().is_some() => {
            "the permissions forbid it".to_owned()
        }
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "it is no folder".to_owned(),
        ErrorKind::AddrInUse => "another program listens there".to_owned(),
        _ => error.to_string(),
    }
}

/// What a verdict means, as a sentence with the verdict in front.
pub(crate) fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Proven => ("PROVEN", "every row is held by printed balances or totals"),
        Verdict::ProvenWithGaps => ("PROVEN WITH GAPS", "nothing contradicts, but not all is held"),
        Verdict::Unproven => ("UNPROVEN", "do not rely on these rows"),
    }
}

/// A rhythm of payments.
pub(crate) fn cadence(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::Weekly => "weekly",
        Cadence::Biweekly => "every two weeks",
        Cadence::SemiMonthly => "twice a month",
        Cadence::Monthly => "monthly",
        Cadence::BiMonthly => "every two months",
        Cadence::Quarterly => "quarterly",
        Cadence::HalfYearly => "twice a year",
        Cadence::Yearly => "yearly",
    }
}

/// Where a loan stands.
pub(crate) fn loan_status(status: LoanStatus) -> &'static str {
    match status {
        LoanStatus::Active => "active",
        LoanStatus::Foreclosed => "paid off early",
        LoanStatus::Stopped => "stopped",
    }
}

/// What was returned, in the plural.
pub(crate) fn returned(kind: BounceKind) -> &'static str {
    match kind {
        BounceKind::AutoDebit => "mandates",
        BounceKind::InwardCheque => "cheques issued",
        BounceKind::OutwardCheque => "cheques deposited",
        BounceKind::ChargeOnly => "charges without a return",
    }
}

/// How much a finding weighs.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
    }
}

/// A code of ours or of the contract in words: `net_banking_transfer` is `net banking transfer`.
pub(crate) fn words(code: &str) -> String {
    code.replace('_', " ")
}
