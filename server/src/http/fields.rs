//! The fields of a request, whether they come as a form, as multipart or as JSON.

use super::body::{self, BodyLimit};
use super::error::ApiError;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{Uri, header};
use serde_json::Value;
use std::collections::BTreeMap;

/// The formats that fields come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// `application/json`.
    Json,
    /// No body and no content type.
    Nothing,
}

/// The format of a request; `None` when it is not one that we read.
#[must_use]
pub fn format_of(request: &Request) -> Option<Format> {
    let Some(value) = request.headers().get(header::CONTENT_TYPE) else {
        let empty = request.headers().get(header::CONTENT_LENGTH).is_none_or(|length| length == "0")
            && !request.headers().contains_key(header::TRANSFER_ENCODING);
        return empty.then_some(Format::Nothing);
    };
    let kind = value.to_str().ok()?.split(';').next()?.trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/x-www-form-urlencoded" => Some(Format::Form),
        "multipart/form-data" => Some(Format::Multipart),
        "application/json" => Some(Format::Json),
        _ => None,
    }
}

/// Named values. A form knows text only; JSON may hold any value.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, Value>);

impl Fields {
    /// Reads all fields of a request without files.
    ///
    /// # Errors
    /// The body is too large, too slow, or not what its content type says.
    pub async fn read(request: Request, limit: BodyLimit) -> Result<Fields, ApiError> {
        let format = format_of(&request).ok_or(ApiError::UnsupportedMediaType)?;
        match format {
            Format::Nothing => Ok(Fields::default()),
            Format::Form => {
                let bytes = body::collect(request.into_body(), limit).await?;
                Fields::from_form(&bytes)
            }
            Format::Json => {
                let bytes = body::collect(request.into_body(), limit).await?;
                Fields::from_json(&bytes)
            }
            Format::Multipart => Fields::from_multipart(request, limit).await,
        }
    }

    fn from_form(bytes: &[u8]) -> Result<Fields, ApiError> {
        // A text that is no form would pass for a field without a value.
        if !bytes.is_empty() && !bytes.contains(&b'=') {
            return Err(ApiError::Malformed(
                "The body must be a form of names and values, `name=value&...`.",
            ));
        }
        let pairs = form_pairs(bytes);
        Ok(Fields(pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect()))
    }

    fn from_json(bytes: &[u8]) -> Result<Fields, ApiError> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(map)) => Ok(Fields(map.into_iter().collect())),
            _ => Err(ApiError::Malformed("The body must be a JSON object.")),
        }
    }

    async fn from_multipart(request: Request, limit: BodyLimit) -> Result<Fields, ApiError> {
        let broken = || ApiError::Malformed("The multipart body is malformed.");
        let (parts, body) = request.into_parts();
        let (body, fault) = body::guarded(body, limit);
        let request = Request::from_parts(parts, body);
        let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        let mut fields = Fields::default();
        while let Some(field) = multipart.next_field().await.map_err(|_| fault.or(broken()))? {
            let name = field.name().unwrap_or_default().to_owned();
            let value = field.text().await.map_err(|_| fault.or(broken()))?;
            fields.set(name, value);
        }
        Ok(fields)
    }

    /// Sets a text field.
    pub fn set(&mut self, name: String, value: String) {
        self.0.insert(name, Value::String(value));
    }

    /// A field as it came.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether the request names the field at all, with or without a value.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A field as text; an empty text counts as absent. Numbers are taken as they are written: clients send ids so.
    ///
    /// # Errors
    /// The field is an object, an array or a truth value, is longer than 255 characters, or holds a null character.
    pub fn text(&self, name: &'static str) -> Result<Option<String>, ApiError> {
        let text = match self.value(name) {
            None => return Ok(None),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(_) => return Err(ApiError::field(name, "Not a valid string.")),
        };
        if text.contains('\0') {
            return Err(ApiError::field(name, "Null characters are not allowed."));
        }
        if text.chars().count() > 255 {
            return Err(ApiError::field(name, "Ensure this field has no more than 255 characters."));
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// Takes a field of any length out, as text.
    ///
    /// # Errors
    /// The field is not text.
    pub fn take_text(&mut self, name: &'static str) -> Result<Option<String>, ApiError> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(_) => Err(ApiError::field(name, "Not a valid string.")),
        }
    }

    /// A field as a truth value; absent means false.
    ///
    /// # Errors
    /// The field is none of the usual spellings.
    pub fn truth(&self, name: &'static str) -> Result<bool, ApiError> {
        match self.value(name) {
            None => Ok(false),
            Some(value) => truth(value).ok_or_else(|| ApiError::field(name, "Must be a valid boolean.")),
        }
    }
}

fn truth(value: &Value) -> Option<bool> {
    let text = match value {
        Value::Bool(truth) => return Some(*truth),
        Value::Number(number) => {
            return [false, true].into_iter().find(|truth| number.as_f64() == Some(f64::from(*truth)));
        }
        Value::String(text) => text.to_ascii_lowercase(),
        _ => return None,
    };
    match text.as_str() {
        "true" | "1" | "on" | "yes" => Some(true),
        "false" | "0" | "off" | "no" | "" | "null" => Some(false),
        _ => None,
    }
}

/// The pairs of an urlencoded body or query.
#[must_use]
pub fn form_pairs(bytes: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(bytes).into_owned().collect()
}

/// A parameter of the query.
#[must_use]
pub fn query_value(uri: &Uri, name: &str) -> Option<String> {
    let pairs = form_pairs(uri.query().unwrap_or_default().as_bytes());
    pairs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_numbers_are_taken_as_text_and_objects_are_refused() {
        let fields = Fields::from_json(br#"{"link_id": 17, "bank_name": {}, "pdf_password": null}"#).unwrap();
        assert_eq!(fields.text("link_id").unwrap().as_deref(), Some("17"));
        assert_eq!(fields.text("pdf_password").unwrap(), None);
        assert!(fields.text("bank_name").is_err());
        assert!(Fields::from_json(b"[]").is_err());
    }

    #[test]
    fn one_and_nought_are_truth_values_however_they_are_written() {
        let said = br#"{"a": 1, "b": 0.0, "c": "TRUE", "d": null, "e": 2, "f": "maybe"}"#;
        let fields = Fields::from_json(said).unwrap();
        let truths = ["a", "b", "c", "d", "z"].map(|name| fields.truth(name).unwrap());
        assert_eq!(truths, [true, false, true, false, false]);
        assert!(fields.truth("e").is_err() && fields.truth("f").is_err());
    }

    #[test]
    fn a_text_without_any_value_is_no_form_and_an_empty_body_is_an_empty_one() {
        assert!(Fields::from_form(b"AAA").is_err());
        assert!(!Fields::from_form(b"").unwrap().names("AAA"));
        assert_eq!(Fields::from_form(b"a&b=").unwrap().text("a").unwrap(), None);
    }
}
