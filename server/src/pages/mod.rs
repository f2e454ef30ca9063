//! Pages for people. A page needs nothing from outside: styles, script and charts are in it, and its policy allows nothing else.

mod amount;
mod charts;
mod policy;
pub mod portfolio;
pub mod report;
