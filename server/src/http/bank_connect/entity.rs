//! `entity/`: create, list and show entities.

use super::uuid4;
use crate::http::body::BodyLimit;
use crate::http::error::{ApiError, created, ok};
use crate::http::fields::{Fields, query_value};
use crate::http::links;
use crate::service::App;
use crate::store::Tenant;
use crate::store::entities::{Entity, NewEntity};
use axum::Router;
use axum::extract::{Extension, Path, Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

const PAGE: i64 = 10;

/// The routes of this resource.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/entity", post(create).get(list)).route("/entity/{entity_id}", get(show))
}

/// An entity on the wire.
#[derive(Serialize)]
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
#[derive(Serialize)]
struct PageShape {
    count: i64,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<EntityShape>,
}

async fn create(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    request: Request,
) -> Result<Response, ApiError> {
    let idle = Duration::from_secs(app.config.http.body_idle_seconds);
    let fields = Fields::read(request, BodyLimit { bytes: app.config.http.form_bytes, idle }).await?;
    let new = NewEntity {
        link_id: fields.text("link_id")?,
        is_single_account: fields.truth("is_single_account")?,
        meta_data: fields.value("meta_data").map(|value| structured(value).to_string()),
    };
    let entity = app.store.create_entity(&app.vault, &tenant, &new).await?;
    Ok(created(&EntityShape::from(entity)))
}

/// A form can only send text; text that is JSON is taken as what it spells.
fn structured(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        other => other.clone(),
    }
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = uuid4("entity_id", &id)?;
    let entity = app.store.entity(&tenant, &id).await?.ok_or(ApiError::NotFound)?;
    Ok(ok(&EntityShape::from(entity)))
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let link_id = query_value(&uri, "link_id").filter(|link| !link.is_empty());
    let link_id = link_id.as_deref();
    let page = match query_value(&uri, "page").filter(|page| !page.is_empty()) {
        None => 1,
        Some(text) => text.parse::<i64>().ok().filter(|page| *page > 0).ok_or(ApiError::InvalidPage)?,
    };
    let skip = (page - 1).checked_mul(PAGE).ok_or(ApiError::InvalidPage)?;
    let found = app.store.entities(&tenant, link_id, skip, PAGE).await?;
    // The first page always exists, even when there is nothing on it.
    if page > 1 && skip >= found.count {
        return Err(ApiError::InvalidPage);
    }
    let address = |page: i64| page_address(&headers, page, link_id);
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
