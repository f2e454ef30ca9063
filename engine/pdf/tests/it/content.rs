//! Operators: what they show, and where.

use crate::write::{Pdf, deflate};
use pdf::Color;
use proptest::prelude::*;

/// Words of a page as (text, left edge, baseline), both rounded.
fn check(content: &str, expected: &[(&str, i32, i32)]) {
    check_pdf(&Pdf::new(content), expected);
}

fn check_pdf(pdf: &Pdf, expected: &[(&str, i32, i32)]) {
    let page = pdf.first_page();
    let found: Vec<_> = page
        .words
        .iter()
        .map(|word| (word.text.as_str(), word.at.x0.round() as i32, word.baseline.round() as i32))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn shows_text_with_every_operator() {
    check("BT /F1 10 Tf 100 700 Td (Tj) Tj ET", &[("Tj", 100, 100)]);
    check("BT /F1 10 Tf 100 700 Td [(T) 20 (J)] TJ ET", &[("TJ", 100, 100)]);
    check("BT /F1 10 Tf 14 TL 100 700 Td (a) Tj (b) ' ET", &[("a", 100, 100), ("b", 100, 114)]);
    check("BT /F1 10 Tf 14 TL 100 700 Td 0 0 (c) \" ET", &[("c", 100, 114)]);
}

#[test]
fn moves_lines_with_every_operator() {
    check("BT /F1 10 Tf 100 700 Td 10 -20 TD (a) Tj T* (b) Tj ET", &[("a", 110, 120), ("b", 110, 140)]);
    check("BT /F1 10 Tf 1 0 0 1 50 60 Tm (a) Tj ET", &[("a", 50, 740)]);
    check("BT /F1 10 Tf 100 700 Td (a) Tj ET BT 5 Ts 0 10 Td (b) Tj ET", &[("a", 100, 100), ("b", 0, 785)]);
}

#[test]
fn applies_character_and_word_spacing_and_scale() {
    // A is 6.67 wide, the space 2.78; word spacing of 20 applies to the space only.
    check("BT /F1 10 Tf 20 Tw 100 700 Td (A B) Tj ET", &[("A", 100, 100), ("B", 129, 100)]);
    check("BT /F1 10 Tf 200 Tz 100 700 Td (A B) Tj ET", &[("A", 100, 100), ("B", 119, 100)]);
    let word = Pdf::new("BT /F1 10 Tf 5 Tc 100 700 Td (AB) Tj ET").first_page().words.remove(0);
    assert_eq!((word.text.as_str(), word.at.x1.round()), ("AB", 118.0));
}

#[test]
fn saves_and_restores_the_state() {
    check(
        "q 2 0 0 2 0 0 cm BT /F1 10 Tf 10 10 Td (in) Tj ET Q BT /F1 10 Tf 10 10 Td (out) Tj ET",
        &[("in", 20, 780), ("out", 10, 790)],
    );
    // A restore too many is nothing.
    check("Q Q BT /F1 10 Tf 10 10 Td (x) Tj ET", &[("x", 10, 790)]);
}

#[test]
fn settings_that_are_written_again_mean_the_same() {
    let rgb = |r, g, b| Color { r, g, b };
    let words = |content: &str| -> Vec<_> {
        let page = Pdf::new(format!("BT 50 500 Td {content} ET")).first_page();
        page.words.into_iter().map(|word| (word.text.to_string(), word.size, word.color)).collect()
    };
    let word = |text: &str, size: f32, color: Color| (text.to_owned(), size, color);
    // Whatever was set in between is set back.
    let again = "/F1 10 Tf\n1 0 0 rg\n(a) Tj 0 20 Td ";
    assert_eq!(
        words(&format!("{again}{again}/F1 20 Tf\n0 0 1 rg\n(b) Tj 0 20 Td {again}")),
        [
            word("a", 10.0, rgb(255, 0, 0)),
            word("a", 10.0, rgb(255, 0, 0)),
            word("b", 20.0, rgb(0, 0, 255)),
            word("a", 10.0, rgb(255, 0, 0)),
        ]
    );
    // So is the space in which a colour without one is meant.
    assert_eq!(
        words("/F1 9 Tf 0.5 g (a) Tj 0 20 Td /DeviceRGB cs 0 0 1 sc (b) Tj 0 20 Td 0.5 g 1 sc (c) Tj"),
        [
            word("a", 9.0, rgb(128, 128, 128)),
            word("b", 9.0, rgb(0, 0, 255)),
            word("c", 9.0, rgb(255, 255, 255)),
        ]
    );
    // What is saved and restored on the way from one string to the next is saved and restored again.
    let other = |x: u32| format!("(a) Tj ET Q q BT /F1 9 Tf 1 0 0 rg {x} 20 Td ");
    assert_eq!(
        words(&format!("/F1 5 Tf q {}{}{}(b) Tj ET Q BT 0 20 Td (c) Tj", other(50), other(100), other(150)))
            .iter()
            .map(|(text, size, color)| (text.as_str(), *size, color.r))
            .collect::<Vec<_>>(),
        [("a", 5.0, 0), ("a", 9.0, 255), ("a", 9.0, 255), ("b", 9.0, 255), ("c", 5.0, 0)]
    );
    // What only begins alike is read for itself.
    assert_eq!(
        words(
            "/F1 1 Tf\n1 g\n(a) Tj 0 20 Td /F1 1 Tf0 (b) Tj 0 20 Td /F1 10 Tf 1 gs (c) Tj 1 0 0 1 k (d) Tj"
        ),
        [
            word("a", 1.0, rgb(255, 255, 255)),
            word("b", 1.0, rgb(255, 255, 255)),
            word("cd", 10.0, rgb(255, 255, 255))
        ]
    );
}

const OPERATORS: [&str; 33] = [
    "BT ",
    "BT\n",
    "ET ",
    "ET\n",
    "ET BT /F1 10 Tf 1 0 0 rg ",
    "ET Q q BT /F1 10 Tf ",
    "ET Q q BT 1 0 0 rg ",
    "q ",
    "Q ",
    "Q\nq\n",
    "/F1 10 Tf ",
    "/F2 20 Tf ",
    "/F1 10 Tf\n",
    "/F1 Tf ",
    "1 0 0 rg ",
    "0 g ",
    "0 0 0 1 k ",
    "0 rg ",
    "/DeviceRGB cs ",
    "20 Tz ",
    "1 0 0 1 50 60 Tm ",
    "1 0 0 1 50 90 Tm ",
    "2 0 0 2 10 20 Tm\n",
    "1 0 0 1 5 Tm ",
    "1 0 0 1 5 6 7 Tm ",
    "1 0 0 1 50 60 cm ",
    "5 6 Td ",
    "(a) Tj ",
    "(b) Tj\n",
    "[(c)]TJ ",
    "(d)Tj/F1 10 Tf ",
    "12 TL (e) ' ",
    "30 40 m 90 40 l S ",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Contents in which something is written again just so, and the same contents with a comment before each operator,
    /// which nobody wrote before.
    #[test]
    fn what_is_written_again_does_the_same_again(
        written in prop::collection::vec(prop::sample::select(&OPERATORS), 1..10)
            .prop_flat_map(|few| prop::collection::vec(prop::sample::select(few), 0..60))
    ) {
        let drawn = |content: String| {
            let page = Pdf::new(content)
                .resources("/Font << /F1 6 0 R /F2 7 0 R >>")
                .object(6, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
                .object(7, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")
                .first_page();
            (page.words, page.rulings)
        };
        let apart = written.iter().enumerate().map(|(index, operator)| {
            let mut apart = String::new();
            for (piece, operator) in operator.split_inclusive([' ', '\n']).enumerate() {
                apart.push_str(&format!("%{index}.{piece}\n{operator}"));
            }
            apart
        });
        prop_assert_eq!(drawn(written.concat()), drawn(apart.collect()));
    }
}

#[test]
fn draws_forms_in_their_own_space() {
    let pdf = Pdf::new("q 1 0 0 1 10 20 cm /X Do Q BT /F1 10 Tf 5 5 Td (after) Tj ET")
        .resources("/XObject << /X 5 0 R >> /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >>")
        .stream(
            5,
            "/Subtype /Form /BBox [0 0 500 500] /Matrix [2 0 0 2 0 0] /Resources << /Font << /F1 6 0 R >> >>",
            "BT /F1 10 Tf 30 40 Td (form) Tj ET",
        )
        .object(6, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>");
    check_pdf(&pdf, &[("form", 70, 700), ("after", 5, 795)]);
    let document = pdf.open();
    let words = &document.pages[0].words;
    let fonts = [0, 1].map(|word| document.font_name(words[word].font));
    assert_eq!((fonts, words[0].size), (["Courier", "Helvetica"], 20.0));
}

#[test]
fn forms_name_what_their_page_has_unless_they_have_it_themselves() {
    let font = |digit: &str| {
        format!(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [48 /{digit}] >> >>"
        )
    };
    let of_page = format!("/Font << /F1 {} >> /XObject << /X 7 0 R /Y 8 0 R >>", font("seven"));
    for (resources, wanted) in [
        ("/Resources << /ProcSet [/PDF] >>".to_owned(), "77"),
        ("/Resources << /Font << /F2 9 0 R >> >>".to_owned(), "77"),
        (String::new(), "77"),
        (format!("/Resources << /Font << /F1 {} >> >>", font("eight")), "88"),
    ] {
        let form = format!("/Subtype /Form /BBox [0 0 600 800] {resources}");
        let pdf = Pdf::new("/X Do").resources(&of_page).stream(7, &form, "/Y Do");
        let document = pdf.stream(8, &form, "BT /F1 10 Tf 30 40 Td (00) Tj ET").open();
        assert_eq!(document.pages[0].words[0].text, wanted, "{resources}");
        assert!(document.warnings.is_empty(), "{:?}", document.warnings);
    }
}

#[test]
fn a_form_that_draws_itself_ends() {
    let pdf = Pdf::new("/X Do").resources("/XObject << /X 5 0 R >>").stream(
        5,
        "/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>",
        "/X Do",
    );
    let document = pdf.open();
    assert!(
        document.warnings.iter().any(|warning| warning.contains("draws itself")),
        "{:?}",
        document.warnings
    );
}

#[test]
fn skips_inline_images() {
    let pixels = "BI /W 4 /H 2 /BPC 8 /CS /G ID EI (x)Tj EI BT /F1 10 Tf 100 700 Td (after) Tj ET";
    check(pixels, &[("after", 100, 100)]);
    let filtered = "BI /W 9 /H 9 /F /Fl ID \u{1}Tj(\u{2} EI BT /F1 10 Tf 100 700 Td (after) Tj ET";
    check(filtered, &[("after", 100, 100)]);
    assert_eq!(
        Pdf::new("50 0 0 20 100 100 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI").first_page().images.len(),
        1
    );
}

#[test]
fn notes_where_images_are() {
    let pdf = Pdf::new("q 100 0 0 50 20 700 cm /I Do Q").resources("/XObject << /I 5 0 R >>").stream(
        5,
        "/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        "x",
    );
    let image = pdf.first_page().images[0];
    let at = image.at;
    assert_eq!((at.x0, at.top, at.x1, at.bottom), (20.0, 50.0, 120.0, 100.0));
    assert_eq!((image.object, image.opaque), (Some(5), true));
}

#[test]
fn tells_what_hides_from_what_shines_through() {
    let states = "/ExtGState << /Thin << /ca 0.4 >> /Mark << /BM /Multiply >> /Soft << /SMask << /S /Luminosity >> >> \
                  /Full << /ca 1 /BM /Normal /SMask /None >> >>";
    let opaque = |content: &str| {
        let page = Pdf::new(format!("q {content} 9 9 99 20 re f Q")).resources(states).first_page();
        page.rulings[0].opaque
    };
    assert_eq!(["", "/Full gs", "/Thin gs /Full gs"].map(opaque), [true; 3]);
    assert_eq!(["/Thin gs", "/Mark gs", "/Soft gs"].map(opaque), [false; 3]);
    let masked =
        Pdf::new("/I Do").resources("/XObject << /I 5 0 R >>").stream(5, "/Subtype /Image /SMask 6 0 R", "x");
    assert!(!masked.first_page().images[0].opaque);
}

#[test]
fn images_take_their_place_in_drawing_order() {
    let page = Pdf::new("BT /F1 9 Tf 9 9 Td (before) Tj ET BI /W 1 /H 1 /BPC 8 /CS /G ID x EI BT /F1 9 Tf 9 40 Td (after) Tj ET")
        .first_page();
    let orders: Vec<u32> = page.words.iter().map(|word| word.order).collect();
    assert_eq!((orders, page.images[0].order), (vec![0, 2], 1));
}

#[test]
fn keeps_named_points_of_the_contents() {
    let page = Pdf::new(
        "BT /F1 9 Tf 9 9 Td (a) Tj ET /TouchUp_TextEdit MP BT /F1 9 Tf 9 99 Td (b) Tj ET /P BMC EMC",
    )
    .first_page();
    let marks: Vec<_> = page.marked_points.iter().map(|mark| (mark.tag.as_str(), mark.order)).collect();
    assert_eq!((marks, page.words[1].order), (vec![("TouchUp_TextEdit", 1)], 1));
}

#[test]
fn reads_colours() {
    let color =
        |content: &str| Pdf::new(format!("BT /F1 9 Tf {content} (x) Tj ET")).first_page().words[0].color;
    let rgb = |r, g, b| Color { r, g, b };
    assert_eq!(color(""), rgb(0, 0, 0));
    assert_eq!(color("1 0 0 rg"), rgb(255, 0, 0));
    assert_eq!(color("0.5 g"), rgb(128, 128, 128));
    assert_eq!(color("0 1 1 0 k"), rgb(255, 0, 0));
    assert_eq!(color("/DeviceRGB cs 0 0 1 sc"), rgb(0, 0, 255));
    // An unknown space leaves text dark.
    assert_eq!(color("/Nowhere cs"), rgb(0, 0, 0));
}

#[test]
fn mixes_inks_by_their_function() {
    let pdf = Pdf::new("BT /F1 9 Tf /Ink cs 1 scn (x) Tj ET").resources(
        "/ColorSpace << /Ink [/Separation /Corporate /DeviceRGB \
         << /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [0 0.2 0.4] /N 1 >>] >> \
         /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >>",
    );
    assert_eq!(pdf.first_page().words[0].color, Color { r: 0, g: 51, b: 102 });
}

#[test]
fn keeps_invisible_text_and_says_so() {
    let page = Pdf::new("BT /F1 9 Tf 3 Tr 100 700 Td (hidden) Tj ET").first_page();
    assert_eq!((page.words[0].text.as_str(), page.words[0].render_mode), ("hidden", 3));
}

#[test]
fn hides_layers_that_are_off() {
    let pdf = Pdf::new("BT /F1 9 Tf /OC /Off BDC (no) Tj EMC 0 -20 Td /OC /On BDC (yes) Tj EMC ET")
        .resources(
            "/Properties << /Off 7 0 R /On 8 0 R >> /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >>",
        )
        .catalog("/OCProperties << /OCGs [7 0 R 8 0 R] /D << /OFF [7 0 R] >> >>")
        .page("/MediaBox [0 -100 600 700]")
        .object(7, "<< /Type /OCG /Name (draft) >>")
        .object(8, "<< /Type /OCG /Name (final) >>");
    assert_eq!(pdf.texts(), ["yes"]);
}

#[test]
fn takes_actual_text_for_glyphs_but_never_for_digits() {
    let shown = |content: &str| Pdf::new(format!("BT /F1 9 Tf 9 9 Td {content} ET")).texts();
    assert_eq!(shown("/Span << /ActualText (fi) >> BDC (x) Tj EMC (nd) Tj"), ["find"]);
    assert_eq!(shown("/Span << /ActualText (900) >> BDC (100) Tj EMC"), ["100"]);
    assert_eq!(shown("/Span << /ActualText (two words) >> BDC (two) Tj EMC"), ["two"]);
}

#[test]
fn joins_content_streams_at_any_token() {
    let pdf = Pdf::new("BT /F1 10")
        .stream(5, "", "Tf 100 700 Td (joined) Tj ET")
        .object(3, "<< /Type /Page /Parent 2 0 R /Contents [4 0 R 5 0 R] /MediaBox [0 0 600 800] /Resources << /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>");
    check_pdf(&pdf, &[("joined", 100, 100)]);
}

#[test]
fn follows_references_to_filters() {
    let content = deflate(b"BT /F1 10 Tf 100 700 Td (packed) Tj ET");
    let pdf = Pdf::new("").object(9, "/FlateDecode").object(8, "[9 0 R]");
    let mut body =
        format!("<< /Length {} /Filter 8 0 R /DecodeParms [null] >>\nstream\n", content.len()).into_bytes();
    body.extend_from_slice(&content);
    body.extend_from_slice(b"\nendstream");
    let pdf = pdf.object(7, body).object(
        3,
        "<< /Type /Page /Parent 2 0 R /Contents 7 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
    );
    check_pdf(&pdf, &[("packed", 100, 100)]);
}

#[test]
fn survives_bad_operands() {
    check("BT /F1 10 Tf (x) Td 100 700 Td (A) Tj [ (B) Tj ET", &[("AB", 100, 100)]);
    check("BT /F1 10 Tf 1 2 3 100 700 Td (A) Tj ET", &[("A", 100, 100)]);
    check("BT /F1 10 Tf 100 700 Td (unfinished Tj ET", &[]);
}

#[test]
fn shows_text_of_a_missing_font_in_a_standard_one() {
    let document = Pdf::new("BT /None 10 Tf 100 700 Td (still) Tj ET").open();
    assert_eq!(document.pages[0].words[0].text, "still");
    assert!(document.warnings.iter().any(|warning| warning.contains("font None is missing")));
}
