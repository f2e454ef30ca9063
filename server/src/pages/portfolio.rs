//! The portfolio as a page: each question with its table.

use super::policy;
use super::report::{SCRIPT, STYLE};
use crate::dataset::portfolio::Answer;
use askama::Template;

#[derive(Template)]
#[template(path = "portfolio.html")]
struct PortfolioView<'a> {
    policy: String,
    style: &'static str,
    answers: &'a [Answer],
}

/// The page.
///
/// # Errors
/// The page cannot be printed; it has nothing to fail on but memory.
pub fn page(answers: &[Answer]) -> Result<String, askama::Error> {
    PortfolioView { policy: policy::of(STYLE, SCRIPT), style: STYLE, answers }.render()
}
