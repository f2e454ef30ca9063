//! `/v1/entities/{id}/transactions`.

use super::cursor::{self, PageQuery};
use super::shapes::RowShape;
use super::whole;
use crate::http::asked::AskedEntity;
use crate::http::bank_connect::analysis::{AnalysisQuery, EntityPath, Keyed, Kind, Overview};
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const LIST: &str = "transactions";

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(page_transactions))
}

impl Keyed for RowShape {
    fn key(&self) -> (&str, &str, &str) {
        (&self.date, &self.account_id, &self.hash)
    }
}

/// A page of rows.
#[derive(Serialize, ToSchema)]
struct RowsShape {
    items: Vec<RowShape>,
    /// What to give as `after` for the next page; null on the last one.
    next: Option<String>,
}

/// Transactions with evidence
///
/// The rows of all statements, oldest first, each row once.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/transactions",
    tag = "Own API",
    params(EntityPath, AnalysisQuery, PageQuery),
    responses((status = 200, description = "A page of rows.", body = RowsShape))
)]
async fn page_transactions(request: AskedEntity) -> Result<Response, ApiError> {
    let asked = request.asked.clone();
    let list = format!("{LIST}/{}", request.entity_id);
    let limit = cursor::limit(&asked)?;
    let after: Option<(String, String, String)> = cursor::read(&asked, &list)?;
    let overview = Overview::of(request, Kind::Transactions).await?;
    let rows = whole::rows(&overview).await?;
    let start = match &after {
        None => 0,
        Some((day, account, hash)) => {
            let place = rows.iter().position(|row| row.key() == (day, account, hash));
            // A row that is gone since: the page goes on with the next day, so that no row of it is shown twice.
            place.map_or_else(|| rows.partition_point(|row| row.date <= *day), |place| place + 1)
        }
    };
    let is_last = rows.len() <= start.saturating_add(limit);
    let items: Vec<RowShape> = rows.into_iter().skip(start).take(limit).collect();
    let next = match items.last() {
        Some(last) if !is_last => Some(cursor::write(&asked, &list, &last.key())?),
        _ => None,
    };
    Ok(ok(&RowsShape { items, next }))
}
