//! Forging printed statements the way forgers do, and doing to them what honest programs do.
//!
//! Every operation starts from the same honest statement and says where its trace is to be seen.

mod alter;
mod draw;
mod pages;
mod save;
mod sign;

use crate::layout::{Field, Layout};
use crate::ledger::{Ledger, LedgerPlan, RowKind};
use crate::print::{CellPlace, PrintOptions, Printed, RowPlace, print_with_places};

/// An honest statement, and what it was printed from.
pub struct Honest {
    /// The rows.
    pub ledger: Ledger,
    /// How they are printed.
    pub layout: Layout,
    /// What the file says about itself.
    pub options: PrintOptions,
    /// The file, and where everything stands.
    pub printed: Printed,
}

/// A box on a page: number from 1; left, top, right and bottom in points from the top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Page number.
    pub page: u32,
    /// Left edge.
    pub x0: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub x1: f32,
    /// Lower edge.
    pub bottom: f32,
}

/// A file that something was done to.
pub struct Tampered {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where the trace is to be seen, if it is to be seen on a page.
    pub place: Option<Place>,
}

/// What can be done to a statement.
pub struct Operation {
    /// Its name in the cases of the heuristics.
    pub name: &'static str,
    /// Whether it changes what the statement says, or hides that.
    pub forges: bool,
    /// What it does, in one sentence.
    pub does: &'static str,
    /// Does it.
    pub apply: fn(&Honest) -> Result<Tampered, lopdf::Error>,
}

/// All operations.
pub const OPERATIONS: &[Operation] = &[
    honest("untouched", "nothing", untouched),
    honest("password_added", "encrypts the file", save::password_added),
    honest("written_anew", "writes the same objects anew, in another order of bytes", save::written_anew),
    honest("signed", "signs the whole file", sign::signed),
    honest(
        "signed_then_certificates_added",
        "adds certificates behind the signature",
        sign::certificates_added,
    ),
    honest("link_added", "adds a link beside the table", draw::link_added),
    honest("same_objects_again", "appends a revision that repeats what is there", save::same_objects_again),
    forged("salary_raised", "raises a salary in a later revision", alter::salary_raised),
    forged(
        "salary_raised_and_rebalanced",
        "raises a salary and all balances after it in a later revision",
        alter::salary_raised_and_rebalanced,
    ),
    forged("row_inserted", "inserts a credit in a later revision", alter::row_inserted),
    forged("row_deleted", "deletes a row in a later revision", alter::row_deleted),
    forged("row_doubled", "doubles a row in a later revision", alter::row_doubled),
    forged("holder_changed", "prints another name in a later revision", alter::holder_changed),
    forged("account_changed", "prints another account number in a later revision", alter::account_changed),
    forged("dates_shifted", "moves all rows by a month in a later revision", alter::dates_shifted),
    forged(
        "saved_by_editor",
        "saves an altered statement anew with an online editor's name",
        save::saved_by_editor,
    ),
    forged(
        "saved_under_the_old_name",
        "saves an altered statement anew and keeps the producer",
        save::saved_under_the_old_name,
    ),
    forged(
        "producer_forged",
        "prints a statement with the name of a program that did not write it",
        save::producer_forged,
    ),
    forged(
        "producer_copied_encrypted",
        "copies the undecrypted bytes of a producer",
        save::producer_copied_encrypted,
    ),
    forged("one_date_renewed", "renews the dates of Info and forgets those of XMP", save::one_date_renewed),
    forged("made_before_its_rows", "states a creation before the last rows", save::made_before_its_rows),
    forged(
        "box_over_amount",
        "draws a white box over an amount and another amount onto it",
        draw::box_over_amount,
    ),
    forged("note_over_amount", "lays a note with another amount over an amount", draw::note_over_amount),
    forged("ink_over_amount", "paints an amount over with a pen", draw::ink_over_amount),
    forged(
        "amount_without_ink",
        "draws another amount and keeps the old one without ink",
        draw::amount_without_ink,
    ),
    forged(
        "amount_in_another_font",
        "sets an amount in a font that the file did not have",
        draw::amount_in_another_font,
    ),
    forged("amount_moved", "sets an amount some points beside its column", draw::amount_moved),
    forged("amount_touched_up", "leaves the mark of an editor before an amount", draw::amount_touched_up),
    forged(
        "page_of_another_file",
        "puts a page of another statement between the pages",
        pages::page_of_another_file,
    ),
    forged("page_dropped", "leaves a page out", pages::page_dropped),
    forged("page_doubled", "shows a page twice", pages::page_doubled),
    forged("page_flattened", "replaces a page by a picture", pages::page_flattened),
    forged("changed_after_signing", "raises a salary behind the signature", sign::changed_after_signing),
    // The bank's own program prints other rows: there is nothing in the file to be found.
    Operation {
        name: "printed_by_the_bank_itself",
        forges: true,
        does: "has the same program print altered and balanced rows, which leaves no trace",
        apply: alter::printed_anew,
    },
];

const fn honest(
    name: &'static str,
    does: &'static str,
    apply: fn(&Honest) -> Result<Tampered, lopdf::Error>,
) -> Operation {
    Operation { name, forges: false, does, apply }
}

const fn forged(
    name: &'static str,
    does: &'static str,
    apply: fn(&Honest) -> Result<Tampered, lopdf::Error>,
) -> Operation {
    Operation { name, forges: true, does, apply }
}

impl Honest {
    /// The statement of a seed in a layout, with a salary somewhere among its rows.
    pub fn print(seed: u64, layout: Layout) -> Self {
        let plan = LedgerPlan { months: 4, ..LedgerPlan::default() };
        let ledger = Ledger::invent(seed, &plan);
        let ledger = if layout.numbers.show_decimals { ledger } else { ledger.in_whole_units() };
        let options = PrintOptions { id: Some([7; 16]), xmp: true, ..PrintOptions::default() };
        let printed = print_with_places(&ledger, &layout, &options);
        Self { ledger, layout, options, printed }
    }

    fn print_altered(&self, alter: impl Fn(&mut Ledger)) -> Printed {
        let mut ledger = self.ledger.clone();
        alter(&mut ledger);
        print_with_places(&ledger, &self.layout, &self.options)
    }

    /// Index of the salary that forgers raise: the second one, for the first may share its page with the header.
    fn salary(&self) -> usize {
        let salaries = self.ledger.rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Salary);
        salaries.map(|(index, _)| index).take(2).last().unwrap_or(0)
    }

    /// Where the amount of that salary stands.
    fn amount(&self) -> Option<(&RowPlace, &CellPlace)> {
        let row = self.printed.places.iter().find(|place| place.row == self.salary())?;
        let amounts = [Field::Credit, Field::SignedAmount, Field::MarkedAmount, Field::PlainAmount];
        row.cells.iter().find(|cell| amounts.contains(&cell.field)).map(|cell| (row, cell))
    }
}

impl Place {
    fn of(row: &RowPlace, cell: &CellPlace) -> Self {
        let page = u32::try_from(row.page).unwrap_or(0) + 1;
        Self { page, x0: cell.x0, top: cell.baseline - 7.0, x1: cell.x1, bottom: cell.baseline + 2.0 }
    }
}

fn untouched(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    Ok(Tampered { bytes: honest.printed.bytes.clone(), place: None })
}
