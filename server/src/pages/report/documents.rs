//! What stands once per file: what its statements prove, what was found about it, what is doubtful and what was left out.

use super::{Place, PlaceLinks, Subject, place, row_anchor};
use crate::pages::amount::AmountFormat;
use crate::wording::{self, EXPECTED_TO_BE_SKIPPED, words};
use engine::model::{Break, Diagnostic, Finding, FindingGroup, NotRun, Report, Statement, Verdict};
use std::collections::BTreeSet;

/// Pages of one finding that are shown; the others are a click away.
const MOST_PICTURES: usize = 4;

pub(super) struct DocumentView {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) statements: Vec<ProofView>,
    pub(super) doubts: Vec<(String, Option<Place>)>,
    pub(super) skipped: Vec<SkippedView>,
    pub(super) expected_lines: usize,
}

/// The findings about one document, or about all statements together.
pub(super) struct FindingsView {
    pub(super) name: String,
    pub(super) findings: Vec<FindingView>,
    /// Heuristics that could not look: name and reason.
    pub(super) not_run: Vec<(String, String)>,
}

pub(super) struct ProofView {
    pub(super) heading: String,
    pub(super) verdict: &'static str,
    pub(super) verdict_class: &'static str,
    pub(super) meaning: &'static str,
    /// Opening, credits, debits, closing: label, amount, note.
    pub(super) sums: Vec<(&'static str, String, String)>,
    pub(super) gaps: Vec<String>,
    pub(super) breaks: Vec<BreakView>,
}

pub(super) struct BreakView {
    pub(super) what: String,
    pub(super) expected: String,
    pub(super) printed: String,
    pub(super) place: Option<Place>,
}

pub(super) struct FindingView {
    pub(super) anchor: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) group: &'static str,
    pub(super) severity: &'static str,
    pub(super) confidence: u8,
    pub(super) summary: String,
    pub(super) expected: Option<String>,
    pub(super) actual: Option<String>,
    pub(super) innocent: Vec<String>,
    pub(super) places: Vec<Place>,
    /// Pictures of the pages that it points at, where a server can draw them.
    pub(super) pictures: Vec<PictureView>,
    pub(super) row: Option<String>,
}

/// A page with the places of a finding framed.
pub(super) struct PictureView {
    pub(super) src: String,
    pub(super) href: String,
    pub(super) page: u32,
}

pub(super) struct SkippedView {
    pub(super) text: String,
    pub(super) reason: String,
    pub(super) place: Option<Place>,
}

/// The class of the style sheet.
pub(in crate::pages) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proven => "good",
        Verdict::ProvenWithGaps => "fair",
        Verdict::Unproven => "bad",
    }
}

/// How bad a verdict is.
pub(super) fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Proven => 0,
        Verdict::ProvenWithGaps => 1,
        Verdict::Unproven => 2,
    }
}

/// The anchor of a finding on the page; one about the entity is of no document.
pub(super) fn finding_anchor(document: Option<usize>, index: usize) -> String {
    match document {
        Some(document) => format!("d{document}-f{index}"),
        None => format!("e-f{index}"),
    }
}

/// Findings about all statements together first, then document by document; within each the gravest first.
pub(super) fn findings(subject: &Subject<'_>) -> Vec<FindingsView> {
    let group = |name: &str, document: Option<usize>, findings: &[Finding], not_run: &[NotRun]| {
        let mut findings: Vec<(usize, &Finding)> = findings.iter().enumerate().collect();
        findings.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.severity));
        FindingsView {
            name: name.to_owned(),
            findings: findings
                .into_iter()
                .map(|(at, finding)| found(document, at, finding, subject))
                .collect(),
            not_run: not_run.iter().map(|missing| (words(&missing.id), missing.reason.clone())).collect(),
        }
    };
    let entity = group("All statements together", None, &subject.outcome.findings, &subject.outcome.not_run);
    let documents = subject
        .documents
        .iter()
        .enumerate()
        .map(|(index, of)| group(&of.name, Some(index), &of.report.findings, &of.report.not_run));
    std::iter::once(entity).chain(documents).collect()
}

pub(super) fn views(subject: &Subject<'_>) -> Vec<DocumentView> {
    (0..subject.documents.len()).filter_map(|index| view(index, subject)).collect()
}

fn view(index: usize, subject: &Subject<'_>) -> Option<DocumentView> {
    let document = subject.documents.get(index)?;
    let report = document.report;
    let lines = || report.statements.iter().flat_map(|statement| &statement.skipped);
    let is_expected = |reason: &str| EXPECTED_TO_BE_SKIPPED.iter().any(|(expected, _)| *expected == reason);
    let doubts = report
        .diagnostics
        .iter()
        .chain(report.statements.iter().flat_map(|statement| &statement.diagnostics));
    let doubt = |doubt: &Diagnostic| {
        (doubt.message.clone(), doubt.at.and_then(|at| place(subject, index, &at, None)))
    };
    Some(DocumentView {
        name: document.name.clone(),
        href: match &document.place {
            PlaceLinks::File(path) | PlaceLinks::Viewer(path) => path.clone(),
        },
        facts: facts(report),
        statements: report
            .statements
            .iter()
            .map(|statement| proof(index, report, statement, subject))
            .collect(),
        doubts: doubts.map(doubt).collect(),
        skipped: lines()
            .filter(|line| !is_expected(&line.reason))
            .map(|line| SkippedView {
                text: line.text.clone(),
                reason: words(&line.reason),
                place: place(subject, index, &line.at, None),
            })
            .collect(),
        expected_lines: lines().filter(|line| is_expected(&line.reason)).count(),
    })
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let bank = report
        .detection
        .bank
        .as_ref()
        .map_or("not recognised".to_owned(), |bank| format!("{} ({})", bank.name, bank.id));
    let mut facts = vec![
        ("Bank", bank),
        (
            "Layout",
            report.detection.layout.clone().unwrap_or_else(|| "none fits; the table was inferred".to_owned()),
        ),
        ("Pages", report.facts.pages.to_string()),
    ];
    facts.extend(report.facts.producer.clone().map(|producer| ("Producer", producer)));
    facts.extend(report.facts.creator.clone().map(|creator| ("Creator", creator)));
    facts
}

fn proof(index: usize, report: &Report, statement: &Statement, subject: &Subject<'_>) -> ProofView {
    let proof = &statement.reconciliation;
    let country = report.detection.bank.as_ref().map_or("", |bank| bank.country.as_str());
    let format = AmountFormat::of(country, statement.account.currency);
    let (verdict, meaning) = wording::verdict(proof.verdict);
    let count = |debit: bool| {
        let of = statement.transactions.iter().filter(|row| (row.signed_minor() < 0) == debit);
        format!("rows: {}", of.count())
    };
    let balance = |money: Option<engine::model::Money>| {
        money.map_or("unknown".to_owned(), |money| format.show(money.minor))
    };
    let derived = if proof.opening_is_printed { "" } else { "not printed; derived" };
    let number =
        statement.account.number.as_ref().map_or("number not printed", |number| number.value.as_str());
    let period = statement
        .date_range()
        .map_or("no period".to_owned(), |period| format!("{} to {}", period.from, period.to));
    ProofView {
        heading: format!("Account {number}, {period}"),
        verdict,
        verdict_class: class(proof.verdict),
        meaning,
        sums: vec![
            ("Opening", balance(proof.opening_balance), derived.to_owned()),
            ("Credits", format.show(proof.total_credit.minor), count(false)),
            ("Debits", format.show(-proof.total_debit.minor), count(true)),
            ("Closing", balance(proof.closing_balance), String::new()),
        ],
        gaps: proof.gaps.clone(),
        breaks: proof.breaks.iter().map(|gap| broken(index, gap, statement, &format, subject)).collect(),
    }
}

fn broken(
    index: usize,
    gap: &Break,
    statement: &Statement,
    format: &AmountFormat,
    subject: &Subject<'_>,
) -> BreakView {
    let row = gap.row.and_then(|row| statement.transactions.get(row));
    let is_count = gap.what.ends_with("_count");
    let amount = |minor: i64| if is_count { minor.to_string() } else { format.show(minor) };
    BreakView {
        what: match row {
            Some(row) => format!("balance after the row of {}", row.date),
            None => words(&gap.what),
        },
        expected: amount(gap.expected.minor),
        printed: amount(gap.printed.minor),
        place: gap.at.and_then(|at| place(subject, index, &at, row.map(|row| row.hash.as_str()))),
    }
}

fn found(document: Option<usize>, index: usize, finding: &Finding, subject: &Subject<'_>) -> FindingView {
    let hash = finding.transaction_hash.as_deref();
    // A finding about the entity says which of its statements has the place.
    let on = document.or_else(|| subject.document_of(finding.statement?));
    let boxes = finding.at.iter().chain(&finding.also);
    FindingView {
        anchor: finding_anchor(document, index),
        id: finding.id.clone(),
        title: words(&finding.id),
        group: match finding.group {
            FindingGroup::Document => "the file itself",
            FindingGroup::Ledger => "the arithmetic of the rows",
            FindingGroup::Behaviour => "conduct",
        },
        severity: wording::severity(finding.severity),
        confidence: finding.confidence,
        summary: finding.summary.clone(),
        expected: finding.expected.clone(),
        actual: finding.actual.clone(),
        innocent: finding.innocent.clone(),
        places: boxes.clone().filter_map(|at| place(subject, on?, at, hash)).collect(),
        pictures: pictures(document, on, index, boxes.map(|at| at.page), subject),
        row: hash.and_then(|hash| row_of(hash, subject)),
    }
}

/// The pages of a finding, each once, as far as a server draws them.
fn pictures(
    document: Option<usize>,
    on: Option<usize>,
    index: usize,
    pages: impl Iterator<Item = u32>,
    subject: &Subject<'_>,
) -> Vec<PictureView> {
    let of = on.and_then(|on| subject.documents.get(on));
    let Some(PlaceLinks::Viewer(path)) = of.map(|of| &of.place) else { return Vec::new() };
    let which = if document.is_some() { "finding" } else { "entity_finding" };
    let pages: BTreeSet<u32> = pages.collect();
    let picture = |page| PictureView {
        src: format!("{path}/pages/{page}?{which}={index}"),
        href: if document.is_some() { format!("{path}#f{index}") } else { format!("{path}#p{page}") },
        page,
    };
    pages.into_iter().take(MOST_PICTURES).map(picture).collect()
}

/// The row of a hash on the page.
fn row_of(hash: &str, subject: &Subject<'_>) -> Option<String> {
    subject.analysis.accounts.iter().enumerate().find_map(|(account, of)| {
        let row = of.ledger.rows.iter().position(|row| row.hash == hash)?;
        Some(format!("#{}", row_anchor(account, row)))
    })
}
