//! Pages drawn word by word, each with one thing about its narrations that the paper leaves open: said, and never proven.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod drawn;

use bank_templates::Templates;
use drawn::{DATE, Drawn, LINE, NARRATION, REFERENCE, TOP, baseline, read, rows, two_lines, unspaced};
use engine::model::{Statement, Verdict};

/// Asserts that a page is read with gaps, one of which says this.
fn opens(what: &str, pages: &[Drawn]) {
    let proof = read(pages).reconciliation;
    assert!(proof.gaps.iter().any(|gap| gap.contains(what)), "{what}: {proof:?}");
    assert_ne!(proof.verdict, Verdict::Proven, "{what}");
}

fn is_proven(pages: &[Drawn]) -> Statement {
    let statement = read(pages);
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
    statement
}

#[test]
fn a_page_that_leaves_nothing_open_is_proven() {
    let statement = is_proven(&[rows(two_lines)]);
    let narrations: Vec<String> = statement.transactions.iter().map(|row| unspaced(&row.narration)).collect();
    assert_eq!(narrations[3], "NEFTCRHARBOURFOODS3INVOICE773");
}

#[test]
fn narrations_that_run_beside_the_rows_at_a_pitch_of_their_own_are_said() {
    let drifting = rows(|page, row, _| {
        page.left(NARRATION, TOP + 23.7 * row as f32, &format!("NEFT CR HARBOUR FOODS {row}"));
    });
    opens("in a list of their own", &[drifting]);
}

#[test]
fn lines_that_no_row_takes_are_said() {
    let mut page = Drawn::head();
    for row in 0..8 {
        let baseline = baseline(row) + if row > 3 { 40.0 } else { 0.0 };
        page.row(row as u32 + 1, baseline);
        two_lines(&mut page, row, baseline);
    }
    is_proven(&[page.clone()]);
    page.left(NARRATION, baseline(3) + LINE + 28.0, "VALUE ADDED TAX");
    opens("belong to no row", &[page]);
}

#[test]
fn a_row_without_words_beside_words_without_a_row_is_said() {
    let mut page = Drawn::head();
    for row in 0..14 {
        page.row(row as u32 + 1, baseline(row));
        match row {
            // Its narration stands above it, and those of the others below.
            0 => page.left(NARRATION + 12.0, baseline(row) - LINE, "NEFT CR HARBOUR FOODS 0"),
            _ => two_lines(&mut page, row, baseline(row)),
        }
    }
    opens("rows without a narration stand beside lines", &[page]);
    // A row may well have no narration, as long as nothing stands there that could be it.
    is_proven(&[rows(|page, row, baseline| {
        if row > 0 {
            two_lines(page, row, baseline)
        }
    })]);
}

#[test]
fn words_of_most_rows_in_another_column_are_said() {
    let page = rows(|page, row, baseline| page.left(REFERENCE, baseline, &format!("HARBOUR FOODS {row}")));
    opens("rows have words in another column", &[page]);
    let coded = rows(|page, row, baseline| {
        page.left(NARRATION, baseline, "1004");
        page.left(REFERENCE, baseline, &format!("HARBOUR FOODS {row}"));
    });
    opens("rows have words in another column", &[coded]);
    // References are no words.
    is_proven(&[rows(|page, row, baseline| page.left(REFERENCE, baseline, &format!("S{row}7788")))]);
}

#[test]
fn narrations_that_run_over_the_border_of_a_column_are_said() {
    let referenced = |page: &mut Drawn, row: usize, baseline: f32| {
        page.left(NARRATION, baseline, "NEFT CR HARBOUR FOODS");
        page.left(REFERENCE, baseline, &format!("S{row}7788"));
    };
    is_proven(&[rows(referenced)]);
    let page = rows(|page, row, baseline| match row {
        5 => page.left(NARRATION, baseline, "NEFT CR HARBOUR FOODS AND WATERFRONT TRADE COMPANY LTD"),
        _ => referenced(page, row, baseline),
    });
    opens("run on from a narration into another column", &[page]);
}

#[test]
fn words_printed_over_each_other_are_said() {
    let page = rows(|page, row, baseline| {
        two_lines(page, row, baseline);
        if row == 4 {
            page.left(NARRATION + 6.0, baseline, "VOID");
        }
    });
    opens("printed over each other", &[page]);
}

#[test]
fn words_at_one_place_in_many_narrations_without_a_heading_are_said() {
    let beside = rows(|page, row, baseline| {
        page.left(NARRATION, baseline, &format!("HARBOUR FOODS {row}"));
        page.right(310.0, baseline, "1004");
    });
    opens("several columns that no heading names", &[beside]);
    // The code stands beside the date, and the narration around both.
    let alone = rows(|page, _, baseline| {
        page.left(NARRATION, baseline - LINE / 2.0, "NEFT CR HARBOUR FOODS");
        page.right(310.0, baseline, "1004");
        page.left(NARRATION, baseline + LINE / 2.0, "INVOICE");
    });
    opens("several columns that no heading names", &[alone]);
}

#[test]
fn a_row_without_words_at_the_turn_of_a_page_is_said() {
    let draw = |wordless: usize| {
        let mut pages = [Drawn::head(), Drawn::default()];
        pages[1].headings();
        for row in 0..12 {
            let (page, place) = (row / 6, row % 6);
            pages[page].row(row as u32 + 1, baseline(place));
            if row != wordless {
                two_lines(&mut pages[page], row, baseline(place));
            }
        }
        pages
    };
    opens("at the turn of a page", &draw(5));
    is_proven(&draw(3));
}

#[test]
fn lines_as_near_to_one_row_as_to_the_other_go_where_their_lengths_say() {
    const LONG: &str = "NEFT CR HARBOUR FOODS AND SHIPPING";
    let page = |draw: &dyn Fn(usize) -> (&'static str, &'static str)| {
        let mut page = Drawn::head();
        for row in 0..8 {
            let baseline = TOP + 2.0 * LINE * row as f32;
            let (beside, below) = draw(row);
            page.row(row as u32 + 1, baseline);
            page.left(NARRATION, baseline, beside);
            if !below.is_empty() {
                page.left(NARRATION, baseline + LINE, below);
            }
        }
        page
    };
    let below = is_proven(&[page(&|_| (LONG, "INVOICES"))]);
    assert_eq!(unspaced(&below.transactions[2].narration), unspaced(LONG) + "INVOICES");
    opens(
        "as near to the row above",
        &[page(&|row| if row % 2 == 0 { (LONG, "INVOICES") } else { ("INVOICES", LONG) })],
    );
    // Where every line is full, each may go on in the next one; a line below the last row says that they do.
    opens("as near to the row above", &[page(&|row| (LONG, if row < 7 { LONG } else { "" }))]);
    is_proven(&[page(&|_| (LONG, LONG))]);
}

#[test]
fn a_narration_out_of_the_middle_where_all_others_are_centred_is_said() {
    let centred = |page: &mut Drawn, row: usize, baseline: f32| {
        page.left(NARRATION, baseline - LINE / 2.0, "NEFT CR HARBOUR FOODS");
        page.left(NARRATION, baseline + LINE / 2.0, &format!("INVOICE {row}"));
    };
    is_proven(&[rows(centred)]);
    let advert_below = |last: usize| {
        rows(|page, row, baseline| {
            centred(page, row, baseline);
            if row == last {
                page.left(NARRATION, baseline + LINE * 1.5, "WIN A HOUSE");
            }
        })
    };
    opens("not centred around their rows", &[advert_below(4)]);
    // Below the last row it is no line of the table.
    let statement = is_proven(&[advert_below(7)]);
    assert_eq!(unspaced(&statement.transactions[7].narration), "NEFTCRHARBOURFOODSINVOICE7");
}

#[test]
fn a_note_flush_under_the_last_row_is_said_where_narrations_break_only_when_full() {
    let mut page = Drawn::head();
    for row in 0..14 {
        page.row(row as u32 + 1, baseline(row));
        page.left(NARRATION, baseline(row), "NEFT CR HARBOUR FOODS AND SHIPPING");
        page.left(NARRATION, baseline(row) + LINE, "COMPANY");
    }
    is_proven(&[page.clone()]);
    page.left(NARRATION, baseline(13) + 2.0 * LINE, "TELL US OF ERRORS");
    opens("go on below a line that is not full", &[page]);
}

#[test]
fn a_number_right_before_an_amount_may_be_its_thousands() {
    let page = |gap: f32| {
        let mut page = Drawn::head();
        for row in 0..4 {
            let baseline = baseline(row);
            page.left(DATE, baseline, &format!("{:02}/04/2025", row + 1));
            page.left(NARRATION, baseline, "CHEQUE PAID");
            page.right(450.0, baseline, "110.00");
            page.right(420.0 - gap, baseline, "12");
            page.right(580.0, baseline, &format!("{}.00", 1000 - 110 * (row + 1)));
        }
        page
    };
    opens("may be their thousands", &[page(3.0)]);
    is_proven(&[page(20.0)]);
}

#[test]
fn a_running_foot_over_a_row_is_none_of_its_narration() {
    let pages = |feet: usize| {
        let mut pages = [Drawn::head(), Drawn::default(), Drawn::default()];
        for row in 0..18 {
            let (page, place) = (row / 6, row % 6);
            if page > 0 && place == 0 {
                pages[page].headings();
            }
            pages[page].row(row as u32 + 1, baseline(place));
            pages[page].left(NARRATION, baseline(place), &format!("HARBOUR FOODS {row}"));
        }
        // At the same place of every page stands a row that pays the same to the same.
        for (number, page) in pages.iter_mut().enumerate().take(feet) {
            page.text(200.0, baseline(3), 6.0, &format!("Printed {}", number + 1));
        }
        pages
    };
    let statement = read(&pages(3));
    assert!(statement.transactions.iter().all(|row| !row.narration.contains("Printed")), "{statement:?}");
    assert_eq!(statement.transactions.len(), 18);
    assert_eq!(statement.skipped.iter().filter(|line| line.reason == "running_text").count(), 3);
    // What stands on one page only is no foot.
    assert!(read(&pages(1)).skipped.iter().all(|line| line.reason != "running_text"));
}

#[test]
fn a_row_without_its_date_is_said_where_its_value_date_is_of_another_day() {
    const PAGE: &str = "
Shore Bank plc                                      GBP
Period: 01/04/2025 to 30/04/2025
Opening balance: 500.00

Date         Value date   Description                  Paid out       Paid in       Balance

02/04/2025   02/04/2025   Corner shop                     12.50                      487.50
             02/04/2025   Tea stall                        2.50                      485.00
14/04/2025   14/04/2025   Salary                                       900.00      1,385.00
";
    let typed = |text: &str| {
        let document = engine::fixed_pitch::document(text);
        let report = engine::read_document(document, None, Templates::embedded()).unwrap();
        report.statements.into_iter().next().unwrap().reconciliation
    };
    assert_eq!(typed(PAGE).verdict, Verdict::Proven);
    let lost = typed(&PAGE.replace("             02/04/2025   Tea", "             03/04/2025   Tea"));
    assert_eq!(lost.verdict, Verdict::ProvenWithGaps);
    assert!(lost.gaps.iter().any(|gap| gap.contains("lost their date")), "{lost:?}");
}

/// `any_layout` has the case in which the first of them has no heading.
#[test]
fn two_dates_under_headings_of_their_own_are_told_apart() {
    let mut page = Drawn::without_headings();
    page.left(DATE, TOP - 30.0, "Date");
    page.left(DATE + 60.0, TOP - 30.0, "Value Date");
    page.left(NARRATION + 60.0, TOP - 30.0, "Particulars");
    page.right(450.0, TOP - 30.0, "Debit");
    page.right(510.0, TOP - 30.0, "Credit");
    page.right(580.0, TOP - 30.0, "Balance");
    for row in 0..8 {
        let (day, paid) = (row / 2 + 1, row as u32 + 1);
        if row % 2 == 0 {
            page.left(DATE, baseline(row), &format!("{day:02}/04/2025"));
        }
        page.left(DATE + 60.0, baseline(row), &format!("{:02}/04/2025", day + row % 2));
        page.left(NARRATION + 60.0, baseline(row), &format!("HARBOUR FOODS {row}"));
        page.right(450.0, baseline(row), "10.00");
        page.right(580.0, baseline(row), &format!("{}.00", 1000 - paid * 10));
    }
    let gaps = read(&[page]).reconciliation.gaps;
    assert!(!gaps.iter().any(|gap| gap.contains("second date")), "{gaps:?}");
}
