//! The risk score: what the findings weigh together.
//!
//! Each heuristic counts once, with its weightiest finding: the weight of the severity times the confidence. The weightiest
//! heuristic takes its share of 100, the next one its share of what is left, and so on; so no number of remarks makes a grave
//! finding, and nothing exceeds 100. The weights are thresholds.

use super::thresholds::Thresholds;
use crate::model::{Finding, FindingGroup, NotRun, Risk, RiskBand, RiskReason, Severity};
use std::collections::BTreeSet;

/// Least scores of the bands.
const MEDIUM: u32 = 15;
const HIGH: u32 = 60;
/// A whole in the units that shares are counted in: hundredths of a percent.
const WHOLE: u64 = 10_000;

/// The risk of a document, or of an entity with the findings of all its documents and its own.
#[must_use]
pub fn risk<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    not_run: &[NotRun],
    thresholds: &Thresholds,
) -> Risk {
    let mut heuristics: Vec<(u64, &Finding, usize)> = Vec::new();
    for finding in findings {
        let share = share(finding, thresholds);
        match heuristics.iter_mut().find(|(_, known, _)| known.id == finding.id) {
            Some((heaviest, known, count)) => {
                *count += 1;
                if share > *heaviest {
                    (*heaviest, *known) = (share, finding);
                }
            }
            None => heuristics.push((share, finding, 1)),
        }
    }
    heuristics.sort_by_key(|(share, finding, _)| (std::cmp::Reverse(*share), finding.id.as_str()));
    let mut left = WHOLE;
    let mut score = 0;
    let mut reasons = Vec::new();
    for (share, finding, count) in heuristics {
        left = left * (WHOLE - share) / WHOLE;
        let reached = points(WHOLE - left);
        reasons.push(RiskReason {
            id: finding.id.clone(),
            severity: finding.severity,
            points: reached - score,
            summary: finding.summary.clone(),
            findings: count,
        });
        score = reached;
    }
    let band = match score {
        HIGH.. => RiskBand::High,
        MEDIUM.. => RiskBand::Medium,
        _ => RiskBand::Low,
    };
    let not_looked: BTreeSet<String> = not_run.iter().map(|missing| missing.id.clone()).collect();
    Risk { score, band, reasons, not_looked: not_looked.into_iter().collect() }
}

/// What a finding takes of what is left.
fn share(finding: &Finding, thresholds: &Thresholds) -> u64 {
    let weight = match finding.severity {
        Severity::High => thresholds.risk_high_percent,
        Severity::Medium => thresholds.risk_medium_percent,
        Severity::Low => thresholds.risk_low_percent,
    };
    // Conduct may be odd, but it is the customer's own affair.
    let group = match finding.group {
        FindingGroup::Behaviour => thresholds.risk_behaviour_percent,
        FindingGroup::Document | FindingGroup::Ledger => 100,
    };
    let percent = |value: u32| u64::from(value.min(100));
    percent(weight) * percent(finding.confidence.into()) * percent(group) / 100
}

/// Rounded to whole points.
fn points(share: u64) -> u32 {
    u32::try_from((share + 50) / 100).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(id: &str, group: FindingGroup, severity: Severity, confidence: u8) -> Finding {
        Finding {
            id: id.to_owned(),
            group,
            severity,
            confidence,
            summary: format!("{id} at {confidence}"),
            transaction_hash: None,
            account: None,
            statement: None,
            at: None,
            also: Vec::new(),
            expected: None,
            actual: None,
            innocent: Vec::new(),
        }
    }

    fn of(findings: &[Finding]) -> Risk {
        risk(findings, &[], &Thresholds::default())
    }

    #[test]
    fn nothing_seen_is_no_risk_but_what_could_not_look_is_named() {
        let blind = NotRun { id: "date_fraud".to_owned(), reason: "the file states no dates".to_owned() };
        let risk = risk(&[], &[blind], &Thresholds::default());
        assert_eq!((risk.score, risk.band), (0, RiskBand::Low));
        assert_eq!(risk.not_looked, ["date_fraud"]);
    }

    #[test]
    fn one_grave_finding_is_high_and_points_sum_to_the_score() {
        let grave = finding("hidden_text", FindingGroup::Document, Severity::High, 90);
        let look = finding("page_mismatch", FindingGroup::Document, Severity::Medium, 65);
        let risk = of(&[look, grave.clone()]);
        assert_eq!(risk.band, RiskBand::High);
        assert_eq!(risk.reasons.first().map(|reason| reason.id.as_str()), Some("hidden_text"));
        assert_eq!(risk.reasons.iter().map(|reason| reason.points).sum::<u32>(), risk.score);
        assert!(of(&[grave]).score < risk.score);
    }

    #[test]
    fn many_findings_of_one_heuristic_weigh_like_its_weightiest_and_remarks_stay_low() {
        let row = |confidence| finding("rail_rule", FindingGroup::Ledger, Severity::Medium, confidence);
        let one = of(&[row(70)]);
        let many = of(&[row(55), row(70), row(60)]);
        assert_eq!((many.score, many.reasons.len()), (one.score, 1));
        assert_eq!(
            many.reasons.first().map(|reason| (reason.findings, reason.summary.as_str())),
            Some((3, "rail_rule at 70"))
        );
        let remarks: Vec<Finding> = (0..5)
            .map(|index| finding(&format!("remark_{index}"), FindingGroup::Ledger, Severity::Low, 80))
            .collect();
        assert_eq!(of(&remarks).band, RiskBand::Low);
    }

    #[test]
    fn conduct_weighs_less_than_paper() {
        let paper = finding("totals_mismatch", FindingGroup::Ledger, Severity::Medium, 80);
        let conduct = Finding { group: FindingGroup::Behaviour, ..paper.clone() };
        assert!(of(&[conduct]).score < of(&[paper]).score);
    }
}
