//! Invented bank statements for tests and demos: a ledger is made up from a seed and printed in a layout to a PDF.
//!
//! Nothing here depends on the engine, so that the engine's tests can depend on this crate and check what they read
//! against the [`Ledger`] that was printed.
//!
//! ```
//! use testdata::{Ledger, LedgerPlan, PrintOptions, layouts, print};
//!
//! let ledger = Ledger::invent(7, &LedgerPlan::default());
//! let pdf = print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
//! assert!(pdf.starts_with(b"%PDF-"));
//! ```
//!
//! Everything is invented: names, banks, accounts, codes and amounts. The bytes depend on the input alone.

mod fixtures;
mod ledger;
mod mutate;
mod print;
mod random;
mod rewrite;
mod samples;

pub mod layout;
pub mod layouts;
pub mod odd;
pub mod personas;
pub mod tamper;

pub use fixtures::fixture;
pub use layout::Layout;
pub use ledger::{Bank, Direction, Flavour, Ledger, LedgerPlan, LedgerRow, RowKind};
pub use mutate::{Mutant, Mutator};
pub use print::{CellPlace, PrintOptions, Printed, RowPlace, print, print_accounts, print_with_places};
pub use random::Random;
pub use rewrite::{Cipher, RewriteError, encrypt, pack};
pub use samples::{Sample, accounts_of_samples, samples};
