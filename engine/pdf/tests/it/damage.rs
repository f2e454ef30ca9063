//! Files that are broken and read all the same: each kind of damage by itself.

use crate::write::{HELLO, Pdf, deflate, find, open, replace, stream};
use pdf::{Document, OpenOptions};

/// What the words of all pages say, and whether the file counts as repaired.
fn read(bytes: &[u8]) -> (String, bool) {
    let document = open(bytes);
    let words = document.pages.iter().flat_map(|page| &page.words).map(|word| word.text.as_str());
    (words.collect::<Vec<_>>().join(" "), document.facts.repaired)
}

fn assert_reads(bytes: &[u8], expected: &str, repaired: bool) {
    assert_eq!(read(bytes), (expected.to_owned(), repaired));
}

#[test]
fn junk_before_the_header_moves_nothing() {
    let plain = Pdf::new(HELLO).bytes();
    for junk in ["\n", "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"] {
        // Offsets count from the header: the writer never knew of the junk.
        assert_reads(&[junk.as_bytes(), &plain].concat(), "hello", false);
    }
    // Offsets that count the junk are as good.
    let shifted = Pdf::new(HELLO).after("junk\n");
    assert_reads(&shifted.bytes(), "hello", false);
}

#[test]
fn a_table_that_is_off_by_some_bytes_is_made_anew() {
    let bytes = Pdf::new(HELLO).bytes();
    // Somebody turned line ends into two bytes on the way.
    let text = String::from_utf8(bytes).unwrap().replace('\n', "\r\n");
    assert_reads(text.as_bytes(), "hello", true);
}

#[test]
fn a_wrong_start_of_the_table_is_no_loss() {
    let bytes = Pdf::new(HELLO).bytes();
    let at = find(&bytes, "startxref\n");
    for start in ["startxref\n7\n%%EOF", "startxref\n99999999\n%%EOF", "startxref\n-5\n%%EOF", ""] {
        assert_reads(&[&bytes[..at], start.as_bytes()].concat(), "hello", true);
    }
}

#[test]
fn one_lie_in_the_table_does_not_bring_old_objects_back() {
    // Object 9 was given up: only the table knows that, and the lie about object 4 must not make it forgotten.
    let pdf = Pdf::new("BT ET").object(4, stream("", HELLO.as_bytes())).object(9, "(given up)");
    let bytes = pdf.bytes();
    let at = find(&bytes, "4 1\n") + 4;
    let place: usize = std::str::from_utf8(&bytes[at..at + 10]).unwrap().parse().unwrap();
    let bytes = replace(&bytes, &format!("{place:010} 00000 n"), &format!("{:010} 00000 n", place + 3));
    assert_reads(&bytes, "hello", true);
}

#[test]
fn places_of_nothing_are_no_damage() {
    let bytes = Pdf::new(HELLO).bytes();
    let bytes = replace(&bytes, "0 1\n0000000000 65535 f ", "7 1\n0000000000 00000 n ");
    assert_reads(&bytes, "hello", false);
}

#[test]
fn wrong_lengths_are_measured_anew() {
    for length in ["0", "3", "99999", "-1", "8 0 R", "/Name", "4 0 R"] {
        let body = format!("<< /Length {length} >>\nstream\n{HELLO}\nendstream");
        assert_reads(&Pdf::new("").object(4, body).bytes(), "hello", false);
    }
    assert_reads(
        &Pdf::new("").object(4, format!("<< >>\nstream\n{HELLO}\nendstream")).bytes(),
        "hello",
        false,
    );
}

#[test]
fn missing_ends_of_streams_and_objects_are_no_loss() {
    let bytes = Pdf::new(HELLO).object(5, "<< /Unused true >>").bytes();
    let without = |needle: &str| String::from_utf8(bytes.clone()).unwrap().replace(needle, "");
    for needle in ["endobj", "\nendstream", "endstream\nendobj", "xref"] {
        assert_reads(without(needle).as_bytes(), "hello", true);
    }
}

#[test]
fn a_stream_without_its_end_swallows_no_other_object() {
    let pdf = |contents: Vec<u8>| {
        let page = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 6 0 R >> >> >>";
        let font = "<< /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [104 /H] >> >>";
        Pdf::new("").object(3, page).object(4, contents).object(6, font).stream(7, "", "x").bytes()
    };
    for lost in [" ".repeat(9), String::new()] {
        for (what, contents) in
            [("right", stream("", HELLO.as_bytes())), ("wrong", stream("/Length 7", HELLO.as_bytes()))]
        {
            let file = pdf(String::from_utf8(contents).unwrap().replace("endstream", &lost).into_bytes());
            let untabled = &file[..find(&file, "xref\n0")];
            for file in [untabled, &file] {
                assert_eq!(read(file).0, "Hello", "a length that is {what}, {lost:?}");
            }
        }
    }
}

#[test]
fn a_tail_that_was_cut_off_costs_only_what_it_held() {
    let bytes = Pdf::new(HELLO).object(5, "<< /Unused true >>").bytes();
    assert_reads(&bytes[..find(&bytes, "xref\n0 1")], "hello", true);
    assert_reads(&bytes[..find(&bytes, "5 0 obj") + 12], "hello", true);
    // Even within the contents: what came before the cut is shown.
    assert_reads(&bytes[..find(&bytes, " Tj ET") + 3], "hello", true);
}

#[test]
fn a_cut_off_revision_does_not_hide_the_one_before() {
    let mut bytes = Pdf::new(HELLO).bytes();
    assert!(!open(&bytes).facts.damaged);
    bytes.extend_from_slice(b"4 0 obj\n<< /Length 50 /Fil");
    assert_reads(&bytes, "hello", false);
    let document = open(&bytes);
    assert!(document.facts.damaged && document.warnings.iter().any(|warning| warning.contains("cut off")));
    // The same without a table that would know better.
    assert_reads(&replace(&bytes, "startxref", "started"), "hello", true);
}

#[test]
fn later_copies_of_an_object_win_when_the_table_is_lost() {
    let mut bytes = Pdf::new(HELLO).bytes();
    bytes.truncate(find(&bytes, "xref\n0 1"));
    bytes.extend_from_slice(b"4 0 obj\n");
    bytes.extend_from_slice(&stream("", b"BT /F1 10 Tf 100 700 Td (changed) Tj ET"));
    bytes.extend_from_slice(b"\nendobj\n");
    assert_reads(&bytes, "changed", true);
}

/// A file whose pages stand in an object stream, without a table.
fn packed(packs: &[&[(u32, &str)]], tail: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    for (objects, number) in packs.iter().zip(20..) {
        let mut index = String::new();
        let mut data = String::new();
        for (object, body) in *objects {
            index.push_str(&format!("{object} {} ", data.len()));
            data.push_str(&format!("{body} "));
        }
        let entries =
            format!("/Type /ObjStm /N {} /First {} /Filter /FlateDecode", objects.len(), index.len());
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        bytes.extend_from_slice(&stream(&entries, &deflate(format!("{index}{data}").as_bytes())));
        bytes.extend_from_slice(b"\nendobj\n");
    }
    bytes.extend_from_slice(b"4 0 obj\n");
    bytes.extend_from_slice(&stream("", HELLO.as_bytes()));
    bytes.extend_from_slice(format!("\nendobj\n{tail}").as_bytes());
    bytes
}

const TREE: [(u32, &str); 3] = [
    (1, "<< /Type /Catalog /Pages 2 0 R >>"),
    (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
    (3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>"),
];

#[test]
fn object_streams_that_no_table_lists_are_read() {
    assert_reads(&packed(&[&TREE], "trailer << /Root 1 0 R >>"), "hello", true);
    // Without a trailer too: pages are pages.
    assert_reads(&packed(&[&TREE], ""), "hello", true);
    assert_reads(&packed(&[&TREE[2..], &TREE[..2]], "trailer << /Root 1 0 R >>"), "hello", true);
}

#[test]
fn of_two_object_streams_the_later_one_counts() {
    let old = [(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>")];
    assert_reads(&packed(&[&old, &TREE], "trailer << /Root 1 0 R >>"), "hello", true);
    let (text, _) = read(&packed(&[&TREE, &old], "trailer << /Root 1 0 R >>"));
    assert_eq!(text, "");
}

#[test]
fn a_table_without_the_object_stream_is_not_believed() {
    // The table is true as far as it goes, but the pages stand where it does not reach.
    let plain = packed(&[&TREE], "");
    let start = plain.len();
    let tail = format!(
        "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 21 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    );
    assert_reads(&packed(&[&TREE], &tail), "hello", true);
}

#[test]
fn tables_that_name_each_other_end() {
    let bytes = Pdf::new(HELLO).bytes();
    let start = find(&bytes, "xref\n0 1");
    let looped = replace(&bytes, "/Root 1 0 R", &format!("/Root 1 0 R /Prev {start}"));
    assert_reads(&looped, "hello", false);
    let lost = replace(&bytes, "/Root 1 0 R", "/Root 1 0 R /Prev 5");
    assert_reads(&lost, "hello", true);
}

#[test]
fn both_halves_of_a_hybrid_table_are_read() {
    // The page stands in an object stream, which only the stream half knows.
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let add = |bytes: &mut Vec<u8>, number: u32, body: &[u8]| {
        let place = (number, bytes.len());
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        bytes.extend_from_slice(body);
        bytes.extend_from_slice(b"\nendobj\n");
        place
    };
    let mut places = vec![];
    for (number, body) in &TREE[..2] {
        places.push(add(&mut bytes, *number, body.as_bytes()));
    }
    places.push(add(&mut bytes, 4, &stream("", HELLO.as_bytes())));
    let pack = format!("3 0 {}", TREE[2].1);
    let (_, packed) = add(&mut bytes, 5, &stream("/Type /ObjStm /N 1 /First 4", pack.as_bytes()));
    let hybrid = bytes.len();
    let rows = [[2, 0, 5, 0], [1, (packed >> 8) as u8, packed as u8, 0]].concat();
    add(&mut bytes, 6, &stream("/Type /XRef /W [1 2 1] /Index [3 1 5 1] /Size 7", &rows));
    let start = bytes.len();
    let mut table = "xref\n0 1\n0000000000 65535 f \n3 1\n0000000000 00000 f \n".to_owned();
    for (number, place) in &places {
        table.push_str(&format!("{number} 1\n{place:010} 00000 n \n"));
    }
    let trailer =
        format!("trailer\n<< /Size 7 /Root 1 0 R /XRefStm {hybrid} >>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend_from_slice((table + &trailer).as_bytes());
    assert_reads(&bytes, "hello", false);
}

#[test]
fn filters_may_stand_elsewhere() {
    let pdf = Pdf::new("")
        .object(4, stream("/Filter 5 0 R /DecodeParms 6 0 R", &deflate(HELLO.as_bytes())))
        .object(5, "[7 0 R]")
        .object(6, "[8 0 R]")
        .object(7, "/FlateDecode")
        .object(8, "null");
    assert_reads(&pdf.bytes(), "hello", false);
}

#[test]
fn trees_may_be_damaged_in_many_ways() {
    for tree in [
        "<< /Type /Pages /Kids 3 0 R /Count 1 >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
        "<< /Type /Pages /Count 1 >>",
        "<< /Kids [null 3 0 R 99 0 R (text)] >>",
        "<< /Type /Page /Kids [3 0 R] /Count 1 >>",
        "null",
    ] {
        let (text, _) = read(&Pdf::new(HELLO).object(2, tree).bytes());
        assert_eq!(text, "hello", "{tree}");
    }
    for catalog in
        ["null", "<< /Type /Catalog >>", "<< /Type /Catalog /Pages 99 0 R >>", "<< /Pages 3 0 R >>"]
    {
        let (text, _) = read(&Pdf::new(HELLO).object(1, catalog).bytes());
        assert_eq!(text, "hello", "{catalog}");
    }
}

#[test]
fn a_page_that_says_it_is_a_tree_is_a_page_if_it_has_contents() {
    let node = |contents: &str| {
        let font = "<< /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >> >>";
        format!("<< /Type /Pages /Parent 2 0 R /Resources {font} {contents} >>")
    };
    assert_reads(&Pdf::new(HELLO).object(3, node("/Contents 4 0 R")).bytes(), "hello", false);
    let two = Pdf::new(HELLO).object(2, "<< /Type /Pages /Kids [3 0 R 5 0 R] >>");
    assert_eq!(open(&two.object(5, node("")).bytes()).pages.len(), 1, "a tree without branches is no page");
}

#[test]
fn a_filter_that_nobody_knows_is_named_and_changes_nothing() {
    let file = |filter: &str, data: &[u8]| {
        Pdf::new("").object(4, stream(&format!("/Filter {filter}"), data)).bytes()
    };
    for (filter, data) in
        [("/Sealed", HELLO.as_bytes().to_vec()), ("[/Sealed /FlateDecode]", deflate(HELLO.as_bytes()))]
    {
        let document = open(&file(filter, &data));
        assert_eq!(document.pages[0].words[0].text, "hello", "{filter}");
        assert!(
            document.warnings.iter().any(|warning| warning.contains("Sealed")),
            "{:?}",
            document.warnings
        );
    }
    assert!(open(&file("/DCTDecode", HELLO.as_bytes())).pages[0].words.is_empty(), "pictures are no text");
}

#[test]
fn an_object_listed_as_free_where_it_stands_is_in_use() {
    let bytes = Pdf::new(HELLO).bytes();
    let at = format!("{:010} 00000", find(&bytes, "4 0 obj"));
    assert_reads(&replace(&bytes, &format!("{at} n"), &format!("{at} f")), "hello", false);
    for elsewhere in ["0000000000 00000 f", "0000000005 00001 f"] {
        assert_reads(&replace(&bytes, &format!("{at} n"), elsewhere), "", false);
    }
}

#[test]
fn line_breaks_and_zeros_within_strings_are_no_letters() {
    for (string, wanted) in [("(hel\\000lo)", "hello"), ("(hel\\\nlo)", "hello"), ("(he\nllo)", "he llo")] {
        assert_reads(&Pdf::new(format!("BT /F1 10 Tf 100 700 Td {string} Tj ET")).bytes(), wanted, false);
    }
}

#[test]
fn codes_of_a_font_that_is_lost_are_no_text() {
    // Two bytes for each glyph: without their zeros they would read `5,7-14`.
    let lost = Pdf::new("BT /F1 10 Tf 100 700 Td (\\0005\\000,\\0007\\000-\\0001\\0004) Tj ET")
        .resources("/Font << /F1 99 0 R >>");
    let document = lost.open();
    assert!(document.warnings.iter().any(|warning| warning.contains("font F1 is missing")));
    assert!(
        document.pages[0].words.iter().all(|word| word.text.contains('\u{FFFD}')),
        "{:?}",
        document.pages[0].words
    );
}

#[test]
fn a_crop_box_beside_the_page_crops_nothing() {
    let shown = |boxes: &str| read(&Pdf::new(HELLO).page(boxes).bytes()).0;
    assert_eq!(shown("/MediaBox [0 0 600 800] /CropBox [2000 2000 3000 3000]"), "hello");
    assert_eq!(shown("/MediaBox [0 0 600 800] /CropBox [0 0 600 100]"), "");
}

#[test]
fn a_file_within_a_file_is_not_the_file() {
    let inner = Pdf::new("BT /F1 10 Tf 100 700 Td (attached) Tj ET").bytes();
    let bytes = Pdf::new(HELLO).stream(9, "/Type /EmbeddedFile", inner).bytes();
    assert_reads(&bytes, "hello", false);
    assert_reads(&bytes[..find(&bytes, "xref\n0 1\n")], "hello", true);
}

#[test]
fn looking_for_objects_takes_no_longer_than_the_file() {
    for piece in
        ["1 0 obj(", "1 0 obj<<", "1 0 obj[", "2 0 obj<</Length 9>>stream\n", "trailer<<", "obj ", "endobj"]
    {
        let bytes = [b"%PDF-1.4\n".as_slice(), piece.repeat(300_000).as_bytes()].concat();
        // A search that starts over for each object would take hours.
        assert!(Document::open(&bytes, &OpenOptions::default()).is_err(), "{piece}");
    }
}

#[test]
fn places_that_say_nothing_are_not_read_on_from() {
    let count = 100_000;
    for (what, unit) in [("strings", " 0 ("), ("words", " 0 obj"), ("white space", "        ")] {
        let mut bytes = b"%PDF-1.4\n".to_vec();
        let mut table = format!("xref\n1 {count}\n");
        for number in 1..=count {
            table.push_str(&format!(
                "{:010} 00000 {} \n",
                bytes.len(),
                if number % 2 == 0 { 'n' } else { 'f' }
            ));
            if what != "white space" {
                bytes.extend_from_slice(number.to_string().as_bytes());
            }
            bytes.extend_from_slice(unit.as_bytes());
        }
        let start = bytes.len();
        bytes.extend_from_slice(
            format!("{table}trailer << /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").as_bytes(),
        );
        // Reading on to the end of the file from each place would take hours.
        assert!(Document::open(&bytes, &OpenOptions::default()).is_err(), "{what}");
    }
}
