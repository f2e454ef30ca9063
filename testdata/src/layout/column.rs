//! One column of the table.

/// A column: what its heading says, what its cells hold, how wide it is and where its text leans.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// One or more lines; `{currency}` stands for the ledger's currency code.
    pub heading: Vec<String>,
    /// What the cells hold.
    pub field: Field,
    /// Where the cells' text leans.
    pub align: Align,
    /// Where the heading leans.
    pub heading_align: Align,
    /// Share of the table's width; the shares of all columns are scaled to fill it.
    pub width: f32,
}

impl Column {
    /// A left-aligned column. A `|` in the heading begins a new line.
    pub fn left(heading: &str, field: Field, width: f32) -> Self {
        Self {
            heading: heading.split('|').map(str::to_string).collect(),
            field,
            align: Align::Left,
            heading_align: Align::Left,
            width,
        }
    }

    /// A right-aligned column, as amounts need it.
    pub fn right(heading: &str, field: Field, width: f32) -> Self {
        Self { align: Align::Right, heading_align: Align::Right, ..Self::left(heading, field, width) }
    }

    /// The same column under a heading that leans elsewhere than its cells.
    pub fn headed(self, heading_align: Align) -> Self {
        Self { heading_align, ..self }
    }

    /// A centred column.
    pub fn centre(heading: &str, field: Field, width: f32) -> Self {
        Self { align: Align::Centre, heading_align: Align::Centre, ..Self::left(heading, field, width) }
    }
}

/// Where text leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// To the left edge.
    Left,
    /// To the right edge.
    Right,
    /// To the middle.
    Centre,
}

/// What a column's cells hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The number of the row, from 1 in printed order.
    Serial,
    /// The booking date.
    Date,
    /// The value date.
    ValueDate,
    /// The bank's text.
    Narration,
    /// The cheque or transaction number.
    Reference,
    /// A code of four digits for the branch that booked the row.
    Branch,
    /// The amount when money went out.
    Debit,
    /// The amount when money came in.
    Credit,
    /// The amount with a minus when money went out.
    SignedAmount,
    /// The amount followed by the layout's mark, such as `500.00 Dr`.
    MarkedAmount,
    /// The amount alone; another column has the mark.
    PlainAmount,
    /// The layout's mark for debit or credit.
    Side,
    /// The running balance, with a minus below zero.
    Balance,
    /// The running balance followed by the layout's credit mark, or its debit mark below zero.
    MarkedBalance,
}
