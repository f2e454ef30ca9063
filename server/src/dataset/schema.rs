//! The tables of a dataset and their columns: the one list that files, checks and documentation are made from.

use super::cell::{Cell, Row};

/// Version of the schema; it grows when a column changes its meaning or goes. New columns come at the end of a table.
pub const SCHEMA_VERSION: u32 = 2;
/// Digits of a decimal.
pub const PRECISION: i32 = 22;
/// Digits after the point of a decimal: the most of any currency, so that one column holds all of them exactly.
pub const SCALE: u32 = 3;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// Signed 64-bit number.
    Integer,
    /// `DECIMAL(22, 3)`.
    Decimal,
    /// A day.
    Date,
    /// Double precision, for lengths on the page only.
    Number,
    /// Yes or no.
    Flag,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means.
    pub meaning: &'static str,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name, which is that of its folder.
    pub name: &'static str,
    /// What one row is.
    pub meaning: &'static str,
    /// Its columns in order.
    pub columns: &'static [Column],
}

impl Table {
    /// Whether a row has the columns of the table.
    #[must_use]
    pub fn fits(&self, row: &Row) -> bool {
        row.len() == self.columns.len()
            && self.columns.iter().zip(row).all(|(column, cell)| {
                matches!(
                    (column.kind, cell),
                    (_, Cell::Absent)
                        | (Kind::Text, Cell::Text(_))
                        | (Kind::Integer, Cell::Integer(_))
                        | (Kind::Decimal, Cell::Decimal(_))
                        | (Kind::Date, Cell::Date(_))
                        | (Kind::Number, Cell::Number(_))
                        | (Kind::Flag, Cell::Flag(_))
                )
            })
    }

    /// The place of a column.
    #[must_use]
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|of| of.name == column)
    }
}

const fn column(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, meaning }
}

use Kind::{Date, Decimal, Flag, Integer, Number, Text};

const FILE: Column = column("file", Text, "the input: a path, with `!` before a member of an archive");
const ENTITY: Column = column("entity", Text, "the entity that the manifest names");
const DOCUMENT: Column =
    column("document_id", Text, "UUID of the bytes of the file: the same bytes have the same");
const STATEMENT: Column = column("statement_id", Text, "UUID of the statement within its document");
const ACCOUNT: Column = column(
    "account_id",
    Text,
    "UUID of bank, account number and currency; without a number, of the entity or the document and the place in it",
);
const OF_SEVERAL: Column = column(
    "document_id",
    Text,
    "the document, where one alone says it; absent where several of an entity do",
);
const BANK: Column = column("bank", Text, "identifier of the bank, absent when it is not recognised");
const CURRENCY: Column = column("currency", Text, "ISO 4217 code of all amounts of the row");
const ENGINE: Column = column("engine", Text, "version of the engine and fingerprint of its word lists");
const TEMPLATE: Column = column(
    "template",
    Text,
    "`bank@fingerprint` of the template; `none@fingerprint` of all templates where none fits",
);
const OF_ALL: Column = column("template", Text, "the template of the files, where it is the same for all");

/// One row per statement.
pub const STATEMENTS: Table = Table {
    name: "statements",
    meaning: "one statement of a file: an account and a period",
    columns: &[
        STATEMENT,
        DOCUMENT,
        FILE,
        ENTITY,
        column("ordinal", Integer, "place within the file, from 0"),
        BANK,
        column("country", Text, "ISO 3166 country of the bank"),
        column("layout", Text, "layout of the template; absent when the table was inferred"),
        ACCOUNT,
        column("account_number", Text, "as printed, without spaces"),
        column("holder", Text, "as printed"),
        CURRENCY,
        column("period_from", Date, "first day: printed, else of the rows"),
        column("period_to", Date, "last day"),
        column("pages", Integer, "pages of the file"),
        column("transactions", Integer, "rows of the statement"),
        column("opening_balance", Decimal, "printed or derived"),
        column("closing_balance", Decimal, "printed or derived"),
        column("total_credit", Decimal, "sum of the credits"),
        column("total_debit", Decimal, "sum of the debits, positive"),
        column("verdict", Text, "`proven`, `proven_with_gaps`, `unproven`"),
        column("gaps", Integer, "number of things that would hold the rest and are not printed"),
        column("breaks", Integer, "number of printed figures that contradict"),
        column("skipped", Integer, "lines that are no rows"),
        column("producer", Text, "program that made the file, as it says"),
        column("risk", Integer, "risk of the file, 0 to 100"),
        ENGINE,
        TEMPLATE,
    ],
};

/// One row per transaction.
pub const TRANSACTIONS: Table = Table {
    name: "transactions",
    meaning: "one row of a statement",
    columns: &[
        STATEMENT,
        DOCUMENT,
        ENTITY,
        ACCOUNT,
        column("row", Integer, "place within the statement, from 0, oldest first"),
        column("hash", Text, "the same in overlapping statements of one account"),
        column("date", Date, "booking date"),
        column("time", Text, "time of day where one is printed, `HH:MM:SS`"),
        column("value_date", Date, "where one is printed"),
        column("narration", Text, "as printed, its lines folded into one"),
        column("reference", Text, "cheque or reference number of a column of its own"),
        column("direction", Text, "`debit` or `credit`"),
        column("amount", Decimal, "positive"),
        column("balance", Decimal, "running balance where it is printed"),
        CURRENCY,
        column("channel", Text, "how the money moved"),
        column("description", Text, "what the row is beyond its channel"),
        column("merchant_category", Text, "what kind of merchant"),
        column("counterparty", Text, "who stands on the other side"),
        column("page", Integer, "page of the first box of the row"),
        column("x0", Number, "left edge in points from the left of the page"),
        column("top", Number, "upper edge in points from the top of the page"),
        column("x1", Number, "right edge"),
        column("bottom", Number, "lower edge"),
        ENGINE,
        TEMPLATE,
        column("counted", Flag, "false where an earlier file of the entity has the same row of the account"),
    ],
};

/// One row per finding.
pub const FINDINGS: Table = Table {
    name: "findings",
    meaning: "one finding about a file, read or refused, or about an entity (or a file without one) as a whole",
    columns: &[
        column("document_id", Text, "the document that it is about, or that its page is in"),
        column("file", Text, "the input of that document"),
        ENTITY,
        BANK,
        column("finding", Text, "identifier of the heuristic"),
        column("group", Text, "`metadata`, `accounting` or `behaviour`"),
        column("severity", Text, "`low`, `medium`, `high`"),
        column("confidence", Integer, "0 to 100"),
        column("summary", Text, "one sentence"),
        column("expected", Text, "what one would have expected"),
        column("actual", Text, "what is there"),
        column("transaction_hash", Text, "the row concerned"),
        column("page", Integer, "where to look"),
        column("x0", Number, "left edge in points from the left of the page"),
        column("top", Number, "upper edge in points from the top of the page"),
        column("x1", Number, "right edge"),
        column("bottom", Number, "lower edge"),
        ENGINE,
        TEMPLATE,
        column("account_id", Text, "the account, for a finding about an entity as a whole"),
    ],
};

/// One row per account of an entity, or of a file without one.
pub const ACCOUNTS: Table = Table {
    name: "accounts",
    meaning: "what the rows of one account say together: over all files of an entity, or in one file where no entity is named",
    columns: &[
        ACCOUNT,
        OF_SEVERAL,
        ENTITY,
        BANK,
        column("account_number", Text, "as printed, without spaces"),
        column("ifsc", Text, "Indian branch code"),
        column("holder", Text, "as printed"),
        CURRENCY,
        column("from", Date, "first covered day"),
        column("to", Date, "last covered day"),
        column("transactions", Integer, "rows, each once"),
        column("verdict", Text, "the least of the statements"),
        column("income_per_month", Decimal, "regular pay and pensions, else the mean of income credits"),
        column("pay", Decimal, "usual amount of the pay or pension that goes on"),
        column("pay_confidence", Integer, "0 to 100; 0 without pay"),
        column("employer", Text, "who pays"),
        column("obligations_per_month", Decimal, "instalments of active loans"),
        column("obligations_to_income", Integer, "hundredths of a percent"),
        column("loans", Integer, "loans inferred"),
        column("bounces", Integer, "returned cheques and mandates"),
        column("recurring_out", Integer, "sets of payments out that go on"),
        column("mean_balance", Decimal, "of the ends of the covered days"),
        column("lowest_balance", Decimal, "of the ends of the covered days"),
        column("score", Integer, "300 to 900"),
        ENGINE,
        OF_ALL,
        column("statements", Integer, "statements that it is made of"),
        column(
            "missing_days",
            Integer,
            "days between the first and the last covered one that no statement covers",
        ),
        column(
            "discontinuities",
            Integer,
            "statements that open with another balance than the one before closed with",
        ),
    ],
};

/// One row per month of an account of a file.
pub const MONTHLY: Table = Table {
    name: "monthly",
    meaning: "one calendar month of such an account",
    columns: &[
        ACCOUNT,
        OF_SEVERAL,
        ENTITY,
        column("month", Date, "first day of the month"),
        CURRENCY,
        column("credits", Decimal, "sum of the credits"),
        column("debits", Decimal, "sum of the debits, positive"),
        column("income", Decimal, "credits that are income"),
        column("transactions", Integer, "rows"),
        column("mean_balance", Decimal, "of the ends of the covered days"),
        column("lowest_balance", Decimal, "of the ends of the covered days"),
        column("closing_balance", Decimal, "after the last row"),
        ENGINE,
        OF_ALL,
    ],
};

/// One row per input that gave no statement.
pub const FAILURES: Table = Table {
    name: "failures",
    meaning: "an input that gave no statement, and why",
    columns: &[
        FILE,
        ENTITY,
        DOCUMENT,
        column("bytes", Integer, "length of the file, where it could be read"),
        column("code", Text, "stable code of the reason"),
        column("message", Text, "one sentence"),
        column("hint", Text, "what to do about it"),
        column("retryable", Flag, "whether another run may fare better although nothing changes"),
        BANK,
        ENGINE,
        TEMPLATE,
    ],
};

/// All tables, in the order in which they are written.
pub const TABLES: [&Table; 6] = [&STATEMENTS, &TRANSACTIONS, &FINDINGS, &ACCOUNTS, &MONTHLY, &FAILURES];

/// The tables as a page of documentation.
#[must_use]
pub fn page() -> String {
    let mut page = format!("Schema version {SCHEMA_VERSION}. Any value may be absent.\n");
    for table in TABLES {
        page.push_str(&format!(
            "\n### {}\n\n{}.\n\n| column | type | meaning |\n| --- | --- | --- |\n",
            table.name, table.meaning
        ));
        for column in table.columns {
            let kind = match column.kind {
                Text => "text",
                Integer => "int64",
                Decimal => "decimal(22, 3)",
                Date => "date",
                Number => "double",
                Flag => "boolean",
            };
            page.push_str(&format!("| `{}` | {kind} | {} |\n", column.name, column.meaning));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_within_a_table() {
        for table in TABLES {
            for column in table.columns {
                assert_eq!(
                    table.columns.iter().filter(|of| of.name == column.name).count(),
                    1,
                    "{}",
                    column.name
                );
            }
        }
    }

    #[test]
    fn the_page_of_the_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/batch.md");
        let written = std::fs::read_to_string(path).unwrap();
        let (before, _) = written.split_once("<!-- schema -->\n").unwrap();
        let fresh = format!("{before}<!-- schema -->\n{}", page());
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(path, fresh).unwrap();
        } else {
            assert_eq!(written, fresh, "run the tests with UPDATE_EXPECT=1");
        }
    }
}
