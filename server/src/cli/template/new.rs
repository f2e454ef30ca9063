//! Writes a draft of a template for a statement: what was found out, with the guesses marked.

use super::check::differences;
use super::words::open;
use super::{Failure, example, print};
use crate::templates::Installed;
use bank_templates::template::{Continues, Label, StartsWith, Take};
use engine::model::Verdict;
use engine::{Draft, draft};
use std::path::Path;

pub(super) fn run(file: &Path, password: Option<&str>, installed: &Installed) -> Result<(), Failure> {
    let document = open(file, password)?;
    let draft = draft(document, installed.templates())
        .map_err(|error| Failure::new(format!("{}: {}", file.display(), error.message), error.hint))?;
    print(toml(&draft, installed))
}

/// The draft as TOML, line by line. Nothing of the holder or the rows is in it, so that it can be shown to others.
fn toml(draft: &Draft, installed: &Installed) -> Vec<String> {
    let mut lines = vec![
        "# A draft. Lines that end in a comment with a question mark are guesses: check them.".to_owned(),
    ];
    lines.extend(told(draft));
    lines.extend(["schema = 1".to_owned(), String::new()]);
    lines.extend(bank(draft));
    lines.extend(layout(draft));
    let with_example = |verdict: &str| -> Option<Vec<String>> {
        let locale = installed.templates().locale(&draft.layout.locale)?;
        let invented = example::invent(&draft.layout, &labels(draft), &name(draft), locale, verdict);
        let whole: Vec<String> = lines.iter().cloned().chain(invented).collect();
        differences("draft.toml", &whole.join("\n"), installed).is_empty().then_some(whole)
    };
    let verdicts = ["proven", "proven_with_gaps", "unproven"];
    let whole =
        example::can_invent(&draft.layout).then(|| verdicts.into_iter().find_map(with_example)).flatten();
    whole.unwrap_or_else(|| lines.into_iter().chain(example_to_write()).collect())
}

/// The labels of the draft, each key once.
fn labels(draft: &Draft) -> Vec<(&'static str, Label)> {
    let mut labels: Vec<(&'static str, Label)> = Vec::new();
    for (key, label, _) in &draft.labels {
        if !labels.iter().any(|(known, _)| known == key) {
            labels.push((*key, label.clone()));
        }
    }
    labels
}

/// The name of the bank, or what may be it.
fn name(draft: &Draft) -> String {
    let title = draft.title.as_ref().map(|title| title.value.clone());
    let known = draft.detection.bank.as_ref().map(|bank| bank.name.clone());
    known.or(title).unwrap_or_else(|| "Name of the bank".to_owned())
}

/// What the draft reads, so that its author knows how much is left to do.
fn told(draft: &Draft) -> Vec<String> {
    let proof = &draft.statement.reconciliation;
    let verdict = match proof.verdict {
        Verdict::Proven => "proven",
        Verdict::ProvenWithGaps => "proven with gaps",
        Verdict::Unproven => "unproven",
    };
    let mut lines = vec![format!("# It reads {} rows, {verdict}.", draft.statement.transactions.len())];
    lines.extend(proof.gaps.iter().map(|gap| format!("#   {gap}")));
    if draft.foreign_numbers {
        lines.push(
            "# The numbers are not printed as the locale has them: choose the locale of a language that prints them so."
                .to_owned(),
        );
    }
    lines
}

fn bank(draft: &Draft) -> Vec<String> {
    let mut lines = vec!["[bank]".to_owned()];
    if let Some(bank) = &draft.detection.bank {
        lines.push(format!("id = {:?}", bank.id));
        lines.push(format!("name = {:?}", bank.name));
        lines.push(format!("country = {:?}", bank.country));
        lines.push(String::new());
        return lines;
    }
    let name = name(draft);
    lines.push(format!(
        "id = {:?} # ? lower case, unlike those of `statera template list`",
        identifier(&name)
    ));
    lines.push(format!("name = {name:?} # ? the largest text above the table"));
    lines.push(format!("country = {:?} # ? by the currency", country(&draft.layout.currency)));
    lines.push(String::new());
    lines.push("[[identify]]".to_owned());
    lines.push(format!("text = {name:?} # ? as printed above the table; a narration never counts"));
    if let Some(ifsc) = &draft.statement.account.ifsc
        && let Some(prefix) = ifsc.value.get(..4)
    {
        lines.extend([String::new(), "[[identify]]".to_owned()]);
        lines.push(format!("ifsc = {prefix:?} # ? unless these are the letters of a sponsor bank"));
    }
    lines.push(String::new());
    lines
}

fn identifier(name: &str) -> String {
    let plain = name.to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words
        .filter(|word| !matches!(*word, "ltd" | "limited" | "the" | "plc" | "ag"))
        .collect::<Vec<_>>()
        .join("_");
    if id.is_empty() { "my_bank".to_owned() } else { id }
}

fn country(currency: &str) -> &'static str {
    match currency {
        "USD" => "US",
        "GBP" => "GB",
        "SGD" => "SG",
        "KRW" => "KR",
        "VND" => "VN",
        "RON" => "RO",
        "EUR" => "DE",
        "NZD" => "NZ",
        "AUD" => "AU",
        "INR" => "IN",
        "SEK" => "SE",
        "CHF" => "CH",
        "CAD" => "CA",
        "HKD" => "HK",
        "AED" => "AE",
        _ => "XX",
    }
}

fn layout(draft: &Draft) -> Vec<String> {
    let layout = &draft.layout;
    let mut lines = vec!["[[layout]]".to_owned(), "id = \"statement\" # ? a name within the bank".to_owned()];
    lines.push(format!("currency = {:?}", layout.currency));
    lines.push(format!("locale = {:?}", layout.locale));
    let dates: Vec<String> = layout.dates.iter().map(|form| format!("{form:?}")).collect();
    lines.push(format!("dates = [{}] # ? the form that reads all rows", dates.join(", ")));
    lines.push(String::new());
    let page = |key: &str| {
        draft.labels.iter().find(|(known, _, _)| *known == key).map_or(1, |(_, _, at)| at.at.page)
    };
    let labels: Vec<String> = labels(draft)
        .iter()
        .map(|(key, label)| format!("{key} = {} # ? found on page {}", label_of(label), page(key)))
        .collect();
    if !labels.is_empty() {
        lines.push("[layout.header]".to_owned());
        lines.extend(labels);
        lines.push(String::new());
    }
    lines.extend(["[layout.table]".to_owned(), "columns = [".to_owned()]);
    for column in &layout.table.columns {
        let heading = column.heading.0.first().map_or("", String::as_str);
        let right = if column.field.is_money() { ", align = \"right\"" } else { "" };
        lines.push(format!("  {{ heading = {heading:?}, field = {:?}{right} }}, # ?", column.field.key()));
    }
    lines.extend(["]".to_owned(), String::new()]);
    let mut rows = Vec::new();
    if layout.rows.starts_with == StartsWith::Amount {
        rows.push("starts_with = \"amount\" # ? the date stands once per day".to_owned());
    }
    if layout.rows.continues == Continues::Around {
        rows.push("continues = \"around\" # ? narrations go on above and below their line".to_owned());
    }
    if !rows.is_empty() {
        lines.push("[layout.rows]".to_owned());
        lines.extend(rows);
        lines.push(String::new());
    }
    lines
}

fn label_of(label: &Label) -> String {
    match label.take {
        Take::Right => format!("{:?}", label.label),
        Take::Below => format!("{{ label = {:?}, take = \"below\" }}", label.label),
        Take::NextLine => format!("{{ label = {:?}, take = \"next-line\" }}", label.label),
    }
}

/// Where no example could be invented, what is left to do.
fn example_to_write() -> Vec<String> {
    [
        "# Add a worked example with invented data, never a real person's. `statera template words FILE` prints the page to start from;",
        "# change every name, number and amount, and keep the form. `statera template check` then runs it.",
        "# [[layout.example]]",
        "# text = \"\"\"",
        "# \"\"\"",
        "# opening = \"0.00\"",
        "# rows = [[\"2025-04-02\", \"NARRATION\", \"-450.00\", \"11550.00\"]]",
    ]
    .map(str::to_owned)
    .to_vec()
}
