//! Narrations that no rule was written from, with the answers that an analyst gives: what the rules are worth on banks and
//! parties they have not seen. Parties are invented; the forms are those that banks print. See docs/narrations.md for what
//! the first run gave.

use super::channel::by_name;
use super::worked::enriched;
use crate::model::{Channel, Description, Direction};

const CASES: &str = include_str!("held_out.txt");

/// How many of the answers were right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Score {
    channels: usize,
    parties: usize,
    loans: usize,
    of: usize,
}

/// Reads one line of the cases and says what of it was right; else also what was read.
fn read(line: &str, score: &mut Score) -> Option<String> {
    let cells: Vec<&str> = line.split(" | ").collect();
    let (&[country, side, narration, channel, party], loan) =
        (cells.first_chunk().unwrap(), cells.get(5) == Some(&"loan"));
    let direction = if side == "debit" { Direction::Debit } else { Direction::Credit };
    let row = enriched(country, narration, direction);
    let wanted: Option<Channel> = by_name(channel);
    assert!(wanted.is_some() || channel == "*", "{channel:?} is no channel");
    let right_channel = wanted.is_none_or(|wanted| wanted == row.channel);
    let right_party = match party {
        "*" => true,
        "-" => row.counterparty.is_none(),
        name => row.counterparty.as_deref() == Some(name),
    };
    let right_loan = (row.description == Description::LenderTransaction) == loan;
    score.channels += usize::from(right_channel);
    score.parties += usize::from(right_party);
    score.loans += usize::from(right_loan);
    score.of += 1;
    let all = right_channel && right_party && right_loan;
    (!all).then(|| format!("{line}: {:?}, {:?}, {:?}", row.channel, row.counterparty, row.description))
}

#[test]
fn unseen_narrations_are_read_as_an_analyst_reads_them() {
    let mut score = Score::default();
    let wrong: Vec<String> = CASES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| read(line, &mut score))
        .collect();
    let wrong = wrong.join("\n");
    eprintln!("{score:?}\n{wrong}");
    assert!(score.of > 200);
    for right in [score.channels, score.parties, score.loans] {
        assert!(right * 100 >= score.of * 97, "{score:?}\n{wrong}");
    }
}
