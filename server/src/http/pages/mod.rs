//! Pages for people: sign-in, the list, an entity's report, a statement beside its paper. One module per page.
//!
//! Who has signed in with a key sees what the key sees; who came by a signed link sees one entity. A page brings its own style
//! sheet and script, and its policy allows nothing else.

mod entity;
mod exports;
mod list;
mod session;
mod statement;
mod visitor;

pub(super) use session::let_in;

use super::error::{ApiError, InternalFault};
use super::layers::RequestId;
use super::places;
use crate::pages::{error, sign_in};
use crate::service::App;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Router, middleware};
use std::sync::Arc;
use visitor::Visitor;

/// All pages.
pub(super) fn router(app: &Arc<App>) -> Router<Arc<App>> {
    let inside = Router::new()
        .merge(list::router())
        .merge(entity::router())
        .merge(exports::router())
        .merge(statement::router())
        .route_layer(middleware::from_fn_with_state(Arc::clone(app), admit));
    let door = session::router()
        .route("/", get(|| async { see_other("/entities") }))
        .route("/favicon.svg", get(|| async { ([(header::CONTENT_TYPE, "image/svg+xml")], FAVICON) }));
    door.merge(inside)
}

/// Lets a request through with its [`Visitor`].
async fn admit(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Result<Response, ApiError> {
    if !is_reading(request.method()) && !visitor::is_from_our_page(request.headers()) {
        return Err(ApiError::FromElsewhere);
    }
    let visitor = Visitor::of(&app, request.headers()).await?;
    let tenant = visitor.counts_as().ok_or(ApiError::Unauthorized)?;
    request.extensions_mut().insert(visitor);
    places::among_tenant(&app, &tenant, request, next).await
}

/// Gives people a page where a program would get JSON, and leads those who are not signed in to the door. What the APIs answer
/// is JSON whoever asks. It goes around everything, so that a panic and a path that does not exist end in a page, too.
pub(super) async fn for_people(request: Request, next: Next) -> Response {
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let path = request.uri().path().to_owned();
    let is_api = ["/bank-connect/", "/v1/"].iter().any(|start| path.starts_with(start));
    let wants_page = !is_api && accepts.is_some_and(|accepts| accepts.contains("text/html"));
    let goes_to = is_reading(request.method()).then_some(path);
    let request_id = request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone());
    let mut response = next.run(request).await;
    let status = response.status();
    if !wants_page || is_page(&response) || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    if status == StatusCode::UNAUTHORIZED
        && let Some(path) = goes_to
    {
        return see_other(&format!("/sign-in?to={}", own_path(&path)));
    }
    let fault = response.extensions_mut().remove::<InternalFault>();
    let page = page(error::page(status, request_id.as_deref().unwrap_or_default()), &error::policy());
    let mut page = page.map_or_else(|error| error.into_response(), |page| (status, page).into_response());
    // Whoever logs the fault is further out.
    if let Some(fault) = fault {
        page.extensions_mut().insert(fault);
    }
    page
}

/// Whether an answer is a page for people.
pub(super) fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == HTML)
}

const FAVICON: &str = include_str!("../../pages/html/favicon.svg");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

fn is_reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// A page with its policy.
fn page(html: Result<String, askama::Error>, policy: &str) -> Result<Response, ApiError> {
    let html = html.map_err(|error| ApiError::Internal(format!("cannot print a page: {error}")))?;
    let policy =
        HeaderValue::from_str(policy).map_err(|_| ApiError::Internal("a policy is no header".to_owned()))?;
    let headers = [(header::CONTENT_TYPE, HTML), (header::CONTENT_SECURITY_POLICY, policy)];
    Ok((StatusCode::OK, headers, html).into_response())
}

/// Prints a page beside the threads that answer requests: thousands of rows take a while.
async fn printed(
    print: impl FnOnce() -> Result<String, askama::Error> + Send + 'static,
    policy: &str,
) -> Result<Response, ApiError> {
    let html = tokio::task::spawn_blocking(print).await;
    page(html.map_err(|_| ApiError::Internal("a page panicked".to_owned()))?, policy)
}

/// Goes to another page with a GET.
fn see_other(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A path of a page of ours, or else that of the list: an address in a form must not lead elsewhere.
fn own_path(path: &str) -> &str {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    let is_ours = ["/entities/", "/statements/"].iter().any(|start| path.starts_with(start));
    if is_ours && path.bytes().all(is_plain) && path.len() < 200 { path } else { sign_in::HOME }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn after_the_sign_in_one_stays_on_this_server() {
        assert_eq!(own_path("/statements/1-a"), "/statements/1-a");
        for elsewhere in
            ["//evil.example", "/\\evil.example", "https://evil.example", "/entities/?x=\n", "/sign-out"]
        {
            assert_eq!(own_path(elsewhere), "/entities", "{elsewhere}");
        }
    }
}
