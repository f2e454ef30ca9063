//! What each row turned out to be, beyond what its own narration says: the ground that all figures stand on.

use super::bounce::Bounce;
use super::entity::AccountLedger;
use super::salary::{PayKind, SalaryReport};
use crate::model::{Channel, Description, Direction, MerchantCategory, PartyKind, Transaction};
use serde::{Deserialize, Serialize};

/// What a row is in the light of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Pay or a pension.
    pub pay: Option<PayKind>,
    /// Something between the holder and a lender.
    pub lender: Option<LenderRole>,
    /// Part of a return.
    pub bounce: Option<BounceRole>,
}

/// What a row between the holder and a lender is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LenderRole {
    /// Money lent.
    Disbursal,
    /// An instalment or another payment to a lender.
    Instalment,
    /// An instalment that came back.
    InstalmentReturned,
    /// A payment of a credit-card bill.
    CardPayment,
    /// A payment to a pay-later scheme.
    PayLater,
    /// A refund of a lender: an instalment taken twice, a cancelled purchase.
    Refund,
}

/// A row's part in a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BounceRole {
    /// The payment that did not hold.
    Original,
    /// The row that undoes it.
    Return,
    /// The bank's charge.
    Charge,
    /// The payment asked for again.
    Represented,
}

/// Roles by the rows and their returns; pay is added by [`add_pay`] when it is known.
#[must_use]
pub fn first_look(ledger: &AccountLedger, bounces: &[Bounce]) -> Vec<Role> {
    let mut roles: Vec<Role> =
        ledger.rows.iter().map(|row| Role { lender: lender_role(row), ..Role::default() }).collect();
    let mut put = |row: usize, role: BounceRole| {
        if let Some(slot) = roles.get_mut(row) {
            slot.bounce = Some(role);
        }
    };
    for bounce in bounces {
        bounce.represented.into_iter().for_each(|row| put(row, BounceRole::Represented));
        bounce.original.into_iter().for_each(|row| put(row, BounceRole::Original));
        bounce.returned.into_iter().for_each(|row| put(row, BounceRole::Return));
        bounce.charges.iter().for_each(|row| put(*row, BounceRole::Charge));
    }
    // A return that names nobody is the lender's when the payment that it undoes was.
    for bounce in bounces {
        let of_lender = bounce
            .original
            .and_then(|row| roles.get(row))
            .is_some_and(|role| matches!(role.lender, Some(LenderRole::Instalment | LenderRole::PayLater)));
        if of_lender && let Some(role) = bounce.returned.and_then(|row| roles.get_mut(row)) {
            role.lender = Some(LenderRole::InstalmentReturned);
        }
    }
    roles
}

/// Notes pay on the rows that are pay.
pub fn add_pay(roles: &mut [Role], salary: &SalaryReport) {
    for payment in &salary.payments {
        if let Some(role) = roles.get_mut(payment.row) {
            role.pay = Some(payment.kind);
        }
    }
}

/// What a row says by itself about a lender.
fn lender_role(row: &Transaction) -> Option<LenderRole> {
    if row.description == Description::CreditCardBill && row.direction == Direction::Debit {
        return Some(LenderRole::CardPayment);
    }
    let lender = row.known_party.as_ref().is_some_and(|party| party.kind == PartyKind::Lender)
        || matches!(row.merchant_category, MerchantCategory::Loans | MerchantCategory::Bnpl)
        || row.description == Description::LenderTransaction;
    // What the bank itself books is not the lender's, whoever it mentions.
    let by_bank = matches!(
        row.channel,
        Channel::BankCharge | Channel::BankInterest | Channel::SelfTransfer | Channel::Salary
    ) && row.description != Description::LenderTransaction;
    if !lender || by_bank {
        return None;
    }
    Some(match (row.direction, row.channel) {
        (Direction::Credit, Channel::AutoDebitPaymentBounce | Channel::InwardChequeBounce) => {
            LenderRole::InstalmentReturned
        }
        (Direction::Credit, Channel::Refund) => LenderRole::Refund,
        (Direction::Credit, _) => LenderRole::Disbursal,
        (Direction::Debit, _) if row.merchant_category == MerchantCategory::Bnpl => LenderRole::PayLater,
        (Direction::Debit, _) => LenderRole::Instalment,
    })
}

impl Role {
    /// Regular pay, bonus or advance; pensions are their own kind.
    #[must_use]
    pub fn is_salary(self) -> bool {
        self.pay.is_some_and(|kind| kind != PayKind::Pension)
    }

    /// A payment to a lender that is not a credit-card bill.
    #[must_use]
    pub fn is_instalment(self) -> bool {
        matches!(self.lender, Some(LenderRole::Instalment | LenderRole::PayLater))
    }

    /// Whether a credit is income: not money that comes back, is lent, or changes pockets. That is every credit but those of
    /// bounced cheques and mandates, exchange differences, loans and self transfers.
    #[must_use]
    pub fn is_income(self, row: &Transaction) -> bool {
        row.direction == Direction::Credit
            && self.lender != Some(LenderRole::Disbursal)
            && !matches!(
                row.channel,
                Channel::InwardChequeBounce
                    | Channel::AutoDebitPaymentBounce
                    | Channel::InternationalTransactionArbitrage
                    | Channel::SelfTransfer
            )
    }

    /// Money lent.
    #[must_use]
    pub fn is_disbursal(self) -> bool {
        self.lender == Some(LenderRole::Disbursal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::bounce;
    use crate::analyze::testing::Ledger;
    use jiff::civil::date;

    #[test]
    fn rows_of_a_lender_are_told_by_direction_and_channel() {
        let day = date(2025, 4, 5);
        let ledger = Ledger::new("INR", 9_000_000)
            .credit(day, 5_000_000, "NEFT DISBURSAL")
            .via(Channel::NetBankingTransfer)
            .lender("Bajaj Finance")
            .debit(day, 250_000, "ACH D- BAJAJ FINANCE")
            .via(Channel::AutoDebitPayment)
            .lender("Bajaj Finance")
            .credit(day, 250_000, "ACH RTN")
            .via(Channel::AutoDebitPaymentBounce)
            .debit(day, 300_000, "BILLPAY CREDIT CARD")
            .described(Description::CreditCardBill)
            .debit(day, 90_000, "LAZYPAY")
            .in_category(MerchantCategory::Bnpl)
            .debit(day, 900, "LOAN PROCESSING CHARGE")
            .via(Channel::BankCharge)
            .in_category(MerchantCategory::Loans)
            .debit(day, 900, "UPI TEA");
        let account = ledger.account(date(2025, 4, 1), date(2025, 4, 30));
        let roles = first_look(&account, &bounce::find(&account));
        let lenders: Vec<_> = roles.iter().map(|role| role.lender).collect();
        assert_eq!(
            lenders,
            [
                Some(LenderRole::Disbursal),
                Some(LenderRole::Instalment),
                Some(LenderRole::InstalmentReturned),
                Some(LenderRole::CardPayment),
                Some(LenderRole::PayLater),
                None,
                None
            ]
        );
        assert_eq!(roles[1].bounce, Some(BounceRole::Original));
        assert_eq!(roles[2].bounce, Some(BounceRole::Return));
    }
}
