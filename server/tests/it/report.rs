//! `statera analyze --html`: one file that holds all it needs, in which every figure leads to rows and every row to the paper.

use crate::harness::statera;
use std::collections::HashSet;
use std::fs;
use testdata::{Ledger, LedgerPlan, PrintOptions, layouts};

/// The report of a statement, and the ledger that it was printed from.
fn report(change: impl Fn(&mut Ledger)) -> (Ledger, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::invent(11, &LedgerPlan::default().months(4).rows_per_month(20));
    change(&mut ledger);
    let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let (file, out) = (folder.path().join("a b.pdf"), folder.path().join("report.html"));
    fs::write(&file, pdf).unwrap();
    let output = statera(&["analyze", file.to_str().unwrap(), "--html", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (ledger, fs::read_to_string(out).unwrap())
}

fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let start = format!(" {name}=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_link_leads_to_a_row_or_a_section_of_the_page_or_to_the_paper() {
    let (ledger, page) = report(|_| {});
    let ids: Vec<&str> = attributes(&page, "id");
    let known: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id stands twice");
    let rows =
        ids.iter().filter(|id| id.starts_with("a0-r") && **id != "a0-rows" && !id.ends_with("-h")).count();
    // `a0-recurring` begins alike.
    assert_eq!(rows - 1, ledger.rows.len());
    for href in attributes(&page, "href") {
        match href.strip_prefix('#') {
            Some(anchor) => assert!(known.contains(anchor), "{href} leads nowhere"),
            None => assert!(href.starts_with("a%20b.pdf"), "{href} leads outside"),
        }
    }
    assert!(
        attributes(&page, "href").iter().filter(|href| href.contains("#page=")).count() >= ledger.rows.len()
    );
}

#[test]
fn the_report_names_holder_verdict_and_charts_and_loads_nothing() {
    let (ledger, page) = report(|_| {});
    for wanted in [
        ledger.holder.as_str(),
        &ledger.account_number,
        "PROVEN",
        "Balance at the end of each day",
        "Findings",
    ] {
        assert!(page.contains(wanted), "{wanted:?} is missing");
    }
    assert_eq!(page.matches("role=\"img\" aria-label=").count(), 3, "each chart has a name");
    assert!(
        page.contains("default-src &#39;none&#39;")
            || page.contains("default-src &#x27;none&#x27;")
            || page.contains("default-src 'none'")
    );
    for outside in ["http://", "https://", "src=", "@import", "url(", " style="] {
        assert!(!page.contains(outside), "{outside} in the page");
    }
}

#[test]
fn what_the_paper_says_is_text_and_never_markup() {
    let (_, page) = report(|ledger| {
        for row in &mut ledger.rows {
            row.narration = "UPI/<script>alert(1)</script>/\"><img>".to_owned();
        }
    });
    assert_eq!(page.matches("<script>").count(), 1, "our own script only");
    assert!(!page.contains("<img"));
}
