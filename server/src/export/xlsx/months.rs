//! The sheet of months: sums as formulas over the rows, then every metric of the monthly analysis.

use super::book::{Book, Look, Written, place};
use engine::analyze::AccountAnalysis;
use engine::analyze::figure::Figure;
use engine::analyze::monthly::METRICS;
use engine::analyze::year_month::YearMonth;
use engine::model::Direction;

/// The name of the sheet.
pub(super) const SHEET: &str = "Monthly analysis";

/// Rows that charts draw.
pub(super) const CREDITS: u32 = 1;
pub(super) const DEBITS: u32 = 2;

/// Writes the months side by side, the oldest first.
pub(super) fn write(book: &mut Book, account: &AccountAnalysis) -> Written {
    let monthly = &account.monthly;
    let mut sheet = book.sheet(SHEET)?;
    let count = monthly.months.len();
    let last_row = account.ledger.rows.len() + 1;
    let meaning = u16::try_from(count + 1).unwrap_or(u16::MAX);
    sheet.table(&[("Metric", 46.0)], 0)?;
    sheet.sheet.set_freeze_panes(1, 1)?;
    for (column, month) in (1..).zip(&monthly.months) {
        sheet.month(column, month.first())?;
        sheet.sheet.set_column_width(column, 15)?;
    }
    sheet.heading(meaning, "Meaning", 90.0)?;

    let range = |letter: char| format!("Transactions!${letter}$2:${letter}${}", last_row.max(2));
    let labels = ["Credits", "Debits", "Net", "Number of credits", "Number of debits"];
    for (row, label) in (CREDITS..).zip(labels) {
        sheet.text(row, 0, label)?;
        sheet.text(row, meaning, "Recomputed from the sheet of transactions")?;
    }
    for (column, month) in (1..).zip(&monthly.months) {
        let letter = column_letters(column);
        let within = |function: &str, sum: &str, count: &str| {
            let dates = range('A');
            format!("={function}({sum}{dates},\">=\"&{letter}$1,{dates},\"<\"&EDATE({letter}$1,1){count})")
        };
        let of = |direction| sums(account, *month, direction);
        let ((credits, credit_count), (debits, debit_count)) = (of(Direction::Credit), of(Direction::Debit));
        let sum = |letter: char| within("SUMIFS", &format!("{},", range(letter)), "");
        let counted = |letter: char| within("COUNTIFS", "", &format!(",{},\">=0\"", range(letter)));
        sheet.formula(CREDITS, column, &sum('I'), Look::Money, credits)?;
        sheet.formula(DEBITS, column, &sum('H'), Look::Money, debits)?;
        sheet.formula(
            3,
            column,
            &format!("={letter}2-{letter}3"),
            Look::Money,
            credits.saturating_sub(debits),
        )?;
        sheet.formula(4, column, &counted('I'), Look::Count, credit_count)?;
        sheet.formula(5, column, &counted('H'), Look::Count, debit_count)?;
    }

    for (index, series) in monthly.metrics.iter().enumerate() {
        let row = place(index + 7);
        sheet.text(row, 0, &series.name)?;
        for (column, figure) in (1..).zip(&series.values) {
            match figure {
                Figure::Money(minor) => sheet.money(row, column, *minor)?,
                Figure::Count(count) => sheet.count(row, column, *count)?,
                Figure::Hundredths(value) => sheet.hundredths(row, column, *value)?,
                Figure::Text(text) => sheet.text(row, column, text)?,
                Figure::Day(day) => sheet.day(row, column, *day)?,
                Figure::Absent => {}
            }
        }
        let known = METRICS.iter().find(|metric| metric.name == series.name);
        sheet.maybe(row, meaning, known.map(|metric| metric.meaning))?;
    }
    Ok(())
}

fn sums(account: &AccountAnalysis, month: YearMonth, direction: Direction) -> (i64, i64) {
    let rows = account.ledger.rows.iter();
    let rows = rows.filter(|row| row.direction == direction && YearMonth::of(row.date) == month);
    rows.fold((0, 0), |(sum, count), row| (sum.saturating_add(row.amount.minor), count + 1))
}

/// The letters of a column from 0: A to Z, then AA.
fn column_letters(column: u16) -> String {
    rust_xlsxwriter::column_number_to_name(column)
}
