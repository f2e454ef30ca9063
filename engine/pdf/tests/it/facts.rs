//! What the file tells about how it came to be: revisions, signatures, marks of programs, leftovers.

use crate::write::{Pdf, examine, stream};
use pdf::facts::{ObjectKind, Structure, XrefForm};

fn structure(bytes: &[u8]) -> Structure {
    examine(bytes).facts.structure.unwrap()
}

/// Appends a revision with these objects.
fn revise(file: &[u8], objects: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let old = file.windows(9).rposition(|window| window == b"startxref").unwrap();
    let old = String::from_utf8_lossy(&file[old + 9..]).split_whitespace().next().unwrap().to_owned();
    let mut file = file.to_vec();
    let mut table = "xref\n".to_owned();
    for (number, body) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", file.len()));
        file.extend(format!("{number} 0 obj\n").as_bytes());
        file.extend(body);
        file.extend(b"\nendobj\n");
    }
    let at = file.len();
    file.extend(table.as_bytes());
    file.extend(
        format!("trailer << /Size 99 /Root 1 0 R /Prev {old} >>\nstartxref\n{at}\n%%EOF\n").as_bytes(),
    );
    file
}

fn contents(amount: &str) -> Vec<u8> {
    stream("", format!("BT /F1 9 Tf 100 700 Td (Salary) Tj 200 0 Td ({amount}) Tj ET").as_bytes())
}

fn statement() -> Vec<u8> {
    Pdf::new("").object(4, contents("32,450.00")).bytes()
}

#[test]
fn a_revision_says_what_it_replaced_and_where_that_shows() {
    let first = statement();
    let bytes = revise(&first, &[(4, contents("52,450.00"))]);
    let structure = structure(&bytes);
    let [birth, edit] = structure.revisions.as_slice() else { panic!("{:?}", structure.revisions) };
    assert_eq!((birth.end, birth.xref, birth.replaced.len()), (first.len(), XrefForm::Table, 0));
    assert_eq!(edit.end, bytes.len());
    let changes: Vec<_> =
        edit.replaced.iter().map(|change| (change.object, change.kind, change.keys.clone())).collect();
    assert_eq!(changes, [(4, ObjectKind::Content, vec!["stream".to_owned()])]);
    let edits: Vec<_> =
        structure.edits.iter().map(|edit| (edit.text.as_str(), edit.page, edit.replaces)).collect();
    assert_eq!((edits, structure.compared), (vec![("52,450.00", 1, true)], true));
    assert_eq!((structure.edits[0].at.x0, structure.edits[0].at.top < 100.0), (300.0, true));
}

#[test]
fn what_is_written_again_unchanged_was_not_replaced() {
    let structure = structure(&revise(&statement(), &[(4, contents("32,450.00"))]));
    assert_eq!(structure.revisions.len(), 2);
    assert!(structure.revisions[1].replaced.is_empty() && !structure.compared);
}

#[test]
fn a_note_added_to_a_page_is_told_from_new_contents() {
    let page = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /MediaBox [0 0 600 800] /Annots [9 0 R] >>";
    let note = "<< /Type /Annot /Subtype /Text /Rect [1 1 9 9] >>";
    let bytes = revise(&statement(), &[(3, page.into()), (9, note.into())]);
    let structure = structure(&bytes);
    let last = &structure.revisions[1];
    assert_eq!(
        (last.replaced[0].kind, last.replaced[0].keys.as_slice()),
        (ObjectKind::Page, ["Annots".to_owned()].as_slice())
    );
    assert_eq!((last.added, last.freed), (1, 0));
    assert!(structure.edits.is_empty() && structure.compared);
}

/// Two pages: the second has a font of its own and one that stands in the page tree.
fn two_pages() -> Vec<u8> {
    let tree = "<< /Type /Pages /Kids [3 0 R 10 0 R] /Count 2 /Resources << /Font << /F1 12 0 R >> >> /MediaBox [0 0 600 800] >>";
    let page = |contents: u32, resources: &str| {
        format!("<< /Type /Page /Parent 2 0 R /Contents {contents} 0 R {resources} >>").into_bytes()
    };
    let font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec();
    Pdf::new("")
        .object(2, tree)
        .object(3, page(4, "/Resources << /Font << /F1 13 0 R >> >>"))
        .object(4, contents("32,450.00"))
        .object(10, page(11, ""))
        .object(11, contents("7,100.00"))
        .object(12, font.clone())
        .object(13, font)
        .bytes()
}

#[test]
fn edits_are_found_wherever_what_a_page_shows_was_changed() {
    let sevens =
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [48 /seven] >> >>";
    let turned = "<< /Type /Pages /Kids [10 0 R 3 0 R] /Count 2 /Resources << /Font << /F1 12 0 R >> >> /MediaBox [0 0 600 800] >>";
    // What is changed, the object that is written anew, and the words that are to be found with their pages.
    type Case = (&'static str, (u32, Vec<u8>), &'static [(u32, &'static str)]);
    let cases: [Case; 5] = [
        ("contents", (11, contents("9,100.00")), &[(2, "9,100.00")]),
        ("a font of the page", (13, sevens.to_vec()), &[(1, "32,457.77")]),
        ("a font of the page tree", (12, sevens.to_vec()), &[(2, "7,177.77")]),
        ("the order of the pages", (2, turned.into()), &[(1, "7,100.00"), (2, "32,450.00")]),
        ("nothing that a page shows", (4, contents("32,450.00")), &[]),
    ];
    for (what, object, wanted) in cases {
        let structure = structure(&revise(&two_pages(), &[object]));
        let edits: Vec<(u32, &str)> =
            structure.edits.iter().map(|edit| (edit.page, edit.text.as_str())).collect();
        assert_eq!(edits, wanted, "{what}");
    }
}

#[test]
fn fonts_are_shared_between_revisions_only_as_far_as_they_are_the_same() {
    let sevens = "<< /Differences [48 /seven] >>";
    let plain = "<< /Differences [48 /zero] >>";
    let font = |encoding: u32| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {encoding} 0 R >>")
            .into_bytes()
    };
    let rewritten = (4, stream(" ", b" BT /F1 9 Tf 100 700 Td (Salary) Tj 200 0 Td (32,450.00) Tj ET"));
    let first = Pdf::new("").resources("/Font << /F1 13 0 R >>").object(4, contents("32,450.00"));
    let whole = first.object(13, font(14)).object(14, plain).bytes();
    let dangling = Pdf::new("").resources("/Font << /F1 13 0 R >>").object(4, contents("32,450.00")).bytes();
    type Case = (&'static str, Vec<u8>, Vec<(u32, Vec<u8>)>, &'static [&'static str]);
    let cases: [Case; 4] = [
        ("what the font leads to was replaced", whole.clone(), vec![(14, sevens.into())], &["32,457.77"]),
        (
            "so it was under contents written anew",
            whole.clone(),
            vec![(14, sevens.into()), rewritten.clone()],
            &["32,457.77"],
        ),
        (
            "the font came later",
            dangling,
            vec![(13, font(14)), (14, sevens.into()), rewritten.clone()],
            &["32,457.77"],
        ),
        ("the font is the same", whole, vec![rewritten], &[]),
    ];
    for (what, first, objects, wanted) in cases {
        let mut bytes = revise(&first, &objects);
        for junk in ["", "sent by mail\n"] {
            bytes.splice(0..0, junk.bytes());
            let structure = structure(&bytes);
            let edits: Vec<&str> = structure.edits.iter().map(|edit| edit.text.as_str()).collect();
            assert_eq!((edits.as_slice(), structure.compared), (wanted, true), "{what}, behind {junk:?}");
        }
    }
}

#[test]
fn the_current_page_is_never_read_from_an_old_revision() {
    // Looking at what was replaced must leave what is current alone.
    let bytes = revise(&revise(&statement(), &[(4, contents("2.00"))]), &[(4, contents("3.00"))]);
    let document = examine(&bytes);
    assert_eq!(document.pages[0].words[1].text, "3.00");
    assert_eq!(document.facts.structure.unwrap().revisions.len(), 3);
}

#[test]
fn signatures_say_which_bytes_they_vouch_for() {
    let place = "<< /Type /Sig /SubFilter /adbe.pkcs7.detached /M (D:20250401) /ByteRange [0 AAAA BBBB CCCC] /Contents <00ff00ff> >>";
    let bytes = Pdf::new("")
        .object(9, place)
        .catalog("/AcroForm << /Fields [<< /FT /Sig /V 9 0 R /Rect [0 0 0 0] >>] >>")
        .bytes();
    let text = String::from_utf8(bytes).unwrap();
    let from = text.find("<00ff").unwrap();
    let (to, length) = (from + 10, text.len());
    let range = [from, to, length - to].map(|number| format!("{number:04}"));
    let signed = text.replace("AAAA", &range[0]).replace("BBBB", &range[1]).replace("CCCC", &range[2]);
    let of = |bytes: &[u8]| structure(bytes).signatures.remove(0);
    let whole = of(signed.as_bytes());
    assert_eq!((whole.bytes_after, whole.whole, whole.in_use, whole.end()), (0, true, true, length as u64));
    assert_eq!(
        (whole.method.as_str(), whole.signed_at.as_deref()),
        ("adbe.pkcs7.detached", Some("D:20250401"))
    );
    let later = of(&revise(signed.as_bytes(), &[(4, contents("1.00"))]));
    assert!(later.bytes_after > 100 && later.whole, "{later:?}");
    // A range that leaves out more than the signature vouches for nothing in between.
    let hole = of(signed.replace(&range[0], "0009").as_bytes());
    assert!(!hole.whole);
}

#[test]
fn programs_leave_marks_and_leftovers() {
    let structure = structure(
        &Pdf::new("")
            .page("/MediaBox [0 0 600 800] /PieceInfo << /TouchUp << /LastModified (D:2025) >> >> /Editor:Flag true")
            .trailer("/Info 8 0 R")
            .object(8, "<< /Producer (P) /EditedBy (somebody) >>")
            .stream(9, "", "never drawn")
            .object(10, "<< /Type /Page >>")
            .bytes(),
    );
    let marks: Vec<_> = structure
        .private_entries
        .iter()
        .map(|entry| (entry.key.as_str(), entry.within, entry.piece_info))
        .collect();
    assert_eq!(
        marks,
        [
            ("Editor:Flag", ObjectKind::Page, false),
            ("TouchUp", ObjectKind::Page, true),
            ("EditedBy", ObjectKind::Info, false)
        ]
    );
    let orphans: Vec<_> = structure.orphans.iter().map(|orphan| (orphan.object, orphan.kind)).collect();
    assert_eq!(orphans, [(9, ObjectKind::Other), (10, ObjectKind::Page)]);
}

#[test]
fn the_way_of_writing_is_a_fingerprint() {
    let mut bytes = Pdf::new("").trailer("/ID [<01> <01>]").bytes();
    let mark = b"%\xE2\xE3\xCF\xD3\n";
    // The table tells where objects stand, so the comment takes the place of bytes that nobody misses.
    assert_eq!(&bytes[..9], b"%PDF-1.7\n");
    let print = structure(&bytes).fingerprint;
    assert_eq!((print.header_comment.len(), print.after_obj, print.objects), (0, Some(b'\n'), 4));
    assert_eq!(
        (print.xref, print.packed, print.catalog, print.page_tree, print.first_page),
        (Some(XrefForm::Table), false, Some(1), Some(2), Some(3))
    );
    assert_eq!(print.trailer_keys, ["ID", "Root", "Size"]);
    assert_eq!((print.font_names, print.filters), (vec!["F1".to_owned()], vec![String::new()]));
    bytes.splice(9..9, *mark);
    bytes.extend(b"%Writer-5.5.13\n");
    // The table is now off by six bytes and has to be rebuilt; what does not depend on it is still known.
    let print = structure(&bytes).fingerprint;
    assert_eq!((print.header_comment.as_slice(), print.xref), (&mark[1..5], None));
    assert_eq!(print.comments, ["Writer-5.5.13"]);
}

#[test]
fn without_a_look_at_the_objects_nothing_is_claimed() {
    let facts = crate::write::open(&revise(&statement(), &[(4, contents("1.00"))])).facts;
    assert_eq!((facts.structure, facts.xmp, facts.revisions), (None, None, 2));
}
