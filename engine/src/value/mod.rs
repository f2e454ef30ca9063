//! How amounts and dates are printed: the grammar that the table and the reading stages share.
//!
//! A document has one number form and one date form. Both are fixed for the document as a whole, never per
//! value: `03/04/2025` means nothing by itself.

mod amount;
pub mod codes;
mod date;
mod ifsc;
mod mark_letters;

pub use amount::{Amount, AmountForm, Mark, Strength};
pub(crate) use date::Opening;
pub use date::{DateForm, DayMonth, PrintedDate, may_open_with_date, parse_document_date, parse_time};
pub use ifsc::ifsc;
