//! The document of the API, made from the handlers and shapes that answer, and the readable page of it.

mod page;
mod words;

pub use words::one_of;

use super::error::json_response;
use crate::service::App;
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::routing::get;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};

/// An identifier of ours in a path.
pub fn uuid4_schema() -> Object {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(format!("^{UUID4}$"))).build()
}

/// An identifier of ours in a field or a query, where an empty text counts as absent.
pub fn uuid4_or_empty_schema() -> Object {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(format!("^({UUID4})?$"))).build()
}

/// A text of at most 255 characters, for which a number is taken as it is written.
pub fn text_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Number, Type::Null]))
        .max_length(Some(255))
        .build()
}

/// A truth value in each of the spellings that are understood: forms know text only, and clients write it in many ways.
pub fn truth_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Boolean, Type::Integer, Type::String, Type::Null]))
        .minimum(Some(0))
        .maximum(Some(1))
        .pattern(Some(
            "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Oo][Nn]|[Oo][Ff][Ff]|[Yy][Ee][Ss]|[Nn][Oo]|[Nn][Uu][Ll][Ll]|[01])?$",
        ))
        .build()
}

const UUID4: &str = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}";

/// Gives a type that prints itself as a JSON number its place in the document.
macro_rules! number {
    ($type:ty, $description:literal) => {
        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::Number)
                    .description(Some($description))
                    .into()
            }
        }
        impl utoipa::ToSchema for $type {}
    };
}
pub(crate) use number;

/// `/openapi.json` and `/docs`, which need no key.
pub(super) fn router(collected: &OpenApi) -> Router<Arc<App>> {
    let document = Arc::new(document(collected));
    let page = Arc::new(page::render(&document));
    Router::new()
        .route("/openapi.json", get(move || std::future::ready(json_response(StatusCode::OK, &*document))))
        .route("/docs", get(move || std::future::ready(page.answer())))
}

/// What was collected from the handlers, completed by what holds for all of them.
fn document(collected: &OpenApi) -> Value {
    let mut document = serde_json::to_value(collected).unwrap_or_default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).map(std::mem::take);
    let mut completed = serde_json::Map::new();
    for (path, mut item) in paths.unwrap_or_default() {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let operation = item.get_mut(method.as_str().to_ascii_lowercase());
            if let Some(operation) = operation {
                correct(operation);
                complete(&path, &method, operation);
            }
        }
        // The contract writes its paths with a slash at the end; both forms are served.
        let slash = if path.starts_with("/bank-connect/") { "/" } else { "" };
        completed.insert(format!("{path}{slash}"), item);
    }
    if let Some(root) = document.as_object_mut() {
        root.insert("paths".to_owned(), Value::Object(completed));
        root.insert("info".to_owned(), info());
        root.insert("servers".to_owned(), json!([{ "url": "/" }]));
        root.insert(
            "tags".to_owned(),
            TAGS.iter()
                .map(|(name, description)| json!({ "name": name, "description": description }))
                .collect(),
        );
        root.insert("security".to_owned(), json!([{ "key": [] }]));
        let components = root.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            components.insert("securitySchemes".to_owned(), security());
            components.insert("responses".to_owned(), refusals());
        }
    }
    document
}

/// The groups of operations, in reading order.
const TAGS: &[(&str, &str)] = &[
    ("Entities", "One customer each."),
    ("Uploads", "Statements come in; their rows are read after the answer."),
    (
        "Analyses",
        "What the statements of an entity say. Poll, or wait with `wait`, until nothing is processing.",
    ),
    ("Documents and reports", "Links that open for one hour without a key."),
    ("Webhooks", "Being told instead of asking."),
    ("Banks", "Which banks are known."),
    ("Own API", "Decimal texts, evidence beside everything, pages by key."),
];

fn info() -> Value {
    json!({
        "title": "Statera",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "Bank statements in, proven rows and analyses out. The paths under `/bank-connect/v1/` speak the \
                        Bank Connect contract; those under `/v1/` are our own. Paths match with and without their trailing \
                        slash, and nothing is ever redirected.",
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    })
}

fn security() -> Value {
    json!({
        "key": {
            "type": "apiKey",
            "in": "header",
            "name": "x-api-key",
            "description": "Made by `statera keys create`.",
        }
    })
}

/// Says what the collector cannot: a part of a path is always there, and a body that may be left out is not a body of `null`.
fn correct(operation: &mut Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
        if parameter.get("in").is_some_and(|place| place == "path") {
            parameter.insert("required".to_owned(), json!(true));
        }
    }
    let contents = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
    for schema in contents.into_iter().flatten().filter_map(|(_, content)| content.get_mut("schema")) {
        let choices = schema.get("oneOf").and_then(Value::as_array);
        if let Some([shape, nothing]) = choices.map(Vec::as_slice)
            && *nothing == json!({ "type": "null" })
        {
            *schema = shape.clone();
        }
    }
}

/// Adds the answers that every operation may give.
fn complete(path: &str, method: &Method, operation: &mut Value) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    let mut add = |status: &str, name: &str| {
        let reference = json!({ "$ref": format!("#/components/responses/{name}") });
        responses.entry(status).or_insert(reference);
    };
    add("401", "Unauthorized");
    add("400", "BadRequest");
    add("500", "Fault");
    if path.contains('{')
        || path.ends_with("/entity")
        || path.ends_with("/entities")
        || path.contains("/statement/")
    {
        add("404", "NotFound");
    }
    if method == Method::POST {
        add("408", "TooSlow");
        add("413", "TooLarge");
        add("415", "UnsupportedMediaType");
    }
    if path.contains("/statement/") {
        add("409", "UnderWay");
        add("422", "KeyOfAnother");
        add("503", "Busy");
    }
}

/// What a request that fails is answered with; `error.rs` prints them.
fn refusals() -> Value {
    let detail = |description: &str| {
        let schema = json!({
            "type": "object",
            "required": ["detail"],
            "properties": { "detail": { "type": "string" } },
        });
        json!({ "description": description, "content": { "application/json": { "schema": schema } } })
    };
    let bad_request = json!({
        "type": "object",
        "properties": {
            "status": { "type": "integer", "minimum": 0, "maximum": 7, "description": "0 when a field is wrong, 3 to 7 when a document is refused" },
            "message": { "type": "string" },
            "detail": { "type": "string" },
            "entity_id": { "description": "the entity of a refused document; or, as any other field, what is wrong with it" },
        },
        "additionalProperties": { "type": "array", "items": { "type": "string" } },
    });
    json!({
        "Unauthorized": detail("No key, several keys, an unknown or a revoked key."),
        "NotFound": detail("There is no such thing of this tenant, or no such page."),
        "TooSlow": detail("The body did not arrive in time."),
        "TooLarge": detail("The body is larger than allowed."),
        "UnsupportedMediaType": detail("The content type is not one that is read."),
        "UnderWay": detail("A request with this `Idempotency-Key` is under way."),
        "KeyOfAnother": detail("This `Idempotency-Key` was used for another request."),
        "Busy": detail("Too much is under way; try again after `Retry-After` seconds."),
        "Fault": detail("Our fault; `request_id` names it in the log."),
        "BadRequest": {
            "description": "A field is wrong (each with a list of one message), the body is malformed, or the document is refused.",
            "content": { "application/json": { "schema": bad_request } },
        },
    })
}
