//! Files that others made, for tests: they lie beside the project and are not part of it.

use std::io::Write as _;
use std::path::PathBuf;

/// Names the folder of them.
const FOLDER: &str = "STATERA_FIXTURES";
/// Set, it makes their absence a failure.
const REQUIRED: &str = "STATERA_TEST_FIXTURES";

/// A file or folder among the fixtures: below `STATERA_FIXTURES`, or `../shared/fixtures` seen from the root of the project.
///
/// Without it the test that asks has nothing to test. That is said on standard error, past what a test runner keeps to itself
/// about tests that pass; with `STATERA_TEST_FIXTURES` set it is a failure.
///
/// # Panics
/// The file is not there, and `STATERA_TEST_FIXTURES` is set.
#[must_use]
pub fn fixture(path: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures");
    let found = std::env::var_os(FOLDER).map_or_else(beside, PathBuf::from).join(path);
    if found.exists() {
        return Some(found);
    }
    assert!(std::env::var_os(REQUIRED).is_none(), "no fixtures at {}", found.display());
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    // Who cannot be told cannot be helped.
    let _ = writeln!(
        std::io::stderr(),
        "NOT TESTED: {test}: no fixtures at {} ({FOLDER} says where they are)",
        found.display()
    );
    None
}
