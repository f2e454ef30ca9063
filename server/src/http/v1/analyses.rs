//! `/v1/entities/{id}/analyses`: what the rows of each account say together. Rows are named by their hashes.

use super::shapes::Decimal;
use crate::http::asked::AskedEntity;
use crate::http::bank_connect::analysis::{AnalysisQuery, EntityPath, Kind, Overview};
use crate::http::error::{ApiError, ok};
use crate::http::openapi::one_of;
use crate::service::App;
use crate::store::statements::Progress;
use axum::response::Response;
use engine::analyze::AccountAnalysis;
use engine::analyze::bounce::BounceKind;
use engine::analyze::cadence::Cadence;
use engine::analyze::figure::Figure;
use engine::analyze::lender::LoanStatus;
use engine::analyze::recurring::{RecurringSet, SetStatus};
use engine::analyze::salary::PayKind;
use engine::model::{Currency, Direction, Money, Period, Verdict};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_analyses))
}

/// The analyses of an entity.
#[derive(Serialize, ToSchema)]
struct AnalysesShape {
    /// Of the newest analysis; while it is processing, `accounts` are those of the one before.
    progress: Progress,
    accounts: Vec<AnalysisShape>,
}

/// What the rows of an account say together.
#[derive(Serialize, ToSchema)]
pub(super) struct AnalysisShape {
    account_id: String,
    currency: String,
    /// The least of the verdicts of its statements.
    #[schema(schema_with = one_of::<Verdict>)]
    verdict: Verdict,
    /// Days that statements cover.
    covered: Vec<PeriodShape>,
    /// Days in between that no statement covers.
    missing: Vec<PeriodShape>,
    income_per_month: Decimal,
    obligations_per_month: Decimal,
    /// Fixed obligations to income in percent, two decimals; null without income.
    obligations_to_income: Option<String>,
    salary_confidence: u8,
    salary: Vec<PayView>,
    recurring: Vec<SetView>,
    loans: Vec<LoanView>,
    bounces: Vec<BounceView>,
    spending: Vec<SpendingView>,
    /// Metric, then month (`2025-04`), then figure: amounts and ratios as decimal texts, counts as numbers.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, Object>>)]
    monthly: BTreeMap<String, BTreeMap<String, Value>>,
    /// 300 to 900; null when too little is known.
    score: Option<i64>,
    score_parts: Vec<ScorePartView>,
}

/// First and last day.
#[derive(Serialize, ToSchema)]
struct PeriodShape {
    from: String,
    to: String,
}

impl From<&Period> for PeriodShape {
    fn from(period: &Period) -> Self {
        PeriodShape { from: period.from.to_string(), to: period.to.to_string() }
    }
}

/// A credit that is pay.
#[derive(Serialize, ToSchema)]
struct PayView {
    transaction_hash: Option<String>,
    /// `YYYY-MM`: the month that is paid for.
    month: String,
    #[schema(schema_with = one_of::<PayKind>)]
    kind: PayKind,
    employer: Option<String>,
    confidence: u8,
}

/// Rows that come back.
#[derive(Serialize, ToSchema)]
struct SetView {
    #[schema(schema_with = one_of::<Direction>)]
    direction: Direction,
    party: Option<String>,
    median: Decimal,
    least: Decimal,
    most: Decimal,
    #[schema(schema_with = one_of::<Cadence>)]
    cadence: Cadence,
    next_date: Option<String>,
    missed: u32,
    #[schema(schema_with = one_of::<SetStatus>)]
    status: SetStatus,
    transaction_hashes: Vec<String>,
}

/// A loan that the rows speak of.
#[derive(Serialize, ToSchema)]
struct LoanView {
    lender: Option<String>,
    instalment: Decimal,
    per_month: Decimal,
    from: String,
    to: String,
    /// What is still owed, without and with the usual interest; null when the disbursal is not on the statements.
    owed_at_least: Option<Decimal>,
    owed_likely: Option<Decimal>,
    #[schema(schema_with = one_of::<LoanStatus>)]
    status: LoanStatus,
    transaction_hashes: Vec<String>,
}

/// A cheque or mandate that came back.
#[derive(Serialize, ToSchema)]
struct BounceView {
    #[schema(schema_with = one_of::<BounceKind>)]
    kind: BounceKind,
    date: String,
    amount: Decimal,
    party: Option<String>,
    transaction_hashes: Vec<String>,
}

/// A share of what was spent.
#[derive(Serialize, ToSchema)]
struct SpendingView {
    category: String,
    amount: Decimal,
    percentage: u32,
}

/// Why the score is what it is.
#[derive(Serialize, ToSchema)]
struct ScorePartView {
    #[schema(value_type = String)]
    part: engine::analyze::score::PartId,
    points: i64,
    of: i64,
    reason: String,
}

/// Analyses
///
/// Income, obligations, recurring sets, loans, bounces, spending, monthly figures and score of each account.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/analyses",
    tag = "Own API",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The analyses.", body = AnalysesShape))
)]
async fn read_analyses(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let accounts = overview.analyzed().map(|(id, account)| view(id, account)).collect();
    Ok(ok(&AnalysesShape { progress: overview.analysis_progress(), accounts }))
}

/// The analysis of an account.
pub(super) fn view(id: &str, account: &AccountAnalysis) -> AnalysisShape {
    let currency = account.ledger.currency;
    let amount = |minor| Decimal(Money::new(minor, currency));
    let hashes = |rows: &[usize]| -> Vec<String> {
        rows.iter().filter_map(|row| account.ledger.rows.get(*row)).map(|row| row.hash.clone()).collect()
    };
    let set = |direction, set: &RecurringSet| SetView {
        direction,
        party: set.party.clone(),
        median: amount(set.median),
        least: amount(set.least),
        most: amount(set.most),
        cadence: set.cadence,
        next_date: set.next_due.map(|day| day.to_string()),
        missed: set.missed,
        status: set.status,
        transaction_hashes: hashes(&set.rows),
    };
    let credits = account.recurring.credit.iter().map(|one| set(Direction::Credit, one));
    let debits = account.recurring.debit.iter().map(|one| set(Direction::Debit, one));
    AnalysisShape {
        account_id: id.to_owned(),
        currency: currency.to_string(),
        verdict: account.ledger.verdict,
        covered: account.ledger.covered.iter().map(PeriodShape::from).collect(),
        missing: account.ledger.missing.iter().map(PeriodShape::from).collect(),
        income_per_month: amount(account.lender.income),
        obligations_per_month: amount(account.lender.obligations),
        obligations_to_income: account.lender.foir.map(hundredths),
        salary_confidence: account.salary.confidence,
        salary: account
            .salary
            .payments
            .iter()
            .map(|pay| PayView {
                transaction_hash: account.ledger.rows.get(pay.row).map(|row| row.hash.clone()),
                month: pay.month.first().strftime("%Y-%m").to_string(),
                kind: pay.kind,
                employer: pay.employer.clone(),
                confidence: pay.confidence,
            })
            .collect(),
        recurring: credits.chain(debits).collect(),
        loans: account
            .lender
            .loans
            .iter()
            .map(|loan| LoanView {
                lender: loan.lender.clone(),
                instalment: amount(loan.instalment),
                per_month: amount(loan.per_month),
                from: loan.from.to_string(),
                to: loan.to.to_string(),
                owed_at_least: loan.outstanding.map(|owed| amount(owed.at_least)),
                owed_likely: loan.outstanding.map(|owed| amount(owed.likely)),
                status: loan.status,
                transaction_hashes: hashes(&loan.instalments),
            })
            .collect(),
        bounces: account
            .bounces
            .iter()
            .map(|bounce| {
                let rows = [bounce.original, bounce.returned].into_iter().flatten();
                let rows = rows.chain(bounce.charges.iter().copied()).chain(bounce.represented);
                BounceView {
                    kind: bounce.kind,
                    date: bounce.date.to_string(),
                    amount: amount(bounce.amount),
                    party: bounce.party.clone(),
                    transaction_hashes: hashes(&rows.collect::<Vec<_>>()),
                }
            })
            .collect(),
        spending: account
            .expense_categories
            .iter()
            .map(|share| SpendingView {
                category: share.category.clone(),
                amount: amount(share.amount),
                percentage: share.percentage,
            })
            .collect(),
        monthly: monthly(account, currency),
        score: account.score.score,
        score_parts: account
            .score
            .parts
            .iter()
            .map(|part| ScorePartView {
                part: part.id,
                points: part.points,
                of: part.most,
                reason: part.reason.clone(),
            })
            .collect(),
    }
}

fn monthly(account: &AccountAnalysis, currency: Currency) -> BTreeMap<String, BTreeMap<String, Value>> {
    let months: Vec<String> =
        account.monthly.months.iter().map(|month| month.first().strftime("%Y-%m").to_string()).collect();
    let series = account.monthly.metrics.iter().map(|series| {
        let values = months.iter().cloned().zip(series.values.iter().map(|figure| printed(figure, currency)));
        (series.name.clone(), values.collect())
    });
    series.collect()
}

fn printed(figure: &Figure, currency: Currency) -> Value {
    match figure {
        Figure::Money(minor) => Money::new(*minor, currency).to_decimal().into(),
        Figure::Count(count) => (*count).into(),
        Figure::Hundredths(value) => hundredths(*value).into(),
        Figure::Text(text) => text.as_str().into(),
        Figure::Day(day) => day.to_string().into(),
        Figure::Absent => Value::Null,
    }
}

fn hundredths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", value.unsigned_abs() / 100, value.unsigned_abs() % 100)
}
