//! Alerts of banks that are not part of the project, labelled by others, when they are at hand.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

use bank_templates::alert::AlertWords;
use engine::enrich::alert;
use engine::model::{Currency, Direction};

/// Fields of the lines of a CSV file, quotes and line ends within them included.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut field).trim_end_matches('\r').to_owned());
                lines.push(std::mem::take(&mut line));
            }
            c => field.push(c),
        }
    }
    lines
}

/// Letters and digits in small letters, one space between words.
fn folded(text: &str) -> String {
    let small = text.to_lowercase();
    let words: Vec<&str> =
        small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Digits of an amount without grouping and without zeros that say nothing.
fn digits(amount: &str) -> String {
    let plain: String = amount.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let plain = if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    plain.trim_start_matches('0').to_owned()
}

#[derive(Default)]
struct Count {
    right: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    fn percent(&self) -> usize {
        self.right * 100 / self.all.max(1)
    }
}

/// Labels that the text of the alert does not hold cannot be read from it: the file pairs some texts with the labels of
/// others, cuts some after their first line, and names the kind of a payment where nobody is named.
#[test]
fn direction_amount_and_party_of_alerts_of_others_are_read() {
    let Some(path) = testdata::fixture("narrations/bank-alerts.csv") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let lines = csv(&text);
    let column = |name: &str| lines[0].iter().position(|known| known == name).unwrap();
    let [message, amount, currency, kind, merchant] =
        ["message", "amount", "currency", "type", "merchant"].map(column);
    let (mut directions, mut amounts, mut parties, mut nobody) =
        (Count::default(), Count::default(), Count::default(), Count::default());
    let mut unreadable = 0;
    for line in &lines[1..] {
        let numbers: Vec<String> = folded_numbers(&line[message]);
        if !numbers.contains(&digits(&line[amount])) {
            unreadable += 1;
            continue;
        }
        let home = Currency::parse(&line[currency]).unwrap();
        let alert = alert::read(&line[message], home);
        let told = |what: &str, right: bool| {
            if !right {
                println!(
                    "{what}: {alert:?} is not {} {} {:?} in {}",
                    line[kind], line[amount], line[merchant], line[message]
                );
            }
            right
        };
        if line[kind] != "TRANSFER" {
            let expected = if line[kind] == "INCOME" { Direction::Credit } else { Direction::Debit };
            directions.add(told("direction", alert.direction == Some(expected)));
        }
        let read = alert.amount.map(|money| digits(&money.to_decimal()));
        amounts.add(told("amount", read.as_deref() == Some(&digits(&line[amount]))));
        let label = folded(&line[merchant]);
        if label.is_empty() {
            nobody.add(told("nobody", alert.party.is_none()));
        } else if folded(&line[message]).contains(&label) {
            let party = folded(alert.party.as_deref().unwrap_or_default());
            let agrees =
                party == label || party.len() >= 3 && (party.contains(&label) || label.contains(&party));
            parties.add(told("party", agrees));
        }
    }
    for (name, count) in
        [("direction", &directions), ("amount", &amounts), ("party", &parties), ("nobody named", &nobody)]
    {
        println!("{name}: {} of {}, {} %", count.right, count.all, count.percent());
    }
    println!("{unreadable} texts do not hold their labelled amount");
    for count in [&directions, &amounts, &parties] {
        assert!(count.percent() >= 90);
    }
}

/// The numbers of a text as [`digits`] writes them, decimal commas read as points.
fn folded_numbers(text: &str) -> Vec<String> {
    let text = text.replace('\u{66c}', ",");
    text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .flat_map(|number| {
            let number = number.trim_end_matches(['.', ',']);
            let european = number.replace('.', "").replace(',', ".");
            [digits(&number.replace(',', "")), digits(&european)]
        })
        .collect()
}

#[test]
fn every_example_of_the_words_is_read() {
    let mut surprises = Vec::new();
    for example in AlertWords::embedded().examples() {
        let alert = alert::read(&example.text, Currency::INR);
        let direction = match alert.direction {
            Some(Direction::Debit) => "debit",
            Some(Direction::Credit) => "credit",
            None => "",
        };
        let amount = alert.amount.map(|money| digits(&money.to_decimal()));
        let expected = example.amount.as_deref().map(digits);
        if direction != example.direction || amount != expected || alert.party != example.party {
            surprises.push(format!("{alert:?} in {:?}", example.text));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn a_text_without_an_amount_is_no_payment() {
    let alert = alert::read("Your OTP is 123456. Do not share it with anyone.", Currency::INR);
    assert_eq!((alert.amount, alert.party), (None, None));
}

#[test]
fn odd_texts_are_read_without_harm() {
    for text in [
        "",
        "Rs",
        "Rs.",
        "Rs..",
        "₹,,,",
        "to to to at at at",
        "-",
        "+1",
        "Rs 99999999999999999999999 debited",
    ] {
        let _ = alert::read(text, Currency::INR);
    }
    assert_eq!(
        alert::read(&"debited Rs 5 to A ".repeat(100_000), Currency::INR).direction,
        Some(Direction::Debit)
    );
}
