//! The metrics of a month in the order of the contract, each with its definition in words and in code.

use super::Metric;
use crate::analyze::figure::{Figure, mean, share};
use crate::analyze::window::{Row, Window};
use crate::model::{Channel, Description};
use jiff::ToSpan;

/// Days after pay in which spending counts as spending of that pay.
const DAYS_AFTER_PAY: i32 = 7;

const fn metric(name: &'static str, meaning: &'static str, compute: fn(Window<'_>) -> Figure) -> Metric {
    Metric { name, meaning, compute }
}

/// All metrics.
pub const METRICS: &[Metric] = &[
    metric("amt_auto_debit_payment_bounce_credit", "sum of credits: returned mandates", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::AutoDebitPaymentBounce)))
    }),
    metric("amt_auto_debit_payment_debit", "sum of debits: payments by mandate", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::AutoDebitPayment)))
    }),
    metric("amt_bank_charge_debit", "sum of debits: charges of the bank", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::BankCharge)))
    }),
    metric("amt_bank_interest_credit", "sum of credits: interest of the bank", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::BankInterest)))
    }),
    metric("amt_bill_payment_debit", "sum of debits: payments of bills", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::BillPayment)))
    }),
    metric("amt_cash_deposit_credit", "sum of credits: cash paid in", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::CashDeposit)))
    }),
    metric("amt_cash_withdrawl_debit", "sum of debits: cash taken out", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::CashWithdrawal)))
    }),
    metric("amt_chq_credit", "sum of credits: cheques", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::Chq)))
    }),
    metric("amt_chq_debit", "sum of debits: cheques", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::Chq)))
    }),
    metric(
        "amt_income_credit",
        "sum of income: credits but returned cheques and mandates, exchange differences, loans and self transfers",
        |w| Figure::Money(w.sum(|row| row.is_income())),
    ),
    metric("amt_credit", "sum of credits", |w| Figure::Money(w.sum(|row| row.is_credit()))),
    metric("amt_debit", "sum of debits", |w| Figure::Money(w.sum(|row| row.is_debit()))),
    metric("amt_debit_card_debit", "sum of debits: purchases by card", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::DebitCard)))
    }),
    metric("amt_international_transaction_arbitrage_credit", "sum of credits: exchange differences", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::InternationalTransactionArbitrage)))
    }),
    metric("amt_international_transaction_arbitrage_debit", "sum of debits: exchange differences", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::InternationalTransactionArbitrage)))
    }),
    metric("amt_investment_cashin_credit", "sum of credits: investments paid out", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::InvestmentCashin)))
    }),
    metric("amt_net_banking_transfer_credit", "sum of credits: bank transfers", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::NetBankingTransfer)))
    }),
    metric("amt_net_banking_transfer_debit", "sum of debits: bank transfers", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::NetBankingTransfer)))
    }),
    metric("amt_outward_cheque_bounce_debit", "sum of debits: deposited cheques taken back", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::OutwardChequeBounce)))
    }),
    metric("amt_inward_cheque_bounce_credit", "sum of credits: issued cheques given back", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::InwardChequeBounce)))
    }),
    metric(
        "amt_outward_cheque_bounce_insuff_funds_debit",
        "sum of deposited cheques taken back because the issuer lacked funds",
        |w| Figure::Money(w.sum(|row| row.debit_by(Channel::OutwardChequeBounce) && row.lacks_funds())),
    ),
    metric(
        "amt_inward_cheque_bounce_insuff_funds_credit",
        "sum of issued cheques given back because the holder lacked funds",
        |w| Figure::Money(w.sum(|row| row.credit_by(Channel::InwardChequeBounce) && row.lacks_funds())),
    ),
    metric("amt_ach_bounce_charge", "sum of charges for returned mandates", |w| {
        Figure::Money(w.sum(|row| row.debit_for(Description::AchBounceCharge)))
    }),
    metric("amt_chq_bounce_charge", "sum of charges for returned cheques", |w| {
        Figure::Money(w.sum(|row| row.debit_for(Description::ChqBounceCharge)))
    }),
    metric("amt_bounce_charge", "sum of charges for returned mandates and cheques", |w| {
        Figure::Money(w.sum(|row| row.is_bounce_charge()))
    }),
    metric("amt_payment_gateway_purchase_debit", "sum of debits: purchases through payment gateways", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::PaymentGatewayPurchase)))
    }),
    metric("amt_refund_credit", "sum of credits: refunds", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::Refund)))
    }),
    metric("amt_upi_credit", "sum of credits: UPI", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::Upi)))
    }),
    metric("amt_upi_debit", "sum of debits: UPI", |w| Figure::Money(w.sum(|row| row.debit_by(Channel::Upi)))),
    metric("amt_emi_debit", "sum of payments to lenders and pay-later schemes, credit cards aside", |w| {
        Figure::Money(w.sum(|row| row.is_debit() && row.role.is_instalment()))
    }),
    metric("amt_emi_bounce_credit", "sum of instalments that came back", |w| {
        Figure::Money(w.sum(|row| row.is_instalment_returned()))
    }),
    metric("amt_credit_card_bill_debit", "sum of payments of credit-card bills", |w| {
        Figure::Money(w.sum(|row| row.debit_for(Description::CreditCardBill)))
    }),
    metric("amt_investment", "sum of debits into deposits and funds", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::Investment)))
    }),
    metric("amt_loan_credits", "sum of money lent", |w| Figure::Money(w.sum(|row| row.role.is_disbursal()))),
    metric("amt_business_credit", "sum of income of more than 500 units of the currency", |w| {
        Figure::Money(w.sum(|row| row.is_business()))
    }),
    metric("amt_self_transfer_credit", "sum of credits: transfers between own accounts", |w| {
        Figure::Money(w.sum(|row| row.credit_by(Channel::SelfTransfer)))
    }),
    metric("amt_self_transfer_debit", "sum of debits: transfers between own accounts", |w| {
        Figure::Money(w.sum(|row| row.debit_by(Channel::SelfTransfer)))
    }),
    metric("avg_bal", "mean of the end-of-day balances", |w| Figure::money(w.mean_balance())),
    metric("avg_credit_transaction_size", "mean of the credits, 0 without any", |w| {
        mean_of(w, |row| row.is_credit())
    }),
    metric("avg_debit_transaction_size", "mean of the debits, 0 without any", |w| {
        mean_of(w, |row| row.is_debit())
    }),
    metric("avg_emi", "mean of the payments to lenders, 0 without any", |w| {
        mean_of(w, |row| row.is_debit() && row.role.is_instalment())
    }),
    metric("closing_balance", "balance after the last row", |w| Figure::money(w.closing())),
    metric("cnt_auto_debit_payment_bounce_credit", "number of credits: returned mandates", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::AutoDebitPaymentBounce)))
    }),
    metric("cnt_auto_debit_payment_debit", "number of debits: payments by mandate", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::AutoDebitPayment)))
    }),
    metric("cnt_bank_charge_debit", "number of debits: charges of the bank", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::BankCharge)))
    }),
    metric("cnt_bank_interest_credit", "number of credits: interest of the bank", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::BankInterest)))
    }),
    metric("cnt_bill_payment_debit", "number of debits: payments of bills", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::BillPayment)))
    }),
    metric("cnt_cash_deposit_credit", "number of credits: cash paid in", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::CashDeposit)))
    }),
    metric("cnt_cash_withdrawl_debit", "number of debits: cash taken out", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::CashWithdrawal)))
    }),
    metric("cnt_chq_credit", "number of credits: cheques", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::Chq)))
    }),
    metric("cnt_chq_debit", "number of debits: cheques", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::Chq)))
    }),
    metric(
        "cnt_income_credit",
        "number of income: credits but returned cheques and mandates, exchange differences, loans and self transfers",
        |w| Figure::count(w.count(|row| row.is_income())),
    ),
    metric("cnt_credit", "number of credits", |w| Figure::count(w.count(|row| row.is_credit()))),
    metric("cnt_debit", "number of debits", |w| Figure::count(w.count(|row| row.is_debit()))),
    metric("cnt_debit_card_debit", "number of debits: purchases by card", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::DebitCard)))
    }),
    metric(
        "cnt_international_transaction_arbitrage_credit",
        "number of credits: exchange differences",
        |w| Figure::count(w.count(|row| row.credit_by(Channel::InternationalTransactionArbitrage))),
    ),
    metric("cnt_international_transaction_arbitrage_debit", "number of debits: exchange differences", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::InternationalTransactionArbitrage)))
    }),
    metric("cnt_investment_cashin_credit", "number of credits: investments paid out", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::InvestmentCashin)))
    }),
    metric("cnt_net_banking_transfer_credit", "number of credits: bank transfers", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::NetBankingTransfer)))
    }),
    metric("cnt_net_banking_transfer_debit", "number of debits: bank transfers", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::NetBankingTransfer)))
    }),
    metric("cnt_outward_cheque_bounce_debit", "number of debits: deposited cheques taken back", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::OutwardChequeBounce)))
    }),
    metric("cnt_inward_cheque_bounce_credit", "number of credits: issued cheques given back", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::InwardChequeBounce)))
    }),
    metric(
        "cnt_inward_cheque_bounce_insuff_funds_credit",
        "number of issued cheques given back because the holder lacked funds",
        |w| Figure::count(w.count(|row| row.credit_by(Channel::InwardChequeBounce) && row.lacks_funds())),
    ),
    metric(
        "cnt_outward_cheque_bounce_insuff_funds_debit",
        "number of deposited cheques taken back because the issuer lacked funds",
        |w| Figure::count(w.count(|row| row.debit_by(Channel::OutwardChequeBounce) && row.lacks_funds())),
    ),
    metric("cnt_ach_bounce_charge", "number of charges for returned mandates", |w| {
        Figure::count(w.count(|row| row.debit_for(Description::AchBounceCharge)))
    }),
    metric("cnt_chq_bounce_charge", "number of charges for returned cheques", |w| {
        Figure::count(w.count(|row| row.debit_for(Description::ChqBounceCharge)))
    }),
    metric("cnt_bounce_charge", "number of charges for returned mandates and cheques", |w| {
        Figure::count(w.count(|row| row.is_bounce_charge()))
    }),
    metric(
        "cnt_payment_gateway_purchase_debit",
        "number of debits: purchases through payment gateways",
        |w| Figure::count(w.count(|row| row.debit_by(Channel::PaymentGatewayPurchase))),
    ),
    metric("cnt_emi_debit", "number of payments to lenders and pay-later schemes, credit cards aside", |w| {
        Figure::count(w.count(|row| row.is_debit() && row.role.is_instalment()))
    }),
    metric("cnt_emi_bounce_credit", "number of instalments that came back", |w| {
        Figure::count(w.count(|row| row.is_instalment_returned()))
    }),
    metric("cnt_refund_credit", "number of credits: refunds", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::Refund)))
    }),
    metric("cnt_transactions", "number of rows", |w| Figure::count(w.count(|_| true))),
    metric("cnt_upi_credit", "number of credits: UPI", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::Upi)))
    }),
    metric("cnt_upi_debit", "number of debits: UPI", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::Upi)))
    }),
    metric("cnt_investment", "number of debits into deposits and funds", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::Investment)))
    }),
    metric("cnt_credit_card_bill_debit", "number of payments of credit-card bills", |w| {
        Figure::count(w.count(|row| row.debit_for(Description::CreditCardBill)))
    }),
    metric("cnt_loan_credits", "number of money lent", |w| {
        Figure::count(w.count(|row| row.role.is_disbursal()))
    }),
    metric("cnt_business_credit", "number of income of more than 500 units of the currency", |w| {
        Figure::count(w.count(|row| row.is_business()))
    }),
    metric("cnt_self_transfer_debit", "number of debits: transfers between own accounts", |w| {
        Figure::count(w.count(|row| row.debit_by(Channel::SelfTransfer)))
    }),
    metric("cnt_self_transfer_credit", "number of credits: transfers between own accounts", |w| {
        Figure::count(w.count(|row| row.credit_by(Channel::SelfTransfer)))
    }),
    metric("max_bal", "highest balance after a row, or end of day in a month without rows", |w| {
        Figure::money(w.running().max().or(w.days().map(|(_, balance)| balance).max()))
    }),
    metric("max_eod_balance", "highest end-of-day balance", |w| {
        Figure::money(w.days().map(|(_, balance)| balance).max())
    }),
    metric("median_balance", "upper median of the end-of-day balances", |w| {
        Figure::money(w.median_balance())
    }),
    metric("min_bal", "lowest balance after a row, or end of day in a month without rows", |w| {
        Figure::money(w.running().min().or(w.days().map(|(_, balance)| balance).min()))
    }),
    metric("min_eod_balance", "lowest end-of-day balance", |w| {
        Figure::money(w.days().map(|(_, balance)| balance).min())
    }),
    metric("mode_balance", "end-of-day balance of most days, the lowest among equals", |w| {
        Figure::money(w.mode_balance())
    }),
    metric("net_cash_inflow", "credits less debits", |w| {
        Figure::Money(w.sum(|row| row.is_credit()).saturating_sub(w.sum(|row| row.is_debit())))
    }),
    metric("opening_balance", "balance before the first row", |w| Figure::money(w.opening())),
    metric(
        "number_of_salary_transactions",
        "credits that are pay, bonuses and advances included, pensions not",
        |w| Figure::count(w.count(|row| row.role.is_salary())),
    ),
    metric("total_amount_of_salary", "sum of pay, bonuses and advances included, pensions not", |w| {
        Figure::Money(w.sum(|row| row.role.is_salary()))
    }),
    metric(
        "perc_salary_spend_bill_payment",
        "share of pay that left as payments of bills within seven days after it, in percent",
        |w| spent_of_pay(w, Channel::BillPayment),
    ),
    metric(
        "perc_salary_spend_cash_withdrawl",
        "share of pay that left as cash taken out within seven days after it, in percent",
        |w| spent_of_pay(w, Channel::CashWithdrawal),
    ),
    metric(
        "perc_salary_spend_debit_card",
        "share of pay that left as purchases by card within seven days after it, in percent",
        |w| spent_of_pay(w, Channel::DebitCard),
    ),
    metric(
        "perc_salary_spend_net_banking_transfer",
        "share of pay that left as bank transfers within seven days after it, in percent",
        |w| spent_of_pay(w, Channel::NetBankingTransfer),
    ),
    metric(
        "perc_salary_spend_upi",
        "share of pay that left as UPI within seven days after it, in percent",
        |w| spent_of_pay(w, Channel::Upi),
    ),
];

/// Mean of the rows that fit; 0 without any.
fn mean_of(window: Window<'_>, fits: impl Fn(Row<'_>) -> bool) -> Figure {
    let amounts = window.rows().filter(|row| fits(*row)).map(|row| row.row.amount.minor);
    Figure::Money(mean(amounts).unwrap_or(0))
}

/// Which share of the window's pay left by a channel within seven days after it; absent without pay. Each debit counts
/// once, whatever pay it follows, and debits of the next month count when they are within the days.
fn spent_of_pay(window: Window<'_>, channel: Channel) -> Figure {
    let pay: Vec<Row<'_>> = window.rows().filter(|row| row.role.is_salary()).collect();
    let paid = pay.iter().fold(0_i64, |sum, row| sum.saturating_add(row.row.amount.minor));
    let Some(last) = pay.last() else { return Figure::Absent };
    let until = last.row.date.saturating_add(DAYS_AFTER_PAY.days());
    let spent = window.until(until).rows().filter(|row| row.debit_by(channel)).filter(|debit| {
        pay.iter().any(|pay| {
            let way = crate::analyze::cadence::days(pay.row.date, debit.row.date);
            (0..=DAYS_AFTER_PAY).contains(&way)
        })
    });
    Figure::hundredths(share(spent.fold(0_i64, |sum, row| sum.saturating_add(row.row.amount.minor)), paid))
}
