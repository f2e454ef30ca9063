//! One document through all stages: the code behind the front door.

mod best;
mod draft;
mod kind;
mod statements;

use crate::detect;
use crate::error::{ReadError, ReadErrorKind};
use crate::fraud::Thresholds;
use crate::model::{
    Currency, Detection, Diagnostic, DocumentFacts, Inspection, Locator, Report, Skipped, Statement,
};
use crate::page::{PageLine, parted_lines, turned_lines};
use crate::read as reading;
use crate::table::Grammar;
use crate::table::infer::{self, Heard};
use crate::value::{AmountForm, DateForm};
use crate::{Source, enrich, fraud};
use bank_templates::template::Calendar;
use bank_templates::{Genuine, Layout, Template, Templates};
use best::Seen;
pub use draft::Draft;
pub(crate) use draft::draft;
use pdf::{Document, Limits, Line, OpenOptions};
use statements::Read;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What [`infer`] calls the layouts that it guesses.
const INFERRED: &str = "inferred";

/// A document opened, with its lines and the bank settled.
struct Opened<'p, 't> {
    document: Document,
    heard: Heard<'p>,
    /// Running heads and feet that are printed over other lines.
    running: &'p [PageLine],
    /// Page numbers as printed anywhere in the document.
    page_numbers: BTreeSet<(u32, u32)>,
    above: Vec<PageLine>,
    detection: Detection,
    template: Option<&'t Template>,
    /// Whether only the bank's layouts are tried, and nothing is inferred.
    by_template_only: bool,
}

impl<'p> Opened<'p, '_> {
    /// The lines of the document, page by page.
    fn pages(&self) -> &'p [(u32, Vec<Line>)] {
        self.heard.pages
    }

    /// The country of the bank, when it is known.
    fn country(&self) -> Option<&str> {
        self.template.map(|template| template.bank.country.as_str())
    }
}

/// The lines of a document, and running heads and feet that are printed over other lines.
type Lines = (Vec<(u32, Vec<Line>)>, Vec<PageLine>);

fn open(
    source: &Source<'_>,
    limits: &Limits,
    thresholds: &Thresholds,
) -> Result<(Document, Lines), ReadError> {
    let options = OpenOptions {
        password: source.password,
        limits: limits.clone(),
        examine: true,
        ..OpenOptions::default()
    };
    let document = Document::open(source.bytes, &options)?;
    if document.pages.iter().all(|page| page.words.is_empty()) {
        return Err(refused(no_text(&document), &document, None, thresholds));
    }
    let lines = parted_lines(&document);
    Ok((document, lines))
}

/// A refusal with what was seen of the file all the same: a printout to pictures has no rows, and a forgery may break the table.
fn refused(
    error: ReadError,
    document: &Document,
    genuine: Option<&Genuine>,
    thresholds: &Thresholds,
) -> ReadError {
    let case = fraud::Case::new(Some(document), genuine, &[], thresholds);
    ReadError { findings: fraud::inspect_document(&case).findings, ..error }
}

fn no_text(document: &Document) -> ReadError {
    let message = if document.pages.iter().any(|page| !page.images.is_empty()) {
        "the pages are images and hold no text"
    } else {
        "the pages hold no text"
    };
    ReadError::new(ReadErrorKind::NoText, message, "send the PDF that the bank issued, not a scan of it")
}

fn prepare<'p, 't>(
    document: Document,
    (pages, running): &'p Lines,
    bank: Option<&str>,
    templates: &'t Templates,
) -> Result<Opened<'p, 't>, ReadError> {
    if pages.iter().all(|(_, lines)| lines.is_empty()) {
        return Err(no_text(&document));
    }
    let heard = Heard::new(pages);
    let (above, detection) = look(&document, &heard, templates);
    let template = detect::settle(&detection, bank, templates)?;
    let page_numbers = reading::pages::numbers(pages);
    Ok(Opened { document, heard, running, page_numbers, above, detection, template, by_template_only: false })
}

/// The lines above the table, and the bank that they and the margins speak for.
fn look(document: &Document, heard: &Heard<'_>, templates: &Templates) -> (Vec<PageLine>, Detection) {
    let grammars: Vec<Grammar<'_>> =
        templates.locales().iter().map(|locale| inference_grammar(locale, "INR")).collect();
    let above = infer::above_table(heard, &grammars.iter().collect::<Vec<_>>());
    let margins = turned_lines(document);
    let last = above.last().map_or(0, |line| line.page);
    let evidence: Vec<PageLine> = above
        .iter()
        .cloned()
        .chain(margins.into_iter().filter(|line| line.page <= last.max(1) + 1))
        .collect();
    let detection = detect::identify(&evidence, &document.facts, templates);
    (above, detection)
}

/// See [`crate::detect_document`].
pub(crate) fn detect_document(document: &Document, templates: &Templates) -> Detection {
    look(document, &Heard::new(&parted_lines(document).0), templates).1
}

fn inference_grammar<'l>(locale: &'l bank_templates::Locale, currency: &str) -> Grammar<'l> {
    let currency = Currency::parse(currency).unwrap_or(Currency::INR);
    let dates = infer::date_forms();
    Grammar { locale, amounts: AmountForm::new(locale, currency), dates, usual: None }
}

/// The date forms of a layout, in its calendar.
fn date_forms(layout: &Layout) -> Arc<[DateForm]> {
    let forms = infer::compile(&layout.dates);
    match layout.calendar {
        Calendar::Gregorian => forms,
        Calendar::Buddhist => forms.iter().cloned().map(DateForm::in_buddhist_era).collect(),
    }
}

fn grammar<'t>(layout: &Layout, country: Option<&str>, templates: &'t Templates) -> Option<Grammar<'t>> {
    let locale = templates.locale(&layout.locale)?;
    let currency = Currency::parse(&layout.currency)?;
    let amounts = AmountForm::new(locale, currency);
    let usual = infer::usual_order(country, &locale.tag, &layout.currency);
    Some(Grammar { locale, amounts, dates: date_forms(layout), usual })
}

/// See [`crate::inspect`].
pub(crate) fn inspect(
    source: &Source<'_>,
    templates: &Templates,
    limits: &Limits,
    thresholds: &Thresholds,
) -> Result<Inspection, ReadError> {
    let (document, lines) = open(source, limits, thresholds)?;
    let opened = prepare(document, &lines, source.bank, templates)?;
    let mut detection = settled(&opened);
    let (mut found, seen) = statements::read(&opened, templates);
    // A ledger that does not add up anywhere is not shown, but whoever names its bank may have it kept.
    let may_be = seen.headings && found.is_empty() || found.iter().any(kind::has_balances);
    if !found.iter().any(kind::is_statement) {
        found.clear();
    }
    let refuse = |error| Err(refused(error, &opened.document, genuine(&opened), thresholds));
    if is_something_else(&opened, &found, templates) {
        return refuse(something_else());
    }
    if found.is_empty() && !may_be {
        return refuse(not_a_statement(seen, &opened.document));
    }
    let layout = found.into_iter().next();
    let statements = layout.as_ref().map(|read| std::slice::from_ref(&read.statement)).unwrap_or_default();
    let case = fraud::Case::new(Some(&opened.document), genuine(&opened), statements, thresholds);
    let fraud::Outcome { findings, not_run } = fraud::inspect_document(&case);
    let fingerprint = fraud::fingerprint(Some(&opened.document), statements);
    let (account, identity, period) = match layout {
        Some(Read { layout, statement, .. }) => {
            detection.layout = (layout.id != INFERRED).then(|| layout.id.clone());
            let range = statement.date_range();
            (Some(statement.account), statement.identity, range)
        }
        None => (None, crate::model::Identity::default(), None),
    };
    let facts = facts(&opened.document);
    Ok(Inspection { detection, account, identity, period, findings, not_run, fingerprint, facts })
}

/// What the template of the bank says of its untouched files.
fn genuine<'t>(opened: &Opened<'_, 't>) -> Option<&'t Genuine> {
    opened.template.map(|template| &template.genuine)
}

/// See [`crate::read()`].
pub(crate) fn read(
    source: &Source<'_>,
    templates: &Templates,
    limits: &Limits,
    thresholds: &Thresholds,
) -> Result<Report, ReadError> {
    let (document, lines) = open(source, limits, thresholds)?;
    read_opened(prepare(document, &lines, source.bank, templates)?, templates, thresholds, true)
}

/// See [`crate::read_document`].
pub(crate) fn read_document(
    document: Document,
    bank: Option<&str>,
    templates: &Templates,
) -> Result<Report, ReadError> {
    let lines = parted_lines(&document);
    read_opened(prepare(document, &lines, bank, templates)?, templates, &Thresholds::default(), false)
}

/// See [`crate::read_by_template`].
pub(crate) fn read_by_template(
    document: Document,
    bank: &str,
    templates: &Templates,
) -> Result<Report, ReadError> {
    let lines = parted_lines(&document);
    let opened = prepare(document, &lines, Some(bank), templates)?;
    read_opened(Opened { by_template_only: true, ..opened }, templates, &Thresholds::default(), false)
}

/// What no balance sees of a damaged file: words, and rows that are lost together with their opposites.
const DAMAGED: &str = "the file is damaged: some of what its pages show may be missing or wrong";

/// `is_file` tells a document that was opened from one that was typed, which has no file to look at.
fn read_opened<'t>(
    opened: Opened<'_, 't>,
    templates: &'t Templates,
    thresholds: &Thresholds,
    is_file: bool,
) -> Result<Report, ReadError> {
    let mut detection = settled(&opened);
    let (mut found, seen) = statements::read(&opened, templates);
    if !found.iter().any(kind::is_statement) {
        found.clear();
    }
    let refuse = |error| match is_file {
        true => Err(refused(error, &opened.document, genuine(&opened), thresholds)),
        false => Err(error),
    };
    if is_something_else(&opened, &found, templates) {
        return refuse(something_else());
    }
    if found.is_empty() {
        return refuse(not_a_statement(seen, &opened.document));
    }
    let mut diagnostics: Vec<Diagnostic> = opened
        .document
        .warnings
        .iter()
        .map(|warning| Diagnostic::new("document", warning.clone(), None))
        .collect();
    if detection.bank.is_none() {
        diagnostics.push(Diagnostic::new(
            "bank_unknown",
            "nothing above the table names a bank we know; the table was inferred, and the verdict says what it is worth",
            None,
        ));
    }
    detection.layout = found.iter().map(|read| &read.layout.id).find(|id| *id != INFERRED).cloned();
    if detection.layout.is_none() && detection.bank.is_some() {
        diagnostics.push(Diagnostic::new(
            "layout_inferred",
            "no template of the bank fits; the table was inferred",
            None,
        ));
    }
    let (locales, mut statements): (Vec<String>, Vec<Statement>) =
        found.into_iter().map(|read| (read.layout.locale.clone(), read.statement)).unzip();
    let turned = turned_lines(&opened.document);
    note_apart(&turned, "turned_text", &mut statements);
    note_apart(opened.running, "running_text", &mut statements);
    let country = detection.bank.as_ref().map_or("", |bank| bank.country.as_str());
    for (statement, locale) in statements.iter_mut().zip(&locales) {
        let home = enrich::Home { country, currency: statement.account.currency, locale };
        enrich::enrich(&mut statement.transactions, &home, templates);
    }
    if opened.document.facts.damaged {
        for statement in &mut statements {
            reading::lower(&mut statement.reconciliation, DAMAGED.to_owned());
        }
    }
    let file = is_file.then_some(&opened.document);
    let fraud::Outcome { findings, not_run } =
        fraud::inspect(&fraud::Case::new(file, genuine(&opened), &statements, thresholds));
    let risk = fraud::risk(&findings, &not_run, thresholds);
    let facts = facts(&opened.document);
    Ok(Report { detection, statements, findings, not_run, risk, diagnostics, facts })
}

/// Texts across the rows of a statement, and feet over them, are none of its rows; each goes to the statement whose page it is on.
fn note_apart(lines: &[PageLine], reason: &str, statements: &mut [Statement]) {
    for line in lines {
        let crosses = |statement: &&mut Statement| {
            let mut places = statement.transactions.iter().flat_map(|row| &row.at);
            places.any(|at| at.page == line.page)
        };
        if let Some(statement) = statements.iter_mut().find(crosses) {
            statement.skipped.push(Skipped {
                text: line.line.text(),
                reason: reason.to_owned(),
                at: Locator::new(line.page, line.line.at),
            });
        }
    }
}

fn settled(opened: &Opened<'_, '_>) -> Detection {
    let mut detection = opened.detection.clone();
    detection.bank = opened.template.map(detect::bank_ref);
    detection
}

/// Whether the title of a document of which no template knows the layout names something else than a statement.
fn is_something_else(opened: &Opened<'_, '_>, found: &[Read<'_>], templates: &Templates) -> bool {
    found.iter().all(|read| read.layout.id == INFERRED) && kind::is_titled_otherwise(&opened.above, templates)
}

fn something_else() -> ReadError {
    ReadError::new(
        ReadErrorKind::NotAStatement,
        "the title of the document says that it is something else than an account statement",
        "send an account statement; reports, invoices and letters are none",
    )
}

/// Why nothing in a document can be read as the rows of a statement.
fn not_a_statement(seen: Seen, document: &Document) -> ReadError {
    let (message, hint) = if seen.yearless && !seen.rows {
        (
            "the rows are dated by day and month, and no year is printed anywhere",
            "send a statement that prints its period or the day it was made",
        )
    } else if seen.rows {
        (
            "the document has a table of dates and amounts, and no printed balances that hold its rows",
            "send an account statement with balances; lists of movements alone prove nothing",
        )
    } else if document.facts.repaired {
        (
            "the file is cut off or damaged, and what is left of it has no table with date, amount and balance",
            "send the whole file as the bank issued it",
        )
    } else {
        (
            "the document has no table with date, amount and balance",
            "send an account statement; summaries, letters and card slips have no rows to read",
        )
    };
    ReadError::new(ReadErrorKind::NotAStatement, message, hint)
}

fn facts(document: &Document) -> DocumentFacts {
    DocumentFacts {
        pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
        producer: document.facts.producer.clone(),
        creator: document.facts.creator.clone(),
        encrypted: document.facts.encrypted,
    }
}
