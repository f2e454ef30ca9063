//! The crate from outside: bytes in, document out.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail, and its helpers are not marked as tests"
)]

mod annotations;
mod content;
mod damage;
mod encryption;
mod facts;
mod fixtures;
mod fonts;
mod hostile;
mod kept;
mod known_attacks;
mod limits;
mod losses;
mod mutations;
mod revisions;
mod rulings;
mod structure;
mod words;
mod write;
