//! The balance is the judge: opening plus rows has to give every printed balance and total.

use super::doubt;
use super::order::{Checkpoint, Ordered};
use crate::model::{
    Break, Currency, Diagnostic, Direction, Located, Money, PrintedTotals, Reconciliation, Transaction,
    Verdict,
};

/// Reconciles rows, oldest first, with everything that is printed about balances and sums. `row_like` counts lines
/// outside the table that look like rows.
pub(super) fn reconcile(
    ordered: &Ordered,
    printed: &PrintedTotals,
    row_like: usize,
    currency: Currency,
    diagnostics: &mut Vec<Diagnostic>,
) -> Reconciliation {
    let (rows, checkpoints) = (ordered.transactions.as_slice(), ordered.checkpoints.as_slice());
    let money = |minor: i64| Money::new(minor, currency);
    let sum = |direction: Direction| -> i64 {
        rows.iter()
            .filter(|row| row.direction == direction)
            .fold(0_i64, |sum, row| sum.saturating_add(row.amount.minor))
    };
    let (total_debit, total_credit) = (sum(Direction::Debit), sum(Direction::Credit));
    let opening =
        printed.opening.as_ref().map(|opening| opening.value).or_else(|| derived_opening(rows, checkpoints));
    let conflicts = ordered.conflicts.iter();
    let mut breaks: Vec<Break> = conflicts
        .map(|conflict| whole(conflict.what, conflict.expected, &conflict.printed, &money))
        .collect();
    let walked = opening
        .map(|opening| walk(rows, checkpoints, (opening, printed.closing.is_some()), &money, &mut breaks));
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
    let gaps = gaps(rows, printed, walked.as_ref(), debit_agrees && credit_agrees, row_like);
    // Sums that reach the end of the number line prove nothing; no honest statement comes near it.
    let overflows = [total_debit, total_credit].contains(&i64::MAX)
        || last.is_some_and(|last| last == i64::MAX || last == i64::MIN);
    // An opening balance alone holds no row: some figure has to stand after at least one of them.
    let held = walked.as_ref().map_or(0, |walk| walk.held);
    let nothing_follows =
        !rows.is_empty() && held == 0 && printed.closing.is_none() && !debit_agrees && !credit_agrees;
    let nothing_holds = walked.is_none() || overflows || nothing_follows;
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
    /// Rows that are held by nothing but the sum of rows of several days.
    loose: usize,
}

fn walk(
    rows: &[Transaction],
    checkpoints: &[Checkpoint],
    (opening, closes): (i64, bool),
    money: &dyn Fn(i64) -> Money,
    breaks: &mut Vec<Break>,
) -> Walk {
    let mut balance = opening;
    let (mut held, mut loose) = (0, 0);
    // Several rows between two printed balances hold each other only as a sum; within one day that is what a bank prints.
    let mut hold = |held: &mut usize, until: usize| {
        let between = rows.get(*held..until).unwrap_or_default();
        if between.first().map(|row| row.date) != between.last().map(|row| row.date) {
            loose += between.len();
        }
        *held = until;
    };
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
            hold(&mut held, index);
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
            hold(&mut held, index + 1);
        }
    }
    let rest = held;
    if closes {
        hold(&mut held, rows.len());
    }
    Walk { balance, held: rest, loose }
}

/// The opening balance that the first printed balance implies.
fn derived_opening(rows: &[Transaction], checkpoints: &[Checkpoint]) -> Option<i64> {
    let mut moved = 0_i64;
    let mut stated = checkpoints.iter().peekable();
    for (index, row) in rows.iter().enumerate() {
        if let Some(checkpoint) = stated.next_if(|checkpoint| checkpoint.after <= index) {
            return checkpoint.minor.checked_sub(moved);
        }
        moved = moved.saturating_add(row.signed_minor());
        if let Some(balance) = row.balance {
            return balance.minor.checked_sub(moved);
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
    row_like: usize,
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
    if row_like > 0 && printed.closing.is_none() {
        gaps.push(format!("{row_like} lines outside the table look like rows, and no closing balance says that they are none"));
    }
    let loose = walked.map_or(0, |walk| walk.loose);
    if loose > 0 {
        gaps.push(format!(
            "{loose} rows of several days lie between two printed balances, and no sums of debits and credits are printed to hold them"
        ));
    }
    let held = walked.map_or(0, |walk| walk.held);
    if held < rows.len() && printed.closing.is_none() {
        gaps.push(format!("no balance is printed after the last {} rows", rows.len() - held));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, Description, Locator, MerchantCategory};

    fn rows(of: &[(i64, Option<i64>)]) -> Vec<Transaction> {
        of.iter()
            .map(|(signed, balance)| Transaction {
                date: jiff::civil::date(2025, 4, 1),
                time: None,
                value_date: None,
                narration: String::new(),
                reference: None,
                direction: if *signed < 0 { Direction::Debit } else { Direction::Credit },
                amount: Money::new(signed.abs(), Currency::INR),
                balance: balance.map(|minor| Money::new(minor, Currency::INR)),
                hash: String::new(),
                channel: Channel::default(),
                description: Description::default(),
                merchant_category: MerchantCategory::default(),
                counterparty: None,
                clean_transaction_note: String::new(),
                references: Vec::new(),
                counterparty_ifsc: None,
                known_party: None,
                return_reason: None,
                at: vec![Locator::default()],
            })
            .collect()
    }

    fn printed(opening: Option<i64>, closing: Option<i64>, totals: Option<(i64, i64)>) -> PrintedTotals {
        let located = |value: i64| Located { value, at: Locator::default() };
        PrintedTotals {
            opening: opening.map(located),
            closing: closing.map(located),
            total_debit: totals.map(|(debit, _)| located(debit)),
            total_credit: totals.map(|(_, credit)| located(credit)),
            ..PrintedTotals::default()
        }
    }

    fn judge(rows: &[Transaction], printed: &PrintedTotals, row_like: usize) -> Reconciliation {
        let ordered = Ordered { transactions: rows.to_vec(), ..Ordered::default() };
        reconcile(&ordered, printed, row_like, Currency::INR, &mut Vec::new())
    }

    #[test]
    fn a_chain_from_a_printed_opening_is_proven() {
        let proof = judge(&rows(&[(-100, Some(900)), (50, Some(950))]), &printed(Some(1000), None, None), 0);
        assert_eq!(proof.verdict, Verdict::Proven);
        assert_eq!(proof.closing_balance.map(|money| money.minor), Some(950));
    }

    #[test]
    fn one_wrong_amount_is_one_break_and_one_wrong_balance_two() {
        let start = printed(Some(1000), None, None);
        let amount = judge(&rows(&[(-100, Some(900)), (60, Some(950)), (5, Some(955))]), &start, 0);
        assert_eq!(amount.breaks.iter().map(|gap| gap.row).collect::<Vec<_>>(), [Some(1)]);
        let balance = judge(&rows(&[(-100, Some(900)), (50, Some(990)), (5, Some(955))]), &start, 0);
        assert_eq!(balance.breaks.iter().map(|gap| gap.row).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert_eq!((amount.verdict, balance.verdict), (Verdict::Unproven, Verdict::Unproven));
    }

    #[test]
    fn without_an_opening_balance_the_first_row_is_a_gap_unless_totals_hold_it() {
        let list = rows(&[(-100, Some(900)), (50, Some(950))]);
        assert_eq!(judge(&list, &printed(None, None, None), 0).verdict, Verdict::ProvenWithGaps);
        assert_eq!(judge(&list, &printed(None, None, Some((100, 50))), 0).verdict, Verdict::Proven);
        assert_eq!(judge(&list, &printed(None, None, Some((100, 51))), 0).verdict, Verdict::Unproven);
    }

    #[test]
    fn a_balance_per_day_holds_the_rows_before_it() {
        let list = rows(&[(-100, None), (-50, None), (20, Some(870)), (5, None)]);
        assert_eq!(judge(&list, &printed(Some(1000), Some(875), None), 0).verdict, Verdict::Proven);
        assert_eq!(judge(&list, &printed(Some(1000), None, None), 0).verdict, Verdict::ProvenWithGaps);
        assert_eq!(judge(&list, &printed(Some(1000), Some(870), None), 0).verdict, Verdict::Unproven);
    }

    #[test]
    fn rows_without_any_printed_figure_are_unproven() {
        assert_eq!(judge(&rows(&[(-100, None)]), &printed(None, None, None), 0).verdict, Verdict::Unproven);
        assert_eq!(judge(&[], &printed(None, None, None), 0).verdict, Verdict::Unproven);
        assert_eq!(judge(&[], &printed(Some(10), None, None), 0).verdict, Verdict::ProvenWithGaps);
        assert_eq!(judge(&[], &printed(Some(10), Some(10), None), 0).verdict, Verdict::Proven);
        assert_eq!(judge(&[], &printed(Some(10), Some(11), None), 0).verdict, Verdict::Unproven);
    }

    #[test]
    fn lines_that_look_like_rows_are_a_gap_unless_a_closing_balance_is_printed() {
        let list = rows(&[(-100, Some(900))]);
        assert_eq!(judge(&list, &printed(Some(1000), None, None), 2).verdict, Verdict::ProvenWithGaps);
        assert_eq!(judge(&list, &printed(Some(1000), Some(900), None), 2).verdict, Verdict::Proven);
    }
}
