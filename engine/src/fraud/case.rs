//! What heuristics look at, and how they say what they saw.

use super::entity_case::EntityCase;
use super::reuse_case::ReuseCase;
use super::sight::Sight;
use super::thresholds::Thresholds;
use crate::model::{Finding, FindingGroup, Locator, NotRun, Severity, Statement, Transaction};
use bank_templates::Genuine;
use pdf::facts::Structure;
use pdf::{Document, Page};
use serde::{Deserialize, Serialize};

/// Findings of one heuristic on one document; what goes beyond is counted in the last one.
const MOST_FINDINGS: usize = 20;
/// Further places named by one finding.
const MOST_PLACES: usize = 50;

/// Everything that heuristics on one document may look at.
pub struct Case<'a> {
    /// The file, read with a look at all its objects. Missing for text that never was a file.
    pub document: Option<&'a Document>,
    /// What untouched files of the bank look like, as far as its template says.
    pub genuine: Option<&'a Genuine>,
    /// The statements of the document.
    pub statements: &'a [Statement],
    /// Where odd begins.
    pub thresholds: &'a Thresholds,
    /// What several heuristics need to see.
    pub(super) sight: Option<Sight<'a>>,
}

impl<'a> Case<'a> {
    /// A case about a document and the statements read from it.
    #[must_use]
    pub fn new(
        document: Option<&'a Document>,
        genuine: Option<&'a Genuine>,
        statements: &'a [Statement],
        thresholds: &'a Thresholds,
    ) -> Case<'a> {
        let sight = document.map(|document| Sight::of(document, statements));
        Case { document, genuine, statements, thresholds, sight }
    }

    /// The file and what its objects tell, or else the reason why a heuristic cannot run.
    pub(super) fn structure(&self) -> Result<(&'a Document, &'a Structure), &'static str> {
        let document = self.document.ok_or(NO_FILE)?;
        let structure =
            document.facts.structure.as_ref().ok_or("the objects of the file were not looked at")?;
        Ok((document, structure))
    }

    /// The file and what is to be seen on its pages.
    pub(super) fn pages(&self) -> Result<(&'a Document, &Sight<'a>), &'static str> {
        self.document.zip(self.sight.as_ref()).ok_or(NO_FILE)
    }
}

const NO_FILE: &str = "there is no file, only text";

/// One heuristic: a pattern to see, never an accusation.
pub struct Heuristic {
    /// Stable identifier, the contract's `fraud_type`.
    pub id: &'static str,
    /// What it looks at.
    pub group: FindingGroup,
    /// How what it sees may have come about in all innocence.
    pub innocent: &'static [&'static str],
    /// Says what it sees, or why it cannot look.
    pub(super) check: Check,
}

/// What a heuristic needs to see. Its answer is an error when it cannot look, with the reason.
pub(super) enum Check {
    /// One document with the statements that were read from it.
    Document(fn(&Case<'_>, &mut Findings<'_>) -> Result<(), &'static str>),
    /// All statements of an entity with what they say together.
    Entity(fn(&EntityCase<'_>, &mut Findings<'_>) -> Result<(), &'static str>),
    /// A statement beside those of other customers.
    Reuse(fn(&ReuseCase<'_>, &mut Findings<'_>) -> Result<(), &'static str>),
    /// The one for what a document shows by itself, the other for what only several statements show, or the day.
    Both(
        fn(&Case<'_>, &mut Findings<'_>) -> Result<(), &'static str>,
        fn(&EntityCase<'_>, &mut Findings<'_>) -> Result<(), &'static str>,
    ),
}

/// What one heuristic saw.
pub(super) struct Seen {
    pub(super) severity: Severity,
    /// How sure it is that this is what it takes it for, in percent.
    pub(super) confidence: u8,
    pub(super) summary: String,
    /// Where to look, the most telling place first.
    pub(super) places: Vec<Locator>,
    pub(super) transaction_hash: Option<String>,
    pub(super) account: Option<usize>,
    pub(super) statement: Option<usize>,
    pub(super) expected: Option<String>,
    pub(super) actual: Option<String>,
}

impl Seen {
    pub(super) fn new(severity: Severity, confidence: u8, summary: impl Into<String>) -> Seen {
        Seen {
            severity,
            confidence,
            summary: summary.into(),
            places: Vec::new(),
            transaction_hash: None,
            account: None,
            statement: None,
            expected: None,
            actual: None,
        }
    }

    pub(super) fn at(mut self, places: impl IntoIterator<Item = Locator>) -> Seen {
        self.places.extend(places.into_iter().take(MOST_PLACES + 1));
        self
    }

    pub(super) fn row(mut self, hash: Option<&str>) -> Seen {
        self.transaction_hash = hash.map(str::to_owned);
        self
    }

    /// The account, by its place in the analysis.
    pub(super) fn in_account(mut self, account: usize) -> Seen {
        self.account = Some(account);
        self
    }

    /// The statement that the places are in, by its place among those of the entity.
    pub(super) fn in_statement(mut self, statement: Option<usize>) -> Seen {
        self.statement = statement;
        self
    }

    /// About a row, with its place as the first.
    pub(super) fn about(self, row: &Transaction) -> Seen {
        self.at(row.at.iter().copied()).row(Some(&row.hash))
    }

    pub(super) fn instead_of(mut self, expected: impl Into<String>, actual: impl Into<String>) -> Seen {
        (self.expected, self.actual) = (Some(expected.into()), Some(actual.into()));
        self
    }
}

/// Collects what one heuristic sees.
pub(super) struct Findings<'o> {
    heuristic: &'o Heuristic,
    found: Vec<Finding>,
    more: usize,
}

impl Findings<'_> {
    pub(super) fn add(&mut self, seen: Seen) {
        if self.found.len() >= MOST_FINDINGS {
            self.more += 1;
            return;
        }
        let mut places = seen.places.into_iter();
        self.found.push(Finding {
            id: self.heuristic.id.to_owned(),
            group: self.heuristic.group,
            severity: seen.severity,
            confidence: seen.confidence,
            summary: seen.summary,
            transaction_hash: seen.transaction_hash,
            account: seen.account,
            statement: seen.statement,
            at: places.next(),
            also: places.collect(),
            expected: seen.expected,
            actual: seen.actual,
            innocent: self.heuristic.innocent.iter().map(|text| (*text).to_owned()).collect(),
        });
    }
}

/// What all heuristics together say of a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What was seen, in the order of the list of heuristics.
    pub findings: Vec<Finding>,
    /// What could not be looked at. Silence of these heuristics means nothing.
    pub not_run: Vec<NotRun>,
}

impl Outcome {
    pub(super) fn run(
        &mut self,
        heuristic: &Heuristic,
        look: impl FnOnce(&mut Findings<'_>) -> Result<(), &'static str>,
    ) {
        let mut findings = Findings { heuristic, found: Vec::new(), more: 0 };
        if let Err(reason) = look(&mut findings) {
            self.not_run.push(NotRun { id: heuristic.id.to_owned(), reason: reason.to_owned() });
        }
        if let Some(last) = findings.found.last_mut().filter(|_| findings.more > 0) {
            last.summary.push_str(&format!(" (and {} more like it)", findings.more));
        }
        self.findings.append(&mut findings.found);
    }
}

impl Case<'_> {
    /// Whether a page is a picture, perhaps with recognised text under or over it, rather than text.
    pub(super) fn is_scan(&self, page: &Page) -> bool {
        let area = (page.width * page.height).max(1.0);
        let largest =
            page.images.iter().map(|image| image.at.width() * image.at.height()).fold(0.0, f32::max);
        if largest * 100.0 < self.thresholds.scan_covers_percent * area {
            return false;
        }
        let hidden = |word: &&pdf::Word| {
            word.render_mode == 3
                || self.sight.as_ref().is_some_and(|sight| sight.is_unseen(page.number, word))
        };
        // A background picture lies under text that is seen.
        page.words.iter().filter(|word| !hidden(word)).take(self.thresholds.words_of_a_page).count()
            < self.thresholds.words_of_a_page
    }
}
