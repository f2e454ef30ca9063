//! Every variable on one small ledger whose answers were worked out by hand.

use super::*;
use crate::analyze::salary::{PayKind, Payment, SalaryReport};
use crate::analyze::testing::Ledger;
use crate::analyze::{balances, bounce, roles};
use crate::model::{BankRef, Channel, Description};
use jiff::civil::date;

/// March and May 2025; April has no statement.
///
/// ```text
/// March   1  100.00+  1100.00  pay          May   2   80.00-   850.00  bank transfer
///        10   50.00-  1050.00  cash               6    5.00+   855.00  refund
///        20   20.00-  1030.00  cheque            10  200.00+  1055.00  loan
///        31    1.00-  1029.00  charge of bank    15   20.00-  1035.00  instalment
///                                                15   20.00+  1055.00  instalment comes back
///                                                16    5.90-  1049.10  charge for it
///                                                20   40.00-  1009.10  credit-card bill
///                                                25   30.00+  1039.10  cheque deposited
///                                                26   30.00-  1009.10  cheque taken back
///                                                27   10.00-   999.10  card
///                                                31   60.00+  1059.10  bank transfer
/// ```
fn predictors() -> Predictors {
    let march = |day| date(2025, 3, day);
    let may = |day| date(2025, 5, day);
    let early = Ledger::new("INR", 100_000)
        .number("50100012345678")
        .holder("RAVI KUMAR")
        .credit(march(1), 10_000, "SALARY")
        .via(Channel::Salary)
        .debit(march(10), 5_000, "ATM")
        .via(Channel::CashWithdrawal)
        .debit(march(20), 2_000, "CHQ")
        .via(Channel::Chq)
        .debit(march(31), 100, "SMS CHG")
        .via(Channel::BankCharge)
        .statement(march(1), march(31));
    let late = Ledger::new("INR", 93_000)
        .number("50100012345678")
        .holder("RAVI KUMAR")
        .debit(may(2), 8_000, "NEFT DR")
        .via(Channel::NetBankingTransfer)
        .credit(may(6), 500, "REFUND")
        .via(Channel::Refund)
        .credit(may(10), 20_000, "DISBURSAL")
        .via(Channel::Others)
        .lender("Car Finance")
        .debit(may(15), 2_000, "ACH D- CAR FINANCE")
        .via(Channel::AutoDebitPayment)
        .lender("Car Finance")
        .credit(may(15), 2_000, "ACH RTN CAR FINANCE")
        .via(Channel::AutoDebitPaymentBounce)
        .lender("Car Finance")
        .debit(may(16), 590, "ACH RTN CHG")
        .via(Channel::BankCharge)
        .described(Description::AchBounceCharge)
        .debit(may(20), 4_000, "CARD BILL")
        .via(Channel::BillPayment)
        .described(Description::CreditCardBill)
        .credit(may(25), 3_000, "CHQ DEP")
        .via(Channel::Chq)
        .debit(may(26), 3_000, "O/W RTN")
        .via(Channel::OutwardChequeBounce)
        .debit(may(27), 1_000, "POS")
        .via(Channel::DebitCard)
        .credit(may(31), 6_000, "NEFT CR")
        .via(Channel::NetBankingTransfer)
        .statement(may(1), may(31));
    let bank =
        BankRef { id: "lantern_bay".to_owned(), name: "Lantern Bay".to_owned(), country: "IN".to_owned() };
    let mut late = late;
    for (index, row) in late.transactions.iter_mut().enumerate() {
        row.hash = format!("may{index}");
    }
    let statements = [&early, &late]
        .map(|statement| crate::analyze::entity::EntityStatement { statement, bank: Some(&bank) });
    let account = crate::analyze::entity::merge(&statements).remove(0);
    let mut roles = roles::first_look(&account, &bounce::find(&account));
    let pay = Payment {
        row: 0,
        kind: PayKind::Salary,
        employer: None,
        month: YearMonth::of(march(1)),
        is_part: false,
        confidence: 100,
        reasons: Vec::new(),
    };
    roles::add_pay(&mut roles, &SalaryReport { payments: vec![pay], ..SalaryReport::default() });
    predict(&Facts { ledger: &account, roles: &roles, balances: &balances::daily(&account) })
}

fn money(minor: i64) -> Figure {
    Figure::Money(minor)
}

fn text(text: &str) -> Figure {
    Figure::Text(text.to_owned())
}

#[test]
fn every_variable_of_the_account() {
    let expected: Vec<(&str, Figure)> = vec![
        ("customer_name", text("RAVI KUMAR")),
        ("bank_name", text("lantern_bay")),
        ("account_type", Figure::Absent),
        ("accountnumber", text("50100012345678")),
        ("ifsc_code", Figure::Absent),
        ("end_date", Figure::Day(date(2025, 5, 31))),
        ("start_date", Figure::Day(date(2025, 3, 1))),
        ("month_duration", Figure::Count(2)),
        // 415.00 / 91 days x 365 = 1664.56
        ("annualised_credit", money(166_456)),
        ("cash_withdrawals", Figure::Count(1)),
        ("chq_deposits", Figure::Count(1)),
        ("chq_issues", Figure::Count(1)),
        ("credits", money(41_500)),
        // 71.00 of March and 184.90 of May less the charges of 1.00 and 5.90
        ("debitless_charges", money(25_000)),
        ("debits", money(25_690)),
        // 71.00 and 155.90
        ("avg_monthly_expense", money(11_345)),
        // 100.00 and 95.00: refund, cheque, transfer
        ("avg_monthly_income", money(9_750)),
        // 226.90 / 195.00
        ("avg_expense_to_income_perc", Figure::Hundredths(11_636)),
        ("inward_chq_bounces", money(0)),
        ("net_banking_credits", money(6_000)),
        ("net_banking_debits", money(8_000)),
        ("outward_chq_bounces", money(3_000)),
        ("pos_expenses", money(1_000)),
        ("reversals", money(500)),
        ("total_bounce_or_penal_charge", money(590)),
        ("total_cash_withdrawal", money(5_000)),
        ("total_chq_deposit", money(3_000)),
        ("total_chq_issue", money(2_000)),
        ("total_creditcard_payment", money(4_000)),
        ("total_emi_ecs_loan", money(2_000)),
        ("total_expense", money(22_690)),
        ("total_income", money(19_500)),
        // March 32 759.00 and May 30 345.60 over 62 days; the days of April are not known.
        ("avg_daily_closing_balance", money(101_782)),
        // (1029.00 + 1059.10) / 2
        ("avg_monthly_closing_balance", money(104_405)),
    ];
    let predictors = predictors();
    let names: Vec<&str> = OF_ACCOUNT.iter().map(|variable| variable.name).collect();
    assert_eq!(names, expected.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    for (name, figure) in &expected {
        assert_eq!(predictors.get(name), Some(figure), "{name}");
    }
}

#[test]
fn every_variable_of_a_month_and_none_of_a_missing_one() {
    // May is month 0, April month 1 without data, March month 2.
    let expected: Vec<(&str, Figure, Figure)> = vec![
        ("month", text("May-25"), text("Mar-25")),
        ("credits", money(31_500), money(10_000)),
        ("debitless_charges", money(18_000), money(7_000)),
        ("debits", money(18_590), money(7_100)),
        ("expense", money(15_590), money(7_100)),
        ("income", money(9_500), money(10_000)),
        ("expense_to_income_ratio", Figure::Hundredths(164), Figure::Hundredths(71)),
        ("number_of_transactions", Figure::Count(11), Figure::Count(4)),
        ("total_creditcard_payment", money(4_000), money(0)),
        ("total_inward_payment_bounce", money(2_000), money(0)),
        ("total_salary", money(0), money(10_000)),
        ("max_balance", money(105_910), money(110_000)),
        ("min_balance", money(85_000), money(102_900)),
        // May: 5 x 850 (nothing of May precedes the 1st, so it takes the closest) + 4 x 855 + 6 x 1055 + 4 x 1049.10
        //      + 5 x 1009.10 + 1039.10 + 1009.10 + 4 x 999.10 + 1059.10 = 30 345.60, / 31
        // March: 9 x 1100 + 10 x 1050 + 11 x 1030 + 1029 = 32 759, / 31
        ("avg_balance", money(97_889), money(105_674)),
        ("bal_last", money(105_910), money(102_900)),
        ("balance_on_1st", money(85_000), money(110_000)),
        ("balance_on_5th", money(85_000), money(110_000)),
        ("balance_on_10th", money(105_500), money(105_000)),
        ("balance_on_15th", money(105_500), money(105_000)),
        ("balance_on_20th", money(100_910), money(103_000)),
        ("balance_on_25th", money(103_910), money(103_000)),
        ("balance_on_30th", money(99_910), money(103_000)),
        // (2 x 850 + 2 x 1055 + 1009.10 + 1039.10 + 999.10) / 7 and (2 x 1100 + 2 x 1050 + 3 x 1030) / 7
        ("bal_avgof_6dates", money(97_961), money(105_571)),
        ("balance_net_off_on_1st", money(85_000), money(110_000)),
        ("balance_net_off_on_5th", money(85_000), money(110_000)),
        ("balance_net_off_on_10th", money(85_500), money(105_000)),
        ("balance_net_off_on_15th", money(85_500), money(105_000)),
        ("balance_net_off_on_20th", money(80_910), money(103_000)),
        ("balance_net_off_on_25th", money(83_910), money(103_000)),
        ("balance_net_off_on_30th", money(79_910), money(103_000)),
    ];
    let predictors = predictors();
    let names: Vec<&str> = OF_MONTH.iter().map(|variable| variable.name).collect();
    assert_eq!(names, expected.iter().map(|(name, _, _)| *name).collect::<Vec<_>>());
    assert_eq!(OF_ACCOUNT.len() + OF_MONTH.len(), 64);
    for (name, may, march) in &expected {
        assert_eq!(predictors.get(&format!("{name}_0")), Some(may), "{name} of May");
        assert_eq!(predictors.get(&format!("{name}_1")), Some(&Figure::Absent), "{name} of April");
        assert_eq!(predictors.get(&format!("{name}_2")), Some(march), "{name} of March");
        assert_eq!(predictors.get(&format!("{name}_5")), Some(&Figure::Absent), "{name} of December");
    }
}
