//! First digits that numbers which nobody made up do not have.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::model::{FindingGroup, Severity, Statement};
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// First digits of many amounts that depart from Benford's law. Weak: it is a remark, whatever it finds.
pub(in crate::fraud) const BENFORD: Heuristic = Heuristic {
    id: "benford",
    group: FindingGroup::Ledger,
    innocent: &[
        "people pay round sums by phone, and the same sums again and again",
        "the account serves one purpose, with amounts of one size",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let counts: Vec<[u32; 9]> = case.statements.iter().map(first_digits).collect();
    let enough = |counts: &&[u32; 9]| amounts(counts) >= case.thresholds.benford_amounts;
    if !counts.iter().any(|counts| enough(&counts)) {
        return Err("no statement has enough amounts for their first digits to say anything");
    }
    for counts in counts.iter().filter(enough) {
        let (chance, departure) = (chance(counts), departure(counts));
        if chance < case.thresholds.benford_chance && departure > case.thresholds.benford_departure {
            let (digit, share) = most_departed(counts);
            let summary = format!(
                "first digits of {} amounts depart from Benford's law by {departure:.1} points on average",
                amounts(counts)
            );
            let tell = |share: f64| format!("{:.0} % begin with {digit}", share * 100.0);
            findings.add(Seen::new(Severity::Low, 40, summary).instead_of(tell(benford(digit)), tell(share)));
        }
    }
    Ok(())
}

fn first_digits(statement: &Statement) -> [u32; 9] {
    let mut counts = [0; 9];
    for row in &statement.transactions {
        let first = row.amount.minor.unsigned_abs().to_string().bytes().next().unwrap_or(b'0');
        if let Some(count) =
            usize::from(first).checked_sub(usize::from(b'1')).and_then(|at| counts.get_mut(at))
        {
            *count += 1;
        }
    }
    counts
}

fn amounts(counts: &[u32; 9]) -> usize {
    counts.iter().sum::<u32>() as usize
}

/// Share of the numbers that begin with a digit.
fn benford(digit: u32) -> f64 {
    (1.0 + 1.0 / f64::from(digit)).log10()
}

/// Digit, its count, and the count that Benford's law gives it.
fn pairs(counts: &[u32; 9]) -> impl Iterator<Item = (u32, f64, f64)> {
    let all = f64::from(counts.iter().sum::<u32>());
    (1..).zip(counts).map(move |(digit, count)| (digit, f64::from(*count), all * benford(digit)))
}

/// How often chance alone departs as far: chi-square with eight degrees of freedom.
fn chance(counts: &[u32; 9]) -> f64 {
    let departed = pairs(counts).map(|(_, count, usual)| (count - usual).powi(2) / usual).sum();
    ChiSquared::new(8.0).map_or(1.0, |distribution| distribution.sf(departed))
}

/// Mean departure of the shares in percentage points.
fn departure(counts: &[u32; 9]) -> f64 {
    let all = f64::from(counts.iter().sum::<u32>()).max(1.0);
    pairs(counts).map(|(_, count, usual)| (count - usual).abs() * 100.0 / all).sum::<f64>() / 9.0
}

fn most_departed(counts: &[u32; 9]) -> (u32, f64) {
    let all = f64::from(counts.iter().sum::<u32>()).max(1.0);
    let most = pairs(counts).max_by(|a, b| (a.1 - a.2).abs().total_cmp(&(b.1 - b.2).abs()));
    most.map_or((1, 0.0), |(digit, count, _)| (digit, count / all))
}
