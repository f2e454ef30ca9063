//! Small ledgers for tests, written down row by row.

use super::entity::{AccountLedger, EntityStatement};
use crate::model::{
    Account, Channel, Currency, Description, Direction, Identity, KnownParty, Located, Locator,
    MerchantCategory, Money, PartyKind, Period, PrintedTotals, Reconciliation, Statement, Transaction,
    Verdict,
};
use jiff::civil::Date;

/// An account whose rows carry balances that follow.
#[derive(Clone)]
pub(crate) struct Ledger {
    currency: Currency,
    opening: i64,
    number: Option<String>,
    holder: Option<String>,
    rows: Vec<Transaction>,
}

impl Ledger {
    pub(crate) fn new(currency: &str, opening: i64) -> Ledger {
        Ledger {
            currency: Currency::parse(currency).unwrap(),
            opening,
            number: None,
            holder: None,
            rows: Vec::new(),
        }
    }

    pub(crate) fn number(mut self, number: &str) -> Ledger {
        self.number = Some(number.to_owned());
        self
    }

    pub(crate) fn holder(mut self, holder: &str) -> Ledger {
        self.holder = Some(holder.to_owned());
        self
    }

    pub(crate) fn credit(self, date: Date, minor: i64, narration: &str) -> Ledger {
        self.row(date, Direction::Credit, minor, narration)
    }

    pub(crate) fn debit(self, date: Date, minor: i64, narration: &str) -> Ledger {
        self.row(date, Direction::Debit, minor, narration)
    }

    fn row(mut self, date: Date, direction: Direction, minor: i64, narration: &str) -> Ledger {
        let before = self.rows.last().map_or(self.opening, |row| row.balance.unwrap().minor);
        let signed = if direction == Direction::Debit { -minor } else { minor };
        self.rows.push(Transaction {
            narration: narration.to_owned(),
            balance: Some(Money::new(before + signed, self.currency)),
            hash: format!("{:032x}", self.rows.len()),
            ..Transaction::bare(date, direction, Money::new(minor, self.currency))
        });
        self
    }

    fn last(mut self, change: impl FnOnce(&mut Transaction)) -> Ledger {
        change(self.rows.last_mut().unwrap());
        self
    }

    /// The channel of the row before.
    pub(crate) fn via(self, channel: Channel) -> Ledger {
        self.last(|row| row.channel = channel)
    }

    /// The counterparty of the row before.
    pub(crate) fn with(self, counterparty: &str) -> Ledger {
        self.last(|row| row.counterparty = Some(counterparty.to_owned()))
    }

    /// The description of the row before.
    pub(crate) fn described(self, description: Description) -> Ledger {
        self.last(|row| row.description = description)
    }

    /// The merchant category of the row before.
    pub(crate) fn in_category(self, category: MerchantCategory) -> Ledger {
        self.last(|row| row.merchant_category = category)
    }

    /// Makes the counterparty of the row before a lender.
    pub(crate) fn lender(self, name: &str) -> Ledger {
        self.last(|row| {
            row.counterparty = Some(name.to_owned());
            row.known_party = Some(KnownParty { kind: PartyKind::Lender, name: name.to_owned() });
            row.merchant_category = MerchantCategory::Loans;
            row.description = Description::LenderTransaction;
        })
    }

    /// Leaves the printed balance of the row before out.
    pub(crate) fn without_balance(self) -> Ledger {
        self.last(|row| row.balance = None)
    }

    /// The statement of the days `from` to `to`.
    pub(crate) fn statement(&self, from: Date, to: Date) -> Statement {
        let money = |minor| Money::new(minor, self.currency);
        let before: i64 = self.rows.iter().filter(|row| row.date < from).map(Transaction::signed_minor).sum();
        let transactions: Vec<Transaction> =
            self.rows.iter().filter(|row| from <= row.date && row.date <= to).cloned().collect();
        let moved: i64 = transactions.iter().map(Transaction::signed_minor).sum();
        let total = |direction| {
            let rows = transactions.iter().filter(|row| row.direction == direction);
            money(rows.map(|row| row.amount.minor).sum())
        };
        let located = |value: &String| Located { value: value.clone(), at: Locator::default() };
        Statement {
            account: Account { number: self.number.as_ref().map(located), ..Account::bare(self.currency) },
            identity: Identity { name: self.holder.as_ref().map(located), ..Identity::default() },
            period: Some(Period { from, to }),
            printed: PrintedTotals::default(),
            reconciliation: Reconciliation {
                verdict: Verdict::Proven,
                opening_balance: Some(money(self.opening + before)),
                opening_is_printed: true,
                closing_balance: Some(money(self.opening + before + moved)),
                total_debit: total(Direction::Debit),
                total_credit: total(Direction::Credit),
                breaks: Vec::new(),
                gaps: Vec::new(),
            },
            transactions,
            skipped: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// The account over the days `from` to `to`.
    pub(crate) fn account(&self, from: Date, to: Date) -> AccountLedger {
        super::entity::merge(&entity_of(&[&self.statement(from, to)])).remove(0)
    }
}

/// Statements without a bank.
pub(crate) fn entity_of<'s>(statements: &[&'s Statement]) -> Vec<EntityStatement<'s>> {
    statements.iter().map(|statement| EntityStatement { statement, bank: None }).collect()
}
