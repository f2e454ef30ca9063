//! The narrations of a country, read from its text file.

use super::Country;
use jiff::civil::Date;

use crate::random::Random;

/// Which of the three sets of narrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wording {
    /// The set that lexicons and rules may be built with.
    Tuned,
    /// The set that was only measured at first, and whose mistakes have been looked at since.
    HeldOut,
    /// A later set, measured once before anything was changed for it.
    Unseen,
}

/// One way to print a kind of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) channel: &'static str,
    pub(super) text: &'static str,
}

/// The set of a country.
#[derive(Debug, Clone)]
pub(super) struct Words {
    lines: Vec<(&'static str, Line)>,
    parties: Vec<(&'static str, Vec<&'static str>)>,
}

fn file(country: Country) -> &'static str {
    match country {
        Country::India => include_str!("../../personas/in.txt"),
        Country::Korea => include_str!("../../personas/kr.txt"),
        Country::Vietnam => include_str!("../../personas/vn.txt"),
        Country::Romania => include_str!("../../personas/ro.txt"),
        Country::UnitedStates => include_str!("../../personas/us.txt"),
        Country::UnitedKingdom => include_str!("../../personas/gb.txt"),
        Country::Singapore => include_str!("../../personas/sg.txt"),
    }
}

impl Words {
    pub(super) fn of(country: Country, wording: Wording) -> Words {
        let head = match wording {
            Wording::Tuned => "[tuned]",
            Wording::HeldOut => "[held out]",
            Wording::Unseen => "[unseen]",
        };
        let mut words = Words { lines: Vec::new(), parties: Vec::new() };
        let lines = file(country).lines().skip_while(|line| *line != head).skip(1);
        for line in lines.take_while(|line| !line.starts_with('[')) {
            let parts: Vec<&'static str> = line.splitn(3, " | ").collect();
            match parts.as_slice() {
                [kind, channel, text] => words.lines.push((kind, Line { channel, text })),
                [kind, names] => {
                    let kind = kind.strip_prefix("parties ").unwrap_or(kind);
                    words.parties.push((kind, names.split("; ").collect()));
                }
                _ => {}
            }
        }
        words
    }

    /// The ways to print a kind of row; none when the country does not have it.
    pub(super) fn lines(&self, kind: &str) -> Vec<Line> {
        self.lines.iter().filter(|(known, _)| *known == kind).map(|(_, line)| *line).collect()
    }

    /// The names of a kind of party.
    pub(super) fn parties(&self, kind: &str) -> &[&'static str] {
        self.parties.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, names)| names)
    }
}

/// What a line is filled with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill<'f> {
    pub(super) date: Date,
    pub(super) party: &'f str,
    pub(super) holder: &'f str,
}

/// Months in Romanian, for `{mois}`; other languages print numbers or English.
const MONTHS_RO: [&str; 12] = [
    "ianuarie",
    "februarie",
    "martie",
    "aprilie",
    "mai",
    "iunie",
    "iulie",
    "august",
    "septembrie",
    "octombrie",
    "noiembrie",
    "decembrie",
];

/// A line with its places filled in. Numbers are drawn anew, as banks do.
pub(super) fn fill(text: &str, fill: &Fill<'_>, random: &mut Random) -> String {
    let month = usize::try_from(fill.date.month() - 1).unwrap_or(0);
    let romanian = MONTHS_RO.get(month).copied().unwrap_or("ianuarie");
    let mut filled = text.to_string();
    let person = fill.party.to_lowercase().replace(' ', ".");
    let day = |form: &str| fill.date.strftime(form).to_string();
    let values = [
        ("{party}", fill.party.to_string()),
        ("{person}", fill.party.to_string()),
        ("{holder}", fill.holder.to_string()),
        ("{vpa}", format!("{person}@okaxis")),
        ("{MON}", day("%^b")),
        ("{mois}", romanian.to_string()),
        ("{MOIS}", romanian.to_uppercase()),
        ("{yyyy}", day("%Y")),
        ("{yy}", day("%y")),
        ("{mm}", day("%m")),
        ("{m}", fill.date.month().to_string()),
        ("{dd}", day("%d")),
        ("{rrn}", format!("4{}", random.digits(11))),
        ("{utr}", format!("HDFCN{}{}", day("%y%j"), random.digits(6))),
        ("{umrn}", format!("HDFC{}", random.digits(16))),
        ("{n4}", random.digits(4)),
        ("{n6}", random.digits(6)),
        ("{n8}", random.digits(8)),
        ("{n9}", random.digits(9)),
    ];
    for (place, value) in values {
        filled = filled.replace(place, &value);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sets_of_every_country_have_what_personas_need_and_share_no_line() {
        for country in Country::ALL {
            let [tuned, held_out, unseen] = [Wording::Tuned, Wording::HeldOut, Wording::Unseen]
                .map(|wording| Words::of(country, wording));
            for words in [&tuned, &held_out, &unseen] {
                for kind in [
                    "pay",
                    "bare",
                    "pension",
                    "client",
                    "emi",
                    "disbursal",
                    "subscription",
                    "grocery",
                    "cash",
                ] {
                    assert!(!words.lines(kind).is_empty(), "{country:?} has no {kind}");
                }
                for kind in ["employer", "person", "client", "lender", "subscription", "grocer"] {
                    assert!(words.parties(kind).len() >= 3, "{country:?} has too few of {kind}");
                }
            }
            for (kind, line) in &tuned.lines {
                // What a bank prints about itself is printed the same by many.
                if line.text.contains("{party}") {
                    assert!(!held_out.lines.contains(&(kind, *line)), "{country:?} {kind}: {}", line.text);
                }
            }
        }
    }
}
