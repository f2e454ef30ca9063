//! What every preset must keep: the bytes are repeatable, every row is on the paper once, and no cell runs into another.

use testdata::layout::{Anchor, Field, Layout};
use testdata::{
    Flavour, Ledger, LedgerPlan, PrintOptions, Printed, layouts, print_accounts, print_with_places,
};

fn ledger(seed: u64, flavour: Flavour, layout: &Layout) -> Ledger {
    let ledger = Ledger::invent(seed, &LedgerPlan::of(flavour));
    if layout.numbers.show_decimals { ledger } else { ledger.in_whole_units() }
}

fn check(check: impl Fn(&Ledger, &Layout, &Printed)) {
    for seed in 0..60 {
        let layout = layouts::shuffled(seed);
        let ledger = ledger(seed, Flavour::India, &layout);
        let printed = print_with_places(&ledger, &layout, &PrintOptions::default());
        check(&ledger, &layout, &printed);
    }
    for layout in layouts::all() {
        for flavour in Flavour::ALL {
            let ledger = ledger(3, flavour, &layout);
            let printed = print_with_places(&ledger, &layout, &PrintOptions::default());
            check(&ledger, &layout, &printed);
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for layout in layouts::all() {
        let ledger = ledger(4, Flavour::India, &layout);
        let print = || print_with_places(&ledger, &layout, &PrintOptions::default());
        assert!(print() == print(), "{}", layout.name);
    }
}

#[test]
fn names_of_presets_are_unique_and_find_them() {
    for layout in layouts::all() {
        let found = layouts::by_name(&layout.name).unwrap();
        assert_eq!(found, layout);
    }
}

#[test]
fn every_file_opens_and_has_the_pages_that_were_printed() {
    check(|_, layout, printed| {
        let document = lopdf::Document::load_mem(&printed.bytes).unwrap();
        assert_eq!(document.get_pages().len(), printed.pages, "{}", layout.name);
    });
}

#[test]
fn every_row_is_printed_once_and_inside_its_page() {
    check(|ledger, layout, printed| {
        let mut rows: Vec<usize> = printed.places.iter().map(|place| place.row).collect();
        rows.sort_unstable();
        if layout.rows_may_split {
            rows.dedup();
        }
        assert_eq!(rows, (0..ledger.rows.len()).collect::<Vec<_>>(), "{}", layout.name);
        let (width, height) = layout.page.points();
        for place in &printed.places {
            assert!(place.page < printed.pages && place.top < place.bottom && place.bottom < height - 30.0);
            assert!(place.cells.iter().all(|cell| cell.x0 > 20.0 && cell.x1 < width - 20.0));
        }
    });
}

#[test]
fn a_narration_is_printed_whole() {
    check(|ledger, layout, printed| {
        let mut narrations = vec![String::new(); ledger.rows.len()];
        for place in &printed.places {
            let lines = place.cells.iter().filter(|cell| cell.field == Field::Narration);
            lines.for_each(|cell| narrations[place.row].push_str(&cell.text.replace(' ', "")));
        }
        for (row, printed) in ledger.rows.iter().zip(narrations) {
            assert_eq!(printed, row.narration.replace(' ', ""), "{}", layout.name);
        }
    });
}

#[test]
fn no_cell_runs_into_the_next_one() {
    check(|_, layout, printed| {
        for place in &printed.places {
            for left in &place.cells {
                for right in &place.cells {
                    let beside = left.field != right.field && (left.baseline - right.baseline).abs() < 4.0;
                    let apart = left.x1 + 2.0 < right.x0 || right.x1 + 2.0 < left.x0;
                    assert!(!beside || apart, "{}: {:?} and {:?}", layout.name, left.text, right.text);
                }
            }
        }
    });
}

#[test]
fn amounts_stand_where_the_anchor_says() {
    check(|_, layout, printed| {
        for place in &printed.places {
            let lines = place.cells.iter().filter(|cell| cell.field == Field::Narration);
            let (first, last) = lines.fold((f32::MAX, f32::MIN), |(first, last), cell| {
                (first.min(cell.baseline), last.max(cell.baseline))
            });
            let amounts = [Field::Debit, Field::Credit, Field::SignedAmount, Field::MarkedAmount];
            for amount in place.cells.iter().filter(|cell| amounts.contains(&cell.field)) {
                let expected = match layout.anchor {
                    Anchor::FirstLine => first,
                    Anchor::Middle => f32::midpoint(first, last),
                    Anchor::LastLine => last,
                };
                assert!((amount.baseline - expected).abs() < 0.1, "{}", layout.name);
            }
        }
    });
}

#[test]
fn several_accounts_go_into_one_file() {
    let plan = LedgerPlan::default();
    let accounts = [Ledger::invent(1, &plan), Ledger::invent(2, &plan)];
    let layout = layouts::lantern_bay_savings();
    let printed = print_accounts(&accounts, &layout, &PrintOptions::default());
    let second = printed.places.iter().find(|place| place.statement == 1).unwrap();
    assert_eq!(second.row, 0);
    assert!(second.page >= 3);
    assert_eq!(printed.places.len(), accounts[0].rows.len() + accounts[1].rows.len());
}

#[test]
fn an_empty_ledger_still_prints_its_header() {
    for layout in layouts::all() {
        let mut ledger = ledger(1, Flavour::India, &layout);
        ledger.rows.clear();
        let printed = print_with_places(&ledger, &layout, &PrintOptions::default());
        assert_eq!((printed.pages, printed.places.len()), (1, 0), "{}", layout.name);
    }
}

#[test]
fn rows_split_over_pages_have_two_places_on_following_pages() {
    let layout = layouts::rows_split_over_pages();
    let split = (0..40).filter(|seed| {
        let printed =
            print_with_places(&ledger(*seed, Flavour::India, &layout), &layout, &PrintOptions::default());
        let pairs = printed.places.windows(2).filter(|pair| pair[0].row == pair[1].row);
        pairs.inspect(|pair| assert_eq!(pair[0].page + 1, pair[1].page)).count() > 0
    });
    assert!(split.count() > 5);
}

#[test]
fn a_file_with_xmp_identifier_and_xref_stream_opens_too() {
    let options = PrintOptions { id: Some([7; 16]), xmp: true, xref_stream: true, ..PrintOptions::default() };
    let layout = layouts::lantern_bay_savings();
    let printed = print_with_places(&ledger(1, Flavour::India, &layout), &layout, &options);
    let document = lopdf::Document::load_mem(&printed.bytes).unwrap();
    assert_eq!(document.get_pages().len(), printed.pages);
    assert!(document.trailer.get(b"ID").is_ok());
    assert!(document.catalog().unwrap().get(b"Metadata").is_ok());
}
