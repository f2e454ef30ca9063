//! Odd files are odd in the way that their names say.

use testdata::{Ledger, LedgerPlan, PrintOptions, layouts, odd, print};

#[test]
fn an_image_only_file_has_a_page_and_no_font() {
    let document = lopdf::Document::load_mem(&odd::image_only()).unwrap();
    let (_, page) = document.get_pages().into_iter().next().unwrap();
    assert!(document.get_page_fonts(page).unwrap().is_empty());
}

#[test]
fn a_letter_and_another_banks_statement_are_whole_files() {
    for bytes in [odd::not_a_statement(), odd::other_bank(), odd::no_rows()] {
        assert!(!lopdf::Document::load_mem(&bytes).unwrap().get_pages().is_empty());
    }
}

#[test]
fn a_truncated_file_has_lost_its_end() {
    let ledger = Ledger::invent(1, &LedgerPlan::default());
    let whole = print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let cut = odd::truncated(&whole);
    assert!(cut.len() > whole.len() / 2 && !cut.ends_with(b"%%EOF"));
}

#[test]
fn a_bomb_is_small_until_it_is_inflated() {
    assert!(odd::inflates_to(4_000_000).len() < 10_000);
}

#[test]
fn the_other_banks_rows_name_lantern_bay_and_its_header_does_not() {
    let (ledger, _) = odd::other_bank_parts();
    assert!(ledger.rows.iter().any(|row| row.narration.contains("LANTERN BAY BANK LTD")));
    assert!(!ledger.bank.name.contains("Lantern"));
    assert_eq!(ledger.first_break(), None);
}
