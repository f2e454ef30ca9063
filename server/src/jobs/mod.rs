//! Work that happens after the reply: a queue in the database and the workers that empty it.

pub mod analyze_entity;
pub mod deliver_webhook;
pub mod queue;
pub mod read_statement;
pub mod sweep;
pub mod worker;
