//! The document of the API as one page for people: no script, nothing from elsewhere.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

const STYLE: &str = include_str!("page.css");

/// How deep shapes are unfolded; deeper ones are named.
const DEPTH: usize = 6;

/// The page and the policy under which it is shown.
pub(super) struct Page {
    html: String,
    policy: String,
}

impl Page {
    /// The page as an answer.
    pub(super) fn answer(&self) -> Response {
        let mut response = Html(self.html.clone()).into_response();
        if let Ok(policy) = HeaderValue::from_str(&self.policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

/// Writes the page.
pub(super) fn render(document: &Value) -> Page {
    let mut out = String::new();
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let info = document.get("info").cloned().unwrap_or_default();
    let _ = write!(
        out,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title} API</title><style>{STYLE}</style></head><body>\
         <header><h1>{title} API <small>{version}</small></h1>{description}<p>The same for machines: \
         <a href=\"/openapi.json\">openapi.json</a> (OpenAPI 3.1). Every request carries the header <code>x-api-key</code>.</p>\
         </header>",
        title = escape(&text(&info, "title")),
        version = escape(&text(&info, "version")),
        description = prose(&text(&info, "description")),
    );
    let operations = operations(document);
    let tags = document.get("tags").and_then(Value::as_array).into_iter().flatten();
    let tags: Vec<&str> = tags.filter_map(|tag| tag.get("name").and_then(Value::as_str)).collect();
    let _ = write!(out, "<nav aria-label=\"Contents\">");
    for tag in &tags {
        let _ = write!(out, "<h2>{}</h2><ul>", escape(tag));
        for operation in operations.iter().filter(|operation| operation.tag == *tag) {
            let _ = write!(
                out,
                "<li><a href=\"#{id}\"><b>{method}</b> {path}</a></li>",
                id = escape(operation.id),
                method = operation.method.to_uppercase(),
                path = escape(short(operation.path)),
            );
        }
        let _ = write!(out, "</ul>");
    }
    let _ = write!(out, "</nav><main>");
    for tag in &tags {
        let _ = write!(out, "<h2>{}</h2>", escape(tag));
        for operation in operations.iter().filter(|operation| operation.tag == *tag) {
            section(&mut out, document, operation);
        }
    }
    let _ = write!(out, "</main></body></html>");
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    Page { html: out, policy }
}

struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    tag: &'a str,
    id: &'a str,
    value: &'a Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let mut operations: Vec<Operation<'_>> = paths
        .flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().map(move |(method, value)| Operation {
                path,
                method,
                tag: value.pointer("/tags/0").and_then(Value::as_str).unwrap_or("Other"),
                id: value.get("operationId").and_then(Value::as_str).unwrap_or_default(),
                value,
            })
        })
        .collect();
    // What makes things before what shows them.
    operations.sort_by_key(|operation| (operation.method == "get", operation.path));
    operations
}

fn short(path: &str) -> &str {
    path.strip_prefix("/bank-connect/v1").unwrap_or(path)
}

fn section(out: &mut String, document: &Value, operation: &Operation<'_>) {
    let text = |key: &str| operation.value.get(key).and_then(Value::as_str).unwrap_or_default();
    let _ = write!(
        out,
        "<section id=\"{id}\"><h3>{summary}</h3><p class=\"line\"><b class=\"{method}\">{upper}</b> <code>{path}</code></p>{description}",
        id = escape(operation.id),
        summary = escape(text("summary")),
        method = escape(operation.method),
        upper = operation.method.to_uppercase(),
        path = escape(operation.path),
        description = prose(text("description")),
    );
    let parameters = operation.value.get("parameters").and_then(Value::as_array);
    if let Some(parameters) = parameters.filter(|list| !list.is_empty()) {
        let _ = write!(out, "<h4>Parameters</h4><dl>");
        for parameter in parameters {
            let field = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
            let schema = parameter.get("schema").cloned().unwrap_or_default();
            let _ = write!(
                out,
                "<dt><code>{name}</code> <i>{place}, {kind}</i></dt><dd>{description}</dd>",
                name = escape(field("name")),
                place = escape(field("in")),
                kind = escape(&kind(&schema)),
                description = inline(field("description")),
            );
        }
        let _ = write!(out, "</dl>");
    }
    let contents = operation.value.pointer("/requestBody/content").and_then(Value::as_object);
    if let Some(contents) = contents.filter(|contents| !contents.is_empty()) {
        let names: Vec<String> =
            contents.keys().map(|name| format!("<code>{}</code>", escape(name))).collect();
        let _ = write!(out, "<h4>Body: {}</h4>", names.join(" or "));
        if let Some(schema) = contents.values().find_map(|content| content.get("schema")) {
            shape(out, document, schema, 0);
        }
    }
    let responses = operation.value.get("responses").and_then(Value::as_object).into_iter().flatten();
    for (status, response) in responses {
        let response = resolve(document, response);
        let description = response.get("description").and_then(Value::as_str).unwrap_or_default();
        let schema = response.pointer("/content/application~1json/schema");
        let _ = write!(
            out,
            "<details{open}><summary><b>{status}</b> {description}</summary>",
            open = if status.starts_with('2') { " open" } else { "" },
            status = escape(status),
            description = inline(description),
        );
        if let Some(schema) = schema {
            shape(out, document, schema, 0);
        }
        let _ = write!(out, "</details>");
    }
    let _ = write!(out, "</section>");
}

/// A shape as nested lists of its fields.
fn shape(out: &mut String, document: &Value, schema: &Value, depth: usize) {
    let schema = resolve(document, schema);
    if depth > DEPTH {
        return;
    }
    for part in ["allOf", "oneOf", "anyOf"] {
        for one in schema.get(part).and_then(Value::as_array).into_iter().flatten() {
            shape(out, document, one, depth);
        }
    }
    if let Some(items) = schema.get("items") {
        shape(out, document, items, depth);
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    if let Some(properties) = properties.filter(|properties| !properties.is_empty()) {
        let _ = write!(out, "<ul class=\"shape\">");
        for (name, property) in properties {
            let target = resolve(document, property);
            let description = [property, target].into_iter().find_map(|from| from.get("description"));
            let _ = write!(
                out,
                "<li><code>{name}</code> <i>{kind}</i> {description}",
                name = escape(name),
                kind = escape(&kind(target)),
                description = inline(description.and_then(Value::as_str).unwrap_or_default()),
            );
            shape(out, document, property, depth + 1);
            let _ = write!(out, "</li>");
        }
        let _ = write!(out, "</ul>");
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        shape(out, document, values, depth + 1);
    }
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
    reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

/// The kind of a value in a few words.
fn kind(schema: &Value) -> String {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        return format!("one of {}", words.join(", "));
    }
    match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ if schema.get("oneOf").is_some() => "object or null".to_owned(),
        _ => String::new(),
    }
}

fn prose(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<p>{}</p>", inline(text)) }
}

/// Text with words between backticks as code.
fn inline(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    pieces
        .map(
            |(place, piece)| {
                if place % 2 == 1 { format!("<code>{}</code>", escape(piece)) } else { escape(piece) }
            },
        )
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
