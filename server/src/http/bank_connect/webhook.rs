//! `entity/update_webhook/` and `entity/webhook_payloads/`.

use crate::clock;
use crate::http::asked::Asked;
use crate::http::body::BodyLimit;
use crate::http::error::{ApiError, ok};
use crate::http::fields::Fields;
use crate::outbound::OutboundError;
use crate::outbound::target::Target;
use crate::service::App;
use crate::store::statements::Progress;
use crate::store::webhooks::{WebhookMode, WebhookPayload};
use axum::extract::Request;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The most that a list of payloads has.
const MOST: i64 = 500;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(update_webhook)).routes(routes!(list_webhook_payloads))
}

/// Where to tell, and of what.
#[derive(ToSchema)]
#[allow(dead_code)] // Read by the document of the API; handlers take `Fields`.
struct WebhookFields {
    /// An `https` URL that takes POST; null or an empty text takes the webhook away.
    #[schema(required = true, max_length = 2000, pattern = "^([Hh][Tt][Tt][Pp][Ss]?:.*)?$")]
    webhook_url: Option<String>,
    /// 0: net-banking uploads only, of which there are none; 1: uploads, too; 3: all. 0 when it is left out or null.
    #[schema(schema_with = mode_schema, required = false)]
    webhook_mode: Option<i64>,
}

fn mode_schema() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Integer, Type::String, Type::Null]))
        .enum_values(Some([
            json!(0),
            json!(1),
            json!(3),
            json!("0"),
            json!("1"),
            json!("3"),
            json!(""),
            Value::Null,
        ]))
        .build()
}

/// The webhook as it is now.
#[derive(Serialize, ToSchema)]
struct WebhookShape {
    webhook_url: Option<String>,
    webhook_mode: i64,
    /// The key of `webhook-signature`; null when there is no webhook.
    signing_key: Option<String>,
}

/// Update the webhook
///
/// One webhook per tenant. Each call replaces URL and mode.
#[utoipa::path(
    post,
    path = "/entity/update_webhook",
    tag = "Webhooks",
    request_body(content(
        (WebhookFields = "application/json"),
        (WebhookFields = "application/x-www-form-urlencoded"),
        (WebhookFields = "multipart/form-data"),
    )),
    responses((status = 200, description = "The webhook.", body = WebhookShape))
)]
async fn update_webhook(Asked { app, tenant, .. }: Asked, request: Request) -> Result<Response, ApiError> {
    let idle = Duration::from_secs(app.config.http.body_idle_seconds);
    let mut fields = Fields::read(request, BodyLimit { bytes: app.config.http.form_bytes, idle }).await?;
    let mode = match fields.text("webhook_mode")? {
        None => WebhookMode::NetBanking,
        Some(text) => {
            let mode = text.parse().ok().and_then(WebhookMode::of);
            let refused = || ApiError::field("webhook_mode", format!("\"{text}\" is not a valid choice."));
            mode.ok_or_else(refused)?
        }
    };
    let is_named = fields.names("webhook_url");
    let Some(url) = fields.take_text("webhook_url")? else {
        if !is_named {
            return Err(ApiError::field("webhook_url", "This field is required."));
        }
        app.store.remove_webhook(&tenant).await?;
        return Ok(ok(&WebhookShape { webhook_url: None, webhook_mode: mode.number(), signing_key: None }));
    };
    let target =
        acceptable(&app, &url).await.map_err(|error| ApiError::field("webhook_url", error.to_string()))?;
    let signing_key = app.store.set_webhook(&app.vault, &tenant, target.as_str(), mode).await?;
    Ok(ok(&WebhookShape {
        webhook_url: Some(url),
        webhook_mode: mode.number(),
        signing_key: Some(signing_key),
    }))
}

/// A URL is checked once more at each call; here its owner is told at once. A name that is not known now may be later.
async fn acceptable(app: &App, url: &str) -> Result<Target, OutboundError> {
    let target = Target::parse(url)?;
    let is_vouched_for = match app.outbound.addresses(&target).await {
        Ok(addresses) => app.outbound.is_vouched_for(&addresses),
        Err(OutboundError::Unreachable | OutboundError::TooSlow) => false,
        Err(error) => return Err(error),
    };
    if target.is_encrypted() || is_vouched_for { Ok(target) } else { Err(OutboundError::NotEncrypted) }
}

/// Which payloads to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // Read by the document of the API.
struct PayloadsQuery {
    /// Only of entities with this link.
    link_id: Option<String>,
}

/// What the webhook was told.
#[derive(Serialize, ToSchema)]
struct PayloadsShape {
    /// Newest first, at most 500.
    payloads: Vec<PayloadShape>,
}

/// One payload.
#[derive(Serialize, ToSchema)]
struct PayloadShape {
    entity_id: String,
    statement_id: String,
    link_id: Option<String>,
    /// `completed` or `failed`.
    progress: Progress,
    /// Why it failed.
    reason: Option<String>,
    /// ISO 8601 with microseconds, UTC.
    date_time: String,
}

impl From<WebhookPayload> for PayloadShape {
    fn from(payload: WebhookPayload) -> Self {
        PayloadShape {
            entity_id: payload.entity_id,
            statement_id: payload.statement_id,
            link_id: payload.link_id,
            progress: payload.progress,
            reason: payload.reason,
            date_time: clock::iso_micros(payload.created_at),
        }
    }
}

/// Webhook payloads
///
/// What the webhook was told or should have been, whether or not its receiver was there.
#[utoipa::path(
    get,
    path = "/entity/webhook_payloads",
    tag = "Webhooks",
    params(PayloadsQuery),
    responses((status = 200, description = "The payloads.", body = PayloadsShape))
)]
async fn list_webhook_payloads(asked: Asked) -> Result<Response, ApiError> {
    let Asked { app, tenant, .. } = &asked;
    let payloads = app.store.webhook_payloads(&app.vault, tenant, asked.query("link_id"), MOST).await?;
    Ok(ok(&PayloadsShape { payloads: payloads.into_iter().map(PayloadShape::from).collect() }))
}
