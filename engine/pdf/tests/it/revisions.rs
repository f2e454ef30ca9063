//! Cross-reference tables in every form: streams, packed objects, revisions, and tables that lie.

use crate::write::{Pdf, deflate, open, stream};
use pdf::{Document, Limits, OpenError, OpenOptions};

const RESOURCES: &str = "/Resources << /Font << /F1 << /Subtype /Type1 /BaseFont /Helvetica >> >> >>";

fn text(bytes: &[u8]) -> Vec<String> {
    open(bytes).pages.iter().flat_map(|page| page.words.iter().map(|word| word.text.to_string())).collect()
}

/// A file whose catalog, page tree and page are packed into an object stream, behind a cross-reference stream.
fn packed(predictor: bool) -> Vec<u8> {
    let objects = [
        (1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()),
        (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 600 800] >>".to_owned()),
        (3, format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R {RESOURCES} >>")),
    ];
    let (mut index, mut bodies) = (String::new(), String::new());
    for (number, body) in &objects {
        index.push_str(&format!("{number} {} ", bodies.len()));
        bodies.push_str(&format!("{body} "));
    }
    let pack = deflate(format!("{index}{bodies}").as_bytes());
    let mut file = b"%PDF-1.5\n".to_vec();
    let contents = file.len();
    file.extend(b"4 0 obj\n");
    file.extend(stream("", b"BT /F1 10 Tf 100 700 Td (packed) Tj ET"));
    file.extend(b"\nendobj\n");
    let container = file.len();
    file.extend(b"5 0 obj\n");
    file.extend(stream(&format!("/Type /ObjStm /N 3 /First {} /Filter /FlateDecode", index.len()), &pack));
    file.extend(b"\nendobj\n");
    let table = file.len();
    let mut rows = vec![vec![0, 0, 0, 0]];
    rows.extend((0..3).map(|index| vec![2, 0, 5, index]));
    for place in [contents, container, table] {
        rows.push(vec![1, (place >> 8) as u8, place as u8, 0]);
    }
    let mut data = Vec::new();
    let mut above = vec![0; 4];
    for row in rows {
        if predictor {
            // PNG predictor "up".
            data.push(2);
            data.extend(row.iter().zip(&above).map(|(byte, up): (&u8, &u8)| byte.wrapping_sub(*up)));
        } else {
            data.extend(&row);
        }
        above = row;
    }
    let parameters = if predictor { "/DecodeParms << /Predictor 12 /Columns 4 >>" } else { "" };
    file.extend(b"6 0 obj\n");
    file.extend(stream(
        &format!("/Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode {parameters}"),
        &deflate(&data),
    ));
    file.extend(format!("\nendobj\nstartxref\n{table}\n%%EOF\n").as_bytes());
    file
}

#[test]
fn packed_objects_are_unpacked() {
    for predictor in [false, true] {
        let document = open(&packed(predictor));
        assert_eq!((document.pages[0].words[0].text.as_str(), document.facts.repaired), ("packed", false));
    }
}

/// Appends a revision that replaces one object.
fn revise(file: &[u8], number: u32, body: &[u8]) -> Vec<u8> {
    let old = file.windows(9).rposition(|window| window == b"startxref").unwrap();
    let old: usize =
        String::from_utf8_lossy(&file[old + 9..]).split_whitespace().next().unwrap().parse().unwrap();
    let mut file = file.to_vec();
    let place = file.len();
    file.extend(format!("{number} 0 obj\n").as_bytes());
    file.extend(body);
    file.extend(b"\nendobj\n");
    let table = file.len();
    file.extend(
        format!("xref\n{number} 1\n{place:010} 00000 n \ntrailer << /Size 99 /Root 1 0 R /Prev {old} >>\n")
            .as_bytes(),
    );
    file.extend(format!("startxref\n{table}\n%%EOF\n").as_bytes());
    file
}

#[test]
fn only_the_newest_revision_is_shown() {
    for first in [Pdf::new("BT /F1 9 Tf 9 9 Td (100.00) Tj ET").bytes(), packed(true)] {
        let second = revise(&first, 4, &stream("", b"BT /F1 9 Tf 9 9 Td (900.00) Tj ET"));
        let third = revise(&second, 4, &stream("", b"BT /F1 9 Tf 9 9 Td (950.00) Tj ET"));
        assert_eq!(text(&second), ["900.00"]);
        assert_eq!(text(&third), ["950.00"]);
        let facts = open(&third).facts;
        assert_eq!((facts.eof_markers, facts.revisions, facts.linearized), (3, 3, false));
    }
}

#[test]
fn a_packed_object_may_be_replaced() {
    let body = format!("<< /Type /Page /Parent 2 0 R /Rotate 90 /Contents 4 0 R {RESOURCES} >>");
    assert_eq!(open(&revise(&packed(false), 3, body.as_bytes())).pages[0].width, 800.0);
}

#[test]
fn lengths_may_be_references_wrong_or_missing() {
    let data = "BT /F1 9 Tf 9 9 Td (whole) Tj ET";
    for length in ["/Length 7 0 R", "/Length 3", "/Length 30000", "/Length -1", "/Length 4 0 R", ""] {
        let body = format!("<< {length} >>\nstream\n{data}\nendstream");
        let pdf = Pdf::new("").object(4, body).object(7, data.len().to_string());
        assert_eq!(pdf.texts(), ["whole"], "{length}");
    }
}

#[test]
fn a_table_that_lies_is_not_believed() {
    // All offsets are off by a few bytes, as after a careless change of line ends.
    let mut bytes = Pdf::new("BT /F1 9 Tf 9 9 Td (found) Tj ET").bytes();
    bytes.splice(9..9, *b"% comment\n");
    let document = open(&bytes);
    assert_eq!(document.pages[0].words[0].text, "found");
    assert!(document.facts.repaired);
}

#[test]
fn revisions_in_a_circle_end() {
    let file = Pdf::new("BT /F1 9 Tf 9 9 Td (x) Tj ET").trailer("/Prev 99999").bytes();
    let table = file.windows(5).rposition(|window| window == b"xref\n").unwrap();
    let text = String::from_utf8(file).unwrap().replace("/Prev 99999", &format!("/Prev {table:05}"));
    assert_eq!(open(text.as_bytes()).pages.len(), 1);
}

#[test]
fn an_endless_table_is_over_the_limit() {
    // Three million objects in a stream of a few kilobytes.
    let data = deflate(&vec![1u8; 9_000_000]);
    let mut file = b"%PDF-1.5\n".to_vec();
    file.extend(b"1 0 obj\n");
    file.extend(stream("/Type /XRef /Size 3000000 /W [1 1 1] /Root 2 0 R /Filter /FlateDecode", &data));
    file.extend(b"\nendobj\nstartxref\n9\n%%EOF\n");
    let error = Document::open(&file, &OpenOptions::default()).unwrap_err();
    assert_eq!(error, OpenError::OverLimit { limit: "objects", allowed: Limits::default().objects });
}

#[test]
fn an_object_stream_within_itself_is_nothing() {
    // Claims that the container of object 1 is object 5, which is packed in itself.
    let mut file = b"%PDF-1.5\n1 0 obj\n".to_vec();
    let rows = [0, 0, 0, 1, 9, 0, 2, 5, 0, 2, 5, 0, 2, 5, 0, 2, 5, 0];
    file.extend(stream("/Type /XRef /Size 6 /W [1 1 1] /Root 2 0 R", &rows));
    file.extend(b"\nendobj\nstartxref\n9\n%%EOF\n");
    assert!(Document::open(&file, &OpenOptions::default()).is_err());
}
