//! The `statera` command.
fn main() {}
