//! What contents write between one shown string and the place of the next: nearly always the same, operator for
//! operator and byte for byte, and then it need not be read again.

use super::color::Space;
use super::operands::Operations;
use super::operator::Operator;
use super::state::State;
use crate::font::Font;
use crate::words::Color;
use std::rc::Rc;

/// Steps of one stretch; longer ones are not the usual way from one string to the next.
const MAX_STEPS: usize = 12;

/// The latest stretch of operators between two strings of one content stream that do nothing but open and close text
/// objects, save and restore states, and set font and fill colour.
#[derive(Default)]
pub(super) struct Between<'c> {
    stretch: Option<Stretch<'c>>,
    /// Where the stretch that is being read begins.
    start: Option<usize>,
    steps: Vec<Step>,
    /// Whether a string was just shown.
    shown: bool,
}

/// A stretch as it is written, up to the blank behind it, and what it does.
struct Stretch<'c> {
    written: &'c [u8],
    steps: Vec<Step>,
}

/// What one operator of a stretch does.
#[derive(Clone)]
pub(super) enum Step {
    BeginText,
    EndText,
    Save,
    Restore,
    Font(Option<Rc<Font>>, f64),
    Fill(Rc<Space>, Color),
}

impl<'c> Between<'c> {
    /// Passes over what comes next behind a string if it is written as the time before; what it does.
    #[inline]
    pub(super) fn skip(&mut self, operations: &mut Operations<'c>) -> Option<&[Step]> {
        if !std::mem::take(&mut self.shown) {
            return None;
        }
        let stretch = self.stretch.as_ref()?;
        if !operations.skip(stretch.written) {
            return None;
        }
        self.start = None;
        Some(&stretch.steps)
    }

    /// Takes note of an operator that was just executed and that would do the same wherever it is written.
    #[inline]
    pub(super) fn note_step(&mut self, operator: Operator, state: &State) {
        if self.start.is_none() {
            return;
        }
        if self.steps.len() == MAX_STEPS {
            self.start = None;
            return;
        }
        self.steps.push(match operator {
            Operator::BEGIN_TEXT => Step::BeginText,
            Operator::END_TEXT => Step::EndText,
            Operator::SAVE => Step::Save,
            Operator::RESTORE => Step::Restore,
            Operator::FONT => Step::Font(state.text.font.clone(), state.text.size),
            _ => Step::Fill(state.fill_space.clone(), state.fill),
        });
    }

    /// Takes note of any other operator.
    #[inline]
    pub(super) fn note_other(&mut self, operator: Operator, operations: &Operations<'c>) {
        if let Some(start) = self.start.take() {
            self.end(start, operations);
        }
        if matches!(operator, Operator::SHOW | Operator::SHOW_ARRAY) {
            self.shown = true;
            self.start = Some(operations.position());
            self.steps.clear();
        }
    }

    /// The stretch ends before the operator that was read last. One step alone is read as quickly.
    fn end(&mut self, start: usize, operations: &Operations<'c>) {
        if self.steps.len() > 1
            && let Some(written) = operations.written_since(start)
        {
            self.stretch = Some(Stretch { written, steps: std::mem::take(&mut self.steps) });
        }
    }
}
