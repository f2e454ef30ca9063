//! The sheet of rows: what everything else in the workbook adds up.

use super::AccountBook;
use super::book::{Book, Look, Written, place};
use super::summary::OPENING;
use engine::model::Direction;
use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule};
use std::collections::HashMap;

/// The name of the sheet in formulas.
pub(super) const SHEET: &str = "Transactions";

const HEADINGS: [(&str, f64); 14] = [
    ("Date", 11.0),
    ("Value date", 11.0),
    ("Narration", 60.0),
    ("Counterparty", 26.0),
    ("Channel", 20.0),
    ("Merchant category", 16.0),
    ("Description", 20.0),
    ("Debit", 15.0),
    ("Credit", 15.0),
    ("Balance", 16.0),
    ("Balance check", 14.0),
    ("Statement", 10.0),
    ("Page", 7.0),
    ("Hash", 36.0),
];

/// Writes the rows. The check is the balance less the balance before it and the row: zero where the balance follows.
pub(super) fn write(book: &mut Book, of: AccountBook<'_>) -> Written {
    let ledger = &of.account.ledger;
    let statement_of: HashMap<&str, usize> = of
        .statements
        .iter()
        .enumerate()
        .rev()
        .flat_map(|(index, statement)| statement.hashes.iter().map(move |hash| (hash.as_str(), index + 1)))
        .collect();
    let mut sheet = book.sheet(SHEET)?;
    sheet.table(&HEADINGS, ledger.rows.len())?;
    sheet.sheet.set_freeze_panes(1, 1)?;
    let mut before = ledger.opening;
    for (index, (row, balance)) in ledger.rows.iter().zip(&ledger.running).enumerate() {
        let at = place(index + 1);
        sheet.day(at, 0, row.date)?;
        if let Some(day) = row.value_date {
            sheet.day(at, 1, day)?;
        }
        sheet.text(at, 2, &row.narration)?;
        sheet.maybe(at, 3, row.counterparty.as_deref())?;
        sheet.word(at, 4, row.channel)?;
        sheet.word(at, 5, row.merchant_category)?;
        sheet.word(at, 6, row.description)?;
        let column = if row.direction == Direction::Debit { 7 } else { 8 };
        sheet.money(at, column, row.amount.minor)?;
        if let Some(balance) = balance {
            sheet.money(at, 9, *balance)?;
            if let Some(before) = before {
                let difference = balance.saturating_sub(before).saturating_sub(row.signed_minor());
                // The sheet counts from one, so the row before this one is `at`.
                let previous = if index == 0 { OPENING.to_owned() } else { format!("J{at}") };
                let formula = format!("=ROUND(J{row}-{previous}-I{row}+H{row},4)", row = at + 1);
                sheet.formula(at, 10, &formula, Look::Money, difference)?;
            }
        }
        if let Some(number) = statement_of.get(row.hash.as_str()) {
            sheet.count(at, 11, i64::try_from(*number).unwrap_or(0))?;
        }
        if let Some(locator) = row.at.first() {
            sheet.count(at, 12, locator.page.into())?;
        }
        sheet.text(at, 13, &row.hash)?;
        before = *balance;
    }
    let rule = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::NotEqualTo(0))
        .set_format(&sheet.styles.alarm);
    if !ledger.rows.is_empty() {
        sheet.sheet.add_conditional_format(1, 10, place(ledger.rows.len()), 10, &rule)?;
    }
    Ok(())
}
