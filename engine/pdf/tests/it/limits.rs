//! Each limit, hit: what it allows is read, and the rest is refused by its name.

use crate::write::{Pdf, deflate, stream};
use pdf::{Document, Limits, OpenError, OpenOptions};

const TEXT: &str = "BT /F1 9 Tf 9 9 Td (first) Tj 0 20 Td (second) Tj ET";

/// The words read within a limit, and whether a warning names it.
fn within(pdf: &Pdf, name: &str, set: impl Fn(&mut Limits)) -> Vec<String> {
    let mut limits = Limits::default();
    set(&mut limits);
    let options = OpenOptions { limits, ..OpenOptions::default() };
    let document = Document::open(&pdf.bytes(), &options).unwrap();
    let named = document.warnings.iter().any(|warning| warning.contains(&format!("limit {name})")));
    assert!(named, "{name} is not among {:?}", document.warnings);
    document.pages.iter().flat_map(|page| page.words.iter().map(|word| word.text.to_string())).collect()
}

/// The same file without that limit is read whole, and in silence.
fn whole(pdf: &Pdf) -> Vec<String> {
    let document = pdf.open();
    assert!(document.warnings.is_empty(), "{:?}", document.warnings);
    document.pages.iter().flat_map(|page| page.words.iter().map(|word| word.text.to_string())).collect()
}

fn packed(entries: &str, data: &[u8]) -> Pdf {
    Pdf::new("").object(4, stream(entries, data))
}

#[test]
fn stream_bytes() {
    let long = format!("{TEXT}{}BT /F1 9 Tf 9 99 Td (third) Tj ET", " ".repeat(1_000));
    let pdf = packed("/Filter /FlateDecode", &deflate(long.as_bytes()));
    assert_eq!(whole(&pdf), ["first", "second", "third"]);
    assert_eq!(within(&pdf, "stream_bytes", |limits| limits.stream_bytes = 500), ["first", "second"]);
}

#[test]
fn stream_bytes_of_a_page_that_repeats_one_stream() {
    let parts = "4 0 R ".repeat(1_000);
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents [{parts}] \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
    );
    let pdf = Pdf::new(TEXT).object(3, page);
    // Twins of the same word are one word, so what counts is that the limit is named.
    assert_eq!(within(&pdf, "stream_bytes", |limits| limits.stream_bytes = 300), ["first", "second"]);
}

#[test]
fn filters() {
    let hex = TEXT.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let pdf = packed("/Filter [/AHx /Crypt /Crypt]", hex.as_bytes());
    assert_eq!(whole(&pdf), ["first", "second"]);
    assert!(within(&pdf, "filters", |limits| limits.filters = 2).is_empty());
}

#[test]
fn predictor_columns() {
    let mut row = vec![0u8];
    row.extend_from_slice(TEXT.as_bytes());
    let parameters = format!("/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns {} >>", TEXT.len());
    let pdf = packed(&parameters, &deflate(&row));
    assert_eq!(whole(&pdf), ["first", "second"]);
    assert!(within(&pdf, "predictor_columns", |limits| limits.predictor_columns = 20).is_empty());
}

fn mapped(map: &str) -> Pdf {
    Pdf::new("BT /F1 9 Tf 9 9 Td <01020304> Tj ET")
        .resources("/Font << /F1 << /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 1 /Widths [500 500 500 500] /ToUnicode 8 0 R >> >>")
        .stream(8, "", map)
}

#[test]
fn cmap_ranges() {
    let pdf = mapped("beginbfchar <01> <0041> <02> <0042> <03> <0043> <04> <0044> endbfchar");
    assert_eq!(whole(&pdf), ["ABCD"]);
    let read = within(&pdf, "cmap_ranges", |limits| limits.cmap_ranges = 2);
    assert!(read[0].starts_with("AB") && !read[0].contains('C'), "{read:?}");
}

#[test]
fn widths() {
    let pdf = Pdf::new("BT /F1 10 Tf 9 9 Td <0001000200030004> Tj ET")
        .resources("/Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 8 0 R /DescendantFonts [7 0 R] >> >>")
        .stream(8, "", "beginbfrange <0001> <0009> <0041> endbfrange")
        .object(7, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 0 /W [1 [500 500 500 500]] >>");
    assert_eq!(whole(&pdf), ["ABCD"]);
    let limits = Limits { widths: 2, ..Limits::default() };
    let document = Document::open(&pdf.bytes(), &OpenOptions { limits, ..OpenOptions::default() }).unwrap();
    assert_eq!(document.pages[0].words[0].at.width(), 10.0);
    assert!(document.warnings[0].contains("limit widths)"), "{:?}", document.warnings);
}

#[test]
fn rulings_images_and_annotations_per_page() {
    let content = format!("{TEXT} {}", "9 9 20 20 re f BI /W 1 /H 1 /BPC 8 /CS /G ID x EI ".repeat(5));
    let notes = "<< /Subtype /Square /Rect [0 0 9 9] >> ".repeat(5);
    let pdf = Pdf::new(content).page(&format!("/MediaBox [0 0 600 800] /Annots [{notes}]"));
    whole(&pdf);
    within(&pdf, "rulings_per_page", |limits| limits.rulings_per_page = 3);
    within(&pdf, "images_per_page", |limits| limits.images_per_page = 3);
    within(&pdf, "annotations_per_page", |limits| limits.annotations_per_page = 3);
    let limits =
        Limits { rulings_per_page: 3, images_per_page: 2, annotations_per_page: 1, ..Limits::default() };
    let document = Document::open(&pdf.bytes(), &OpenOptions { limits, ..OpenOptions::default() }).unwrap();
    let page = &document.pages[0];
    assert_eq!((page.rulings.len(), page.images.len(), page.annotations.len()), (3, 2, 1));
}

#[test]
fn inflated_bytes() {
    let pdf = packed("/Filter /FlateDecode", &deflate(format!("{TEXT}{}", " ".repeat(5_000)).as_bytes()));
    assert_eq!(whole(&pdf), ["first", "second"]);
    within_inflated(&pdf);
}

fn within_inflated(pdf: &Pdf) {
    let limits = Limits { inflated_bytes: 60, ..Limits::default() };
    let document = Document::open(&pdf.bytes(), &OpenOptions { limits, ..OpenOptions::default() }).unwrap();
    assert!(document.warnings[0].contains("limit inflated_bytes"), "{:?}", document.warnings);
}

#[test]
fn form_depth() {
    let form = |next: u32| {
        format!("/Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X {next} 0 R >> >>")
    };
    let pdf = Pdf::new(format!("{TEXT} /X Do"))
        .resources(
            "/XObject << /X 5 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>",
        )
        .stream(5, &form(6), "/X Do")
        .stream(6, &form(7), "/X Do")
        .stream(7, "/Subtype /Form /BBox [0 0 600 800] /Resources << >>", "");
    whole(&pdf);
    within(&pdf, "form_depth", |limits| limits.form_depth = 2);
}

#[test]
fn operators() {
    let many = Pdf::new(format!("{TEXT} {} BT /F1 9 Tf 9 99 Td (third) Tj ET", "q Q ".repeat(5_000)));
    assert_eq!(whole(&many), ["first", "second", "third"]);
    assert_eq!(within(&many, "operators", |limits| limits.operators = 5_000), ["first", "second"]);
}

#[test]
fn fonts_that_cost_too_much() {
    let pairs: String = (0x41..0x69).map(|code| format!("<{code:02x}> <{:04x}> ", code + 1)).collect();
    let map = stream("", format!("beginbfchar {pairs} endbfchar").as_bytes());
    let font = |map: u32| format!("<< /Type /Font /Subtype /Type1 /BaseFont /X{map} /ToUnicode {map} 0 R >>");
    let show = |name: usize| format!("BT /G{name} 5 Tf 9 {} Td (A) Tj ET ", 20 + 7 * name);
    let fonts: String = (0..100).map(|name| format!("/G{name} {} ", font(20))).collect();
    let content: String = (0..100).map(show).collect();
    let pdf = Pdf::new(content).resources(&format!("/Font << {fonts} >>")).object(20, map);
    assert_eq!(whole(&pdf), ["B"; 100]);
    let read = within(&pdf, "cmap_ranges", |limits| limits.cmap_ranges = 41);
    assert!((60..70).contains(&read.len()) && read.iter().all(|word| word == "B"), "{read:?}");
}

#[test]
fn files_that_are_too_heavy_to_be_loaded_whole_are_refused_for_what_they_are() {
    let heavy = format!("[{}]", "[] ".repeat(400_000));
    let error = |pdf: Pdf, password| {
        let options = OpenOptions { password, ..OpenOptions::default() };
        Document::open(&pdf.object(9, &heavy).bytes(), &options).unwrap_err().code()
    };
    let bare = || Pdf::new("").object(1, "<< /Type /Catalog >>").object(2, "null").object(3, "null");
    assert_eq!(error(bare(), None), "damaged");
    let locked = |handler: &str, version: u32| {
        let key = "00".repeat(32);
        let lock =
            format!("<< /Filter /{handler} /V {version} /R 3 /Length 128 /P -4 /O <{key}> /U <{key}> >>");
        Pdf::new("").object(8, lock).trailer("/Encrypt 8 0 R /ID [<31> <31>]")
    };
    assert_eq!(error(locked("Standard", 2), None), "password_needed");
    assert_eq!(error(locked("Standard", 2), Some("1")), "password_wrong");
    assert_eq!(error(locked("Standard", 3), Some("1")), "encryption_unsupported");
    assert_eq!(error(locked("Other", 2), Some("1")), "encryption_unsupported");
}

#[test]
fn object_items() {
    let resources =
        "/ExtGState << /G 9 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
    let modes = format!("<< /BM [{}] >>", "/Normal ".repeat(60));
    let pdf = Pdf::new(format!("/G gs {TEXT}")).resources(resources).object(9, modes);
    assert_eq!(whole(&pdf), ["first", "second"]);
    assert_eq!(within(&pdf, "object_items", |limits| limits.object_items = 50), ["first", "second"]);
    // Of pages that do not all fit the first ones are read.
    let page = |annotations: usize| {
        let font = "<< /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >> >>";
        format!(
            "<< /Type /Page /Contents 4 0 R /Resources {font} /Annots [{}] >>",
            "null ".repeat(annotations)
        )
    };
    let tree = "<< /Type /Pages /Kids [3 0 R 10 0 R 11 0 R] >>";
    let pages = |annotations| {
        let pdf = Pdf::new(TEXT).object(2, tree).object(3, page(1));
        pdf.object(10, page(annotations)).object(11, page(annotations))
    };
    assert_eq!(whole(&pages(90)).len(), 6);
    assert_eq!(within(&pages(90), "object_items", |limits| limits.object_items = 100).len(), 2);
    let limits = Limits { object_items: 2, ..Limits::default() };
    let error =
        Document::open(&pages(3).bytes(), &OpenOptions { limits, ..OpenOptions::default() }).unwrap_err();
    assert_eq!(error, OpenError::OverLimit { limit: "object_items", allowed: 2 });
}

#[test]
fn object_depth() {
    // The page is three collections deep, its font a fourth.
    let pdf = Pdf::new(format!("/G gs {TEXT}")).resources(
        "/ExtGState << /G 9 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>",
    );
    let pdf = pdf.object(9, "<< /BM [[[[/Normal]]]] >>");
    assert_eq!(whole(&pdf), ["first", "second"]);
    assert_eq!(within(&pdf, "object_depth", |limits| limits.object_depth = 4), ["first", "second"]);
    // Without a font the page is still read; where no object may hold another nothing is.
    assert_eq!(within(&pdf, "object_depth", |limits| limits.object_depth = 3), ["first", "second"]);
    let limits = Limits { object_depth: 0, ..Limits::default() };
    let error = Document::open(&pdf.bytes(), &OpenOptions { limits, ..OpenOptions::default() }).unwrap_err();
    assert_eq!(error, OpenError::OverLimit { limit: "object_depth", allowed: 0 });
}
