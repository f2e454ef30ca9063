//! The ordered list of heuristics, and nothing else.

mod bank_holiday;
mod case;
mod entity_case;
mod fingerprint;
mod heuristics;
mod ledger;
mod reuse_case;
mod risk;
mod sight;
mod software;
mod thresholds;

use crate::model::FindingGroup;
use case::Check;
pub use case::{Case, Heuristic, Outcome};
pub use entity_case::EntityCase;
pub use fingerprint::fingerprint;
pub use reuse_case::ReuseCase;
pub use risk::risk;
pub use thresholds::Thresholds;

/// All heuristics, in the order in which their findings are reported.
pub const HEURISTICS: &[Heuristic] = &[
    heuristics::document::author_fraud::AUTHOR_FRAUD,
    heuristics::document::date_fraud::DATE_FRAUD,
    heuristics::document::incremental_update::INCREMENTAL_UPDATE,
    heuristics::document::signed_then_changed::SIGNED_THEN_CHANGED,
    heuristics::document::annotation_over_text::ANNOTATION_OVER_TEXT,
    heuristics::document::overlaid_text::OVERLAID_TEXT,
    heuristics::document::hidden_text::HIDDEN_TEXT,
    heuristics::document::font_anomaly::FONT_ANOMALY,
    heuristics::document::alignment_anomaly::ALIGNMENT_ANOMALY,
    heuristics::document::touchup_mark::TOUCHUP_MARK,
    heuristics::document::generator_mismatch::GENERATOR_MISMATCH,
    heuristics::document::page_mismatch::PAGE_MISMATCH,
    heuristics::document::flattened_pages::FLATTENED_PAGES,
    heuristics::document::template_reuse::TEMPLATE_REUSE,
    heuristics::ledger::inconsistent_transaction::INCONSISTENT_TRANSACTION,
    heuristics::ledger::totals_mismatch::TOTALS_MISMATCH,
    heuristics::ledger::overlap_disagreement::OVERLAP_DISAGREEMENT,
    heuristics::ledger::duplicate_rows::DUPLICATE_ROWS,
    heuristics::ledger::chain_gap::CHAIN_GAP,
    heuristics::ledger::identity_mismatch::IDENTITY_MISMATCH,
    heuristics::ledger::impossible_date::IMPOSSIBLE_DATE,
    heuristics::ledger::impossible_interest::IMPOSSIBLE_INTEREST,
    heuristics::ledger::benford::BENFORD,
    heuristics::ledger::min_rtgs_amount::MIN_RTGS_AMOUNT,
    heuristics::ledger::rail_rule::RAIL_RULE,
    heuristics::behaviour::negative_balance::NEGATIVE_BALANCE,
    heuristics::behaviour::equal_credit_debit::EQUAL_CREDIT_DEBIT,
    heuristics::behaviour::mostly_cash_transactions::MOSTLY_CASH_TRANSACTIONS,
    heuristics::behaviour::majority_round_figure_transactions::MAJORITY_ROUND_FIGURE_TRANSACTIONS,
    heuristics::behaviour::more_cash_deposits_than_salary::MORE_CASH_DEPOSITS_THAN_SALARY,
    heuristics::behaviour::salary_remains_unchanged::SALARY_REMAINS_UNCHANGED,
    heuristics::behaviour::salary_1000_multiple::SALARY_1000_MULTIPLE,
    heuristics::behaviour::tax_100_multiple::TAX_100_MULTIPLE,
    heuristics::behaviour::cash_deposit_bank_holiday_transaction::CASH_DEPOSIT_BANK_HOLIDAY_TRANSACTION,
    heuristics::behaviour::chq_bank_holiday_transaction::CHQ_BANK_HOLIDAY_TRANSACTION,
    heuristics::behaviour::inward_cheque_bounce_bank_holiday_transaction::INWARD_CHEQUE_BOUNCE_BANK_HOLIDAY_TRANSACTION,
    heuristics::behaviour::outward_cheque_bounce_bank_holiday_transaction::OUTWARD_CHEQUE_BOUNCE_BANK_HOLIDAY_TRANSACTION,
    heuristics::behaviour::more_than_15_days_credit::MORE_THAN_15_DAYS_CREDIT,
    heuristics::behaviour::circular_transactions::CIRCULAR_TRANSACTIONS,
    heuristics::behaviour::same_party_both_sides::SAME_PARTY_BOTH_SIDES,
    heuristics::behaviour::window_dressing::WINDOW_DRESSING,
    heuristics::behaviour::salary_not_payroll_day::SALARY_NOT_PAYROLL_DAY,
    heuristics::behaviour::sudden_credit_before_application::SUDDEN_CREDIT_BEFORE_APPLICATION,
    heuristics::behaviour::atm_over_limit::ATM_OVER_LIMIT,
    heuristics::behaviour::gambling_share::GAMBLING_SHARE,
    heuristics::behaviour::loan_stacking::LOAN_STACKING,
];

/// Runs all heuristics that look at one document.
#[must_use]
pub fn inspect(case: &Case<'_>) -> Outcome {
    run(case, |_| true)
}

/// Runs those that need nothing but the file, and use rows only to say where something stands.
#[must_use]
pub fn inspect_document(case: &Case<'_>) -> Outcome {
    run(case, |heuristic| heuristic.group == FindingGroup::Document)
}

fn run(case: &Case<'_>, wanted: impl Fn(&Heuristic) -> bool) -> Outcome {
    let mut outcome = Outcome::default();
    for heuristic in HEURISTICS.iter().filter(|heuristic| wanted(heuristic)) {
        match heuristic.check {
            Check::Document(check) | Check::Both(check, _) => {
                outcome.run(heuristic, |findings| check(case, findings));
            }
            Check::Reuse(_) => outcome.run(heuristic, |_| Err(NOTHING_TO_COMPARE)),
            Check::Entity(_) => {}
        }
    }
    outcome
}

const NOTHING_TO_COMPARE: &str = "statements of other customers are not at hand";

/// Runs those that compare a statement with what was seen of other customers.
#[must_use]
pub fn inspect_reuse(case: &ReuseCase<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for heuristic in HEURISTICS {
        if let Check::Reuse(check) = heuristic.check {
            outcome.run(heuristic, |findings| check(case, findings));
        }
    }
    outcome
}

/// Runs all heuristics that look at an entity: what its statements say together, and how they fit each other.
#[must_use]
pub fn inspect_entity(case: &EntityCase<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for heuristic in HEURISTICS {
        if let Check::Entity(check) | Check::Both(_, check) = heuristic.check {
            outcome.run(heuristic, |findings| check(case, findings));
        }
    }
    outcome
}
