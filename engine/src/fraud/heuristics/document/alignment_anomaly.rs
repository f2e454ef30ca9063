//! Figures that stand a little beside their column or their row.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::sight::{Figure, Sight};
use crate::model::{FindingGroup, Severity};

/// A figure's right edge or baseline departs from those of its neighbours.
pub(in crate::fraud) const ALIGNMENT_ANOMALY: Heuristic = Heuristic {
    id: "alignment_anomaly",
    group: FindingGroup::Document,
    innocent: &[
        "the figure carries a mark, such as a minus or CR, that others lack",
        "the bank's program places text by estimate",
        "the page was scanned and its text recognised",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (document, sight) = case.pages()?;
    let enough = case.thresholds.column_figures;
    if !sight.columns.iter().any(|column| column.len() >= enough) {
        return Err("no column has figures enough to compare");
    }
    let scanned = |page: u32| {
        document.pages.iter().find(|known| known.number == page).is_some_and(|page| case.is_scan(page))
    };
    for column in &sight.columns {
        let plain: Vec<&Figure<'_>> =
            column.iter().filter(|figure| is_plain(&figure.word.text) && !scanned(figure.page)).collect();
        if plain.len() >= enough {
            edges(case, sight, &plain, findings);
        }
    }
    baselines(case, sight, &scanned, findings);
    Ok(())
}

/// Without signs and marks, which would move the edge of the digits.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(|c: char| c.is_ascii_digit())
}

fn edges(case: &Case<'_>, sight: &Sight<'_>, column: &[&Figure<'_>], findings: &mut Findings<'_>) {
    let usual = median(column.iter().map(|figure| figure.word.at.x1));
    let spread = median(column.iter().map(|figure| (figure.word.at.x1 - usual).abs()));
    let allowed = case.thresholds.odd_edge + 3.0 * spread;
    let odd: Vec<_> = column.iter().filter(|figure| (figure.word.at.x1 - usual).abs() > allowed).collect();
    if odd.len() as f32 * 100.0 > case.thresholds.odd_percent * column.len() as f32 {
        return;
    }
    for figure in odd {
        let summary =
            format!("{} on page {} does not end where its column ends", figure.word.text, figure.page);
        findings.add(
            Seen::new(Severity::Medium, 60, summary)
                .at([figure.place()])
                .row(sight.rows.get(figure.row).map(|row| row.hash))
                .instead_of(format!("right edge at {usual:.1} pt"), format!("{:.1} pt", figure.word.at.x1)),
        );
    }
}

/// A figure above or below the other figures of its row, where those agree and rows elsewhere keep to one line.
fn baselines(case: &Case<'_>, sight: &Sight<'_>, scanned: &dyn Fn(u32) -> bool, findings: &mut Findings<'_>) {
    let mut figures: Vec<&Figure<'_>> =
        sight.columns.iter().flatten().filter(|figure| !scanned(figure.page)).collect();
    figures.sort_by_key(|figure| figure.row);
    let rows: Vec<&[&Figure<'_>]> =
        figures.chunk_by(|a, b| a.row == b.row).filter(|row| row.len() >= 2).collect();
    let departs = |row: &[&Figure<'_>]| {
        let low = row.iter().map(|figure| figure.word.baseline).fold(f32::MAX, f32::min);
        let high = row.iter().map(|figure| figure.word.baseline).fold(f32::MIN, f32::max);
        high - low > case.thresholds.odd_baseline
    };
    let odd: Vec<_> = rows.iter().filter(|row| departs(row)).collect();
    if rows.len() < case.thresholds.column_figures
        || odd.len() as f32 * 100.0 > case.thresholds.odd_percent * rows.len() as f32
    {
        return;
    }
    for row in odd {
        // Of two that differ nobody knows which one moved; the words of the row would say, but narrations wrap.
        let usual = median(row.iter().map(|figure| figure.word.baseline));
        let stray = row
            .iter()
            .max_by(|a, b| (a.word.baseline - usual).abs().total_cmp(&(b.word.baseline - usual).abs()));
        let Some(figure) = stray else { continue };
        let summary = format!("the figures of a row on page {} do not stand on one line", figure.page);
        findings.add(
            Seen::new(Severity::Medium, 55, summary)
                .at([figure.place()].into_iter().chain(row.iter().map(|figure| figure.place())))
                .row(sight.rows.get(figure.row).map(|row| row.hash))
                .instead_of(format!("baseline at {usual:.1} pt"), format!("{:.1} pt", figure.word.baseline)),
        );
    }
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
