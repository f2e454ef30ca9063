//! The statements of the run: several banks, layouts, countries and lengths, and one of a hundred broken. A number always
//! makes the same statement.

use crate::Failure;
use jiff::civil::date;
use std::fs;
use std::path::Path;
use testdata::{Cipher, Flavour, Ledger, LedgerPlan, PrintOptions, Random, layouts, odd};

/// Banks in whose name the ledgers are printed; the last two are in no list.
const BANKS: [(&str, &str); 6] = [
    ("State Bank of India", "SBIN"),
    ("HDFC Bank Ltd", "HDFC"),
    ("ICICI Bank Limited", "ICIC"),
    ("Canara Bank", "CNRB"),
    ("Tall Pines Savings Bank", "TPSB"),
    ("Harbour Cooperative Bank", "HCOB"),
];

/// One of so many is broken.
const BROKEN: usize = 100;

/// What was printed.
pub(crate) struct Printed {
    pub(crate) megabytes: f64,
    pub(crate) broken: usize,
}

/// Prints the first statements of the row into a folder, as far as they are not there.
pub(crate) fn print(folder: &Path, count: usize) -> Result<Printed, Failure> {
    fs::create_dir_all(folder)?;
    let mut bytes = 0;
    for number in 0..count {
        let path = folder.join(format!("{number:06}.pdf"));
        if !path.exists() {
            fs::write(&path, statement(number)?)?;
        }
        bytes += fs::metadata(&path)?.len();
    }
    Ok(Printed { megabytes: bytes as f64 / 1e6, broken: count / BROKEN })
}

fn statement(number: usize) -> Result<Vec<u8>, Failure> {
    let mut random = Random::new(number as u64);
    let mut draw = |low: usize, high: usize| -> usize {
        usize::try_from(random.between(low as i64, high as i64)).unwrap_or(low)
    };
    let all = layouts::all();
    // A third as the bank prints them that has a template, the rest in any of the other ways.
    let layout = if draw(0, 2) == 0 { 0 } else { draw(0, all.len() - 1) };
    let layout = all.get(layout).ok_or("no such layout")?;
    let flavour = match layout.name.as_str() {
        "european_numbers" | "spaced_numbers" => Flavour::Germany,
        "single_signed_amount" => Flavour::UnitedStates,
        _ => Flavour::India,
    };
    // Mostly a quarter, now and then years: a mean of some five pages.
    let months = [1, 1, 3, 3, 3, 6, 6, 12, 24].get(draw(0, 8)).copied().unwrap_or(3);
    let rows = u32::try_from(draw(8, 40))?;
    // Two years from then on are over whenever this runs; rows of the future would be findings.
    let plan = LedgerPlan::of(flavour).months(months).rows_per_month(rows).starting(date(2023, 4, 1));
    let mut ledger = Ledger::invent(number as u64, &plan);
    if flavour == Flavour::India
        && layout.name != "lantern_bay_savings"
        && let Some((name, code)) = BANKS.get(draw(0, BANKS.len() - 1))
    {
        (ledger.bank.name, ledger.bank.code) = ((*name).to_owned(), (*code).to_owned());
        let rest = ledger.ifsc.get(4..).unwrap_or_default().to_owned();
        ledger.ifsc = format!("{code}{rest}");
    }
    // Amounts that are rounded one by one add up on no paper.
    if layout.name == "whole_numbers" {
        ledger = ledger.in_whole_units();
    }
    let printed = testdata::print(&ledger, layout, &PrintOptions::default());
    if number % BROKEN != BROKEN - 1 {
        return Ok(printed);
    }
    Ok(match number / BROKEN % 6 {
        0 => odd::truncated(&printed),
        1 => odd::image_only(),
        2 => odd::not_a_statement(),
        3 => odd::web_page(),
        4 => odd::page_tree_loop(),
        // Encryption mixes in randomness: the bytes are others each time, and what is read of them is not.
        _ => testdata::encrypt(&printed, Cipher::Rc4, "user", "owner").map_err(|error| error.to_string())?,
    })
}
