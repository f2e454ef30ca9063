//! Lines and columns for the tests of this stage: every character is five points wide in a face of ten points.

use super::columns::{Edge, Geometry, Placed};
use super::{Grammar, infer};
use crate::model::Currency;
use crate::value::AmountForm;
use bank_templates::{Align, Field, Templates};
use pdf::{Line, Rect, Word};

pub(super) const CHARACTER: f32 = 5.0;
pub(super) const SIZE: f32 = 10.0;

/// English words and the usual date forms.
pub(super) fn grammar() -> Grammar<'static> {
    let locale = Templates::embedded().locale("en").unwrap();
    let dates = infer::date_forms();
    Grammar { locale, amounts: AmountForm::new(locale, Currency::INR), dates, usual: None }
}

/// Words by their left edges.
pub(super) fn line(words: &[(f32, &str)]) -> Line {
    line_at(0.0, words)
}

/// The same, on a baseline.
pub(super) fn line_at(baseline: f32, words: &[(f32, &str)]) -> Line {
    let word = |(x0, text): &(f32, &str)| {
        let x1 = x0 + text.chars().count() as f32 * CHARACTER;
        let at = Rect { x0: *x0, x1, top: baseline - 8.0, bottom: baseline + 2.0 };
        Word { text: (*text).into(), at, baseline, size: SIZE, ..Word::default() }
    };
    let words: Vec<Word> = words.iter().map(word).collect();
    let at = words.iter().map(|word| word.at).reduce(Rect::union).unwrap();
    Line { words, at, baseline }
}

fn placed(field: Field, x0: f32, x1: f32) -> Placed {
    let heading = Rect { x0, x1, top: -20.0, bottom: -10.0 };
    Placed { field, heading, is_nameless: false, edge: None, from: f32::MIN, to: f32::MAX }
}

/// Dates from 0 to 60, narrations from 60 to 300, references from 300 on; debits, credits and balances flush right at 400, 460
/// and 520.
pub(super) fn geometry() -> Geometry {
    let text =
        |field: Field, x0: f32, from: f32, to: f32| Placed { from, to, ..placed(field, x0, x0 + 40.0) };
    let money = |field: Field, at: f32| {
        let edge = Edge { align: Align::Right, at, tolerance: SIZE };
        Placed { edge: Some(edge), ..placed(field, at - 35.0, at) }
    };
    Geometry {
        columns: vec![
            text(Field::Date, 0.0, f32::MIN, 60.0),
            text(Field::Narration, 62.0, 60.0, 300.0),
            text(Field::Reference, 302.0, 300.0, f32::MAX),
            money(Field::Debit, 400.0),
            money(Field::Credit, 460.0),
            money(Field::Balance, 520.0),
        ],
        size: SIZE,
    }
}

/// The left edge of a text that ends at a place.
pub(super) fn ending_at(x1: f32, text: &str) -> f32 {
    x1 - text.chars().count() as f32 * CHARACTER
}
