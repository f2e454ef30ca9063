//! Comma-separated values with quoted cells, as spreadsheets write them.

/// Records of a text, each a list of cells.
pub(crate) fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        let Some(record) = records.last_mut() else { break };
        let Some(cell) = record.last_mut() else { break };
        match c {
            // A quote is written twice within quotes.
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(String::new()),
            '\n' if !quoted => records.push(vec![String::new()]),
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    records.retain(|record| record.iter().any(|cell| !cell.is_empty()));
    records
}

/// A table whose first record names the columns.
pub(crate) struct Table {
    names: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn read(text: &str) -> Table {
        let mut rows = records(text);
        let names = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        Table { names: names.iter().map(|name| name.trim().to_lowercase()).collect(), rows }
    }

    /// The cell of a row under the first of these names that the table has.
    pub(crate) fn cell<'t>(&self, row: &'t [String], names: &[&str]) -> &'t str {
        let column = names.iter().find_map(|name| self.names.iter().position(|known| known == name));
        column.and_then(|column| row.get(column)).map_or("", |cell| cell.trim())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_may_hold_commas_quotes_and_line_breaks() {
        let table = Table::read("a,\"B\"\n1,\"x, \"\"y\"\"\nz\"\n");
        assert_eq!(table.rows, [["1", "x, \"y\"\nz"]]);
        assert_eq!(table.cell(&table.rows[0], &["c", "b"]), "x, \"y\"\nz");
    }
}
