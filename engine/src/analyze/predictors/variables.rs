//! The variables, each with its definition in words and in code.

use super::{AccountVariable, MonthVariable, Whole};
use crate::analyze::cadence::days;
use crate::analyze::figure::{Figure, divide, mean, ratio, share};
use crate::analyze::window::{Row, Window};
use crate::analyze::year_month::YearMonth;
use crate::model::{AccountType, Channel, Description};

const fn of_account(
    name: &'static str,
    meaning: &'static str,
    compute: fn(&Whole<'_>) -> Figure,
) -> AccountVariable {
    AccountVariable { name, meaning, compute }
}

const fn of_month(
    name: &'static str,
    meaning: &'static str,
    compute: fn(Window<'_>) -> Figure,
) -> MonthVariable {
    MonthVariable { name, meaning, compute }
}

/// Days of the month whose balances are told.
const DAYS: [i8; 7] = [1, 5, 10, 15, 20, 25, 30];

/// Variables of the whole account.
pub const OF_ACCOUNT: &[AccountVariable] = &[
    of_account("customer_name", "name of the holder", |all| {
        text(all.facts.ledger.identity.name.as_ref().map(|name| name.value.clone()))
    }),
    of_account("bank_name", "identifier of the bank", |all| {
        text(all.facts.ledger.bank.as_ref().map(|bank| bank.id.clone()))
    }),
    of_account("account_type", "sort of account; absent when the paper does not say", |all| {
        Figure::Text(match all.facts.ledger.account.account_type {
            AccountType::Unknown => return Figure::Absent,
            AccountType::Savings => "savings".to_owned(),
            AccountType::Current => "current".to_owned(),
            AccountType::Overdraft => "overdraft".to_owned(),
            AccountType::CashCredit => "cash_credit".to_owned(),
            AccountType::CreditCard => "credit_card".to_owned(),
            AccountType::Loan => "loan".to_owned(),
            AccountType::Deposit => "deposit".to_owned(),
        })
    }),
    of_account("accountnumber", "account number without spaces; absent when digits are masked", |all| {
        let key = all.facts.ledger.account.key();
        text((!key.is_empty() && key.chars().all(|c| c.is_ascii_digit())).then_some(key))
    }),
    of_account("ifsc_code", "branch code", |all| {
        text(all.facts.ledger.account.ifsc.as_ref().map(|ifsc| ifsc.value.clone()))
    }),
    of_account("end_date", "last covered day", |all| {
        all.facts.ledger.span().map_or(Figure::Absent, |span| Figure::Day(span.to))
    }),
    of_account("start_date", "first covered day", |all| {
        all.facts.ledger.span().map_or(Figure::Absent, |span| Figure::Day(span.from))
    }),
    of_account("month_duration", "number of covered months", |all| Figure::count(all.months.len())),
    of_account("annualised_credit", "credits / (last covered day - first covered day) x 365", |all| {
        let Some(span) = all.facts.ledger.span() else { return Figure::Absent };
        let credits = all.window.sum(|row| row.is_credit()).saturating_mul(365);
        Figure::money(divide(credits, i64::from(days(span.from, span.to))))
    }),
    of_account("cash_withdrawals", "number of cash withdrawals", |all| {
        Figure::count(all.window.count(|row| row.debit_by(Channel::CashWithdrawal)))
    }),
    of_account("chq_deposits", "number of cheques deposited", |all| {
        Figure::count(all.window.count(|row| row.credit_by(Channel::Chq)))
    }),
    of_account("chq_issues", "number of cheques issued", |all| {
        Figure::count(all.window.count(|row| row.debit_by(Channel::Chq)))
    }),
    of_account("credits", "sum of credits", |all| sum(all, |row| row.is_credit())),
    of_account("debitless_charges", "debits less charges of the bank", |all| sum(all, is_debit_less_charges)),
    of_account("debits", "sum of debits", |all| sum(all, |row| row.is_debit())),
    of_account("avg_monthly_expense", "mean of the expenses of covered months", |all| {
        mean_of_months(all, |row| row.is_expense())
    }),
    of_account("avg_monthly_income", "mean of the income of covered months", |all| {
        mean_of_months(all, |row| row.is_income())
    }),
    of_account("avg_expense_to_income_perc", "expenses of all months in percent of income", |all| {
        Figure::hundredths(share(
            all.window.sum(|row| row.is_expense()),
            all.window.sum(|row| row.is_income()),
        ))
    }),
    of_account("inward_chq_bounces", "sum of issued cheques given back", |all| {
        sum(all, |row| row.credit_by(Channel::InwardChequeBounce))
    }),
    of_account("net_banking_credits", "sum of credits by bank transfer", |all| {
        sum(all, |row| row.credit_by(Channel::NetBankingTransfer))
    }),
    of_account("net_banking_debits", "sum of debits by bank transfer", |all| {
        sum(all, |row| row.debit_by(Channel::NetBankingTransfer))
    }),
    of_account("outward_chq_bounces", "sum of deposited cheques taken back", |all| {
        sum(all, |row| row.debit_by(Channel::OutwardChequeBounce))
    }),
    of_account("pos_expenses", "sum of purchases by card", |all| {
        sum(all, |row| row.debit_by(Channel::DebitCard))
    }),
    of_account("reversals", "sum of refunds", |all| sum(all, |row| row.credit_by(Channel::Refund))),
    of_account("total_bounce_or_penal_charge", "sum of charges for returns and low balances", |all| {
        sum(all, is_bounce_or_penal_charge)
    }),
    of_account("total_cash_withdrawal", "sum of cash withdrawals", |all| {
        sum(all, |row| row.debit_by(Channel::CashWithdrawal))
    }),
    of_account("total_chq_deposit", "sum of cheques deposited", |all| {
        sum(all, |row| row.credit_by(Channel::Chq))
    }),
    of_account("total_chq_issue", "sum of cheques issued", |all| sum(all, |row| row.debit_by(Channel::Chq))),
    of_account("total_creditcard_payment", "sum of payments of credit-card bills", |all| {
        sum(all, is_card_payment)
    }),
    of_account("total_emi_ecs_loan", "sum of payments to lenders", |all| {
        sum(all, |row| row.is_debit() && row.role.is_instalment())
    }),
    of_account("total_expense", "sum of expenses: debits but deposited cheques taken back", |all| {
        sum(all, |row| row.is_expense())
    }),
    of_account("total_income", "sum of income", |all| sum(all, |row| row.is_income())),
    of_account("avg_daily_closing_balance", "mean of all end-of-day balances", |all| {
        Figure::money(all.window.mean_balance())
    }),
    of_account("avg_monthly_closing_balance", "mean of the closing balances of covered months", |all| {
        Figure::money(mean(all.months.iter().filter_map(|month| month.closing())))
    }),
];

/// Variables of each month.
pub const OF_MONTH: &[MonthVariable] = &[
    of_month("month", "the month, as in Jan-25", |w| Figure::Text(YearMonth::of(w.from).short())),
    of_month("credits", "sum of credits", |w| Figure::Money(w.sum(|row| row.is_credit()))),
    of_month("debitless_charges", "debits less charges of the bank", |w| {
        Figure::Money(w.sum(is_debit_less_charges))
    }),
    of_month("debits", "sum of debits", |w| Figure::Money(w.sum(|row| row.is_debit()))),
    of_month("expense", "debits but deposited cheques taken back", |w| {
        Figure::Money(w.sum(|row| row.is_expense()))
    }),
    of_month("income", "income", |w| Figure::Money(w.sum(|row| row.is_income()))),
    of_month("expense_to_income_ratio", "expense / income; absent without income", |w| {
        Figure::hundredths(ratio(w.sum(|row| row.is_expense()), w.sum(|row| row.is_income())))
    }),
    of_month("number_of_transactions", "number of rows", |w| Figure::count(w.count(|_| true))),
    of_month("total_creditcard_payment", "sum of payments of credit-card bills", |w| {
        Figure::Money(w.sum(is_card_payment))
    }),
    of_month(
        "total_inward_payment_bounce",
        "sum of cheques and mandates of the holder that came back",
        |w| {
            Figure::Money(w.sum(|row| {
                row.credit_by(Channel::InwardChequeBounce) || row.credit_by(Channel::AutoDebitPaymentBounce)
            }))
        },
    ),
    of_month("total_salary", "sum of pay, pensions not included", |w| {
        Figure::Money(w.sum(|row| row.role.is_salary()))
    }),
    of_month("max_balance", "highest end-of-day balance", |w| {
        Figure::money(w.days().map(|(_, balance)| balance).max())
    }),
    of_month("min_balance", "lowest end-of-day balance", |w| {
        Figure::money(w.days().map(|(_, balance)| balance).min())
    }),
    of_month("avg_balance", "mean of the end-of-day balances", |w| Figure::money(w.mean_balance())),
    of_month("bal_last", "balance after the last row", |w| Figure::money(w.closing())),
    of_month("balance_on_1st", ON_DAY, |w| balance_on(w, 1)),
    of_month("balance_on_5th", ON_DAY, |w| balance_on(w, 5)),
    of_month("balance_on_10th", ON_DAY, |w| balance_on(w, 10)),
    of_month("balance_on_15th", ON_DAY, |w| balance_on(w, 15)),
    of_month("balance_on_20th", ON_DAY, |w| balance_on(w, 20)),
    of_month("balance_on_25th", ON_DAY, |w| balance_on(w, 25)),
    of_month("balance_on_30th", ON_DAY, |w| balance_on(w, 30)),
    of_month(
        "bal_avgof_6dates",
        "mean of the balances on the 1st, 5th, 10th, 15th, 20th, 25th and 30th",
        |w| {
            let month = YearMonth::of(w.from);
            Figure::money(mean(DAYS.iter().filter_map(|day| w.on(month.day(*day)))))
        },
    ),
    of_month("balance_net_off_on_1st", NET_OFF, |w| net_off_on(w, 1)),
    of_month("balance_net_off_on_5th", NET_OFF, |w| net_off_on(w, 5)),
    of_month("balance_net_off_on_10th", NET_OFF, |w| net_off_on(w, 10)),
    of_month("balance_net_off_on_15th", NET_OFF, |w| net_off_on(w, 15)),
    of_month("balance_net_off_on_20th", NET_OFF, |w| net_off_on(w, 20)),
    of_month("balance_net_off_on_25th", NET_OFF, |w| net_off_on(w, 25)),
    of_month("balance_net_off_on_30th", NET_OFF, |w| net_off_on(w, 30)),
];

const ON_DAY: &str =
    "end-of-day balance; of the last day in shorter months, absent when the day is not covered";
const NET_OFF: &str = "the same less the loan credits of the month up to that day";

/// Balance at the end of a day of the window's month.
fn balance_on(window: Window<'_>, day: i8) -> Figure {
    Figure::money(window.on(YearMonth::of(window.from).day(day)))
}

/// The same less what lenders paid out in the month up to that day.
fn net_off_on(window: Window<'_>, day: i8) -> Figure {
    Figure::money(window.on_without_loans(YearMonth::of(window.from).day(day)))
}

fn text(text: Option<String>) -> Figure {
    text.map_or(Figure::Absent, Figure::Text)
}

fn sum(all: &Whole<'_>, fits: fn(Row<'_>) -> bool) -> Figure {
    Figure::Money(all.window.sum(fits))
}

fn mean_of_months(all: &Whole<'_>, fits: fn(Row<'_>) -> bool) -> Figure {
    Figure::money(mean(all.months.iter().map(|month| month.sum(fits))))
}

fn is_debit_less_charges(row: Row<'_>) -> bool {
    row.is_debit() && row.row.channel != Channel::BankCharge
}

fn is_card_payment(row: Row<'_>) -> bool {
    row.debit_for(Description::CreditCardBill)
}

/// Whether the bank charges for a return or for a low balance.
pub(in crate::analyze) fn is_bounce_or_penal_charge(row: Row<'_>) -> bool {
    row.is_bounce_charge() || row.debit_for(Description::PenaltyCharge)
}
