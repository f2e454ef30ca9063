//! Raw rows in, a proven statement out.
//!
//! [`dates`] settles the date form of the document, [`rows`] turns cells into money, [`order`] puts rows into the
//! order of time, [`reconcile`] lets the balances judge, [`hash`] gives each row its identity, and [`fields`] with
//! [`identity`] read what stands around the table.

mod account;
mod audit;
mod dates;
mod evidence;
pub mod fields;
mod hash;
mod held;
mod held_dates;
pub mod identity;
mod marks;
mod narration;
mod order;
pub mod pages;
pub mod parts;
mod period;
mod reconcile;
mod rows;
mod sections;
mod summary;

use crate::model::{Currency, Diagnostic, Direction, Located, Locator, PrintedTotals, Skipped, Statement};
use crate::page::PageLine;
use crate::table::infer::narration_is_a_guess;
use crate::table::{Grammar, Open, RawRow, RowKind, StatementTable};
use bank_templates::template::{Balances, Side};
use bank_templates::{Field, KnownBank, Layout};
use fields::{HeaderFields, Name};
pub use hash::assign as give_hashes;
pub use held::{hold_to_overview, hold_to_stated, lower, tell_apart};
use jiff::civil::Date;
use rows::Sense;

/// What [`crate::table::infer`] calls the layouts that it guesses.
const INFERRED: &str = "inferred";

/// Turns the table of a document into a statement.
///
/// `pages` are the lines that the table was extracted from: the rows are held against them once more.
/// `reference` is a date known from elsewhere (the document's creation date), used when rows and header print no year.
#[must_use]
pub fn statement(
    pages: &[(u32, Vec<pdf::Line>)],
    table: StatementTable,
    layout: &Layout,
    grammar: &Grammar<'_>,
    bank: Option<&KnownBank>,
    reference: Option<jiff::civil::Date>,
) -> Statement {
    let around: Vec<PageLine> = table.above.iter().chain(&table.around).cloned().collect();
    let mut fields = fields::read(&around, &layout.header, grammar);
    if !table.cover.is_empty() {
        fields.borrow(&fields::read(&table.cover, &layout.header, grammar));
    }
    let currency = currency(&fields, layout);
    let mut diagnostics = Vec::new();
    let sections = sections::directions(&table, layout, grammar);
    let dated = dates::settle(&table, &fields, grammar, reference, &mut diagnostics);
    let open = table.open;
    let skipped = table.skipped;
    let mut printed = printed_totals(&fields, grammar);
    place_balances(&mut printed, &mut fields, &table.rows, &dated, grammar);
    // Sums of kinds that lead from one balance to the other say more than a label that names only one kind.
    let by_template =
        |name: Name| fields.get(name).is_some_and(|field: &fields::HeaderField| field.by_template);
    if !by_template(Name::TotalDebit)
        && !by_template(Name::TotalCredit)
        && let Some((debit, credit)) = summary::totals(&around, &printed, grammar)
    {
        (printed.total_debit, printed.total_credit) = (Some(debit), Some(credit));
    }
    // Sums of a card are named from the card's side: what was spent is a debit.
    let of_card = summary::card_totals(&around, &printed, grammar);
    let mut sense = Sense {
        owed: layout.balances == Balances::Owed
            || (layout.id == INFERRED && summary::is_owed(&around, &printed, grammar)),
        inverted: false,
        unmarked: layout.table.columns.iter().find_map(|column| column.unmarked).map(|side| match side {
            Side::Debit => Direction::Debit,
            Side::Credit => Direction::Credit,
        }),
        sections,
    };
    if sense.owed {
        for stated in [&mut printed.opening, &mut printed.closing].into_iter().flatten() {
            stated.value = -stated.value;
        }
        std::mem::swap(&mut printed.total_debit, &mut printed.total_credit);
        if let Some((spent, paid)) = of_card {
            (printed.total_debit, printed.total_credit) = (Some(spent), Some(paid));
        }
    }
    let try_sense = |sense: &Sense| {
        let (mut skipped, mut doubts, mut printed) = (skipped.clone(), Vec::new(), printed.clone());
        let read = rows::read(&table.rows, &dated, currency, grammar, sense, &mut skipped, &mut doubts);
        let ordered = order::oldest_first(read, layout.order, &mut printed);
        (ordered, printed, skipped, doubts)
    };
    let mut tried = try_sense(&sense);
    // Cards sign their rows as payments or as debts; only the balances tell which.
    if sense.owed && !adds_up(&tried.0, &tried.1) {
        sense.inverted = true;
        let other = try_sense(&sense);
        if adds_up(&other.0, &other.1) {
            tried = other;
        }
    }
    let (ordered, printed, mut skipped, doubts) = tried;
    diagnostics.extend(doubts);
    let mut ordered = ordered;
    narration::capture(&mut ordered.transactions, &layout.rows.narration.0, &dated);
    let mut identity = identity::read(&fields, &around, bank, grammar);
    if identity.name.is_none() {
        identity = identity::read(&fields, &table.cover, bank, grammar);
    }
    let account = account::account(&fields, &identity, &around, currency, grammar);
    account::check(&account, &fields, bank, &mut diagnostics);
    hash::assign(&mut ordered.transactions, &account.key());
    let transactions = &ordered.transactions;
    let outside = left_over(&around, &fields, &identity, transactions);
    let row_like = outside.iter().filter(|line| held::is_row_like(&line.text, grammar)).count();
    let mut reconciliation = reconcile::reconcile(&ordered, &printed, row_like, currency, &mut diagnostics);
    held_dates::hold(&mut reconciliation, &diagnostics, &dated, &table.rows, &skipped, transactions);
    let places: Vec<Locator> = fields.places().chain(ordered.restated.iter().copied()).collect();
    let audit = audit::audit(pages, &table.rows, transactions, &skipped, &places, grammar);
    let agree = |printed: &Option<Located<i64>>, sum: crate::model::Money| {
        printed.as_ref().is_some_and(|total| total.value == sum.minor)
    };
    let totals_agree = !ordered.summed_by_page
        && agree(&printed.total_debit, reconciliation.total_debit)
        && agree(&printed.total_credit, reconciliation.total_credit);
    audit::hold(&audit, totals_agree, &mut reconciliation, &mut diagnostics);
    let narrated = transactions.iter().any(|row| !row.narration.is_empty());
    for gap in left_open(&open, narrated, layout, grammar) {
        lower(&mut reconciliation, gap);
    }
    let missing = pages::check(&table.page_numbers, &mut diagnostics);
    // A closing balance or both sums say that nothing came on the pages that are missing.
    if missing && printed.closing.is_none() && !totals_agree {
        lower(
            &mut reconciliation,
            "pages are missing, and no closing balance says that they hold no rows".to_owned(),
        );
    }
    if layout.id == INFERRED {
        held_dates::hold_to_one(&mut reconciliation, pages, &table.rows, &dated);
        evidence::note(layout, grammar, &sense, transactions, &mut diagnostics);
    }
    skipped.extend(outside);
    if transactions.is_empty() {
        held::hold_empty(&mut reconciliation, &skipped, grammar);
    }
    held::hold_to_lines(&mut reconciliation, &skipped, transactions, grammar);
    skipped.sort_by(|a, b| a.at.page.cmp(&b.at.page).then(a.at.rect.top.total_cmp(&b.at.rect.top)));
    Statement {
        account,
        identity,
        period: dated.period,
        printed,
        transactions: ordered.transactions,
        reconciliation,
        skipped,
        diagnostics,
    }
}

/// What the table leaves open in its narrations. Balances hold amounts, not words: a row may be right to the cent and still have
/// the words of another row or column. `narrated` says whether any row has words.
fn left_open(open: &Open, narrated: bool, layout: &Layout, grammar: &Grammar<'_>) -> Vec<String> {
    let counted = [
        (open.apart, "lines of narrations stand in a list of their own beside the rows"),
        (open.unclaimed, "lines that begin where narrations begin belong to no row"),
        (open.adrift, "lines stand as near to the row above as to the row below"),
        (open.roomy, "narrations go on below a line that is not full, as hardly any others do"),
        (open.uncentred, "narrations are not centred around their rows as most others are"),
        (open.lost, "rows without a narration stand beside lines that belong to no row"),
        (open.elsewhere, "rows have words in another column than that of the narrations"),
        (open.astray, "narrations have words under the heading of a column that is empty otherwise"),
        (open.torn, "lines run on from a narration into another column, so that narrations may be cut"),
        (open.overprinted, "narrations have words that are printed over each other"),
        (open.parted, "rows at the turn of a page have no narration of their own"),
        (open.nameless_figures, "rows have a figure where most rows have one and no heading names it"),
        (open.mixed, "narrations stand in several columns that no heading names"),
    ];
    let counted =
        counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let guessed = layout.id == INFERRED && narrated && narration_is_a_guess(layout, grammar.locale);
    let guessed = guessed.then(|| "no heading says which column the narration is".to_owned());
    counted.chain(guessed).collect()
}

/// Whether the rows lead from the printed opening to the printed closing balance.
fn adds_up(ordered: &order::Ordered, printed: &PrintedTotals) -> bool {
    let (Some(opening), Some(closing)) = (&printed.opening, &printed.closing) else {
        return false;
    };
    let moved = ordered.transactions.iter().fold(0_i64, |sum, row| sum.saturating_add(row.signed_minor()));
    opening.value.saturating_add(moved) == closing.value
}

/// The currency of the account: as its label says, when amounts of both have the same decimals, else that of the layout.
/// Accounts for foreign money are printed in the layout of the others.
fn currency(fields: &HeaderFields, layout: &Layout) -> Currency {
    let usual = Currency::parse(&layout.currency).unwrap_or(Currency::INR);
    let printed = fields.get(Name::Currency).and_then(|field| Currency::parse(&field.text));
    printed.filter(|printed| printed.decimals() == usual.decimals()).unwrap_or(usual)
}

fn printed_totals(fields: &HeaderFields, grammar: &Grammar<'_>) -> PrintedTotals {
    let money = |name: Name| -> Option<Located<i64>> {
        let field = fields.get(name)?;
        stated(field, grammar)
    };
    let positive = |name: Name| money(name).map(|located| Located { value: located.value.abs(), ..located });
    let count = |name: Name| -> Option<Located<i64>> {
        let field = fields.get(name)?;
        Some(Located { value: field.text.replace(',', "").trim().parse().ok()?, at: field.at })
    };
    PrintedTotals {
        opening: money(Name::Opening),
        closing: money(Name::Closing),
        total_debit: positive(Name::TotalDebit),
        total_credit: positive(Name::TotalCredit),
        debit_count: count(Name::DebitCount),
        credit_count: count(Name::CreditCount),
    }
}

/// A stated balance or sum in minor units, negative where its sign or the words beside it say so.
fn stated(field: &fields::HeaderField, grammar: &Grammar<'_>) -> Option<Located<i64>> {
    let minor = grammar.amounts.parse(&field.text)?.signed();
    Some(Located { value: if field.overdrawn { -minor.abs() } else { minor }, at: field.at })
}

/// Takes balances of single days as opening or closing balance, whichever the days of the rows make of them.
fn place_balances(
    printed: &mut PrintedTotals,
    fields: &mut HeaderFields,
    rows: &[RawRow],
    dated: &dates::Dated<'_>,
    grammar: &Grammar<'_>,
) {
    let rows = || rows.iter().filter(|row| row.kind == RowKind::Transaction);
    let top = rows().filter_map(|row| row.at.first()).copied().next();
    let days: Vec<Date> = rows().filter_map(|row| Some(dated.read(row.text(Field::Date))?.0)).collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return };
    for one in std::mem::take(&mut fields.of_day) {
        let Some(day) = period::day(&one.day, grammar, dated.order()) else { continue };
        let starts = dated.period.is_some_and(|period| period.from == day) && first < last;
        // `Balance on 01/04/2025` above the rows of that and later days is the one that the day began with.
        let is_above = |row: Locator| {
            let at = one.line;
            at.page < row.page || (at.page == row.page && at.rect.bottom <= row.rect.top)
        };
        let begins = first < last && top.is_some_and(is_above);
        let place = if day < *first || ((starts || begins) && day <= *first) {
            &mut printed.opening
        } else if day >= *last {
            &mut printed.closing
        } else {
            continue;
        };
        if place.is_none() {
            *place = stated(&one.field, grammar);
            fields.note(one.line);
        }
    }
}

/// Lines from the first page with rows on that no table and no header field took.
fn left_over(
    around: &[PageLine],
    fields: &HeaderFields,
    identity: &crate::model::Identity,
    transactions: &[crate::model::Transaction],
) -> Vec<Skipped> {
    let first = transactions.iter().flat_map(|row| &row.at).map(|at| at.page).min().unwrap_or(u32::MAX);
    let identity_at = [&identity.name, &identity.address].into_iter().flatten().map(|located| located.at);
    let taken: Vec<Locator> = fields.places().chain(identity_at).collect();
    let is_taken = |line: &PageLine| {
        taken
            .iter()
            .any(|at| at.page == line.page && at.rect.overlap_y(line.line.at) > line.line.at.height() * 0.5)
    };
    around
        .iter()
        .filter(|line| line.page >= first && !is_taken(line))
        .map(|line| Skipped {
            text: line.line.text(),
            reason: "outside_table".to_owned(),
            at: Locator::new(line.page, line.line.at),
        })
        .collect()
}

/// Notes a doubt about one place.
fn doubt(diagnostics: &mut Vec<Diagnostic>, code: &str, message: String, at: Option<Locator>) {
    diagnostics.push(Diagnostic::new(code, message, at));
}
