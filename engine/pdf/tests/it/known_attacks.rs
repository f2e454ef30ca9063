//! Attacks that readers of PDF have fallen for, one test for each published weakness.

use crate::write::{Pdf, deflate, stream};
use pdf::{Document, OpenError, OpenOptions};
use std::time::{Duration, Instant};

const TEXT: &str = "BT /F1 9 Tf 9 9 Td (before) Tj ET ";

/// Reads within the time that an honest file of this size may take in a debug build on a busy machine.
fn read(bytes: &[u8]) -> Result<Document, OpenError> {
    let start = Instant::now();
    let result = Document::open(bytes, &OpenOptions { examine: true, ..OpenOptions::default() });
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    result
}

fn first_word(document: &Document) -> &str {
    document.pages[0].words.first().map_or("", |word| &word.text)
}

fn warns_of(document: &Document, limit: &str) -> bool {
    document.warnings.iter().any(|warning| warning.contains(limit))
}

#[test]
fn cve_2025_55197_flate_within_flate_fills_the_memory() {
    let bomb = deflate(&deflate(&deflate(&vec![b' '; 70 << 20])));
    let pdf = Pdf::new("").object(4, stream("/Filter [/FlateDecode /FlateDecode /FlateDecode]", &bomb));
    let document = read(&pdf.bytes()).unwrap();
    assert!(warns_of(&document, "limit stream_bytes"), "{:?}", document.warnings);
}

#[test]
fn cve_2025_62707_an_inline_image_of_dct_data_never_ends() {
    let content = format!("{TEXT} BI /W 9 /H 9 /F /DCT ID \u{1}\u{2}{}", "xx".repeat(200_000));
    assert_eq!(first_word(&read(&Pdf::new(content).bytes()).unwrap()), "before");
}

#[test]
fn cve_2025_62708_lzw_data_fills_the_memory() {
    // Codes of twelve bits that each stand for the longest string so far.
    let mut bits = String::new();
    for round in 0..3_000 {
        bits.push_str(&format!("{:09b}{:09b}", 256, 65));
        for code in 258..258 + 250 {
            bits.push_str(&format!("{code:09b}"));
        }
        if round > 100 {
            break;
        }
    }
    let data: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|byte| byte.iter().fold(0, |value, bit| value << 1 | (bit - b'0')))
        .collect();
    let pdf = Pdf::new("").object(4, stream("/Filter [/LZWDecode /LZWDecode /LZWDecode]", &data));
    assert!(read(&pdf.bytes()).is_ok());
}

#[test]
fn cve_2026_22690_no_root_and_a_huge_size() {
    let mut bytes = Pdf::new(TEXT).bytes();
    let text = String::from_utf8(std::mem::take(&mut bytes)).unwrap();
    let text = text.replace("/Root 1 0 R", "").replace("/Size 5", "/Size 2000000000");
    match read(text.as_bytes()) {
        Ok(document) => assert_eq!(first_word(&document), "before"),
        Err(error) => assert_eq!(error.code(), "damaged"),
    }
}

#[test]
fn cve_2026_27628_revisions_that_lead_to_each_other() {
    let file = Pdf::new(TEXT).trailer("/Prev 99999").bytes();
    let table = file.windows(5).rposition(|window| window == b"xref\n").unwrap();
    let text = String::from_utf8(file).unwrap().replace("/Prev 99999", &format!("/Prev {table:05}"));
    assert_eq!(first_word(&read(text.as_bytes()).unwrap()), "before");
}

#[test]
fn cve_2026_27888_a_form_in_xml_that_inflates_without_end() {
    let bomb = deflate(&vec![b'<'; 70 << 20]);
    let pdf = Pdf::new(TEXT).catalog("/AcroForm << /XFA 8 0 R >>").stream(8, "/Filter /FlateDecode", bomb);
    let document = read(&pdf.bytes()).unwrap();
    // Forms of that kind are not read, so they cost nothing.
    assert_eq!((first_word(&document), document.warnings.len()), ("before", 0));
}

#[test]
fn cve_2026_28351_run_lengths_fill_the_memory() {
    let runs = [129, b' '].repeat(1 << 20);
    let pdf = Pdf::new("").object(4, stream("/Filter /RunLengthDecode", &runs));
    let document = read(&pdf.bytes()).unwrap();
    assert!(warns_of(&document, "limit stream_bytes"), "{:?}", document.warnings);
}

#[test]
fn cve_2026_28804_hexadecimal_data_takes_the_square_of_its_length() {
    let hex = "4 ".repeat(4 << 20);
    let pdf = Pdf::new("").object(4, stream("/Filter /ASCIIHexDecode", hex.as_bytes()));
    assert!(read(&pdf.bytes()).is_ok());
}

#[test]
fn cve_2026_31826_a_stream_says_that_it_is_longer_than_the_file() {
    for length in ["99999999999", "9223372036854775807", "-9223372036854775808", "4 0 R", "[1]"] {
        let body = format!("<< /Length {length} >>\nstream\n{TEXT}\nendstream");
        assert_eq!(first_word(&read(&Pdf::new("").object(4, body).bytes()).unwrap()), "before", "{length}");
    }
}

#[test]
fn cve_2026_71852_a_font_lists_the_same_widths_over_and_over() {
    let shared = format!("[{}]", "500 ".repeat(60_000));
    let pdf = Pdf::new("BT /F1 9 Tf 9 9 Td <0001> Tj ET")
        .resources("/Font << /F1 << /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 8 0 R /DescendantFonts [7 0 R] >> >>")
        .stream(8, "", "beginbfrange <0001> <0009> <0041> endbfrange")
        .object(7, format!("<< /Subtype /CIDFontType2 /W [{}] >>", "0 9 0 R ".repeat(30_000)))
        .object(9, shared);
    let document = read(&pdf.bytes()).unwrap();
    assert_eq!(first_word(&document), "A");
    assert!(warns_of(&document, "limit widths"), "{:?}", document.warnings);
}

#[test]
fn cve_2026_71870_a_font_program_claims_tables_beyond_its_end() {
    let mut program = vec![0, 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0];
    for _ in 0..50 {
        program.extend(b"cmap\0\0\0\0\xFF\xFF\xFF\xF0\xFF\xFF\xFF\xFF");
    }
    let type1 = format!("%!PS\n/Encoding 2147483647 array\n{}", "dup 4294967295 /A put\n".repeat(30_000));
    for (key, program) in [
        ("FontFile2", program.as_slice()),
        ("FontFile3", b"\x01\0\xFF\x04\xFF\xFF"),
        ("FontFile", type1.as_bytes()),
    ] {
        let pdf = Pdf::new(TEXT)
            .resources(&format!("/Font << /F1 << /Subtype /TrueType /BaseFont /X /FontDescriptor << /Flags 4 /{key} 8 0 R >> >> >>"))
            .stream(8, "", program);
        assert_eq!(first_word(&read(&pdf.bytes()).unwrap()), "before", "{key}");
    }
}
