//! `salary/`, `recurring_transactions/` and `lender_transactions/`: rows that the analysis of the entity picked out.

use super::analysis::{Kind, Overview};
use super::analyzed_shapes::{Detail, RecurringShape, SalaryShape, lender, recurring, salary};
use super::shapes::{AccountsShape, TransactionShape};
use crate::http::error::{ApiError, ok};
use crate::service::App;
use crate::store::Tenant;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use std::sync::Arc;

/// The routes of these resources.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/entity/{entity_id}/salary", get(salaries))
        .route("/entity/{entity_id}/recurring_transactions", get(recurring_sets))
        .route("/entity/{entity_id}/lender_transactions", get(lenders))
}

/// The shared envelope with what the analysis picked out.
#[derive(Serialize)]
struct Answer<T> {
    #[serde(flatten)]
    envelope: AccountsShape,
    transactions: T,
}

async fn salaries(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let mut overview = Overview::load(&app, &tenant, &entity_id, &uri).await?;
    let analysis = overview.analyze(&app, &tenant).await?;
    let mut transactions: Vec<SalaryShape> = overview
        .analyzed(analysis.as_ref())
        .flat_map(|(id, account)| salary(account, Some(id), Detail::Contract))
        .collect();
    transactions.sort_by(|one, other| one.row.date.cmp(&other.row.date));
    Ok(ok(&Answer { envelope: overview.envelope(Kind::Analysis), transactions }))
}

async fn recurring_sets(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let mut overview = Overview::load(&app, &tenant, &entity_id, &uri).await?;
    let analysis = overview.analyze(&app, &tenant).await?;
    let mut transactions = RecurringShape::default();
    for (id, account) in overview.analyzed(analysis.as_ref()) {
        transactions.add(recurring(account, Some(id), Detail::Contract));
    }
    Ok(ok(&Answer { envelope: overview.envelope(Kind::Analysis), transactions }))
}

async fn lenders(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let mut overview = Overview::load(&app, &tenant, &entity_id, &uri).await?;
    let analysis = overview.analyze(&app, &tenant).await?;
    let mut transactions: Vec<TransactionShape> =
        overview.analyzed(analysis.as_ref()).flat_map(|(id, account)| lender(account, Some(id))).collect();
    transactions.sort_by(|one, other| one.date.cmp(&other.date));
    Ok(ok(&Answer { envelope: overview.envelope(Kind::Analysis), transactions }))
}
