//! Every metric on one small ledger whose answers were worked out by hand.

use super::*;
use crate::analyze::salary::{PayKind, Payment, SalaryReport};
use crate::analyze::testing::Ledger;
use crate::analyze::{balances, bounce, roles};
use crate::model::{Channel, Description, MerchantCategory};
use jiff::civil::date;

/// April 2025 has one row of every kind; May has a row that follows April's pay, and the rest of it is quiet.
///
/// ```text
/// day  amount  balance  what
///   1  50.00+  150.00   pay
///   3   1.00-  149.00   UPI, within seven days of pay
///   4   2.00-  147.00   card, within seven days
///   5  10.00-  137.00   instalment by mandate
///   5  10.00+  147.00   the instalment comes back
///   6   0.59-  146.41   charge for it
///   7   3.00-  143.41   cheque issued
///   8   3.00+  146.41   cheque given back, funds insufficient
///   8   0.40-  146.01   charge for it
///   9   4.00-  142.01   cash, eight days after pay
///  10   6.00+  148.01   cash paid in
///  11   7.00+  155.01   cheque deposited
///  12   7.00-  148.01   cheque taken back, funds insufficient
///  13   8.00+  156.01   loan
///  14   9.00-  147.01   credit-card bill
///  15   5.00-  142.01   investment
///  16   5.50+  147.51   investment paid out
///  17   1.50+  149.01   refund
///  18   0.25+  149.26   interest
///  19   0.30+  149.56   exchange difference
///  19   0.20-  149.36   exchange difference
///  20   2.50-  146.86   payment gateway
///  21 600.00+  746.86   bank transfer in
///  22 700.00-   46.86   bank transfer out
///  23   1.00+   47.86   UPI in
///  24  11.00+   58.86   from an own account
///  25  12.00-   46.86   to an own account
///  26  10.00-   36.86   instalment
///  30  50.00+   86.86   pay of April
/// May
///   2   5.00-   81.86   UPI, within seven days of pay
/// ```
fn ledger() -> Ledger {
    let on = |day| date(2025, 4, day);
    Ledger::new("INR", 10_000)
        .credit(on(1), 5_000, "SALARY")
        .via(Channel::Salary)
        .debit(on(3), 100, "UPI/DR/TEA")
        .via(Channel::Upi)
        .debit(on(4), 200, "POS SHOP")
        .via(Channel::DebitCard)
        .debit(on(5), 1_000, "ACH D- HOME FINANCE")
        .via(Channel::AutoDebitPayment)
        .lender("Home Finance")
        .credit(on(5), 1_000, "ACH RTN HOME FINANCE")
        .via(Channel::AutoDebitPaymentBounce)
        .lender("Home Finance")
        .debit(on(6), 59, "ACH RTN CHG")
        .via(Channel::BankCharge)
        .described(Description::AchBounceCharge)
        .debit(on(7), 300, "CHQ 1")
        .via(Channel::Chq)
        .credit(on(8), 300, "I/W RTN CHQ 1")
        .via(Channel::InwardChequeBounce)
        .described(Description::ChqBounceInsuffFunds)
        .debit(on(8), 40, "CHQ RTN CHG")
        .via(Channel::BankCharge)
        .described(Description::ChqBounceCharge)
        .debit(on(9), 400, "ATM")
        .via(Channel::CashWithdrawal)
        .credit(on(10), 600, "CASH DEP")
        .via(Channel::CashDeposit)
        .credit(on(11), 700, "CHQ 2")
        .via(Channel::Chq)
        .debit(on(12), 700, "O/W RTN CHQ 2")
        .via(Channel::OutwardChequeBounce)
        .described(Description::ChqBounceInsuffFunds)
        .credit(on(13), 800, "DISBURSAL CAR FINANCE")
        .via(Channel::NetBankingTransfer)
        .lender("Car Finance")
        .debit(on(14), 900, "BILLPAY CREDIT CARD")
        .via(Channel::BillPayment)
        .described(Description::CreditCardBill)
        .debit(on(15), 500, "SIP")
        .via(Channel::Investment)
        .credit(on(16), 550, "REDEMPTION")
        .via(Channel::InvestmentCashin)
        .credit(on(17), 150, "REFUND")
        .via(Channel::Refund)
        .credit(on(18), 25, "INT PD")
        .via(Channel::BankInterest)
        .credit(on(19), 30, "RATE DIFF")
        .via(Channel::InternationalTransactionArbitrage)
        .debit(on(19), 20, "RATE DIFF")
        .via(Channel::InternationalTransactionArbitrage)
        .debit(on(20), 250, "RAZORPAY")
        .via(Channel::PaymentGatewayPurchase)
        .in_category(MerchantCategory::Shopping)
        .credit(on(21), 60_000, "NEFT CR")
        .via(Channel::NetBankingTransfer)
        .debit(on(22), 70_000, "NEFT DR")
        .via(Channel::NetBankingTransfer)
        .credit(on(23), 100, "UPI/CR")
        .via(Channel::Upi)
        .credit(on(24), 1_100, "OWN")
        .via(Channel::SelfTransfer)
        .debit(on(25), 1_200, "OWN")
        .via(Channel::SelfTransfer)
        .debit(on(26), 1_000, "ACH D- HOME FINANCE")
        .via(Channel::AutoDebitPayment)
        .lender("Home Finance")
        .credit(on(30), 5_000, "SALARY")
        .via(Channel::Salary)
        .debit(date(2025, 5, 2), 500, "UPI/DR/RENT")
        .via(Channel::Upi)
}

fn analysis() -> MonthlyAnalysis {
    let account = ledger().account(date(2025, 4, 1), date(2025, 5, 31));
    let mut roles = roles::first_look(&account, &bounce::find(&account));
    let pay = |row| Payment {
        row,
        kind: PayKind::Salary,
        employer: None,
        month: YearMonth::of(date(2025, 4, 1)),
        is_part: false,
        confidence: 100,
        reasons: Vec::new(),
    };
    roles::add_pay(&mut roles, &SalaryReport { payments: vec![pay(0), pay(28)], ..SalaryReport::default() });
    analyze(&Facts { ledger: &account, roles: &roles, balances: &balances::daily(&account) })
}

/// What April has for each metric: minor units, counts, or hundredths of a percent.
const APRIL: &[(&str, i64)] = &[
    ("amt_auto_debit_payment_bounce_credit", 1_000),
    ("amt_auto_debit_payment_debit", 2_000),
    ("amt_bank_charge_debit", 99),
    ("amt_bank_interest_credit", 25),
    ("amt_bill_payment_debit", 900),
    ("amt_cash_deposit_credit", 600),
    ("amt_cash_withdrawl_debit", 400),
    ("amt_chq_credit", 700),
    ("amt_chq_debit", 300),
    // 50 + 6 + 7 + 5.50 + 1.50 + 0.25 + 600 + 1 + 50
    ("amt_income_credit", 72_125),
    // ... + 10 returned + 3 returned + 8 lent + 0.30 exchange + 11 own
    ("amt_credit", 75_355),
    // 1+2+10+.59+3+.40+4+7+9+5+.20+2.50+700+12+10
    ("amt_debit", 76_669),
    ("amt_debit_card_debit", 200),
    ("amt_international_transaction_arbitrage_credit", 30),
    ("amt_international_transaction_arbitrage_debit", 20),
    ("amt_investment_cashin_credit", 550),
    ("amt_net_banking_transfer_credit", 60_800),
    ("amt_net_banking_transfer_debit", 70_000),
    ("amt_outward_cheque_bounce_debit", 700),
    ("amt_inward_cheque_bounce_credit", 300),
    ("amt_outward_cheque_bounce_insuff_funds_debit", 700),
    ("amt_inward_cheque_bounce_insuff_funds_credit", 300),
    ("amt_ach_bounce_charge", 59),
    ("amt_chq_bounce_charge", 40),
    ("amt_bounce_charge", 99),
    ("amt_payment_gateway_purchase_debit", 250),
    ("amt_refund_credit", 150),
    ("amt_upi_credit", 100),
    ("amt_upi_debit", 100),
    ("amt_emi_debit", 2_000),
    ("amt_emi_bounce_credit", 1_000),
    ("amt_credit_card_bill_debit", 900),
    ("amt_investment", 500),
    ("amt_loan_credits", 800),
    // Only the transfer of 600.00 is above 500 units.
    ("amt_business_credit", 60_000),
    ("amt_self_transfer_credit", 1_100),
    ("amt_self_transfer_debit", 1_200),
    // The thirty end-of-day balances sum to 4140.50.
    ("avg_bal", 13_802),
    // 75355 / 14 = 5382.5
    ("avg_credit_transaction_size", 5_383),
    // 76669 / 15 = 5111.27
    ("avg_debit_transaction_size", 5_111),
    ("avg_emi", 1_000),
    ("closing_balance", 8_686),
    ("cnt_auto_debit_payment_bounce_credit", 1),
    ("cnt_auto_debit_payment_debit", 2),
    ("cnt_bank_charge_debit", 2),
    ("cnt_bank_interest_credit", 1),
    ("cnt_bill_payment_debit", 1),
    ("cnt_cash_deposit_credit", 1),
    ("cnt_cash_withdrawl_debit", 1),
    ("cnt_chq_credit", 1),
    ("cnt_chq_debit", 1),
    ("cnt_income_credit", 9),
    ("cnt_credit", 14),
    ("cnt_debit", 15),
    ("cnt_debit_card_debit", 1),
    ("cnt_international_transaction_arbitrage_credit", 1),
    ("cnt_international_transaction_arbitrage_debit", 1),
    ("cnt_investment_cashin_credit", 1),
    ("cnt_net_banking_transfer_credit", 2),
    ("cnt_net_banking_transfer_debit", 1),
    ("cnt_outward_cheque_bounce_debit", 1),
    ("cnt_inward_cheque_bounce_credit", 1),
    ("cnt_inward_cheque_bounce_insuff_funds_credit", 1),
    ("cnt_outward_cheque_bounce_insuff_funds_debit", 1),
    ("cnt_ach_bounce_charge", 1),
    ("cnt_chq_bounce_charge", 1),
    ("cnt_bounce_charge", 2),
    ("cnt_payment_gateway_purchase_debit", 1),
    ("cnt_emi_debit", 2),
    ("cnt_emi_bounce_credit", 1),
    ("cnt_refund_credit", 1),
    ("cnt_transactions", 29),
    ("cnt_upi_credit", 1),
    ("cnt_upi_debit", 1),
    ("cnt_investment", 1),
    ("cnt_credit_card_bill_debit", 1),
    ("cnt_loan_credits", 1),
    ("cnt_business_credit", 1),
    ("cnt_self_transfer_debit", 1),
    ("cnt_self_transfer_credit", 1),
    ("max_bal", 74_686),
    ("max_eod_balance", 74_686),
    // Of 30 sorted balances the sixteenth, counted from the lowest: 147.00.
    ("median_balance", 14_700),
    ("min_bal", 3_686),
    ("min_eod_balance", 3_686),
    // 36.86 on the 26th to the 29th.
    ("mode_balance", 3_686),
    // 753.55 - 766.69
    ("net_cash_inflow", -1_314),
    ("opening_balance", 10_000),
    ("number_of_salary_transactions", 2),
    ("total_amount_of_salary", 10_000),
    ("perc_salary_spend_bill_payment", 0),
    // The cash of the 9th is eight days after pay.
    ("perc_salary_spend_cash_withdrawl", 0),
    // 2.00 of 100.00
    ("perc_salary_spend_debit_card", 200),
    ("perc_salary_spend_net_banking_transfer", 0),
    // 1.00 on the 3rd and 5.00 on 2 May, after the pay of 30 April.
    ("perc_salary_spend_upi", 600),
];

#[test]
fn every_metric_of_a_ledger_worked_out_by_hand() {
    let analysis = analysis();
    let april = YearMonth::of(date(2025, 4, 1));
    let names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
    let table: Vec<&str> = APRIL.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, table, "the table has every metric in the contract's order");
    assert_eq!(names.len(), 95);
    let mut wrong = Vec::new();
    for (name, expected) in APRIL {
        let figure = analysis.figure(name, april).unwrap();
        let value = match figure {
            Figure::Money(value) | Figure::Count(value) | Figure::Hundredths(value) => *value,
            other => panic!("{name} is {other:?}"),
        };
        if value != *expected {
            wrong.push(format!("{name}: {value}, by hand {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_quiet_month_carries_its_balance_and_has_no_pay_to_share() {
    let analysis = analysis();
    let may = YearMonth::of(date(2025, 5, 1));
    let told = |name| analysis.figure(name, may).unwrap().clone();
    assert_eq!(told("opening_balance"), Figure::Money(8_686));
    assert_eq!(told("closing_balance"), Figure::Money(8_186));
    assert_eq!(told("max_eod_balance"), Figure::Money(8_686), "the first of May holds April's balance");
    assert_eq!(told("mode_balance"), Figure::Money(8_186));
    assert_eq!(told("avg_emi"), Figure::Money(0));
    assert_eq!(told("perc_salary_spend_upi"), Figure::Absent);
    assert_eq!(analysis.months.len(), 2);
}

#[test]
fn an_account_without_balances_has_sums_and_no_balances() {
    let mut account = Ledger::new("INR", 0)
        .debit(date(2025, 4, 3), 100, "UPI")
        .without_balance()
        .account(date(2025, 4, 1), date(2025, 4, 30));
    account.opening = None;
    account.running = vec![None];
    let roles = roles::first_look(&account, &[]);
    let analysis = analyze(&Facts { ledger: &account, roles: &roles, balances: &balances::daily(&account) });
    let april = YearMonth::of(date(2025, 4, 1));
    assert_eq!(analysis.figure("amt_debit", april), Some(&Figure::Money(100)));
    assert_eq!(analysis.figure("avg_bal", april), Some(&Figure::Absent));
}
