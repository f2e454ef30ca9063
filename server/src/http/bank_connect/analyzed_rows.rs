//! `salary/`, `recurring_transactions/` and `lender_transactions/`: rows that the analysis of the entity picked out.

use super::analysis::{AnalysisQuery, EntityPath, Kind, Overview};
use super::analyzed_shapes::{Detail, RecurringShape, SalaryShape, lender, recurring, salary};
use super::shapes::{AccountsShape, TransactionShape, TransactionsShape};
use crate::http::asked::AskedEntity;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of these resources.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show_salary))
        .routes(routes!(show_recurring_transactions))
        .routes(routes!(show_lender_transactions))
}

/// The shared envelope with the credits that are pay.
#[derive(Serialize, ToSchema)]
struct SalariesShape {
    #[serde(flatten)]
    envelope: AccountsShape,
    transactions: Vec<SalaryShape>,
}

/// The shared envelope with the sets of rows that come back.
#[derive(Serialize, ToSchema)]
struct RecurringAnswerShape {
    #[serde(flatten)]
    envelope: AccountsShape,
    transactions: RecurringShape,
}

/// Salary
///
/// Credits that are pay or pension, each with the month that it pays for.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/salary",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The credits.", body = SalariesShape))
)]
async fn show_salary(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let mut transactions: Vec<SalaryShape> =
        overview.analyzed().flat_map(|(id, account)| salary(account, Some(id), Detail::Contract)).collect();
    transactions.sort_by(|one, other| one.row.date.cmp(&other.row.date));
    Ok(ok(&SalariesShape { envelope: overview.envelope(), transactions }))
}

/// Recurring transactions
///
/// Sets of rows that come back.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/recurring_transactions",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The sets.", body = RecurringAnswerShape))
)]
async fn show_recurring_transactions(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let mut transactions = RecurringShape::default();
    for (id, account) in overview.analyzed() {
        transactions.add(recurring(account, Some(id), Detail::Contract));
    }
    Ok(ok(&RecurringAnswerShape { envelope: overview.envelope(), transactions }))
}

/// Lender transactions
///
/// Rows with lenders, card issuers and pay-later schemes.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/lender_transactions",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The rows.", body = TransactionsShape))
)]
async fn show_lender_transactions(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let mut transactions: Vec<TransactionShape> =
        overview.analyzed().flat_map(|(id, account)| lender(account, Some(id))).collect();
    transactions.sort_by(|one, other| one.date.cmp(&other.date));
    Ok(ok(&TransactionsShape { envelope: overview.envelope(), transactions }))
}
