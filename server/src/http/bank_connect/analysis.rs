//! What all analyses of an entity share: progress, accounts and fraud, and the rows of its statements put together.

use super::shapes::{AccountShape, AccountsShape, FraudShape, ProgressShape, TransactionShape, transactions};
use super::uuid4;
use crate::clock;
use crate::http::error::ApiError;
use crate::http::fields::query_value;
use crate::service::App;
use crate::store::Tenant;
use crate::store::accounts::AccountRow;
use crate::store::analyses::{EntityAnalysis, EntityFinding};
use crate::store::results::AccountLink;
use crate::store::statements::{Progress, StatementRow};
use axum::http::Uri;
use engine::analyze::{AccountAnalysis, masked};
use std::collections::{BTreeSet, HashSet};

/// Which analysis a progress is about; each has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Accounts with their months, which are known once the rows are.
    Accounts,
    /// Account and holder.
    Identity,
    /// Rows.
    Transactions,
    /// What the rows of the entity say together: salary, lenders, recurring sets, figures, score.
    Analysis,
}

/// An entity as its analyses see it.
pub(super) struct Overview {
    entity_id: String,
    statements: Vec<StatementRow>,
    accounts: Vec<AccountRow>,
    links: Vec<AccountLink>,
    /// What the statements together give rise to.
    findings: Vec<EntityFinding>,
    /// Only this account, when the request says so.
    only: Option<String>,
    /// How far the analysis has come, once somebody asked for it.
    analysis: Progress,
}

impl Overview {
    /// Loads what is in columns; opens no report.
    ///
    /// # Errors
    /// The entity is unknown, an id is malformed, or the database fails.
    pub(super) async fn load(
        app: &App,
        tenant: &Tenant,
        entity_id: &str,
        uri: &Uri,
    ) -> Result<Overview, ApiError> {
        let entity_id = uuid4("entity_id", entity_id)?;
        let only = match query_value(uri, "account_id").filter(|id| !id.is_empty()) {
            Some(id) => Some(uuid4("account_id", &id)?),
            None => None,
        };
        app.store.entity(tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
        // Statements first: what one of them calls completed was committed together with its values, so whatever is read
        // after it has them.
        let statements = app.store.statements(tenant, &entity_id).await?;
        let accounts = app.store.accounts(&app.vault, tenant, &entity_id).await?;
        let links = app.store.account_links(tenant, &entity_id).await?;
        let findings = app.store.entity_findings(&entity_id).await?;
        Ok(Overview {
            entity_id,
            statements,
            accounts,
            links,
            findings,
            only,
            analysis: Progress::Processing,
        })
    }

    /// The accounts that the request is about.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &AccountRow> {
        self.accounts.iter().filter(|account| self.wants(&account.id))
    }

    /// Loads the newest analysis, and how far it has come. It is read after the statements: what one of them calls completed
    /// is in it, or it calls itself unfinished.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn analyze(
        &mut self,
        app: &App,
        tenant: &Tenant,
    ) -> Result<Option<EntityAnalysis>, ApiError> {
        let state = app.store.analysis(&app.vault, tenant, &self.entity_id).await?;
        self.analysis = state.progress;
        Ok(state.analysis)
    }

    /// The wanted accounts of an analysis with their identifiers.
    pub(super) fn analyzed<'a>(
        &'a self,
        analysis: Option<&'a EntityAnalysis>,
    ) -> impl Iterator<Item = (&'a str, &'a AccountAnalysis)> {
        let all =
            analysis.into_iter().flat_map(|found| found.account_ids.iter().zip(&found.analysis.accounts));
        all.map(|(id, account)| (id.as_str(), account)).filter(|(id, _)| self.wants(id))
    }

    /// Whether nothing about the entity is under way any more.
    pub(super) fn is_settled(&self) -> bool {
        self.statements
            .iter()
            .all(|statement| self.progress_of(statement, Kind::Analysis) != Progress::Processing)
    }

    fn progress_of(&self, statement: &StatementRow, kind: Kind) -> Progress {
        match kind {
            Kind::Identity => statement.identity,
            Kind::Accounts | Kind::Transactions => statement.transactions,
            Kind::Analysis if statement.transactions == Progress::Completed => self.analysis,
            Kind::Analysis => statement.transactions,
        }
    }

    fn wants(&self, account_id: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == account_id)
    }

    /// The part of the answer that all analyses share.
    pub(super) fn envelope(&self, kind: Kind) -> AccountsShape {
        AccountsShape {
            entity_id: self.entity_id.clone(),
            progress: self.statements.iter().map(|statement| self.progress(statement, kind)).collect(),
            accounts: self.accounts().map(|account| self.account(account)).collect(),
            fraud: self.fraud(),
        }
    }

    fn progress(&self, statement: &StatementRow, kind: Kind) -> ProgressShape {
        let status = self.progress_of(statement, kind);
        let failed = statement.message.clone().or_else(|| Some("The analysis could not be made.".to_owned()));
        ProgressShape {
            statement_id: statement.id.clone(),
            status,
            message: failed.filter(|_| status == Progress::Failed),
            source: "pdf",
            transaction_status: (kind == Kind::Identity).then_some(statement.transactions),
        }
    }

    fn account(&self, account: &AccountRow) -> AccountShape {
        let links = self.links.iter().filter(|link| link.account_id == account.id);
        let months: BTreeSet<String> = links.clone().flat_map(|link| link.months.iter().cloned()).collect();
        let mut statements: Vec<String> = links.map(|link| link.statement_id.clone()).collect();
        statements.dedup();
        AccountShape {
            account_id: Some(account.id.clone()),
            statements,
            last_updated: Some(clock::iso_micros(account.updated_at)),
            ..AccountShape::of(&account.details, &account.bank, months.into_iter().collect())
        }
    }

    fn account_of(&self, statement_id: &str, ordinal: usize) -> Option<String> {
        let mut links = self.links.iter();
        let link = links.find(|link| link.statement_id == statement_id && link.ordinal == ordinal);
        link.map(|link| link.account_id.clone())
    }

    fn fraud(&self) -> FraudShape {
        let mut fraud = FraudShape::default();
        for statement in &self.statements {
            let account_of = |ordinal| self.account_of(&statement.id, ordinal);
            fraud.add(Some(&statement.id), &statement.findings, account_of);
        }
        let wanted = |finding: &&EntityFinding| finding.account_id.as_deref().is_none_or(|id| self.wants(id));
        fraud.add_entity(self.findings.iter().filter(wanted));
        fraud
    }

    /// The rows of all completed statements: each row once, oldest first.
    ///
    /// A row that several statements print has one hash per account, so overlaps fall together. Rows of one day keep the order
    /// in which the statements print them.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn transactions(
        &self,
        app: &App,
        tenant: &Tenant,
    ) -> Result<Vec<TransactionShape>, ApiError> {
        let completed: HashSet<&str> = self
            .statements
            .iter()
            .filter(|statement| statement.transactions == Progress::Completed)
            .map(|statement| statement.id.as_str())
            .collect();
        if completed.is_empty() {
            return Ok(Vec::new());
        }
        let mut parts = Vec::new();
        for (statement_id, report) in app.store.reports(&app.vault, tenant, &self.entity_id).await? {
            if !completed.contains(statement_id.as_str()) {
                continue;
            }
            for (ordinal, statement) in report.statements.iter().enumerate() {
                let Some(account_id) = self.account_of(&statement_id, ordinal) else {
                    continue;
                };
                if self.wants(&account_id) {
                    let account = self.accounts.iter().find(|account| account.id == account_id);
                    let number = account.and_then(|account| account.details.number.as_deref());
                    let opening = statement.reconciliation.opening_balance;
                    let rows = masked::rows(statement, number);
                    parts.push(transactions(opening, &rows, Some(&account_id)));
                }
            }
        }
        Ok(merge(parts))
    }
}

/// Puts the rows of statements together.
fn merge(mut parts: Vec<Vec<TransactionShape>>) -> Vec<TransactionShape> {
    // The earlier statement first, so that where two share a day, its rows of that day come before those that only the
    // later one has.
    parts.sort_by(|a, b| a.first().map(|row| &row.date).cmp(&b.first().map(|row| &row.date)));
    let mut seen: HashSet<(Option<String>, String)> = HashSet::new();
    let mut rows: Vec<TransactionShape> = parts
        .into_iter()
        .flatten()
        .filter(|row| seen.insert((row.account_id.clone(), row.hash.clone())))
        .collect();
    rows.sort_by(|a, b| a.date.get(..10).cmp(&b.date.get(..10)));
    rows
}

#[cfg(test)]
mod tests {
    use super::super::shapes::Amount;
    use super::*;
    use engine::model::{Channel, Currency, Description, Direction, MerchantCategory, Money};

    fn row(date: &str, hash: &str) -> TransactionShape {
        TransactionShape {
            transaction_note: String::new(),
            hash: hash.to_owned(),
            description: Description::None,
            account_id: Some("a".to_owned()),
            transaction_type: Direction::Debit,
            amount: Amount(Money::new(1, Currency::INR)),
            date: format!("{date} 00:00:00"),
            merchant_category: MerchantCategory::None,
            balance: None,
            transaction_channel: Channel::Others,
        }
    }

    #[test]
    fn overlapping_statements_give_each_row_once_in_printed_order() {
        let later = vec![row("2026-01-31", "c"), row("2026-01-31", "d"), row("2026-02-01", "e")];
        let earlier = vec![row("2026-01-01", "z"), row("2026-01-31", "b"), row("2026-01-31", "c")];
        let merged = merge(vec![later, earlier]);
        let hashes: Vec<&str> = merged.iter().map(|row| row.hash.as_str()).collect();
        assert_eq!(hashes, ["z", "b", "c", "d", "e"]);
    }
}
