//! The page on which a key is entered.

use super::{STYLE, policy};
use askama::Template;

/// Where one goes after the sign-in.
pub const HOME: &str = "/entities";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInView<'a> {
    style: &'static str,
    to: &'a str,
    is_refused: bool,
}

/// The page. `to` is the path that one wanted to see; `is_refused` says that the key was not known.
///
/// # Errors
/// The page cannot be printed; it has nothing to fail on but memory.
pub fn page(to: &str, is_refused: bool) -> Result<String, askama::Error> {
    SignInView { style: STYLE, to, is_refused }.render()
}

/// Its policy: the form goes to this server and nowhere else.
#[must_use]
pub fn policy() -> String {
    policy::of_page(STYLE, "")
}
