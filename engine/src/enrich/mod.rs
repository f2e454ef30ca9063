//! What each row is, by its narration.

mod channel;

use crate::model::Transaction;
use bank_templates::Templates;

/// Fills channel and description of each row by the shapes of a country.
pub fn enrich(transactions: &mut [Transaction], country: &str, templates: &Templates) {
    let Some(set) = templates.channels(country) else {
        return;
    };
    let matcher = channel::Matcher::new(set);
    for row in transactions {
        let (channel, description) = matcher.classify(&row.narration, row.direction);
        row.channel = channel;
        row.description = description;
    }
}
