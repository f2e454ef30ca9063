//! Other rows, put into a later revision of the file that listed the honest ones.

use super::save::append_altered;
use super::{Honest, Place, Tampered};
use crate::ledger::Ledger;
use jiff::ToSpan as _;

/// What a forger adds to a salary, in minor units.
const RAISE: i64 = 4_000_000;

pub(super) fn raise_and_rebalance(salary: usize) -> impl Fn(&mut Ledger) {
    move |ledger| {
        if let Some(row) = ledger.rows.get_mut(salary) {
            row.amount_minor += RAISE;
        }
        ledger.settle();
    }
}

fn later_revision(honest: &Honest, alter: impl Fn(&mut Ledger)) -> Result<Tampered, lopdf::Error> {
    let altered = honest.print_altered(alter);
    Ok(Tampered {
        bytes: append_altered(&honest.printed.bytes, &honest.printed.bytes, &altered.bytes)?,
        place: None,
    })
}

fn with_amount(honest: &Honest, tampered: Tampered) -> Tampered {
    Tampered { place: honest.amount().map(|(row, cell)| Place::of(row, cell)), ..tampered }
}

pub(super) fn salary_raised(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let salary = honest.salary();
    let raised = later_revision(honest, |ledger| {
        if let Some(row) = ledger.rows.get_mut(salary) {
            row.amount_minor += RAISE;
            row.balance_minor += RAISE;
        }
    })?;
    Ok(with_amount(honest, raised))
}

pub(super) fn salary_raised_and_rebalanced(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    Ok(with_amount(honest, later_revision(honest, raise_and_rebalance(honest.salary()))?))
}

pub(super) fn row_inserted(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    later_revision(honest, |ledger| {
        let salary = ledger.rows.get(honest.salary()).cloned();
        let middle = ledger.rows.len() / 2;
        let day = ledger.rows.get(middle).map(|row| row.date);
        if let (Some(mut row), Some(day)) = (salary, day) {
            (row.date, row.value_date) = (day, day);
            ledger.rows.insert(middle, row);
        }
        ledger.settle();
    })
}

pub(super) fn row_deleted(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    later_revision(honest, |ledger| {
        let middle = ledger.rows.len() / 2;
        if middle < ledger.rows.len() {
            ledger.rows.remove(middle);
        }
        ledger.settle();
    })
}

pub(super) fn row_doubled(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let salary = honest.salary();
    later_revision(honest, |ledger| {
        if let Some(row) = ledger.rows.get(salary).cloned() {
            ledger.rows.insert(salary, row);
        }
        ledger.settle();
    })
}

pub(super) fn holder_changed(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    later_revision(honest, |ledger| ledger.holder = "SOMEBODY ELSE ENTIRELY".to_string())
}

pub(super) fn account_changed(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    later_revision(honest, |ledger| ledger.account_number = "99887766554433".to_string())
}

pub(super) fn dates_shifted(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    later_revision(honest, |ledger| {
        for row in &mut ledger.rows {
            row.date = row.date.saturating_sub(1.month());
            row.value_date = row.value_date.saturating_sub(1.month());
        }
    })
}

pub(super) fn printed_anew(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let altered = honest.print_altered(raise_and_rebalance(honest.salary()));
    Ok(Tampered { bytes: altered.bytes, place: None })
}
