//! The statements that come with the product, so that whoever tries it needs no paper of their own.

use jiff::civil::{Date, date};

use crate::layouts::lantern_bay_savings;
use crate::ledger::{Direction, Ledger, LedgerPlan, LedgerRow, RowKind};
use crate::print::{PrintOptions, print};

/// A bundled statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The file's name, with its ending.
    pub name: &'static str,
    /// What it shows, in one sentence.
    pub description: &'static str,
    /// The PDF.
    pub bytes: Vec<u8>,
}

/// The samples: one salaried person's six months in two overlapping statements, her second account, and the first
/// statement once more after somebody raised a salary in it.
pub fn samples() -> Vec<Sample> {
    let (salary_account, second_account) = accounts_of_samples();
    let first_half = salary_account.between(date(2025, 4, 1), date(2025, 7, 31));
    let second_half = salary_account.between(date(2025, 6, 1), date(2025, 9, 30));
    let sheet = |ledger: &Ledger| print(ledger, &lantern_bay_savings(), &PrintOptions::default());
    vec![
        Sample {
            name: "lantern-bay-salary-2025-04-to-07.pdf",
            description: "Salary account, April to July 2025.",
            bytes: sheet(&first_half),
        },
        Sample {
            name: "lantern-bay-salary-2025-06-to-09.pdf",
            description: "The same account, June to September 2025: June and July are in both statements.",
            bytes: sheet(&second_half),
        },
        Sample {
            name: "lantern-bay-second-2025-04-to-09.pdf",
            description: "A quiet second account of the same person, fed from the first.",
            bytes: sheet(&second_account),
        },
        Sample {
            name: "lantern-bay-salary-2025-04-to-07-altered.pdf",
            description: "The first statement with one salary raised by 40,000: the next balance does not follow.",
            bytes: sheet(&with_raised_salary(first_half)),
        },
    ]
}

/// The ledgers behind [`samples`]: the salary account and the second account, April to September 2025.
pub fn accounts_of_samples() -> (Ledger, Ledger) {
    let plan = LedgerPlan { months: 6, bounce_percent: 0, ..LedgerPlan::default() };
    let mut salary_account = Ledger::invent(1, &plan);
    let mut second_account = Ledger::invent(20, &LedgerPlan { rows_per_month: 16, ..plan });
    second_account.holder.clone_from(&salary_account.holder);
    second_account.address_lines.clone_from(&salary_account.address_lines);
    second_account.customer_id.clone_from(&salary_account.customer_id);
    second_account.opening_minor = 18_240_350;
    let quiet = [RowKind::Bill, RowKind::Interest, RowKind::CashWithdrawal, RowKind::Refund];
    second_account.rows.retain(|row| quiet.contains(&row.kind));
    for month in 4..=9 {
        for day in [8, 24] {
            transfer(&mut salary_account, &mut second_account, date(2025, month, day));
        }
    }
    salary_account.settle();
    second_account.settle();
    (salary_account, second_account)
}

/// Moves money between the two accounts, with one reference number on both papers.
fn transfer(from: &mut Ledger, to: &mut Ledger, day: Date) {
    let step = i64::from(day.day_of_year());
    let rrn = format!("5{step:03}4471{:04}", 1000 + step * 7);
    let amount_minor = (2_100 + step * 3) * 100;
    let name = from.holder.clone();
    let book = |ledger: &mut Ledger, direction, kind, narration| {
        let row = LedgerRow {
            date: day,
            value_date: day,
            narration,
            reference: Some(rrn.clone()),
            direction,
            amount_minor,
            balance_minor: 0,
            kind,
        };
        let place = ledger.rows.partition_point(|earlier| earlier.date <= day);
        ledger.rows.insert(place, row);
    };
    let text = format!("IMPS/P2A/{rrn}/{name}/LTBY/TO OWN ACCOUNT");
    book(from, Direction::Debit, RowKind::TransferOut, text);
    let text = format!("IMPS/P2A/{rrn}/{name}/LTBY/FROM OWN ACCOUNT");
    book(to, Direction::Credit, RowKind::TransferIn, text);
}

/// Raises the amount and the balance of the second salary, and forgets the balances after it.
fn with_raised_salary(mut ledger: Ledger) -> Ledger {
    let salaries = ledger.rows.iter_mut().filter(|row| row.kind == RowKind::Salary);
    if let Some(row) = salaries.into_iter().nth(1) {
        row.amount_minor += 4_000_000;
        row.balance_minor += 4_000_000;
    }
    ledger
}

#[cfg(test)]
mod tests {
    use super::{accounts_of_samples, samples, with_raised_salary};

    #[test]
    fn the_accounts_behind_the_samples_balance_and_stay_above_zero() {
        let (salary_account, second_account) = accounts_of_samples();
        for ledger in [salary_account, second_account] {
            assert_eq!(ledger.first_break(), None);
            assert!(ledger.rows.iter().all(|row| row.balance_minor > 0));
            assert!(ledger.rows.len() > 40, "{}", ledger.rows.len());
        }
    }

    #[test]
    fn only_the_altered_sample_has_a_break_and_it_follows_the_salary() {
        let altered = with_raised_salary(accounts_of_samples().0);
        let place = altered.first_break().unwrap();
        assert_eq!(altered.rows[place - 1].kind, crate::RowKind::Salary);
    }

    #[test]
    fn samples_have_names_and_bytes_of_their_own() {
        let samples = samples();
        assert_eq!(samples.len(), 4);
        for (place, sample) in samples.iter().enumerate() {
            assert!(sample.bytes.starts_with(b"%PDF-"));
            assert!(samples.iter().skip(place + 1).all(|other| other.name != sample.name));
        }
    }
}
