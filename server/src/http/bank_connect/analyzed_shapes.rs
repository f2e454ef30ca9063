//! Pay, recurring sets and rows with lenders on the wire.
//!
//! The contract names few of the things that the engine knows of them. The rest (`pay`, `rhythm`) stands in its own object, which
//! only our own outputs print.

use super::shapes::{Amount, TransactionShape};
use crate::http::openapi::one_of;
use engine::analyze::AccountAnalysis;
use engine::analyze::bounce::{Bounce, BounceKind};
use engine::analyze::cadence::Cadence;
use engine::analyze::lender::{Loan, LoanStatus};
use engine::analyze::recurring::{RecurringSet, SetStatus};
use engine::analyze::salary::{PayKind, PayReason, Payment};
use engine::analyze::score::Part;
use engine::model::{Channel, Description, Direction, Money, ReturnReason};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether an answer is the contract's to the letter, or has what we know beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The contract's keys and no others.
    Contract,
    /// Ours too.
    Full,
}

/// One credit that is pay.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SalaryShape {
    /// The row.
    #[serde(flatten)]
    pub row: TransactionShape,
    /// The narration without numbers, dates and punctuation.
    pub clean_transaction_note: String,
    /// The month it pays for, not padded: `4-2025`.
    pub month_year: String,
    /// Beyond the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub pay: Option<PayShape>,
}

/// Why a credit is pay.
#[derive(Clone, Debug, Serialize)]
pub struct PayShape {
    /// Salary, bonus, advance or pension.
    pub kind: PayKind,
    /// Who pays.
    pub employer: Option<String>,
    /// 0 to 100, the sum of the weights of the reasons.
    pub confidence: u8,
    /// What speaks for it.
    pub reasons: Vec<PayReason>,
}

/// `transactions` of `recurring_transactions/`.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct RecurringShape {
    /// Money that comes back in.
    pub credit_transactions: Vec<RecurringSetShape>,
    /// Money that goes out again and again.
    pub debit_transactions: Vec<RecurringSetShape>,
}

/// One set of rows that come back.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecurringSetShape {
    /// The account.
    pub account_id: Option<String>,
    /// First row, `YYYY-MM-DD HH:MM:SS`.
    pub start_date: String,
    /// Last row.
    pub end_date: String,
    /// The channel of most rows, in capitals here and nowhere else.
    pub transaction_channel: String,
    /// Upper median of the amounts.
    pub median: Amount,
    /// What the narrations have in common.
    pub clean_transaction_note: String,
    /// The rows.
    pub transactions: Vec<RecurringRowShape>,
    /// Beyond the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub rhythm: Option<RhythmShape>,
}

/// One row of a set: without the merchant's category, with its cleaned note.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecurringRowShape {
    transaction_note: String,
    hash: String,
    #[schema(schema_with = one_of::<Description>)]
    description: Description,
    account_id: Option<String>,
    #[schema(schema_with = one_of::<Direction>)]
    transaction_type: Direction,
    amount: Amount,
    date: String,
    balance: Option<Amount>,
    #[schema(schema_with = one_of::<Channel>)]
    transaction_channel: Channel,
    clean_transaction_note: String,
}

/// When a set comes and whether it goes on.
#[derive(Clone, Debug, Serialize)]
pub struct RhythmShape {
    /// The counterparty.
    pub party: Option<String>,
    /// How often.
    pub cadence: Cadence,
    /// When the next one is due; null for a set that ended.
    pub next_date: Option<String>,
    /// Smallest amount.
    pub least: Amount,
    /// Largest amount.
    pub most: Amount,
    /// Payments that the rhythm expects and that are not there.
    pub missed: u32,
    /// Early, mature or ended.
    pub status: SetStatus,
}

/// A loan inferred from the rows; beyond the contract.
#[derive(Clone, Debug, Serialize)]
pub struct LoanShape {
    /// The account that pays it.
    pub account_id: Option<String>,
    /// The lender, when a row names one.
    pub lender: Option<String>,
    /// The usual instalment.
    pub instalment: Amount,
    /// The same in terms of a month.
    pub per_month: Amount,
    /// How often; null when only one instalment was seen.
    pub cadence: Option<Cadence>,
    /// Usual day of the month; 31 means the last.
    pub day: Option<i8>,
    /// First and last instalment.
    pub from_date: String,
    /// Last instalment.
    pub to_date: String,
    /// Calendar months with an instalment that held.
    pub months_seen: usize,
    /// Instalments that were returned.
    pub bounces: usize,
    /// What is still owed; null when the disbursal is not on the statement.
    pub outstanding: Option<OutstandingShape>,
    /// Where it stands.
    pub status: LoanStatus,
    /// Hashes of its instalments.
    pub transaction_hashes: Vec<String>,
}

/// A range, since rate and term are not on a bank statement; beyond the contract.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OutstandingShape {
    /// Without any interest.
    pub at_least: Amount,
    /// With the interest that unsecured loans usually bear.
    pub likely: Amount,
}

/// A cheque or mandate that came back; beyond the contract.
#[derive(Clone, Debug, Serialize)]
pub struct BounceShape {
    /// The account.
    pub account_id: Option<String>,
    /// What was returned.
    pub kind: BounceKind,
    /// Day of the return.
    pub date: String,
    /// Amount returned.
    pub amount: Amount,
    /// Who should have been paid, when a row says so.
    pub party: Option<String>,
    /// Why, when the narration says it.
    pub reason: Option<ReturnReason>,
    /// Hashes of the payment, its return, the charges and the second presentation.
    pub transaction_hashes: Vec<String>,
}

/// The score of an account with its reasons; beyond the contract.
#[derive(Clone, Debug, Serialize)]
pub struct ScoreShape<'r> {
    /// The account.
    pub account_id: Option<String>,
    /// 300 to 900; null when there is too little to score.
    pub score: Option<i64>,
    /// The parts, as many points as they give of as many as they could.
    pub parts: &'r [Part],
}

/// A row of an account with its balance, by its index.
fn row(
    account: &AccountAnalysis,
    account_id: Option<&str>,
    index: usize,
) -> Option<(TransactionShape, String)> {
    let row = account.ledger.rows.get(index)?;
    let balance = account.ledger.running.get(index).copied().flatten();
    let shape = TransactionShape::of(row, account_id, balance.map(|minor| row.amount.with_minor(minor)));
    Some((shape, row.clean_transaction_note.clone()))
}

/// Pay and pensions of an account.
pub fn salary(account: &AccountAnalysis, account_id: Option<&str>, detail: Detail) -> Vec<SalaryShape> {
    let shape = |payment: &Payment| {
        let (row, clean_transaction_note) = row(account, account_id, payment.row)?;
        let pay = (detail == Detail::Full).then(|| PayShape {
            kind: payment.kind,
            employer: payment.employer.clone(),
            confidence: payment.confidence,
            reasons: payment.reasons.clone(),
        });
        Some(SalaryShape { row, clean_transaction_note, month_year: payment.month.unpadded(), pay })
    };
    // The contract has pensions beside pay; our own shape has both, each with its kind.
    let payments = account.salary.payments.iter();
    payments
        .filter(|payment| detail == Detail::Full || payment.kind != PayKind::Pension)
        .filter_map(shape)
        .collect()
}

/// Recurring sets of an account.
pub fn recurring(account: &AccountAnalysis, account_id: Option<&str>, detail: Detail) -> RecurringShape {
    let sets = |sets: &[RecurringSet]| {
        sets.iter().map(|set| recurring_set(account, account_id, set, detail)).collect()
    };
    RecurringShape {
        credit_transactions: sets(&account.recurring.credit),
        debit_transactions: sets(&account.recurring.debit),
    }
}

impl RecurringShape {
    /// Adds the sets of another account.
    pub fn add(&mut self, other: RecurringShape) {
        self.credit_transactions.extend(other.credit_transactions);
        self.debit_transactions.extend(other.debit_transactions);
    }
}

fn recurring_set(
    account: &AccountAnalysis,
    account_id: Option<&str>,
    set: &RecurringSet,
    detail: Detail,
) -> RecurringSetShape {
    let amount = |minor| Amount(Money::new(minor, account.ledger.currency));
    let rows: Vec<RecurringRowShape> = set
        .rows
        .iter()
        .filter_map(|index| row(account, account_id, *index))
        .map(|(row, clean_transaction_note)| RecurringRowShape {
            transaction_note: row.transaction_note,
            hash: row.hash,
            description: row.description,
            account_id: row.account_id,
            transaction_type: row.transaction_type,
            amount: row.amount,
            date: row.date,
            balance: row.balance,
            transaction_channel: row.transaction_channel,
            clean_transaction_note,
        })
        .collect();
    let at = |row: Option<&RecurringRowShape>, day: jiff::civil::Date| {
        row.map_or_else(|| format!("{day} 00:00:00"), |row| row.date.clone())
    };
    RecurringSetShape {
        account_id: account_id.map(str::to_owned),
        start_date: at(rows.first(), set.start),
        end_date: at(rows.last(), set.end),
        transaction_channel: word(set.channel).to_uppercase(),
        median: amount(set.median),
        clean_transaction_note: set.clean_transaction_note.clone(),
        rhythm: (detail == Detail::Full).then(|| RhythmShape {
            party: set.party.clone(),
            cadence: set.cadence,
            next_date: set.next_due.map(|day| day.to_string()),
            least: amount(set.least),
            most: amount(set.most),
            missed: set.missed,
            status: set.status,
        }),
        transactions: rows,
    }
}

/// The contract's word for a channel.
fn word(channel: Channel) -> String {
    match serde_json::to_value(channel) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Rows between the holder and lenders.
pub fn lender(account: &AccountAnalysis, account_id: Option<&str>) -> Vec<TransactionShape> {
    let rows = account.lender.transactions.iter();
    rows.filter_map(|index| row(account, account_id, *index)).map(|(row, _)| row).collect()
}

/// Loans that the rows speak of.
pub fn loans(account: &AccountAnalysis, account_id: Option<&str>) -> Vec<LoanShape> {
    let amount = |minor| Amount(Money::new(minor, account.ledger.currency));
    let shape = |loan: &Loan| LoanShape {
        account_id: account_id.map(str::to_owned),
        lender: loan.lender.clone(),
        instalment: amount(loan.instalment),
        per_month: amount(loan.per_month),
        cadence: loan.cadence,
        day: loan.day,
        from_date: loan.from.to_string(),
        to_date: loan.to.to_string(),
        months_seen: loan.months_seen,
        bounces: loan.bounces.len(),
        outstanding: loan
            .outstanding
            .map(|owed| OutstandingShape { at_least: amount(owed.at_least), likely: amount(owed.likely) }),
        status: loan.status,
        transaction_hashes: hashes(account, loan.instalments.iter()),
    };
    account.lender.loans.iter().map(shape).collect()
}

/// Returned cheques and mandates of an account.
pub fn bounces(account: &AccountAnalysis, account_id: Option<&str>) -> Vec<BounceShape> {
    let shape = |bounce: &Bounce| {
        let rows =
            bounce.original.iter().chain(&bounce.returned).chain(&bounce.charges).chain(&bounce.represented);
        BounceShape {
            account_id: account_id.map(str::to_owned),
            kind: bounce.kind,
            date: bounce.date.to_string(),
            amount: Amount(Money::new(bounce.amount, account.ledger.currency)),
            party: bounce.party.clone(),
            reason: bounce.reason,
            transaction_hashes: hashes(account, rows),
        }
    };
    account.bounces.iter().map(shape).collect()
}

/// The score of an account.
pub fn score<'r>(account: &'r AccountAnalysis, account_id: Option<&str>) -> ScoreShape<'r> {
    let score = &account.score;
    ScoreShape { account_id: account_id.map(str::to_owned), score: score.score, parts: &score.parts }
}

fn hashes<'i>(account: &AccountAnalysis, rows: impl Iterator<Item = &'i usize>) -> Vec<String> {
    rows.filter_map(|index| account.ledger.rows.get(*index)).map(|row| row.hash.clone()).collect()
}
