//! The list of entities, with search, filters and upload.

use super::{STYLE, policy};
use crate::store::browse::{After, Browsed, BrowsedEntity, BrowsedStatement, Filter};
use crate::store::statements::Progress;
use askama::Template;
use jiff::Timestamp;
use std::collections::HashMap;

const SCRIPT: &str = include_str!("html/list.js");
/// Statements of an entity that are shown; its report has them all.
const MOST_STATEMENTS: usize = 6;
/// What a statement may be filtered by.
const STATES: &[(&str, &str)] = &[
    ("proven", "proven"),
    ("proven_with_gaps", "proven with gaps"),
    ("unproven", "unproven"),
    ("processing", "being read"),
    ("failed", "not read"),
];
const RISKS: &[&str] = &["high", "medium", "low"];

/// What the list is made from.
#[derive(Debug)]
pub struct Listing {
    /// What it is narrowed to.
    pub filter: Filter,
    /// The entities.
    pub browsed: Browsed,
    /// Names of banks by their identifiers.
    pub bank_names: HashMap<String, String>,
    /// Whether it is the first page.
    pub is_first: bool,
}

/// A bank to choose.
#[derive(Clone, Debug)]
pub struct BankChoice {
    /// Identifier.
    pub id: String,
    /// Name for people.
    pub name: String,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListView<'a> {
    style: &'static str,
    script: &'static str,
    has_key: bool,
    filter: &'a Filter,
    is_filtered: bool,
    banks: &'a [BankChoice],
    most_bytes: u64,
    rows: String,
}

#[derive(Template)]
#[template(path = "list_rows.html")]
struct RowsView<'a> {
    entities: Vec<EntityView<'a>>,
    is_processing: bool,
    processing: usize,
    is_filtered: bool,
    is_first: bool,
    first: String,
    next: Option<String>,
    is_cut: bool,
    cut_at: String,
}

struct EntityView<'a> {
    id: &'a str,
    link_id: Option<&'a str>,
    holders: String,
    numbers: &'a [String],
    risk: Option<i64>,
    risk_band: &'a str,
    is_analyzing: bool,
    statements: Vec<StatementView<'a>>,
    more: usize,
    uploaded: String,
}

struct StatementView<'a> {
    id: &'a str,
    name: String,
    is_read: bool,
    state: &'static str,
    class: &'static str,
    message: Option<&'a str>,
}

/// The page.
///
/// # Errors
/// The page cannot be printed; it has nothing to fail on but memory.
pub fn page(listing: &Listing, banks: &[BankChoice], most_bytes: u64) -> Result<String, askama::Error> {
    ListView {
        style: STYLE,
        script: SCRIPT,
        has_key: true,
        filter: &listing.filter,
        is_filtered: is_filtered(&listing.filter),
        banks,
        most_bytes,
        rows: rows(listing)?,
    }
    .render()
}

/// The rows alone.
///
/// # Errors
/// As [`page`].
pub fn rows(listing: &Listing) -> Result<String, askama::Error> {
    let browsed = &listing.browsed;
    let statements = || browsed.entities.iter().flat_map(|entity| &entity.statements);
    let processing = statements().filter(|one| one.progress == Progress::Processing).count();
    let next = browsed.next.as_ref();
    RowsView {
        entities: browsed.entities.iter().map(|entity| view(entity, &listing.bank_names)).collect(),
        is_processing: processing > 0 || browsed.entities.iter().any(|entity| entity.is_analyzing),
        processing,
        is_filtered: is_filtered(&listing.filter),
        is_first: listing.is_first,
        first: address(&listing.filter, None),
        next: next.map(|after| address(&listing.filter, Some(after))),
        is_cut: browsed.is_cut,
        cut_at: next.map(|after| minute(after.active_at)).unwrap_or_default(),
    }
    .render()
}

/// Its policy: besides its own style and script it may ask this server.
#[must_use]
pub fn policy() -> String {
    policy::of_page(STYLE, SCRIPT)
}

fn is_filtered(filter: &Filter) -> bool {
    let Filter { search, bank, state, risk, from, to } = filter;
    [search, bank, state, risk, from, to].into_iter().any(|text| !text.is_empty())
}

/// The list narrowed in the same way, from another place on.
fn address(filter: &Filter, after: Option<&After>) -> String {
    let Filter { search, bank, state, risk, from, to } = filter;
    let mut query = form_urlencoded::Serializer::new(String::new());
    let pairs = [("q", search), ("bank", bank), ("state", state), ("risk", risk), ("from", from), ("to", to)];
    query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    if let Some(after) = after {
        query.append_pair("after", &format!("{}_{}", after.active_at, after.id));
    }
    let query = query.finish();
    if query.is_empty() { "/entities".to_owned() } else { format!("/entities?{query}") }
}

fn minute(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map(|at| at.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

fn view<'a>(entity: &'a BrowsedEntity, names: &HashMap<String, String>) -> EntityView<'a> {
    let holders = match entity.holders.as_slice() {
        [] => "holder not printed".to_owned(),
        holders => holders.join("; "),
    };
    EntityView {
        id: &entity.id,
        link_id: entity.link_id.as_deref(),
        holders,
        numbers: &entity.numbers,
        risk: entity.risk,
        risk_band: entity.risk_band.as_deref().unwrap_or_default(),
        is_analyzing: entity.is_analyzing,
        statements: entity.statements.iter().take(MOST_STATEMENTS).map(|one| statement(one, names)).collect(),
        more: entity.statements.len().saturating_sub(MOST_STATEMENTS),
        uploaded: minute(entity.active_at),
    }
}

fn statement<'a>(of: &'a BrowsedStatement, names: &HashMap<String, String>) -> StatementView<'a> {
    let bank = names.get(&of.bank).unwrap_or(&of.bank);
    let name = match (&of.from, &of.to) {
        (Some(from), Some(to)) => format!("{bank}, {from} to {to}"),
        _ => bank.clone(),
    };
    let (state, class) = match (of.progress, of.verdict.as_deref()) {
        (Progress::Processing, _) => ("being read", "quiet"),
        (Progress::Failed, _) => ("not read", "bad"),
        (Progress::Completed, Some("proven")) => ("proven", "good"),
        (Progress::Completed, Some("proven_with_gaps")) => ("proven with gaps", "fair"),
        (Progress::Completed, Some(_)) => ("unproven", "bad"),
        // An earlier version read it, and the sweeper has not come to it yet; its page knows.
        (Progress::Completed, None) => ("read, verdict not known", "quiet"),
    };
    let is_read = of.progress == Progress::Completed;
    StatementView { id: &of.id, name, is_read, state, class, message: of.message.as_deref() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(filter: Filter) -> Listing {
        let statement = |id: &str, progress, verdict: Option<&str>| BrowsedStatement {
            id: id.to_owned(),
            bank: "canara".to_owned(),
            progress,
            message: None,
            from: Some("2025-04-01".to_owned()),
            to: Some("2025-06-30".to_owned()),
            verdict: verdict.map(str::to_owned),
        };
        let entity = BrowsedEntity {
            id: "e".to_owned(),
            link_id: Some("customer-7".to_owned()),
            active_at: 0,
            risk: Some(64),
            risk_band: Some("high".to_owned()),
            is_analyzing: false,
            holders: vec!["ASHA <EXAMPLE>".to_owned()],
            numbers: vec!["123400005678".to_owned()],
            statements: vec![
                statement("s1", Progress::Completed, Some("proven")),
                statement("s2", Progress::Processing, None),
            ],
        };
        let next = Some(After { active_at: 7, id: "e".to_owned() });
        let browsed = Browsed { entities: vec![entity], next, is_cut: false };
        let bank_names = HashMap::from([("canara".to_owned(), "Canara Bank".to_owned())]);
        Listing { filter, browsed, bank_names, is_first: true }
    }

    #[test]
    fn what_statements_and_filters_say_is_escaped_and_the_next_page_keeps_the_filter() {
        let filter = Filter { search: "\"><b>".to_owned(), ..Filter::default() };
        let html = page(&listing(filter), &[], 1).unwrap();
        assert!(!html.contains("\"><b>") && !html.contains("<EXAMPLE>"), "{html}");
        assert!(
            html.contains("href=\"/entities?q=%22%3E%3Cb%3E&amp;after=7_e\"")
                || html.contains("href=\"/entities?q=%22%3E%3Cb%3E&#38;after=7_e\""),
            "{html}"
        );
    }

    #[test]
    fn only_statements_that_are_read_can_be_opened_and_the_list_says_when_to_look_again() {
        let html = rows(&listing(Filter::default())).unwrap();
        assert!(html.contains("href=\"/statements/s1\"") && !html.contains("href=\"/statements/s2\""));
        assert!(html.contains("data-processing=\"true\"") && html.contains("1 being read"), "{html}");
        assert!(html.contains("Canara Bank, 2025-04-01 to 2025-06-30"), "{html}");
    }
}
