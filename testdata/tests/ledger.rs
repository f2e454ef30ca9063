//! An invented Indian ledger is an honest one: it breaks none of the rules that findings are made of.

use jiff::civil::{Date, Weekday};
use testdata::{Direction, Ledger, LedgerPlan, LedgerRow, RowKind};

fn check(check: impl Fn(u64, &Ledger)) {
    for seed in 0..150 {
        let plan = LedgerPlan { bounce_percent: if seed % 2 == 0 { 0 } else { 40 }, ..LedgerPlan::default() };
        check(seed, &Ledger::invent(seed, &plan.months(6)));
    }
}

fn of_kind(ledger: &Ledger, kind: RowKind) -> Vec<&LedgerRow> {
    ledger.rows.iter().filter(|row| row.kind == kind).collect()
}

fn branch_is_closed(date: Date) -> bool {
    let even_saturday = date.weekday() == Weekday::Saturday && matches!((date.day() + 6) / 7, 2 | 4);
    date.weekday() == Weekday::Sunday || even_saturday
}

#[test]
fn salaries_come_once_a_month_and_differ() {
    check(|seed, ledger| {
        let salaries = of_kind(ledger, RowKind::Salary);
        assert_eq!(salaries.len(), 6, "seed {seed}");
        assert!(salaries.iter().any(|row| row.amount_minor != salaries[0].amount_minor), "seed {seed}");
        assert!(salaries.iter().all(|row| !branch_is_closed(row.date)), "seed {seed}");
    });
}

#[test]
fn no_fortnight_passes_without_a_credit() {
    check(|seed, ledger| {
        let mut last = ledger.from;
        for row in ledger.rows.iter().filter(|row| row.direction == Direction::Credit) {
            let days = (row.date - last).get_days();
            assert!(days <= 15, "seed {seed}: {days} days before {}", row.date);
            last = row.date;
        }
    });
}

#[test]
fn cash_and_cheques_pass_the_counter_on_working_days_only() {
    check(|seed, ledger| {
        let counter = ["CASH DEP", "CHQ PAID", "NACH", "ACH DEBIT RETURN"];
        for row in &ledger.rows {
            let at_counter = counter.iter().any(|start| row.narration.starts_with(start));
            assert!(
                !at_counter || !branch_is_closed(row.date),
                "seed {seed}: {} {}",
                row.date,
                row.narration
            );
        }
    });
}

#[test]
fn amounts_keep_the_limits_of_their_rails() {
    check(|seed, ledger| {
        for row in &ledger.rows {
            // In paise: a lakh, five lakh, twenty thousand rupees.
            let limit = match row.narration.get(..4) {
                Some("UPI/") => 10_000_000,
                Some("IMPS") => 50_000_000,
                Some("ATM ") => 2_000_000,
                _ => i64::MAX,
            };
            assert!(row.amount_minor <= limit, "seed {seed}: {}", row.narration);
        }
    });
}

#[test]
fn most_amounts_are_not_round() {
    check(|seed, ledger| {
        let round = ledger.rows.iter().filter(|row| row.amount_minor % 10_000 == 0).count();
        assert!(round * 3 < ledger.rows.len(), "seed {seed}: {round} of {}", ledger.rows.len());
    });
}

#[test]
fn interest_is_what_the_balances_earn() {
    check(|seed, ledger| {
        for row in of_kind(ledger, RowKind::Interest) {
            let highest = ledger.rows.iter().map(|row| row.balance_minor).max().unwrap();
            // At most a quarter's 3 % on the highest balance.
            assert!(row.amount_minor * 100 < highest * 4 / 5, "seed {seed}");
        }
    });
}

#[test]
fn a_returned_instalment_is_followed_by_its_charge() {
    let mut seen = 0;
    for seed in 0..80 {
        let plan = LedgerPlan { bounce_percent: 100, ..LedgerPlan::default() };
        let ledger = Ledger::invent(seed, &plan);
        let returns = of_kind(&ledger, RowKind::InstalmentReturn).len();
        assert!(of_kind(&ledger, RowKind::BounceCharge).len() >= returns, "seed {seed}");
        seen += returns;
    }
    assert!(seen > 100);
}
