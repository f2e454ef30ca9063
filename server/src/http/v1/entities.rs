//! `/v1/entities`: make, list, show and delete.

use super::cursor::{self, PageQuery};
use crate::clock;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::bank_connect::analysis::EntityPath;
use crate::http::bank_connect::entity::{NewEntityFields, new_entity};
use crate::http::error::{ApiError, created, ok};
use crate::http::openapi::one_of;
use crate::jobs::sweep;
use crate::service::App;
use crate::store::entities::Entity;
use crate::store::statements::Progress;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use engine::model::{Risk, RiskBand, Severity};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const LIST: &str = "entities";

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(make_entity, page_entities))
        .routes(routes!(read_entity, delete_entity))
}

/// An entity: one customer.
#[derive(Serialize, ToSchema)]
struct EntityView {
    id: String,
    link_id: Option<String>,
    is_single_account: bool,
    meta_data: Option<Value>,
    /// ISO 8601 with microseconds, UTC.
    created_at: String,
}

impl From<Entity> for EntityView {
    fn from(entity: Entity) -> Self {
        EntityView {
            id: entity.id,
            link_id: entity.link_id,
            is_single_account: entity.is_single_account,
            meta_data: entity.meta_data.and_then(|text| serde_json::from_str(&text).ok()),
            created_at: clock::iso_micros(entity.created_at),
        }
    }
}

/// An entity and what is known of it as a whole.
#[derive(Serialize, ToSchema)]
struct EntityDetail {
    #[serde(flatten)]
    entity: EntityView,
    /// Of the newest analysis; while it is processing, `risk` is that of the one before.
    analysis: Progress,
    /// Null before the first analysis.
    risk: Option<RiskView>,
}

/// How odd the entity is with all its statements: not how likely a fraud is.
#[derive(Serialize, ToSchema)]
struct RiskView {
    /// 0 (nothing seen) to 100.
    score: u32,
    /// `low` below 15, `medium` below 60, else `high`.
    #[schema(schema_with = one_of::<RiskBand>)]
    band: RiskBand,
    /// What the score is made of, the weightiest first; their points sum to it.
    reasons: Vec<RiskReasonView>,
    /// Heuristics that could not look: of them the score knows nothing.
    not_looked: Vec<String>,
}

/// What one heuristic adds.
#[derive(Serialize, ToSchema)]
struct RiskReasonView {
    /// Identifier of the heuristic.
    id: String,
    /// Its gravest severity.
    #[schema(schema_with = one_of::<Severity>)]
    severity: Severity,
    points: u32,
    /// Its weightiest finding in one sentence.
    summary: String,
    /// How many findings it has.
    findings: usize,
}

impl From<Risk> for RiskView {
    fn from(risk: Risk) -> Self {
        let reasons = risk.reasons.into_iter().map(|reason| RiskReasonView {
            id: reason.id,
            severity: reason.severity,
            points: reason.points,
            summary: reason.summary,
            findings: reason.findings,
        });
        RiskView {
            score: risk.score,
            band: risk.band,
            reasons: reasons.collect(),
            not_looked: risk.not_looked,
        }
    }
}

/// A page of entities.
#[derive(Serialize, ToSchema)]
struct EntitiesPage {
    items: Vec<EntityView>,
    /// What to give as `after` for the next page; null on the last one.
    next: Option<String>,
}

/// Make an entity
///
/// Statements are uploaded to it by `entity_id` on the paths of the contract.
#[utoipa::path(
    post,
    path = "/entities",
    tag = "Own API",
    request_body(content(
        (Option<NewEntityFields> = "application/json"),
        (Option<NewEntityFields> = "application/x-www-form-urlencoded"),
    )),
    responses((status = 201, description = "The entity.", body = EntityView))
)]
async fn make_entity(asked: Asked, request: Request) -> Result<Response, ApiError> {
    let new = new_entity(&asked, request).await?;
    let entity = asked.app.store.create_entity(&asked.app.vault, &asked.tenant, &new).await?;
    Ok(created(&EntityView::from(entity)))
}

/// Which entities to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // Read by the document of the API.
struct LinkQuery {
    /// Only entities with this link.
    link_id: Option<String>,
}

/// List entities by pages
///
/// Oldest first.
#[utoipa::path(
    get,
    path = "/entities",
    tag = "Own API",
    params(LinkQuery, PageQuery),
    responses((status = 200, description = "A page.", body = EntitiesPage))
)]
async fn page_entities(asked: Asked) -> Result<Response, ApiError> {
    let limit = cursor::limit(&asked)?;
    let after: Option<(i64, String)> = cursor::read(&asked, LIST)?;
    let (time, id) = after.unwrap_or_default();
    // One more than the page holds, to see whether there is another.
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let link_id = asked.query("link_id");
    let mut found =
        asked.app.store.entities_after(&asked.app.vault, &asked.tenant, link_id, (time, &id), most).await?;
    let is_last = found.len() <= limit;
    found.truncate(limit);
    let next = match found.last() {
        Some(last) if !is_last => Some(cursor::write(&asked, LIST, &(last.created_at, &last.id))?),
        _ => None,
    };
    Ok(ok(&EntitiesPage { items: found.into_iter().map(EntityView::from).collect(), next }))
}

/// Read an entity
#[utoipa::path(
    get,
    path = "/entities/{entity_id}",
    tag = "Own API",
    params(EntityPath),
    responses((status = 200, description = "The entity.", body = EntityDetail))
)]
async fn read_entity(AskedEntity { asked, entity_id }: AskedEntity) -> Result<Response, ApiError> {
    let Asked { app, tenant, .. } = asked;
    let entity = app.store.entity(&app.vault, &tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
    let state = app.store.analysis(&app.vault, &tenant, &entity_id).await?;
    let risk = state.analysis.and_then(|found| found.risk).map(RiskView::from);
    Ok(ok(&EntityDetail { entity: entity.into(), analysis: state.progress, risk }))
}

/// Delete an entity
///
/// Its statements, documents, rows and analyses go with it, at once and for good.
#[utoipa::path(
    delete,
    path = "/entities/{entity_id}",
    tag = "Own API",
    params(EntityPath),
    responses((status = 204, description = "It is gone."))
)]
async fn delete_entity(AskedEntity { asked, entity_id }: AskedEntity) -> Result<Response, ApiError> {
    let Asked { app, tenant, .. } = asked;
    if !sweep::delete_entity(&app, &tenant, &entity_id).await? {
        return Err(ApiError::NotFound);
    }
    tracing::info!(%entity_id, "entity deleted");
    app.changed.notify_waiters();
    Ok(StatusCode::NO_CONTENT.into_response())
}
