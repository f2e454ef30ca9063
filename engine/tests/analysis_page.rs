//! `docs/analysis.md` lists every figure with its definition as the code has it; `UPDATE_EXPECT=1` writes it anew.

// A test stops at the first surprise, helpers included.
#![allow(clippy::unwrap_used, clippy::panic)]

use engine::analyze::{monthly, predictors, rolling};
use std::fs;
use std::path::Path;

/// The tables by the marks that they stand between.
fn tables() -> Vec<(&'static str, String)> {
    let head = "| Name | Definition |\n| --- | --- |\n";
    let table = |rows: Vec<(String, String)>| {
        let lines: String =
            rows.iter().map(|(name, meaning)| format!("| `{name}` | {meaning} |\n")).collect();
        format!("{head}{lines}")
    };
    let monthly = monthly::METRICS.iter().map(|metric| (metric.name.to_owned(), metric.meaning.to_owned()));
    let account = predictors::OF_ACCOUNT.iter().map(|of| (of.name.to_owned(), of.meaning.to_owned()));
    let month = predictors::OF_MONTH.iter().map(|of| (format!("{}_<n>", of.name), of.meaning.to_owned()));
    let rolling = rolling::VARIABLES.iter().map(|variable| {
        let kind = if matches!(variable.compute, rolling::Compute::Rows(_)) { "*rows*: " } else { "" };
        (variable.name.to_owned(), format!("{kind}{}", variable.meaning))
    });
    vec![
        ("monthly", table(monthly.collect())),
        ("predictors", table(account.chain(month).collect())),
        ("rolling", table(rolling.collect())),
    ]
}

#[test]
fn the_page_has_every_figure_as_the_code_defines_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/analysis.md");
    let page = fs::read_to_string(&path).unwrap();
    let mut fresh = page.clone();
    for (name, table) in tables() {
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let start = fresh.find(&open).unwrap_or_else(|| panic!("{open} is missing")) + open.len();
        let end = fresh.find(&close).unwrap_or_else(|| panic!("{close} is missing"));
        fresh.replace_range(start..end, &table);
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    assert!(
        page == fresh || std::env::var_os("UPDATE_EXPECT").is_some(),
        "docs/analysis.md is stale; UPDATE_EXPECT=1 writes it"
    );
}
