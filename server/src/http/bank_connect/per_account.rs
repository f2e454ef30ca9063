//! Answers that are one entry per account: `monthly_analysis_updated/`, `rolling_monthly_analysis/`, `predictors/`, `score/`.
//!
//! While a statement of the entity is being processed they are empty, as the contract says.

use super::analysis::{AnalysisQuery, EntityPath, Kind, Overview};
use super::figures::{FigureShape, Ordered, short_day};
use super::shapes::{Amount, ProgressShape};
use crate::http::asked::AskedEntity;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use engine::analyze::rolling::{RollingValue, RowStatistics};
use engine::model::{Currency, Money};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of these resources.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show_monthly_analysis))
        .routes(routes!(show_rolling_monthly_analysis))
        .routes(routes!(show_predictors))
        .routes(routes!(show_score))
}

/// What answers without accounts have in common.
#[derive(Serialize, ToSchema)]
struct Answer<T> {
    entity_id: String,
    progress: Vec<ProgressShape>,
    #[serde(flatten)]
    rest: T,
}

fn answer<T: Serialize>(overview: &Overview, rest: T) -> Response {
    let envelope = overview.envelope();
    ok(&Answer { entity_id: envelope.entity_id, progress: envelope.progress, rest })
}

#[derive(Serialize, ToSchema)]
struct Monthly<'a> {
    #[serde(flatten)]
    envelope: super::shapes::AccountsShape,
    monthly_analysis: MonthlyAccounts<'a>,
}

#[derive(Serialize, ToSchema)]
struct MonthlyAccounts<'a> {
    /// The contract's name for what is a list of accounts.
    #[schema(value_type = Vec<BTreeMap<String, MonthlyAccount>>)]
    account_id: Vec<Ordered<MonthlyAccount<'a>>>,
}

#[derive(Serialize, ToSchema)]
struct MonthlyAccount<'a> {
    #[schema(value_type = BTreeMap<String, BTreeMap<String, FigureShape>>)]
    monthly_analysis: Ordered<Ordered<FigureShape<'a>>>,
}

/// Monthly analysis
///
/// Figures per calendar month and account, oldest month first.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/monthly_analysis_updated",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The figures.", body = Monthly))
)]
async fn show_monthly_analysis(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let account_id = overview
        .settled()
        .map(|(id, account)| {
            let currency = account.ledger.currency;
            let months: Vec<String> = account.monthly.months.iter().map(|month| month.long()).collect();
            let metrics = account.monthly.metrics.iter().map(|series| {
                let values = months.iter().zip(&series.values);
                let values = values.map(|(month, figure)| (month.clone(), FigureShape(figure, currency)));
                (series.name.clone(), values.collect())
            });
            Ordered(vec![(id.to_owned(), MonthlyAccount { monthly_analysis: metrics.collect() })])
        })
        .collect();
    let monthly_analysis = MonthlyAccounts { account_id };
    Ok(ok(&Monthly { envelope: overview.envelope(), monthly_analysis }))
}

#[derive(Serialize, ToSchema)]
struct Rolling<'a> {
    rolling_monthly_analysis: Vec<RollingAccount<'a>>,
}

#[derive(Serialize, ToSchema)]
struct RollingAccount<'a> {
    account_id: String,
    #[schema(value_type = BTreeMap<String, RollingWindow>)]
    rolling_monthly_analysis: Ordered<RollingWindow<'a>>,
}

#[derive(Serialize, ToSchema)]
struct RollingWindow<'a> {
    from_date: String,
    to_date: String,
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, Value>)]
    variables: Ordered<RollingShape<'a>>,
}

/// Rolling monthly analysis
///
/// Figures per window of thirty days and account.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/rolling_monthly_analysis",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The figures.", body = Answer<Rolling>))
)]
async fn show_rolling_monthly_analysis(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let mut list = Vec::new();
    for (id, account) in overview.settled() {
        let mut windows = Vec::new();
        for group in &account.rolling.groups {
            let shape = |value| RollingShape::of(value, account.ledger.currency);
            let variables = group.variables.iter().map(|(name, value)| (name.clone(), shape(value)));
            let window = RollingWindow {
                from_date: short_day(group.from),
                to_date: short_day(group.to),
                variables: variables.collect(),
            };
            windows.push((group.name.clone(), window));
        }
        let rolling_monthly_analysis = Ordered(windows);
        list.push(RollingAccount { account_id: id.to_owned(), rolling_monthly_analysis });
    }
    Ok(answer(&overview, Rolling { rolling_monthly_analysis: list }))
}

#[derive(Serialize)]
#[serde(untagged)]
enum RollingShape<'a> {
    Figure(FigureShape<'a>),
    Rows(RowsShape),
}

impl<'a> RollingShape<'a> {
    fn of(value: &'a RollingValue, currency: Currency) -> RollingShape<'a> {
        match value {
            RollingValue::Figure(figure) => RollingShape::Figure(FigureShape(figure, currency)),
            RollingValue::Rows(rows) => RollingShape::Rows(RowsShape::of(rows, currency)),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct RowsShape {
    sum: Amount,
    count: usize,
    avg: Option<Amount>,
    max: Option<Amount>,
    min: Option<Amount>,
    max_date: Option<String>,
    min_date: Option<String>,
    /// The sum once more, as text.
    amt: String,
}

impl RowsShape {
    fn of(rows: &RowStatistics, currency: Currency) -> RowsShape {
        let money = |minor| Money::new(minor, currency);
        RowsShape {
            sum: Amount(money(rows.sum)),
            count: rows.count,
            avg: rows.avg.map(|minor| Amount(money(minor))),
            max: rows.max.map(|minor| Amount(money(minor))),
            min: rows.min.map(|minor| Amount(money(minor))),
            max_date: rows.max_date.map(short_day),
            min_date: rows.min_date.map(short_day),
            amt: money(rows.sum).to_decimal(),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct Predictors<'a> {
    predictors: Vec<PredictorsOfAccount<'a>>,
}

#[derive(Serialize, ToSchema)]
struct PredictorsOfAccount<'a> {
    account_id: String,
    #[schema(value_type = BTreeMap<String, FigureShape>)]
    predictors: Ordered<FigureShape<'a>>,
}

/// Predictors
///
/// Flat variables for a scorecard, per account; month 0 is the latest.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/predictors",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The variables.", body = Answer<Predictors>))
)]
async fn show_predictors(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let predictors = overview
        .settled()
        .map(|(id, account)| PredictorsOfAccount {
            account_id: id.to_owned(),
            predictors: account
                .predictors
                .variables
                .iter()
                .map(|(name, figure)| (name.clone(), FigureShape(figure, account.ledger.currency)))
                .collect(),
        })
        .collect();
    Ok(answer(&overview, Predictors { predictors }))
}

#[derive(Serialize, ToSchema)]
struct Scores {
    score: Vec<ScoreOfAccount>,
}

#[derive(Serialize, ToSchema)]
struct ScoreOfAccount {
    account_id: String,
    /// 300 to 900; null when too little is known.
    score: Option<i64>,
    /// Why: beyond the contract.
    reasons: Vec<Value>,
}

/// Score
///
/// 300 to 900 per account, with its reasons.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/score",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The scores.", body = Answer<Scores>))
)]
async fn show_score(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let score = overview.settled()
        .map(|(id, account)| ScoreOfAccount {
            account_id: id.to_owned(),
            score: account.score.score,
            reasons: account
                .score
                .parts
                .iter()
                .map(|part| json!({ "part": part.id, "points": part.points, "of": part.most, "reason": part.reason }))
                .collect(),
        })
        .collect();
    Ok(answer(&overview, Scores { score }))
}
