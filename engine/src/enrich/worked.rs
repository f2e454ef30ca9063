//! The worked examples of the data files, run as tests: channels, shapes and lexicons each prove their own words.

use super::channel::{Rules, by_name};
use super::*;
use crate::model::{Description, Locator, MerchantCategory, Money};
use bank_templates::shape::Letters;
use bank_templates::{ChannelSet, Shape};

pub(super) fn row(narration: &str, direction: Direction) -> Transaction {
    Transaction {
        date: jiff::civil::date(2025, 4, 1),
        time: None,
        value_date: None,
        narration: narration.to_owned(),
        reference: None,
        direction,
        amount: Money::new(100_000, Currency::INR),
        balance: None,
        hash: String::new(),
        channel: Channel::Others,
        description: Description::None,
        merchant_category: MerchantCategory::None,
        counterparty: None,
        clean_transaction_note: String::new(),
        references: Vec::new(),
        counterparty_ifsc: None,
        known_party: None,
        return_reason: None,
        at: vec![Locator::default()],
    }
}

/// A row as the accounts of a country print it, enriched.
pub(super) fn enriched(country: &str, narration: &str, direction: Direction) -> Transaction {
    let mut rows = [row(narration, direction)];
    let home = Home { country, currency: Currency::INR, locale: "en" };
    enrich(&mut rows, &home, Templates::embedded());
    let [row] = rows;
    row
}

fn country_of(file: &str) -> String {
    file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default().to_owned()
}

fn failures_of(file: &str, set: &ChannelSet) -> Vec<String> {
    let country = country_of(file);
    let mut failures = Vec::new();
    for rule in &set.rule {
        let Some(wanted) = by_name::<Channel>(&rule.channel) else {
            failures.push(format!("{file}: {:?} is no channel", rule.channel));
            continue;
        };
        if by_name::<Description>(&rule.description).is_none() {
            failures.push(format!("{file}: {:?} is no description", rule.description));
        }
        if rule.examples.is_empty() {
            failures.push(format!("{file}: a rule for {:?} has no example", rule.channel));
        }
        let direction = if rule.direction == "credit" { Direction::Credit } else { Direction::Debit };
        for example in &rule.examples {
            let found = enriched(&country, example, direction);
            if found.channel != wanted {
                failures.push(format!("{file}: {example:?} is {:?}, not {wanted:?}", found.channel));
            }
        }
        for example in &rule.counterexamples {
            let found = enriched(&country, example, direction);
            if found.channel == wanted && found.description == by_name(&rule.description).unwrap_or_default()
            {
                failures.push(format!("{file}: {example:?} is {wanted:?} and must not be"));
            }
        }
    }
    failures
}

#[test]
fn every_rule_names_real_channels_and_holds_its_examples() {
    let mut failures = Vec::new();
    for (file, set) in Templates::embedded().channels() {
        assert!(!set.rule.is_empty(), "{file} has no rule");
        failures.extend(failures_of(file, &set));
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_shape_reads_its_examples() {
    let mut failures = Vec::new();
    for (file, set) in Templates::embedded().channels() {
        let vocabulary = Templates::embedded().vocabulary(&country_of(file)).unwrap();
        for shapes in &set.shape {
            assert!(!shapes.examples.is_empty(), "{file}: {:?} has no example", shapes.forms);
            for example in &shapes.examples {
                let text = &example["text"];
                let letters = Letters::new(text);
                let side = if shapes.direction.is_empty() { "debit" } else { &shapes.direction };
                let first = vocabulary.shapes(side).find_map(|shape| shape.read(&letters));
                let own = shapes.forms.iter().find_map(|form| Shape::parse(form).ok()?.read(&letters));
                if first.is_none() || first != own {
                    failures.push(format!("{file}: {text:?} is read by another shape, as {first:?}"));
                    continue;
                }
                for (name, wanted) in example.iter().filter(|(name, _)| *name != "text") {
                    let slot = bank_templates::channel::slot(name).unwrap_or_else(|| panic!("{name:?}"));
                    let found = first.iter().flatten().find(|(filled, _)| *filled == slot);
                    let found = found.and_then(|(_, at)| text.get(at.clone()));
                    if found != Some(wanted) {
                        failures.push(format!("{file}: {name} of {text:?} is {found:?}, not {wanted:?}"));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_lexicon_knows_its_examples_and_none_of_its_counterexamples() {
    let mut failures = Vec::new();
    for (file, lexicon) in Templates::embedded().lexicons() {
        let country = country_of(file);
        if lexicon.examples.len() < 3 || lexicon.counterexamples.len() < 3 {
            failures.push(format!("{file}: three examples and three counterexamples are the least"));
        }
        let own = |name: &str| lexicon.entries.values().any(|named| named.contains_key(name));
        for (narration, wanted) in &lexicon.examples {
            let found = enriched(&country, narration, Direction::Debit).known_party.map(|party| party.name);
            if found.as_ref() != Some(wanted) {
                failures.push(format!("{file}: {narration:?} is {found:?}, not {wanted:?}"));
            }
        }
        for narration in &lexicon.counterexamples {
            let found = enriched(&country, narration, Direction::Debit).known_party.map(|party| party.name);
            if found.as_ref().is_some_and(|found| own(found)) {
                failures.push(format!("{file}: {narration:?} is taken for {found:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_word_within_another_is_no_word() {
    assert_eq!(enriched("IN", "GROUPIE MUSIC", Direction::Debit).channel, Channel::Others);
    let vocabulary = Templates::embedded().vocabulary("IN").unwrap();
    let rules = Rules::new(vocabulary);
    let reading = Reading::new("E9FD5A1RD2", Direction::Debit, vocabulary);
    assert_eq!(rules.classify(&reading, Direction::Debit).0, Channel::Others);
}
