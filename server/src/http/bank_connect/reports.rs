//! `xlsx_report/` and `raw_excel_report/`: links to workbooks, one per account.

use super::analysis::{EntityPath, Kind, Overview, WaitQuery};
use super::shapes::ProgressShape;
use crate::export::xlsx::Workbook;
use crate::http::asked::AskedEntity;
use crate::http::error::{ApiError, ok};
use crate::http::links;
use crate::service::App;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_xlsx_report)).routes(routes!(show_raw_excel_report))
}

/// The workbooks.
#[derive(Serialize, ToSchema)]
struct ReportsShape {
    entity_id: String,
    progress: Vec<ProgressShape>,
    /// Empty while a statement is processing.
    reports: Vec<ReportShape>,
}

/// One workbook.
#[derive(Serialize, ToSchema)]
struct ReportShape {
    account_id: String,
    /// Opens for one hour without a key.
    link: String,
}

/// Detailed workbook
///
/// One workbook per account: account, monthly analysis, rows, balances, pay, recurring sets, loans, bounces, spending, findings.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/xlsx_report",
    tag = "Documents and reports",
    params(EntityPath, WaitQuery),
    responses((status = 200, description = "The links.", body = ReportsShape))
)]
async fn show_xlsx_report(request: AskedEntity) -> Result<Response, ApiError> {
    reports(request, Workbook::Detailed).await
}

/// Raw workbook
///
/// One workbook per account with three sheets: account, rows, monthly analysis.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/raw_excel_report",
    tag = "Documents and reports",
    params(EntityPath, WaitQuery),
    responses((status = 200, description = "The links.", body = ReportsShape))
)]
async fn show_raw_excel_report(request: AskedEntity) -> Result<Response, ApiError> {
    reports(request, Workbook::Raw).await
}

async fn reports(request: AskedEntity, kind: Workbook) -> Result<Response, ApiError> {
    let asked = request.asked.clone();
    let overview = Overview::of(request, Kind::Analysis).await?;
    let envelope = overview.envelope();
    let reports = overview.settled().map(|(account_id, _)| ReportShape {
        account_id: account_id.to_owned(),
        link: links::to_workbook(&asked, &envelope.entity_id, account_id, kind),
    });
    let reports = reports.collect();
    Ok(ok(&ReportsShape { entity_id: envelope.entity_id, progress: envelope.progress, reports }))
}
