//! The layout that reads some lines of a document best: those of the bank's template, then what headings and figures suggest.

use super::statements::Read;
use super::{INFERRED, Opened, grammar};
use crate::model::{Skipped, Statement, Verdict};
use crate::page::PageLine;
use crate::read as reading;
use crate::table::infer::{self, Heard};
use crate::table::{self, Grammar, StatementTable};
use crate::value::parse_document_date;
use bank_templates::{KnownBank, Layout, Locale, Templates};
use jiff::civil::Date;
use pdf::Line;
use std::collections::BTreeSet;

/// What was met on the way, for whoever has to say why nothing could be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// Headings of a table.
    pub(super) headings: bool,
    /// Rows, whether or not anything holds them.
    pub(super) rows: bool,
    /// Rows whose dates lack a year that nothing else says.
    pub(super) yearless: bool,
}

impl Seen {
    pub(super) fn add(&mut self, other: Seen) {
        self.headings |= other.headings;
        self.rows |= other.rows;
        self.yearless |= other.yearless;
    }
}

/// The layout that reads some lines of the document best, with its statement, and what was seen of others.
/// `cover` holds lines that may speak for the statement without being its own.
pub(super) fn best_layout<'t>(
    opened: &Opened<'_, 't>,
    heard: &Heard<'_>,
    cover: &[PageLine],
    templates: &'t Templates,
) -> (Option<Read<'t>>, Seen) {
    let pages = heard.pages;
    let reference = opened.document.facts.created.as_deref().and_then(parse_document_date);
    let bank = opened.template.and_then(|template| templates.known(&template.bank.id));
    let mut trial = Trial {
        country: opened.country(),
        page_numbers: &opened.page_numbers,
        pages,
        heard,
        cover,
        bank,
        reference,
        best: None,
        templates_again: false,
        guesses: 0,
        seen: Seen::default(),
    };
    let mut postponed = Vec::new();
    for layout in opened.template.iter().flat_map(|template| &template.layout) {
        if let Some(grammar) = grammar(layout, opened.country(), templates) {
            if trial.breaks_early(layout, &grammar) {
                postponed.push((layout, grammar));
                continue;
            }
            let table = table::extract(heard, layout, &grammar);
            trial.consider(layout, grammar, table);
        }
    }
    if !opened.by_template_only {
        let currency = infer::currency(&opened.above, opened.country());
        for locale in templates.locales() {
            if trial.is_proven() {
                break;
            }
            trial.infer(locale, &currency, templates);
        }
        // Where headings were seen they say what the columns hold, and nobody has to guess. Those of a broken file may be what it
        // lost.
        if !trial.seen.headings && !opened.document.facts.repaired {
            let mut spoken: Vec<&Locale> =
                templates.locales().iter().filter(|locale| heard.speaks(locale)).collect();
            // English words stand in the statements of many countries; those of another language say more.
            spoken.sort_by_key(|locale| locale.beside.is_empty());
            for locale in spoken {
                trial.without_headings(locale, &currency, templates);
            }
        }
    }
    // What the first pages speak against may still be the best that there is.
    trial.templates_again = true;
    for (layout, grammar) in postponed {
        if !trial.is_proven() {
            let table = table::extract(heard, layout, &grammar);
            trial.consider(layout, grammar, table);
        }
    }
    (trial.best.map(|(_, read)| read), trial.seen)
}

/// Pages of a long document on which a layout of the bank has to hold before it is tried on all of them, and how many times as
/// many make it long: trying costs little then.
const SAMPLE: usize = 3;
const LONG: usize = 10 * SAMPLE;
/// Rows and other lines within the table that it takes to tell.
const SAMPLE_LINES: usize = 24;
/// Tables before a ledger that are left out at most.
const MOST_LEFT_OUT: usize = 2;
/// Guesses by which a document is read in full in any case, and lines that are read by all of them together: a document of hundreds of
/// pages that all look like headings gives dozens of guesses, and the right one of an honest document is among the first.
const FEWEST_GUESSES: usize = 6;
const MOST_LINES: usize = 300_000;

/// Whether a document of so many lines may be read by one more guess.
fn has_room(guesses: usize, lines: usize) -> bool {
    guesses < FEWEST_GUESSES || (guesses + 1).saturating_mul(lines) <= MOST_LINES
}

/// Lines of pages.
type Pages = [(u32, Vec<Line>)];

/// Readings of the same lines, of which the best is kept.
struct Trial<'o, 'l, 't> {
    /// The country of the bank, when it is known.
    country: Option<&'o str>,
    /// Page numbers as printed anywhere in the document.
    page_numbers: &'o BTreeSet<(u32, u32)>,
    pages: &'o Pages,
    heard: &'o Heard<'l>,
    cover: &'o [PageLine],
    bank: Option<&'t KnownBank>,
    /// The day on which the file says that it was made.
    reference: Option<Date>,
    best: Option<(Rank, Read<'t>)>,
    /// Whether what is tried now would have come first, had it not been postponed.
    templates_again: bool,
    /// Guesses by which all lines were read.
    guesses: usize,
    seen: Seen,
}

impl<'o, 't> Trial<'o, '_, 't> {
    fn is_proven(&self) -> bool {
        self.best.as_ref().is_some_and(|(_, read)| read.statement.reconciliation.verdict == Verdict::Proven)
    }

    /// Whether a layout reads no rows on the first pages of a long document, or rows half of which do not follow: the bank
    /// prints another layout now, and reading all pages by this one would be in vain.
    fn breaks_early(&mut self, layout: &Layout, grammar: &Grammar<'t>) -> bool {
        let Some(sample) = self.pages.get(..SAMPLE).filter(|_| self.pages.len() >= LONG) else {
            return false;
        };
        let Some(table) = table::extract(&Heard::new(sample), layout, grammar) else { return false };
        self.seen.headings = true;
        let statement = reading::statement(sample, table, layout, grammar, self.bank, self.reference);
        let rows = statement.transactions.len();
        let seen = rows + statement.skipped.len();
        seen >= SAMPLE_LINES && 2 * statement.reconciliation.breaks.len() >= rows
    }

    /// The first pages of a long document, some from its middle and the last ones.
    fn samples(&self) -> Option<[&'o Pages; 3]> {
        // Beyond what the limits allow, pages have no lines.
        let count = self.pages.iter().rposition(|(_, lines)| !lines.is_empty())? + 1;
        let last = count.checked_sub(SAMPLE).filter(|_| count >= LONG)?;
        let sample = |from: usize| self.pages.get(from..from + SAMPLE);
        Some([sample(0)?, sample(last / 2)?, sample(last)?])
    }

    /// Whether most rows of a table that some pages of a long document have do not follow from each other, or have no balance
    /// where nothing but balances makes a table.
    fn breaks(
        &self,
        sample: &Pages,
        layout: &Layout,
        grammar: &Grammar<'t>,
        table: Option<StatementTable>,
    ) -> bool {
        let Some(table) = table else { return false };
        let statement = reading::statement(sample, table, layout, grammar, self.bank, self.reference);
        let rows = statement.transactions.len();
        let alone = statement.transactions.iter().filter(|row| row.balance.is_none()).count();
        // Without headings every row has to have its balance.
        let lacks = layout.table.columns.iter().all(|column| column.heading.0.iter().all(String::is_empty))
            && 2 * alone > rows;
        rows >= SAMPLE_LINES && (2 * statement.reconciliation.breaks.len() > rows || lacks)
    }

    /// Whether one more guess may be read in full.
    fn takes_room(&mut self) -> bool {
        let lines = self.pages.iter().map(|(_, lines)| lines.len()).sum();
        let has_room = has_room(self.guesses, lines);
        self.guesses += usize::from(has_room);
        has_room
    }

    /// Whether a guess breaks at most rows at the start, in the middle and at the end of a long document. Read in full it would
    /// not be shown, for no balances would speak for it, and reading thousands of pages for every such guess takes long.
    fn is_hopeless(
        &mut self,
        layout: &Layout,
        grammar: &Grammar<'t>,
        table_of: impl Fn(&Heard<'_>) -> Option<StatementTable>,
    ) -> bool {
        let breaks = |sample: &'o Pages| self.breaks(sample, layout, grammar, table_of(&Heard::new(sample)));
        let hopeless = self.samples().is_some_and(|samples| samples.into_iter().all(breaks));
        self.seen.headings |= hopeless;
        self.seen.rows |= hopeless;
        hopeless || !self.takes_room()
    }

    /// Reads what headings in the words of a language make of the lines: by one set of headings, then by all together, then
    /// with tables in blocks side by side parted.
    fn infer(&mut self, locale: &'t Locale, currency: &str, templates: &'t Templates) {
        let guesses = infer::layouts(self.heard, locale, currency);
        for layout in &guesses.layouts {
            for grammar in self.grammars(layout, templates) {
                let extract = |heard: &Heard<'_>| table::extract(heard, layout, &grammar);
                let table =
                    if self.is_hopeless(layout, &grammar, extract) { None } else { extract(self.heard) };
                self.consider(layout, grammar, table);
            }
            if self.is_proven() {
                return;
            }
        }
        self.apart(&guesses.layouts, templates);
        let Some(first) = guesses.kinds.first() else { return };
        for grammar in self.grammars(first, templates) {
            if let Some(parted) = infer::parted(self.pages, &grammar) {
                let heard = Heard::new(&parted);
                let kinds = infer::layouts(&heard, locale, currency).kinds;
                self.together(&heard, &kinds, grammar);
            } else if guesses.kinds.len() > 1 {
                self.together(self.heard, &guesses.kinds, grammar);
            }
        }
    }

    /// Reads the most complete headings once more without tables before and behind the ledger that are headed much like it.
    fn apart(&mut self, layouts: &[Layout], templates: &'t Templates) {
        let Some(layout) = layouts.first() else { return };
        for leave_out in 0..=MOST_LEFT_OUT {
            for grammar in self.grammars(layout, templates) {
                // Beyond the first page the same tables are left out whatever is left out there.
                let apart = |heard: &Heard<'_>| {
                    table::extract_apart(heard, layout, &grammar, 0)
                        .or_else(|| table::extract(heard, layout, &grammar))
                };
                if !self.is_hopeless(layout, &grammar, apart) {
                    let table = table::extract_apart(self.heard, layout, &grammar, leave_out);
                    self.consider(layout, grammar, table);
                }
            }
            if self.is_proven() {
                return;
            }
        }
    }

    fn together(&mut self, heard: &Heard<'_>, kinds: &[Layout], grammar: Grammar<'t>) {
        let layouts: Vec<&Layout> = kinds.iter().collect();
        if let Some(first) = kinds.first() {
            let extract = |heard: &Heard<'_>| table::extract_kinds(heard, &layouts, &grammar);
            let table = if self.is_hopeless(first, &grammar, extract) { None } else { extract(heard) };
            self.consider(first, grammar, table);
        }
    }

    /// Reads a table that has no headings; it counts only where balances hold its rows.
    fn without_headings(&mut self, locale: &'t Locale, currency: &str, templates: &'t Templates) {
        let layout = infer::plain(self.pages, locale, currency);
        for grammar in self.grammars(&layout, templates) {
            let breaks = |sample: &Pages| {
                let tables = infer::unheaded(sample, &grammar, &layout.currency);
                !tables.is_empty()
                    && tables
                        .into_iter()
                        .all(|(layout, table)| self.breaks(sample, &layout, &grammar, Some(table)))
            };
            if self.samples().is_some_and(|samples| samples.into_iter().all(breaks)) {
                continue;
            }
            for (layout, table) in infer::unheaded(self.pages, &grammar, &layout.currency) {
                let (read, rank) = self.read(&layout, grammar.clone(), table);
                let held = read.statement.transactions.iter().filter(|row| row.balance.is_some()).count();
                let proof = &read.statement.reconciliation;
                if proof.verdict != Verdict::Unproven && held == read.statement.transactions.len() {
                    self.keep(rank, read);
                }
            }
        }
    }

    /// The grammars to read a layout with: one for each form that the numbers of the lines may have.
    fn grammars(&self, layout: &Layout, templates: &'t Templates) -> Vec<Grammar<'t>> {
        let Some(usual) = grammar(layout, self.country, templates) else { return Vec::new() };
        let forms = self.heard.number_forms(&usual.amounts);
        forms.into_iter().map(|amounts| Grammar { amounts, ..usual.clone() }).collect()
    }

    fn consider(&mut self, layout: &Layout, grammar: Grammar<'t>, table: Option<StatementTable>) {
        let Some(table) = table else { return };
        self.seen.headings = true;
        let (read, rank) = self.read(layout, grammar, table);
        let undated = |line: &&Skipped| line.reason == "date_unreadable";
        self.seen.rows |= !read.statement.transactions.is_empty();
        self.seen.yearless |= read.statement.skipped.iter().filter(undated).count() > 1;
        if is_useful(layout, &read.statement) {
            self.keep(rank, read);
        }
    }

    fn read(&self, layout: &Layout, grammar: Grammar<'t>, mut table: StatementTable) -> (Read<'t>, Rank) {
        table.cover = self.cover.to_vec();
        table.page_numbers.clone_from(self.page_numbers);
        let statement = reading::statement(self.pages, table, layout, &grammar, self.bank, self.reference);
        let rank = rank(&statement);
        (Read { layout: layout.clone(), statement, grammar }, rank)
    }

    /// Keeps a reading if it is the best so far; of equals those of the bank's template stay, then the first.
    fn keep(&mut self, rank: Rank, read: Read<'t>) {
        let ties = self.templates_again;
        if self.best.as_ref().is_none_or(|(least, _)| rank > *least || ties && rank == *least) {
            self.best = Some((rank, read));
        }
    }
}

/// Whether a reading says anything: a quarter without rows is a statement too when its template finds the balance that
/// nothing moved.
fn is_useful(layout: &Layout, statement: &Statement) -> bool {
    let printed = &statement.printed;
    !statement.transactions.is_empty()
        || (printed.opening.is_some() && (printed.closing.is_some() || layout.id != INFERRED))
}

/// What makes one reading better than another: a better verdict, then more rows that their balances hold, then fewer breaks, then
/// more rows. Breaks come after held rows: a layout that fits a few rows only has few places to break at.
type Rank = (u8, usize, std::cmp::Reverse<usize>, usize);

fn rank(statement: &Statement) -> Rank {
    let verdict = match statement.reconciliation.verdict {
        Verdict::Proven => 2,
        Verdict::ProvenWithGaps => 1,
        Verdict::Unproven => 0,
    };
    let breaks = &statement.reconciliation.breaks;
    let rows = &statement.transactions;
    let broken = breaks.iter().filter(|gap| gap.row.is_some()).count();
    let held = rows.iter().filter(|row| row.balance.is_some()).count().saturating_sub(broken);
    // A reading without rows proves nothing, however well its empty sum adds up; one that left amounts out read less than any other.
    let (verdict, breaks) = match (rows.is_empty(), verdict) {
        (true, 0) => (0, usize::MAX),
        (true, _) => (0, breaks.len()),
        (false, verdict) => (verdict, breaks.len()),
    };
    (verdict, held, std::cmp::Reverse(breaks), rows.len())
}

#[cfg(test)]
mod tests {
    use super::has_room;

    #[test]
    fn long_documents_are_read_by_a_few_guesses_and_short_ones_by_all() {
        assert!(has_room(0, usize::MAX) && has_room(5, 1_000_000));
        assert!(!has_room(6, 1_000_000));
        assert!(has_room(99, 3_000) && !has_room(100, 3_000));
        assert!(has_room(1_000, 100));
    }
}
