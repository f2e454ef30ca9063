//! Numbers as the contents of a page: words, lines and their boxes stay finite and in order whatever is drawn where.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::fmt::Write;
use testdata::odd::{Part, framed};

fuzz_target!(|bytes: &[u8]| {
    let mut content = String::from("BT /F1 9 Tf ");
    for piece in bytes.chunks(8) {
        let at = |index: usize| f32::from(i16::from(piece.get(index).copied().unwrap_or(0)) - 128);
        let size = at(4) / 4.0;
        let _ = write!(content, "{} {} {} {} {} {} Tm {} Tc ({}) Tj ", size, at(0) / 64.0, at(1) / 64.0, size, at(2) * 5.0, at(3) * 7.0, at(5) / 16.0, at(6) as i32);
    }
    content.push_str("ET");
    let options = fuzz::options();
    let Ok(document) = pdf::Document::open(&framed(Part::Content, content.as_bytes()), &options) else { return };
    for page in &document.pages {
        for line in page.lines() {
            assert!(line.at.x0.is_finite() && line.at.x0 <= line.at.x1 && line.at.top <= line.at.bottom);
        }
    }
});
