//! An account as a workbook.
//!
//! What an analyst may want to follow is a formula (sums, balances, differences), with its value beside it for programs that do
//! not calculate. Texts of the statement are always texts, never formulas, whatever they begin with.

mod book;
mod lists;
mod months;
mod rows;
mod summary;

use book::{Book, Written};
use engine::analyze::AccountAnalysis;
use engine::model::{Finding, Period, Verdict};
use rust_xlsxwriter::XlsxError;

/// Which workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workbook {
    /// Everything, with charts.
    Detailed,
    /// Account, rows and monthly figures: three sheets.
    Raw,
}

impl Workbook {
    /// The word in links and file names.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Workbook::Detailed => "detailed",
            Workbook::Raw => "raw",
        }
    }

    /// The workbook of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Workbook> {
        [Workbook::Detailed, Workbook::Raw].into_iter().find(|kind| kind.word() == word)
    }
}

/// A statement of the account.
#[derive(Clone, Debug)]
pub struct StatementLine {
    /// Identifier.
    pub id: String,
    /// The days that it covers.
    pub period: Option<Period>,
    /// What its balances prove.
    pub verdict: Verdict,
    /// Hashes of its rows.
    pub hashes: Vec<String>,
}

/// What a workbook is made from.
#[derive(Clone, Copy, Debug)]
pub struct AccountBook<'a> {
    /// The account and everything said about it.
    pub account: &'a AccountAnalysis,
    /// Its statements, oldest upload first.
    pub statements: &'a [StatementLine],
    /// Findings about them: number of the statement, and the finding.
    pub findings: &'a [(usize, Finding)],
}

/// Writes a workbook; answers the bytes of the file.
///
/// # Errors
/// The account has more rows than a sheet can hold.
pub fn write(kind: Workbook, of: AccountBook<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::of(of.account);
    match kind {
        Workbook::Detailed => detailed(&mut book, of)?,
        Workbook::Raw => raw(&mut book, of)?,
    }
    book.finish()
}

fn detailed(book: &mut Book, of: AccountBook<'_>) -> Written {
    summary::write(book, of)?;
    months::write(book, of.account)?;
    rows::write(book, of)?;
    lists::daily_balances(book, of.account)?;
    lists::salary(book, of.account)?;
    lists::recurring(book, of.account)?;
    lists::loans(book, of.account)?;
    lists::bounces(book, of.account)?;
    lists::spending(book, of.account)?;
    lists::findings(book, of)?;
    lists::statements(book, of)
}

fn raw(book: &mut Book, of: AccountBook<'_>) -> Written {
    summary::facts(book, of)?;
    rows::write(book, of)?;
    months::write(book, of.account)
}
