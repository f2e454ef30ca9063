//! From what the engine says about a file to the rows of the tables.

use super::cell::{Cell, Row};
use super::membership::{Counted, Memberships};
use engine::analyze::entity::AccountLedger;
use engine::analyze::figure::{Figure, mean};
use engine::analyze::recurring::SetStatus;
use engine::analyze::{AccountAnalysis, Analysis};
use engine::model::{Account, Finding, Locator, Money, Period, Report, Statement};

/// Where rows come from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The input.
    pub file: String,
    /// The entity that a manifest names.
    pub entity: Option<String>,
    /// UUID of the bytes, when there were any.
    pub document: Option<String>,
    /// Length of the file, when it could be read.
    pub bytes: Option<u64>,
    /// Version of the engine.
    pub engine: String,
    /// Template and its fingerprint.
    pub template: String,
}

/// Rows of all tables, in the order of [`super::schema::TABLES`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables(pub [Vec<Row>; 6]);

impl Tables {
    /// Adds the rows of another one behind those that are there.
    pub fn append(&mut self, more: Tables) {
        for (own, more) in self.0.iter_mut().zip(more.0) {
            own.extend(more);
        }
    }
}

/// Why an input gave no statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Stable code.
    pub code: String,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Whether another run may fare better.
    pub retryable: bool,
    /// The bank, where it was recognised all the same.
    pub bank: Option<String>,
    /// What was seen of the file all the same, such as pages that are pictures.
    pub findings: Box<[Finding]>,
}

/// An identifier in the form of a UUID that is the same whenever the same thing is read.
#[must_use]
pub fn stable_id(of: &[u8]) -> String {
    let digest = blake3::hash(of);
    let mut bytes = [0_u8; 16];
    for (byte, from) in bytes.iter_mut().zip(digest.as_bytes()) {
        *byte = *from;
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// The identifier of an account whose number is known: of its bank, number and currency.
#[must_use]
pub fn account_id(bank: Option<&str>, account: &Account) -> String {
    stable_id(format!("{}\n{}\n{}", bank.unwrap_or_default(), account.key(), account.currency).as_bytes())
}

/// The row of an input that gave no statement, and those of what was seen of it all the same.
#[must_use]
pub fn of_failure(origin: &Origin, failure: &Failure) -> Tables {
    let mut tables = Tables::default();
    let [_, _, findings, .., failures] = &mut tables.0;
    let bank = failure.bank.as_deref();
    findings.extend(failure.findings.iter().map(|finding| of_finding(origin, bank, finding, None, None)));
    failures.push(vec![
        Cell::text(&origin.file),
        origin.entity.clone().into(),
        origin.document.clone().into(),
        origin.bytes.and_then(|bytes| i64::try_from(bytes).ok()).into(),
        Cell::text(&failure.code),
        Cell::text(&failure.message),
        Some(failure.hint.clone()).filter(|hint| !hint.is_empty()).into(),
        Cell::Flag(failure.retryable),
        failure.bank.clone().into(),
        Cell::text(&origin.engine),
        Cell::text(&origin.template),
    ]);
    tables
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct FileRead {
    /// Where it comes from.
    pub origin: Origin,
    /// What the engine says about it.
    pub report: Report,
}

/// The rows of the files of one entity, or of one file that is of none, and of what they say together.
///
/// `analysis` is of all statements of the files in their order, and `findings` are those about the whole.
#[must_use]
pub fn of_files(files: &[FileRead], analysis: &Analysis, about_all: &[Finding]) -> Tables {
    let mut tables = Tables::default();
    let [statements, transactions, findings, accounts, monthly, _] = &mut tables.0;
    let Some(whole) = of_all(files) else { return tables };
    let places: Vec<(&FileRead, usize, &Statement)> = files
        .iter()
        .flat_map(|file| {
            file.report
                .statements
                .iter()
                .enumerate()
                .map(move |(ordinal, statement)| (file, ordinal, statement))
        })
        .collect();
    let ids: Vec<String> =
        analysis.accounts.iter().enumerate().map(|(place, of)| id_of(&whole, &of.ledger, place)).collect();
    let of_accounts = Memberships::new(&places, analysis);
    for (index, (file, ordinal, statement)) in places.iter().enumerate() {
        let FileRead { origin, report } = file;
        let id =
            stable_id(format!("{}\n{ordinal}", origin.document.as_deref().unwrap_or_default()).as_bytes());
        let account = of_accounts.account(index).and_then(|place| ids.get(place)).map(String::as_str);
        statements.push(of_statement(origin, report, statement, *ordinal, (&id, account)));
        for (place, row) in of_accounts.rows(index).iter().enumerate() {
            transactions.push(of_transaction(origin, row, place, (&id, account)));
        }
    }
    for FileRead { origin, report } in files {
        let about = report.findings.iter();
        findings.extend(about.map(|finding| {
            let hash = of_accounts.hash_now(finding.transaction_hash.as_deref());
            of_finding(origin, bank(report), finding, hash, None)
        }));
    }
    for finding in about_all {
        // Page and box are in one statement; where none is named, the finding is about no file but about all of them.
        let file = finding.statement.and_then(|statement| places.get(statement)).map(|(file, ..)| *file);
        let origin = file.map_or(&whole, |file| &file.origin);
        let account =
            finding.account.and_then(|place| Some((ids.get(place)?, analysis.accounts.get(place)?)));
        let of_account = account.and_then(|(_, account)| account.ledger.bank.as_ref());
        let bank = of_account.map(|bank| bank.id.as_str()).or_else(|| bank(&file?.report));
        let id = account.map(|(id, _)| id.as_str());
        findings.push(of_finding(origin, bank, finding, finding.transaction_hash.clone(), id));
    }
    for (account, id) in analysis.accounts.iter().zip(&ids) {
        accounts.push(of_account(&whole, account, id));
        monthly.extend(months(&whole, account, id));
    }
    tables
}

/// What holds for all files together: of several there is no one name, and perhaps no one template.
fn of_all(files: &[FileRead]) -> Option<Origin> {
    let (first, others) = files.split_first()?;
    let mut whole = first.origin.clone();
    if !others.is_empty() {
        (whole.file, whole.document, whole.bytes) = (String::new(), None, None);
        if others.iter().any(|other| other.origin.template != whole.template) {
            whole.template.clear();
        }
    }
    Some(whole)
}

/// The identifier of an account. Those of which no number is known are not the same because their bank is.
fn id_of(whole: &Origin, ledger: &AccountLedger, place: usize) -> String {
    let known = account_id(ledger.bank.as_ref().map(|bank| bank.id.as_str()), &ledger.account);
    if ledger.account.number.is_some() {
        return known;
    }
    let whose = whole.entity.as_deref().or(whole.document.as_deref()).unwrap_or_default();
    stable_id(format!("{known}\n{whose}\n{place}").as_bytes())
}

fn bank(report: &Report) -> Option<&str> {
    report.detection.bank.as_ref().map(|bank| bank.id.as_str())
}

fn value<T: Clone>(of: &Option<engine::model::Located<T>>) -> Option<T> {
    of.as_ref().map(|located| located.value.clone())
}

fn of_statement(
    origin: &Origin,
    report: &Report,
    statement: &Statement,
    ordinal: usize,
    (id, account): (&str, Option<&str>),
) -> Row {
    let proof = &statement.reconciliation;
    let range = statement.date_range();
    vec![
        Cell::text(id),
        origin.document.clone().into(),
        Cell::text(&origin.file),
        origin.entity.clone().into(),
        Cell::count(ordinal),
        bank(report).into(),
        report.detection.bank.as_ref().map(|bank| bank.country.clone()).into(),
        report.detection.layout.clone().into(),
        account.into(),
        value(&statement.account.number).into(),
        value(&statement.identity.name).into(),
        statement.account.currency.to_string().into(),
        range.map(|range| range.from).into(),
        range.map(|range| range.to).into(),
        i64::from(report.facts.pages).into(),
        Cell::count(statement.transactions.len()),
        proof.opening_balance.into(),
        proof.closing_balance.into(),
        proof.total_credit.into(),
        proof.total_debit.into(),
        Cell::verdict(proof.verdict),
        Cell::count(proof.gaps.len()),
        Cell::count(proof.breaks.len()),
        Cell::count(statement.skipped.len()),
        report.facts.producer.clone().into(),
        i64::from(report.risk.score).into(),
        Cell::text(&origin.engine),
        Cell::text(&origin.template),
    ]
}

/// A text of which an empty one says that nothing is known.
fn known(text: &str) -> Cell {
    if text.is_empty() { Cell::Absent } else { Cell::text(text) }
}

/// Days of a period, both ends included.
fn days(period: &Period) -> i32 {
    (period.to - period.from).get_days() + 1
}

/// Page and box.
fn place(at: Option<&Locator>) -> [Cell; 5] {
    let Some(Locator { page, rect }) = at else { return [const { Cell::Absent }; 5] };
    // As many digits as mean something: a hundredth of a point.
    let number = |length: f32| Cell::Number((f64::from(length) * 100.0).round() / 100.0);
    [i64::from(*page).into(), number(rect.x0), number(rect.top), number(rect.x1), number(rect.bottom)]
}

fn of_transaction(
    origin: &Origin,
    Counted { row, hash, channel, counted }: &Counted<'_>,
    ordinal: usize,
    (statement, account): (&str, Option<&str>),
) -> Row {
    let mut cells = vec![
        Cell::text(statement),
        origin.document.clone().into(),
        origin.entity.clone().into(),
        account.into(),
        Cell::count(ordinal),
        Cell::text(hash),
        row.date.into(),
        row.time.map(|time| time.strftime("%H:%M:%S").to_string()).into(),
        row.value_date.into(),
        Cell::text(&row.narration),
        row.reference.clone().into(),
        Cell::code(&row.direction),
        row.amount.into(),
        row.balance.into(),
        row.amount.currency.to_string().into(),
        Cell::code(channel),
        Cell::code(&row.description),
        Cell::code(&row.merchant_category),
        row.counterparty.clone().into(),
    ];
    cells.extend(place(row.at.first()));
    cells.extend([Cell::text(&origin.engine), Cell::text(&origin.template), Cell::Flag(*counted)]);
    cells
}

fn of_finding(
    origin: &Origin,
    bank: Option<&str>,
    finding: &Finding,
    hash: Option<String>,
    account: Option<&str>,
) -> Row {
    let mut cells = vec![
        origin.document.clone().into(),
        known(&origin.file),
        origin.entity.clone().into(),
        bank.into(),
        Cell::text(&finding.id),
        Cell::code(&finding.group),
        Cell::code(&finding.severity),
        i64::from(finding.confidence).into(),
        Cell::text(&finding.summary),
        finding.expected.clone().into(),
        finding.actual.clone().into(),
        hash.into(),
    ];
    cells.extend(place(finding.at.as_ref()));
    cells.extend([Cell::text(&origin.engine), known(&origin.template), account.into()]);
    cells
}

fn of_account(origin: &Origin, account: &AccountAnalysis, id: &str) -> Row {
    let ledger = &account.ledger;
    let money = |minor: i64| Cell::Decimal(Money::new(minor, ledger.currency));
    let optional = |minor: Option<i64>| minor.map_or(Cell::Absent, money);
    let employments = account.salary.employments.iter();
    let pay = employments.max_by_key(|employment| (!employment.ended, employment.usual));
    let balances = || account.balances.iter().map(|(_, balance)| balance);
    let goes_on = account.recurring.debit.iter().filter(|set| set.status != SetStatus::Ended);
    vec![
        Cell::text(id),
        origin.document.clone().into(),
        origin.entity.clone().into(),
        ledger.bank.as_ref().map(|bank| bank.id.clone()).into(),
        value(&ledger.account.number).into(),
        value(&ledger.account.ifsc).into(),
        value(&ledger.identity.name).into(),
        ledger.currency.to_string().into(),
        ledger.span().map(|span| span.from).into(),
        ledger.span().map(|span| span.to).into(),
        Cell::count(ledger.rows.len()),
        Cell::verdict(ledger.verdict),
        money(account.lender.income),
        optional(pay.map(|pay| pay.usual)),
        i64::from(account.salary.confidence).into(),
        pay.and_then(|pay| pay.employer.clone()).into(),
        money(account.lender.obligations),
        account.lender.foir.into(),
        Cell::count(account.lender.loans.len()),
        Cell::count(account.bounces.len()),
        Cell::count(goes_on.count()),
        optional(mean(balances())),
        optional(balances().min()),
        account.score.score.into(),
        Cell::text(&origin.engine),
        known(&origin.template),
        Cell::count(ledger.statements.len()),
        i64::from(ledger.missing.iter().map(days).sum::<i32>()).into(),
        Cell::count(ledger.discontinuities.len()),
    ]
}

fn months(origin: &Origin, account: &AccountAnalysis, id: &str) -> Vec<Row> {
    let ledger = &account.ledger;
    let row = |month: &engine::analyze::year_month::YearMonth| {
        let figure = |name: &str| match account.monthly.figure(name, *month) {
            Some(Figure::Money(minor)) => Cell::Decimal(Money::new(*minor, ledger.currency)),
            Some(Figure::Count(count)) => Cell::Integer(*count),
            _ => Cell::Absent,
        };
        let lowest = account.balances.between(month.first(), month.last()).map(|(_, balance)| balance).min();
        vec![
            Cell::text(id),
            origin.document.clone().into(),
            origin.entity.clone().into(),
            month.first().into(),
            ledger.currency.to_string().into(),
            figure("amt_credit"),
            figure("amt_debit"),
            figure("amt_income_credit"),
            figure("cnt_transactions"),
            figure("avg_bal"),
            lowest.map_or(Cell::Absent, |minor| Cell::Decimal(Money::new(minor, ledger.currency))),
            figure("closing_balance"),
            Cell::text(&origin.engine),
            known(&origin.template),
        ]
    };
    account.monthly.months.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::schema::TABLES;
    use engine::analyze::{AnalysisOptions, entity};
    use engine::{Source, read};
    use jiff::civil::date;
    use testdata::{Ledger, LedgerPlan, PrintOptions, layouts};

    #[test]
    fn every_row_fits_its_table() {
        let ledger = Ledger::invent(3, &LedgerPlan::default().months(2).rows_per_month(12));
        let bytes = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
        let source = Source { bytes: &bytes, password: None, bank: None };
        let report = read(&source, bank_templates::Templates::embedded(), &pdf::Limits::default()).unwrap();
        let analysis =
            engine::analyze(&entity::statements_of(&report), &AnalysisOptions::on(date(2025, 12, 1)));
        let origin = Origin {
            file: "a.pdf".to_owned(),
            entity: None,
            document: Some("d".to_owned()),
            bytes: Some(7),
            engine: "e".to_owned(),
            template: "t".to_owned(),
        };
        let failure = Failure {
            code: "no_text".to_owned(),
            message: "m".to_owned(),
            hint: String::new(),
            retryable: false,
            bank: None,
            findings: Box::default(),
        };
        let failed = of_failure(&origin, &failure);
        let mut tables = of_files(&[FileRead { origin, report }], &analysis, &[]);
        tables.append(failed);
        for (table, rows) in TABLES.iter().zip(&tables.0) {
            for row in rows {
                assert!(table.fits(row), "{}: {row:?}", table.name);
            }
        }
        let counts = tables.0.each_ref().map(Vec::len);
        assert_eq!((counts[0], counts[1], counts[3], counts[5]), (1, ledger.rows.len(), 1, 1));
        assert!(counts[4] >= 2);
    }
}
