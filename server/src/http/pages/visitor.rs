//! Who looks at a page: somebody who has entered a key, or who was let in to one entity by a signed link.
//!
//! Both are kept in cookies that are sealed under the master key, so that no page, script or log ever sees a key, and every process
//! of an installation understands them. Each request asks the store whether the key is still in force: one that is revoked ends
//! its sessions.

use crate::clock;
use crate::http::error::ApiError;
use crate::service::App;
use crate::store::Tenant;
use crate::store::statements::StatementFile;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The cookie of a key.
pub(super) const SESSION: &str = "statera_session";
/// The cookie of signed links.
pub(super) const LINKS: &str = "statera_links";
/// Bytes of grants before they are sealed; browsers refuse cookies of more than 4 KiB.
const GRANT_BYTES: usize = 2_000;

/// What the cookie of a key holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Session {
    pub(super) key: String,
    /// Until when it is good, in milliseconds since 1970.
    pub(super) until: i64,
}

/// An entity that a link has opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Grant {
    pub(super) tenant: String,
    pub(super) entity_id: String,
    /// Until when, in milliseconds since 1970.
    pub(super) until: i64,
}

/// Who looks.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    /// Of the key, if one was entered.
    tenant: Option<Tenant>,
    grants: Vec<Grant>,
}

impl Visitor {
    /// Reads the cookies of a request.
    ///
    /// # Errors
    /// Nobody is signed in, or the database fails.
    pub(super) async fn of(app: &App, headers: &HeaderMap) -> Result<Visitor, ApiError> {
        let now = clock::now_ms();
        let session: Option<Session> = opened(app, headers, SESSION);
        let tenant = match session.filter(|session| session.until >= now) {
            Some(session) => app.store.authenticate(&session.key).await?,
            None => None,
        };
        let grants = grants(app, headers);
        if tenant.is_none() && grants.is_empty() {
            return Err(ApiError::Unauthorized);
        }
        Ok(Visitor { tenant, grants })
    }

    /// Among whose requests this one counts.
    pub(super) fn counts_as(&self) -> Option<Tenant> {
        let of_link = || self.grants.first().map(|grant| Tenant::new(grant.tenant.clone()));
        self.tenant.clone().or_else(of_link)
    }

    /// Whether all entities of the tenant are open.
    pub(super) fn has_key(&self) -> bool {
        self.tenant.is_some()
    }

    /// Whose entities they are, for lists and uploads.
    ///
    /// # Errors
    /// A link opens one entity only.
    pub(super) fn all(&self) -> Result<Tenant, ApiError> {
        self.tenant.clone().ok_or(ApiError::Unauthorized)
    }

    /// Whose entity it is, as far as the visitor may know. Whether it exists is not known yet.
    ///
    /// # Errors
    /// The visitor has neither a key nor a link to it.
    pub(super) fn entity(&self, entity_id: &str) -> Result<Tenant, ApiError> {
        let granted = self.grants.iter().find(|grant| grant.entity_id == entity_id);
        let granted = granted.map(|grant| Tenant::new(grant.tenant.clone()));
        granted.or_else(|| self.tenant.clone()).ok_or(ApiError::NotFound)
    }

    /// The statement and whose it is.
    ///
    /// # Errors
    /// There is none that the visitor may see, or the database fails.
    pub(super) async fn statement(&self, app: &App, id: &str) -> Result<(Tenant, StatementFile), ApiError> {
        let granted = self.grants.iter().map(|grant| (Tenant::new(grant.tenant.clone()), Some(grant)));
        let all = self.tenant.iter().map(|tenant| (tenant.clone(), None)).chain(granted);
        for (tenant, grant) in all {
            if let Some(file) = app.store.statement_file(&app.vault, &tenant, id).await?
                && grant.is_none_or(|grant| grant.entity_id == file.entity_id)
            {
                return Ok((tenant, file));
            }
        }
        Err(ApiError::NotFound)
    }
}

/// The grants of a request that are still good, the latest first.
pub(super) fn grants(app: &App, headers: &HeaderMap) -> Vec<Grant> {
    let mut grants: Vec<Grant> = opened(app, headers, LINKS).unwrap_or_default();
    let now = clock::now_ms();
    grants.retain(|grant| grant.until >= now);
    grants
}

/// As many of the grants, the first ones, as a cookie can hold.
pub(super) fn fitting(mut grants: Vec<Grant>) -> Vec<Grant> {
    while serde_json::to_vec(&grants).is_ok_and(|json| json.len() > GRANT_BYTES) && grants.len() > 1 {
        grants.pop();
    }
    grants
}

/// What a cookie of ours holds; nothing when it is missing, changed or of another installation.
fn opened<T: DeserializeOwned>(app: &App, headers: &HeaderMap, name: &str) -> Option<T> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    let sealed = URL_SAFE_NO_PAD.decode(value).ok()?;
    serde_json::from_slice(&app.vault.open(&sealed_as(name), &sealed).ok()?).ok()
}

fn sealed_as(name: &str) -> String {
    format!("cookie/{name}")
}

/// Gives a browser a cookie for some time.
///
/// # Errors
/// The system gives no randomness.
pub(super) fn give(
    app: &App,
    headers: &HeaderMap,
    response: &mut Response,
    (name, value, ms): (&str, &impl Serialize, i64),
) -> Result<(), ApiError> {
    let json = serde_json::to_vec(value).map_err(|_| ApiError::Internal("a cookie is no JSON".to_owned()))?;
    let sealed = URL_SAFE_NO_PAD.encode(app.vault.seal(&sealed_as(name), &json)?);
    set(app, headers, response, name, &sealed, ms / 1_000);
    Ok(())
}

/// Takes a cookie back.
pub(super) fn take_back(app: &App, headers: &HeaderMap, response: &mut Response, name: &str) {
    set(app, headers, response, name, "", 0);
}

fn set(app: &App, headers: &HeaderMap, response: &mut Response, name: &str, value: &str, seconds: i64) {
    let is_forwarded = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    // Without TLS, as on one's own machine, a secure cookie would never come back.
    let is_secure = is_forwarded || !app.config.http.tls_cert.as_os_str().is_empty();
    let secure = if is_secure { "; Secure" } else { "" };
    // Lax, so that a link to a report in a lender's own system finds its reader signed in. What changes something is a POST,
    // which other sites send without this cookie and which has to come from a page of ours.
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Whether a browser says that the request comes from a page of this server. What says nothing at all is no browser.
pub(super) fn is_from_our_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => site == "same-origin",
        // Browsers leave `Sec-Fetch-Site` out where there is neither TLS nor localhost; `Origin` they send with every POST.
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| ((*name).parse().unwrap(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_pages_of_ours_may_send_forms() {
        let host = ("host", "statera.example:8080");
        assert!(is_from_our_page(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_from_our_page(&headers(&[("sec-fetch-site", "same-site"), host])));
        assert!(is_from_our_page(&headers(&[("origin", "http://statera.example:8080"), host])));
        assert!(!is_from_our_page(&headers(&[("origin", "http://evil.example"), host])));
        assert!(!is_from_our_page(&headers(&[("origin", "null"), host])));
        assert!(!is_from_our_page(&headers(&[host])));
        // The newer header wins over the older one.
        let both = [("sec-fetch-site", "cross-site"), ("origin", "http://statera.example:8080"), host];
        assert!(!is_from_our_page(&headers(&both)));
    }

    #[test]
    fn a_cookie_keeps_the_latest_links_that_fit() {
        let grant = |number: i64| Grant { tenant: "t".repeat(200), entity_id: "e".repeat(36), until: number };
        let kept = fitting((0..20).map(grant).collect());
        assert!((2..19).contains(&kept.len()), "{}", kept.len());
        assert_eq!(kept.first(), Some(&grant(0)));
    }
}
