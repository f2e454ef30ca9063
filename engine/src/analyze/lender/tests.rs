//! Loans inferred from rows.

use super::*;
use crate::analyze::calendar::Calendar;
use crate::analyze::testing::Ledger;
use crate::analyze::{AnalysisOptions, bounce, recurring, roles, salary};
use crate::model::{Channel, Description};
use jiff::civil::date;

fn report(ledger: &Ledger) -> (LenderReport, Vec<Bounce>) {
    let account = ledger.account(date(2025, 1, 1), date(2025, 12, 31));
    let today = date(2026, 1, 2);
    let bounces = bounce::find(&account);
    let mut roles = roles::first_look(&account, &bounces);
    let salary = salary::find(&account, &roles, &Calendar::of("IN"), &AnalysisOptions::on(today));
    roles::add_pay(&mut roles, &salary);
    let recurring = recurring::find(&account, &roles, &salary, today);
    (find(&account, &roles, &bounces, &recurring, &salary, today), bounces)
}

fn instalment(ledger: Ledger, month: i8, amount: i64, lender: &str) -> Ledger {
    let text = format!("ACH D- {lender}");
    ledger.debit(date(2025, month, 5), amount, &text).via(Channel::AutoDebitPayment).lender(lender)
}

fn inr() -> Ledger {
    Ledger::new("INR", 100_000_000)
}

#[test]
fn a_loan_from_its_disbursal_with_a_bounce_and_the_share_of_income() {
    let mut ledger = inr()
        .credit(date(2025, 1, 10), 11_000_000, "NEFT CR-BAJAJ FINANCE")
        .via(Channel::NetBankingTransfer)
        .lender("Bajaj Finance");
    for month in 2..=12 {
        ledger = instalment(ledger, month, 1_000_000, "Bajaj Finance");
        if month == 6 {
            ledger = ledger
                .credit(date(2025, 6, 6), 1_000_000, "ACH RTN")
                .via(Channel::AutoDebitPaymentBounce)
                .debit(date(2025, 6, 7), 59_000, "ACH RTN CHG")
                .via(Channel::BankCharge)
                .described(Description::AchBounceCharge)
                .debit(date(2025, 6, 12), 1_000_000, "ACH D- BAJAJ FINANCE")
                .via(Channel::AutoDebitPayment)
                .lender("Bajaj Finance");
        }
        ledger = ledger.credit(date(2025, month, 28), 4_000_000, "SALARY").via(Channel::Salary);
    }
    let (report, bounces) = report(&ledger);
    assert_eq!(bounces.len(), 1);
    let [loan] = report.loans.as_slice() else { panic!("{:?}", report.loans) };
    assert_eq!(
        (loan.lender.as_deref(), loan.instalment, loan.day),
        (Some("Bajaj Finance"), 1_000_000, Some(5))
    );
    assert_eq!(
        (loan.months_seen, loan.bounces.as_slice(), loan.status),
        (11, [0].as_slice(), LoanStatus::Active)
    );
    assert_eq!(loan.instalments.len(), 12, "the second presentation included");
    // 110 000 less eleven instalments that held is nothing; the interest of the year is still owed.
    let outstanding = loan.outstanding.unwrap();
    assert_eq!(outstanding.at_least, 0);
    assert!((800_000..1_300_000).contains(&outstanding.likely), "{outstanding:?}");
    assert_eq!((report.obligations, report.income, report.foir), (1_000_000, 4_000_000, Some(2_500)));
    // Disbursal, eleven instalments, the second presentation and the return.
    assert_eq!(report.transactions.len(), 14);
}

#[test]
fn two_loans_of_one_lender_and_one_that_ends_early() {
    let mut ledger = inr();
    for month in 1..=6 {
        ledger = instalment(ledger, month, 1_000_000, "Bajaj Finance");
        ledger = instalment(ledger, month, 350_000, "Bajaj Finance");
        ledger = instalment(ledger, month, 777_000, "Car Finance");
    }
    let ledger = ledger
        .debit(date(2025, 7, 3), 4_000_000, "NEFT DR-CAR FINANCE-FORECLOSURE")
        .via(Channel::NetBankingTransfer)
        .lender("Car Finance");
    let (report, _) = report(&ledger);
    let told: Vec<(i64, LoanStatus)> =
        report.loans.iter().map(|loan| (loan.instalment, loan.status)).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told.contains(&(1_000_000, LoanStatus::Stopped)) && told.contains(&(350_000, LoanStatus::Stopped))
    );
    assert!(told.contains(&(777_000, LoanStatus::Foreclosed)));
    assert_eq!((report.obligations, report.foir), (0, None), "no income, no ratio");
}

#[test]
fn one_instalment_is_a_loan_that_has_only_begun() {
    let (report, _) = report(&instalment(inr(), 12, 500_000, "Home Finance"));
    assert_eq!(report.loans.len(), 1);
    assert_eq!((report.loans[0].cadence, report.loans[0].months_seen), (None, 1));
    assert_eq!(report.loans[0].outstanding, None, "nothing says what was lent");
}

#[test]
fn a_mandate_of_a_fund_is_no_loan() {
    let mut ledger = inr();
    for month in 1..=12 {
        ledger = ledger
            .debit(date(2025, month, 10), 500_000, "ACH D- LARCH FUND")
            .via(Channel::AutoDebitPayment)
            .with("LARCH FUND");
    }
    let (report, _) = report(&ledger);
    assert_eq!(report, LenderReport { foir: None, ..LenderReport::default() });
}
