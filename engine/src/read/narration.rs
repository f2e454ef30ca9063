//! What a narration says besides who and what for: value date, reference, counterparty and time, where a template points at
//! them.

use super::dates::Dated;
use crate::model::Transaction;
use crate::value::parse_time;
use bank_templates::pattern::Pattern;

/// Fills what no column has printed, by the first pattern that a narration fits. The narration itself stays as printed.
pub(super) fn capture(transactions: &mut [Transaction], patterns: &[Pattern], dated: &Dated<'_>) {
    if patterns.is_empty() {
        return;
    }
    for row in transactions {
        let narration = row.narration.clone();
        let captured = patterns.iter().find_map(|pattern| pattern.capture(&narration));
        for (name, text) in captured.into_iter().flatten().filter(|(_, text)| !text.is_empty()) {
            let own = || Some(text.to_owned());
            match name {
                "value_date" => row.value_date = row.value_date.or_else(|| dated.read_value(text)),
                "time" => row.time = row.time.or_else(|| parse_time(text).map(|(time, _)| time)),
                "reference" => row.reference = row.reference.take().or_else(own),
                "counterparty" => row.counterparty = row.counterparty.take().or_else(own),
                _ => {}
            }
        }
    }
}
