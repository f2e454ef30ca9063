//! Holds a statement to what stands around it: a balance that is stated and that no row leads to belongs to rows not read.

use super::hash;
use super::parts::{Listed, Stated};
use crate::model::{Diagnostic, Locator, Reconciliation, Skipped, Statement, Transaction, Verdict};
use crate::table::Grammar;
use crate::value::Strength;
use std::collections::HashSet;

/// Lowers a proof by something that it leaves open.
pub fn lower(reconciliation: &mut Reconciliation, gap: String) {
    if !reconciliation.gaps.contains(&gap) {
        reconciliation.gaps.push(gap);
    }
    if reconciliation.verdict == Verdict::Proven {
        reconciliation.verdict = Verdict::ProvenWithGaps;
    }
}

/// Lines without rows that may be small print; more of them are rows whose amounts or dates were not found.
const FEW_LINES: usize = 2;

/// Refuses to prove a statement without rows when lines of its table carry amounts: an opening and a closing balance that are the
/// same say that nothing moved only where nothing is printed that moved.
pub(super) fn hold_empty(reconciliation: &mut Reconciliation, skipped: &[Skipped], grammar: &Grammar<'_>) {
    let count =
        |reasons: &[&str]| skipped.iter().filter(|line| reasons.contains(&line.reason.as_str())).count();
    let of_rows = count(&["amount_without_date", "date_unreadable"]);
    let dated = count(&["dated_line_without_amount"]);
    let has_amount = |line: &&Skipped| {
        let formed = |word: &str| grammar.amounts.word_strength(word) == Some(Strength::Formed);
        line.reason == "not_a_row" && line.text.split_whitespace().any(formed)
    };
    let others = skipped.iter().filter(has_amount).count();
    let (count, what) = if of_rows > 0 {
        (of_rows, "carry amounts")
    } else if dated > FEW_LINES {
        (dated, "carry dates")
    } else {
        (others, "carry amounts")
    };
    if of_rows > 0 || count > FEW_LINES {
        reconciliation.verdict = Verdict::Unproven;
        reconciliation.gaps.push(format!("{count} lines of the table {what}, and none was read as a row"));
    } else if count > 0 {
        lower(reconciliation, format!("{count} lines of the table {what}, and none was read as a row"));
    }
}

/// Whether a line opens with a date and carries an amount, as rows do.
pub(super) fn is_row_like(text: &str, grammar: &Grammar<'_>) -> bool {
    let formed = |word: &str| grammar.amounts.word_strength(word) == Some(Strength::Formed);
    text.split_whitespace().any(formed) && grammar.date_at(text).is_some()
}

/// Lowers the proof by lines that were left out and look like rows. Balances prove the rows of one account and say nothing of
/// another's: a line with date, words and an amount that no row has may be one of those.
pub(super) fn hold_to_lines(
    reconciliation: &mut Reconciliation,
    skipped: &[Skipped],
    transactions: &[Transaction],
    grammar: &Grammar<'_>,
) {
    let known: HashSet<i64> = transactions
        .iter()
        .flat_map(|row| [Some(row.amount), row.balance])
        .flatten()
        .map(|money| money.minor.abs())
        // A summary of accounts has the sums of its rows.
        .chain([reconciliation.total_debit.minor, reconciliation.total_credit.minor])
        .collect();
    let is_word = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 3 && grammar.locale.month(text.trim_matches(|c: char| !c.is_alphabetic())).is_none()
    };
    let unread: Vec<&Skipped> = skipped
        .iter()
        .filter(|line| {
            matches!(line.reason.as_str(), "outside_table" | "after_end" | "dated_line_without_amount")
        })
        .filter(|line| is_row_like(&line.text, grammar) && line.text.split_whitespace().any(is_word))
        .filter(|line| {
            let mut amounts = line.text.split_whitespace().filter_map(|word| grammar.amounts.parse(word));
            amounts.all(|amount| amount.strength != Strength::Formed || !known.contains(&amount.minor))
        })
        .collect();
    if let Some(first) = unread.first() {
        let count = unread.len();
        lower(
            reconciliation,
            format!(
                "{count} lines that are no rows of this table look like rows, from page {} on",
                first.at.page
            ),
        );
    }
}

/// Lowers the verdict of a statement in whose lines a balance is stated that its rows never reach: then another account's
/// rows may stand beside its own.
pub fn hold_to_stated(statement: &mut Statement, stated: &[Stated]) {
    let proof = &statement.reconciliation;
    let known: HashSet<i64> = [proof.opening_balance, proof.closing_balance]
        .into_iter()
        .flatten()
        .chain(statement.transactions.iter().filter_map(|row| row.balance))
        .map(|money| money.minor.abs())
        .collect();
    // Where a line carries sums beside its balance, the columns of the table say which figure is the balance, and it was held.
    let is_held = |one: &Stated| {
        let same = |at: Locator| at.page == one.at.page && at.rect.overlap_y(one.at.rect) > 0.0;
        statement.skipped.iter().any(|line| line.reason == "stated_balance" && same(line.at))
    };
    let is_reached = |one: &Stated| known.contains(&one.minor.abs()) || is_held(one);
    let loose: Vec<&Stated> = stated.iter().filter(|one| one.minor != 0 && !is_reached(one)).collect();
    for one in loose {
        let what = if one.opens { "an opening" } else { "a closing" };
        let money = statement.reconciliation.total_debit.with_minor(one.minor).to_decimal();
        let gap =
            format!("{what} balance of {money} is stated on page {}, and no row leads to it", one.at.page);
        lower(&mut statement.reconciliation, gap.clone());
        statement.diagnostics.push(Diagnostic::new("stated_balance_not_reached", gap, Some(one.at)));
    }
}

/// Lowers the verdicts of all statements when an overview lists an account whose statement is not among them.
pub fn hold_to_overview(statements: &mut [&mut Statement], listed: &[Listed]) {
    let ends = |statement: &Statement| {
        let proof = &statement.reconciliation;
        let minor = |money: Option<crate::model::Money>| money.map(|money| money.minor.abs());
        (minor(proof.opening_balance), minor(proof.closing_balance))
    };
    let known: Vec<_> = statements.iter().map(|statement| ends(statement)).collect();
    for one in listed {
        if known.contains(&(Some(one.opening), Some(one.closing))) {
            continue;
        }
        let gap =
            format!("page {} lists {:?}, and no statement with its balances was read", one.at.page, one.name);
        for statement in statements.iter_mut() {
            lower(&mut statement.reconciliation, gap.clone());
            statement.diagnostics.push(Diagnostic::new("account_not_read", gap.clone(), Some(one.at)));
        }
    }
}

/// Numbers the accounts of one document that print the same number, or none, and are not the same: their rows overlap in
/// time without sharing an opening balance.
pub fn tell_apart(statements: &mut [&mut Statement]) {
    for index in 1..statements.len() {
        let (before, rest) = statements.split_at_mut(index);
        let Some(statement) = rest.first_mut() else { continue };
        let number = statement.account.number.as_ref().map(|number| number.value.clone());
        let mut twins = 0;
        let mut same = None;
        for other in before.iter().filter(|other| printed(other) == number) {
            if is_one_account(other, statement) {
                same = Some(other.account.twin);
            } else {
                twins = twins.max(other.account.twin + 1);
            }
        }
        statement.account.twin = same.unwrap_or(twins);
        if statement.account.twin > 0 {
            let key = statement.account.key();
            hash::assign(&mut statement.transactions, &key);
        }
    }
}

fn printed(statement: &Statement) -> Option<String> {
    statement.account.number.as_ref().map(|number| number.value.clone())
}

/// Whether one statement goes on where the other ends, or is the same one again.
fn is_one_account(a: &Statement, b: &Statement) -> bool {
    let (Some(first), Some(second)) = (a.date_range(), b.date_range()) else { return false };
    let (early, late) = if first.from <= second.from { (a, b) } else { (b, a) };
    let apart = first.to < second.from || second.to < first.from;
    let minor = |money: &Option<crate::model::Money>| money.as_ref().map(|money| money.minor);
    let (opening, closing) =
        (minor(&late.reconciliation.opening_balance), minor(&early.reconciliation.closing_balance));
    let again = minor(&a.reconciliation.opening_balance) == minor(&b.reconciliation.opening_balance)
        && minor(&a.reconciliation.closing_balance) == minor(&b.reconciliation.closing_balance);
    // Without a number, only the balances say that two months are of one account.
    (apart && (a.account.number.is_some() || opening == closing))
        || again
        || (opening == closing && opening.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Currency, Money};
    use crate::value::AmountForm;
    use bank_templates::Templates;

    fn of_no_rows(lines: &[(&str, &str)]) -> Reconciliation {
        let nothing = Money::new(0, Currency::INR);
        let mut proof = Reconciliation {
            verdict: Verdict::Proven,
            opening_balance: Some(nothing),
            opening_is_printed: true,
            closing_balance: Some(nothing),
            total_debit: nothing,
            total_credit: nothing,
            breaks: Vec::new(),
            gaps: Vec::new(),
        };
        let locale = Templates::embedded().locale("en").unwrap();
        let amounts = AmountForm::new(locale, Currency::INR);
        let grammar = Grammar { locale, amounts, dates: std::sync::Arc::default(), usual: None };
        let line = |(reason, text): &(&str, &str)| Skipped {
            text: (*text).to_owned(),
            reason: (*reason).to_owned(),
            at: Locator::default(),
        };
        hold_empty(&mut proof, &lines.iter().map(line).collect::<Vec<_>>(), &grammar);
        proof
    }

    #[test]
    fn no_rows_prove_nothing_where_lines_of_the_table_carry_amounts_or_dates() {
        let proof = of_no_rows(&[("amount_without_date", "TEA STALL 10.00")]);
        assert_eq!(proof.verdict, Verdict::Unproven);
        assert_eq!(proof.gaps, ["1 lines of the table carry amounts, and none was read as a row"]);
        let proof = of_no_rows(&[("dated_line_without_amount", "25-04-02 TEA STALL"); 3]);
        assert_eq!(proof.verdict, Verdict::Unproven);
        let proof = of_no_rows(&[("not_a_row", "250402 TEA STALL 10.00")]);
        assert_eq!(proof.verdict, Verdict::ProvenWithGaps);
    }

    #[test]
    fn no_rows_are_proven_where_only_balances_are_stated() {
        let proof = of_no_rows(&[
            ("stated_balance", "Opening Balance 10.00"),
            ("dated_line_without_amount", "15 Apr 2025 Transfers are free"),
            ("not_a_row", "No transactions in this period"),
        ]);
        assert_eq!((proof.verdict, proof.gaps), (Verdict::Proven, Vec::new()));
    }
}
