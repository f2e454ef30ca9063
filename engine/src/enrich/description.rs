//! What a row is beyond its channel: a loan, a bill, a bounce and its reason.

use super::reading::Reading;
use crate::model::{Channel, Description, Direction, ReturnReason, Transaction};
use bank_templates::vocabulary::{Entry, Use};
use bank_templates::{Class, Slot};

/// The description of a row whose channel rule gave none.
pub(super) fn of(reading: &Reading<'_>, row: &Transaction, entry: Option<&Entry>) -> Description {
    let bounced = matches!(row.channel, Channel::InwardChequeBounce | Channel::OutwardChequeBounce);
    if bounced {
        return match row.return_reason {
            Some(ReturnReason::FundsInsufficient) => Description::ChqBounceInsuffFunds,
            _ => Description::None,
        };
    }
    if is_loan(reading, row.channel, entry) {
        return Description::LenderTransaction;
    }
    match entry.map(|entry| entry.class) {
        Some(Class::CreditCard) if row.direction == Direction::Debit => Description::CreditCardBill,
        Some(Class::Telecom) if row.direction == Direction::Debit => Description::TelcoBill,
        Some(Class::Electricity) if row.direction == Direction::Debit => Description::ElectricBill,
        _ => Description::None,
    }
}

/// Whether a row is between the holder and a lender: a disbursal, an instalment, or one that came back.
fn is_loan(reading: &Reading<'_>, channel: Channel, entry: Option<&Entry>) -> bool {
    if matches!(
        channel,
        Channel::BankCharge
            | Channel::BankInterest
            | Channel::Salary
            | Channel::Investment
            | Channel::InvestmentCashin
            | Channel::CashWithdrawal
            | Channel::CashDeposit
            | Channel::SelfTransfer
    ) {
        return false;
    }
    let anywhere = |_: &bank_templates::vocabulary::Hit<'_>| true;
    let in_name = |hit: &bank_templates::vocabulary::Hit<'_>| reading.is_within(hit, Slot::Name);
    let by_bank = |hit: &bank_templates::vocabulary::Hit<'_>| !reading.is_quoted(hit);
    let mandate = matches!(channel, Channel::AutoDebitPayment | Channel::AutoDebitPaymentBounce);
    let speaks_of_loan = reading.says(Use::Loan, anywhere);
    match entry.map(|entry| entry.class) {
        Some(Class::Nbfc | Class::Housing | Class::Microfinance | Class::Fintech | Class::Bnpl) => true,
        // A bank stands at the other end of most payments; only a mandate or the word makes it a lender.
        Some(Class::Bank) => speaks_of_loan || (mandate && !reading.says(Use::NotLender, anywhere)),
        Some(Class::Gateway) | None => {
            let not_lender = reading.says(Use::NotLender, anywhere);
            let named_like_one = reading.says(Use::LenderName, in_name) && !not_lender;
            // A friend may write `loan` into a note; a bank prints it about itself, and a mandate is no friend's.
            let by_note = !matches!(channel, Channel::Upi | Channel::DebitCard | Channel::Refund);
            named_like_one
                || reading.says(Use::Loan, by_bank)
                || (speaks_of_loan && !not_lender && (mandate || by_note))
        }
        Some(Class::Insurance | Class::Investments | Class::Trading | Class::CreditCard) => false,
        // A grocer may have a bank that lends.
        Some(_) => reading.says(Use::LenderName, in_name) || (mandate && speaks_of_loan),
    }
}

/// Why a cheque or mandate came back.
pub(super) fn return_reason(reading: &Reading<'_>, channel: Channel) -> Option<ReturnReason> {
    let bounce = matches!(
        channel,
        Channel::InwardChequeBounce | Channel::OutwardChequeBounce | Channel::AutoDebitPaymentBounce
    );
    let says = |what| reading.says(what, |_| true);
    if !bounce {
        None
    } else if says(Use::FundsInsufficient) {
        Some(ReturnReason::FundsInsufficient)
    } else {
        says(Use::ReturnTechnical).then_some(ReturnReason::Technical)
    }
}
