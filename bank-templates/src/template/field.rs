//! What a field is called and what it holds.

use super::Field;

impl Field {
    /// How a template writes it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Field::Date => "date",
            Field::ValueDate => "value_date",
            Field::Narration => "narration",
            Field::Reference => "reference",
            Field::Debit => "debit",
            Field::Credit => "credit",
            Field::Amount => "amount",
            Field::DrCr => "dr_cr",
            Field::Balance => "balance",
            Field::BalanceDrCr => "balance_dr_cr",
            Field::Counterparty => "counterparty",
            Field::Time => "time",
            Field::Ignore => "ignore",
        }
    }

    /// Whether the column holds money.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Field::Debit | Field::Credit | Field::Amount | Field::Balance)
    }

    /// Whether the column holds dates.
    #[must_use]
    pub fn is_date(self) -> bool {
        matches!(self, Field::Date | Field::ValueDate)
    }
}
