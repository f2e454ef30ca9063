//! Settings that contents write again and again, word for word: nearly every text object sets its font and its colour
//! anew, to what they were.

use super::between::Step;
use super::color::Space;
use super::operands::{Operand, Operations};
use super::operator::Operator;
use super::state::State;
use crate::font::Font;
use crate::matrix::Matrix;
use crate::words::Color;
use std::rc::Rc;

/// The latest font and the latest fill colour that one content stream set, as they are written there and what that
/// means. Whoever writes the same once more means the same, and it need not be read.
#[derive(Default)]
pub(super) struct Repeated<'c> {
    font: Written<'c, (Option<Rc<Font>>, f64)>,
    fill: Written<'c, (Rc<Space>, Color)>,
    /// How the latest text matrix begins: all but the place.
    matrix: Written<'c, [f64; 4]>,
    /// Whether a text object is open: paths repeat little, and there are many of them.
    in_text: bool,
}

/// An operator as it is written, up to the blank behind it, and what it sets.
type Written<'c, T> = Option<(&'c [u8], T)>;

impl<'c> Repeated<'c> {
    /// Sets what comes next in the contents if it is written as the time before; by which operator.
    #[inline]
    pub(super) fn set(&self, operations: &mut Operations<'c>, state: &mut State) -> Option<Operator> {
        if !self.in_text {
            return None;
        }
        if let Some((written, (font, size))) = &self.font
            && operations.skip(written)
        {
            set_font(state, font, *size);
            return Some(Operator::FONT);
        }
        if let Some((written, (space, color))) = &self.fill
            && operations.skip(written)
        {
            set_fill(state, space, *color);
            return Some(Operator::FILL_RGB);
        }
        None
    }

    /// The text matrix that comes next in the contents, if it begins as the one before.
    #[inline]
    pub(super) fn matrix(&self, operations: &mut Operations<'c>) -> Option<Matrix> {
        let (written, [a, b, c, d]) = self.matrix?;
        let [e, f] = operations.skip_matrix(written)?;
        Some(Matrix { a, b, c, d, e, f })
    }

    /// Remembers what an operator that was just executed set, if that is nobody's doing but its own; whether it would do
    /// the same wherever it is written.
    #[inline]
    pub(super) fn remember(
        &mut self,
        operator: Operator,
        operations: &Operations<'c>,
        state: &State,
    ) -> bool {
        let operands = operations.operands();
        let numbers = |count: usize| {
            operands.len() == count && operands.iter().all(|operand| matches!(operand, Operand::Number(_)))
        };
        match operator {
            Operator::BEGIN_TEXT => self.in_text = true,
            Operator::END_TEXT => self.in_text = false,
            Operator::SAVE | Operator::RESTORE => {}
            Operator::FONT => {
                let [Operand::Name(_), Operand::Number(size)] = operands else { return false };
                let set = (state.text.font.clone(), *size);
                self.font = operations.written().map(|written| (written, set));
            }
            Operator::FILL_GRAY if numbers(1) => self.remember_fill(operations, state),
            Operator::FILL_RGB if numbers(3) => self.remember_fill(operations, state),
            Operator::FILL_CMYK if numbers(4) => self.remember_fill(operations, state),
            Operator::TEXT_MATRIX => {
                self.remember_matrix(operations);
                return false;
            }
            _ => return false,
        }
        true
    }

    fn remember_fill(&mut self, operations: &Operations<'c>, state: &State) {
        let set = (state.fill_space.clone(), state.fill);
        self.fill = operations.written().map(|written| (written, set));
    }

    fn remember_matrix(&mut self, operations: &Operations<'c>) {
        if operations.operands().len() == 6
            && let Some([a, b, c, d, _, _]) = operations.numbers()
        {
            self.matrix = operations.written_matrix().map(|written| (written, [a, b, c, d]));
        }
    }

    /// Takes note of what was done without it.
    #[inline]
    pub(super) fn note(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::BeginText => self.in_text = true,
                Step::EndText => self.in_text = false,
                _ => {}
            }
        }
    }
}

/// Sets a font that is known. Nearly always it is the same again, and a comparison costs less than giving up one font
/// for another.
#[inline]
pub(super) fn set_font(state: &mut State, font: &Option<Rc<Font>>, size: f64) {
    let text = &mut state.text;
    text.size = size;
    if text.font.as_ref().map(Rc::as_ptr) != font.as_ref().map(Rc::as_ptr) {
        text.font.clone_from(font);
    }
}

/// Sets a colour that is known.
#[inline]
pub(super) fn set_fill(state: &mut State, space: &Rc<Space>, color: Color) {
    state.fill = color;
    if !Rc::ptr_eq(&state.fill_space, space) {
        state.fill_space.clone_from(space);
    }
}
