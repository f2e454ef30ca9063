//! Which account each statement of an entity belongs to, and which of its rows the account counts.

use super::rows::FileRead;
use engine::analyze::{Analysis, masked};
use engine::model::{Channel, Statement, Transaction};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// A row of a statement as its account sees it.
pub(super) struct Counted<'s> {
    /// The row as it is printed.
    pub(super) row: &'s Transaction,
    /// Its hash under the account number that shows most, so that overlapping statements agree.
    pub(super) hash: String,
    /// How the money moved; between accounts of the entity it is a self transfer.
    pub(super) channel: Channel,
    /// Whether no statement before has the row.
    pub(super) counted: bool,
}

/// Statements and their accounts.
pub(super) struct Memberships<'s> {
    of_statement: Vec<(Option<usize>, Vec<Counted<'s>>)>,
    /// Hashes that rows had before the number of their account was known in full.
    renamed: HashMap<String, String>,
}

impl<'s> Memberships<'s> {
    pub(super) fn new(
        places: &[(&'s FileRead, usize, &'s Statement)],
        analysis: &Analysis,
    ) -> Memberships<'s> {
        let home =
            |index: usize| analysis.accounts.iter().position(|of| of.ledger.statements.contains(&index));
        let mut seen: HashSet<(usize, String)> = HashSet::new();
        let mut renamed = HashMap::new();
        let mut of_statement = Vec::new();
        let channels: Vec<HashMap<&str, Channel>> = analysis
            .accounts
            .iter()
            .map(|of| of.ledger.rows.iter().map(|row| (row.hash.as_str(), row.channel)).collect())
            .collect();
        for (index, (_, _, statement)) in places.iter().enumerate() {
            let place = home(index);
            let ledger = place.and_then(|place| analysis.accounts.get(place)).map(|of| &of.ledger);
            let number = ledger.and_then(|ledger| ledger.account.number.as_ref());
            let rows: Cow<'_, [Transaction]> =
                masked::rows(statement, number.map(|number| number.value.as_str()));
            let mut counted = Vec::with_capacity(rows.len());
            for (row, now) in statement.transactions.iter().zip(rows.iter()) {
                if row.hash != now.hash {
                    renamed.insert(row.hash.clone(), now.hash.clone());
                }
                let channel = place
                    .and_then(|place| channels.get(place)?.get(now.hash.as_str()).copied())
                    .unwrap_or(row.channel);
                counted.push(Counted {
                    row,
                    hash: now.hash.clone(),
                    channel,
                    counted: place.is_none_or(|place| seen.insert((place, now.hash.clone()))),
                });
            }
            of_statement.push((place, counted));
        }
        Memberships { of_statement, renamed }
    }

    /// Place of the account of a statement.
    pub(super) fn account(&self, statement: usize) -> Option<usize> {
        self.of_statement.get(statement).and_then(|(place, _)| *place)
    }

    /// Rows of a statement.
    pub(super) fn rows(&self, statement: usize) -> &[Counted<'s>] {
        self.of_statement.get(statement).map_or(&[], |(_, rows)| rows)
    }

    /// The hash under which the row of a finding stands in the table.
    pub(super) fn hash_now(&self, hash: Option<&str>) -> Option<String> {
        hash.map(|hash| self.renamed.get(hash).map_or(hash, String::as_str).to_owned())
    }
}
