//! The score: its width, its direction, and what it says.

use super::*;
use crate::analyze::testing::Ledger;
use crate::analyze::{AnalysisOptions, analyze};
use crate::model::{Channel, Description};
use jiff::civil::date;

/// Six months of pay and spending with some habits.
fn scored(pay: i64, spent: i64, instalment: i64, bounces: i8) -> Score {
    let mut ledger = Ledger::new("INR", 2_000_000);
    for month in 1..=6 {
        ledger = ledger
            .credit(date(2025, month, 1), pay, "SALARY")
            .via(Channel::Salary)
            .debit(date(2025, month, 10), spent, "NEFT DR")
            .via(Channel::NetBankingTransfer);
        if instalment > 0 {
            ledger = ledger
                .debit(date(2025, month, 5), instalment, "ACH D- HOME")
                .via(Channel::AutoDebitPayment)
                .lender("Home");
        }
        if month <= bounces {
            ledger = ledger
                .debit(date(2025, month, 11), 59_000, "RTN CHG")
                .via(Channel::BankCharge)
                .described(Description::AchBounceCharge);
        }
    }
    let statement = ledger.statement(date(2025, 1, 1), date(2025, 6, 30));
    let analysis =
        analyze(&crate::analyze::testing::entity_of(&[&statement]), &AnalysisOptions::on(date(2025, 7, 1)));
    analysis.accounts.into_iter().next().unwrap().score
}

#[test]
fn the_scorecard_is_as_wide_as_the_score_and_each_part_goes_one_way() {
    let most: i64 =
        SCORECARD.iter().map(|line| line.points.iter().map(|(_, points)| *points).max().unwrap()).sum();
    assert_eq!(most, MOST - LEAST);
    for line in SCORECARD {
        assert!(line.points.windows(2).all(|pair| pair[0].0 < pair[1].0), "{:?}", line.id);
        let values: Vec<i64> = (-50..300).map(|value| on_line(line.points, value)).collect();
        let rises = values.windows(2).all(|pair| pair[0] <= pair[1]);
        let falls = values.windows(2).all(|pair| pair[0] >= pair[1]);
        assert!(rises != falls, "{:?} goes both ways", line.id);
    }
}

#[test]
fn better_habits_never_lower_the_score() {
    let score = |score: Score| score.score.unwrap();
    let base = score(scored(5_000_000, 3_000_000, 1_000_000, 2));
    assert!(score(scored(6_000_000, 3_000_000, 1_000_000, 2)) >= base, "more pay");
    assert!(score(scored(5_000_000, 2_500_000, 1_000_000, 2)) >= base, "less spent");
    assert!(score(scored(5_000_000, 3_000_000, 500_000, 2)) > base, "smaller instalments");
    assert!(score(scored(5_000_000, 3_000_000, 1_000_000, 0)) > base, "no bounces");
    assert!(score(scored(5_000_000, 3_000_000, 1_000_000, 6)) < base, "more bounces");
}

#[test]
fn every_part_gives_its_reason_and_the_parts_are_the_score() {
    let scored = scored(5_000_000, 3_000_000, 1_000_000, 1);
    let sum: i64 = scored.parts.iter().map(|part| part.points).sum();
    assert_eq!(scored.score, Some(LEAST + sum));
    let reason = |id| scored.parts.iter().find(|part| part.id == id).unwrap().reason.clone();
    assert_eq!(reason(PartId::IncomeRegularity), "income in 6 of 6 months");
    assert_eq!(reason(PartId::Obligations), "instalments take 20 % of income");
    assert_eq!(reason(PartId::Bounces), "0.17 returned cheques or mandates a month");
}

#[test]
fn less_than_a_month_is_too_little_to_score() {
    let statement = Ledger::new("INR", 5).statement(date(2025, 1, 1), date(2025, 1, 20));
    let analysis =
        analyze(&crate::analyze::testing::entity_of(&[&statement]), &AnalysisOptions::on(date(2025, 7, 1)));
    assert_eq!(analysis.accounts[0].score, Score { score: None, parts: Vec::new() });
}
