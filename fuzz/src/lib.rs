//! What the fuzz targets share.

use pdf::{Document, Limits, OpenOptions};
use std::time::Duration;
use testdata::odd::{Part, framed};

/// Limits that let a target run thousands of inputs a second.
#[must_use]
pub fn options() -> OpenOptions<'static> {
    let limits = Limits {
        inflated_bytes: 16 << 20,
        stream_bytes: 8 << 20,
        objects: 50_000,
        operators_per_page: 200_000,
        glyphs_per_page: 20_000,
        glyphs: 100_000,
        time: Duration::from_secs(5),
        ..Limits::default()
    };
    OpenOptions { limits, examine: true, ..OpenOptions::default() }
}

/// Reads a file in which that part is these bytes: a result or a typed error.
pub fn read(part: Part, bytes: &[u8]) {
    let _ = Document::open(&framed(part, bytes), &options());
}
