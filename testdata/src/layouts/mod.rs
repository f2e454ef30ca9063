//! The presets, each named by what it shows. All print the same invented bank, Lantern Bay.

mod amounts;
mod furniture;
mod lantern_bay;
mod narrations;
mod rhythm;
mod shuffled;

use crate::layout::Layout;

pub use amounts::{
    dr_cr_column, european_numbers, marked_amount, rupee_mark, single_signed_amount, spaced_numbers,
    swiss_apostrophes, trailing_minus, whole_numbers,
};
pub use furniture::{
    branch_beside_balance, centred_headings, grid_zebra_watermark, header_on_each_page,
    headings_on_first_page_only, landscape, page_totals, summary_before_table, two_languages,
    two_line_headings,
};
pub use lantern_bay::lantern_bay_savings;
pub use narrations::{narration_above, narration_around, no_ruling_lines_dense, rows_split_over_pages};
pub use rhythm::{
    balance_per_day, dates_without_year, day_headings, newest_day_first, newest_first, no_balance, sections,
};
pub use shuffled::shuffled;

/// Every preset that can be read without being described, the bank's own first; `sections` needs its titles.
pub fn all() -> Vec<Layout> {
    vec![
        lantern_bay_savings(),
        single_signed_amount(),
        marked_amount(),
        dr_cr_column(),
        european_numbers(),
        spaced_numbers(),
        swiss_apostrophes(),
        trailing_minus(),
        whole_numbers(),
        rupee_mark(),
        newest_first(),
        newest_day_first(),
        balance_per_day(),
        no_balance(),
        day_headings(),
        dates_without_year(),
        narration_around(),
        narration_above(),
        no_ruling_lines_dense(),
        rows_split_over_pages(),
        two_line_headings(),
        two_languages(),
        headings_on_first_page_only(),
        page_totals(),
        grid_zebra_watermark(),
        header_on_each_page(),
        summary_before_table(),
        landscape(),
        branch_beside_balance(),
        centred_headings(),
    ]
}

/// The preset of this name.
pub fn by_name(name: &str) -> Option<Layout> {
    all().into_iter().find(|layout| layout.name == name)
}
