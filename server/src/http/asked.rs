//! What every handler under a key needs: the application, whose data it may see, the query, and the entity that the path names.

use super::error::ApiError;
use super::fields::form_pairs;
use crate::service::App;
use crate::store::Tenant;
use axum::extract::{FromRequestParts, Path};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A request with a valid key.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What handlers and workers share.
    pub app: Arc<App>,
    /// Whose data the key opens.
    pub tenant: Tenant,
    /// The headers.
    pub headers: HeaderMap,
    query: Vec<(String, String)>,
}

impl Asked {
    /// The first value of a parameter of the query; an empty one counts as absent.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        let value = self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }

    /// The first value of a parameter of the query, an empty one too: no number is empty.
    #[must_use]
    pub fn query_number(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// An identifier of ours in the query.
    ///
    /// # Errors
    /// It is not of the form of our identifiers.
    pub fn query_id(&self, name: &'static str) -> Result<Option<String>, ApiError> {
        self.query(name).map(|text| uuid4(name, text)).transpose()
    }
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Asked, ApiError> {
        // Authentication ran before and left the tenant here; a route outside its layer must fail closed.
        let tenant = parts.extensions.get::<Tenant>().cloned().ok_or(ApiError::Unauthorized)?;
        Ok(Asked {
            app: Arc::clone(app),
            tenant,
            headers: parts.headers.clone(),
            query: form_pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        })
    }
}

/// A request about the entity that its path names. Whether the tenant has such an entity is not known yet.
#[derive(Clone, Debug)]
pub struct AskedEntity {
    /// The request.
    pub asked: Asked,
    /// The entity.
    pub entity_id: String,
}

impl FromRequestParts<Arc<App>> for AskedEntity {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<AskedEntity, ApiError> {
        let asked = Asked::from_request_parts(parts, app).await?;
        let path = Path::<BTreeMap<String, String>>::from_request_parts(parts, app).await;
        // A path that is not UTF-8 names nothing.
        let Path(path) = path.map_err(|_| malformed_id("entity_id"))?;
        let id = path.get("entity_id").ok_or(ApiError::NotFound)?;
        Ok(AskedEntity { asked, entity_id: uuid4("entity_id", id)? })
    }
}

/// An identifier of ours in its only accepted form, hyphenated UUID version 4 in any case.
///
/// # Errors
/// It is of another form.
pub fn uuid4(field: &'static str, text: &str) -> Result<String, ApiError> {
    let valid = text.len() == 36 && uuid::Uuid::try_parse(text).is_ok_and(|id| id.get_version_num() == 4);
    if valid { Ok(text.to_ascii_lowercase()) } else { Err(malformed_id(field)) }
}

fn malformed_id(field: &'static str) -> ApiError {
    ApiError::field(field, "Must be a valid UUID.")
}
