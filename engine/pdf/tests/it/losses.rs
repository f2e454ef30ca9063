//! Files that have lost a part: what is left of them is read where it stands, and what is lost is said.

use crate::write::{HELLO, Pdf, deflate, find, open, replace};

/// What the words of each page say.
fn pages(bytes: &[u8]) -> Vec<String> {
    let words = |page: &pdf::Page| page.words.iter().map(|word| word.text.to_string()).collect::<Vec<_>>();
    open(bytes).pages.iter().map(|page| words(page).join(" ")).collect()
}

/// Three pages, objects 3, 13 and 23, that say `one`, `two` and `three`.
fn three_pages() -> Pdf {
    let text = |word: &str| format!("BT /F1 10 Tf 100 700 Td ({word}) Tj ET");
    let page = |contents: u32| {
        format!(
            "<< /Type /Page /Parent 2 0 R /Contents {contents} 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 << \
             /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
    };
    Pdf::new(text("one"))
        .object(2, "<< /Type /Pages /Kids [3 0 R 13 0 R 23 0 R] /Count 3 >>")
        .object(13, page(14))
        .stream(14, "", text("two"))
        .object(23, page(24))
        .stream(24, "", text("three"))
}

#[test]
fn an_object_without_its_header_is_known_by_its_neighbours() {
    let bytes = three_pages().bytes();
    for (header, instead) in [
        ("13 0 obj", ""),
        ("13 0 obj", "        "),
        ("13 0 obj", "13 0 oXj"),
        ("14 0 obj", "\0\0\0\0\0\0\0\0"),
    ] {
        let damaged = replace(&bytes, header, instead);
        assert_eq!(pages(&damaged), ["one", "two", "three"], "{header:?} as {instead:?}");
        let document = open(&damaged);
        assert!(document.facts.repaired && !document.facts.damaged, "everything is there");
    }
    // The header has another number, which only the table contradicts.
    assert_eq!(pages(&replace(&bytes, "13 0 obj", "99 0 obj")), ["one", "two", "three"]);
}

#[test]
fn a_page_that_is_lost_keeps_its_number() {
    let bytes = three_pages().bytes();
    let at = find(&bytes, "13 0 obj");
    let mut lost = bytes.clone();
    lost[at..at + 60].fill(0);
    let document = open(&lost);
    assert_eq!(pages(&lost), ["one", "", "three"]);
    assert!(document.facts.damaged);
    assert!(
        document.warnings.iter().any(|warning| warning.starts_with("page 2 is listed")),
        "{:?}",
        document.warnings
    );
    // A tree that only lists what is not there has no pages at all.
    let nothing = Pdf::new("").object(3, "null").bytes();
    assert!(pdf::Document::open(&nothing, &pdf::OpenOptions::default()).is_err());
    let whole = open(&bytes);
    assert!(!whole.facts.damaged && whole.warnings.is_empty(), "{:?}", whole.warnings);
}

#[test]
fn a_page_that_its_list_has_lost_stands_where_it_was_listed() {
    let bytes = three_pages().object(91, "<< /Type /Font /Subtype /Type1 >>").bytes();
    for entry in ["13 0 X", "1\u{1} 0 R", "13 0  ", "1x y R", "77 0 R", "14 0 R", "91 0 R"] {
        let damaged = replace(&bytes, "3 0 R 13 0 R", &format!("3 0 R {entry}"));
        assert_eq!(pages(&damaged), ["one", "two", "three"], "{entry:?}");
        assert!(open(&damaged).facts.damaged, "a guess, if a good one");
        // Without the page itself, its place is kept.
        let at = find(&damaged, "13 0 obj");
        let mut lost = damaged.clone();
        lost[at..at + 60].fill(0);
        let document = open(&lost);
        assert_eq!(pages(&lost), ["one", "", "three"], "{entry:?}");
        assert!(document.facts.damaged);
    }
    // What an editor takes out of the list may leave a hole, and stays out.
    for entry in ["null  ", "      "] {
        let whole = replace(&bytes, "3 0 R 13 0 R", &format!("3 0 R {entry}"));
        assert_eq!(pages(&whole), ["one", "three"], "{entry:?}");
        assert!(!open(&whole).facts.damaged);
    }
}

#[test]
fn a_branch_that_is_lost_is_what_calls_it_its_parent() {
    let pdf = three_pages();
    // The root says nothing of its pages, and then there is no root.
    for root in ["<< /Type /Pages /Count 3 >>", "<< /Type /Pages /Kids 77 0 R >>", "null"] {
        assert_eq!(pages(&pdf_with_root(&pdf, root)), ["one", "two", "three"], "{root}");
    }
    // One of two branches: the pages of the other one stay where they are.
    let page = "<< /Type /Page /Parent 50 0 R /Contents 14 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 << \
                /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>";
    let branches =
        three_pages().object(2, "<< /Type /Pages /Kids [50 0 R 23 0 R] /Count 3 >>").object(3, page);
    assert_eq!(pages(&branches.bytes()), ["two", "three"], "page 13 is in no list, and its parent has one");
}

fn pdf_with_root(pdf: &Pdf, root: &str) -> Vec<u8> {
    let bytes = pdf.bytes();
    replace(&bytes, "<< /Type /Pages /Kids [3 0 R 13 0 R 23 0 R] /Count 3 >>", root)
}

#[test]
fn pages_without_a_tree_are_in_the_order_in_which_they_were_written() {
    // As in files made for the web, where the first page has the last number.
    let bytes = three_pages().bytes();
    let part = |from: &str, to: &str| bytes[find(&bytes, from)..find(&bytes, to)].to_vec();
    let (last, rest) = (part("23 0 obj", "xref\n0"), part("\n3 0 obj", "23 0 obj"));
    let file = [b"%PDF-1.4\n".as_slice(), &last, &rest].concat();
    assert_eq!(pages(&file), ["three", "one", "two"]);
    // A list that is left knows better.
    let tree = b"70 0 obj << /Type /Pages /Kids [13 0 R 3 0 R] >> endobj\n";
    assert_eq!(pages(&[file, tree.to_vec()].concat()), ["three", "two", "one"]);
}

#[test]
fn data_that_fails_its_checksum_is_said_to_be_doubtful() {
    let file = |data: &[u8]| Pdf::new("").stream(4, "/Filter /FlateDecode", data).bytes();
    let data = deflate(HELLO.as_bytes());
    let body = data.len() - 4;
    let wrong = [&data[..body], b"\x01\x02\x03\x04"].concat();
    let mut flushed = Vec::with_capacity(1_000);
    let mut writer = flate2::Compress::new(flate2::Compression::default(), true);
    writer.compress_vec(HELLO.as_bytes(), &mut flushed, flate2::FlushCompress::Sync).unwrap();
    for (what, data, damaged) in [
        ("whole", data.clone(), false),
        ("without its checksum, which some writers leave out", data[..body].to_vec(), false),
        ("without a header as well", data[2..body].to_vec(), false),
        ("without an end, as viewers save forms", flushed, false),
        ("with another checksum", wrong, true),
        ("cut off", data[..body - 3].to_vec(), true),
    ] {
        let document = open(&file(&data));
        assert_eq!(document.facts.damaged, damaged, "{what}");
        assert_eq!(!document.warnings.is_empty(), damaged, "{what}: {:?}", document.warnings);
    }
    assert!(!open(&file(&deflate(b""))).facts.damaged, "a page of nothing");
    let lost = open(&Pdf::new("").object(4, "null").bytes());
    assert!(lost.facts.damaged, "a page whose contents are lost");
}

#[test]
fn strings_of_damaged_contents_swallow_no_operators() {
    let content = "BT /F1 10 Tf 100 700 Td (12.00 Tj 0 -20 Td 1 0 0 1 100 500 Tm (7.00) Tj ET";
    let mut data = deflate(content.as_bytes());
    assert_eq!(
        Pdf::new(content).texts().len(),
        0,
        "an undamaged string is what it says, here the rest of the page"
    );
    *data.last_mut().unwrap() ^= 1;
    let words = Pdf::new("").stream(4, "/Filter /FlateDecode", data).texts();
    assert_eq!(words, ["12.00", "7.00"]);
}

#[test]
fn a_filter_whose_name_is_damaged_is_told_by_its_data() {
    let file =
        |filter: &str, data: &[u8]| Pdf::new("").stream(4, &format!("/Filter /{filter}"), data).bytes();
    assert_eq!(pages(&file("FlatdDecode", &deflate(HELLO.as_bytes()))), ["hello"]);
    assert!(!open(&file("FlatdDecode", &deflate(HELLO.as_bytes()))).facts.damaged);
    assert!(open(&file("FlatdDecode", b"x\x9c no deflate data")).facts.damaged);
}

#[test]
fn a_font_that_has_lost_its_program_makes_no_figures() {
    let text = |font: &str, map: &str| {
        let map = format!("1 beginbfchar {map} endbfchar");
        Pdf::new("BT /F1 10 Tf 100 700 Td (A1) Tj ET")
            .resources(&format!("/Font << /F1 << /Type /Font /Subtype /TrueType {font} >> >>"))
            .stream(8, "", map)
            .texts()
            .concat()
    };
    let subset = "/BaseFont /ABCDEF+Arial /ToUnicode 8 0 R";
    assert_eq!(
        text(subset, "<31> <0074> <41> <0042>"),
        "Bt",
        "codes of subsets are numbers: 1 is drawn as t"
    );
    assert_eq!(text(subset, "<31> <0039> <41> <0042>"), "B\u{FFFD}", "9 by the map, 1 by the code");
    assert_eq!(text(subset, "<31> <0031> <41> <0042>"), "B1");
    // A font that was never in the file is drawn by its codes.
    assert_eq!(text("/BaseFont /Arial /ToUnicode 8 0 R", "<31> <0074> <41> <0042>"), "B1");
    // Nothing says what codes of a subset mean, unless there is an encoding.
    assert_eq!(text("/BaseFont /ABCDEF+Arial", ""), "\u{FFFD}\u{FFFD}");
    assert_eq!(text("/BaseFont /ABCDEF+Arial /Encoding /WinAnsiEncoding", ""), "A1");
}

#[test]
fn codes_of_a_lost_font_make_no_figures_unless_they_read_as_text() {
    let texts = |shown: &str| {
        Pdf::new(format!("BT /F1 10 Tf 100 700 Td ({shown}) Tj ET"))
            .resources("/Font << /F1 99 0 R >>")
            .texts()
    };
    assert_eq!(texts("RENT 1,234.00"), ["RENT", "1,234.00"]);
    // Glyphs numbered by first use: nobody knows what 5 was.
    assert_eq!(texts("!%\\(6 $*%5"), ["!%(\u{FFFD}", "$*%\u{FFFD}"]);
    assert_eq!(texts("!%\\(6 567"), ["!%(\u{FFFD}", "\u{FFFD}\u{FFFD}\u{FFFD}"]);
}
