//! `/v1/entities/{id}/events`: progress as server-sent events.

use super::statements::ProgressShape;
use crate::http::asked::{Asked, AskedEntity};
use crate::http::bank_connect::analysis::EntityPath;
use crate::http::error::ApiError;
use crate::http::wait;
use crate::service::App;
use crate::store::StoreResult;
use crate::store::progress::{Kind, Standing};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde::Serialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How long a stream lives; browsers open the next one by themselves.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(stream_events))
}

/// The data of an event `progress`.
#[derive(Serialize, ToSchema)]
struct ProgressEvent {
    entity_id: String,
    /// Whether nothing is under way.
    is_settled: bool,
    statements: Vec<StatementProgress>,
}

/// How far one statement is.
#[derive(Serialize, ToSchema)]
struct StatementProgress {
    statement_id: String,
    #[serde(flatten)]
    progress: ProgressShape,
}

/// One event as the stream has it.
struct EventShape;

impl PartialSchema for EventShape {
    fn schema() -> RefOr<Schema> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let data = text().content_media_type("application/json").description(Some("A `ProgressEvent`."));
        ObjectBuilder::new()
            .property("event", text().enum_values(Some(["progress"])))
            .property("id", text().description(Some("Given back as `Last-Event-ID`.")))
            .property("data", data)
            .required("event")
            .required("id")
            .required("data")
            .description(Some("One event of the stream."))
            .into()
    }
}

impl ToSchema for EventShape {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((ProgressEvent::name().into_owned(), ProgressEvent::schema()));
        ProgressEvent::schemas(schemas);
    }
}

/// Progress as it happens
///
/// Server-sent events: one `progress` at once and one at each change. The stream ends when nothing is under way any more; a browser
/// that comes back by itself then gets 204 and stops.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/events",
    tag = "Own API",
    params(EntityPath),
    responses(
        (status = 200, description = "The stream.", body = EventShape, content_type = "text/event-stream"),
        (status = 204, description = "Nothing happened since the event that `Last-Event-ID` names, and nothing is under way."),
    )
)]
async fn stream_events(AskedEntity { asked, entity_id }: AskedEntity) -> Result<Response, ApiError> {
    let first = asked.app.store.standing(&asked.tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
    let last = asked.headers.get("last-event-id").and_then(|id| id.to_str().ok());
    if is_settled(first) && last == Some(&first.stamp()) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let watch = Watch { asked, entity_id, told: None, seen: Some(first), until: Instant::now() + LIFE };
    let events = stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response())
}

struct Watch {
    asked: Asked,
    entity_id: String,
    told: Option<Standing>,
    seen: Option<Standing>,
    until: Instant,
}

impl Watch {
    /// The next event; `None` when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            match self.seen {
                // The entity was deleted.
                None => return None,
                Some(standing) if self.told != self.seen => {
                    self.told = self.seen;
                    return match self.event(standing).await {
                        Ok(event) => {
                            Some(Event::default().id(standing.stamp()).event("progress").data(event))
                        }
                        Err(error) => {
                            tracing::error!(%error, "an event stream broke off");
                            None
                        }
                    };
                }
                Some(standing) if is_settled(standing) => return None,
                Some(_) => {}
            }
            if Instant::now() >= self.until || !wait::change(&self.asked.app, self.until).await {
                return None;
            }
            self.seen = self.asked.app.store.standing(&self.asked.tenant, &self.entity_id).await.ok()?;
        }
    }

    async fn event(&self, standing: Standing) -> StoreResult<String> {
        let rows = self.asked.app.store.statements(&self.asked.tenant, &self.entity_id).await?;
        let statements = rows.iter().map(|row| StatementProgress {
            statement_id: row.id.clone(),
            progress: ProgressShape::of(row, standing),
        });
        Ok(serde_json::to_string(&ProgressEvent {
            entity_id: self.entity_id.clone(),
            is_settled: is_settled(standing),
            statements: statements.collect(),
        })?)
    }
}

fn is_settled(standing: Standing) -> bool {
    ![Kind::Identity, Kind::Analysis].into_iter().any(|kind| standing.is_processing(kind))
}
