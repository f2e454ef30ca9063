//! The variables of a window of thirty days, each with its definition in words and in code.

use super::{Compute, Variable};
use crate::analyze::figure::{Figure, divide, ratio};
use crate::analyze::predictors::is_bounce_or_penal_charge;
use crate::analyze::window::{Row, Window};
use crate::analyze::year_month::YearMonth;
use crate::model::{Channel, Description, MerchantCategory};
use jiff::civil::Date;

const fn rows(name: &'static str, meaning: &'static str, fits: fn(Row<'_>) -> bool) -> Variable {
    Variable { name, meaning, compute: Compute::Rows(fits) }
}

const fn figure(name: &'static str, meaning: &'static str, compute: fn(Window<'_>) -> Figure) -> Variable {
    Variable { name, meaning, compute: Compute::Figure(compute) }
}

/// All variables. The source lists `shopping`, `closing_balance` and `opening_balance` twice; here each stands once.
pub const VARIABLES: &[Variable] = &[
    figure("closing_balance", "balance after the last row", |w| Figure::money(w.closing())),
    rows("income", "income", |row| row.is_income()),
    rows("emi_debit", "payments to lenders", |row| row.is_debit() && row.role.is_instalment()),
    rows("inward_cheque_bounce_credit", "issued cheques given back", |row| {
        row.credit_by(Channel::InwardChequeBounce)
    }),
    rows("outward_cheque_bounce_debit", "deposited cheques taken back", |row| {
        row.debit_by(Channel::OutwardChequeBounce)
    }),
    rows("emi_bounce", "instalments that came back", |row| row.is_instalment_returned()),
    rows("credit", "credits", |row| row.is_credit()),
    rows("debit", "debits", |row| row.is_debit()),
    rows("salary", "pay, pensions not included", |row| row.role.is_salary()),
    rows("credit_card_bill_debit", "payments of credit-card bills", |row| {
        row.debit_for(Description::CreditCardBill)
    }),
    rows("cash_withdrawl_debit", "cash taken out", |row| row.debit_by(Channel::CashWithdrawal)),
    rows("investment", "debits into deposits and funds", |row| row.debit_by(Channel::Investment)),
    rows("bank_interest_credit", "interest of the bank", |row| row.credit_by(Channel::BankInterest)),
    rows("cash_deposit_credit", "cash paid in", |row| row.credit_by(Channel::CashDeposit)),
    rows("loan_credits", "money lent", |row| row.role.is_disbursal()),
    rows("chq_debit", "cheques issued", |row| row.debit_by(Channel::Chq)),
    rows("chq_credit", "cheques deposited", |row| row.credit_by(Channel::Chq)),
    rows("shopping", "debits: shopping", |row| spent_on(row, &[MerchantCategory::Shopping])),
    rows("bank_charge_debit", "charges of the bank", |row| row.debit_by(Channel::BankCharge)),
    rows("travel", "debits: travel", |row| spent_on(row, &[MerchantCategory::Travel])),
    rows("fuel", "debits: fuel", |row| spent_on(row, &[MerchantCategory::Fuel])),
    rows("food", "debits: food", |row| spent_on(row, &[MerchantCategory::Food])),
    figure("negative_balance_days", NEGATIVE, |w| Figure::count(w.negative_days())),
    rows("digital_payments", "debits by UPI, bank transfer, card, payment gateway and wallet", |row| {
        row.is_debit()
            && (matches!(
                row.row.channel,
                Channel::Upi
                    | Channel::NetBankingTransfer
                    | Channel::DebitCard
                    | Channel::PaymentGatewayPurchase
            ) || row.row.merchant_category == MerchantCategory::Ewallet)
    }),
    rows(
        "discretionary_spends",
        "debits: shopping, travel, food, entertainment, alcohol and gambling",
        |row| {
            spent_on(
                row,
                &[
                    MerchantCategory::Shopping,
                    MerchantCategory::Travel,
                    MerchantCategory::Food,
                    MerchantCategory::Entertainment,
                    MerchantCategory::Alcohol,
                    MerchantCategory::Gambling,
                ],
            )
        },
    ),
    rows("investments", "debits into deposits, funds and brokers", |row| {
        row.debit_by(Channel::Investment)
            || spent_on(row, &[MerchantCategory::Investments, MerchantCategory::Trading])
    }),
    figure("opening_balance", "balance before the first row", |w| Figure::money(w.opening())),
    figure("net_cash_inflow", "credits less debits", |w| {
        Figure::Money(w.sum(|row| row.is_credit()).saturating_sub(w.sum(|row| row.is_debit())))
    }),
    figure("abb_isto_emi", "mean end-of-day balance / mean payment to lenders; 99 without any", |w| {
        let fits = |row: Row<'_>| row.is_debit() && row.role.is_instalment();
        let count = i64::try_from(w.count(fits)).unwrap_or(i64::MAX);
        match (w.mean_balance(), divide(w.sum(fits), count)) {
            (Some(balance), Some(instalment)) if instalment != 0 => {
                Figure::hundredths(ratio(balance, instalment))
            }
            _ => Figure::Hundredths(9_900),
        }
    }),
    rows("refund_credit", "refunds", |row| row.credit_by(Channel::Refund)),
    rows("auto_debit_payment_debit", "payments by mandate", |row| row.debit_by(Channel::AutoDebitPayment)),
    rows("international_transaction_arbitrage_debit", "exchange differences", |row| {
        row.debit_by(Channel::InternationalTransactionArbitrage)
    }),
    rows("international_transaction_arbitrage_credit", "exchange differences", |row| {
        row.credit_by(Channel::InternationalTransactionArbitrage)
    }),
    figure("negative_balance", NEGATIVE, |w| Figure::count(w.negative_days())),
    rows("min_balance_charge", "charges for a low balance", |row| row.debit_for(Description::PenaltyCharge)),
    rows("tax_paid", "debits: tax", |row| spent_on(row, &[MerchantCategory::Tax])),
    rows("telephone", "telephone bills", |row| row.debit_for(Description::TelcoBill)),
    rows("utilities", "bills, telephone aside", |row| {
        row.debit_for(Description::ElectricBill)
            || (spent_on(row, &[MerchantCategory::Bills]) && !row.debit_for(Description::TelcoBill))
    }),
    figure("balance_on_1st", ON_DAY, |w| on_latest(w, 1, |w, day| w.on(day))),
    figure("balance_on_5th", ON_DAY, |w| on_latest(w, 5, |w, day| w.on(day))),
    figure("balance_on_10th", ON_DAY, |w| on_latest(w, 10, |w, day| w.on(day))),
    figure("balance_on_15th", ON_DAY, |w| on_latest(w, 15, |w, day| w.on(day))),
    figure("balance_on_20th", ON_DAY, |w| on_latest(w, 20, |w, day| w.on(day))),
    figure("balance_on_25th", ON_DAY, |w| on_latest(w, 25, |w, day| w.on(day))),
    figure("balance_on_30th", ON_DAY, |w| on_latest(w, 30, |w, day| w.on(day))),
    figure("balance_net_off_on_1st_0", NET_OFF, |w| on_latest(w, 1, |w, day| w.on_without_loans(day))),
    figure("balance_net_off_on_5th_0", NET_OFF, |w| on_latest(w, 5, |w, day| w.on_without_loans(day))),
    figure("balance_net_off_on_10th_0", NET_OFF, |w| on_latest(w, 10, |w, day| w.on_without_loans(day))),
    figure("balance_net_off_on_15th_0", NET_OFF, |w| on_latest(w, 15, |w, day| w.on_without_loans(day))),
    figure("balance_net_off_on_20th_0", NET_OFF, |w| on_latest(w, 20, |w, day| w.on_without_loans(day))),
    figure("balance_net_off_on_25th_0", NET_OFF, |w| on_latest(w, 25, |w, day| w.on_without_loans(day))),
    figure("balance_net_off_on_30th_0", NET_OFF, |w| on_latest(w, 30, |w, day| w.on_without_loans(day))),
    rows("auto_debit_payment_bounce_credit", "returned mandates", |row| {
        row.credit_by(Channel::AutoDebitPaymentBounce)
    }),
    rows("total_bounce_or_penal_charge", "charges for returns and low balances", is_bounce_or_penal_charge),
    rows("debit_card_debit", "purchases by card", |row| row.debit_by(Channel::DebitCard)),
    rows("net_banking_transfer_debit", "bank transfers", |row| row.debit_by(Channel::NetBankingTransfer)),
    rows("upi_credit", "UPI", |row| row.credit_by(Channel::Upi)),
    figure("avg_bal", "mean of the end-of-day balances", |w| Figure::money(w.mean_balance())),
];

const NEGATIVE: &str = "days with a balance below zero at the end or after a row; each day counts once";
const ON_DAY: &str =
    "end-of-day balance of that day, the latest one within the window; absent when there is none";
const NET_OFF: &str = "the same less the loan credits of the window up to that day";

fn spent_on(row: Row<'_>, categories: &[MerchantCategory]) -> bool {
    row.is_debit() && categories.contains(&row.row.merchant_category)
}

/// The balance of the latest day of the window with this number, or of the last day of a shorter month.
fn on_latest(window: Window<'_>, day: i8, balance: fn(Window<'_>, Date) -> Option<i64>) -> Figure {
    let month = YearMonth::of(window.to);
    let days = [month.day(day), month.before().day(day)];
    let within = days.into_iter().find(|day| window.from <= *day && *day <= window.to);
    Figure::money(within.and_then(|day| balance(window, day)))
}
