//! Prints an invented statement: `cargo run -p testdata --example print -- LAYOUT SEED [COUNTRY] > out.pdf`.
//!
//! LAYOUT is a preset's name or `shuffled_` and a number, COUNTRY one of `in sg nz us de`. Without arguments it names the
//! presets.

use std::io::Write as _;

use testdata::{Flavour, Ledger, LedgerPlan, PrintOptions, layouts, print};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let layout = arguments.next().and_then(|name| match name.strip_prefix("shuffled_") {
        Some(seed) => seed.parse().ok().map(layouts::shuffled),
        None => layouts::by_name(&name),
    });
    let seed = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let flavour = match arguments.next().as_deref() {
        Some("sg") => Flavour::Singapore,
        Some("nz") => Flavour::NewZealand,
        Some("us") => Flavour::UnitedStates,
        Some("de") => Flavour::Germany,
        _ => Flavour::India,
    };
    let Some(layout) = layout else {
        for layout in layouts::all() {
            eprintln!("{}", layout.name);
        }
        return Ok(());
    };
    let mut ledger = Ledger::invent(seed, &LedgerPlan::of(flavour));
    if !layout.numbers.show_decimals {
        ledger = ledger.in_whole_units();
    }
    std::io::stdout().write_all(&print(&ledger, &layout, &PrintOptions::default()))
}
