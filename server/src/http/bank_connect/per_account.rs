//! Answers that are one entry per account: `monthly_analysis_updated/`, `rolling_monthly_analysis/`, `predictors/`, `score/`.
//!
//! While a statement of the entity is being processed they are empty, as the contract says.

use super::analysis::{Kind, Overview};
use super::figures::{FigureShape, Ordered, short_day};
use super::shapes::{Amount, ProgressShape};
use crate::http::error::{ApiError, ok};
use crate::service::App;
use crate::store::Tenant;
use crate::store::analyses::EntityAnalysis;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use engine::analyze::rolling::{RollingValue, RowStatistics};
use engine::model::{Currency, Money};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The routes of these resources.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/entity/{entity_id}/monthly_analysis_updated", get(monthly))
        .route("/entity/{entity_id}/rolling_monthly_analysis", get(rolling))
        .route("/entity/{entity_id}/predictors", get(predictors))
        .route("/entity/{entity_id}/score", get(score))
}

/// What answers without accounts have in common.
#[derive(Serialize)]
struct Answer<T> {
    entity_id: String,
    progress: Vec<ProgressShape>,
    #[serde(flatten)]
    rest: T,
}

async fn overview(
    app: &App,
    tenant: &Tenant,
    entity_id: &str,
    uri: &Uri,
) -> Result<(Overview, Option<EntityAnalysis>), ApiError> {
    let mut overview = Overview::load(app, tenant, entity_id, uri).await?;
    let analysis = overview.analyze(app, tenant).await?;
    let settled = overview.is_settled();
    Ok((overview, analysis.filter(|_| settled)))
}

fn answer<T: Serialize>(overview: &Overview, rest: T) -> Response {
    let envelope = overview.envelope(Kind::Analysis);
    ok(&Answer { entity_id: envelope.entity_id, progress: envelope.progress, rest })
}

#[derive(Serialize)]
struct Monthly<'a> {
    #[serde(flatten)]
    envelope: super::shapes::AccountsShape,
    monthly_analysis: MonthlyAccounts<'a>,
}

#[derive(Serialize)]
struct MonthlyAccounts<'a> {
    /// The contract's name for what is a list of accounts.
    account_id: Vec<Ordered<MonthlyAccount<'a>>>,
}

#[derive(Serialize)]
struct MonthlyAccount<'a> {
    monthly_analysis: Ordered<Ordered<FigureShape<'a>>>,
}

async fn monthly(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (overview, analysis) = overview(&app, &tenant, &entity_id, &uri).await?;
    let account_id = overview
        .analyzed(analysis.as_ref())
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
    Ok(ok(&Monthly { envelope: overview.envelope(Kind::Analysis), monthly_analysis }))
}

#[derive(Serialize)]
struct Rolling<'a> {
    rolling_monthly_analysis: Vec<RollingAccount<'a>>,
}

#[derive(Serialize)]
struct RollingAccount<'a> {
    account_id: String,
    rolling_monthly_analysis: Ordered<RollingWindow<'a>>,
}

#[derive(Serialize)]
struct RollingWindow<'a> {
    from_date: String,
    to_date: String,
    #[serde(flatten)]
    variables: Ordered<RollingShape<'a>>,
}

async fn rolling(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (overview, analysis) = overview(&app, &tenant, &entity_id, &uri).await?;
    let rolling_monthly_analysis = overview
        .analyzed(analysis.as_ref())
        .map(|(id, account)| {
            let currency = account.ledger.currency;
            let windows = account.rolling.groups.iter().map(|group| {
                let variables = group.variables.iter();
                let variables =
                    variables.map(|(name, value)| (name.clone(), RollingShape::of(value, currency)));
                let window = RollingWindow {
                    from_date: short_day(group.from),
                    to_date: short_day(group.to),
                    variables: variables.collect(),
                };
                (group.name.clone(), window)
            });
            RollingAccount { account_id: id.to_owned(), rolling_monthly_analysis: windows.collect() }
        })
        .collect();
    Ok(answer(&overview, Rolling { rolling_monthly_analysis }))
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

#[derive(Serialize)]
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

#[derive(Serialize)]
struct Predictors<'a> {
    predictors: Vec<PredictorsOfAccount<'a>>,
}

#[derive(Serialize)]
struct PredictorsOfAccount<'a> {
    account_id: String,
    predictors: Ordered<FigureShape<'a>>,
}

async fn predictors(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (overview, analysis) = overview(&app, &tenant, &entity_id, &uri).await?;
    let predictors = overview
        .analyzed(analysis.as_ref())
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

#[derive(Serialize)]
struct Scores {
    score: Vec<ScoreOfAccount>,
}

#[derive(Serialize)]
struct ScoreOfAccount {
    account_id: String,
    /// 300 to 900; null when too little is known.
    score: Option<i64>,
    /// Why: beyond the contract.
    reasons: Vec<Value>,
}

async fn score(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let (overview, analysis) = overview(&app, &tenant, &entity_id, &uri).await?;
    let score = overview.analyzed(analysis.as_ref())
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
