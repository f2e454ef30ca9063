//! What heuristics on an entity look at: its statements, and what their rows say together.

use super::case::Seen;
use super::thresholds::Thresholds;
use crate::analyze::entity::EntityStatement;
use crate::analyze::{AccountAnalysis, Analysis};
use crate::model::{Money, Statement, Transaction};
use jiff::civil::Date;

/// Everything that heuristics on one person or company may look at.
pub struct EntityCase<'a> {
    /// The statements that the analysis is of, in the same order.
    pub statements: &'a [EntityStatement<'a>],
    /// What they say together.
    pub analysis: &'a Analysis,
    /// The day of the analysis.
    pub today: Date,
    /// Where odd begins.
    pub thresholds: &'a Thresholds,
}

impl<'a> EntityCase<'a> {
    /// The accounts of the entity.
    pub(super) fn accounts(&self) -> impl Iterator<Item = AccountCase<'a>> + use<'a> {
        let (statements, analysis) = (self.statements, self.analysis);
        analysis.accounts.iter().enumerate().map(move |(place, account)| AccountCase {
            place,
            account,
            statements,
        })
    }
}

/// One account of an entity.
pub(super) struct AccountCase<'a> {
    place: usize,
    /// What its rows say.
    pub(super) account: &'a AccountAnalysis,
    statements: &'a [EntityStatement<'a>],
}

impl<'a> AccountCase<'a> {
    /// Its rows, oldest first.
    pub(super) fn rows(&self) -> &'a [Transaction] {
        &self.account.ledger.rows
    }

    /// Its statements, the earliest first, each with its place among those of the entity.
    pub(super) fn statements(&self) -> Vec<(usize, &'a Statement)> {
        let of = |place: &usize| Some((*place, self.statements.get(*place)?.statement));
        let mut found: Vec<_> = self.account.ledger.statements.iter().filter_map(of).collect();
        found.sort_by_key(|(_, statement)| statement.date_range().map(|range| (range.from, range.to)));
        found
    }

    /// Says that what was seen is about this account.
    pub(super) fn about(&self, seen: Seen) -> Seen {
        seen.in_account(self.place)
    }

    /// Says that what was seen is about a row of this account, and where it is printed.
    pub(super) fn about_row(&self, row: &Transaction, seen: Seen) -> Seen {
        let prints = |place: &&usize| {
            let statement = self.statements.get(**place);
            let rows = statement.into_iter().flat_map(|found| &found.statement.transactions);
            rows.into_iter().any(|printed| printed.hash == row.hash)
        };
        let statement = self.account.ledger.statements.iter().find(prints).copied();
        self.about(seen).row(Some(&row.hash)).at(row.at.iter().copied()).in_statement(statement)
    }

    /// An amount as findings print it: decimal point, no grouping, with the currency.
    pub(super) fn amount(&self, minor: i64) -> String {
        let currency = self.account.ledger.currency;
        format!("{} {currency}", Money::new(minor, currency).to_decimal())
    }
}
