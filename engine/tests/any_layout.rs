//! Ledgers in layouts that nobody designed, without any template: read exactly, or not said to be proven.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::Source;
use engine::model::{Report, Verdict};
use proptest::prelude::*;
use std::sync::LazyLock;
use testdata::layout::{Align, BalancesShown, Column, DatesShown, Field, Layout};
use testdata::{Flavour, Ledger, LedgerPlan, LedgerRow, PrintOptions, layouts};

/// All banks by name, and no layout of any.
static BARE: LazyLock<Templates> = LazyLock::new(|| {
    let (mut templates, _) = Templates::load_embedded();
    let ids: Vec<String> = templates.registry().iter().map(|bank| bank.id.clone()).collect();
    ids.iter().for_each(|id| templates.remove(id));
    templates
});

fn read(bytes: &[u8]) -> Option<Report> {
    let source = Source { bytes, ..Source::default() };
    engine::read(&source, &BARE, &pdf::Limits::default()).ok()
}

/// Lines around the table that look like rows of it, or nearly so.
const NOISE: &[&str] = &[
    "02/05/2025 Win 5,000.00 with our new card until 31/05/2025",
    "Minimum balance 10,000.00, charges from 01-04-2025 250.00 per quarter",
    "Total rewards earned 1,250.00",
    "15 Apr 2025   Transfer of 100.00 to a friend is free   0.00   100.00",
    "Closing time of branches 16.30",
];

/// Date, signed amount and narration of each row; whether a full line ended at a space is not on the paper.
type Rows = Vec<(String, i64, String)>;

fn printed(ledger: &Ledger) -> Rows {
    let row = |row: &LedgerRow| (row.date.to_string(), row.signed_minor(), unspaced(&row.narration));
    ledger.rows.iter().map(row).collect()
}

fn as_read(report: &Report) -> Rows {
    let rows = report.statements.iter().flat_map(|statement| &statement.transactions);
    rows.map(|row| (row.date.to_string(), row.signed_minor(), unspaced(&row.narration))).collect()
}

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}

fn is_proven(report: &Report) -> bool {
    report.statements.iter().all(|statement| statement.reconciliation.verdict == Verdict::Proven)
}

/// One invented statement: the ledger, and how and among what it is printed.
#[derive(Debug, Clone, Copy)]
struct Case {
    seed: u64,
    flavour: usize,
    months: u32,
    balances: u8,
    dates: u8,
    noise: usize,
    watermark: bool,
    centred: bool,
    branch: bool,
}

impl Case {
    fn ledger(&self) -> Ledger {
        Ledger::invent(
            self.seed,
            &LedgerPlan::of(Flavour::ALL[self.flavour]).months(self.months).rows_per_month(18),
        )
    }

    fn layout(&self) -> Layout {
        let mut layout = layouts::shuffled(self.seed);
        layout.balances_shown = match self.balances {
            0 => BalancesShown::LastOfDay,
            1 => BalancesShown::Never,
            _ => BalancesShown::EachRow,
        };
        if self.dates == 0 {
            layout.dates_shown = DatesShown::FirstOfDay;
        }
        let chosen = NOISE.iter().enumerate().filter(|(bit, _)| self.noise >> bit & 1 == 1);
        layout.legends = chosen.map(|(_, line)| (*line).to_owned()).collect();
        if self.centred {
            layout.columns = layout.columns.into_iter().map(|column| column.headed(Align::Centre)).collect();
        }
        if self.branch {
            layout.columns.push(Column::right("Init.|Br", Field::Branch, 26.0));
        }
        layout.watermark = self.watermark.then(|| "DUPLICATE COPY".to_owned());
        layout
    }

    /// The rows read and the rows printed, where the statement is said to be proven.
    fn if_proven(&self) -> Option<(Rows, Rows)> {
        let (report, rows) = self.read();
        report.filter(is_proven).map(|report| (as_read(&report), rows))
    }

    fn read(&self) -> (Option<Report>, Rows) {
        let ledger = self.ledger();
        let bytes = testdata::print(&ledger, &self.layout(), &PrintOptions::default());
        (read(&bytes), printed(&ledger))
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    let ledger = (any::<u64>(), 0..Flavour::ALL.len(), 1_u32..3);
    let layout = (0_u8..4, 0_u8..3, 0_usize..32, any::<bool>(), any::<bool>(), any::<bool>());
    (ledger, layout).prop_map(
        |((seed, flavour, months), (balances, dates, noise, watermark, centred, branch))| Case {
            seed,
            flavour,
            months,
            balances,
            dates,
            noise,
            watermark,
            centred,
            branch,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is printed how and among what, a statement that is said to be proven has exactly its rows.
    #[test]
    fn any_layout_is_read_exactly_or_not_proven(case in any_case()) {
        if let Some((read, printed)) = case.if_proven() {
            prop_assert_eq!(read, printed, "proven with other rows");
        }
    }
}

/// What the search above has found once is read by now.
#[test]
fn layouts_once_proven_with_other_rows_are_read() {
    // A note with a date and two figures below the table moved the border between dates and narrations; then no row had a date, and
    // the balances carried forward and brought forward agreed on nothing.
    let note_below = Case {
        seed: 8_527_843_886_652_039_855,
        flavour: 0,
        months: 2,
        balances: 1,
        dates: 1,
        noise: 0b10,
        watermark: true,
        centred: false,
        branch: false,
    };
    for case in [note_below, Case { balances: 2, ..note_below }].iter().chain(FOUND) {
        let (report, rows) = case.read();
        assert_eq!(report.map(|report| as_read(&report)), Some(rows), "{case:?}");
    }
}

/// What the search above has found and what is not read exactly by now is not said to be proven any more.
#[test]
fn layouts_once_proven_with_other_rows_are_not_proven() {
    // References right behind full lines of narrations, under a heading in the middle of their column.
    let references = Case {
        seed: 10_691_042_607_412_833_379,
        flavour: 0,
        months: 2,
        balances: 0,
        dates: 2,
        noise: 0b10,
        watermark: true,
        centred: true,
        branch: false,
    };
    // Days of booking printed once a day, under a heading of two lines beside that of the value dates, which has one.
    let value_dates = Case {
        seed: 4_205_510_317_937_759_986,
        flavour: 0,
        months: 2,
        balances: 2,
        dates: 0,
        noise: 0b100,
        watermark: true,
        centred: true,
        branch: false,
    };
    for (case, what) in [
        (references, "under the heading of a column that is empty"),
        (value_dates, "a second date in a column without a heading"),
    ] {
        let statements = case.read().0.unwrap().statements;
        let gaps: Vec<String> = statements.into_iter().flat_map(|one| one.reconciliation.gaps).collect();
        assert!(gaps.iter().any(|gap| gap.contains(what)), "{what}: {gaps:?}");
        assert_eq!(case.if_proven(), None, "{case:?}");
    }
}

/// Cases that a longer search found.
const FOUND: &[Case] = &[
    // Dates of two columns beside narrations that stand around them.
    Case {
        seed: 14_899_499_176_026_013_752,
        flavour: 0,
        months: 1,
        balances: 0,
        dates: 2,
        noise: 2,
        watermark: false,
        centred: false,
        branch: false,
    },
    // A label of sums without a sum, above small print that opens with a date.
    Case {
        seed: 1_606_308_195_362_412_699,
        flavour: 0,
        months: 1,
        balances: 0,
        dates: 0,
        noise: 26,
        watermark: false,
        centred: false,
        branch: false,
    },
    // The same below the rows and above the opening balance.
    Case {
        seed: 5_327_560_270_927_858_552,
        flavour: 0,
        months: 1,
        balances: 0,
        dates: 2,
        noise: 7,
        watermark: false,
        centred: false,
        branch: true,
    },
    // Small print that opens with a date, below a sum on a page of its own.
    Case {
        seed: 5_226_149_892_359_602_778,
        flavour: 2,
        months: 2,
        balances: 3,
        dates: 0,
        noise: 29,
        watermark: true,
        centred: true,
        branch: true,
    },
    // Narrations that stand around their dates, under a heading in the middle of its column.
    Case {
        seed: 8_295_642_303_643_607_050,
        flavour: 1,
        months: 1,
        balances: 3,
        dates: 2,
        noise: 18,
        watermark: false,
        centred: true,
        branch: true,
    },
    // A mark behind the balance, and a column of marks for the amounts.
    Case {
        seed: 11_906_408_758_456_871_174,
        flavour: 3,
        months: 2,
        balances: 0,
        dates: 0,
        noise: 23,
        watermark: false,
        centred: true,
        branch: false,
    },
    // Days and months parted by the border of a column of numbers.
    Case {
        seed: 7_759_822_878_768_301_442,
        flavour: 3,
        months: 2,
        balances: 2,
        dates: 2,
        noise: 3,
        watermark: false,
        centred: true,
        branch: false,
    },
    // The same with the narrations behind the amounts.
    Case {
        seed: 12_382_443_006_853_159_493,
        flavour: 1,
        months: 2,
        balances: 2,
        dates: 2,
        noise: 2,
        watermark: false,
        centred: true,
        branch: false,
    },
    // A stroke between the words of a narration right of the balances.
    Case {
        seed: 2_263_895_771_612_680_687,
        flavour: 1,
        months: 1,
        balances: 1,
        dates: 1,
        noise: 6,
        watermark: false,
        centred: true,
        branch: true,
    },
];

/// Codes of branches among the narrations, under a heading that no list has: what the paper does not say is not proven.
#[test]
fn what_stands_among_narrations_without_a_known_heading_is_not_proven() {
    for case in AMONG_NARRATIONS {
        assert_eq!(case.if_proven(), None, "{case:?}");
        assert!(case.read().0.is_some(), "{case:?}");
    }
}

const AMONG_NARRATIONS: &[Case] = &[
    Case {
        seed: 16_856_061_811_881_887_549,
        flavour: 1,
        months: 2,
        balances: 0,
        dates: 2,
        noise: 0,
        watermark: true,
        centred: false,
        branch: true,
    },
    Case {
        seed: 16_617_481_060_290_170_690,
        flavour: 3,
        months: 1,
        balances: 3,
        dates: 1,
        noise: 22,
        watermark: false,
        centred: false,
        branch: true,
    },
    Case {
        seed: 18_374_362_415_407_353_532,
        flavour: 0,
        months: 1,
        balances: 0,
        dates: 2,
        noise: 4,
        watermark: true,
        centred: false,
        branch: true,
    },
];

/// Of layouts with a balance on each row, nearly all are read, not just not misread.
#[test]
fn most_layouts_with_balances_are_read() {
    let seeds = 1..=24_u64;
    let (mut exact, mut wrong) = (0, Vec::new());
    for seed in seeds.clone() {
        let ledger = Ledger::invent(seed, &LedgerPlan::default().months(1).rows_per_month(18));
        let layout = layouts::shuffled(seed * 7919);
        let bytes = testdata::print(&ledger, &layout, &PrintOptions::default());
        match read(&bytes) {
            Some(report) if as_read(&report) == printed(&ledger) => exact += 1,
            Some(report) => {
                wrong.push(format!("{seed}: {} rows, proven {}", as_read(&report).len(), is_proven(&report)))
            }
            None => wrong.push(format!("{seed}: refused")),
        }
    }
    assert!(exact * 100 >= seeds.count() * 95, "{exact} are read exactly; {wrong:?}");
}
