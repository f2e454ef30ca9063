//! A good part of the money goes into games.

use crate::fraud::case::{Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{Direction, FindingGroup, MerchantCategory, Severity};

/// What went to bookmakers, casinos and games for money is a good part of the income.
pub(in crate::fraud) const GAMBLING_SHARE: Heuristic = Heuristic {
    id: "gambling_share",
    group: FindingGroup::Behaviour,
    innocent: &[
        "winnings that were staked again, so that less was lost than was paid",
        "a job in that trade",
    ],
    check: Check::Entity(check),
};

fn check(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        let games: Vec<_> = account
            .rows()
            .iter()
            .filter(|row| {
                row.direction == Direction::Debit && row.merchant_category == MerchantCategory::Gambling
            })
            .collect();
        let sum: i64 = games.iter().map(|row| row.amount.minor).sum();
        let income: i64 = account.income().map(|row| row.amount.minor).sum();
        let Some(largest) = games.iter().max_by_key(|row| row.amount.minor) else { continue };
        let percent = i128::from(sum) * 100 / i128::from(income).max(1);
        if games.len() >= case.thresholds.gambling_rows
            && percent >= i128::from(case.thresholds.gambling_percent)
        {
            let summary =
                format!("{} payments of {} together went into games", games.len(), account.amount(sum));
            let seen = Seen::new(Severity::Medium, 70, summary);
            let most = format!("less than {} % of the income", case.thresholds.gambling_percent);
            findings.add(account.about_row(largest, seen.instead_of(most, format!("{percent} %"))));
        }
    }
    Ok(())
}
