//! Rows that are set so close that only where their lines stand says which of them belong together.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod drawn;

use drawn::{DATE, Drawn, LINE, NARRATION, REFERENCE, TOP, read, unspaced};
use engine::model::{Statement, Verdict};

/// A page of rows with so many lines of narration each, all lines at one distance; `lean` says how far the date and amount of a
/// row stand below the middle of its narration.
fn packed(lines: &[usize], lean: f32) -> Drawn {
    let mut page = Drawn::head();
    let mut top = TOP;
    for (row, count) in lines.iter().enumerate() {
        let middle = top + LINE * (*count as f32 - 1.0) / 2.0;
        page.row(row as u32 + 1, middle + lean);
        for line in 0..*count {
            page.left(NARRATION, top + LINE * line as f32, &format!("HARBOUR FOODS {row} {line}"));
        }
        top += LINE * *count as f32;
    }
    page
}

/// What [`packed`] draws.
fn printed(lines: &[usize]) -> Vec<String> {
    let words = |row: usize| (0..lines[row]).map(move |line| format!("HARBOURFOODS{row}{line}"));
    (0..lines.len()).map(|row| words(row).collect()).collect()
}

fn narrations(statement: &Statement) -> Vec<String> {
    statement.transactions.iter().map(|row| unspaced(&row.narration)).collect()
}

/// Rows of two and of three lines: between them one line is as far from the row above as the next one is from the row below.
const MIXED: &[usize] = &[2, 3, 2, 2, 3, 3, 2, 1, 3, 2];

#[test]
fn each_row_has_the_lines_that_it_is_centred_around() {
    let statement = read(&[packed(MIXED, 0.0)]);
    assert_eq!(narrations(&statement), printed(MIXED));
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
}

#[test]
fn rows_that_are_nearly_centred_prove_no_narration() {
    let statement = read(&[packed(MIXED, LINE / 3.0)]);
    assert_ne!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", narrations(&statement));
}

#[test]
fn a_line_between_two_gaps_of_one_width_is_said() {
    // The rest of the first narration stands on the page before, so that nothing is centred from the top.
    let mut page = packed(MIXED, 0.0);
    page.left(NARRATION, TOP - LINE, "REST OF ANOTHER");
    let statement = read(&[page]);
    let gaps = &statement.reconciliation.gaps;
    assert!(gaps.iter().any(|gap| gap.contains("as near to the row above")), "{gaps:?}");
}

/// Eight rows whose dates end where their narrations begin.
fn touching(date: &str) -> Drawn {
    let mut page = Drawn::head();
    for row in 0..8_u32 {
        let baseline = TOP + 30.0 * row as f32;
        page.row(row + 1, baseline);
        page.cover(DATE, baseline);
        page.left(DATE, baseline, &date.replace("DD", &format!("{:02}", row + 1)));
        page.left(NARRATION + 40.0, baseline, "77 HARBOUR FOODS");
    }
    page
}

#[test]
fn a_date_is_parted_from_the_word_that_it_touches() {
    let statement = read(&[touching("Tue, DD April 2025RENT")]);
    assert!(narrations(&statement).iter().all(|text| text == "RENT77HARBOURFOODS"), "{statement:?}");
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
    let days: Vec<i8> = statement.transactions.iter().map(|row| row.date.day()).collect();
    assert_eq!(days, [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_date_over_the_border_of_its_column_is_no_narration_of_the_row_below() {
    let mut page = Drawn::head();
    for row in 0..8_u32 {
        let baseline = TOP + 30.0 * row as f32;
        page.row(row + 1, baseline);
        page.left(NARRATION, baseline, &format!("HARBOUR FOODS {row}"));
    }
    page.left(DATE, TOP + 30.0 * 4.0 - LINE, "Saturday, 05 April 2025");
    let statement = read(&[page]);
    assert!(narrations(&statement).iter().all(|text| !text.contains("2025")), "{:?}", narrations(&statement));
}

/// Fifteen rows of one line, and a line right under the seventh.
fn with_line_below(narration: &str, below: &str) -> Statement {
    let mut page = Drawn::head();
    for row in 0..15_u32 {
        let baseline = TOP + 30.0 * row as f32;
        page.row(row + 1, baseline);
        page.left(NARRATION, baseline, if row == 6 { narration } else { "NEFT CR HARBOUR FOODS 77" });
    }
    page.left(NARRATION, TOP + 30.0 * 6.0 + LINE, below);
    read(&[page])
}

fn is_said(statement: &Statement, what: &str) {
    let proof = &statement.reconciliation;
    assert!(proof.gaps.iter().any(|gap| gap.contains(what)), "{proof:?}");
    assert_eq!(proof.verdict, Verdict::ProvenWithGaps);
}

#[test]
fn a_note_flush_under_a_row_is_said_where_hardly_any_narration_has_two_lines() {
    is_said(&with_line_below("TEA STALL", "WIN A HOUSE"), "go on below a line that is not full");
    let over = "WIN A HOUSE BY THE SEA WITH OUR NEW CARD AND CREDITCARDS";
    is_said(&with_line_below("NEFT CR HARBOUR FOODS 78", over), "go on below a line that is not full");
    let broken = with_line_below("NEFT CR HARBOUR FOODS AND", "SHIPPING");
    assert_eq!(broken.reconciliation.verdict, Verdict::Proven, "{:?}", broken.reconciliation);
}

#[test]
fn a_word_over_the_place_where_references_begin_may_be_two_words() {
    let page = |glued: Option<&str>| {
        let mut page = Drawn::head();
        for row in 0..8_u32 {
            let baseline = TOP + 30.0 * row as f32;
            page.row(row + 1, baseline);
            if let Some(narration) = glued.filter(|_| row == 3) {
                page.left(NARRATION, baseline, narration);
                page.left(REFERENCE - 50.0, baseline, "HARBOUR77S1S37788");
            } else if glued.is_some() && row == 5 {
                page.left(NARRATION, baseline, "NEFT CR HARBOUR FOODS AND SHIPPING COMPANY");
                page.left(REFERENCE, baseline, &format!("S{row}7788"));
            } else {
                page.left(NARRATION, baseline, "NEFT CR HARBOUR FOODS");
                page.left(REFERENCE, baseline, &format!("S{row}7788"));
            }
        }
        read(&[page])
    };
    is_said(&page(Some("NEFT CR")), "run on from a narration into another column");
    assert_eq!(page(None).reconciliation.verdict, Verdict::Proven);
}

#[test]
fn narrations_that_the_longest_dates_reach_over_are_read() {
    let mut page = Drawn::head();
    let begin = DATE + 42.0;
    for row in 0..8_u32 {
        let baseline = TOP + 30.0 * row as f32;
        page.row(row + 1, baseline);
        page.left(begin, baseline - LINE, &format!("NEFT CR HARBOUR {row}"));
        page.left(begin, baseline, "FOODS");
    }
    let statement = read(&[page]);
    let narrations = narrations(&statement);
    assert!(
        narrations.iter().enumerate().all(|(row, text)| *text == format!("NEFTCRHARBOUR{row}FOODS")),
        "{narrations:?}"
    );
}

#[test]
fn figures_of_most_rows_that_no_heading_names_are_said() {
    let page = |named: bool| {
        let mut page = Drawn::head();
        for row in 0..8_u32 {
            let baseline = TOP + 30.0 * row as f32;
            page.row(row + 1, baseline);
            page.left(NARRATION, baseline, "NEFT CR HARBOUR FOODS");
            page.right(700.0, baseline, &format!("{row}7.50"));
        }
        if named {
            page.right(700.0, TOP - 30.0, "Fee");
        }
        read(&[page])
    };
    is_said(&page(false), "a figure where most rows have one");
    assert_eq!(page(true).reconciliation.verdict, Verdict::Proven);
}

#[test]
fn a_line_further_off_than_rows_stand_apart_is_none_of_a_narration() {
    let page = |gap: f32| {
        let mut page = Drawn::head();
        let mut baseline = TOP;
        for row in 0..10_u32 {
            page.row(row + 1, baseline);
            page.left(NARRATION, baseline, if row == 5 { "TEA" } else { "HARBOUR FOODS 77" });
            if row == 5 {
                baseline += gap;
                page.left(NARRATION + 30.0, baseline, "WIN A HOUSE");
                baseline += gap;
            } else {
                baseline += 13.0;
            }
        }
        read(&[page])
    };
    let apart = page(18.0);
    assert!(narrations(&apart).iter().all(|text| !text.contains("WIN")), "{:?}", narrations(&apart));
    // As near as rows are, it may be the rest of a narration, and that is said.
    is_said(&page(12.0), "go on below a line that is not full");
}
