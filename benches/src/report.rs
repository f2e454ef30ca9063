//! The table: milliseconds per page, and how many times longer the others take than we do.

use crate::measure::millis;
use crate::peers::Reader;
use crate::statements::Statement;
use std::time::Duration;

/// One statement and what each reader took for it; nothing where it could not read it.
pub(crate) struct Row {
    name: String,
    pages: usize,
    long: bool,
    times: Vec<Option<Duration>>,
}

/// All figures of a run.
pub(crate) struct Figures {
    /// Name and group of each column.
    readers: Vec<(&'static str, bool)>,
    rows: Vec<Row>,
}

/// Times every reader on every statement, file by file, so that a busy minute of the machine hits all of them.
pub(crate) fn measure(statements: &[Statement], readers: &[Reader]) -> Figures {
    let row = |statement: &Statement| Row {
        name: statement.name.clone(),
        pages: statement.pages,
        long: statement.is_long(),
        times: readers.iter().map(|reader| (reader.time)(statement)).collect(),
    };
    Figures {
        readers: readers.iter().map(|reader| (reader.name, reader.process)).collect(),
        rows: statements.iter().map(row).collect(),
    }
}

/// Prints the figures: within one process, then process against process.
pub(crate) fn show(figures: &Figures) {
    for (process, title) in [
        (false, "Within one process, milliseconds of processor time per page (times of our text)"),
        (true, "Process against process, start-up included, milliseconds per page (times of our text)"),
    ] {
        let columns: Vec<usize> = (0..figures.readers.len())
            .filter(|column| figures.readers.get(*column).is_some_and(|(_, group)| *group == process))
            .collect();
        println!("\n{title}\n");
        print!("{:<36} {:>5}", "file", "pages");
        for column in &columns {
            print!(" {:>16}", figures.readers.get(*column).map_or("", |(name, _)| name));
        }
        println!();
        for row in &figures.rows {
            let times: Vec<Option<f64>> = columns.iter().map(|column| row.per_page(*column)).collect();
            print_row(&row.name, row.pages, &times);
        }
        for (name, long) in [("all short", false), ("all long", true)] {
            let rows: Vec<&Row> = figures.rows.iter().filter(|row| row.long == long).collect();
            if rows.len() > 1 {
                totals(name, &rows, &columns);
                medians(&rows, &columns);
            }
        }
    }
}

/// Sums over the files that each reader could read; the ratio is over the same files of ours.
fn totals(name: &str, rows: &[&Row], columns: &[usize]) {
    print!("{name:<36} {:>5}", rows.iter().map(|row| row.pages).sum::<usize>());
    let ours = columns.first().copied().unwrap_or_default();
    for column in columns {
        let read: Vec<&&Row> = rows.iter().filter(|row| row.time(*column).is_some()).collect();
        let sum = |column: usize| read.iter().filter_map(|row| row.time(column)).map(millis).sum::<f64>();
        let pages: usize = read.iter().map(|row| row.pages).sum();
        let each = (pages > 0).then(|| sum(*column) / pages as f64);
        print_cell(each, each.filter(|_| *column != ours).map(|_| sum(*column) / sum(ours)));
    }
    println!();
}

/// The file in the middle: its cost per page, and how many times longer the others take for theirs. One odd file, such
/// as a form whose fields a reader draws one by one, does not move it.
fn medians(rows: &[&Row], columns: &[usize]) {
    print!("{:<36} {:>5}", "  median of the files", "");
    let ours = columns.first().copied().unwrap_or_default();
    for column in columns {
        let middle = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied()
        };
        let each = middle(rows.iter().filter_map(|row| row.per_page(*column)).collect());
        let ratio = |row: &&Row| Some(row.per_page(*column)? / row.per_page(ours)?);
        let ratio = middle(rows.iter().filter_map(ratio).collect());
        print_cell(each, ratio.filter(|_| *column != ours));
    }
    println!();
}

fn print_row(name: &str, pages: usize, times: &[Option<f64>]) {
    print!("{name:<36.36} {pages:>5}");
    let ours = times.first().copied().flatten();
    for (index, time) in times.iter().enumerate() {
        print_cell(*time, time.zip(ours).filter(|_| index > 0).map(|(time, ours)| time / ours));
    }
    println!();
}

fn print_cell(time: Option<f64>, ratio: Option<f64>) {
    match (time, ratio) {
        (Some(time), Some(ratio)) => print!(" {time:>8.3} {:>7}", format!("({ratio:.1}x)")),
        (Some(time), None) => print!(" {time:>8.3} {:>7}", ""),
        (None, _) => print!(" {:>8} {:>7}", "-", ""),
    }
}

impl Row {
    fn time(&self, column: usize) -> Option<Duration> {
        self.times.get(column).copied().flatten()
    }

    fn per_page(&self, column: usize) -> Option<f64> {
        self.time(column).map(|time| millis(time) / self.pages.max(1) as f64)
    }
}
