//! What an inferred reading rests on: one diagnostic per decision, so that whoever doubts a row knows where to look.

use super::rows::Sense;
use crate::model::{Diagnostic, Transaction};
use crate::table::Grammar;
use bank_templates::{Field, Layout};

/// Notes the decisions that no template made.
pub(super) fn note(
    layout: &Layout,
    grammar: &Grammar<'_>,
    sense: &Sense,
    rows: &[Transaction],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut say = |code: &str, message: String| diagnostics.push(Diagnostic::new(code, message, None));
    let columns: Vec<String> = layout
        .table
        .columns
        .iter()
        .filter(|column| column.field != Field::Ignore)
        .map(|column| format!("{:?} {:?}", column.heading.0.first().map_or("", String::as_str), column.field))
        .collect();
    let pairs = rows.iter().zip(rows.iter().skip(1));
    let follows = |before: &Transaction, row: &Transaction| {
        let reached = before.balance?.minor.checked_add(row.signed_minor())?;
        Some(row.balance?.minor == reached)
    };
    let judged: Vec<bool> = pairs.filter_map(|(before, row)| follows(before, row)).collect();
    let held = judged.iter().filter(|follows| **follows).count();
    let columns = columns.join(", ");
    say(
        "inferred_columns",
        format!("by their headings {columns}; {held} of {} balances follow", judged.len()),
    );
    let has = |field: Field| layout.table.columns.iter().any(|column| column.field == field);
    let direction = if sense.sections.iter().any(Option::is_some) {
        "by the titles of the tables"
    } else if sense.owed {
        "as on a card: what was spent is a debit, what was paid a credit"
    } else if has(Field::Debit) || has(Field::Credit) {
        "by the columns of debits and credits"
    } else {
        "by the signs and marks of the amounts, and by the balances where there are none"
    };
    say("inferred_direction", format!("which way money moved is read {direction}"));
    let decimal = grammar.amounts.decimal();
    say("inferred_numbers", format!("{decimal:?} parts the decimals in most amounts of the document"));
    say("inferred_currency", format!("{} (XXX where none is printed)", layout.currency));
}
