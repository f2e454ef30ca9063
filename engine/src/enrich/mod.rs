//! What each row is: by which rail the money moved, who stands on the other side, and what for.
//!
//! One pass of an automaton over the folded narration finds the words of all rules and lexicons. A shape says which part is
//! whose: what the bank prints decides the channel, what the customer wrote (names, notes) does so only where a rule asks
//! for it. Unknown stays unknown.

pub mod alert;
mod category;
mod channel;
mod counterparty;
mod description;
#[cfg(test)]
mod held_out;
mod known;
mod note;
mod reading;
mod references;
#[cfg(test)]
mod worked;

use crate::model::{Channel, Currency, Direction, Reference, ReferenceKind, Transaction};
use bank_templates::{Templates, Vocabulary};
use reading::Reading;
use std::collections::HashMap;

/// Where an account is kept, as far as the statement says it.
#[derive(Clone, Copy, Debug)]
pub struct Home<'h> {
    /// ISO 3166 country of the bank; empty when the bank is unknown.
    pub country: &'h str,
    /// Currency of the account.
    pub currency: Currency,
    /// Locale of the layout, such as `de-DE`.
    pub locale: &'h str,
}

impl Home<'_> {
    /// The country whose narrations are meant: that of the bank, else the one that the currency or the language names.
    fn country(&self) -> String {
        if !self.country.is_empty() {
            return self.country.to_owned();
        }
        let by_currency = match self.currency.to_string().as_str() {
            "INR" => "IN",
            "KRW" => "KR",
            "VND" => "VN",
            "RON" => "RO",
            "USD" => "US",
            "GBP" => "GB",
            "SGD" => "SG",
            _ => "",
        };
        if by_currency.is_empty() {
            self.locale.split('-').next().unwrap_or_default().to_owned()
        } else {
            by_currency.to_owned()
        }
    }
}

/// Fills in what each row says about itself.
pub fn enrich(transactions: &mut [Transaction], home: &Home<'_>, templates: &Templates) {
    let Some(vocabulary) = templates.vocabulary(&home.country()) else {
        return;
    };
    let rules = channel::Rules::new(vocabulary);
    for row in transactions.iter_mut() {
        enrich_row(row, vocabulary, &rules);
    }
    name_returns(transactions);
}

fn enrich_row(row: &mut Transaction, vocabulary: &Vocabulary, rules: &channel::Rules<'_>) {
    let narration = row.narration.clone();
    let reading = Reading::new(&narration, row.direction, vocabulary);
    let (channel, described) = rules.classify(&reading, row.direction);
    row.channel = channel;
    let numbers = references::of(&reading, row.reference.as_deref(), channel);
    row.references = numbers.references;
    row.counterparty_ifsc = numbers.ifsc;
    let party = if counterparty::is_named_in(channel) {
        counterparty::of(&reading, channel, vocabulary)
    } else {
        None
    };
    let entry = known::of(&reading, party.as_ref(), vocabulary);
    row.known_party = entry.map(known::party);
    // What a column of its own prints is surer than what a narration seems to name.
    row.counterparty = row.counterparty.take().or_else(|| party.map(|party| party.name));
    row.return_reason = description::return_reason(&reading, channel);
    row.description = if described == crate::model::Description::None {
        description::of(&reading, row, entry)
    } else {
        described
    };
    row.merchant_category = category::of(&reading, row, entry);
    row.clean_transaction_note = note::clean(&reading);
}

/// A payment that comes back often prints nothing but the number of the payment: then its counterparty is that of the payment.
fn name_returns(transactions: &mut [Transaction]) {
    let is_number = |reference: &&Reference| {
        matches!(reference.kind, ReferenceKind::Rrn | ReferenceKind::Utr | ReferenceKind::EndToEnd)
    };
    let mut payments: HashMap<String, usize> = HashMap::new();
    for place in 0..transactions.len() {
        let Some(row) = transactions.get(place) else { continue };
        let Some(number) = row.references.iter().find(is_number).map(|reference| reference.value.clone())
        else {
            continue;
        };
        if row.counterparty.is_some() {
            payments.entry(number).or_insert(place);
            continue;
        }
        let Some(payment) = payments.get(&number).and_then(|payment| transactions.get(*payment)) else {
            continue;
        };
        // The number alone says it: part of a payment may come back.
        let comes_back = payment.direction == Direction::Debit && row.direction == Direction::Credit;
        if comes_back {
            let (name, known) = (payment.counterparty.clone(), payment.known_party.clone());
            if let Some(row) = transactions.get_mut(place) {
                row.counterparty = name;
                row.known_party = known;
                if row.channel == Channel::Others {
                    row.channel = Channel::Refund;
                }
            }
        }
    }
}
