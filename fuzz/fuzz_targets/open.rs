//! Any bytes as a PDF, all the way to the report: a result or a typed error, within the limits.
#![no_main]

use bank_templates::Templates;
use engine::Source;
use libfuzzer_sys::fuzz_target;
use std::time::Duration;

fuzz_target!(|bytes: &[u8]| {
    let limits = pdf::Limits {
        inflated_bytes: 16 << 20,
        objects: 50_000,
        operators_per_page: 200_000,
        glyphs_per_page: 20_000,
        glyphs: 100_000,
        time: Duration::from_secs(5),
        ..pdf::Limits::default()
    };
    let source = Source { bytes, password: Some("1111"), bank: None };
    let _ = engine::read(&source, Templates::embedded(), &limits);
});
