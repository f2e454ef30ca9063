//! `entity/`: create, list and show entities.

use super::analysis::EntityPath;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::body::BodyLimit;
use crate::http::error::{ApiError, created, ok};
use crate::http::fields::Fields;
use crate::http::links;
use crate::http::openapi::{text_schema, truth_schema};
use crate::service::App;
use crate::store::entities::{Entity, NewEntity};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const PAGE: i64 = 10;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create_entity, list_entities)).routes(routes!(show_entity))
}

/// An entity on the wire.
#[derive(Serialize, ToSchema)]
struct EntityShape {
    entity_id: String,
    link_id: Option<String>,
    meta_data: Option<Value>,
}

impl From<Entity> for EntityShape {
    fn from(entity: Entity) -> Self {
        let meta_data = entity.meta_data.and_then(|text| serde_json::from_str(&text).ok());
        EntityShape { entity_id: entity.id, link_id: entity.link_id, meta_data }
    }
}

/// A page of entities on the wire.
#[derive(Serialize, ToSchema)]
struct PageShape {
    count: i64,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<EntityShape>,
}

/// What a new entity starts with.
#[derive(ToSchema)]
#[allow(dead_code)] // Read by the document of the API; handlers take `Fields`.
pub(in crate::http) struct NewEntityFields {
    /// The caller's own identifier.
    #[schema(schema_with = text_schema, required = false)]
    link_id: Option<String>,
    /// All statements are of one account, whatever number they print.
    #[schema(schema_with = truth_schema, required = false)]
    is_single_account: Option<bool>,
    /// Anything; `employer_names`, `names` and `companies_for_self_transfer` help the analysis.
    meta_data: Option<Value>,
}

/// Create an entity
///
/// A new entity every time, also for a `link_id` that is in use.
#[utoipa::path(
    post,
    path = "/entity",
    tag = "Entities",
    request_body(content(
        (Option<NewEntityFields> = "application/json"),
        (Option<NewEntityFields> = "application/x-www-form-urlencoded"),
    )),
    responses((status = 201, description = "The entity.", body = EntityShape))
)]
async fn create_entity(asked: Asked, request: Request) -> Result<Response, ApiError> {
    let new = new_entity(&asked, request).await?;
    let entity = asked.app.store.create_entity(&asked.app.vault, &asked.tenant, &new).await?;
    Ok(created(&EntityShape::from(entity)))
}

/// Reads what a new entity starts with.
///
/// # Errors
/// The body is too large, too slow or malformed, or a field is.
pub(in crate::http) async fn new_entity(asked: &Asked, request: Request) -> Result<NewEntity, ApiError> {
    let app = &asked.app;
    let idle = Duration::from_secs(app.config.http.body_idle_seconds);
    let fields = Fields::read(request, BodyLimit { bytes: app.config.http.form_bytes, idle }).await?;
    Ok(NewEntity {
        link_id: fields.text("link_id")?,
        is_single_account: fields.truth("is_single_account")?,
        meta_data: fields.value("meta_data").map(|value| structured(value).to_string()),
    })
}

/// A form can only send text; text that is JSON is taken as what it spells.
fn structured(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        other => other.clone(),
    }
}

/// Show an entity
#[utoipa::path(
    get,
    path = "/entity/{entity_id}",
    tag = "Entities",
    params(EntityPath),
    responses((status = 200, description = "The entity.", body = EntityShape))
)]
async fn show_entity(AskedEntity { asked, entity_id }: AskedEntity) -> Result<Response, ApiError> {
    let entity = asked
        .app
        .store
        .entity(&asked.app.vault, &asked.tenant, &entity_id)
        .await?
        .ok_or(ApiError::NotFound)?;
    Ok(ok(&EntityShape::from(entity)))
}

/// Which entities to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // As above.
struct ListQuery {
    /// Page from 1, ten entities each.
    #[param(minimum = 1)]
    page: Option<i64>,
    /// Only entities with this link.
    link_id: Option<String>,
}

/// List entities
///
/// Oldest first, ten a page; a page that does not exist is 404.
#[utoipa::path(
    get,
    path = "/entity",
    tag = "Entities",
    params(ListQuery),
    responses((status = 200, description = "A page.", body = PageShape))
)]
async fn list_entities(asked: Asked) -> Result<Response, ApiError> {
    let link_id = asked.query("link_id");
    let page = match asked.query_number("page") {
        None => 1,
        Some(text) => text.parse::<i64>().ok().filter(|page| *page > 0).ok_or(ApiError::InvalidPage)?,
    };
    let skip = (page - 1).checked_mul(PAGE).ok_or(ApiError::InvalidPage)?;
    let found = asked.app.store.entities(&asked.app.vault, &asked.tenant, link_id, skip, PAGE).await?;
    // The first page always exists, even when there is nothing on it.
    if page > 1 && skip >= found.count {
        return Err(ApiError::InvalidPage);
    }
    let address = |page: i64| page_address(&asked.headers, page, link_id);
    Ok(ok(&PageShape {
        count: found.count,
        next: (skip + PAGE < found.count).then(|| address(page + 1)),
        previous: (page > 1).then(|| address(page - 1)),
        results: found.entities.into_iter().map(EntityShape::from).collect(),
    }))
}

/// The address of another page, absolute when the client said which host it speaks to.
fn page_address(headers: &HeaderMap, page: i64, link_id: Option<&str>) -> String {
    let base = links::base(headers);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("page", &page.to_string());
    if let Some(link) = link_id {
        query.append_pair("link_id", link);
    }
    format!("{base}/bank-connect/v1/entity/?{}", query.finish())
}
