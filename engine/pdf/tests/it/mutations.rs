//! Hundreds of damaged variants of a good file: none may panic, hang or be read without end.

use crate::write::{Pdf, deflate};
use pdf::{Document, Limits, OpenOptions};
use proptest::prelude::*;
use std::time::Duration;

/// A file with something of everything.
fn sample(packed: bool) -> Vec<u8> {
    let content = "q 0.9 g 50 600 500 20 re f Q BT /F1 10 Tf 100 700 Td [(Opening) -250 (balance)] TJ 0 -14 Td (1,418.91) Tj \
                   /F2 9 Tf 12 TL T* <00010002> Tj ET q 2 0 0 2 9 9 cm /X Do Q BI /W 2 /H 1 /BPC 8 /CS /G ID ab EI \
                   /P << /ActualText (fi) >> BDC BT /F3 8 Tf 100 500 Td (\\001) Tj ET EMC 10 10 m 90 10 l S";
    let content = if packed {
        crate::write::stream("/Filter /FlateDecode", &deflate(content.as_bytes()))
    } else {
        crate::write::stream("", content.as_bytes())
    };
    Pdf::new("")
        .object(4, content)
        .resources("/Font << /F1 6 0 R /F2 7 0 R /F3 9 0 R >> /XObject << /X 5 0 R >>")
        .page("/MediaBox [0 0 600 800] /CropBox [10 10 590 790] /Rotate 90 /Annots [<< /Subtype /Stamp /Rect [100 100 150 150] /AP << /N 5 0 R >> >>]")
        .stream(5, "/Subtype /Form /BBox [0 0 99 99] /Matrix [1 0 0 1 2 2]", "BT /F1 9 Tf (form) Tj ET")
        .object(6, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
        .object(7, "<< /Type /Font /Subtype /Type0 /BaseFont /B /Encoding /Identity-H /ToUnicode 8 0 R /DescendantFonts [<< /Subtype /CIDFontType2 /DW 500 /W [1 [400 300] 5 9 200] >>] >>")
        .stream(8, "", "begincodespacerange <0000> <FFFF> endcodespacerange beginbfrange <0001> <0009> <0041> endbfrange")
        .object(9, "<< /Type /Font /Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FirstChar 1 /Widths [50] /Encoding << /Differences [1 /f_i] >> >>")
        .trailer("/Info << /Producer (x) >>")
        .bytes()
}

fn read(bytes: &[u8]) {
    let limits = Limits { time: Duration::from_secs(5), ..Limits::default() };
    if let Ok(document) =
        Document::open(bytes, &OpenOptions { password: None, limits, ..OpenOptions::default() })
    {
        for page in &document.pages {
            let lines = page.lines();
            assert!(lines.iter().map(|line| line.words.len()).sum::<usize>() <= page.words.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_are_survived(packed: bool, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = sample(packed);
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        read(&bytes);
    }

    #[test]
    fn changed_digits_are_survived(changes in prop::collection::vec((any::<prop::sample::Index>(), b'0'..=b'9'), 1..20)) {
        let mut bytes = sample(false);
        let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
        for (index, byte) in changes {
            bytes[digits[index.index(digits.len())]] = byte;
        }
        read(&bytes);
    }

    #[test]
    fn cut_and_doubled_parts_are_survived(from in any::<prop::sample::Index>(), length in 1..400usize, twice: bool) {
        let bytes = sample(false);
        let from = from.index(bytes.len());
        let to = (from + length).min(bytes.len());
        let mut changed = bytes[..if twice { to } else { from }].to_vec();
        changed.extend_from_slice(&bytes[if twice { from } else { to }..]);
        read(&changed);
    }
}

/// Mutants of each set of files that a test run reads; `cargo run --release -p benches --bin mutate` reads many more.
const MUTANTS: u64 = 120;

fn mutants_are_survived(files: Vec<(String, Vec<u8>)>) {
    let mutator = testdata::Mutator::new(files);
    for number in 0..MUTANTS {
        let mutant = mutator.mutant(number).unwrap();
        let limits = Limits { time: Duration::from_secs(5), ..Limits::default() };
        let options = OpenOptions { limits, examine: true, ..OpenOptions::default() };
        let read = std::panic::catch_unwind(|| Document::open(&mutant.bytes, &options).is_ok());
        assert!(read.is_ok(), "mutant {number} of {}", mutant.from);
    }
}

#[test]
fn mutants_of_the_bundled_statements_are_survived() {
    let samples = testdata::samples().into_iter();
    mutants_are_survived(samples.map(|sample| (sample.name.to_owned(), sample.bytes)).collect());
}

#[test]
fn mutants_of_odd_files_are_survived() {
    let Some(folder) = testdata::fixture("pdf-features") else { return };
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    mutants_are_survived(
        files.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect(),
    );
}

#[test]
fn the_undamaged_sample_is_read_whole() {
    let document = Document::open(&sample(true), &OpenOptions::default()).unwrap();
    let texts: Vec<_> = document.pages[0].words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(texts, ["Opening", "balance", "1,418.91", "AB", "form", "fi", "form"]);
    assert!(
        document.warnings.is_empty() || document.warnings == ["font F1 is missing"],
        "{:?}",
        document.warnings
    );
}
