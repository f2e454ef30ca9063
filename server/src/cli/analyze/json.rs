//! The JSON of `analyze`: the shapes of the contract, and beside them what proves the rows.

use super::Analyzed;
use crate::dataset::rows::{account_id, stable_id};
use crate::http::bank_connect::analyzed_shapes::{
    self, BounceShape, Detail, LoanShape, RecurringShape, SalaryShape, ScoreShape,
};
use crate::http::bank_connect::shapes::{
    AccountShape, Amount, DateRangeShape, FraudShape, IdentityShape, PartyShape, TransactionShape,
    transactions,
};
use crate::store::accounts::AccountDetails;
use crate::store::analyses::EntityFinding;
use crate::store::statements::StoredFinding;
use engine::model::{
    Break, Diagnostic, Finding, FindingGroup, Located, Locator, Money, NotRun, Period, Reconciliation, Risk,
    Severity, Skipped, Statement, Verdict,
};
use serde::Serialize;
use std::io::{self, Write};

/// One file.
#[derive(Serialize)]
struct FileShape<'r> {
    file: String,
    statement_id: String,
    /// Lower-case identifier; null when nothing above the table names a bank.
    bank_name: Option<&'r str>,
    date_range: DateRangeShape,
    identity: Vec<IdentityShape>,
    accounts: Vec<AccountShape>,
    is_fraud: bool,
    fraud: FraudShape,
    /// Every finding with its places, expected and actual, those of low severity too.
    findings: Vec<&'r Finding>,
    /// Heuristics that could not look, and why.
    not_run: Vec<&'r NotRun>,
    /// What the findings weigh together, 0 to 100.
    risk: &'r Risk,
    transactions: Vec<TransactionShape>,
    /// One per row, in the order of `transactions`.
    parties: Vec<PartyShape<'r>>,
    salary: Vec<SalaryShape>,
    recurring: RecurringShape,
    lender: Vec<TransactionShape>,
    loans: Vec<LoanShape>,
    bounces: Vec<BounceShape>,
    score: Vec<ScoreShape<'r>>,
    /// Of the first statement; `statements` has all.
    reconciliation: Option<ReconciliationShape<'r>>,
    statements: Vec<StatementShape<'r>>,
    skipped: Vec<&'r Skipped>,
    diagnostics: Vec<&'r Diagnostic>,
    evidence: EvidenceShape<'r>,
}

/// What one statement of the file proves, and what of its lines is no row.
#[derive(Serialize)]
struct StatementShape<'r> {
    account_id: String,
    account_number: Option<&'r str>,
    currency: String,
    date_range: DateRangeShape,
    /// How many rows of `transactions` are this statement's; they stand in the order of the statements.
    rows: usize,
    reconciliation: ReconciliationShape<'r>,
    skipped: &'r [Skipped],
    diagnostics: &'r [Diagnostic],
}

#[derive(Serialize)]
struct ReconciliationShape<'r> {
    verdict: Verdict,
    opening_balance: Option<Amount>,
    closing_balance: Option<Amount>,
    total_debit: Amount,
    total_credit: Amount,
    gaps: &'r [String],
    breaks: Vec<BreakShape<'r>>,
}

#[derive(Serialize)]
struct BreakShape<'r> {
    what: &'r str,
    transaction_hash: Option<&'r str>,
    expected: Amount,
    printed: Amount,
    at: Option<Locator>,
}

/// Where on the paper everything stands.
#[derive(Serialize)]
struct EvidenceShape<'r> {
    bank: &'r [engine::model::Evidence],
    layout: Option<&'r str>,
    /// What the header says of each account.
    header: Vec<HeaderShape>,
    transactions: Vec<PlaceShape<'r>>,
    /// Pages drawn by `--evidence`.
    pictures: Vec<PictureShape>,
}

#[derive(Serialize)]
struct PictureShape {
    page: u32,
    file: String,
}

/// One value of a header and the place that it was read from. The contract has names for few of them.
#[derive(Serialize)]
struct HeaderShape {
    account_id: String,
    field: &'static str,
    value: String,
    at: Locator,
}

#[derive(Serialize)]
struct PlaceShape<'r> {
    hash: &'r str,
    at: &'r [Locator],
}

/// Writes one line.
pub(super) fn write(out: &mut impl Write, analyzed: &Analyzed<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &shape(analyzed))?;
    writeln!(out)
}

fn shape<'r>(analyzed: &'r Analyzed<'_>) -> FileShape<'r> {
    let report = &analyzed.report;
    let bank = report.detection.bank.as_ref().map(|bank| bank.id.as_str());
    let statement_id = stable_id(&analyzed.bytes);
    let ids: Vec<String> =
        report.statements.iter().map(|statement| account_id(bank, &statement.account)).collect();
    let pairs = || report.statements.iter().zip(&ids);
    // Accounts of the analysis are those of the report: the first statement of each says which.
    let accounts = || {
        let id = |indices: &[usize]| indices.first().and_then(|index| ids.get(*index)).map(String::as_str);
        analyzed.analysis.accounts.iter().map(move |account| (account, id(&account.ledger.statements)))
    };
    let mut recurring = RecurringShape::default();
    for (account, id) in accounts() {
        recurring.add(analyzed_shapes::recurring(account, id, Detail::Full));
    }
    let mut fraud = FraudShape::default();
    for (ordinal, (statement, id)) in pairs().enumerate() {
        let findings: Vec<StoredFinding> = report
            .findings
            .iter()
            .filter(|finding| StoredFinding::counts(finding))
            .filter(|finding| belongs(finding.transaction_hash.as_deref(), statement, ordinal))
            .map(|finding| StoredFinding::of(finding, ordinal))
            .collect();
        let first = fraud.fraudulent_statements.is_empty();
        fraud.add(Some(&statement_id), &findings, |_| Some(id.clone()));
        if !first {
            fraud.fraudulent_statements.truncate(1);
        }
    }
    let account_ids: Vec<Option<String>> = accounts().map(|(_, id)| id.map(str::to_owned)).collect();
    let of_entity: Vec<EntityFinding> = analyzed
        .entity
        .findings
        .iter()
        .filter(|finding| StoredFinding::counts(finding))
        .map(|finding| EntityFinding {
            id: finding.id.clone(),
            group: finding.group,
            transaction_hash: finding.transaction_hash.clone(),
            account_id: finding.account.and_then(|place| account_ids.get(place).cloned().flatten()),
            statement_id: finding.statement.map(|_| statement_id.clone()),
        })
        .collect();
    fraud.add_entity(of_entity.iter());
    FileShape {
        file: analyzed.path.display().to_string(),
        statement_id: statement_id.clone(),
        bank_name: bank,
        date_range: DateRangeShape::from(date_range(&report.statements)),
        identity: firsts(&ids)
            .filter_map(|(index, id)| {
                Some(IdentityShape::of(&details(report.statements.get(index)?), Some(id)))
            })
            .collect(),
        accounts: firsts(&ids)
            .filter_map(|(index, id)| {
                let own = pairs().filter(|(_, of)| *of == id).map(|(statement, _)| statement);
                Some(AccountShape {
                    account_id: Some(id.to_owned()),
                    statements: vec![statement_id.clone()],
                    ..AccountShape::of(
                        &details(report.statements.get(index)?),
                        bank.unwrap_or_default(),
                        months(own),
                    )
                })
            })
            .collect(),
        is_fraud: report
            .findings
            .iter()
            .any(|finding| finding.group == FindingGroup::Document && finding.severity == Severity::High),
        fraud,
        findings: report.findings.iter().chain(&analyzed.entity.findings).collect(),
        not_run: report.not_run.iter().chain(&analyzed.entity.not_run).collect(),
        risk: &analyzed.risk,
        transactions: pairs().flat_map(|(statement, id)| transactions(statement, Some(id))).collect(),
        parties: report
            .statements
            .iter()
            .flat_map(|statement| &statement.transactions)
            .map(PartyShape::of)
            .collect(),
        salary: accounts()
            .flat_map(|(account, id)| analyzed_shapes::salary(account, id, Detail::Full))
            .collect(),
        recurring,
        lender: accounts().flat_map(|(account, id)| analyzed_shapes::lender(account, id)).collect(),
        loans: accounts().flat_map(|(account, id)| analyzed_shapes::loans(account, id)).collect(),
        bounces: accounts().flat_map(|(account, id)| analyzed_shapes::bounces(account, id)).collect(),
        score: accounts().map(|(account, id)| analyzed_shapes::score(account, id)).collect(),
        reconciliation: report.statements.first().map(reconciliation),
        statements: pairs()
            .map(|(statement, id)| StatementShape {
                account_id: id.clone(),
                account_number: statement.account.number.as_ref().map(|number| number.value.as_str()),
                currency: statement.account.currency.to_string(),
                date_range: DateRangeShape::from(statement.date_range()),
                rows: statement.transactions.len(),
                reconciliation: reconciliation(statement),
                skipped: &statement.skipped,
                diagnostics: &statement.diagnostics,
            })
            .collect(),
        skipped: report.statements.iter().flat_map(|statement| &statement.skipped).collect(),
        diagnostics: report
            .diagnostics
            .iter()
            .chain(report.statements.iter().flat_map(|statement| &statement.diagnostics))
            .collect(),
        evidence: EvidenceShape {
            bank: &report.detection.evidence,
            layout: report.detection.layout.as_deref(),
            header: pairs().flat_map(|(statement, id)| header(statement, id)).collect(),
            transactions: report
                .statements
                .iter()
                .flat_map(|statement| &statement.transactions)
                .map(|row| PlaceShape { hash: &row.hash, at: &row.at })
                .collect(),
            pictures: analyzed
                .drawn
                .iter()
                .map(|drawn| PictureShape { page: drawn.page, file: drawn.file.display().to_string() })
                .collect(),
        },
    }
}

/// Every value that was read around the table, with its box.
fn header(statement: &Statement, account_id: &str) -> Vec<HeaderShape> {
    let Statement { account, identity, printed, .. } = statement;
    let texts = [
        ("name", &identity.name),
        ("address", &identity.address),
        ("account_number", &account.number),
        ("ifsc", &account.ifsc),
        ("micr", &account.micr),
        ("iban", &account.iban),
        ("bic", &account.bic),
        ("sort_code", &account.sort_code),
        ("routing_number", &account.routing_number),
        ("branch", &account.branch),
        ("customer_id", &account.customer_id),
        ("account_type", &account.product),
        ("account_category", &account.category_reason),
    ];
    let amounts = [
        ("credit_limit", &account.credit_limit),
        ("opening_balance", &printed.opening),
        ("closing_balance", &printed.closing),
        ("total_debit", &printed.total_debit),
        ("total_credit", &printed.total_credit),
    ];
    let decimal = |minor: i64| Money::new(minor, account.currency).to_decimal();
    let shape = |field: &'static str, value: String, at: Locator| HeaderShape {
        account_id: account_id.to_owned(),
        field,
        value,
        at,
    };
    let found = |(name, field): (&'static str, &Option<Located<String>>)| {
        field.as_ref().map(|located| shape(name, located.value.clone(), located.at))
    };
    let holders = identity.holders.iter().map(|holder| shape("holder", holder.value.clone(), holder.at));
    let sums = amounts.into_iter().filter_map(|(name, field)| {
        field.as_ref().map(|located| shape(name, decimal(located.value), located.at))
    });
    texts.into_iter().filter_map(found).chain(holders).chain(sums).collect()
}

fn details(statement: &Statement) -> AccountDetails {
    AccountDetails::of(&statement.account, &statement.identity)
}

/// A finding about a row belongs to the statement that has the row, any other to the first.
fn belongs(hash: Option<&str>, statement: &Statement, ordinal: usize) -> bool {
    match hash {
        Some(hash) => statement.transactions.iter().any(|row| row.hash == hash),
        None => ordinal == 0,
    }
}

fn reconciliation(statement: &Statement) -> ReconciliationShape<'_> {
    let Reconciliation {
        verdict,
        opening_balance,
        closing_balance,
        total_debit,
        total_credit,
        breaks,
        gaps,
        ..
    } = &statement.reconciliation;
    let amount = |money: &Money| Amount(*money);
    ReconciliationShape {
        verdict: *verdict,
        opening_balance: opening_balance.as_ref().map(amount),
        closing_balance: closing_balance.as_ref().map(amount),
        total_debit: amount(total_debit),
        total_credit: amount(total_credit),
        gaps,
        breaks: breaks.iter().map(|gap| broken(gap, statement)).collect(),
    }
}

fn broken<'r>(gap: &'r Break, statement: &'r Statement) -> BreakShape<'r> {
    BreakShape {
        what: &gap.what,
        transaction_hash: gap
            .row
            .and_then(|row| statement.transactions.get(row))
            .map(|row| row.hash.as_str()),
        expected: Amount(gap.expected),
        printed: Amount(gap.printed),
        at: gap.at,
    }
}

fn date_range(statements: &[Statement]) -> Option<Period> {
    statements
        .iter()
        .filter_map(Statement::date_range)
        .reduce(|all, one| Period { from: all.from.min(one.from), to: all.to.max(one.to) })
}

/// Each account once, with the place of its first statement.
fn firsts(ids: &[String]) -> impl Iterator<Item = (usize, &str)> {
    let first = |index: usize, id: &String| ids.iter().take(index).all(|earlier| earlier != id);
    ids.iter()
        .enumerate()
        .filter(move |(index, id)| first(*index, id))
        .map(|(index, id)| (index, id.as_str()))
}

fn months<'s>(statements: impl Iterator<Item = &'s Statement>) -> Vec<String> {
    let rows = statements.flat_map(|statement| &statement.transactions);
    let mut months: Vec<String> = rows.map(|row| row.date.strftime("%Y-%m").to_string()).collect();
    months.sort();
    months.dedup();
    months
}
