//! The cases of `testdata/heuristics`: what each heuristic sees in forged and in honest files, which is its
//! documentation as well.
//!
//! A case of a heuristic on documents names an operation of `testdata::tamper`; one of a heuristic on rows or entities is a ledger.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod ledger;
mod statements;

use bank_templates::Templates;
use engine::Source;
use engine::fraud::HEURISTICS;
use engine::model::{Finding, FindingGroup, Locator, Report, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use testdata::tamper::{Honest, OPERATIONS, Operation, Place};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What reading said of the result of each operation, and where the operation left its trace.
type Outcomes = BTreeMap<&'static str, (Report, Option<Place>)>;

fn outcomes() -> Outcomes {
    let honest = Honest::print(7, testdata::layouts::lantern_bay_savings());
    OPERATIONS.iter().map(|operation| (operation.name, outcome(operation, &honest))).collect()
}

fn outcome(operation: &Operation, honest: &Honest) -> (Report, Option<Place>) {
    let name = operation.name;
    let tampered = (operation.apply)(honest).unwrap_or_else(|error| panic!("{name}: {error}"));
    let source = Source { bytes: &tampered.bytes, password: None, bank: Some("lantern_bay") };
    let report = engine::read(&source, Templates::embedded(), &pdf::Limits::default());
    (report.unwrap_or_else(|error| panic!("{name}: {error}")), tampered.place)
}

fn of_heuristic<'r>(report: &'r Report, id: &str) -> Vec<&'r Finding> {
    report.findings.iter().filter(|finding| finding.id == id).collect()
}

fn section<'t>(text: &'t str, name: &str) -> &'t str {
    let body = text.split_once(&format!("\n## {name}\n")).unwrap_or_else(|| panic!("no section {name}")).1;
    body.split("\n## ").next().unwrap_or_default()
}

/// The list items of a section.
fn items<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    section(text, name).lines().filter_map(|line| line.strip_prefix("- ")).collect()
}

/// The ledgers of a section, each with the sentence above it.
fn ledgers<'t>(text: &'t str, name: &str) -> Vec<(&'t str, &'t str)> {
    let blocks = section(text, name).split("\n### ").skip(1);
    let ledger = |block: &'t str| {
        let (title, rest) = block.split_once('\n').unwrap_or((block, ""));
        let fenced = rest.split_once("```ledger\n").and_then(|(_, rest)| rest.split_once("\n```"));
        (title, fenced.unwrap_or_else(|| panic!("no ledger under {title}")).0)
    };
    blocks.map(ledger).collect()
}

fn severity_of(item: &str) -> Severity {
    match item.rsplit_once(": ") {
        Some((_, word)) if word.starts_with("high") => Severity::High,
        Some((_, word)) if word.starts_with("low") => Severity::Low,
        _ => Severity::Medium,
    }
}

fn name(item: &str) -> &str {
    item.split('`').nth(1).unwrap_or_else(|| panic!("no name in {item}"))
}

fn opens_at(finding: &Finding, place: Place) -> bool {
    let rect = pdf::Rect { x0: place.x0, top: place.top, x1: place.x1, bottom: place.bottom };
    let meets = |at: &Locator| {
        at.page == place.page && at.rect.overlap_x(rect) > 0.0 && at.rect.overlap_y(rect) > 0.0
    };
    finding.at.iter().chain(&finding.also).any(meets)
}

fn case_file(id: &str) -> String {
    let path = root().join(format!("testdata/heuristics/{id}.md"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One test for all, because each test of its own would forge and read all files again.
#[test]
fn forged_files_are_seen_and_honest_ones_left_in_peace() {
    let outcomes = outcomes();
    every_heuristic_sees_what_its_cases_say(&outcomes);
    every_forgery_is_seen_and_no_honest_file_is_held_against_anyone(&outcomes);
    the_list_of_heuristics_is_fresh(&outcomes);
}

fn every_heuristic_sees_what_its_cases_say(outcomes: &Outcomes) {
    let mut unexpected = Vec::new();
    for heuristic in HEURISTICS {
        let id = heuristic.id;
        let text = case_file(id);
        assert!(text.starts_with(&format!("# {id}\n")), "{id}: the title is not its name");
        assert!(!heuristic.innocent.is_empty(), "{id}: nothing explains it innocently");
        let (fires, quiet) = (items(&text, "Fires"), items(&text, "Quiet"));
        let (firing, silent) = (ledgers(&text, "Fires"), ledgers(&text, "Quiet"));
        assert!(
            fires.len() + firing.len() > 0 && quiet.len() + silent.len() > 0,
            "{id}: a heuristic needs cases of both sorts"
        );
        match heuristic.group {
            FindingGroup::Ledger | FindingGroup::Document => statements::hold(id, &firing, &silent),
            FindingGroup::Behaviour => unexpected.extend(surprises(id, &firing, &silent)),
        }
        for item in fires {
            let operation = name(item);
            let (report, place) =
                outcomes.get(operation).unwrap_or_else(|| panic!("{id}: there is no operation {operation}"));
            let found = of_heuristic(report, id);
            let severity = severity_of(item);
            let grave: Vec<_> = found.iter().filter(|finding| finding.severity >= severity).collect();
            assert!(!grave.is_empty(), "{id} does not see {operation}: {:#?}", report.findings);
            if item.contains("at its place") {
                let place = place.unwrap_or_else(|| panic!("{operation} has no place"));
                assert!(
                    grave.iter().any(|finding| opens_at(finding, place)),
                    "{id}, {operation}: {place:?} in {grave:#?}"
                );
            }
        }
        for item in quiet {
            let (report, _) = outcomes.get(name(item)).unwrap_or_else(|| panic!("{id}: there is no {item}"));
            let found = of_heuristic(report, id);
            assert!(
                found.iter().all(|finding| finding.severity == Severity::Low),
                "{id}, {item}: {found:#?}"
            );
        }
    }
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
}

/// What the ledgers of a heuristic say against it.
fn surprises(id: &str, firing: &[(&str, &str)], silent: &[(&str, &str)]) -> Vec<String> {
    let mut surprises = Vec::new();
    for (title, text) in firing {
        let all = ledger::findings(text);
        let found: Vec<_> = all.iter().filter(|finding| finding.id == id).collect();
        if found.iter().map(|finding| finding.severity).max() != Some(severity_of(title)) {
            surprises.push(format!("{id}, {title}: {all:#?}"));
        }
        for finding in found {
            assert!(finding.account.is_some(), "{id}, {title}: of which account?");
            assert_eq!(finding.at.is_some(), finding.statement.is_some(), "{id}, {title}: {finding:#?}");
        }
    }
    for (title, text) in silent {
        let found = ledger::findings(text).into_iter().filter(|finding| finding.id == id);
        surprises.extend(found.map(|finding| format!("{id}, {title}: {finding:#?}")));
    }
    surprises
}

fn every_forgery_is_seen_and_no_honest_file_is_held_against_anyone(outcomes: &Outcomes) {
    for operation in OPERATIONS {
        let (report, _) = &outcomes[operation.name];
        let document = |finding: &&Finding| finding.group == FindingGroup::Document;
        if operation.forges && operation.name != "printed_by_the_bank_itself" {
            let seen = report.findings.iter().any(|finding| finding.severity > Severity::Low);
            assert!(seen, "{}: {:#?}", operation.name, report.findings);
        }
        if !operation.forges {
            let grave: Vec<_> = report
                .findings
                .iter()
                .filter(document)
                .filter(|finding| finding.severity == Severity::High)
                .collect();
            assert!(grave.is_empty(), "{}: {grave:#?}", operation.name);
        }
    }
}

#[test]
fn every_file_of_cases_belongs_to_a_heuristic() {
    for entry in fs::read_dir(root().join("testdata/heuristics")).unwrap() {
        let path = entry.unwrap().path();
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(HEURISTICS.iter().any(|heuristic| heuristic.id == id), "{id}.md belongs to no heuristic");
    }
}

#[test]
fn a_heuristic_that_cannot_look_says_so() {
    let typed = engine::fixed_pitch::document("Lantern Bay Bank Ltd\n");
    let thresholds = engine::fraud::Thresholds::default();
    let outcome = engine::fraud::inspect_document(&engine::fraud::Case::new(None, None, &[], &thresholds));
    assert!(typed.facts.structure.is_none() && outcome.findings.is_empty());
    let silent: Vec<_> = outcome.not_run.iter().map(|missing| missing.id.as_str()).collect();
    let all: Vec<_> =
        HEURISTICS.iter().filter(|one| one.group == FindingGroup::Document).map(|one| one.id).collect();
    assert_eq!(silent, all);
    for missing in &outcome.not_run {
        let reason = match missing.id.as_str() {
            "template_reuse" => "statements of other customers are not at hand",
            _ => "there is no file, only text",
        };
        assert_eq!(missing.reason, reason, "{}", missing.id);
    }
}

#[test]
fn a_file_of_pictures_is_refused_and_its_pages_are_named_all_the_same() {
    let scan = testdata::odd::image_only();
    let source = Source { bytes: &scan, password: None, bank: None };
    let refusals = [
        engine::read(&source, Templates::embedded(), &pdf::Limits::default()).unwrap_err(),
        engine::inspect(&source, Templates::embedded(), &pdf::Limits::default()).unwrap_err(),
    ];
    for refusal in refusals {
        assert_eq!(refusal.code(), "no_text");
        let seen = refusal.findings.iter().find(|finding| finding.id == "flattened_pages").unwrap();
        assert_eq!((seen.severity, seen.at.map(|at| at.page)), (Severity::Medium, Some(1)));
    }
}

fn the_list_of_heuristics_is_fresh(outcomes: &Outcomes) {
    let path = root().join("docs/heuristics.md");
    let fresh = document(outcomes);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == fresh,
        "docs/heuristics.md is not what the code says; run this test with UPDATE_EXPECT=1"
    );
}

/// `docs/heuristics.md`.
fn document(outcomes: &Outcomes) -> String {
    let mut text = String::from(
        "# Heuristics\n\n\
         Generated from `testdata/heuristics` and `engine/src/fraud`; the test `heuristics` keeps it fresh.\n\n\
         A heuristic says what it saw, never who did it. Each finding has a severity (how hard it is to explain innocently), \
         a confidence (how sure the heuristic is of what it saw), the place on the page, what was expected there and what \
         there is, and innocent explanations. A heuristic that could not look says so; its silence means nothing then. \
         Document findings of severity high set `is_fraud` at upload.\n\n\
         ## Risk score\n\n\
         A document and an entity have a score from 0 to 100: not how likely a fraud is, but how odd what was seen is. Each \
         heuristic counts once, with its weightiest finding: the weight of its severity (high 85 %, medium 35 %, low 2 %; half of \
         that for conduct) times its confidence. The weightiest takes its share of 100, the next one its share of what is left, and \
         so on. `reasons` has the points of each, which sum to the score, and `not_looked` the heuristics of which the score knows \
         nothing. From 15 on somebody should look (`medium`), from 60 on it is hard to explain innocently (`high`): one finding of \
         severity high is enough for that, one of severity medium for a look, and a handful of remarks is not. The table below has the \
         scores that forged and honest files get. The weights are thresholds.\n\n\
         ## The heuristics\n\n\
         | Heuristic | Looks at |\n| --- | --- |\n",
    );
    for heuristic in HEURISTICS {
        let group = match heuristic.group {
            FindingGroup::Document => "the file",
            FindingGroup::Ledger => "the rows",
            FindingGroup::Behaviour => "the customer",
        };
        let _ = writeln!(text, "| [{0}](#{0}) | {group} |", heuristic.id);
    }
    for heuristic in HEURISTICS {
        let cases = case_file(heuristic.id)
            .replace("\n### ", "\n#### ")
            .replace("\n## ", "\n### ")
            .replacen("# ", "## ", 1);
        let (before, after) = cases.split_once("\n### Fires\n").unwrap_or((&cases, ""));
        let _ = write!(text, "\n{before}\n### Innocent explanations\n\n");
        for explanation in heuristic.innocent {
            let _ = writeln!(text, "- {explanation}");
        }
        let _ = write!(text, "\n### Fires\n{after}");
    }
    text.push_str("\n## What is done to files in these cases\n\n| Operation | What it does | Seen by (severity high in bold) |\n| --- | --- | --- |\n");
    for operation in OPERATIONS {
        let (report, _) = &outcomes[operation.name];
        let mut seen: BTreeMap<&str, Severity> = BTreeMap::new();
        for finding in report.findings.iter().filter(|finding| finding.severity > Severity::Low) {
            let worst = seen.entry(&finding.id).or_insert(finding.severity);
            *worst = (*worst).max(finding.severity);
        }
        let seen: Vec<String> = seen
            .iter()
            .map(
                |(id, severity)| {
                    if *severity == Severity::High { format!("**{id}**") } else { (*id).to_owned() }
                },
            )
            .collect();
        let seen = if seen.is_empty() { "nothing".to_owned() } else { seen.join(", ") };
        let _ = writeln!(text, "| `{}` | {} | {seen} |", operation.name, operation.does);
    }
    text.push('\n');
    text.push_str(&fs::read_to_string(root().join("testdata/measured.md")).unwrap());
    text.push_str("\n## Thresholds\n\n```json\n");
    text.push_str(&serde_json::to_string_pretty(&engine::fraud::Thresholds::default()).unwrap());
    text.push_str("\n```\n");
    text
}
