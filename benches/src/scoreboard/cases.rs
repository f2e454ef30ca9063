//! The list of files and what is known of each.

use crate::csv::Table;
use crate::expected::{self, Row};
use std::path::Path;

/// One file.
pub(crate) struct Case {
    pub(crate) file: String,
    pub(crate) password: Option<String>,
    /// Whether it is a statement at all.
    pub(crate) is_statement: bool,
    /// How many rows it has, as far as that is known.
    pub(crate) count: Count,
    /// The rows, where their author published them.
    pub(crate) expected: Option<Vec<Row>>,
}

impl Case {
    /// Whether rows are known to be there: a statement that says nothing of them may be one that nobody can read.
    pub(crate) fn has_rows(&self) -> bool {
        self.is_statement && (self.expected.is_some() || self.count != Count::Unknown)
    }
}

/// What is known of the number of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Unknown,
    Exactly(usize),
    AtMost(usize),
}

impl Count {
    fn read(text: &str) -> Count {
        let digits = |text: &str| -> Option<usize> {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            text.get(..end)?.parse().ok()
        };
        match text.strip_prefix("<=") {
            Some(bound) => digits(bound).map_or(Count::Unknown, Count::AtMost),
            None => digits(text).map_or(Count::Unknown, Count::Exactly),
        }
    }

    pub(crate) fn allows(self, rows: usize) -> bool {
        match self {
            Count::Unknown => true,
            Count::Exactly(count) => rows == count,
            Count::AtMost(count) => rows <= count,
        }
    }
}

/// Reads `cases.csv` of a folder with the expected rows that it names. Images are left out.
pub(crate) fn read(folder: &Path) -> Result<Vec<Case>, String> {
    let text = text(&folder.join("cases.csv"))?;
    let table = Table::read(&text);
    let mut cases = Vec::new();
    for row in &table.rows {
        let cell = |name: &str| table.cell(row, &[name]);
        if !cell("file").to_lowercase().ends_with(".pdf") {
            continue;
        }
        let path = cell("expected");
        let expected = if path.is_empty() { None } else { Some(expected::read(&folder.join(path))?) };
        cases.push(Case {
            file: cell("file").to_owned(),
            password: Some(cell("password").to_owned()).filter(|password| !password.is_empty()),
            is_statement: !matches!(cell("kind"), "asset report" | "non-statement"),
            count: Count::read(cell("rows")),
            expected,
        });
    }
    Ok(cases)
}

pub(crate) fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_bounded_or_unknown() {
        assert_eq!(Count::read("93"), Count::Exactly(93));
        assert_eq!(Count::read("31+open/close"), Count::Exactly(31));
        assert_eq!(Count::read("<=17"), Count::AtMost(17));
        assert_eq!(Count::read("~3"), Count::Unknown);
        assert!(Count::AtMost(17).allows(16) && !Count::AtMost(17).allows(18));
    }
}
