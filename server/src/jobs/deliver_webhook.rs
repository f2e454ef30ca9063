//! The job that calls a webhook: one message, one call.
//!
//! Beside the contract's body, each call carries the headers of the Standard Webhooks: `webhook-id` (the same at each attempt),
//! `webhook-timestamp`, and `webhook-signature` over both and the body.

use super::queue::{Claimed, Ending};
use super::read_statement::Attempt;
use crate::clock;
use crate::outbound::target::Target;
use crate::outbound::{Outbound, OutboundError};
use crate::service::App;
use crate::store::StoreResult;
use crate::store::webhooks::{Delivery, WebhookPayload, WebhookSecrets};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use hyper::body::Bytes;
use hyper::{HeaderMap, Method, StatusCode, header};
use serde_json::json;
use sha2::Sha256;
use std::time::Duration;

/// The longest that a receiver may put us off with `Retry-After`.
const PUT_OFF_MS: i64 = 24 * 60 * 60 * 1000;

/// Calls the webhook once. A receiver may get a message twice, when its answer does not reach us; it knows it by its id.
pub async fn run(app: &App, job: &Claimed) -> Attempt {
    match attempt(app, job).await {
        Ok(attempt) => attempt,
        Err(error) => failed(format!("store: {error}"), None),
    }
}

async fn attempt(app: &App, job: &Claimed) -> StoreResult<Attempt> {
    let Some(Delivery { payload, webhook }) = app.store.delivery(&app.vault, job).await? else {
        app.store.end_job(job, Ending::Dead("the entity is gone")).await?;
        return Ok(Attempt::Over);
    };
    let Some(webhook) = webhook else {
        app.store.end_job(job, Ending::Dead("there is no webhook any more")).await?;
        return Ok(Attempt::Over);
    };
    let patience = Duration::from_secs(app.config.outbound.webhook_seconds.max(1));
    let answered = tokio::time::timeout(patience, call(&app.outbound, &payload, &webhook)).await;
    let (status, headers) = match answered.unwrap_or(Err(OutboundError::TooSlow)) {
        Ok(answered) => answered,
        Err(error) => return Ok(failed(format!("webhook: {error:?}"), None)),
    };
    if status.is_success() {
        app.store.end_job(job, Ending::Done).await?;
        return Ok(Attempt::Over);
    }
    if status == StatusCode::GONE {
        // The receiver says that it will never take a call again.
        app.store.remove_webhook(&job.tenant).await?;
        app.store.end_job(job, Ending::Dead("webhook: 410")).await?;
        return Ok(Attempt::Over);
    }
    // A redirect is a failure: where it leads is not what the tenant told us.
    Ok(failed(format!("webhook: {}", status.as_u16()), put_off(&headers)))
}

fn failed(code: String, not_before: Option<i64>) -> Attempt {
    Attempt::Later { code, not_before }
}

async fn call(
    outbound: &Outbound,
    payload: &WebhookPayload,
    webhook: &WebhookSecrets,
) -> Result<(StatusCode, HeaderMap), OutboundError> {
    let target = Target::parse(&webhook.url)?;
    let body = json!({
        "entity_id": payload.entity_id,
        "statement_id": payload.statement_id,
        "link_id": payload.link_id,
        "progress": payload.progress,
        "reason": payload.reason,
    })
    .to_string();
    let timestamp = (clock::now_ms() / 1_000).to_string();
    let headers = [
        (header::CONTENT_TYPE.as_str(), "application/json".to_owned()),
        ("webhook-id", payload.id.clone()),
        ("webhook-signature", signature(&webhook.signing_key, &payload.id, &timestamp, &body)),
        ("webhook-timestamp", timestamp),
    ];
    let exchange = outbound.send(&target, Method::POST, &headers, Bytes::from(body)).await?;
    // What the receiver says beyond its status is nothing to us, and may be endless: it is not read.
    Ok((exchange.response.status(), exchange.response.headers().clone()))
}

/// `v1,` and the HMAC-SHA256 of `id.timestamp.body` in Base64.
fn signature(signing_key: &str, id: &str, timestamp: &str, body: &str) -> String {
    let key = STANDARD.decode(signing_key.trim_start_matches("whsec_")).unwrap_or_default();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return String::new() };
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Until when a receiver that is overloaded wants to be left alone, milliseconds since 1970.
fn put_off(headers: &HeaderMap) -> Option<i64> {
    let seconds: i64 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    let wait = seconds.saturating_mul(1_000).clamp(0, PUT_OFF_MS);
    Some(clock::now_ms().saturating_add(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_standard() {
        // The worked example of the Standard Webhooks specification.
        let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let body = r#"{"test": 2432232314}"#;
        let signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_receiver_may_put_us_off_but_not_for_ever() {
        let mut headers = HeaderMap::new();
        assert_eq!(put_off(&headers), None);
        headers.insert(header::RETRY_AFTER, "99999999999".parse().unwrap());
        assert!(put_off(&headers).unwrap() <= clock::now_ms() + PUT_OFF_MS);
        headers.insert(header::RETRY_AFTER, "Fri, 31 Dec 1999 23:59:59 GMT".parse().unwrap());
        assert_eq!(put_off(&headers), None);
    }
}
