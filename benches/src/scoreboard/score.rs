//! How a reading compares with what is known of its file.

use crate::cases::{Case, Count};
use crate::expected::Row;
use engine::ReadError;
use engine::model::{Report, Statement, Transaction, Verdict};
use std::fmt;

/// The outcome in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All expected rows, and no others.
    Exact,
    /// Nothing is known of the rows, and their own figures prove them.
    Proven,
    /// Read, not proven, and the reason is named.
    Unproven,
    /// No statement, or one without anything that could prove it, and refused.
    Refused,
    /// Rows differ or are missing, and the verdict does not claim otherwise.
    Differs,
    /// Wrong and shown as proven, or no statement and read as one.
    Wrong,
}

/// One line of the board.
pub(crate) struct Score {
    file: String,
    pub(crate) outcome: Outcome,
    read: String,
    note: String,
}

impl Score {
    pub(crate) fn of(case: &Case, read: &Result<Report, ReadError>) -> Score {
        let (outcome, read, note) = match read {
            Err(error) => {
                let outcome = if case.has_rows() { Outcome::Differs } else { refusal(error) };
                (outcome, format!("refused: {}", error.code()), error.to_string())
            }
            Ok(report) => {
                let (outcome, note) = judge(case, report);
                (outcome, describe(report), note)
            }
        };
        Score { file: case.file.clone(), outcome, read, note }
    }
}

/// What has no rows with balances has to be refused for that, not as the statement of a bank that nobody knows.
fn refusal(error: &ReadError) -> Outcome {
    if matches!(error.code(), "not_a_statement" | "no_text") { Outcome::Refused } else { Outcome::Differs }
}

fn judge(case: &Case, report: &Report) -> (Outcome, String) {
    if !case.is_statement {
        return (Outcome::Wrong, "no statement, and read as one".to_owned());
    }
    let proven =
        report.statements.iter().all(|statement| statement.reconciliation.verdict == Verdict::Proven);
    let rows: Vec<&Transaction> =
        report.statements.iter().flat_map(|statement| &statement.transactions).collect();
    let difference = match &case.expected {
        Some(expected) => first_difference(expected, report, &rows),
        None if !case.count.allows(rows.len()) => {
            Some(format!("{} rows read, {}", rows.len(), known(case.count)))
        }
        None => None,
    };
    let doubts = reasons(report);
    match (difference, &case.expected) {
        (Some(difference), _) if proven => (Outcome::Wrong, difference),
        (Some(difference), _) => (Outcome::Differs, format!("{difference}; {doubts}")),
        (None, Some(_)) => (Outcome::Exact, doubts),
        (None, None) if proven => (Outcome::Proven, doubts),
        (None, None) if doubts.is_empty() => {
            (Outcome::Differs, "not proven, and no reason is given".to_owned())
        }
        (None, None) => (Outcome::Unproven, doubts),
    }
}

fn known(count: Count) -> String {
    match count {
        Count::Unknown => "any number is possible".to_owned(),
        Count::Exactly(count) => format!("{count} are printed"),
        Count::AtMost(count) => format!("at most {count} are printed"),
    }
}

/// The first row that differs. Authors differ in whether a line that states the opening or closing balance is a row:
/// it may be missing among the transactions when it is the balance that the statement starts or ends with.
fn first_difference(expected: &[Row], report: &Report, rows: &[&Transaction]) -> Option<String> {
    let stated = |row: &Row| {
        let ends = report.statements.iter().flat_map(|statement| {
            let proof = &statement.reconciliation;
            [proof.opening_balance, proof.closing_balance]
        });
        let figure = row.balance.or(row.amount);
        ends.flatten().any(|end| figure.is_some_and(|figure| figure.abs() == end.minor.abs()))
    };
    let mut read = rows.iter().map(|row| Row::of(row)).peekable();
    for (index, wanted) in expected.iter().enumerate() {
        let is_balance = wanted.narration.to_lowercase().contains("balance");
        let matches = read.peek().is_some_and(|row| differs(wanted, row).is_none());
        if !matches && (wanted.amount.is_none() || is_balance) && stated(wanted) {
            continue;
        }
        let Some(row) = read.next() else {
            return Some(format!("row {index} is missing: {wanted}"));
        };
        if let Some(what) = differs(wanted, &row) {
            return Some(format!("row {index} {what}: expected {wanted}, read {row}"));
        }
    }
    read.next().map(|row| format!("a row too many: {row}"))
}

/// In what a row differs from what is expected.
fn differs(wanted: &Row, read: &Row) -> Option<&'static str> {
    let amount = |row: &Row| row.amount.unwrap_or(0);
    if !wanted.day.agrees(read.day) {
        Some("date")
    } else if amount(wanted).signum() != amount(read).signum() {
        Some("direction")
    } else if amount(wanted) != amount(read) {
        Some("amount")
    } else if wanted.balance.is_some() && wanted.balance != read.balance {
        Some("balance")
    } else if wanted.letters() != read.letters() {
        Some("narration")
    } else {
        None
    }
}

fn describe(report: &Report) -> String {
    let bank = report.detection.bank.as_ref().map_or("unknown bank", |bank| bank.id.as_str());
    let layout = report.detection.layout.as_deref().unwrap_or("inferred");
    let statements: Vec<String> = report.statements.iter().map(verdict).collect();
    format!("{bank}, {layout}: {}", statements.join(" + "))
}

fn verdict(statement: &Statement) -> String {
    let verdict = match statement.reconciliation.verdict {
        Verdict::Proven => "proven",
        Verdict::ProvenWithGaps => "proven with gaps",
        Verdict::Unproven => "unproven",
    };
    format!("{} rows {verdict}", statement.transactions.len())
}

/// Why statements are not proven: breaks first, then gaps.
fn reasons(report: &Report) -> String {
    let mut reasons = Vec::new();
    for proof in report.statements.iter().map(|statement| &statement.reconciliation) {
        if let Some(broken) = proof.breaks.first() {
            let row = broken.row.map_or(String::new(), |row| format!(" at row {row}"));
            let count = proof.breaks.len();
            let what = &broken.what;
            reasons.push(format!(
                "{count} breaks, {what}{row}: expected {}, printed {}",
                broken.expected, broken.printed
            ));
        }
        reasons.extend(proof.gaps.iter().cloned());
    }
    reasons.join("; ")
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Exact => "exact",
            Outcome::Proven => "proven",
            Outcome::Unproven => "unproven",
            Outcome::Refused => "refused",
            Outcome::Differs => "DIFFERS",
            Outcome::Wrong => "WRONG",
        };
        let file = self.file.strip_prefix("statements/").unwrap_or(&self.file);
        write!(f, "{outcome:8} {file:62} {}", self.read)?;
        if self.note.is_empty() { Ok(()) } else { write!(f, "\n         {}", self.note) }
    }
}
