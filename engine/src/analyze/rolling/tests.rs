//! Windows of thirty days over a small ledger worked out by hand.

use super::*;
use crate::analyze::testing::Ledger;
use crate::analyze::{balances, roles};
use crate::model::{Channel, Description, MerchantCategory};
use jiff::civil::date;
use std::collections::BTreeSet;

/// 91 days that end on 30 June 2025: the latest window begins on 1 June, the one before on 2 May.
fn rolling() -> RollingAnalysis {
    let june = |day| date(2025, 6, day);
    let account = Ledger::new("INR", 50_000)
        .debit(date(2025, 5, 1), 60_000, "NEFT DR")
        .via(Channel::NetBankingTransfer)
        .credit(date(2025, 5, 3), 100_000, "NEFT CR")
        .via(Channel::NetBankingTransfer)
        .debit(june(2), 1_000, "ACH D- CAR FINANCE")
        .via(Channel::AutoDebitPayment)
        .lender("Car Finance")
        .debit(june(5), 3_000, "ACH D- CAR FINANCE")
        .via(Channel::AutoDebitPayment)
        .lender("Car Finance")
        .debit(june(9), 700, "POS SHOP")
        .via(Channel::DebitCard)
        .in_category(MerchantCategory::Shopping)
        .debit(june(9), 300, "POS FOOD")
        .via(Channel::DebitCard)
        .in_category(MerchantCategory::Food)
        .debit(june(12), 800, "BILL MOBILE")
        .via(Channel::BillPayment)
        .described(Description::TelcoBill)
        .debit(june(13), 900, "BILL POWER")
        .via(Channel::BillPayment)
        .described(Description::ElectricBill)
        .credit(june(20), 40_000, "DISBURSAL")
        .lender("Car Finance")
        .account(date(2025, 4, 1), june(30));
    let roles = roles::first_look(&account, &[]);
    analyze(&Facts { ledger: &account, roles: &roles, balances: &balances::daily(&account) })
}

#[test]
fn windows_lie_within_the_covered_days() {
    let names: Vec<String> = rolling().groups.into_iter().map(|group| group.name).collect();
    let expected = ["month_0", "month_1", "month_2", "Apr-2025", "May-2025", "Jun-2025", "3_months_group"];
    assert_eq!(names, expected);
    let groups = rolling().groups;
    assert_eq!((groups[0].from, groups[1].from), (date(2025, 6, 1), date(2025, 5, 2)));
    assert_eq!((groups[6].from, groups[6].to), (date(2025, 4, 2), date(2025, 6, 30)));
}

#[test]
fn calendar_months_have_the_same_variables() {
    let rolling = rolling();
    let Some(RollingValue::Rows(credits)) = rolling.get("May-2025", "credit") else { panic!() };
    assert_eq!((credits.sum, credits.count), (100_000, 1));
    let closing = rolling.get("Apr-2025", "closing_balance");
    assert_eq!(closing, Some(&RollingValue::Figure(Figure::Money(50_000))), "nothing moved");
    assert!(rolling.groups.iter().all(|group| group.variables.len() == VARIABLES.len()));
}

#[test]
fn statistics_over_rows() {
    let rolling = rolling();
    let Some(RollingValue::Rows(paid)) = rolling.get("month_0", "emi_debit") else { panic!() };
    assert_eq!(
        *paid,
        RowStatistics {
            sum: 4_000,
            count: 2,
            avg: Some(2_000),
            max: Some(3_000),
            min: Some(1_000),
            max_date: Some(date(2025, 6, 5)),
            min_date: Some(date(2025, 6, 2)),
        }
    );
    assert_eq!(rolling.get("month_2", "emi_debit"), Some(&RollingValue::Rows(RowStatistics::default())));
    for (name, sum) in [
        ("discretionary_spends", 1_000),
        ("shopping", 700),
        ("digital_payments", 1_000),
        ("telephone", 800),
        ("utilities", 900),
        ("loan_credits", 40_000),
        ("income", 0),
    ] {
        let Some(RollingValue::Rows(rows)) = rolling.get("month_0", name) else { panic!("{name}") };
        assert_eq!(rows.sum, sum, "{name}");
    }
}

#[test]
fn figures_of_a_window() {
    let rolling = rolling();
    // Balances: 900 on the 1st, 890 from the 2nd, 860 from the 5th, 850 from the 9th, 842 from the 12th, 833 from the
    // 13th, 1233 from the 20th. Mean: (900 + 3x890 + 4x860 + 3x850 + 842 + 7x833 + 11x1233) / 30 = 993.20.
    for (group, name, expected) in [
        ("month_0", "avg_bal", Figure::Money(99_320)),
        ("month_0", "opening_balance", Figure::Money(90_000)),
        ("month_0", "closing_balance", Figure::Money(123_300)),
        ("month_0", "net_cash_inflow", Figure::Money(33_300)),
        ("month_0", "balance_on_15th", Figure::Money(83_300)),
        ("month_0", "balance_on_25th", Figure::Money(123_300)),
        ("month_0", "balance_net_off_on_25th_0", Figure::Money(83_300)),
        ("month_0", "balance_on_1st", Figure::Money(90_000)),
        // 993.20 / 20.00
        ("month_0", "abb_isto_emi", Figure::Hundredths(4_966)),
        ("month_1", "abb_isto_emi", Figure::Hundredths(9_900)),
        // 2 May: what the first of May left; the rest of the window is above zero.
        ("month_1", "negative_balance_days", Figure::Count(1)),
        ("month_0", "negative_balance", Figure::Count(0)),
    ] {
        assert_eq!(rolling.get(group, name), Some(&RollingValue::Figure(expected)), "{group} {name}");
    }
}

#[test]
fn every_variable_has_a_name_of_its_own() {
    let names: BTreeSet<&str> = VARIABLES.iter().map(|variable| variable.name).collect();
    assert_eq!(names.len(), VARIABLES.len());
    // Sixty rows in the source, of which `shopping` stands twice and opening and closing balance twice each.
    assert_eq!(names.len(), 58);
}
