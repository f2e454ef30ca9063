//! The page of an entity of which there is no report: not yet, or not at all.

use super::{STYLE, policy};
use crate::store::statements::{Progress, StatementRow};
use askama::Template;

/// What the page is made from.
#[derive(Debug)]
pub struct Waiting {
    /// The statements of the entity.
    pub statements: Vec<StatementRow>,
    /// Whether something is under way.
    pub is_processing: bool,
    /// Whether the analysis was given up.
    pub has_failed: bool,
    /// Whether the visitor sees the list.
    pub has_key: bool,
}

#[derive(Template)]
#[template(path = "waiting.html")]
struct WaitingView<'a> {
    style: &'static str,
    has_key: bool,
    is_processing: bool,
    what: &'static str,
    advice: &'static str,
    statements: Vec<StatementView<'a>>,
}

struct StatementView<'a> {
    id: &'a str,
    bank: &'a str,
    state: &'static str,
    class: &'static str,
    message: Option<&'a str>,
}

/// The page.
///
/// # Errors
/// The page cannot be printed; it has nothing to fail on but memory.
pub fn page(of: &Waiting) -> Result<String, askama::Error> {
    let (what, advice) = match (of.statements.is_empty(), of.is_processing, of.has_failed) {
        (true, ..) => ("No statement yet", "Nothing was uploaded for this customer that could be taken."),
        (_, true, _) => ("Being read", "This page shows the report as soon as it is there."),
        (_, _, true) => {
            ("No report", "The statements were read, but what they say together could not be worked out.")
        }
        _ => ("No report", "No statement of this customer could be read."),
    };
    WaitingView {
        style: STYLE,
        has_key: of.has_key,
        is_processing: of.is_processing && !of.statements.is_empty(),
        what,
        advice,
        statements: of.statements.iter().map(view).collect(),
    }
    .render()
}

/// Its policy.
#[must_use]
pub fn policy() -> String {
    policy::of_page(STYLE, "")
}

fn view(row: &StatementRow) -> StatementView<'_> {
    let (state, class) = match row.transactions {
        Progress::Processing => ("being read", "quiet"),
        Progress::Completed => ("read", "good"),
        Progress::Failed => ("not read", "bad"),
    };
    StatementView { id: &row.id, bank: &row.bank, state, class, message: row.message.as_deref() }
}
