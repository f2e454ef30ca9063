//! Sets found, and rows that come again without being one.

use super::*;
use crate::analyze::salary::SalaryReport;
use crate::analyze::testing::Ledger;
use crate::analyze::{bounce, roles};
use jiff::ToSpan;
use jiff::civil::date;

fn found(ledger: &Ledger) -> Recurring {
    let account = ledger.account(date(2025, 1, 1), date(2025, 12, 31));
    let roles = roles::first_look(&account, &bounce::find(&account));
    find(&account, &roles, &SalaryReport::default(), date(2026, 1, 2))
}

fn usd() -> Ledger {
    Ledger::new("USD", 10_000_000)
}

fn monthly(ledger: Ledger, day: i8, amounts: &[i64], party: &str) -> Ledger {
    amounts.iter().zip(1_i8..).fold(ledger, |ledger, (amount, month)| {
        let last = date(2025, month, 1).last_of_month();
        let day = date(2025, month, day.min(last.day()));
        ledger.debit(day, *amount, party).via(Channel::DebitCard).with(party)
    })
}

#[test]
fn a_subscription_with_a_rise_is_one_set_of_the_contracts_shape() {
    let ledger = monthly(
        usd(),
        31,
        &[999, 999, 999, 999, 1_099, 1_099, 1_099, 1_099, 1_099, 1_099, 1_099, 1_099],
        "STREAMFLIX",
    );
    let recurring = found(&ledger);
    let [set] = recurring.debit.as_slice() else { panic!("{recurring:?}") };
    assert_eq!((set.rows.len(), set.median, set.least, set.most), (12, 1_099, 999, 1_099));
    assert_eq!((set.cadence, set.status, set.missed), (Cadence::Monthly, SetStatus::Mature, 0));
    assert_eq!(set.next_due, Some(date(2026, 1, 31)));
    assert_eq!(set.channel, Channel::DebitCard);
}

#[test]
fn bills_vary_drift_and_miss_a_month() {
    let mut ledger = usd();
    for (month, day, amount) in
        [(1, 12, 6_120), (2, 14, 9_830), (3, 11, 7_400), (5, 13, 5_010), (6, 15, 4_480), (7, 12, 8_890)]
    {
        ledger = ledger
            .debit(date(2025, month, day), amount, "OHIO POWER")
            .via(Channel::BillPayment)
            .with("OHIO POWER");
    }
    let recurring = found(&ledger);
    assert_eq!(recurring.debit.len(), 1);
    assert_eq!((recurring.debit[0].rows.len(), recurring.debit[0].missed), (6, 1));
    assert_eq!(recurring.debit[0].status, SetStatus::Ended);
    assert_eq!(recurring.debit[0].next_due, None);
}

#[test]
fn two_subscriptions_of_one_merchant_are_two_sets() {
    let mut ledger = usd();
    for month in 1..=8 {
        for (day, amount) in [(5, 1_499), (20, 299)] {
            ledger = ledger.debit(date(2025, month, day), amount, "AMAZON PRIME").with("AMAZON PRIME");
        }
    }
    let sets = found(&ledger).debit;
    assert_eq!(sets.iter().map(|set| set.median).collect::<Vec<_>>(), [1_499, 299]);
    assert!(sets.iter().all(|set| set.rows.len() == 8 && set.cadence == Cadence::Monthly));
}

#[test]
fn the_same_price_on_two_days_is_two_sets_too() {
    let mut ledger = usd();
    for month in 1..=8 {
        for day in [4, 21] {
            ledger = ledger.debit(date(2025, month, day), 999, "CLOUD STORAGE").with("CLOUD STORAGE");
        }
    }
    let sets = found(&ledger).debit;
    assert_eq!(sets.iter().map(|set| set.rows.len()).collect::<Vec<_>>(), [8, 8]);
}

#[test]
fn two_payments_are_an_early_set_only_for_one_price() {
    let visit = |month: i8, amount: i64, ledger: Ledger| {
        ledger.debit(date(2025, month, 7), amount, "GYM").with("GYM")
    };
    let sets = found(&visit(12, 1_999, visit(11, 1_999, usd()))).debit;
    assert_eq!((sets.len(), sets[0].status), (1, SetStatus::Early));
    let other = visit(12, 4_250, visit(11, 1_999, usd()));
    assert_eq!(found(&other).debit, []);
}

#[test]
fn a_shop_visited_often_is_no_set() {
    let mut ledger = usd();
    // Days and amounts as a generator of a few lines strews them: neither weekly nor monthly.
    let mut state = 7_u64;
    let mut day = date(2025, 1, 1);
    for _ in 0..60 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        day = day.checked_add((i64::try_from((state >> 33) % 9).unwrap() + 1).days()).unwrap();
        let amount = 1_500 + i64::try_from((state >> 40) % 9_000).unwrap();
        ledger = ledger.debit(day, amount, "FRESHWAY MART").via(Channel::DebitCard).with("FRESHWAY MART");
    }
    assert_eq!(found(&ledger).debit, []);
}

#[test]
fn the_same_cup_of_coffee_every_day_is_no_monthly_set() {
    let mut ledger = usd();
    for step in 0..200 {
        let day = date(2025, 1, 2).checked_add((step + step / 5 * 2).days()).unwrap();
        ledger =
            ledger.debit(day, 450, "FLAT WHITE CORNER").via(Channel::DebitCard).with("FLAT WHITE CORNER");
    }
    assert_eq!(found(&ledger).debit, []);
}

#[test]
fn interest_and_charges_are_left_out() {
    let mut ledger = usd();
    for month in 1..=12 {
        ledger = ledger
            .credit(date(2025, month, 28), 120, "INTEREST")
            .via(Channel::BankInterest)
            .with("BANK")
            .debit(date(2025, month, 28), 500, "MONTHLY FEE")
            .via(Channel::BankCharge)
            .with("BANK");
    }
    assert_eq!(found(&ledger), Recurring::default());
}
