//! Glyphs to words to lines.

use crate::write::Pdf;
use pdf::{Clip, Document, OpenOptions};

fn texts(content: &str) -> Vec<String> {
    Pdf::new(format!("BT /F1 10 Tf {content} ET")).texts()
}

fn lines(content: &str) -> Vec<String> {
    Pdf::new(content).first_page().lines().iter().map(pdf::Line::text).collect()
}

#[test]
fn spaces_and_gaps_end_words() {
    assert_eq!(texts("100 700 Td (Opening balance 1,418.91) Tj"), ["Opening", "balance", "1,418.91"]);
    assert_eq!(texts("100 700 Td [(Opening) -300 (balance)] TJ"), ["Opening", "balance"]);
    assert_eq!(texts("100 700 Td [(To) -20 (day the balance) -300 (is due) 2000 (b)] TJ").len(), 6);
    assert_eq!(
        texts("100 700 Td (Opening) Tj 60 0 Td (balance of) Tj 0 -3 Td (May) Tj"),
        ["Opening", "balance", "of", "May"]
    );
}

#[test]
fn a_blank_ends_the_word_that_it_stands_behind_and_no_other() {
    // An invisible blank is laid over the one that was drawn before, and the word goes on behind it.
    assert_eq!(texts("100 700 Td (of t) Tj 3 Tr 8.34 0 Td ( ) Tj 0 Tr 5.56 0 Td (hat) Tj"), ["of", "that"]);
    assert_eq!(texts("100 700 Td (of t) Tj 13.9 0 Td ( ) Tj 0 0 Td (hat) Tj"), ["of", "t", "hat"]);
}

#[test]
fn spacing_behind_a_letter_that_stands_alone_is_a_blank() {
    // Letters that are placed one by one, the last of each word with the blank behind it as its spacing.
    assert_eq!(
        texts(
            "100 700 Td (P) Tj 6.67 0 Td (a) Tj 5.56 0 Td 2.2 Tc (y) Tj 7.2 0 Td 0 Tc (2) Tj 5.56 0 Td (5) Tj"
        ),
        ["Pay", "25"]
    );
    // A heading whose letters are spaced, but for the last one, is one word, however it is placed.
    assert_eq!(texts("100 700 Td 2.2 Tc (PA) Tj 17.74 0 Td 0 Tc (Y) Tj"), ["PAY"]);
    assert_eq!(texts("100 700 Td 2.2 Tc (P) Tj 8.87 0 Td (A) Tj 8.87 0 Td (Y) Tj"), ["PAY"]);
}

#[test]
fn kerning_does_not_end_a_word() {
    assert_eq!(texts("100 700 Td [(T) 80 (o) -15 (t) -40 (al)] TJ"), ["Total"]);
    assert_eq!(texts("100 700 Td [(1) 37 (,418) 20 (.91)] TJ"), ["1,418.91"]);
}

#[test]
fn glyphs_that_are_placed_one_by_one_make_words() {
    assert_eq!(texts("100 700 Td (1) Tj 5.56 0 Td (2) Tj 5.6 0 Td (3) Tj 20 0 Td (4) Tj"), ["123", "4"]);
}

#[test]
fn numbers_of_neighbouring_columns_stay_apart() {
    // The first column ends at 150, the second starts 3 points later.
    assert_eq!(texts("1 0 0 1 130.54 700 Tm (500) Tj 1 0 0 1 150 700 Tm (1,250.00) Tj"), ["500", "1,250.00"]);
}

#[test]
fn figures_of_columns_that_touch_are_two_words() {
    let set = |strings: &[&str]| {
        let shown: Vec<String> = strings.iter().map(|string| format!("({string}) Tj")).collect();
        texts(&format!("100 700 Td {}", shown.join(" ")))
    };
    assert_eq!(set(&["1,234.56", "12,000.00"]), ["1,234.56", "12,000.00"]);
    assert_eq!(set(&["1,234.56", "12,000.00", "-5.00"]), ["1,234.56", "12,000.00", "-5.00"]);
    assert_eq!(set(&["31/12/2025", "01/01/2026", "1.234,56"]), ["31/12/2025", "01/01/2026", "1.234,56"]);
    assert_eq!(set(&["12.00CR", "5.00"]), ["12.00CR", "5.00"]);
    // One number that its producer split, wherever that was.
    assert_eq!(set(&["1,23", "4.56"]), ["1,234.56"]);
    assert_eq!(set(&["1,234.56", "78"]), ["1,234.5678"]);
    assert_eq!(set(&["31/12/20", "25"]), ["31/12/2025"]);
    assert_eq!(set(&["1", "2", ",", "0", "0", ".", "5", "0"]), ["12,00.50"]);
    assert_eq!(set(&["12.50", "CR"]), ["12.50CR"]);
    // A narration that reaches to its amount; what belongs to the amount stays with it.
    assert_eq!(set(&["UPI/SWIGGY", "250.00"]), ["UPI/SWIGGY", "250.00"]);
    assert_eq!(set(&["to CASH", "250.00", "1,234.56"]), ["to", "CASH", "250.00", "1,234.56"]);
    assert_eq!(set(&["INR", "250.00"]), ["INR250.00"]);
    assert_eq!(set(&["UPI/433219", "250.00"]), ["UPI/433219250.00"]);
    assert_eq!(set(&["SWIGGY", "250"]), ["SWIGGY250"]);
    assert_eq!(set(&["V", "E", "R", "S", "I", "O", "N", "1", "2", ".", "5", "0"]), ["VERSION12.50"]);
    // Glyph by glyph the seam is found too.
    assert_eq!(set(&["1", "2", ".", "5", "0", "9", "0", ".", "0", "0"]), ["12.50", "90.00"]);
}

#[test]
fn words_at_a_seam_stand_where_they_were_drawn() {
    let page = Pdf::new("BT /F1 10 Tf 100 700 Td (1,234.56) Tj (12.00) Tj ET 0 0 9 9 re f").first_page();
    let [left, right] = page.words.as_slice() else { panic!("{:?}", page.words) };
    assert!((left.at.x1 - right.at.x0).abs() < 0.01 && (left.at.x1 - 138.92).abs() < 0.01, "{left:?}");
    assert!(left.order < right.order && right.order < page.rulings[0].order);
}

#[test]
fn letters_set_apart_are_one_word() {
    assert_eq!(texts("3 Tc 100 700 Td (SUMMARY) Tj"), ["SUMMARY"]);
    assert_eq!(
        texts("100 700 Td [(S) -250 (U) -250 (M) -250 (M) -250 (A) -250 (R) -250 (Y)] TJ"),
        ["SUMMARY"]
    );
    assert_eq!(texts("100 700 Td [(S) -250 (U) -250 (M) -900 (B) -250 (I) -250 (G)] TJ").len(), 6);
}

#[test]
fn fake_bold_is_read_once() {
    assert_eq!(texts("100 700 Td (TOTAL) Tj 0.3 0 Td (TOTAL) Tj"), ["TOTAL"]);
    assert_eq!(texts("100 700 Td (1) Tj 0.4 0 Td (1) Tj 5.2 0 Td (1) Tj 0.4 0 Td (1) Tj"), ["11"]);
    // The same word in the next row is another word.
    assert_eq!(texts("100 700 Td (TOTAL) Tj 0 -11 Td (TOTAL) Tj"), ["TOTAL", "TOTAL"]);
}

#[test]
fn text_of_tiny_fonts_is_not_taken_for_fake_bold() {
    let page = Pdf::new("BT /F1 1 Tf 100 700 Td (message) Tj ET").first_page();
    assert_eq!(page.words[0].text, "message");
}

#[test]
fn a_letter_from_another_font_does_not_end_the_word() {
    let document = Pdf::new("BT /F1 10 Tf 100 700 Td (1) Tj /F2 10 Tf (8) Tj /F1 10 Tf (0.00) Tj /F2 10 Tf (:) Tj /F1 10 Tf (x) Tj ET")
        .resources("/Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> /F2 << /Subtype /Type1 /BaseFont /Arial >> >>")
        .open();
    let page = &document.pages[0];
    let texts: Vec<_> = page.words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(texts, ["180.00:", "x"], "a colon ends the label before it");
    assert_eq!(document.font_name(page.words[0].font), "Helvetica");
    let change = |change: &pdf::FontChange| (change.word, change.at_char, document.font_name(change.font));
    let changes: Vec<_> = page.font_changes.iter().map(change).collect();
    let order = page.words[0].order;
    assert_eq!(changes, [(order, 1, "Arial"), (order, 2, "Helvetica"), (order, 6, "Arial")]);
}

#[test]
fn ligatures_and_accents_are_plain_text() {
    let pdf = Pdf::new("BT /F1 10 Tf 100 700 Td (o\\001ce) Tj ET").resources(
        "/Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [1 /ffi] >> >> >>",
    );
    assert_eq!(pdf.texts(), ["office"]);
}

#[test]
fn raised_letters_and_signs_belong_to_their_word() {
    let raised =
        |mark: &str| format!("100 700 Td (14) Tj /F1 6 Tf 4 Ts ({mark}) Tj /F1 10 Tf 0 Ts (, 2025) Tj");
    assert_eq!(texts(&raised("th")), ["14th,", "2025"]);
    // A raised digit is a footnote; it must not become part of a number.
    assert_eq!(texts(&raised("3")), ["14", "3", ",", "2025"]);
    assert_eq!(texts("100 700 Td (Rate) Tj /F1 6 Tf 4 Ts (*) Tj"), ["Rate*"]);
    // The next line of smaller print is not raised.
    assert_eq!(texts("100 700 Td (14) Tj /F1 6 Tf 10 Ts (th) Tj"), ["14", "th"]);
}

#[test]
fn small_capitals_belong_to_the_large_ones() {
    let set =
        |rest: &str| format!("100 700 Td (B) Tj /F1 8 Tf ({rest}) Tj /F1 10 Tf ( C) Tj /F1 8 Tf (O) Tj");
    assert_eq!(texts(&set("ANK")), ["BANK", "CO"]);
    assert_eq!(texts(&set("123")), ["B", "123", "CO"]);
    assert_eq!(texts(&set("'ANK-A-B")), ["B’ANK-A-B", "CO"]);
}

#[test]
fn blanks_within_a_glyph_end_words() {
    let pdf = Pdf::new("BT /F1 10 Tf 100 700 Td (A\\001B) Tj ET")
        .resources("/Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 8 0 R >> >>")
        .stream(8, "", "beginbfchar <01> <0020002E0020> endbfchar");
    assert_eq!(pdf.texts(), ["A", ".", "B"]);
}

#[test]
fn lines_run_from_top_to_bottom_and_left_to_right() {
    let content = "BT /F1 10 Tf 1 0 0 1 300 500 Tm (right) Tj 1 0 0 1 50 480 Tm (below) Tj 1 0 0 1 50 500.9 Tm (left) Tj ET";
    assert_eq!(lines(content), ["left right", "below"]);
}

#[test]
fn close_rows_are_not_one_line() {
    let content = "BT /F1 8 Tf 1 0 0 1 50 500 Tm (a) Tj 1 0 0 1 90 500 Tm (b) Tj 1 0 0 1 50 492 Tm (c) Tj 1 0 0 1 90 491 Tm (d) Tj ET";
    assert_eq!(lines(content), ["a b", "c d"]);
}

#[test]
fn rotated_words_are_in_no_line() {
    let content =
        "BT /F1 30 Tf 0.7 0.7 -0.7 0.7 100 300 Tm (SPECIMEN) Tj /F1 10 Tf 1 0 0 1 50 500 Tm (row) Tj ET";
    let page = Pdf::new(content).first_page();
    assert_eq!(page.words[0].angle.round(), -45.0);
    assert_eq!(page.words[0].text, "SPECIMEN");
    assert_eq!(lines(content), ["row"]);
}

#[test]
fn boxes_span_the_font_from_ascent_to_descent() {
    let word = Pdf::new("BT /F1 10 Tf 100 700 Td (A) Tj ET").first_page().words.remove(0);
    let at = word.at;
    assert_eq!((at.x0, at.x1.round()), (100.0, 107.0));
    assert!(at.top < 93.0 && at.top > 90.0 && at.bottom > 101.0 && at.bottom < 104.0, "{at:?}");
    assert_eq!((word.size, word.baseline), (10.0, 100.0));
}

#[test]
fn words_off_the_page_are_not_shown() {
    assert_eq!(texts("100 900 Td (above) Tj 0 -200 Td (on) Tj 700 0 Td (beside) Tj"), ["on"]);
}

#[test]
fn order_counts_words_and_rulings_together() {
    let page = Pdf::new("0 0 10 10 re f BT /F1 10 Tf 100 700 Td (a b) Tj ET 5 5 10 10 re f").first_page();
    let mut orders: Vec<_> = page.words.iter().map(|word| word.order).collect();
    orders.extend(page.rulings.iter().map(|ruling| ruling.order));
    assert_eq!(orders, [1, 2, 0, 3]);
}

#[test]
fn clips_say_how_much_of_a_word_is_seen() {
    // A cell from 100 to 160 that is as high as the text: the tips of letters do not matter.
    let clipped = |text: &str, cell: &str| {
        let content = format!("q {cell} re W n BT /F1 10 Tf 100 700 Td ({text}) Tj ET Q");
        Pdf::new(content).first_page().words.remove(0).clip
    };
    assert_eq!(clipped("short", "100 699 60 7"), Clip::Nearly);
    assert_eq!(clipped("short", "100 690 60 20"), Clip::Whole);
    assert_eq!(clipped("NEFT-SALARY-APRIL-2025", "100 699 60 7"), Clip::Part);
    assert_eq!(clipped("hidden", "100 650 60 7"), Clip::Nothing);
    assert_eq!(clipped("halved", "100 690 60 11"), Clip::Part);
    // After the clip has gone, words are seen again.
    let page = Pdf::new("q 0 0 9 9 re W n Q BT /F1 10 Tf 100 700 Td (free) Tj ET").first_page();
    assert_eq!(page.words[0].clip, Clip::Whole);
}

#[test]
fn slices_of_words_that_are_seen_as_a_whole_are_dropped() {
    // A flattened page: the line once through a slit, with the letters that the slit touches, and once as a whole.
    let drawn = |slit: &str, whole: &str| {
        let slice =
            |clip: &str, text: &str| format!("q {clip} re W n BT /F1 10 Tf 100 700 Td {text} TJ ET Q");
        Pdf::new(format!("{}\n{}", slice("90 705 100 1", slit), slice("90 690 100 20", whole))).texts()
    };
    assert_eq!(drawn("[(Ot) -778 (3)]", "[(Oct 3)]"), ["Oct", "3"]);
    assert_eq!(drawn("[(Oct 3)]", "[(Oct 3)]"), ["Oct", "3"]);
    // Other letters are another word, however little of it is seen.
    assert_eq!(drawn("[(Nov)]", "[(Oct 3)]"), ["Nov", "Oct", "3"]);
    // A wider slit shows most of the letters that it touches and still not the dot below it, which makes another figure.
    let row = |clip: &str, text: &str| format!("q {clip} re W n BT /F1 10 Tf 100 700 Td {text} TJ ET Q");
    let wide = row("90 702 100 20", "[(53) -278 (4)]");
    let drawn =
        |slit: &str| Pdf::new(format!("{wide}\n{slit}\n{}", row("90 690 100 20", "[(53.4)]"))).texts();
    assert_eq!(drawn(&row("90 705 100 1", "[(534)]")), ["53.4"]);
    // Without a slit on the page nothing says that it was flattened: two figures were drawn over each other.
    assert_eq!(drawn(""), ["53", "4", "53.4"]);
}

#[test]
fn glyphs_are_kept_where_they_stand_when_asked_for() {
    let pdf = Pdf::new("BT /F1 10 Tf 2 Tc 100 700 Td (1 2) Tj ET");
    let options = OpenOptions { glyphs: true, ..OpenOptions::default() };
    let page = Document::open(&pdf.bytes(), &options).unwrap().pages.remove(0);
    let glyphs: Vec<_> = page
        .glyphs
        .iter()
        .map(|glyph| (glyph.text.as_str(), (glyph.x * 100.0).round() / 100.0, glyph.y))
        .collect();
    assert_eq!(glyphs, [("1", 100.0, 100.0), (" ", 107.56, 100.0), ("2", 112.34, 100.0)]);
    assert!((page.glyphs[0].advance - 5.56).abs() < 0.001);
    assert!(pdf.first_page().glyphs.is_empty());
}
