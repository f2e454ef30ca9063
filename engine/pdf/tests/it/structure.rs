//! The file around the pages: trees, boxes, repair, facts, and what cannot be opened.

use crate::write::{Pdf, deflate, examine, open};
use pdf::{Document, Limits, OpenError, OpenOptions};

const HELLO: &str = "BT /F1 10 Tf 100 700 Td (hello) Tj ET";

fn error(bytes: &[u8]) -> OpenError {
    Document::open(bytes, &OpenOptions::default()).unwrap_err()
}

#[test]
fn turns_pages_upright() {
    let place = |rotate: i32| {
        let page = Pdf::new(HELLO).page(&format!("/MediaBox [0 0 600 800] /Rotate {rotate}")).first_page();
        let word = &page.words[0];
        ((page.width, page.height), word.angle.round(), word.baseline.round())
    };
    assert_eq!(place(0), ((600.0, 800.0), 0.0, 100.0));
    assert_eq!(place(90), ((800.0, 600.0), 90.0, 100.0));
    assert_eq!(place(180).0, (600.0, 800.0));
    assert_eq!(place(180).1.abs(), 180.0);
    assert_eq!(place(270), ((800.0, 600.0), -90.0, 500.0));
    assert_eq!(place(-90), place(270));
}

#[test]
fn measures_from_the_crop_box() {
    let page = Pdf::new(HELLO).page("/MediaBox [0 0 600 800] /CropBox [50 100 550 750]").first_page();
    assert_eq!((page.width, page.height), (500.0, 650.0));
    assert_eq!((page.words[0].at.x0, page.words[0].baseline), (50.0, 50.0));
}

#[test]
fn pages_without_a_box_are_letter() {
    let page = Pdf::new(HELLO).page("").first_page();
    assert_eq!((page.width, page.height), (612.0, 792.0));
}

#[test]
fn pages_inherit_from_the_tree() {
    let pdf = Pdf::new(HELLO)
        .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 300 800] /Rotate 0 /Resources << /Font << /F1 << /Subtype /Type1 /BaseFont /Courier >> >> >> >>")
        .object(3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>");
    let document = pdf.open();
    let page = &document.pages[0];
    assert_eq!((page.width, document.font_name(page.words[0].font)), (300.0, "Courier"));
}

#[test]
fn a_tree_that_bites_its_tail_ends() {
    let pdf = Pdf::new(HELLO).object(2, "<< /Type /Pages /Kids [3 0 R 2 0 R 3 0 R] /Count 9 >>");
    assert_eq!(pdf.open().pages.len(), 2, "a page may be shown twice");
}

#[test]
fn a_lost_tree_is_replaced_by_the_pages_in_the_file() {
    let document = Pdf::new(HELLO).object(2, "<< /Type /Pages /Kids [99 0 R] /Count 1 >>").open();
    assert_eq!(document.pages[0].words[0].text, "hello");
    assert!(document.warnings.iter().any(|warning| warning.contains("page tree")));
}

#[test]
fn a_lost_cross_reference_table_is_rebuilt() {
    let mut bytes = Pdf::new(HELLO).bytes();
    let at = bytes.windows(4).rposition(|window| window == b"xref").unwrap();
    bytes.truncate(at - 10);
    let document = open(&bytes);
    assert_eq!(document.pages[0].words[0].text, "hello");
    assert!(document.facts.repaired);
}

#[test]
fn a_broken_header_is_repaired() {
    let mut bytes = Pdf::new(HELLO).bytes();
    bytes[..8].copy_from_slice(b"%PDX-1.7");
    assert_eq!(open(&bytes).pages[0].words[0].text, "hello");
}

#[test]
fn cut_off_streams_are_read_to_the_cut() {
    let mut content = deflate(format!("{HELLO} {}", "0 0 m ".repeat(5000)).as_bytes());
    content.truncate(content.len() - 12);
    let pdf = Pdf::new("").object(4, crate::write::stream("/Filter /FlateDecode", &content));
    assert_eq!(pdf.texts(), ["hello"]);
}

#[test]
fn tells_what_the_file_says_about_itself() {
    let pdf = Pdf::new(HELLO)
        .trailer("/Info 9 0 R /ID [<0a0b> (AB)]")
        .catalog("/Metadata 8 0 R")
        .stream(8, "/Type /Metadata /Subtype /XML", "<x:xmpmeta x:xmptk='kit'/>")
        .object(
            9,
            "<< /Producer (Statement Writer 2) /Title <FEFF00C900740061007400> /CreationDate (D:20250401) >>",
        );
    let facts = examine(&pdf.bytes()).facts;
    assert_eq!(facts.version, "1.7");
    assert_eq!(facts.producer.as_deref(), Some("Statement Writer 2"));
    assert_eq!(facts.title.as_deref(), Some("État"));
    assert_eq!(facts.created.as_deref(), Some("D:20250401"));
    assert_eq!((facts.author, facts.eof_markers, facts.encrypted, facts.repaired), (None, 1, false, false));
    let font = &facts.fonts[0];
    assert_eq!(
        (&*font.name, font.embedded, font.base_14, font.resource.as_str()),
        ("Helvetica", false, true, "F1")
    );
    assert_eq!(facts.id, Some(["0a0b".to_owned(), "4142".to_owned()]));
    assert_eq!((facts.xmp.unwrap().toolkit.as_deref(), facts.revisions), (Some("kit"), 1));
}

#[test]
fn says_why_a_file_cannot_be_opened() {
    assert_eq!(error(b"").code(), "empty_file");
    assert_eq!(error(b"<!DOCTYPE html><p>Your statement").code(), "not_pdf");
    assert_eq!(error(b"%PDF-1.4\n").code(), "damaged");
}

#[test]
fn limits_on_the_whole_file_are_errors() {
    let bytes = Pdf::new(HELLO).bytes();
    let limited = |limits: Limits| {
        Document::open(&bytes, &OpenOptions { password: None, limits, ..OpenOptions::default() }).unwrap_err()
    };
    let over = |limit, allowed| OpenError::OverLimit { limit, allowed };
    assert_eq!(limited(Limits { file_bytes: 100, ..Limits::default() }), over("file_bytes", 100));
    assert_eq!(limited(Limits { objects: 2, ..Limits::default() }), over("objects", 2));
    assert_eq!(limited(Limits { pages: 0, ..Limits::default() }), over("pages", 0));
}

#[test]
fn limits_within_a_page_keep_what_was_read() {
    let bytes = Pdf::new("BT /F1 10 Tf 100 700 Td (one) Tj 0 -20 Td (two) Tj ET").bytes();
    let words = |limits: Limits| {
        let document =
            Document::open(&bytes, &OpenOptions { password: None, limits, ..OpenOptions::default() })
                .unwrap();
        assert_eq!(document.warnings.len(), 1, "{:?}", document.warnings);
        document.pages[0].words.iter().map(|word| word.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(words(Limits { operators_per_page: 4, ..Limits::default() }), ["one"]);
    assert_eq!(words(Limits { glyphs_per_page: 4, ..Limits::default() }), ["one", "t"]);
    assert_eq!(words(Limits { glyphs: 3, ..Limits::default() }), ["one"]);
}

#[test]
fn no_time_means_no_pages_but_no_error() {
    let limits = Limits { time: std::time::Duration::ZERO, ..Limits::default() };
    let document = Document::open(
        &Pdf::new(HELLO).bytes(),
        &OpenOptions { password: None, limits, ..OpenOptions::default() },
    )
    .unwrap();
    assert!(document.pages.is_empty());
    assert!(document.warnings[0].contains("limit time"), "{:?}", document.warnings);
}

#[test]
fn a_page_without_readable_contents_is_named() {
    let body = "<< /Length 5 /Filter /DCTDecode >>\nstream\nxxxxx\nendstream";
    let document = Pdf::new("").object(4, body).open();
    assert_eq!(document.warnings, ["page 1: its contents are empty or cannot be read"]);
}
