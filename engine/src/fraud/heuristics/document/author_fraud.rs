//! Who the file says has written it.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::software::{self, Purpose};
use crate::model::{FindingGroup, Severity};
use bank_templates::Pattern;

/// The named program is an editor or an online tool, or not the one that the bank uses.
pub(in crate::fraud) const AUTHOR_FRAUD: Heuristic = Heuristic {
    id: "author_fraud",
    group: FindingGroup::Document,
    innocent: &[
        "the bank itself uses this program",
        "the file was only compressed, merged or printed to a file with it",
        "the customer filled in a form or signed with it",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let document = case.document.ok_or("there is no file, only text")?;
    let facts = &document.facts;
    let xmp = facts.xmp.as_ref();
    let history = xmp.into_iter().flat_map(|xmp| &xmp.history).map(|event| ("history", event.agent.as_str()));
    let named = [
        ("producer", facts.producer.as_deref()),
        ("creator", facts.creator.as_deref()),
        ("XMP producer", xmp.and_then(|xmp| xmp.producer.as_deref())),
        ("XMP creator tool", xmp.and_then(|xmp| xmp.creator_tool.as_deref())),
    ];
    let named = named.into_iter().filter_map(|(field, text)| Some((field, text?)));
    let mut worst: Option<(Severity, &str, &str, &software::Software)> = None;
    for (field, text) in named.chain(history) {
        if is_genuine(case, text) {
            continue;
        }
        if let Some(software) = software::named(text) {
            let severity = severity(software.purpose);
            if worst.is_none_or(|(known, ..)| severity > known) {
                worst = Some((severity, field, text, software));
            }
        }
    }
    if let Some((severity, field, text, software)) = worst.filter(|(severity, ..)| *severity > Severity::Low)
    {
        let what = match software.purpose {
            Purpose::Editor => "an editor of finished files",
            Purpose::Office => "a program that people write documents with",
            Purpose::Redistiller => "a program that writes finished files anew",
            Purpose::Browser | Purpose::Library => "no program for statements",
        };
        let summary = format!("the {field} names {}, {what}", software.name);
        findings.add(Seen::new(severity, 80, summary).instead_of("the system of a bank", text));
        return Ok(());
    }
    against_profile(case, findings);
    Ok(())
}

fn severity(purpose: Purpose) -> Severity {
    match purpose {
        Purpose::Editor => Severity::High,
        Purpose::Office | Purpose::Redistiller => Severity::Medium,
        Purpose::Browser | Purpose::Library => Severity::Low,
    }
}

fn is_genuine(case: &Case<'_>, text: &str) -> bool {
    let genuine =
        case.genuine.into_iter().flat_map(|genuine| genuine.producer.iter().chain(&genuine.creator));
    genuine.into_iter().any(|pattern| pattern.matches(text))
}

/// What the template says of untouched files of the bank.
fn against_profile(case: &Case<'_>, findings: &mut Findings<'_>) {
    let (Some(genuine), Some(document)) = (case.genuine, case.document) else { return };
    let facts = &document.facts;
    for (field, patterns, text) in
        [("producer", &genuine.producer, &facts.producer), ("creator", &genuine.creator, &facts.creator)]
    {
        let text = text.as_deref().unwrap_or("none");
        if patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(text)) {
            continue;
        }
        let expected: Vec<&str> = patterns.iter().map(Pattern::as_str).collect();
        let summary = format!("the {field} is not the one that files of this bank have");
        findings.add(Seen::new(Severity::High, 70, summary).instead_of(expected.join(" or "), text));
        return;
    }
}
