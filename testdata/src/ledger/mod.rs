//! What is printed: one account of one bank over one period, with every row and its running balance.

mod abroad;
mod check_digits;
mod countries;
mod india;
mod india_daily;
mod invent;
mod month;
mod names;
mod plan;

use jiff::civil::Date;

pub(crate) use invent::batch_time;
pub use plan::{Flavour, LedgerPlan};

/// The bank whose name is on the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// The registered name, as the title prints it.
    pub name: String,
    /// Lines under the name: registered office, telephone, web site.
    pub address: Vec<String>,
    /// The first four characters of the bank's IFSC or BIC.
    pub code: String,
}

/// Which way the money went, seen from the account's holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Money left the account.
    Debit,
    /// Money came in.
    Credit,
}

/// What a row truly is, known because it was invented: the answer that enrichment is tested against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// Monthly pay from the employer.
    Salary,
    /// Rent to the landlord.
    Rent,
    /// A loan instalment collected by mandate.
    LoanInstalment,
    /// The return of an instalment that was collected without cover.
    InstalmentReturn,
    /// The bank's charge for a returned instalment.
    BounceCharge,
    /// Any other charge of the bank, with its tax.
    BankCharge,
    /// Interest that the bank pays.
    Interest,
    /// A purchase paid from the account or by card.
    Spend,
    /// Electricity, telephone, insurance and the like.
    Bill,
    /// Cash taken from a machine.
    CashWithdrawal,
    /// Cash paid in.
    CashDeposit,
    /// Money from a private person.
    TransferIn,
    /// Money to a private person.
    TransferOut,
    /// A purchase that was given back.
    Refund,
    /// A monthly investment.
    Investment,
}

/// One printed transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// The day the bank booked it.
    pub date: Date,
    /// The day from which it bears interest.
    pub value_date: Date,
    /// The bank's text, on one line with single spaces.
    pub narration: String,
    /// A cheque or transaction number printed in its own column.
    pub reference: Option<String>,
    /// Money out or in.
    pub direction: Direction,
    /// The amount in minor units, never negative.
    pub amount_minor: i64,
    /// The balance after this row, in minor units.
    pub balance_minor: i64,
    /// What it is in truth.
    pub kind: RowKind,
}

impl LedgerRow {
    /// The amount in minor units, negative for a debit.
    pub fn signed_minor(&self) -> i64 {
        match self.direction {
            Direction::Debit => -self.amount_minor,
            Direction::Credit => self.amount_minor,
        }
    }
}

/// A statement's content: whose account, where, which days, and the rows from oldest to newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The bank on the paper.
    pub bank: Bank,
    /// The holder's name.
    pub holder: String,
    /// The holder's postal address.
    pub address_lines: Vec<String>,
    /// The account number as printed in full.
    pub account_number: String,
    /// The bank's number for the person.
    pub customer_id: String,
    /// The product, such as `SAVINGS ACCOUNT - RESIDENT`.
    pub product: String,
    /// The branch's IFSC, or the BIC outside India.
    pub ifsc: String,
    /// The branch's nine-digit MICR code, or the routing code outside India.
    pub micr: String,
    /// The branch's name.
    pub branch: String,
    /// ISO 4217 code.
    pub currency: String,
    /// How many minor digits the currency has.
    pub decimals: u32,
    /// The first day of the period.
    pub from: Date,
    /// The last day of the period.
    pub to: Date,
    /// The balance before the first row, in minor units.
    pub opening_minor: i64,
    /// The rows, oldest first.
    pub rows: Vec<LedgerRow>,
}

impl Ledger {
    /// The balance after the last row, or the opening balance when there is none.
    pub fn closing_minor(&self) -> i64 {
        self.rows.last().map_or(self.opening_minor, |row| row.balance_minor)
    }

    /// The sum of all rows of one direction, in minor units.
    pub fn total_minor(&self, direction: Direction) -> i64 {
        self.rows.iter().filter(|row| row.direction == direction).map(|row| row.amount_minor).sum()
    }

    /// How many rows go in one direction.
    pub fn count(&self, direction: Direction) -> usize {
        self.rows.iter().filter(|row| row.direction == direction).count()
    }

    /// The index of the first row whose balance does not follow from the one before, if there is one.
    pub fn first_break(&self) -> Option<usize> {
        let mut balance = self.opening_minor;
        self.rows.iter().position(|row| {
            let follows = balance + row.signed_minor() == row.balance_minor;
            balance = row.balance_minor;
            !follows
        })
    }

    /// Writes every running balance anew from the opening balance, after rows were changed.
    pub fn rebalance(&mut self) {
        let mut balance = self.opening_minor;
        for row in &mut self.rows {
            balance += row.signed_minor();
            row.balance_minor = balance;
        }
    }

    /// The same ledger with amounts cut down to whole major units (never below one), for layouts without minor digits.
    #[must_use]
    pub fn in_whole_units(mut self) -> Self {
        let unit = 10_i64.pow(self.decimals.min(9));
        self.opening_minor = self.opening_minor / unit * unit;
        for row in &mut self.rows {
            row.amount_minor = (row.amount_minor / unit).max(1) * unit;
        }
        self.rebalance();
        self
    }

    /// The statement of the same account for the days `from` to `to` only, so that two of them can overlap.
    #[must_use]
    pub fn between(&self, from: Date, to: Date) -> Self {
        let before = self.rows.iter().take_while(|row| row.date < from).last();
        let opening_minor = before.map_or(self.opening_minor, |row| row.balance_minor);
        let rows = self.rows.iter().filter(|row| row.date >= from && row.date <= to).cloned().collect();
        Self { from, to, opening_minor, rows, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ledger, LedgerPlan};
    use jiff::civil::date;

    #[test]
    fn between_keeps_the_balances_of_the_whole_ledger() {
        let whole = Ledger::invent(3, &LedgerPlan::default());
        let may = whole.between(date(2025, 5, 1), date(2025, 5, 31));
        assert_eq!(may.first_break(), None);
        assert!(!may.rows.is_empty());
        assert!(may.rows.iter().all(|row| whole.rows.contains(row)));
    }

    #[test]
    fn first_break_names_the_row_that_was_changed() {
        let mut ledger = Ledger::invent(3, &LedgerPlan::default());
        ledger.rows[5].balance_minor += 100;
        assert_eq!(ledger.first_break(), Some(5));
        ledger.rebalance();
        assert_eq!(ledger.first_break(), None);
    }
}
