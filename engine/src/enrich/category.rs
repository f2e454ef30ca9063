//! What kind of merchant a row went to: that of the known party, or what the name of the shop says in plain words.

use super::reading::Reading;
use crate::model::{Channel, Description, MerchantCategory, Transaction};
use bank_templates::vocabulary::{Entry, Use};
use bank_templates::{Class, Slot};

/// The category of a row; none when nothing says it.
pub(super) fn of(reading: &Reading<'_>, row: &Transaction, entry: Option<&Entry>) -> MerchantCategory {
    if matches!(
        row.channel,
        Channel::BankCharge
            | Channel::BankInterest
            | Channel::CashWithdrawal
            | Channel::CashDeposit
            | Channel::Salary
    ) {
        return MerchantCategory::None;
    }
    let known = entry.map_or(MerchantCategory::None, |entry| of_class(entry.class));
    match row.description {
        Description::LenderTransaction if known == MerchantCategory::Bnpl => return known,
        Description::LenderTransaction => return MerchantCategory::Loans,
        Description::CreditCardBill | Description::TelcoBill | Description::ElectricBill => {
            return MerchantCategory::Bills;
        }
        // A bank that only carries the money, or a lender whose row is no loan, is no merchant.
        _ if known == MerchantCategory::Loans => {}
        _ if known != MerchantCategory::None => return known,
        _ => {}
    }
    if matches!(row.channel, Channel::Investment | Channel::InvestmentCashin) {
        return MerchantCategory::Investments;
    }
    if row.channel == Channel::BillPayment {
        return MerchantCategory::Bills;
    }
    said_by_name(reading)
}

/// What the name of an unlisted shop says it sells; the longest phrase decides.
fn said_by_name(reading: &Reading<'_>) -> MerchantCategory {
    let phrases = reading.hits.iter().filter(|hit| reading.is_within(hit, Slot::Name)).filter_map(|hit| {
        let class = hit.uses.iter().find_map(|used| match used {
            Use::Shop(class) => Some(*class),
            _ => None,
        })?;
        Some((hit.printed.len(), class))
    });
    phrases.max_by_key(|(length, _)| *length).map_or(MerchantCategory::None, |(_, class)| of_class(class))
}

fn of_class(class: Class) -> MerchantCategory {
    match class {
        Class::Bank | Class::Nbfc | Class::Housing | Class::Microfinance | Class::Fintech => {
            MerchantCategory::Loans
        }
        Class::Bnpl => MerchantCategory::Bnpl,
        Class::Alcohol => MerchantCategory::Alcohol,
        Class::Gambling => MerchantCategory::Gambling,
        Class::Shopping => MerchantCategory::Shopping,
        Class::Groceries => MerchantCategory::Groceries,
        Class::Entertainment => MerchantCategory::Entertainment,
        Class::Medical => MerchantCategory::Medical,
        Class::Travel => MerchantCategory::Travel,
        Class::Food => MerchantCategory::Food,
        Class::Fuel => MerchantCategory::Fuel,
        Class::Investments => MerchantCategory::Investments,
        Class::Trading => MerchantCategory::Trading,
        Class::Insurance => MerchantCategory::Insurance,
        Class::Tax => MerchantCategory::Tax,
        Class::Ewallet => MerchantCategory::Ewallet,
        Class::CreditCard
        | Class::Electricity
        | Class::Telecom
        | Class::Water
        | Class::Gas
        | Class::Television
        | Class::Municipal => MerchantCategory::Bills,
        Class::Services | Class::Employer | Class::Gateway => MerchantCategory::None,
    }
}
