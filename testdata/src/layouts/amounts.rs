//! Presets that differ in how amounts and balances are written.

use super::lantern_bay::lantern_bay_savings;
use crate::layout::{Column, DateFormat, ExtraRows, Field, Layout, Marks, NumberFormat, Ruling};

/// One amount column with a minus for money out: `Date | Description | Amount | Balance`.
pub fn single_signed_amount() -> Layout {
    Layout {
        name: "single_signed_amount".to_string(),
        columns: vec![
            Column::left("Date", Field::Date, 58.0),
            Column::left("Description", Field::Narration, 270.0),
            Column::right("Amount", Field::SignedAmount, 90.0),
            Column::right("Balance", Field::Balance, 100.0),
        ],
        dates: DateFormat::new("%d %b %Y"),
        numbers: NumberFormat::western(),
        ruling: Ruling::Frame,
        extra_rows: ExtraRows {
            opening: Some("Opening Balance".to_string()),
            closing: Some("Closing Balance".to_string()),
            ..ExtraRows::default()
        },
        ..lantern_bay_savings()
    }
}

/// One amount column and the balance, each with `Dr` or `Cr` behind the number.
pub fn marked_amount() -> Layout {
    Layout {
        name: "marked_amount".to_string(),
        columns: vec![
            Column::left("Date", Field::Date, 52.0),
            Column::left("Narration", Field::Narration, 210.0),
            Column::left("Chq/Ref No", Field::Reference, 82.0),
            Column::right("Amount ({currency})", Field::MarkedAmount, 78.0),
            Column::right("Balance ({currency})", Field::MarkedBalance, 84.0),
        ],
        dates: DateFormat::new("%d/%m/%Y"),
        ..lantern_bay_savings()
    }
}

/// `Sl No | Date | Instrument Id | Amount | Type | Balance | Remarks`: the side has a column of its own, and the narration
/// comes last.
pub fn dr_cr_column() -> Layout {
    Layout {
        name: "dr_cr_column".to_string(),
        columns: vec![
            Column::right("Sl No", Field::Serial, 30.0),
            Column::left("Date", Field::Date, 52.0),
            Column::left("Instrument Id", Field::Reference, 80.0),
            Column::right("Amount", Field::PlainAmount, 62.0),
            Column::centre("Type", Field::Side, 32.0),
            Column::right("Balance", Field::Balance, 68.0),
            Column::left("Remarks", Field::Narration, 200.0),
        ],
        marks: Marks { debit: "DR".to_string(), credit: "CR".to_string() },
        dates: DateFormat::new("%d/%m/%Y"),
        ruling: Ruling::Grid,
        extra_rows: ExtraRows { end_mark: None, ..lantern_bay_savings().extra_rows },
        ..lantern_bay_savings()
    }
}

/// `1.234,56` and `05.04.2025` with German headings.
pub fn european_numbers() -> Layout {
    let base = lantern_bay_savings();
    Layout {
        name: "european_numbers".to_string(),
        columns: vec![
            Column::left("Buchungstag", Field::Date, 56.0),
            Column::left("Wertstellung", Field::ValueDate, 56.0),
            Column::left("Verwendungszweck", Field::Narration, 220.0),
            Column::right("Soll", Field::Debit, 66.0),
            Column::right("Haben", Field::Credit, 66.0),
            Column::right("Saldo", Field::Balance, 72.0),
        ],
        dates: DateFormat::new("%d.%m.%Y"),
        numbers: NumberFormat::european(),
        extra_rows: ExtraRows {
            opening: Some("Alter Kontostand".to_string()),
            closing: Some("Neuer Kontostand".to_string()),
            carried_forward: Some("Übertrag".to_string()),
            brought_forward: Some("Übertrag von Vorseite".to_string()),
            ..ExtraRows::default()
        },
        ..base
    }
}

/// `1 234,56`, grouped by no-break spaces.
pub fn spaced_numbers() -> Layout {
    Layout {
        name: "spaced_numbers".to_string(),
        numbers: NumberFormat::spaced(),
        dates: DateFormat::new("%d/%m/%Y"),
        ..lantern_bay_savings()
    }
}

/// `1'234.56`.
pub fn swiss_apostrophes() -> Layout {
    Layout {
        name: "swiss_apostrophes".to_string(),
        numbers: NumberFormat::swiss(),
        dates: DateFormat::new("%d.%m.%y"),
        ..lantern_bay_savings()
    }
}

/// One signed column with the minus behind the number: `1,234.56-`.
pub fn trailing_minus() -> Layout {
    Layout {
        name: "trailing_minus".to_string(),
        numbers: NumberFormat { minus_after: true, ..NumberFormat::western() },
        ..single_signed_amount()
    }
}

/// No minor digits. Print it from [`Ledger::in_whole_units`](crate::Ledger::in_whole_units), or the paper will not add up.
pub fn whole_numbers() -> Layout {
    Layout {
        name: "whole_numbers".to_string(),
        numbers: NumberFormat::whole(),
        dates: DateFormat::new("%Y.%m.%d"),
        ..lantern_bay_savings()
    }
}

/// A rupee sign before each number, and `-` where an amount column has none.
pub fn rupee_mark() -> Layout {
    Layout {
        name: "rupee_mark".to_string(),
        numbers: NumberFormat {
            currency_mark: "₹".to_string(),
            empty_side: "-".to_string(),
            ..NumberFormat::indian()
        },
        ..lantern_bay_savings()
    }
}
