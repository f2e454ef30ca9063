//! Interest that the balances cannot have earned.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::model::{AccountType, Channel, Direction, FindingGroup, Severity, Statement, Transaction};
use jiff::civil::Date;

/// Interest that an account was paid for the days since the interest before, against its balances of those days. Whoever
/// raises balances seldom thinks of the interest on them.
pub(in crate::fraud) const IMPOSSIBLE_INTEREST: Heuristic = Heuristic {
    id: "impossible_interest",
    group: FindingGroup::Ledger,
    innocent: &[
        "interest of a deposit is paid into the account",
        "the account pays no interest below or above some balance, or the bank corrects that of an earlier time",
    ],
    check: Check::Document(check),
};

/// Days around the credit for which nobody can say whether the bank counted them.
const UNSURE_DAYS: i64 = 10;
/// Interest is paid every month, quarter, half-year or year; anything else is none of the account's own.
const SHORTEST_DAYS: i64 = 25;
const LONGEST_DAYS: i64 = 370;
/// Words of interest that other things than the balance earned.
const ELSEWHERE: [&str; 17] = [
    "fd",
    "fdr",
    "td",
    "tdr",
    "rd",
    "std",
    "fixed",
    "term",
    "deposit",
    "recurring",
    "sweep",
    "mod",
    "ncd",
    "bond",
    "refund",
    "loan",
    "dividend",
];

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let mut looked = false;
    for statement in case.statements {
        let own = matches!(statement.account.account_type, AccountType::Savings | AccountType::Unknown);
        // Rates are those of rupee accounts.
        if !own || statement.account.currency.code() != "INR" {
            continue;
        }
        let paid: Vec<(usize, &Transaction)> =
            statement.transactions.iter().enumerate().filter(|(_, row)| is_interest(row)).collect();
        for pair in paid.windows(2) {
            if let [(before, first), (index, row)] = pair {
                looked = true;
                hold(case, statement, (*before, first.date), (*index, row), findings);
            }
        }
    }
    if looked {
        Ok(())
    } else {
        Err("interest was not paid twice on a rupee account, so its time is not known")
    }
}

fn is_interest(row: &Transaction) -> bool {
    let lower = row.narration.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    row.direction == Direction::Credit
        && row.channel == Channel::BankInterest
        && !words.any(|word| ELSEWHERE.contains(&word))
}

/// Balances times days are what interest is paid on.
fn hold(
    case: &Case<'_>,
    statement: &Statement,
    (before, from): (usize, Date),
    (index, row): (usize, &Transaction),
    findings: &mut Findings<'_>,
) {
    let days = days_between(from, row.date);
    let Some((earned_on, highest)) = balance_days(statement, before, index) else { return };
    if !(SHORTEST_DAYS..=LONGEST_DAYS).contains(&days) {
        return;
    }
    let rate = |basis_points: i64, on: i128| on * i128::from(basis_points) / 10_000 / 365;
    let unsure = highest * i128::from(UNSURE_DAYS);
    let most = rate(case.thresholds.interest_most_basis_points, earned_on + unsure);
    let least = rate(case.thresholds.interest_least_basis_points, (earned_on - unsure).max(0));
    let paid = i128::from(row.amount.minor);
    let small =
        i128::from(case.thresholds.interest_small) * 10_i128.saturating_pow(row.amount.currency.decimals());
    let money = |minor: i128| row.amount.with_minor(i64::try_from(minor).unwrap_or(i64::MAX)).to_decimal();
    let seen = if paid > most + small {
        let summary = format!("the balances since {from} cannot have earned the interest of {}", row.date);
        Seen::new(Severity::Medium, 65, summary).instead_of(format!("{} at most", money(most)), money(paid))
    } else if paid + small < least {
        let summary = format!("the balances since {from} earn more than the interest of {}", row.date);
        Seen::new(Severity::Medium, 65, summary).instead_of(format!("{} at least", money(least)), money(paid))
    } else {
        return;
    };
    findings.add(seen.about(row));
}

/// Sum of the end-of-day balances between two rows, and the highest of them; `None` where a balance is not printed.
fn balance_days(statement: &Statement, before: usize, index: usize) -> Option<(i128, i128)> {
    let rows = statement.transactions.get(before..=index)?;
    let (mut sum, mut highest) = (0_i128, 0_i128);
    for pair in rows.windows(2) {
        let [above, row] = pair else { continue };
        let balance = i128::from(above.balance?.minor).max(0);
        sum += balance * i128::from(days_between(above.date, row.date));
        highest = highest.max(balance);
    }
    Some((sum, highest))
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days())).max(0)
}
