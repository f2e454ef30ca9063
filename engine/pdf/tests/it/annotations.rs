//! What is drawn over the page: notes and form fields.

use crate::write::Pdf;

const STAMP: &str = "/Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >> >>";

fn with_annotation(entries: &str) -> Pdf {
    Pdf::new("1 0 0 1 300 300 cm")
        .page(&format!("/MediaBox [0 0 600 800] /Annots [<< /Type /Annot {entries} >>]"))
        .stream(8, STAMP, "BT /F1 10 Tf 5 6 Td (stamp) Tj ET")
}

#[test]
fn appearances_are_fitted_into_their_rectangle() {
    let page = with_annotation("/Subtype /FreeText /Rect [100 700 300 740] /AP << /N 8 0 R >>").first_page();
    let word = &page.words[0];
    assert_eq!((word.text.as_str(), word.at.x0, word.baseline, word.size), ("stamp", 110.0, 88.0, 20.0));
}

#[test]
fn fields_show_the_state_they_are_in() {
    let field = |state: &str| {
        with_annotation(&format!(
            "/Subtype /Widget /Rect [0 0 100 20] /AS /{state} /AP << /N << /On 8 0 R >> >>"
        ))
        .texts()
    };
    assert_eq!(field("On"), ["stamp"]);
    assert_eq!(field("Off"), [""; 0]);
}

#[test]
fn hidden_annotations_are_not_drawn() {
    for flag in [2, 32] {
        let pdf =
            with_annotation(&format!("/Subtype /FreeText /F {flag} /Rect [0 0 100 20] /AP << /N 8 0 R >>"));
        assert_eq!(pdf.texts(), [""; 0], "flag {flag}");
    }
    assert_eq!(with_annotation("/Subtype /Popup /Rect [0 0 100 20] /AP << /N 8 0 R >>").texts(), [""; 0]);
    assert_eq!(
        with_annotation("/Subtype /FreeText /F 4 /Rect [0 0 100 20] /AP << /N 8 0 R >>").texts(),
        ["stamp"]
    );
}

#[test]
fn a_text_field_without_an_appearance_shows_its_value() {
    let pdf = with_annotation("/Subtype /Widget /FT /Tx /V (4,200.00) /Rect [100 700 200 720]")
        .catalog("/AcroForm << /DA (/Helv 9 Tf 0 g) /DR << /Font << /Helv << /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>");
    let page = pdf.first_page();
    let word = &page.words[0];
    assert_eq!((word.text.as_str(), word.at.x0, word.size), ("4,200.00", 102.0, 9.0));
    assert!(word.baseline > 90.0 && word.baseline < 98.0, "{}", word.baseline);
}

#[test]
fn lists_without_an_appearance_show_what_was_chosen() {
    let shown = |entries: &str| {
        let field = format!("/Subtype /Widget /FT /Ch /Rect [100 700 200 720] {entries}");
        with_annotation(&field).texts()
    };
    assert_eq!(shown("/V (Savings) /Opt [(Current) (Savings)]"), ["Savings"]);
    assert_eq!(shown("/V (sb) /Opt [[(ca) (Current)] [(sb) (Savings)]]"), ["Savings"]);
    assert_eq!(shown("/I [1] /Opt [(Current) (Savings)]"), ["Savings"]);
    assert_eq!(shown("/V [(Current) (Savings)] /Opt [(Current) (Savings)]"), ["Current"]);
    assert_eq!(shown("/Opt [(Current)]"), [""; 0]);
}

#[test]
fn annotations_are_listed_with_what_they_draw() {
    let pdf = Pdf::new("BT /F1 9 Tf 9 9 Td (page) Tj ET")
        .stream(8, STAMP, "BT /F1 10 Tf 5 6 Td (over it) Tj ET 0 0 9 9 re f")
        .page(
            "/MediaBox [0 0 600 800] /Annots [<< /Subtype /Link /Rect [0 0 10 10] >> \
         << /Subtype /FreeText /Rect [100 700 200 720] /AP << /N 8 0 R >> >> \
         << /Subtype /Ink /F 2 /Rect [0 0 10 10] /AP << /N 8 0 R >> >>]",
        );
    let page = pdf.first_page();
    let listed: Vec<_> =
        page.annotations.iter().map(|note| (note.kind.as_str(), note.shown, note.orders.clone())).collect();
    assert_eq!(listed, [("Link", true, 1..1), ("FreeText", true, 1..4), ("Ink", false, 4..4)]);
    let at = page.annotations[1].at;
    assert_eq!((at.x0, at.top, at.x1, at.bottom), (100.0, 80.0, 200.0, 100.0));
}
