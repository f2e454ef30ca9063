//! All rows of an account, by month, each with its place on the paper.

use super::{Place, Subject, month_anchor, place, row_anchor};
use crate::pages::amount::{self, AmountFormat};
use crate::wording::words;
use engine::analyze::year_month::YearMonth;
use engine::analyze::{AccountAnalysis, masked};
use engine::model::{Channel, Description, Direction, Locator, MerchantCategory, Transaction};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;

/// A month of rows.
pub(super) struct MonthRows {
    pub(super) anchor: String,
    pub(super) label: String,
    pub(super) rows: Vec<RowView>,
}

pub(super) struct RowView {
    pub(super) anchor: String,
    pub(super) date: String,
    pub(super) narration: String,
    pub(super) party: Option<String>,
    /// Channel, kind of merchant, description.
    pub(super) tags: Vec<String>,
    pub(super) debit: String,
    pub(super) credit: String,
    pub(super) balance: String,
    pub(super) places: Vec<Place>,
}

pub(super) fn by_month(
    index: usize,
    account: &AccountAnalysis,
    subject: &Subject<'_>,
    format: &AmountFormat,
) -> Vec<MonthRows> {
    let paper = paper(subject, account);
    let mut months: Vec<MonthRows> = Vec::new();
    for (at, row) in account.ledger.rows.iter().enumerate() {
        let month = YearMonth::of(row.date);
        let anchor = month_anchor(index, &month.to_string());
        if months.last().is_none_or(|last| last.anchor != anchor) {
            months.push(MonthRows {
                anchor,
                label: month.first().strftime("%B %Y").to_string(),
                rows: Vec::new(),
            });
        }
        let of_row = paper.get(row.hash.as_str()).map(Vec::as_slice).unwrap_or_default();
        let places = of_row
            .iter()
            .filter_map(|(document, at, hash)| place(subject, *document, at, Some(hash)))
            .collect();
        if let Some(month) = months.last_mut() {
            month.rows.push(view(row_anchor(index, at), row, places, format));
        }
    }
    months
}

/// Characters of debits, credits and balances: the tables of all months have the same columns.
pub(super) fn widths(months: &[MonthRows]) -> [usize; 3] {
    let mut widths = [0; 3];
    for row in months.iter().flat_map(|month| &month.rows) {
        amount::widen(&mut widths, [&row.debit, &row.credit, &row.balance]);
    }
    widths.map(amount::column)
}

/// A place of a row: the document, the box, and the hash that the row has in that document.
type Printed<'a> = (usize, &'a Locator, &'a str);

/// Where each row is printed, by hash. A row of overlapping statements is printed more than once; one of a statement that shows
/// less of the account number has another hash there than in the account.
fn paper<'a>(subject: &'a Subject<'_>, account: &AccountAnalysis) -> HashMap<String, Vec<Printed<'a>>> {
    let number = account.ledger.account.number.as_ref().map(|number| number.value.as_str());
    let mut places: HashMap<String, Vec<Printed<'a>>> = HashMap::new();
    for (document, of) in subject.documents.iter().enumerate() {
        for statement in &of.report.statements {
            let own = &statement.transactions;
            for row in own {
                let printed = row.at.iter().map(|at| (document, at, row.hash.as_str()));
                places.entry(row.hash.clone()).or_default().extend(printed);
            }
            if let Cow::Owned(renumbered) = masked::rows(statement, number) {
                for (renumbered, row) in renumbered.into_iter().zip(own) {
                    let printed = row.at.iter().map(|at| (document, at, row.hash.as_str()));
                    places.entry(renumbered.hash).or_default().extend(printed);
                }
            }
        }
    }
    places
}

fn view(anchor: String, row: &Transaction, places: Vec<Place>, format: &AmountFormat) -> RowView {
    let amount = format.show(row.amount.minor);
    let (debit, credit) = match row.direction {
        Direction::Debit => (amount, String::new()),
        Direction::Credit => (String::new(), amount),
    };
    let mut tags = Vec::new();
    if row.channel != Channel::Others {
        tags.push(code(&row.channel));
    }
    if row.merchant_category != MerchantCategory::None {
        tags.push(code(&row.merchant_category));
    }
    if row.description != Description::None {
        tags.push(code(&row.description));
    }
    tags.dedup();
    RowView {
        anchor,
        date: row.date.to_string(),
        narration: row.narration.clone(),
        party: row.counterparty.clone(),
        tags,
        debit,
        credit,
        balance: row.balance.map_or(String::new(), |balance| format.show(balance.minor)),
        places,
    }
}

/// A word of the contract's closed lists as people read it. The contract's own spelling mistake stays in the contract.
fn code(of: &impl Serialize) -> String {
    match serde_json::to_value(of) {
        Ok(serde_json::Value::String(code)) => words(&code).replace("withdrawl", "withdrawal"),
        _ => String::new(),
    }
}
