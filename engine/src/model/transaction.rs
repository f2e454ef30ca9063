//! One row of a statement, and the closed lists that say what it is.

use super::{KnownParty, Locator, Money, Reference, ReferenceKind, ReturnReason};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// Whether money left or came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Money left the account.
    Debit,
    /// Money came into the account.
    Credit,
}

/// One proven or doubtful row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transaction {
    /// Booking date as printed.
    pub date: Date,
    /// Time of day, when the statement prints one.
    pub time: Option<Time>,
    /// Value date, when the statement prints one.
    pub value_date: Option<Date>,
    /// The narration, its printed lines folded into one.
    pub narration: String,
    /// Cheque or reference number from a column of its own.
    pub reference: Option<String>,
    /// Debit or credit.
    pub direction: Direction,
    /// Always positive, except for a printed zero.
    pub amount: Money,
    /// Running balance after the row, when printed.
    pub balance: Option<Money>,
    /// Stable identity of the row, 32 lower-case hex digits; see [`crate::read`].
    pub hash: String,
    /// How the money moved.
    pub channel: Channel,
    /// What the row is beyond its channel.
    pub description: Description,
    /// What kind of merchant it went to.
    pub merchant_category: MerchantCategory,
    /// Who stands on the other side, as printed, spaces folded: the lender behind a sponsor bank, the merchant behind a
    /// payment gateway. `None` when the narration names nobody.
    #[serde(default)]
    pub counterparty: Option<String>,
    /// The narration in upper case without numbers, dates and punctuation: what two rows of one habit share.
    #[serde(default)]
    pub clean_transaction_note: String,
    /// Reference numbers of the narration, each once, in the order printed.
    #[serde(default)]
    pub references: Vec<Reference>,
    /// Branch of the other side, where the narration has an IFSC.
    #[serde(default)]
    pub counterparty_ifsc: Option<String>,
    /// What the lexicons know of the counterparty.
    #[serde(default)]
    pub known_party: Option<KnownParty>,
    /// Why a cheque or mandate came back, on rows of a bounce.
    #[serde(default)]
    pub return_reason: Option<ReturnReason>,
    /// The printed row: one box per page it stands on.
    pub at: Vec<Locator>,
}

impl Transaction {
    /// A row of which only day, direction and amount are known.
    #[must_use]
    pub fn bare(date: Date, direction: Direction, amount: Money) -> Transaction {
        Transaction {
            date,
            time: None,
            value_date: None,
            narration: String::new(),
            reference: None,
            direction,
            amount,
            balance: None,
            hash: String::new(),
            channel: Channel::Others,
            description: Description::None,
            merchant_category: MerchantCategory::None,
            counterparty: None,
            clean_transaction_note: String::new(),
            references: Vec::new(),
            counterparty_ifsc: None,
            known_party: None,
            return_reason: None,
            at: Vec::new(),
        }
    }

    /// The amount with its sign: negative for a debit, in minor units.
    #[must_use]
    pub fn signed_minor(&self) -> i64 {
        match self.direction {
            Direction::Debit => -self.amount.minor,
            Direction::Credit => self.amount.minor,
        }
    }

    /// The first reference of a kind.
    #[must_use]
    pub fn reference_of(&self, kind: ReferenceKind) -> Option<&str> {
        self.references.iter().find(|reference| reference.kind == kind).map(|found| found.value.as_str())
    }
}

/// How the money moved. The names, spelling included, are those of the Bank Connect contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The contract's own words; bank-connect.md 1.9 explains each.
pub enum Channel {
    Upi,
    Salary,
    Refund,
    PaymentGatewayPurchase,
    OutwardChequeBounce,
    InwardChequeBounce,
    NetBankingTransfer,
    Investment,
    InvestmentCashin,
    InternationalTransactionArbitrage,
    DebitCard,
    Chq,
    #[serde(rename = "cash_withdrawl")]
    CashWithdrawal,
    CashDeposit,
    BillPayment,
    BankInterest,
    BankCharge,
    AutoDebitPayment,
    AutoDebitPaymentBounce,
    SelfTransfer,
    DemandDraft,
    AutoCredit,
    #[default]
    #[serde(rename = "Others")]
    Others,
}

/// What the row is beyond its channel; the empty description says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The contract's own words; bank-connect.md 1.10 explains each.
pub enum Description {
    PenaltyCharge,
    AchBounceCharge,
    ChqBounceCharge,
    LenderTransaction,
    CreditCardBill,
    TelcoBill,
    ElectricBill,
    DepositByMachine,
    DepositMachineWords,
    ChqBounceInsuffFunds,
    NeftReturn,
    #[default]
    #[serde(rename = "")]
    None,
}

/// What kind of merchant the row went to; empty when unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The contract's own words; bank-connect.md 1.11 lists them.
pub enum MerchantCategory {
    Alcohol,
    Gambling,
    Shopping,
    Groceries,
    Entertainment,
    Medical,
    Travel,
    Food,
    Fuel,
    Investments,
    Trading,
    Bills,
    Ewallet,
    Loans,
    Insurance,
    Tax,
    Bnpl,
    #[default]
    #[serde(rename = "")]
    None,
}
