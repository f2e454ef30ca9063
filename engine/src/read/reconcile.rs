//! The balance is the judge: opening plus rows has to give every printed balance and total.

use super::doubt;
use super::order::Checkpoint;
use crate::model::{
    Break, Currency, Diagnostic, Direction, Located, Money, PrintedTotals, Reconciliation, Transaction,
    Verdict,
};

/// Reconciles rows, oldest first, with everything that is printed about balances and sums.
pub(super) fn reconcile(
    rows: &[Transaction],
    checkpoints: &[Checkpoint],
    printed: &PrintedTotals,
    currency: Currency,
    diagnostics: &mut Vec<Diagnostic>,
) -> Reconciliation {
    let money = |minor: i64| Money::new(minor, currency);
    let sum = |direction: Direction| -> i64 {
        rows.iter()
            .filter(|row| row.direction == direction)
            .fold(0_i64, |sum, row| sum.saturating_add(row.amount.minor))
    };
    let (total_debit, total_credit) = (sum(Direction::Debit), sum(Direction::Credit));
    let opening =
        printed.opening.as_ref().map(|opening| opening.value).or_else(|| derived_opening(rows, checkpoints));
    let mut breaks = Vec::new();
    let walked = opening.map(|opening| walk(rows, checkpoints, opening, &money, &mut breaks));
    let last = walked.as_ref().map(|walk| walk.balance);
    if let (Some(closing), Some(last)) = (&printed.closing, last)
        && closing.value != last
    {
        breaks.push(whole("closing_balance", last, closing, &money));
    }
    let debit_agrees = agrees("total_debit", total_debit, printed.total_debit.as_ref(), &money, &mut breaks);
    let credit_agrees =
        agrees("total_credit", total_credit, printed.total_credit.as_ref(), &money, &mut breaks);
    let count = |direction: Direction| rows.iter().filter(|row| row.direction == direction).count();
    for (what, counted, stated) in [
        ("debit_count", count(Direction::Debit), &printed.debit_count),
        ("credit_count", count(Direction::Credit), &printed.credit_count),
    ] {
        if let Some(stated) = stated
            && usize::try_from(stated.value) != Ok(counted)
        {
            let message = format!("{counted} rows were read, {} are printed", stated.value);
            doubt(diagnostics, what, message, Some(stated.at));
            breaks.push(whole(what, i64::try_from(counted).unwrap_or(i64::MAX), stated, &money));
        }
    }
    let gaps = gaps(rows, printed, walked.as_ref(), debit_agrees && credit_agrees);
    // An opening balance alone holds nothing: some figure has to stand after at least one row.
    let held = walked.as_ref().map_or(0, |walk| walk.held);
    let nothing_follows = held == 0 && printed.closing.is_none() && !debit_agrees && !credit_agrees;
    let nothing_holds = walked.is_none() || nothing_follows;
    let verdict = if !breaks.is_empty() || nothing_holds {
        Verdict::Unproven
    } else if gaps.is_empty() {
        Verdict::Proven
    } else {
        Verdict::ProvenWithGaps
    };
    Reconciliation {
        verdict,
        opening_balance: opening.map(money),
        opening_is_printed: printed.opening.is_some(),
        closing_balance: printed.closing.as_ref().map(|closing| closing.value).or(last).map(money),
        total_debit: money(total_debit),
        total_credit: money(total_credit),
        breaks,
        gaps,
    }
}

/// Where a walk along the balances ended.
struct Walk {
    balance: i64,
    /// Rows up to the last printed balance; rows after it are held by the closing balance alone.
    held: usize,
}

fn walk(
    rows: &[Transaction],
    checkpoints: &[Checkpoint],
    opening: i64,
    money: &dyn Fn(i64) -> Money,
    breaks: &mut Vec<Break>,
) -> Walk {
    let mut balance = opening;
    let mut held = 0;
    let mut stated = checkpoints.iter().peekable();
    for (index, row) in rows.iter().enumerate() {
        while let Some(checkpoint) = stated.next_if(|checkpoint| checkpoint.after <= index) {
            if checkpoint.minor != balance {
                breaks.push(Break {
                    row: None,
                    what: "carried_balance".to_owned(),
                    expected: money(balance),
                    printed: money(checkpoint.minor),
                    at: Some(checkpoint.at),
                });
                balance = checkpoint.minor;
            }
            held = index;
        }
        balance = balance.saturating_add(row.signed_minor());
        if let Some(printed) = row.balance {
            if printed.minor != balance {
                breaks.push(Break {
                    row: Some(index),
                    what: "running_balance".to_owned(),
                    expected: money(balance),
                    printed,
                    at: row.at.first().copied(),
                });
                // Going on from the printed balance keeps one wrong row from hiding all others.
                balance = printed.minor;
            }
            held = index + 1;
        }
    }
    Walk { balance, held }
}

/// The opening balance that the first printed balance implies.
fn derived_opening(rows: &[Transaction], checkpoints: &[Checkpoint]) -> Option<i64> {
    let mut moved = 0_i64;
    let mut stated = checkpoints.iter().peekable();
    for (index, row) in rows.iter().enumerate() {
        if let Some(checkpoint) = stated.next_if(|checkpoint| checkpoint.after <= index) {
            return Some(checkpoint.minor - moved);
        }
        moved = moved.saturating_add(row.signed_minor());
        if let Some(balance) = row.balance {
            return Some(balance.minor - moved);
        }
    }
    None
}

fn whole(what: &str, expected: i64, printed: &Located<i64>, money: &dyn Fn(i64) -> Money) -> Break {
    Break {
        row: None,
        what: what.to_owned(),
        expected: money(expected),
        printed: money(printed.value),
        at: Some(printed.at),
    }
}

/// Whether a printed total is there and agrees; one that disagrees is a break.
fn agrees(
    what: &str,
    sum: i64,
    printed: Option<&Located<i64>>,
    money: &dyn Fn(i64) -> Money,
    breaks: &mut Vec<Break>,
) -> bool {
    match printed {
        Some(printed) if printed.value == sum => true,
        Some(printed) => {
            breaks.push(whole(what, sum, printed, money));
            false
        }
        None => false,
    }
}

/// What is not printed and would be needed to hold every row.
fn gaps(
    rows: &[Transaction],
    printed: &PrintedTotals,
    walked: Option<&Walk>,
    totals_agree: bool,
) -> Vec<String> {
    let mut gaps = Vec::new();
    if rows.is_empty() {
        if printed.opening.is_none() || printed.closing.is_none() {
            gaps.push(
                "the statement has no rows, and opening and closing balance are not both printed".to_owned(),
            );
        }
        return gaps;
    }
    // Sums of debits and credits that agree hold every amount even where a balance is missing.
    if totals_agree {
        return gaps;
    }
    if printed.opening.is_none() {
        gaps.push(
            "the opening balance is not printed, so nothing holds the amount of the first row".to_owned(),
        );
    }
    let held = walked.map_or(0, |walk| walk.held);
    if held < rows.len() && printed.closing.is_none() {
        gaps.push(format!("no balance is printed after the last {} rows", rows.len() - held));
    }
    gaps
}
