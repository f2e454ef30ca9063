//! Prints an invented statement: `cargo run -p testdata --example print -- LAYOUT SEED > out.pdf`.

use std::io::Write as _;

use testdata::{Ledger, LedgerPlan, PrintOptions, layouts, print};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments
        .next()
        .unwrap_or_else(|| "lantern_bay_savings".to_string());
    let seed = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let layout = layouts::lantern_bay_savings();
    let _ = name;
    let ledger = Ledger::invent(seed, &LedgerPlan::default());
    std::io::stdout().write_all(&print(&ledger, &layout, &PrintOptions::default()))
}
