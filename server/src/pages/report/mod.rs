//! The report of an entity: what its statements say together, as one page that needs nothing beside it.
//!
//! Every figure names its rows, and every row its page and box. [`account`] fills in what stands once per account, [`documents`]
//! what stands once per file: proof, findings, doubts.

mod account;
mod commitments;
mod documents;
mod income;
mod rows;
mod spending;

use super::amount::AmountFormat;
use super::policy;
use account::AccountView;
use askama::Template;
use documents::{DocumentView, FindingsView};
use engine::analyze::Analysis;
use engine::fraud::Outcome;
use engine::model::{Finding, Locator, Report, Risk, RiskBand, Severity};
use jiff::civil::Date;

/// A document and what was read from it.
#[derive(Debug)]
pub struct Document<'a> {
    /// Its name for people: of the file, or of the statement.
    pub name: String,
    /// What the engine says about it.
    pub report: &'a Report,
    /// Address of a place in it; `None` when there is none to go to.
    pub place: PlaceLinks,
}

/// How places in a document are addressed.
#[derive(Clone, Debug)]
pub enum PlaceLinks {
    /// The file itself, opened at a page: `statement.pdf#page=2`.
    File(String),
    /// A viewer that shows the box of a row: `/statements/ID#p2`.
    Viewer(String),
}

/// What a report is made from.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The documents in the order in which their statements were analysed.
    pub documents: &'a [Document<'a>],
    /// What all their statements say together.
    pub analysis: &'a Analysis,
    /// What the entity's heuristics found, and which of them could not look.
    pub outcome: &'a Outcome,
    /// What all findings weigh together.
    pub risk: &'a Risk,
    /// The day of the analysis.
    pub today: Date,
    /// What a server adds around the report; `None` for a file.
    pub served: Option<&'a Served>,
}

/// What a server adds around the report.
#[derive(Debug)]
pub struct Served {
    /// The entity.
    pub entity_id: String,
    /// Whether the visitor sees the list of entities.
    pub has_key: bool,
    /// What can be saved of each account.
    pub exports: Vec<AccountExports>,
    /// Whether something is under way that will change the report.
    pub is_processing: bool,
    /// Statements that the report does not speak of: bank, and why.
    pub unread: Vec<(String, String)>,
}

/// An account whose workbooks can be saved.
#[derive(Debug)]
pub struct AccountExports {
    /// Identifier of the account.
    pub id: String,
    /// What it is called in the report.
    pub name: String,
}

pub use account::heading;
pub(super) use documents::class as class_of_verdict;

impl Subject<'_> {
    /// The document of a statement, by its place among those that were analysed.
    fn document_of(&self, statement: usize) -> Option<usize> {
        let owners = self.documents.iter().enumerate();
        owners.flat_map(|(index, of)| of.report.statements.iter().map(move |_| index)).nth(statement)
    }

    /// All findings with their anchors: those of the entity first.
    fn findings(&self) -> impl Iterator<Item = (String, &Finding)> {
        let own = self.outcome.findings.iter().enumerate();
        let own = own.map(|(index, finding)| (documents::finding_anchor(None, index), finding));
        let of_documents = self.documents.iter().enumerate().flat_map(|(at, document)| {
            let findings = document.report.findings.iter().enumerate();
            findings.map(move |(index, finding)| (documents::finding_anchor(Some(at), index), finding))
        });
        own.chain(of_documents)
    }
}

pub(super) const STYLE: &str = include_str!("../html/report.css");
pub(super) const SCRIPT: &str = include_str!("../html/report.js");

/// The page.
///
/// # Errors
/// The page cannot be printed; it has nothing to fail on but memory.
pub fn page(subject: &Subject<'_>) -> Result<String, askama::Error> {
    view(subject).render()
}

/// The policy of the page where a server shows it.
#[must_use]
pub fn served_policy() -> String {
    policy::of_page(super::STYLE, SCRIPT)
}

/// The policy of the page, for the header of an answer. The page carries it, too.
#[must_use]
pub fn content_security_policy() -> String {
    policy::of(STYLE, SCRIPT)
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportView<'a> {
    /// Of a page that stands alone; a server says it in the header.
    policy: Option<String>,
    served: Option<&'a Served>,
    has_key: bool,
    style: &'static str,
    script: &'static str,
    version: &'static str,
    today: String,
    holders: String,
    title: String,
    accounts: Vec<AccountView>,
    documents: Vec<DocumentView>,
    findings: Vec<FindingsView>,
    risk_reasons: Vec<(String, u32)>,
    headline: Headline,
}

/// What the eye should meet first.
struct Headline {
    verdict: &'static str,
    verdict_class: &'static str,
    meaning: &'static str,
    findings: usize,
    severity: Option<&'static str>,
    /// The finding that weighs most: summary, anchor on this page.
    riskiest: Option<(String, String)>,
    /// 0 to 100.
    risk: u32,
    band: &'static str,
}

fn view<'a>(subject: &Subject<'a>) -> ReportView<'a> {
    let accounts: Vec<AccountView> = subject
        .analysis
        .accounts
        .iter()
        .enumerate()
        .map(|(index, account)| account::view(index, account, subject))
        .collect();
    let documents = documents::views(subject);
    let mut holders: Vec<String> = Vec::new();
    for account in &accounts {
        if let Some(holder) = account.holder.as_ref().filter(|holder| !holders.contains(holder)) {
            holders.push(holder.clone());
        }
    }
    let holders = if holders.is_empty() { "holder not printed".to_owned() } else { holders.join("; ") };
    ReportView {
        policy: subject.served.is_none().then(content_security_policy),
        served: subject.served,
        has_key: subject.served.is_some_and(|served| served.has_key),
        style: if subject.served.is_some() { super::STYLE } else { STYLE },
        script: SCRIPT,
        version: env!("CARGO_PKG_VERSION"),
        today: subject.today.to_string(),
        title: format!("{holders}: statement report"),
        holders,
        headline: headline(subject),
        findings: documents::findings(subject),
        risk_reasons: subject
            .risk
            .reasons
            .iter()
            .map(|reason| (reason.summary.clone(), reason.points))
            .collect(),
        accounts,
        documents,
    }
}

fn headline(subject: &Subject<'_>) -> Headline {
    let verdicts = subject.analysis.accounts.iter().map(|account| account.ledger.verdict);
    let worst = verdicts.max_by_key(|verdict| documents::rank(*verdict));
    let worst = worst.unwrap_or(engine::model::Verdict::Unproven);
    let (verdict, meaning) = crate::wording::verdict(worst);
    let weighty: Vec<_> =
        subject.findings().filter(|(_, finding)| finding.severity > Severity::Low).collect();
    // The first of the weightiest: findings stand in an order that means something.
    let riskiest = weighty.iter().rev().max_by_key(|(_, finding)| finding.severity);
    Headline {
        verdict,
        verdict_class: documents::class(worst),
        meaning,
        findings: weighty.len(),
        severity: riskiest.map(|(_, finding)| crate::wording::severity(finding.severity)),
        riskiest: riskiest.map(|(anchor, finding)| (finding.summary.clone(), anchor.clone())),
        risk: subject.risk.score,
        band: match subject.risk.band {
            RiskBand::Low => "low",
            RiskBand::Medium => "medium",
            RiskBand::High => "high",
        },
    }
}

/// Where something stands on the paper, as a link.
#[derive(Clone, Debug)]
struct Place {
    /// `p. 2`, with the name of the document where there are several.
    label: String,
    /// The box in words.
    title: String,
    href: String,
}

fn place(subject: &Subject<'_>, document: usize, at: &Locator, hash: Option<&str>) -> Option<Place> {
    let of = subject.documents.get(document)?;
    let rect = at.rect;
    let title = format!(
        "{}, page {}: box from {:.0}, {:.0} to {:.0}, {:.0} points from the top left",
        of.name, at.page, rect.x0, rect.top, rect.x1, rect.bottom
    );
    let label = if subject.documents.len() > 1 {
        format!("file {}, p. {}", document + 1, at.page)
    } else {
        format!("p. {}", at.page)
    };
    let href = match &of.place {
        PlaceLinks::File(path) => format!("{path}#page={}", at.page),
        PlaceLinks::Viewer(path) => match hash {
            Some(hash) => format!("{path}#r{hash}"),
            None => format!("{path}#p{}", at.page),
        },
    };
    Some(Place { label, title, href })
}

/// A row that a figure was made from.
#[derive(Clone, Debug)]
struct RowLink {
    href: String,
    date: String,
    amount: String,
    narration: String,
}

/// The rows of a figure.
#[derive(Clone, Debug, Default)]
struct RowLinks {
    rows: Vec<RowLink>,
    /// `1 row`, `12 rows`.
    label: String,
}

/// Makes links to rows of one account.
struct RowLinker<'a> {
    account: usize,
    rows: &'a [engine::model::Transaction],
    format: AmountFormat,
}

impl RowLinker<'_> {
    fn links(&self, indices: impl IntoIterator<Item = usize>) -> RowLinks {
        let mut indices: Vec<usize> = indices.into_iter().collect();
        indices.sort_unstable();
        indices.dedup();
        let rows: Vec<RowLink> = indices
            .into_iter()
            .filter_map(|index| {
                let row = self.rows.get(index)?;
                Some(RowLink {
                    href: format!("#{}", row_anchor(self.account, index)),
                    date: row.date.to_string(),
                    amount: self.format.show(row.signed_minor()),
                    narration: row.narration.clone(),
                })
            })
            .collect();
        let label = if rows.len() == 1 { "1 row".to_owned() } else { format!("{} rows", rows.len()) };
        RowLinks { rows, label }
    }
}

fn row_anchor(account: usize, row: usize) -> String {
    format!("a{account}-r{row}")
}

fn month_anchor(account: usize, month: &str) -> String {
    format!("a{account}-m{month}")
}

/// Hundredths as a decimal: 1234 is `12.34`.
fn hundredths(value: i64) -> String {
    format!("{}{}.{:02}", if value < 0 { "\u{2212}" } else { "" }, (value / 100).abs(), (value % 100).abs())
}
