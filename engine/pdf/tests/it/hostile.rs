//! Files that mean harm: each ends in time, with what could be read.

use crate::write::{Pdf, deflate, open};
use pdf::{Document, Limits, OpenOptions};
use std::time::{Duration, Instant};

/// Reads within two seconds, whatever comes out.
fn ends_in_time(bytes: &[u8]) -> Option<Document> {
    let start = Instant::now();
    let document = Document::open(bytes, &OpenOptions::default()).ok();
    // A debug build on a busy machine is slow; a loop without end is slower.
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
    document
}

#[test]
fn forms_that_fan_out_are_counted() {
    // Ten forms that each draw the next one ten times: ten to the tenth.
    let mut pdf = Pdf::new("/X Do").resources("/XObject << /X 10 0 R >>");
    for number in 10..20 {
        let next = number + 1;
        let entries = format!("/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >>");
        pdf = pdf.stream(number, &entries, "/X Do ".repeat(10));
    }
    let document = ends_in_time(&pdf.bytes()).unwrap();
    assert!(
        document.warnings.iter().any(|warning| warning.contains("forms_per_page")),
        "{:?}",
        document.warnings
    );
}

#[test]
fn deep_nesting_costs_no_stack() {
    for content in ["[".repeat(200_000), "<<".repeat(200_000), "(".repeat(200_000), "q ".repeat(200_000)] {
        let content = format!("BT /F1 9 Tf 9 9 Td (before) Tj ET {content}");
        assert_eq!(ends_in_time(&Pdf::new(content).bytes()).unwrap().pages[0].words[0].text, "before");
    }
}

#[test]
fn floods_of_operands_and_marks_are_bounded() {
    let page = Pdf::new(format!("{} BT /F1 9 Tf 9 9 Td (after) Tj ET", "1 ".repeat(1_000_000))).first_page();
    assert_eq!(page.words[0].text, "after");
    let page =
        Pdf::new(format!("{} BT /F1 9 Tf 9 9 Td (after) Tj ET", "/P BMC ".repeat(100_000))).first_page();
    assert_eq!(page.words[0].text, "after");
}

#[test]
fn bombs_inflate_to_the_limit_only() {
    let zeros = deflate(&deflate(&vec![b' '; 200 << 20]));
    let pdf = Pdf::new("").object(4, crate::write::stream("/Filter [/FlateDecode /FlateDecode]", &zeros));
    let limits = Limits { inflated_bytes: 8 << 20, ..Limits::default() };
    let document =
        Document::open(&pdf.bytes(), &OpenOptions { password: None, limits, ..OpenOptions::default() })
            .unwrap();
    assert!(
        document.warnings.iter().any(|warning| warning.contains("inflated_bytes")),
        "{:?}",
        document.warnings
    );
}

#[test]
fn ranges_of_codes_are_not_written_out() {
    let map = format!("beginbfrange {} endbfrange", "<00000000> <FFFFFFFF> <0041> ".repeat(5_000));
    let pdf = Pdf::new("BT /F1 9 Tf 9 9 Td <0001> Tj ET")
        .resources("/Font << /F1 << /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 8 0 R /DescendantFonts [7 0 R] >> >>")
        .stream(8, "", map)
        .object(7, "<< /Subtype /CIDFontType2 /W [0 4294967295 500 0 2000000000 400] >>");
    assert_eq!(ends_in_time(&pdf.bytes()).unwrap().pages[0].words[0].text, "B");
}

#[test]
fn references_in_a_circle_are_nothing() {
    let pdf = Pdf::new("BT /F1 9 Tf 9 9 Td (x) Tj ET")
        .object(8, "9 0 R")
        .object(9, "8 0 R")
        .page("/MediaBox 8 0 R /Rotate 9 0 R /Annots 8 0 R");
    assert!(ends_in_time(&pdf.bytes()).is_some());
    let parents = Pdf::new("")
        .object(2, "<< /Type /Pages /Kids [99 0 R] >>")
        .object(3, "<< /Type /Page /Parent 5 0 R >>")
        .object(5, "<< /Type /Pages /Parent 5 0 R >>");
    assert_eq!(ends_in_time(&parents.bytes()).unwrap().pages.len(), 1);
}

#[test]
fn absurd_numbers_put_nothing_on_the_page() {
    let page = Pdf::new(
        "BT /F1 99999999999999999999999999 Tf 9 9 Td (x) Tj ET q 1e9 0 0 0 0 0 cm BT /F1 9 Tf (x) Tj ET Q \
         BT /F1 9 Tf 0 0 0 0 0 0 Tm (x) Tj 1 0 0 1 9999999999 9 Tm (x) Tj ET",
    )
    .first_page();
    assert!(page.words.iter().all(|word| word.at.x0.is_finite() && word.at.bottom.is_finite()));
}

#[test]
fn time_runs_out_for_endless_work() {
    let content = "1 0 0 1 0 0 cm 0 0 m 1 1 l 2 2 l h n ".repeat(400_000);
    let pdf =
        Pdf::new("").object(4, crate::write::stream("/Filter /FlateDecode", &deflate(content.as_bytes())));
    let limits = Limits { time: Duration::from_millis(50), ..Limits::default() };
    let start = Instant::now();
    let document =
        Document::open(&pdf.bytes(), &OpenOptions { password: None, limits, ..OpenOptions::default() })
            .unwrap();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(
        document.warnings.iter().any(|warning| warning.contains("limit time")),
        "{:?}",
        document.warnings
    );
}

#[test]
fn text_pretending_to_be_pixels_is_not_read() {
    let pixels = "BT /F1 9 Tf (pixels) Tj ET ";
    let pdf = Pdf::new("/I Do").resources("/XObject << /I 8 0 R >>").stream(
        8,
        "/Subtype /Image",
        pixels.repeat(10),
    );
    assert!(open(&pdf.bytes()).pages[0].words.is_empty());
}
