//! Files that others forged, and files that they left alone, when they are at hand.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic)]

use bank_templates::Templates;
use engine::Source;
use engine::model::{Finding, FindingGroup, Severity};

/// Document findings of a file.
fn findings(path: &str) -> Vec<Finding> {
    let Some(folder) = testdata::fixture("statements") else { return Vec::new() };
    let bytes = std::fs::read(folder.join(path)).unwrap();
    let source = Source { bytes: &bytes, password: Some("1111"), bank: None };
    let inspection = engine::inspect(&source, Templates::embedded(), &pdf::Limits::default());
    let inspection = inspection.unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(inspection.findings.iter().all(|finding| finding.group == FindingGroup::Document));
    inspection.findings
}

fn found<'f>(findings: &'f [Finding], id: &str) -> &'f Finding {
    let of = |finding: &&Finding| finding.id == id && finding.severity == Severity::High;
    findings.iter().find(of).unwrap_or_else(|| panic!("no {id} in {findings:#?}"))
}

#[test]
fn untouched_statements_are_left_in_peace() {
    for path in [
        "tampered-nordbank/01_original.pdf",
        "canara/statement.pdf",
        "open-benchmark/bsb-001-statement.pdf",
        "open-benchmark/bsb-002-statement.pdf",
        "open-benchmark/bsb-003-statement.pdf",
        "nz/anz_everyday_pdf_sample.pdf",
        "nz/sample_everyday_statement.pdf",
        "in-22-layouts/01_baseline_indian.pdf",
        "in-22-layouts/18_page_total_row.pdf",
    ] {
        assert_eq!(findings(path), [], "{path}");
    }
}

/// All findings of a file and its rows that are more than remarks.
fn telling(path: &str) -> Vec<Finding> {
    let Some(folder) = testdata::fixture("statements") else { return Vec::new() };
    let bytes = std::fs::read(folder.join(path)).unwrap();
    let source = Source { bytes: &bytes, password: Some("1111"), bank: None };
    let report = engine::read(&source, Templates::embedded(), &pdf::Limits::default());
    let report = report.unwrap_or_else(|error| panic!("{path}: {error}"));
    report.findings.into_iter().filter(|finding| finding.severity > Severity::Low).collect()
}

#[test]
fn the_rows_of_untouched_statements_are_left_in_peace() {
    for path in [
        "tampered-nordbank/01_original.pdf",
        "canara/statement.pdf",
        "open-benchmark/bsb-001-statement.pdf",
        "open-benchmark/bsb-002-statement.pdf",
        "open-benchmark/bsb-003-statement.pdf",
        "nz/anz_everyday_pdf_sample.pdf",
        "nz/sample_everyday_statement.pdf",
        "in-22-layouts/01_baseline_indian.pdf",
        "in-22-layouts/10_date_dash_short_year.pdf",
        "in-22-layouts/18_page_total_row.pdf",
        "us-toys/sample_svb.pdf",
    ] {
        assert_eq!(telling(path), [], "{path}");
    }
}

#[test]
fn a_ledger_that_does_not_balance_is_named_at_its_row() {
    if testdata::fixture("statements").is_none() {
        return;
    }
    let findings = telling("tampered-ledgers/Unbalanced_Ledger_Test.pdf");
    let broken = found(&findings, "inconsistent_transaction");
    assert_eq!((broken.expected.as_deref(), broken.actual.as_deref()), (Some("8524.69"), Some("8569.69")));
    let place = broken.at.unwrap();
    assert_eq!((place.page, place.rect.top.round()), (1, 307.0));
}

#[test]
fn a_statement_edited_in_place_shows_what_was_put_where() {
    if testdata::fixture("statements").is_none() {
        return;
    }
    let findings = findings("tampered-nordbank/03_edited_in_acrobat.pdf");
    let edit = found(&findings, "incremental_update");
    let place = edit.at.unwrap();
    // The raised salary: 52 450,00 at 430 points from the left, 386 from the top.
    assert_eq!((place.page, place.rect.x0.round(), place.rect.bottom.round()), (1, 430.0, 388.0));
    assert_eq!((edit.also.len(), edit.actual.as_deref()), (6, Some("52 56 51 51 49 49 52")));
    found(&findings, "author_fraud");
    found(&findings, "date_fraud");
}

#[test]
fn an_online_editor_leaves_the_old_figures_without_ink() {
    if testdata::fixture("statements").is_none() {
        return;
    }
    let findings = findings("tampered-nordbank/04_edited_online_editor.pdf");
    let hidden = found(&findings, "hidden_text");
    assert_eq!((hidden.expected.as_deref(), hidden.actual.as_deref()), (Some("32"), Some("52")));
    assert_eq!(hidden.at.unwrap().page, 1);
    found(&findings, "author_fraud");
}

#[test]
fn desktop_edits_are_found() {
    if testdata::fixture("statements").is_none() {
        return;
    }
    for (name, id) in [
        ("ally_combined_customer_statement_sample", "incremental_update"),
        ("bank_of_america_sample", "incremental_update"),
        ("chase_consolidated_balance_summary_sample", "incremental_update"),
        ("wells_fargo_savings_sample", "incremental_update"),
        ("wells_fargo_checking_sample", "author_fraud"),
    ] {
        found(&findings(&format!("us-real-layouts/{name}.pdf")), id);
    }
}
