//! The clean note: what two rows of one habit share.

use super::reading::{Reading, overlaps};
use bank_templates::Slot;

/// The words of a narration in upper case, without numbers, codes, dates, masks and payment addresses.
pub(super) fn clean(reading: &Reading<'_>) -> String {
    let address = reading.field(Slot::Vpa).or_else(|| reading.field(Slot::Handle));
    let mut note = String::new();
    for (word, printed) in reading.text.words() {
        let is_address = address.as_ref().is_some_and(|address| overlaps(address, &printed));
        if is_address || word.chars().any(|c| c.is_ascii_digit()) || is_month(word) || is_mask(word) {
            continue;
        }
        if !note.is_empty() {
            note.push(' ');
        }
        note.push_str(&reading.printed(&printed).to_uppercase());
    }
    note
}

fn is_mask(word: &str) -> bool {
    word.len() >= 2 && word.chars().all(|c| c == 'x')
}

/// Names of months as payrolls and rents print them.
pub(super) fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 26] = [
        "jan",
        "january",
        "feb",
        "february",
        "mar",
        "march",
        "apr",
        "april",
        "may",
        "jun",
        "june",
        "jul",
        "july",
        "aug",
        "august",
        "sep",
        "sept",
        "september",
        "oct",
        "october",
        "nov",
        "november",
        "dec",
        "december",
        "mai",
        "juni",
    ];
    MONTHS.contains(&word)
}
