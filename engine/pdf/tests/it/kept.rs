//! What fuzzing found, and one honest example of each part: all of it is read again with every test run.

use pdf::{Document, OpenOptions};
use std::path::Path;
use testdata::odd::{Part, framed};

#[test]
fn everything_kept_is_survived() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/kept");
    for (part, folder) in Part::ALL {
        let mut count = 0;
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = framed(part, &std::fs::read(&path).unwrap());
            let options = OpenOptions { examine: true, ..OpenOptions::default() };
            let read = std::panic::catch_unwind(|| drop(Document::open(&bytes, &options)));
            assert!(read.is_ok(), "{}", path.display());
            count += 1;
        }
        assert!(count > 0, "nothing is kept in {folder}");
    }
}

#[test]
fn each_part_is_reached_by_what_stands_around_it() {
    let text = |part, data: &[u8]| {
        let bytes = framed(part, data);
        let document = Document::open(&bytes, &OpenOptions::default()).unwrap();
        document.pages[0].words.iter().map(|word| word.text.to_string()).collect::<Vec<_>>().concat()
    };
    let shown = b"BT /F1 9 Tf 9 9 Td (reached) Tj ET";
    assert_eq!(text(Part::Content, shown), "reached");
    let hex: String = shown.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text(Part::Filtered, format!("\u{2}{hex}").as_bytes()), "reached");
    let map = "begincodespacerange <0000> <FFFF> endcodespacerange begincidrange <0000> <FFFF> 0 endcidrange \
               beginbfrange <0001> <0002> <0078> endbfrange";
    assert!(text(Part::CharacterMap, map.as_bytes()).contains("xy"));
    let head = "1 0 2 34 3 76";
    let objects = "<< /Type /Catalog /Pages 2 0 R >> << /Type /Pages /Kids [3 0 R] /Count 1 >> \
                   << /Type /Page /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>";
    assert!(!text(Part::ObjectStream, format!("{head:<60}{objects}").as_bytes()).is_empty());
}
