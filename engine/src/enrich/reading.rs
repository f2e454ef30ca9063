//! A narration taken apart: its phrases, the fields of its shape, and which bytes are the customer's own words.

use crate::model::Direction;
use bank_templates::shape::{Filled, Letters};
use bank_templates::vocabulary::{Hit, Use};
use bank_templates::{NarrationText, Slot, Vocabulary};
use std::ops::Range;

/// Everything that one pass over a narration gives.
pub(super) struct Reading<'r> {
    pub(super) narration: &'r str,
    pub(super) text: NarrationText,
    pub(super) hits: Vec<Hit<'r>>,
    /// Fields of the shape; of a narration without known shape those that its pieces give away.
    pub(super) filled: Vec<Filled>,
    /// Whether the fields are only guessed: then nobody knows whose words are whose.
    pub(super) guessed: bool,
}

impl<'r> Reading<'r> {
    pub(super) fn new(narration: &'r str, direction: Direction, vocabulary: &'r Vocabulary) -> Reading<'r> {
        let text = NarrationText::new(narration);
        let hits = vocabulary.find(&text);
        let letters = Letters::new(narration);
        let side = match direction {
            Direction::Debit => "debit",
            Direction::Credit => "credit",
        };
        let shaped = vocabulary.shapes(side).find_map(|shape| shape.read(&letters));
        let mut reading = Reading { narration, text, hits, filled: Vec::new(), guessed: shaped.is_none() };
        reading.filled = shaped.unwrap_or_else(|| super::counterparty::guess(&reading, vocabulary));
        reading
    }

    /// The field, as printed.
    pub(super) fn field(&self, slot: Slot) -> Option<Range<usize>> {
        self.filled.iter().find(|(filled, at)| *filled == slot && !at.is_empty()).map(|(_, at)| at.clone())
    }

    /// The printed text of a place.
    pub(super) fn printed(&self, at: &Range<usize>) -> &'r str {
        self.narration.get(at.clone()).unwrap_or_default()
    }

    /// Whether a hit stands in what the customer or another party wrote.
    pub(super) fn is_quoted(&self, hit: &Hit<'_>) -> bool {
        !self.guessed && self.filled.iter().any(|(slot, at)| slot.is_quoted() && overlaps(at, &hit.printed))
    }

    /// Whether a hit stands in a field.
    pub(super) fn is_within(&self, hit: &Hit<'_>, slot: Slot) -> bool {
        self.filled.iter().any(|(filled, at)| *filled == slot && overlaps(at, &hit.printed))
    }

    /// Whether a phrase of this use stands anywhere that `place` allows.
    pub(super) fn says(&self, what: Use, place: impl Fn(&Hit<'_>) -> bool) -> bool {
        self.hits.iter().any(|hit| hit.uses.contains(&what) && place(hit))
    }
}

pub(super) fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
