//! Pages for people. A page needs nothing from outside: styles, script and charts are in it, and its policy allows nothing else.

mod amount;
mod charts;
pub mod error;
pub mod list;
mod policy;
pub mod portfolio;
pub mod report;
pub mod sign_in;
pub mod viewer;
pub mod waiting;

/// The style sheet of the pages of a server: that of the report, and what a page around it needs.
const STYLE: &str = concat!(include_str!("html/report.css"), include_str!("html/pages.css"));
