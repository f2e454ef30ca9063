//! What all analyses of an entity share: progress, accounts and fraud, and the rows of its statements put together.

use super::shapes::{AccountShape, AccountsShape, FraudShape, ProgressShape, TransactionShape, transactions};
use crate::clock;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::error::ApiError;
use crate::http::openapi::{uuid4_or_empty_schema, uuid4_schema};
use crate::http::wait;
use crate::store::accounts::AccountRow;
use crate::store::analyses::{AnalysisState, EntityAnalysis, EntityFinding, FAILURE};
use crate::store::progress::Kind as StoredKind;
use crate::store::results::AccountLink;
use crate::store::statements::{Progress, StatementRow};
use engine::analyze::{AccountAnalysis, masked};
use engine::model::Statement;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use utoipa::IntoParams;

/// The entity in the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Read by the document of the API; handlers take an `AskedEntity`.
pub(in crate::http) struct EntityPath {
    /// The entity, a hyphenated UUID of version 4.
    #[param(schema_with = uuid4_schema, required = true)]
    entity_id: String,
}

/// What every analysis understands.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // As above.
pub(in crate::http) struct AnalysisQuery {
    /// Narrows the answer to one account.
    #[param(schema_with = uuid4_or_empty_schema, required = false)]
    account_id: Option<String>,
    /// Waits up to so many seconds until no statement is processing, then answers with what there is.
    #[param(minimum = 0, maximum = 60)]
    wait: Option<u32>,
}

/// What an answer about all accounts understands.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // As above.
pub(super) struct WaitQuery {
    /// Waits up to so many seconds until no statement is processing, then answers with what there is.
    #[param(minimum = 0, maximum = 60)]
    wait: Option<u32>,
}

/// A row that is one of several which may be the same.
pub(in crate::http) trait Keyed {
    /// Day, account and hash.
    fn key(&self) -> (&str, &str, &str);
}

impl Keyed for TransactionShape {
    fn key(&self) -> (&str, &str, &str) {
        let day = self.date.get(..10).unwrap_or_default();
        (day, self.account_id.as_deref().unwrap_or_default(), &self.hash)
    }
}

/// Which analysis a progress is about; each has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Kind {
    /// Accounts with their months, which are known once the rows are.
    Accounts,
    /// Account and holder.
    Identity,
    /// Rows.
    Transactions,
    /// What the rows of the entity say together: salary, lenders, recurring sets, figures, score.
    Analysis,
}

impl Kind {
    /// What has to be over before an answer of this kind is complete.
    fn stored(self) -> StoredKind {
        match self {
            Kind::Identity => StoredKind::Identity,
            Kind::Accounts | Kind::Transactions => StoredKind::Rows,
            Kind::Analysis => StoredKind::Analysis,
        }
    }
}

/// An entity as its analyses see it.
pub(in crate::http) struct Overview {
    asked: Asked,
    kind: Kind,
    entity_id: String,
    statements: Vec<StatementRow>,
    accounts: Vec<AccountRow>,
    links: Vec<AccountLink>,
    /// What the statements together give rise to.
    findings: Vec<EntityFinding>,
    /// Only this account, when the request says so.
    only: Option<String>,
    /// What the rows say together; loaded for that kind only.
    analysis: Option<AnalysisState>,
}

impl Overview {
    /// Loads what an answer of this kind needs, after waiting as long as the request says and something is processing.
    ///
    /// # Errors
    /// The entity is unknown, an id or the time to wait is malformed, or the database fails.
    pub(in crate::http) async fn of(request: AskedEntity, kind: Kind) -> Result<Overview, ApiError> {
        let AskedEntity { asked, entity_id } = request;
        let only = asked.query_id("account_id")?;
        wait::until_settled(&asked, &entity_id, kind.stored()).await?;
        let (store, vault) = (&asked.app.store, &asked.app.vault);
        // Statements first: what one of them calls completed was committed together with its values, so whatever is read
        // after it has them.
        let statements = store.statements(&asked.tenant, &entity_id).await?;
        let accounts = store.accounts(vault, &asked.tenant, &entity_id).await?;
        let links = store.account_links(&asked.tenant, &entity_id).await?;
        let findings = store.entity_findings(&entity_id).await?;
        let analysis = match kind {
            Kind::Analysis => Some(store.analysis(vault, &asked.tenant, &entity_id).await?),
            Kind::Accounts | Kind::Identity | Kind::Transactions => None,
        };
        Ok(Overview { asked, kind, entity_id, statements, accounts, links, findings, only, analysis })
    }

    /// The accounts that the request is about.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &AccountRow> {
        self.accounts.iter().filter(|account| self.wants(&account.id))
    }

    /// The wanted accounts of the newest analysis with their identifiers.
    pub(in crate::http) fn analyzed(&self) -> impl Iterator<Item = (&str, &AccountAnalysis)> {
        let analysis: Option<&EntityAnalysis> =
            self.analysis.as_ref().and_then(|state| state.analysis.as_ref());
        let all =
            analysis.into_iter().flat_map(|found| found.account_ids.iter().zip(&found.analysis.accounts));
        all.map(|(id, account)| (id.as_str(), account)).filter(|(id, _)| self.wants(id))
    }

    /// As [`Overview::analyzed`], and nothing while a statement of the entity is processing.
    pub(super) fn settled(&self) -> impl Iterator<Item = (&str, &AccountAnalysis)> {
        let is_settled =
            self.statements.iter().all(|statement| self.progress_of(statement) != Progress::Processing);
        self.analyzed().filter(move |_| is_settled)
    }

    /// How far the analysis has come.
    pub(in crate::http) fn analysis_progress(&self) -> Progress {
        self.analysis.as_ref().map_or(Progress::Processing, |state| state.progress)
    }

    fn progress_of(&self, statement: &StatementRow) -> Progress {
        match self.kind {
            Kind::Identity => statement.identity,
            Kind::Accounts | Kind::Transactions => statement.transactions,
            Kind::Analysis if statement.transactions == Progress::Completed => self.analysis_progress(),
            Kind::Analysis => statement.transactions,
        }
    }

    fn wants(&self, account_id: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == account_id)
    }

    /// The part of the answer that all analyses share.
    pub(super) fn envelope(&self) -> AccountsShape {
        AccountsShape {
            entity_id: self.entity_id.clone(),
            progress: self.statements.iter().map(|statement| self.progress(statement)).collect(),
            accounts: self.accounts().map(|account| self.account(account)).collect(),
            fraud: self.fraud(),
        }
    }

    fn progress(&self, statement: &StatementRow) -> ProgressShape {
        let status = self.progress_of(statement);
        let failed = statement.message.clone().or_else(|| Some(FAILURE.to_owned()));
        ProgressShape {
            statement_id: statement.id.clone(),
            status,
            message: failed.filter(|_| status == Progress::Failed),
            source: "pdf",
            transaction_status: (self.kind == Kind::Identity).then_some(statement.transactions),
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
    pub(super) async fn transactions(&self) -> Result<Vec<TransactionShape>, ApiError> {
        self.rows(|_, statement, account_id| transactions(statement, Some(account_id))).await
    }

    /// As [`Overview::transactions`], in another shape: `of` makes the rows of a statement from its identifier, itself and the
    /// identifier of its account.
    ///
    /// # Errors
    /// The database fails.
    pub(in crate::http) async fn rows<T: Keyed>(
        &self,
        of: impl Fn(&str, &Statement, &str) -> Vec<T> + Send,
    ) -> Result<Vec<T>, ApiError> {
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
        let Asked { app, tenant, .. } = &self.asked;
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
                    let renumbered = match masked::rows(statement, number) {
                        Cow::Borrowed(_) => None,
                        Cow::Owned(transactions) => Some(Statement { transactions, ..statement.clone() }),
                    };
                    parts.push(of(&statement_id, renumbered.as_ref().unwrap_or(statement), &account_id));
                }
            }
        }
        Ok(merge(parts))
    }
}

/// Puts the rows of statements together.
fn merge<T: Keyed>(mut parts: Vec<Vec<T>>) -> Vec<T> {
    // The earlier statement first, so that where two share a day, its rows of that day come before those that only the
    // later one has.
    parts.sort_by(|a, b| a.first().map(|row| row.key().0).cmp(&b.first().map(|row| row.key().0)));
    let mut seen: HashSet<(String, String)> = HashSet::new();
    let is_new = |row: &T| {
        let (_, account, hash) = row.key();
        seen.insert((account.to_owned(), hash.to_owned()))
    };
    let mut rows: Vec<T> = parts.into_iter().flatten().filter(is_new).collect();
    rows.sort_by(|a, b| a.key().0.cmp(b.key().0));
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
