//! Whether a document is a statement at all: tables of dates and amounts stand in reports, invoices and letters too.

use super::INFERRED;
use super::statements::Read;
use crate::model::{Statement, Verdict};
use crate::page::PageLine;
use bank_templates::locale::squash;
use bank_templates::{Locale, Templates};

/// Whether the title of a document says that it is something else, and none says that it is a statement.
pub(super) fn is_titled_otherwise(above: &[PageLine], templates: &Templates) -> bool {
    let first = above.first().map(|line| line.page);
    let lines: Vec<String> = above
        .iter()
        .filter(|line| Some(line.page) == first)
        .map(|line| line.line.text())
        .filter(|text| text.split_whitespace().count() <= 8)
        .map(|text| squash(&text))
        .collect();
    let says = |titles: &dyn Fn(&Locale) -> &[String]| {
        let titles: Vec<String> =
            templates.locales().iter().flat_map(titles).map(|title| squash(title)).collect();
        lines.iter().any(|line| titles.iter().any(|title| line.contains(title.as_str())))
    };
    says(&|locale| &locale.others) && !says(&|locale| &locale.titles)
}

/// Whether a reading is one of a statement. What a template found is; what was inferred needs balances that speak for it.
pub(super) fn is_statement(read: &Read<'_>) -> bool {
    read.layout.id != INFERRED || balances_speak(&read.statement)
}

/// Whether most rows have a balance beside them, whatever it is worth.
pub(super) fn has_balances(read: &Read<'_>) -> bool {
    let rows = &read.statement.transactions;
    let balances = rows.iter().filter(|row| row.balance.is_some()).count();
    balances >= 3 && balances * 2 > rows.len()
}

/// Whether balances hold the rows, or most of them, or stand at both ends of the rows. Then what does not follow is news about
/// the statement; a wrongly guessed column, or a table that is no ledger, breaks nearly every row.
fn balances_speak(statement: &Statement) -> bool {
    let proof = &statement.reconciliation;
    let balances = statement.transactions.iter().filter(|row| row.balance.is_some()).count();
    let broken = proof.breaks.iter().filter(|gap| gap.row.is_some()).count();
    let printed = &statement.printed;
    let both_ends = printed.opening.is_some() && printed.closing.is_some() && balances == 0;
    proof.verdict != Verdict::Unproven || (balances >= 3 && broken * 2 <= balances) || both_ends
}
