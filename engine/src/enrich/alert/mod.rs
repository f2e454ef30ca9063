//! Alerts that banks send about single payments: which way the money went, how much, and who is on the other side.
//!
//! Nothing proves an alert, so this is for what stands beside statements. Which words say what is data
//! (`bank-templates/alerts`); a text that says nothing of a kind gives nothing of it.

mod amount;
mod party;
mod text;

use crate::model::{Currency, Direction, Money};
use bank_templates::alert::{AlertHit, AlertWord, AlertWords};
use text::AlertText;

/// What an alert says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alert {
    /// Whether money left or came.
    pub direction: Option<Direction>,
    /// The amount in the currency that the text names, or in that of the account.
    pub amount: Option<Money>,
    /// Who was paid or paid, as printed, spaces folded.
    pub party: Option<String>,
}

/// Reads an alert. `home` is the currency of amounts that name none. What goes beyond 2,000 characters is not read.
#[must_use]
pub fn read(text: &str, home: Currency) -> Alert {
    let words = AlertWords::embedded();
    let text = AlertText::new(text);
    let hits = words.find(&text.small);
    let figure = amount::of(&text, &hits, words);
    let direction = direction(&hits, figure.as_ref());
    let money = figure.as_ref().and_then(|figure| figure.money(home));
    // A text that tells no amount tells of no payment: a password, a balance.
    let party =
        money.and(direction).and_then(|direction| party::of(&text, &hits, direction, figure.as_ref()?));
    Alert { direction, amount: money, party }
}

/// Which way the money went: by the plainest words, of several such the ones nearest to the amount, and else by its sign.
fn direction(hits: &[AlertHit], figure: Option<&amount::Figure>) -> Option<Direction> {
    let by = |credit: AlertWord, debit: AlertWord| {
        let said = hits.iter().filter_map(|hit| {
            let side = hit.words.iter().find_map(|word| match word {
                word if *word == credit => Some(Direction::Credit),
                word if *word == debit => Some(Direction::Debit),
                _ => None,
            })?;
            Some((figure.map_or(0, |figure| figure.distance(&hit.at)), side))
        });
        said.min_by_key(|(distance, _)| *distance).map(|(_, side)| side)
    };
    by(AlertWord::SureCredit, AlertWord::SureDebit)
        .or_else(|| by(AlertWord::Credit, AlertWord::Debit))
        .or_else(|| figure.and_then(|figure| figure.sign))
        .or_else(|| by(AlertWord::PerhapsCredit, AlertWord::PerhapsDebit))
}
