//! What was spent on what, in whole percent that sum to 100.

use super::entity::AccountLedger;
use super::roles::{BounceRole, LenderRole, Role};
use crate::model::{Channel, Direction, MerchantCategory, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The share of one category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpenseShare {
    /// Label as in the contract.
    pub category: String,
    /// Whole percent; all shares sum to 100.
    pub percentage: u32,
    /// Sum in minor units.
    pub amount: i64,
}

/// The shares of all expenses, the largest first; empty without expenses.
///
/// An expense is a debit that left the holder's pockets: no self transfer, no payment that came back, no deposited cheque
/// that was taken back. Percentages are rounded by largest remainder, so that they sum to 100; a category that rounds to
/// nothing is kept with 0.
#[must_use]
pub fn shares(ledger: &AccountLedger, roles: &[Role]) -> Vec<ExpenseShare> {
    let mut sums: BTreeMap<&'static str, i64> = BTreeMap::new();
    for (row, role) in ledger.rows.iter().zip(roles) {
        if let Some(category) = category_of(row, *role) {
            let sum = sums.entry(category).or_default();
            *sum = sum.saturating_add(row.amount.minor);
        }
    }
    in_percent(sums)
}

/// The shares of several accounts of one currency, put together.
#[must_use]
pub fn together(shares: &[&ExpenseShare]) -> Vec<ExpenseShare> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for share in shares {
        let sum = sums.entry(share.category.as_str()).or_default();
        *sum = sum.saturating_add(share.amount);
    }
    in_percent(sums)
}

fn in_percent(sums: BTreeMap<&str, i64>) -> Vec<ExpenseShare> {
    let total: i128 = sums.values().map(|sum| i128::from(*sum)).sum();
    if total == 0 {
        return Vec::new();
    }
    let mut parts: Vec<(&str, i64, i128, i128)> = sums
        .into_iter()
        .map(|(category, sum)| (category, sum, i128::from(sum) * 100 / total, i128::from(sum) * 100 % total))
        .collect();
    let missing = 100 - parts.iter().map(|(_, _, whole, _)| whole).sum::<i128>();
    parts.sort_by_key(|(category, _, _, rest)| (std::cmp::Reverse(*rest), *category));
    for (_, _, whole, _) in parts.iter_mut().take(usize::try_from(missing).unwrap_or(0)) {
        *whole += 1;
    }
    parts.sort_by_key(|(category, sum, _, _)| (std::cmp::Reverse(*sum), *category));
    parts
        .into_iter()
        .map(|(category, amount, whole, _)| ExpenseShare {
            category: category.to_owned(),
            percentage: u32::try_from(whole).unwrap_or(0),
            amount,
        })
        .collect()
}

/// The label under which a row is counted; `None` for what is no expense.
#[must_use]
pub fn category_of(row: &Transaction, role: Role) -> Option<&'static str> {
    is_expense(row, role).then(|| category(row, role))
}

fn is_expense(row: &Transaction, role: Role) -> bool {
    row.direction == Direction::Debit
        && row.amount.minor > 0
        && !matches!(row.channel, Channel::SelfTransfer | Channel::OutwardChequeBounce)
        && role.bounce != Some(BounceRole::Original)
}

/// The label of an expense: the kind of merchant where it is known, else the channel.
fn category(row: &Transaction, role: Role) -> &'static str {
    match role.lender {
        Some(LenderRole::CardPayment) => return "Bills",
        Some(_) => return "Loans",
        None => {}
    }
    match row.merchant_category {
        MerchantCategory::Alcohol => "Alcohol",
        MerchantCategory::Gambling => "Gambling",
        MerchantCategory::Shopping => "Shopping",
        MerchantCategory::Groceries => "Groceries",
        MerchantCategory::Entertainment => "Entertainment",
        MerchantCategory::Medical => "Medical",
        MerchantCategory::Travel => "Travel",
        MerchantCategory::Food => "Food",
        MerchantCategory::Fuel => "Fuel",
        MerchantCategory::Investments | MerchantCategory::Trading => "Investments",
        MerchantCategory::Bills => "Bills",
        MerchantCategory::Ewallet => "Ewallet",
        MerchantCategory::Loans | MerchantCategory::Bnpl => "Loans",
        MerchantCategory::Insurance => "Insurance",
        MerchantCategory::Tax => "Tax",
        MerchantCategory::None => match row.channel {
            Channel::Upi | Channel::NetBankingTransfer | Channel::Chq | Channel::DemandDraft => "Transfers",
            Channel::CashWithdrawal => "Cash",
            Channel::BillPayment => "Bills",
            Channel::Investment => "Investments",
            Channel::BankCharge => "Charges",
            Channel::DebitCard | Channel::PaymentGatewayPurchase => "Shopping",
            _ => "Others",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::testing::Ledger;
    use jiff::civil::date;

    fn told(ledger: &Ledger) -> Vec<(String, u32)> {
        let account = ledger.account(date(2025, 4, 1), date(2025, 4, 30));
        let roles = crate::analyze::roles::first_look(&account, &[]);
        shares(&account, &roles).into_iter().map(|share| (share.category, share.percentage)).collect()
    }

    #[test]
    fn thirds_still_sum_to_a_hundred() {
        let day = date(2025, 4, 5);
        let ledger = Ledger::new("INR", 100_000)
            .debit(day, 1_000, "A")
            .via(Channel::CashWithdrawal)
            .debit(day, 1_000, "B")
            .in_category(MerchantCategory::Food)
            .debit(day, 1_000, "C")
            .lender("Bajaj Finance");
        let shares = told(&ledger);
        assert_eq!(shares.iter().map(|(_, percent)| percent).sum::<u32>(), 100);
        assert_eq!(shares, [("Cash".to_owned(), 34), ("Food".to_owned(), 33), ("Loans".to_owned(), 33)]);
    }

    #[test]
    fn accounts_put_together_sum_to_a_hundred_again() {
        let share = |category: &str, percentage, amount| ExpenseShare {
            category: category.to_owned(),
            percentage,
            amount,
        };
        let (one, other) = ([share("Food", 100, 300)], [share("Food", 67, 200), share("Cash", 33, 100)]);
        let all: Vec<&ExpenseShare> = one.iter().chain(&other).collect();
        assert_eq!(together(&all), [share("Food", 83, 500), share("Cash", 17, 100)]);
        assert_eq!(together(&[]), []);
    }

    #[test]
    fn what_stays_with_the_holder_is_no_expense() {
        let day = date(2025, 4, 5);
        let ledger = Ledger::new("INR", 100_000)
            .debit(day, 5_000, "OWN")
            .via(Channel::SelfTransfer)
            .credit(day, 9_000, "PAY")
            .debit(day, 10, "TEA");
        assert_eq!(told(&ledger), [("Others".to_owned(), 100)]);
        assert_eq!(told(&Ledger::new("INR", 0)), []);
    }
}
