//! Which entry of the lexicons the counterparty is: the longest name that stands in its name or payment address.

use super::counterparty::Party;
use super::reading::{Reading, overlaps};
use crate::model::{KnownParty, PartyKind};
use bank_templates::vocabulary::{Entry, Use};
use bank_templates::{Class, Slot, Vocabulary};
use std::ops::Range;

/// The entry that a counterparty is, if it is known.
pub(super) fn of<'v>(
    reading: &Reading<'_>,
    party: Option<&Party>,
    vocabulary: &'v Vocabulary,
) -> Option<&'v Entry> {
    let by_name = party.and_then(|party| within(reading, &party.at, vocabulary, true));
    by_name.or_else(|| {
        let address = reading.field(Slot::Vpa).or_else(|| reading.field(Slot::Handle))?;
        // Behind the `@` stands the app of the payee, which says nothing about the payee.
        let user = reading.printed(&address).split('@').next().unwrap_or_default().len();
        // Nor is a user called `titan` the company of that name.
        within(reading, &(address.start..address.start + user), vocabulary, false)
    })
}

fn within<'v>(
    reading: &Reading<'_>,
    at: &Range<usize>,
    vocabulary: &'v Vocabulary,
    is_name: bool,
) -> Option<&'v Entry> {
    let mut words = reading.text.words().filter(|(_, word)| overlaps(word, at));
    let first = words.next()?.1;
    let last = words.last().map_or(first.end, |(_, word)| word.end);
    let mut best: Option<((bool, usize), &Entry)> = None;
    for hit in reading.hits.iter().filter(|hit| overlaps(&hit.printed, at)) {
        for used in hit.uses {
            let Use::Entry { entry, whole } = used else { continue };
            let Some(entry) = vocabulary.entry(*entry) else { continue };
            let is_all = hit.printed.start <= first.start && hit.printed.end >= last;
            let leads = hit.printed.start <= first.start;
            // A bank in the middle of a name only carries the money.
            if (*whole && !(is_all && is_name)) || (entry.class == Class::Bank && !leads) {
                continue;
            }
            let carries = matches!(entry.class, Class::Bank | Class::Gateway);
            let rank = (!carries, hit.printed.len());
            if best.as_ref().is_none_or(|(least, _)| rank > *least) {
                best = Some((rank, entry));
            }
        }
    }
    best.map(|(_, entry)| entry)
}

/// The entry in the words of the model.
pub(super) fn party(entry: &Entry) -> KnownParty {
    let kind = match entry.class {
        Class::Bank | Class::Nbfc | Class::Housing | Class::Microfinance | Class::Fintech | Class::Bnpl => {
            PartyKind::Lender
        }
        Class::CreditCard
        | Class::Electricity
        | Class::Telecom
        | Class::Water
        | Class::Gas
        | Class::Television
        | Class::Municipal => PartyKind::Biller,
        Class::Employer => PartyKind::Employer,
        Class::Gateway => PartyKind::Gateway,
        _ => PartyKind::Merchant,
    };
    KnownParty { kind, name: entry.name.clone() }
}
