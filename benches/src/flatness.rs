//! Whether a page of a long statement costs what a page of a short one costs.

use crate::measure::{median, millis};
use crate::ours::{self, ROWS, TEXT};
use crate::statements;
use std::path::Path;

/// Pages of the statements that are compared, and the plan that fills about so many: months, and rows of each.
const LENGTHS: [(u32, u32); 4] = [(1, 115), (9, 84), (36, 84), (144, 84)];

/// Prints time and memory per page for statements of four to four hundred pages in one layout.
pub(crate) fn show(folder: &Path, runs: usize) -> Result<(), String> {
    println!("\nFrom short to long, milliseconds per page (times of the shortest), and peak memory\n");
    println!(
        "{:>5} {:>10} {:>18} {:>18} {:>10} {:>10}",
        "pages", "file KiB", "our text", "our rows", "text MiB", "rows MiB"
    );
    let mut shortest: Option<[f64; 2]> = None;
    for (months, rows) in LENGTHS {
        let statement = statements::print_long(folder, months, rows)?;
        // Fewer runs of the longer ones: their pages are runs enough.
        let runs = (runs * 8 / statement.pages.max(8)).max(3);
        let text = median(runs, || ours::text(&statement));
        let read = median(runs, || ours::report(&statement));
        let each = [text, read].map(|time| time.map(|time| millis(time) / statement.pages.max(1) as f64));
        print!("{:>5} {:>10}", statement.pages, statement.bytes.len() / 1024);
        if let [Some(text), Some(read)] = each {
            let [first_text, first_read] = *shortest.get_or_insert([text, read]);
            print!(" {text:>10.3} {:>7}", format!("({:.2}x)", text / first_text));
            print!(" {read:>10.3} {:>7}", format!("({:.2}x)", read / first_read));
        } else {
            print!(" {:>18} {:>18}", "-", "-");
        }
        for what in [TEXT, ROWS] {
            match ours::memory(what, &statement.path) {
                Some(peak) => print!(" {peak:>10.1}"),
                None => print!(" {:>10}", "-"),
            }
        }
        println!();
    }
    Ok(())
}
