//! Files that are damaged and read all the same: whatever the balances say, the proof names the damage.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::Source;
use engine::model::{Report, Verdict};

const SAMPLE: &[u8] = include_bytes!("../../testdata/samples/lantern-bay-salary-2025-04-to-07.pdf");

fn read(bytes: &[u8]) -> Report {
    let source = Source { bytes, password: None, bank: None };
    engine::read(&source, Templates::embedded(), &pdf::Limits::default()).unwrap()
}

fn verdict(report: &Report) -> Verdict {
    assert_eq!(report.statements.len(), 1);
    report.statements[0].reconciliation.verdict
}

/// Where a word stands, in order.
fn places(bytes: &[u8], word: &[u8]) -> Vec<usize> {
    let stands = |(at, window): (usize, &[u8])| (window == word).then_some(at);
    bytes.windows(word.len()).enumerate().filter_map(stands).collect()
}

fn names_damage(report: &Report) -> bool {
    report.statements[0].reconciliation.gaps.iter().any(|gap| gap.contains("the file is damaged"))
}

#[test]
fn a_whole_file_is_proven() {
    let report = read(SAMPLE);
    assert_eq!((verdict(&report), names_damage(&report)), (Verdict::Proven, false));
}

#[test]
fn data_that_fails_its_checksum_proves_nothing_for_certain() {
    let whole = read(SAMPLE);
    let mut doubtful = 0;
    // The checksum is the last that stands in a deflated stream. Pictures and font programs are not looked at.
    for end in places(SAMPLE, b"\nendstream") {
        let mut bytes = SAMPLE.to_vec();
        bytes[end - 1] ^= 1;
        let report = read(&bytes);
        if !names_damage(&report) {
            continue;
        }
        doubtful += 1;
        assert_eq!(verdict(&report), Verdict::ProvenWithGaps);
        assert!(report.diagnostics.iter().any(|note| note.message.contains("damaged")), "the page is named");
        assert_eq!(report.statements[0].transactions, whole.statements[0].transactions);
    }
    assert!(doubtful >= 4, "four pages have contents, {doubtful} were doubted");
}

#[test]
fn rows_of_a_page_that_is_lost_are_missed() {
    let document = pdf::Document::open(SAMPLE, &pdf::OpenOptions::default()).unwrap();
    assert_eq!(document.pages.len(), 4);
    let last = *places(SAMPLE, b"/Type /Page\n").last().unwrap();
    let start = *places(&SAMPLE[..last], b" 0 obj").last().unwrap();
    let end = last + places(&SAMPLE[last..], b"endobj")[0];
    let mut bytes = SAMPLE.to_vec();
    bytes[start..end].fill(b' ');
    let report = read(&bytes);
    assert!(names_damage(&report));
    assert!(verdict(&report) != Verdict::Proven);
}
