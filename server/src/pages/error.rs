//! What people read when a page is not to be had.

use super::{STYLE, policy};
use askama::Template;
use axum::http::StatusCode;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorView<'a> {
    style: &'static str,
    what: &'static str,
    advice: &'static str,
    request_id: Option<&'a str>,
}

/// The page of a status. The identifier of the request is shown where the fault is ours, for the line in the log is found by it.
///
/// # Errors
/// The page cannot be printed; it has nothing to fail on but memory.
pub fn page(status: StatusCode, request_id: &str) -> Result<String, askama::Error> {
    let (what, advice) = match status {
        StatusCode::FORBIDDEN => (
            "Not from here",
            "This form was not sent by a page of this server. Open the page again and repeat it.",
        ),
        StatusCode::NOT_FOUND => (
            "There is nothing here",
            "What you look for does not exist, was deleted, or is not yours to see. A link may have run out: links open for one hour.",
        ),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            ("The server is busy", "Try again in a moment.")
        }
        StatusCode::INTERNAL_SERVER_ERROR => (
            "Something went wrong here",
            "The fault is the server's. Try again; if it stays, tell whoever runs the server the number of this request.",
        ),
        _ => ("This did not work", "The server could not make sense of the request. Go back and try again."),
    };
    let request_id = status.is_server_error().then_some(request_id).filter(|id| !id.is_empty());
    ErrorView { style: STYLE, what, advice, request_id }.render()
}

/// Its policy.
#[must_use]
pub fn policy() -> String {
    policy::of_page(STYLE, "")
}
