//! A statement beside its paper: pictures of the pages on one side; findings, rows and left-out lines on the other.
//!
//! Whatever is said has a box on a page, and both carry the same name, by which the script of the page joins them.

use super::amount::{self, AmountFormat};
use super::report::class_of_verdict;
use super::{STYLE, policy};
use crate::wording::{self, words};
use askama::Template;
use engine::model::{Direction, Locator, Report, Severity, Statement};
use std::collections::BTreeMap;

const SCRIPT: &str = include_str!("html/viewer.js");
/// Points between a box and what is printed in it, so that its outline covers nothing.
const AROUND: f32 = 1.5;

#[derive(Template)]
#[template(path = "viewer.html")]
struct ViewerView<'a> {
    style: &'static str,
    script: &'static str,
    id: &'a str,
    entity_id: &'a str,
    has_key: bool,
    heading: String,
    pages: Vec<PageView>,
    findings: Vec<FindingView<'a>>,
    statements: Vec<StatementView<'a>>,
}

/// A page and what is drawn on it.
struct PageView {
    number: u32,
    boxes: Vec<BoxView>,
}

/// A box: what it belongs to, in points from the top left.
struct BoxView {
    class: &'static str,
    of: String,
    title: String,
    x: String,
    y: String,
    width: String,
    height: String,
}

struct FindingView<'a> {
    anchor: String,
    severity: &'static str,
    summary: &'a str,
    id: &'a str,
    page: Option<u32>,
}

struct StatementView<'a> {
    heading: String,
    verdict: &'static str,
    verdict_class: &'static str,
    meaning: &'static str,
    breaks: Vec<BreakView>,
    row_count: usize,
    /// The rows, those of each page in a table of its own, so that a browser lays out only the ones in sight.
    leaves: Vec<Vec<RowView<'a>>>,
    /// Characters of debits, credits and balances: all tables of the statement have the same columns.
    widths: [usize; 3],
    skipped: Vec<SkippedView<'a>>,
}

struct RowView<'a> {
    anchor: String,
    date: String,
    narration: &'a str,
    debit: String,
    credit: String,
    balance: String,
    page: u32,
}

struct SkippedView<'a> {
    anchor: String,
    text: &'a str,
    reason: String,
    page: u32,
}

struct BreakView {
    anchor: String,
    text: String,
    page: Option<u32>,
}

/// The page of a statement's document.
///
/// # Errors
/// The page cannot be printed; it has nothing to fail on but memory.
pub fn page(id: &str, entity_id: &str, has_key: bool, report: &Report) -> Result<String, askama::Error> {
    let mut paper = Paper::of(report.facts.pages);
    let country = report.detection.bank.as_ref().map_or("", |bank| bank.country.as_str());
    let places = report.statements.iter().enumerate();
    let statements: Vec<_> =
        places.map(|(place, statement)| view(place, statement, country, &mut paper)).collect();
    // Findings are drawn over rows, so that a pointer meets them first.
    let findings = findings(report, &mut paper);
    let bank = report.detection.bank.as_ref().map_or("Bank not recognised", |bank| bank.name.as_str());
    let rows: usize = statements.iter().map(|statement| statement.row_count).sum();
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let pages = usize::try_from(report.facts.pages).unwrap_or(usize::MAX);
    ViewerView {
        style: STYLE,
        script: SCRIPT,
        id,
        entity_id,
        has_key,
        heading: format!("{bank}, {}, {}", count(pages, "page"), count(rows, "row")),
        pages: paper.pages.into_iter().map(|(number, boxes)| PageView { number, boxes }).collect(),
        findings,
        statements,
    }
    .render()
}

/// Its policy: besides its own style and script it may ask this server, and show what the script makes of the answer.
#[must_use]
pub fn policy() -> String {
    policy::of_page(STYLE, SCRIPT)
}

/// The boxes of each page.
struct Paper {
    pages: BTreeMap<u32, Vec<BoxView>>,
}

impl Paper {
    fn of(pages: u32) -> Paper {
        Paper { pages: (1..=pages).map(|page| (page, Vec::new())).collect() }
    }

    fn draw(&mut self, at: &Locator, class: &'static str, of: &str, title: &str) {
        let number = |points: f32| format!("{points:.1}");
        let rect = at.rect;
        if let Some(page) = self.pages.get_mut(&at.page) {
            page.push(BoxView {
                class,
                of: of.to_owned(),
                title: title.to_owned(),
                x: number(rect.x0 - AROUND),
                y: number(rect.top - AROUND),
                width: number((rect.x1 - rect.x0).max(1.0) + 2.0 * AROUND),
                height: number((rect.bottom - rect.top).max(1.0) + 2.0 * AROUND),
            });
        }
    }
}

fn findings<'a>(report: &'a Report, paper: &mut Paper) -> Vec<FindingView<'a>> {
    let mut views = Vec::new();
    for (index, finding) in report.findings.iter().enumerate() {
        let anchor = format!("f{index}");
        let class = match finding.severity {
            Severity::High => "finding high",
            Severity::Medium => "finding medium",
            Severity::Low => "finding low",
        };
        for at in finding.at.iter().chain(&finding.also) {
            paper.draw(at, class, &anchor, &finding.summary);
        }
        let severity = wording::severity(finding.severity);
        let page = finding.at.map(|at| at.page);
        views.push((
            finding.severity,
            FindingView { anchor, severity, summary: &finding.summary, id: &finding.id, page },
        ));
    }
    // The gravest first; each keeps the name that links from the report have.
    views.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    views.into_iter().map(|(_, view)| view).collect()
}

fn view<'a>(place: usize, statement: &'a Statement, country: &str, paper: &mut Paper) -> StatementView<'a> {
    let format = AmountFormat::of(country, statement.account.currency);
    let number = statement.account.number.as_ref().map_or("number not printed", |number| &number.value);
    let (verdict, meaning) = wording::verdict(statement.reconciliation.verdict);
    let mut leaves: Vec<Vec<RowView<'_>>> = Vec::new();
    let mut widths = [0; 3];
    for row in &statement.transactions {
        let anchor = format!("r{}", row.hash);
        for at in &row.at {
            paper.draw(at, "row", &anchor, &row.narration);
        }
        let amount = format.show(row.amount.minor);
        let (debit, credit) = match row.direction {
            Direction::Debit => (amount, String::new()),
            Direction::Credit => (String::new(), amount),
        };
        let balance = row.balance.map_or(String::new(), |balance| format.show(balance.minor));
        let page = row.at.first().map_or(1, |at| at.page);
        amount::widen(&mut widths, [&debit, &credit, &balance]);
        let view = RowView {
            anchor,
            date: row.date.to_string(),
            narration: &row.narration,
            debit,
            credit,
            balance,
            page,
        };
        match leaves.last_mut().filter(|leaf| leaf.last().is_some_and(|last| last.page == page)) {
            Some(leaf) => leaf.push(view),
            None => leaves.push(vec![view]),
        }
    }
    let mut skipped = Vec::with_capacity(statement.skipped.len());
    for (index, line) in statement.skipped.iter().enumerate() {
        let (anchor, reason) = (format!("s{place}-{index}"), words(&line.reason));
        paper.draw(&line.at, "skipped", &anchor, &reason);
        skipped.push(SkippedView { anchor, text: &line.text, reason, page: line.at.page });
    }
    let mut breaks = Vec::new();
    for (index, gap) in statement.reconciliation.breaks.iter().enumerate() {
        let anchor = format!("b{place}-{index}");
        let (expected, printed) = (format.show(gap.expected.minor), format.show(gap.printed.minor));
        let text = format!("{}: expected {expected}, printed {printed}", words(&gap.what));
        if let Some(at) = &gap.at {
            paper.draw(at, "finding high", &anchor, &text);
        }
        breaks.push(BreakView { anchor, text, page: gap.at.map(|at| at.page) });
    }
    StatementView {
        heading: format!("Account {number}, {}", statement.account.currency),
        verdict,
        verdict_class: class_of_verdict(statement.reconciliation.verdict),
        meaning,
        breaks,
        row_count: statement.transactions.len(),
        leaves,
        widths: widths.map(amount::column),
        skipped,
    }
}
